package main

import (
	"context"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/atlas"
)

// How much garbage is let lie, in percent of what is in use: while changes and pictures of the city
// are made, when much comes and goes, and while there are answers only. Always with 10 percent an
// edit of the demo city would take 1.6 to 3 times as long.
const (
	busyPercent = 100
	calmPercent = 10
)

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
	if c.making--; c.settled && c.making == 0 {
		begun := c.begun
		time.AfterFunc(c.calm, func() { c.rest(begun) })
	}
}

// rest lets less garbage lie, unless something has begun since.
func (c *collector) rest(begun int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.begun == begun {
		debug.SetGCPercent(calmPercent)
	}
}

// warm makes what is made ahead of an atlas, and settles.
func (c *collector) warm(ctx context.Context, a *atlas.Atlas) {
	if a.Warm(ctx); ctx.Err() == nil {
		c.settle()
	}
}

// settle gives back the memory that making all ahead has taken beside what is kept, which is more
// than that. Who sets GOGC wants no other share than that.
func (c *collector) settle() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if os.Getenv("GOGC") == "" {
		c.settled = true
		if c.making == 0 {
			debug.SetGCPercent(calmPercent)
		}
	}
	runtime.GC() // what lies in pools is let go by the second collection
	debug.FreeOSMemory()
}
