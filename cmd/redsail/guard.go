package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// guard is who may do what on a store: accounts, and what opens persons.
type guard struct {
	gate   *access.Service
	people *access.People
	closes []io.Closer
}

// openGuard opens what is kept apart from a store: accounts and keys.
func openGuard(ctx context.Context, store string, s city.Store, outward *outwardFlags, log *slog.Logger) (*guard, error) {
	g := &guard{}
	auth, err := openAuth(ctx, store, s)
	if err != nil {
		return nil, err
	}
	g.closes = append(g.closes, auth)
	keys, err := openKeys(ctx, store, s)
	if err != nil {
		return nil, errors.Join(err, g.Close())
	}
	g.closes = append(g.closes, keys)
	g.gate = access.New(auth, access.Options{Log: log, OIDC: outward.provider()})
	if _, err := g.gate.Opened(ctx); err != nil { // known from now on, also while the store is away
		return nil, errors.Join(err, g.Close())
	}
	g.people = access.NewPeople(keys, g.gate.Record, nil)
	return g, nil
}

// Close closes accounts and keys.
func (g *guard) Close() error {
	var errs []error
	for _, c := range g.closes {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// firstStart makes the three officers of a store without accounts, and says their passwords once.
func (g *guard) firstStart(ctx context.Context, stderr io.Writer) error {
	made, err := g.gate.FirstStart(ctx)
	if err != nil || len(made) == 0 {
		return err
	}
	fmt.Fprintln(stderr, "redsail: there were no accounts; these are the three officers, with first passwords that are said this once:")
	for _, a := range made {
		fmt.Fprintf(stderr, "redsail:   %-10s %s\n", a.Name, a.Password)
	}
	fmt.Fprintln(stderr, "redsail: admin makes accounts, security gives them their rights, auditor reads the audit; nothing is public until the keeper of the data opens it (redsail publish)")
	return nil
}

// demoStart makes the accounts of a made-up city and opens all its layers, where that was not done.
func (g *guard) demoStart(ctx context.Context, s city.Store, stderr io.Writer) error {
	by := command()
	have, err := g.gate.Users(ctx, by)
	if err != nil || len(have) > 0 {
		return err
	}
	scope, person, err := demoWorker(ctx, s)
	if err != nil {
		return err
	}
	for _, n := range access.DemoAccounts() {
		if !n.WholeCity {
			n.Scope, n.Person = scope, person
		}
		password, err := g.gate.CreateUser(ctx, by, n)
		if err != nil {
			return err
		}
		fmt.Fprintf(stderr, "redsail: account %-16s password %s (said this once; on this machine the page signs in without it)\n", n.Name, password)
	}
	return g.gate.OpenMore(ctx, by, access.OpenAll)
}

// demoWorker is whose account the demo's worker has, and the grids that it is for: the full-time worker of
// the first grid that has one, by their codes; without any staff the first grid, or nothing.
func demoWorker(ctx context.Context, s city.Store) (scope []city.Seat, person string, err error) {
	scheme, err := s.Scheme(ctx)
	if err != nil {
		return nil, "", err
	}
	if !slices.ContainsFunc(scheme.Layers, func(l city.LayerDef) bool { return l.Key == city.LayerGrid }) {
		return nil, "", nil // a made-up city of another kind
	}
	today := city.DateOf(time.Now().In(scheme.Location()))
	posts, err := s.Records(ctx, city.Query{Kind: city.KindPost, Layer: city.LayerPost, At: &today})
	if err != nil {
		return nil, "", err
	}
	workers := slices.DeleteFunc(posts, func(r city.Record) bool {
		post, ok := r.Content.(*city.Post)
		return !ok || post.Role != "full_time_worker" || post.Person == "" || post.At.Layer != city.LayerGrid
	})
	seats := map[string][]city.Seat{}
	for i := range workers {
		if post, ok := workers[i].Content.(*city.Post); ok {
			seats[post.Person] = append(seats[post.Person], post.At)
			if person == "" || post.At.Code < seats[person][0].Code {
				person = post.Person
			}
		}
	}
	if person != "" {
		return seats[person], person, nil
	}
	grids, err := s.Versions(ctx, city.Query{Layer: city.LayerGrid, At: &today})
	if err != nil || len(grids) == 0 {
		return nil, "", err
	}
	return []city.Seat{{Kind: city.KindArea, Layer: city.LayerGrid, Code: grids[0].Code}}, "", nil
}
