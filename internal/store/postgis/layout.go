package postgis

import (
	"context"
	"fmt"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/migrations"
)

// Migrate brings the store to a layout and says from which to which: to = 0 is the newest that this
// program knows. Before is called first (Options). An earlier layout is gone back to only where
// nothing is lost by that: else it is a Conflict, would_be_lost, which says what stands in the way.
// A number that there is not is Invalid, no_layout. With dry nothing is written. It is done in one
// transaction, in which nobody writes.
func Migrate(ctx context.Context, url string, o Options, to int, dry bool) (from, reached int, err error) {
	s, err := connect(ctx, url, o)
	if err != nil {
		return 0, 0, err
	}
	defer s.pool.Close()
	from, reached, err = s.move(ctx, to, dry)
	return from, reached, explain(ctx, s.name, err)
}

func (s *Store) move(ctx context.Context, to int, dry bool) (from, reached int, err error) {
	if err := s.know(ctx); err != nil {
		return 0, 0, err
	}
	have, err := s.version(ctx, s.session)
	if err != nil {
		return 0, 0, err
	}
	if to == 0 {
		to = len(s.migrations)
	}
	switch {
	case to < 1 || to > len(s.migrations):
		return have, have, city.NoLayout(to, len(s.migrations))
	case to > have && !dry:
		return have, to, s.upgrade(ctx, to)
	case to < have:
		return have, to, s.moveBack(ctx, have, to, dry)
	}
	return have, to, nil
}

// moveBack takes migrations back in one transaction.
func (s *Store) moveBack(ctx context.Context, have, to int, dry bool) error {
	steps, err := migrations.Down(s.back, have, to)
	if err != nil {
		return err
	}
	if s.before != nil && !dry {
		if err := s.before(ctx, s, have, to); err != nil {
			return err
		}
	}
	return s.within(ctx, func(tx session) error {
		if err := lockSchema(ctx, tx); err != nil {
			return err
		}
		if now, err := s.version(ctx, tx); err != nil || now != have {
			return fmt.Errorf("the layout was %d and is %d, which another program made: %w", have, now, err)
		}
		if _, err := tx.exec(ctx, `SELECT FROM redsail.counter FOR NO KEY UPDATE`); err != nil {
			return err
		}
		if err := tx.see(ctx); err != nil { // rows behind the wall count too
			return err
		}
		for _, step := range steps {
			if err := s.stepBack(ctx, tx, step, dry); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) stepBack(ctx context.Context, tx session, step migrations.Step, dry bool) error {
	for _, k := range step.Keeps {
		var n int64
		if err := tx.one(ctx, []any{&n}, k.Count); err != nil {
			return err
		}
		if n > 0 {
			return city.WouldBeLost(s.name, step.Version-1, n, k.What)
		}
	}
	if dry {
		return nil
	}
	if err := tx.script(ctx, step.SQL); err != nil {
		return fmt.Errorf("the way back from layout %d: %w", step.Version, err)
	}
	_, err := tx.exec(ctx, `DELETE FROM redsail.migration WHERE version = $1`, step.Version)
	return err
}
