package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// publishCmd opens layers and kinds of places to who has no account.
type publishCmd struct {
	storeFlag
	Layer          []string `placeholder:"KEY" help:"What to open besides what is open: layers, kinds of places, building; all = every one, those to come included. Several with commas."`
	Close          []string `placeholder:"KEY" help:"What to close; all = everything."`
	EvenRestricted bool     `help:"Open also what holds data whose permission class is internal or restricted."`
	List           bool     `help:"Print what is open, a key a line."`
}

// Run opens, closes, and prints what is open then.
func (c *publishCmd) Run(ctx context.Context, io streams) error {
	if len(c.Layer) == 0 && len(c.Close) == 0 && !c.List {
		return usagef("say what to open (--layer KEY or --layer all), what to close (--close KEY), or --list")
	}
	return withAccess(ctx, c.Store, func(s city.Store, svc *access.Service) error {
		scheme, err := s.Scheme(ctx)
		if err != nil {
			return err
		}
		known := access.Openable(scheme)
		if err := checkOpenable(known, slices.Concat(c.Layer, c.Close)); err != nil {
			return err
		}
		if err := c.changeAlone(ctx, s, svc, known); err != nil {
			return err
		}
		is, err := svc.Opened(ctx)
		if err != nil {
			return err
		}
		if c.List {
			for _, key := range is.Keys() {
				fmt.Fprintln(io.out, key)
			}
			return nil
		}
		fmt.Fprintf(io.err, "open to everybody: %s\n", orNothing(is.Keys()))
		return nil
	})
}

// changeAlone opens while nobody writes to the store: what a server or another command writes is judged too.
func (c *publishCmd) changeAlone(ctx context.Context, s city.Store, svc *access.Service, known []string) error {
	if len(c.Layer) == 0 {
		return c.change(ctx, s, svc, known)
	}
	err := s.Alone(ctx, func(ctx context.Context) error { return c.change(ctx, s, svc, known) })
	if city.CodeOf(err) == "store_read_only" {
		return fmt.Errorf("nothing was opened: who opens keeps others from writing meanwhile, for which this user must be allowed to write the store (--close and --list need no such thing): %w", err)
	}
	return err
}

// change opens and closes.
func (c *publishCmd) change(ctx context.Context, s city.Store, svc *access.Service, known []string) error {
	if len(c.Layer)+len(c.Close) == 0 {
		return nil
	}
	is, err := svc.OpenedNow(ctx)
	if err != nil {
		return err
	}
	if err := c.checkClassed(ctx, s, known, is); err != nil {
		return err
	}
	return svc.ChangeOpened(ctx, command(), known, c.Layer, c.Close)
}

// checkClassed refuses to open, unless that is said knowingly, what holds data that was handed over for
// others than everybody.
func (c *publishCmd) checkClassed(ctx context.Context, s city.Store, known []string, is access.Opening) error {
	if c.EvenRestricted {
		return nil
	}
	keys := c.Layer
	if slices.Contains(keys, access.OpenAll) {
		keys = known
	}
	classed, err := atlas.ClassedIn(ctx, s, keys)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if n := classed[key]; n.Any() && !is.Has(key) {
			return city.Errorf(city.Conflict, "classed_data", "%s holds %d things whose permission class is internal and %d that are restricted: nothing was opened; --even-restricted opens it all the same", key, n.Internal, n.Restricted)
		}
	}
	return nil
}

// checkOpenable refuses a key that the scheme has not; persons, posts and organisations are none.
func checkOpenable(known, keys []string) error {
	for _, k := range keys {
		if k != access.OpenAll && !slices.Contains(known, k) {
			return usagef("there is no layer and no kind of places %q to open; there are %s, and all", k, strings.Join(known, ", "))
		}
	}
	return nil
}

func orNothing(keys []string) string {
	if len(keys) == 0 {
		return "nothing"
	}
	return strings.Join(keys, ", ")
}
