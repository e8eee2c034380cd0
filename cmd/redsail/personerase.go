package main

import (
	"context"
	"fmt"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
)

// leastIdleDays is the shortest time without a post after which persons are erased together.
const leastIdleDays = 30

// personEraseCmd erases a person, or all who have had no post for long.
type personEraseCmd struct {
	storeFlag
	Code     string `arg:"" optional:"" placeholder:"CODE" help:"The code of the person, a former one too."`
	IdleDays int64  `name:"idle-days" placeholder:"DAYS" help:"Instead of one person, all who have had no post for so many days, at least 30, and have none that is planned: their codes and since when go to stdout."`
	DryRun   bool   `name:"dry-run" help:"Only say what it would do."`
	Yes      bool   `help:"Do it. Without it the command says what it would do."`
	Author   string `help:"Who makes the change."`
}

// Help says what stays.
func (personEraseCmd) Help() string {
	return "Name, phones and title can be read in no version any more, also in those of the past, and no backup of the store brings them back; copies of its file of keys must be destroyed where they lie. " +
		"From today on the person's posts are vacant. The code stays in the history of the posts, so that log and undo hold."
}

// Run erases.
func (c *personEraseCmd) Run(ctx context.Context, std streams) error {
	switch {
	case c.DryRun && c.Yes:
		return usagef("--dry-run and --yes: one of them")
	case (c.Code == "") == (c.IdleDays == 0):
		return usagef("the code of a person, or --idle-days, one of them, is needed")
	case c.IdleDays != 0 && c.IdleDays < leastIdleDays:
		return usagef("--idle-days %d: persons are erased together after %d days without a post at the least", c.IdleDays, leastIdleDays)
	case c.IdleDays != 0:
		return c.idle(ctx, std)
	}
	if !c.Yes {
		return c.preview(ctx, std)
	}
	one := personFlags{c.storeFlag, c.Code}
	return one.on(ctx, "persons.erase", func(s city.Store, keys city.Keys) error {
		today, err := todayOf(ctx, s)
		if err != nil {
			return err
		}
		e, err := edit.Erase(ctx, s, keys, c.Code, c.Author, today)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.err, "redsail: erased; %d versions of posts are vacant from %s on\n", e.Posts, today)
		return err
	})
}

// preview says what erasing would do. Nothing is done and nobody is seen, so the audit has no row of it.
func (c *personEraseCmd) preview(ctx context.Context, std streams) (err error) {
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	today, err := todayOf(ctx, s)
	if err != nil {
		return err
	}
	e, err := edit.PlanErase(ctx, s, c.Code, today)
	if err != nil {
		return err
	}
	if c.DryRun {
		_, err = fmt.Fprintf(std.err, "redsail: nothing was done; the person would be erased for ever, and %d versions of posts be vacant from %s on\n", e.Posts, today)
		return err
	}
	return usagef("the person would be erased for ever, and %d versions of posts be vacant from %s on: say --yes", e.Posts, today)
}

// idle lists and erases those who have had no post for long.
func (c *personEraseCmd) idle(ctx context.Context, std streams) error {
	return onPersons(ctx, c.Store, func(s city.Store, keys city.Keys, audited audited) error {
		today, err := todayOf(ctx, s)
		if err != nil {
			return err
		}
		gone, err := keys.Erased(ctx)
		if err != nil {
			return err
		}
		list, err := city.IdlePersons(ctx, s, 0, today, c.IdleDays, gone)
		if err != nil {
			return err
		}
		for _, one := range list {
			if _, err := fmt.Fprintf(std.out, "%s\t%s\n", one.Code, one.Since); err != nil {
				return err
			}
		}
		switch {
		case c.DryRun || len(list) == 0:
			_, err = fmt.Fprintf(std.err, "redsail: nothing was done; %d persons have had no post for %d days\n", len(list), c.IdleDays)
			return err
		case !c.Yes:
			return usagef("these %d persons would be erased for ever: say --yes, or --dry-run to list them only", len(list))
		}
		return eraseAll(std, list, func(code string) (bool, error) {
			plan, err := edit.PlanErase(ctx, s, code, today)
			if err != nil || plan.Posts > 0 {
				return false, err
			}
			return true, audited(ctx, "persons.erase", code, func() error {
				_, err := edit.Erase(ctx, s, keys, code, c.Author, today)
				return err
			})
		})
	})
}

// eraseAll erases those of a list who still have no post: the list is of before, and takes a while.
func eraseAll(std streams, list []city.IdlePerson, erase func(code string) (bool, error)) error {
	erased := 0
	for _, one := range list {
		done, err := erase(one.Code)
		switch {
		case err != nil:
			return fmt.Errorf("after %d of %d persons were erased: %w", erased, len(list), err)
		case done:
			erased++
		default:
			fmt.Fprintf(std.err, "redsail: %s has come to a post meanwhile and is left\n", one.Code)
		}
	}
	_, err := fmt.Fprintf(std.err, "redsail: %d persons were erased\n", erased)
	return err
}

// todayOf is the date in the city's zone.
func todayOf(ctx context.Context, s city.Reader) (city.Date, error) {
	scheme, err := s.Scheme(ctx)
	if err != nil {
		return 0, err
	}
	return city.DateOf(time.Now().In(scheme.Location())), nil
}
