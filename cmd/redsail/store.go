package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/opening"
	"github.com/redsail/redsail/internal/store/backup"
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
		return postgis.Open(ctx, name, postgis.Options{Before: mustMigrate})
	}
	return gpkg.Open(ctx, name, gpkg.Options{Moved: movesTold(ctx)})
}

// movesKey finds in a context where it is said that a file came to a newer layout in passing.
type movesKey struct{}

// tellingMoves is a context in which openStore says to w when it has changed the layout of a file: any
// command may, one that only reads too.
func tellingMoves(ctx context.Context, w io.Writer) context.Context {
	return context.WithValue(ctx, movesKey{}, w)
}

// movesTold says that a file has come to another layout, in one line; nil where nobody listens.
func movesTold(ctx context.Context) func(gpkg.Move) {
	w, told := ctx.Value(movesKey{}).(io.Writer)
	if !told {
		return nil
	}
	return func(m gpkg.Move) {
		fmt.Fprintf(w, "redsail: the store went from layout %d to layout %d, which this Redsail works with; as it was it is kept in %s\n", m.From, m.To, m.Copy)
	}
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

// print writes the scheme of the store.
func (c *initCmd) print(ctx context.Context, io streams) (err error) {
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	scheme, err := s.Scheme(ctx)
	if err != nil {
		return err
	}
	text, err := scheme.YAML()
	if err != nil {
		return err
	}
	_, err = io.out.Write(text)
	return err
}

// change gives a store that is there another scheme: any while nothing was written, other settings afterwards.
func (c *initCmd) change(ctx context.Context, io streams) (err error) {
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	st, err := s.State(ctx)
	if err != nil {
		return err
	}
	if st.Revision == 0 { // its accounts are not opened: that would make them
		return c.refound(ctx, io, s)
	}
	scheme, err := c.settings(ctx, s)
	if err != nil {
		return err
	}
	var changed []string
	what := act{action: "opening.write", of: []string{"scheme/all"}}
	err = what.audit(ctx, c.Store, s, func(s city.Store) (int64, error) {
		if changed, err = s.Reform(ctx, scheme); err == nil {
			what.of = nil
		}
		for _, key := range changed {
			what.of = append(what.of, "scheme/"+key)
		}
		return 0, err
	})
	return after(err, func() error {
		if len(changed) == 0 {
			fmt.Fprintln(io.err, "the scheme is that already: nothing was changed")
			return nil
		}
		fmt.Fprintf(io.err, "changed in the scheme: %s; the %d revisions stay, on a new timeline\n", strings.Join(changed, ", "), st.Revision)
		return nil
	})
}

// refound gives a store in which nothing was written another scheme.
func (c *initCmd) refound(ctx context.Context, io streams, s city.Store) error {
	scheme, err := c.scheme()
	if err != nil {
		return err
	}
	if err := s.Found(ctx, scheme); err != nil {
		return err
	}
	c.made(io, scheme)
	return c.record(ctx, s, scheme)
}

// settings is the scheme that a store with data shall have: that of --scheme, or its own with another name.
func (c *initCmd) settings(ctx context.Context, s city.Store) (*city.Scheme, error) {
	have, err := s.Scheme(ctx)
	if err != nil {
		return nil, err
	}
	if c.Scheme == "" {
		text, err := have.YAML()
		if err != nil {
			return nil, err
		}
		scheme, err := city.ParseScheme(text)
		if err != nil {
			return nil, err
		}
		scheme.City, scheme.Demo = cmp.Or(c.City, have.City), have.Demo || c.MadeUp
		scheme.Name.Zh, scheme.Name.En = cmp.Or(c.NameZh, have.Name.Zh), cmp.Or(c.NameEn, have.Name.En)
		return scheme, nil
	}
	scheme, err := c.scheme()
	if err != nil {
		return nil, err
	}
	scheme.City = cmp.Or(scheme.City, have.City)
	scheme.Name.Zh, scheme.Name.En = cmp.Or(scheme.Name.Zh, have.Name.Zh), cmp.Or(scheme.Name.En, have.Name.En)
	return scheme, nil
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
	Scheme string `placeholder:"NAME|FILE.yaml" help:"The layers of the city: a shipped scheme or a file. Default: default; with --change on a city that has data, its own."`
	City   string `placeholder:"CODE" help:"The city, by its code of six digits: redsail opening --find TEXT finds it. Then districts to communities take national codes."`
	Codes  string `placeholder:"national|scheme" help:"With --city: scheme leaves the codes as the scheme has them."`
	NameZh string `placeholder:"NAME" help:"What the city is called, where the table of divisions does not say it right."`
	NameEn string `placeholder:"NAME" help:"The same in English."`
	Change bool   `help:"Give a store that is there another city and scheme; once something was written, only other settings: what is in use stays."`
	Print  bool   `help:"Print the scheme of a store that is there, as a file to change, and do nothing else."`
	MadeUp bool   `help:"The store is for practice, with made-up data: every page, picture and export says so."`
}

// scheme is that of the flags.
func (c *initCmd) scheme() (*city.Scheme, error) {
	shipped := cmp.Or(c.Scheme, "default")
	if c.City != "" && !strings.ContainsAny(shipped, `./\`) {
		f := opening.Founding{City: c.City, Scheme: shipped, Zh: c.NameZh, En: c.NameEn, Codes: opening.Codes(c.Codes)}
		return f.Make(c.MadeUp)
	}
	scheme, err := readScheme(shipped)
	if err != nil {
		return nil, err
	}
	if c.City != "" {
		if _, err := opening.Find(c.City); err != nil {
			return nil, err
		}
		scheme.City = c.City
	}
	if c.Codes != "" {
		return nil, usagef("--codes goes with --city and a shipped scheme; a scheme of your own says its codes itself")
	}
	scheme.Name.Zh, scheme.Name.En = cmp.Or(c.NameZh, scheme.Name.Zh), cmp.Or(c.NameEn, scheme.Name.En)
	scheme.Demo = scheme.Demo || c.MadeUp
	return scheme, nil
}

// Run makes the store.
func (c *initCmd) Run(ctx context.Context, io streams) (err error) {
	if c.Print {
		return c.print(ctx, io)
	}
	if c.Change {
		return c.change(ctx, io)
	}
	scheme, err := c.scheme()
	if err != nil {
		return err
	}
	s, err := initStore(ctx, c.Store, scheme)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	if err := c.record(ctx, s, scheme); err != nil {
		return err
	}
	c.made(io, scheme)
	return nil
}

// made says what was made, and what comes next.
func (c *initCmd) made(io streams, scheme *city.Scheme) {
	keys := make([]string, len(scheme.Layers))
	for i := range scheme.Layers {
		keys[i] = scheme.Layers[i].Key
	}
	fmt.Fprintf(io.err, "made an empty store with the layers %s\n", strings.Join(keys, ", "))
	if io.live {
		fmt.Fprintf(io.err, "what comes next: redsail opening --store %[1]s, or in the browser: redsail serve --store %[1]s\n", quoted(c.Store))
	}
}

// record puts into the audit of a store that the command has changed that it did. One that has no accounts
// yet gets none by it: a backup comes back into a new store, beside which nothing stands.
func (c *initCmd) record(ctx context.Context, s city.Store, scheme *city.Scheme) (err error) {
	var src backup.Source
	auth, done, err := addSecrets(ctx, c.Store, s, &src)
	if err != nil || auth == nil {
		return err
	}
	defer done()
	var of []string
	if scheme.City != "" {
		of = []string{"city/" + scheme.City}
	}
	return access.New(auth, access.Options{}).Record(ctx, command(), access.Entry{Action: "opening.write", Of: of, Outcome: "done"})
}

// closing closes a store, or what is kept beside it, and keeps the first error.
func closing(s io.Closer, err *error) {
	if cerr := s.Close(); cerr != nil && *err == nil {
		*err = cerr
	}
}
