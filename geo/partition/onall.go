package partition

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// onAll calls f for each part of n, on all processors. worker is below workers(), and no two
// calls with the same one run at once.
func onAll(n int, f func(worker, part int)) {
	var wg sync.WaitGroup
	var next atomic.Int64
	for worker := range min(n, workers()) {
		wg.Go(func() {
			for part := int(next.Add(1)) - 1; part < n; part = int(next.Add(1)) - 1 {
				f(worker, part)
			}
		})
	}
	wg.Wait()
}

func workers() int { return runtime.GOMAXPROCS(0) }
