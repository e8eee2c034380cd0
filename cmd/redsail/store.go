package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/postgis"
)

// notAPath are texts that are addresses of a server and no paths, though they do not begin
// as an address must: their place as a file would be named in errors, with the password.
var notAPath = regexp.MustCompile(`(?i)` +
	`://` + // http://…
	`|^\s*postgres(ql)?:` + // postgres:user:…@host
	`|^(//)?[^/\\]+:[^/\\].*@` + // user:…@host
	`|(^|[\s;?&])(password|passfile|host|hostaddr|port|user|dbname|service|sslmode)\s*=`) // keywords of libpq

// parseStore tells what --store names: a file, or a database by its URL, whose scheme is
// then in small letters. What is neither is wrong usage, which does not repeat the text.
func parseStore(store string) (name string, postgres bool, err error) {
	scheme, rest, found := strings.Cut(store, "://")
	switch scheme = strings.ToLower(scheme); {
	case found && (scheme == "postgres" || scheme == "postgresql"):
		authority := rest
		if end := strings.IndexAny(rest, "/?#"); end >= 0 {
			authority = rest[:end]
		}
		if strings.Count(authority, "@") > 1 { // the driver takes the rest of the password for the host
			return "", false, usagef("--store: in a password @ is written as %%40")
		}
		return scheme + "://" + rest, true, nil
	case notAPath.MatchString(store):
		return "", false, usagef("--store: this is neither the path of a file nor an address that begins with postgres:// or postgresql://")
	}
	return store, false, nil
}

// openStore opens an existing store.
func openStore(ctx context.Context, store string) (city.Store, error) {
	name, postgres, err := parseStore(store)
	switch {
	case err != nil:
		return nil, err
	case postgres:
		return postgis.Open(ctx, name, postgis.Options{})
	}
	return gpkg.Open(ctx, name, gpkg.Options{})
}

// initStore makes an empty store.
func initStore(ctx context.Context, store string, scheme *city.Scheme) (city.Store, error) {
	name, postgres, err := parseStore(store)
	switch {
	case err != nil:
		return nil, err
	case postgres:
		return postgis.Init(ctx, name, scheme, postgis.Options{})
	}
	return gpkg.Init(ctx, name, scheme, gpkg.Options{})
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

// closing closes a store, or what is kept beside it, and keeps the first error.
func closing(s io.Closer, err *error) {
	if cerr := s.Close(); cerr != nil && *err == nil {
		*err = cerr
	}
}

// migrateCmd brings a store to the layout of this version. Opening does it.
type migrateCmd struct{ storeFlag }

// Run opens the store, which applies what is missing, and says where it stands.
func (c *migrateCmd) Run(ctx context.Context, io streams) (err error) {
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
