package atlas

import (
	"context"
	"time"
)

// settling is how long a picture has been the current one before its index is saved: while
// somebody writes one revision after the other, none of them is worth it.
const settling = 10 * time.Second

// Keep reads the file under the index of the current picture into memory and checks it, and
// saves the index now and whenever another picture has been the current one for some time.
// It returns when ctx ends.
func (a *Atlas) Keep(ctx context.Context) { a.keep(ctx, settling) }

func (a *Atlas) keep(ctx context.Context, settling time.Duration) {
	if a.saves == nil || a.Current().settle(ctx) != nil {
		return
	}
	for ctx.Err() == nil {
		turned := a.Turned()
		a.saves.save(ctx, a.Current())
		select {
		case <-turned:
		case <-ctx.Done():
		}
		for !a.stands(ctx, settling) {
		}
	}
}

// stands tells whether the current picture stays so for some time, or ctx has ended.
func (a *Atlas) stands(ctx context.Context, settling time.Duration) bool {
	turned := a.Turned()
	wait := time.NewTimer(settling)
	defer wait.Stop()
	select {
	case <-turned:
		return false
	case <-wait.C:
	case <-ctx.Done():
	}
	return true
}
