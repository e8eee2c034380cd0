package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strconv"
	"sync"

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

// unrecorded is an act that was done, of which the audit holds the begin and not the end: what it came to
// is told all the same.
type unrecorded struct {
	act      *act
	revision int64
	err      error
}

func (u *unrecorded) Error() string {
	made := ""
	if u.revision > 0 {
		made = fmt.Sprintf(" and has made revision %d", u.revision)
	}
	return fmt.Sprintf("%s is done%s, but the audit does not hold that it ended: %v", u.act.action, made, u.err)
}

func (u *unrecorded) Unwrap() error { return u.err }

// after tells what an audited act came to: err is that of the act, with which nothing is told, or that only
// its end could not be written down, which then follows what is told.
func after(err error, tell func() error) error {
	var u *unrecorded
	if err != nil && !errors.As(err, &u) {
		return err
	}
	told := tell()
	if err == nil {
		return told
	}
	if errors.Is(told, errFindings) { // which the report has said
		return err
	}
	return errors.Join(err, told)
}

// audit writes into the audit of an open store that an act is begun, does it, and writes how it ended and
// which revision it made, which do gives; 0 = none. What cannot be written down is not done; where only the
// end cannot be, the error is unrecorded. do works on the store that it is given.
func (a *act) audit(ctx context.Context, store string, s city.Store, do func(city.Store) (int64, error)) error {
	if a.idle {
		_, err := do(s)
		return err
	}
	made, err := authIfMade(ctx, store, s)
	if err != nil {
		return err
	}
	auth := access.Store(made)
	if made == nil {
		st, err := s.State(ctx)
		if err != nil {
			return err
		}
		if st.Revision == 0 {
			return a.first(ctx, store, s, do)
		}
		if auth, err = openAuth(ctx, store, s); err != nil {
			return err
		}
	}
	var revision int64
	err = a.record(ctx, auth, func() (_ int64, err error) {
		revision, err = do(s)
		return revision, err
	})
	return a.closed(auth, revision, err)
}

// closed closes the accounts behind an act that made a revision, or failed.
func (a *act) closed(auth access.Store, revision int64, err error) error {
	if cerr := auth.Close(); cerr != nil && err == nil {
		return &unrecorded{a, revision, cerr}
	}
	return err
}

// first is audit in an empty store without accounts, which are made when there is something to write: an
// act that is refused before leaves nothing beside the store, so that a backup still comes back into it.
func (a *act) first(ctx context.Context, store string, s city.Store, do func(city.Store) (int64, error)) error {
	var auth access.Store
	var rows *actRows
	begin := sync.OnceValue(func() error {
		made, err := openAuth(ctx, store, s)
		if err != nil { // what comes beside it is no store
			return err
		}
		auth = made
		rows, err = a.begin(ctx, auth)
		return err
	})
	revision, err := do(&firstWrite{Store: s, begin: begin})
	if auth == nil {
		return err
	}
	if rows != nil {
		err = rows.end(revision, err)
	}
	return a.closed(auth, revision, err)
}

// firstWrite is a store that says before it writes that it will, once it is known that it may.
type firstWrite struct {
	city.Store
	begin func() error
}

// Apply implements city.Writer.
func (w *firstWrite) Apply(ctx context.Context, c city.Change) (city.Revision, error) {
	if _, err := city.Judge(ctx, w.Store, c); err != nil {
		return city.Revision{}, err
	}
	if err := w.begin(); err != nil {
		return city.Revision{}, err
	}
	return w.Store.Apply(ctx, c)
}

// actRows are the rows of an act in an audit.
type actRows struct {
	act *act
	row func(outcome string, revision int64) error
}

// begin writes that an act is begun.
func (a *act) begin(ctx context.Context, auth access.Store) (*actRows, error) {
	svc, author := access.New(auth, access.Options{}), []string(nil)
	if access.IsAccountName(a.author) {
		if known, err := auth.Account(ctx, a.author); err == nil && known != nil {
			author = []string{"author/" + a.author}
		}
	}
	rows := &actRows{a, func(outcome string, revision int64) error {
		return svc.Record(context.WithoutCancel(ctx), command(), access.Entry{Action: a.action, Of: slices.Concat(a.of, author), Outcome: outcome, Revision: revision})
	}}
	if err := rows.row("begun", 0); err != nil {
		return nil, err
	}
	return rows, nil
}

// end writes how an act ended, and gives its error. What the act found out of what it is about stands in this row.
func (r *actRows) end(revision int64, err error) error {
	if err != nil {
		if rerr := r.row(cmp.Or(city.CodeOf(err), "internal"), 0); city.CodeOf(rerr) != city.CodeOf(err) {
			err = errors.Join(err, rerr)
		} // else the disk is full for both: that it was begun stands
		return err
	}
	if err := r.row("done", revision); err != nil {
		return &unrecorded{r.act, revision, err}
	}
	return nil
}

// record does an act between its rows; do gives the revision that it made, 0 = none.
func (a *act) record(ctx context.Context, auth access.Store, do func() (int64, error)) error {
	rows, err := a.begin(ctx, auth)
	if err != nil {
		return err
	}
	return rows.end(do())
}
