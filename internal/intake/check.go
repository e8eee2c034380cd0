package intake

import (
	"context"

	"github.com/redsail/redsail/internal/city"
)

// checker may sign a change or refuse it; see ThingOptions.Check.
type checker func(ctx context.Context, c *city.Change) error

// signed asks about the rows that say what is there already, and then about the change itself. It comes
// before a report is made of them: that a row is unchanged would tell a caller what is there.
func (ask checker) signed(ctx context.Context, c *city.Change, same []city.Entry) error {
	if ask == nil {
		return nil
	}
	if len(same) > 0 {
		if err := ask(ctx, &city.Change{Effective: c.Effective, Base: c.Base, Entries: same}); err != nil {
			return err
		}
	}
	if len(c.Entries) == 0 {
		return nil
	}
	return ask(ctx, c)
}
