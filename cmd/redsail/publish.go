package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// publishCmd opens layers and kinds of places to who has no account.
type publishCmd struct {
	storeFlag
	Layer []string `placeholder:"KEY" help:"What to open besides what is open: layers, kinds of places, building; all = every one, those to come included. Several with commas."`
	Close []string `placeholder:"KEY" help:"What to close; all = everything."`
	List  bool     `help:"Print what is open, a key a line."`
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
		is, err := svc.Opened(ctx)
		if err != nil {
			return err
		}
		if len(c.Layer)+len(c.Close) > 0 {
			if err := svc.ChangeOpened(ctx, access.Command(), known, c.Layer, c.Close); err != nil {
				return err
			}
			if is, err = svc.Opened(ctx); err != nil {
				return err
			}
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
