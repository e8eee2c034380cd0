package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"os/user"
	"slices"
	"strconv"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// command is the caller of the command line, by whom the audit names who runs it.
func command() *access.Caller {
	c := access.Command()
	c.ID = systemUser()
	return c
}

// systemUser is the name of who runs the program, or its number where it has no name.
func systemUser() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return strconv.Itoa(os.Getuid())
}

// act is what a command does with a store, as the audit holds it.
type act struct {
	action access.Action
	of     []string
	// author is that of --author; it is in the audit where it is the name of an account.
	author string
	// idle is true of a dry run, of which nothing is written.
	idle bool
}

// audit writes into the audit of an open store that an act is begun, does it, and writes how it ended and
// which revision it made. What cannot be written down is not done.
func (a *act) audit(ctx context.Context, store string, s city.Store, do func() error) (err error) {
	if a.idle {
		return do()
	}
	auth, err := openAuth(ctx, store, s)
	if err != nil {
		return err
	}
	defer closing(auth, &err)
	was, err := s.State(ctx)
	if err != nil {
		return err
	}
	return a.record(ctx, auth, func() (int64, error) {
		if err := do(); err != nil {
			return 0, err
		}
		is, err := s.State(context.WithoutCancel(ctx))
		if err != nil || is.Revision == was.Revision {
			return 0, err
		}
		return is.Revision, nil
	})
}

// record writes the rows of an act, which gives the revision that it made; 0 = none. What the act finds out
// of what it is about stands in the row of its end.
func (a *act) record(ctx context.Context, auth access.Store, do func() (int64, error)) error {
	svc, author := access.New(auth, access.Options{}), []string(nil)
	if access.IsAccountName(a.author) {
		if known, err := auth.Account(ctx, a.author); err == nil && known != nil {
			author = []string{"author/" + a.author}
		}
	}
	row := func(outcome string, revision int64) error {
		return svc.Record(context.WithoutCancel(ctx), command(), access.Entry{Action: a.action, Of: slices.Concat(a.of, author), Outcome: outcome, Revision: revision})
	}
	if err := row("begun", 0); err != nil {
		return err
	}
	revision, err := do()
	if err != nil {
		if rerr := row(cmp.Or(city.CodeOf(err), "internal"), 0); city.CodeOf(rerr) != city.CodeOf(err) {
			err = errors.Join(err, rerr)
		} // else the disk is full for both: that it was begun stands
		return err
	}
	return row("done", revision)
}
