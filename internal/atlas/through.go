package atlas

import (
	"context"

	"github.com/redsail/redsail/internal/city"
)

// Through opens another atlas of the same store, looked at through view, with the same clock. It has
// pictures of its own and keeps no snapshots.
func (a *Atlas) Through(ctx context.Context, view func(city.Reader) city.Reader) (*Atlas, error) {
	return OpenWith(ctx, view(a.store), Options{Now: a.now, TileSets: a.line.sets, Busy: a.line.busy})
}

// Behind tells whether another atlas of the same store has a newer picture.
func (a *Atlas) Behind(other *Atlas) bool {
	mine, theirs := a.Current(), other.Current()
	return mine.State != theirs.State || mine.Date != theirs.Date
}
