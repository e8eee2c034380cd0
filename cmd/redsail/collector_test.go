package main

import (
	"runtime/debug"
	"runtime/metrics"
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
	if percent() != 77 {
		t.Errorf("GOGC is set, and the share is changed to %d", percent())
	}
}
