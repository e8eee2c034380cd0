package main

import (
	"context"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/atlas"
)

// How much garbage is let lie, in percent of what is in use: while changes and pictures of the city
// are made, when much comes and goes, or so many ask that collecting takes a good part of the
// processors; and while there are few answers only. Always with 10 percent an edit of the demo city
// would take 1.6 to 3 times as long.
const (
	busyPercent = 100
	calmPercent = 10
)

// Shares of the processors that collecting takes: from hurryAt on more garbage is let lie, which
// makes it less by calmPercent to busyPercent; below easeAt of what is then left it is not needed.
const (
	hurryAt = 0.2
	easeAt  = 0.01
)

// watchEvery is how often the share is looked at.
const watchEvery = 2 * time.Second

// calmAfter is how long after a change there are answers only: its parts, and often other changes,
// follow one another.
const calmAfter = 5 * time.Second

// collector sets how much garbage is let lie.
type collector struct {
	calm time.Duration // how long it is calm before less is let lie

	mu      sync.Mutex
	making  int  // changes, pictures and their tiles
	begun   int  // of these, since the start
	settled bool // the first ones are made
	hurried bool // many ask
}

// busy is told when a change, a picture or its tiles begin to be made, true, and when they are.
func (c *collector) busy(begins bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if begins {
		c.making, c.begun = c.making+1, c.begun+1
		if c.settled && c.making == 1 {
			debug.SetGCPercent(busyPercent)
		}
		return
	}
	if c.making--; c.settled && !c.hurried && c.making == 0 {
		begun := c.begun
		time.AfterFunc(c.calm, func() { c.rest(begun) })
	}
}

// rest lets less garbage lie, unless something has begun since.
func (c *collector) rest(begun int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.begun == begun && !c.hurried {
		debug.SetGCPercent(calmPercent)
	}
}

// watch looks at what collecting takes, once in a time, while the context lasts. What a cycle took is known
// when it has ended, so a time without an end counts with the next, up to thirty of them.
func (c *collector) watch(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for used, at := collecting(), time.Now(); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now, took := collecting(), time.Since(at)
		if now.cycles == used.cycles && took < 30*every {
			continue
		}
		c.takes((now.seconds - used.seconds) / (took.Seconds() * float64(runtime.GOMAXPROCS(0))))
		used, at = now, at.Add(took)
	}
}

// takes is told the share of the processors that collecting has taken of late.
func (c *collector) takes(share float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.settled && !c.hurried && share >= hurryAt:
		c.hurried = true
		debug.SetGCPercent(busyPercent)
	case c.hurried && share < easeAt:
		c.hurried = false
		if c.making == 0 {
			debug.SetGCPercent(calmPercent)
		}
	}
}

// collected is what collecting came to since the start.
type collected struct {
	cycles  uint64
	seconds float64 // of processors that were taken from others' work; what nobody else wants is none
}

func collecting() collected {
	sample := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}, {Name: "/cpu/classes/gc/mark/dedicated:cpu-seconds"}, {Name: "/cpu/classes/gc/mark/assist:cpu-seconds"}}
	metrics.Read(sample)
	return collected{sample[0].Value.Uint64(), sample[1].Value.Float64() + sample[2].Value.Float64()}
}

// warm makes what is made ahead of an atlas, settles, and watches from then on.
func (c *collector) warm(ctx context.Context, a *atlas.Atlas) {
	if a.Warm(ctx); ctx.Err() == nil {
		c.settle()
		c.watch(ctx, watchEvery)
	}
}

// settle gives back the memory that making all ahead has taken beside what is kept, which is more
// than that. Who sets GOGC wants no other share than that.
func (c *collector) settle() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !garbageSet() {
		c.settled = true
		if c.making == 0 {
			debug.SetGCPercent(calmPercent)
		}
	}
	runtime.GC() // what lies in pools is let go by the second collection
	debug.FreeOSMemory()
}

// garbageSet is true where who runs the program has said how much garbage is let lie.
func garbageSet() bool { return os.Getenv("GOGC") != "" }
