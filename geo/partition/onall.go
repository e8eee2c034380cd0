package partition

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// onAll calls f for each part of n, on all processors. worker is below workers(), and no two
// calls with the same one run at once.
func onAll(n int, f func(worker, part int)) {
	if n == 1 {
		f(0, 0)
		return
	}
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

// eachStride calls f as onAll does, for the parts of a list of n: list[first:last].
func eachStride(n int, f func(first, last int)) {
	onAll((n+stride-1)/stride, func(_, part int) { f(part*stride, min((part+1)*stride, n)) })
}

// workers is asked once: the runtime may raise its number while lists are in use that were made for as many.
var workers = sync.OnceValue(func() int { return runtime.GOMAXPROCS(0) })
