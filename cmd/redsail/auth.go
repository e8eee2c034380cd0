package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/backup"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/postgis"
)

// openAuth opens the store of accounts that belongs to an open store: the file beside it, or the
// schema in its database. It makes what is not there yet.
func openAuth(ctx context.Context, store string, s city.Store) (access.Store, error) {
	if db, ok := s.(*postgis.Store); ok {
		return db.Auth(ctx)
	}
	name, _, err := parseStore(store)
	if err != nil {
		return nil, err
	}
	return gpkg.OpenAuth(ctx, name+gpkg.AuthSuffix)
}

// accounts are those of a store, with all their rows.
type accounts interface {
	access.Store
	backup.Rows
}

// authIfMade opens the accounts of an open store as openAuth; nil where there are none.
func authIfMade(ctx context.Context, store string, s city.Store) (accounts, error) {
	if db, ok := s.(*postgis.Store); ok {
		if auth, err := db.AuthIfMade(ctx); err != nil || auth != nil {
			return auth, err
		}
		return nil, nil
	}
	return authBeside(ctx, store, gpkg.OpenAuth)
}

// authToRead is authIfMade for who reads the accounts: a full disk does not keep them from it.
func authToRead(ctx context.Context, store string, s city.Store) (accounts, error) {
	if _, ok := s.(*postgis.Store); ok {
		return authIfMade(ctx, store, s)
	}
	return authBeside(ctx, store, gpkg.ReadAuth)
}

// authBeside opens the file of accounts beside that of a store; nil where there is none.
func authBeside(ctx context.Context, store string, open func(context.Context, string) (*gpkg.Auth, error)) (accounts, error) {
	name, _, err := parseStore(store)
	if err != nil || !there(name+gpkg.AuthSuffix) {
		return nil, err
	}
	auth, err := open(ctx, name+gpkg.AuthSuffix)
	if err != nil { // no typed nil
		return nil, err
	}
	return auth, nil
}

// withAccess opens a store and its accounts for a command.
func withAccess(ctx context.Context, store string, f func(s city.Store, svc *access.Service) error) (err error) {
	s, err := openStore(ctx, store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	auth, err := openAuth(ctx, store, s)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := auth.Close(); cerr != nil && err == nil {
			err = cerr
		}
	}()
	return f(s, access.New(auth, access.Options{}))
}

// scopeFlags say what an account may, and where.
type scopeFlags struct {
	Role      []string `placeholder:"ROLE" help:"worker, dispatcher, planner, keeper, or one of auditor, security, admin alone. Several with commas."`
	Area      []string `placeholder:"LAYER/CODE" help:"An area that the account is for, with all that lies in it. May stand several times."`
	WholeCity bool     `help:"The account is for the whole city."`
	Person    string   `placeholder:"CODE" help:"Whose account it is: a person's code, so that a worker finds the own posts. It gives no right."`
}

// grant judges them against the city.
func (f *scopeFlags) grant(ctx context.Context, s city.Store) (access.Grant, error) {
	g := access.Grant{WholeCity: f.WholeCity, Person: f.Person}
	for _, r := range f.Role {
		g.Roles = append(g.Roles, access.Role(r))
	}
	if f.Person != "" {
		if _, err := s.CodeID(ctx, city.Key{Kind: city.KindPerson, Layer: city.LayerPerson, Code: f.Person}); err != nil {
			return g, err
		}
	}
	scheme, err := s.Scheme(ctx)
	if err != nil {
		return g, err
	}
	for _, text := range f.Area {
		layer, code, ok := strings.Cut(text, "/")
		if !ok {
			return g, usagef("--area %s: write LAYER/CODE, such as street/110105001", text)
		}
		if _, err := scheme.Layer(layer); err != nil {
			return g, err
		}
		if _, err := s.CodeID(ctx, city.Key{Kind: city.KindArea, Layer: layer, Code: code}); err != nil {
			return g, err
		}
		g.Scope = append(g.Scope, city.Seat{Kind: city.KindArea, Layer: layer, Code: code})
	}
	return g, nil
}

// readPassword reads the first line of stdin: a password is never an argument, which others on the
// machine can see.
func readPassword(ctx context.Context, s streams, on bool) (string, error) {
	if !on {
		return "", nil
	}
	if terminal(os.Stdin) {
		fmt.Fprintf(s.err, "first password (it is shown as it is typed): ")
	}
	in := untilStopped(ctx, os.Stdin)
	defer func() { _ = in.Close() }()
	line, err := bufio.NewReader(io.LimitReader(in, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", usagef("--password-stdin: the first line of stdin is empty")
	}
	return line, nil
}
