package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/postgis"
)

func isPostgres(store string) bool {
	return strings.HasPrefix(store, "postgres://") || strings.HasPrefix(store, "postgresql://")
}

// openStore opens an existing store.
func openStore(ctx context.Context, store string) (city.Store, error) {
	if isPostgres(store) {
		return postgis.Open(ctx, store, postgis.Options{})
	}
	return gpkg.Open(ctx, store, gpkg.Options{})
}

// initStore makes an empty store.
func initStore(ctx context.Context, store string, scheme *city.Scheme) (city.Store, error) {
	if isPostgres(store) {
		return postgis.Init(ctx, store, scheme, postgis.Options{})
	}
	return gpkg.Init(ctx, store, scheme, gpkg.Options{})
}

// readScheme finds a shipped scheme by name, or reads a file.
func readScheme(name string) (*city.Scheme, error) {
	if strings.ContainsAny(name, `./\`) {
		src, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		s, err := city.ParseScheme(src)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return s, nil
	}
	src, err := data.Scheme(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("there is no scheme %q; shipped are %s, and a file name ends in .yaml", name, strings.Join(data.Schemes(), ", "))
	}
	if err != nil {
		return nil, err
	}
	return city.ParseScheme(src)
}

// initCmd makes a store.
type initCmd struct {
	storeFlag
	Scheme string `default:"default" placeholder:"NAME|FILE.yaml" help:"The layers of the city: a shipped scheme or a file."`
}

// Run makes the store.
func (c *initCmd) Run(ctx context.Context, io streams) (err error) {
	scheme, err := readScheme(c.Scheme)
	if err != nil {
		return err
	}
	s, err := initStore(ctx, c.Store, scheme)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	keys := make([]string, len(scheme.Layers))
	for i := range scheme.Layers {
		keys[i] = scheme.Layers[i].Key
	}
	fmt.Fprintf(io.err, "made an empty store with the layers %s\n", strings.Join(keys, ", "))
	return nil
}

// closing closes a store and keeps the first error.
func closing(s city.Store, err *error) {
	if cerr := s.Close(); cerr != nil && *err == nil {
		*err = cerr
	}
}

// migrateCmd brings a store to the layout of this version. Opening a file does it.
type migrateCmd struct{ storeFlag }

// Run opens the store, which applies what is missing, and says where it stands.
func (c *migrateCmd) Run(ctx context.Context, io streams) (err error) {
	if isPostgres(c.Store) {
		if err := postgis.Migrate(ctx, c.Store, postgis.Options{}); err != nil {
			return err
		}
	}
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	st, err := s.State(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(io.err, "the store has this version's layout; timeline %s, revision %d\n", st.Timeline, st.Revision)
	return err
}
