package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestCollectorLetsLieWhatIsMade follows the share of garbage through two pictures made at once.
func TestCollectorLetsLieWhatIsMade(t *testing.T) {
	t.Setenv("GOGC", "")
	was := debug.SetGCPercent(77)
	defer debug.SetGCPercent(was)
	percent := func() int {
		sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		metrics.Read(sample)
		return int(sample[0].Value.Uint64())
	}
	c := collector{calm: time.Millisecond}
	calm := func() {
		for range 1000 {
			if percent() == calmPercent {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	for i, step := range []struct {
		do   func()
		want int
	}{
		{func() { c.busy(true) }, 77}, {func() { c.busy(false) }, 77}, {c.settle, calmPercent},
		{func() { c.busy(true) }, busyPercent}, {func() { c.busy(true) }, busyPercent}, {func() { c.busy(false) }, busyPercent},
		{func() { c.busy(false); calm() }, calmPercent},
		{func() { c.takes(hurryAt) }, busyPercent}, {func() { c.takes(hurryAt / 2) }, busyPercent}, {func() { c.takes(easeAt / 2) }, calmPercent},
		{func() { c.takes(hurryAt / 2) }, calmPercent}, {func() { c.takes(1) }, busyPercent},
		{func() { c.busy(true); c.busy(false) }, busyPercent}, {func() { c.takes(0) }, calmPercent},
		{func() { c.takes(1); c.busy(true); c.takes(0) }, busyPercent}, {func() { c.busy(false); calm() }, calmPercent},
	} {
		if step.do(); percent() != step.want {
			t.Fatalf("after step %d the share is %d, want %d", i, percent(), step.want)
		}
	}
	t.Setenv("GOGC", "50")
	debug.SetGCPercent(77)
	other := collector{calm: time.Millisecond}
	other.settle()
	other.busy(true)
	other.takes(1)
	if percent() != 77 {
		t.Errorf("GOGC is set, and the share is changed to %d", percent())
	}
}

// TestCollectorIsWatched: where much garbage is made beside what lives, more of it is let lie until less
// is made.
func TestCollectorIsWatched(t *testing.T) {
	t.Setenv("GOGC", "")
	was := debug.SetGCPercent(calmPercent)
	defer debug.SetGCPercent(was)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2)) // of many idle processors it would take nothing from anybody
	var garbage atomic.Pointer[[512]*byte]
	live := make([]*[512]*byte, 5_000) // 20 MB of pointers are work for the collector
	for i := range live {
		live[i] = new([512]*byte)
	}
	c := collector{calm: time.Millisecond}
	c.settle()
	ctx, cancel := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() { c.watch(ctx, 20*time.Millisecond) })
	defer watching.Wait()
	defer cancel()
	hurried := func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.hurried
	}
	var making sync.WaitGroup
	for range 2 {
		making.Go(func() {
			for until := time.Now().Add(time.Minute); !hurried() && time.Now().Before(until); {
				for range 1000 {
					garbage.Store(new([512]*byte))
				}
			}
		})
	}
	making.Wait()
	runtime.KeepAlive(live)
	if !hurried() {
		t.Fatal("much garbage is made, and no more of it is let lie")
	}
	for until := time.Now().Add(time.Minute); hurried() && time.Now().Before(until); {
		time.Sleep(time.Millisecond)
	}
	if hurried() {
		t.Error("no garbage is made, and it is let lie still")
	}
}
