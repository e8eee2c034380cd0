package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/postgis"
)

// personCmd is what a person whose data is kept may ask for.
type personCmd struct {
	Export personExportCmd `cmd:"" help:"Write all that is kept of a person, for that person, as JSON."`
	Erase  personEraseCmd  `cmd:"" help:"Destroy a person's key for ever: name and phones are gone from every version."`
	Erased personErasedCmd `cmd:"" help:"List the codes of those who were erased, for a restore of an older backup."`
}

// openedKeys are the keys of a store's persons, to be closed before the store.
type openedKeys interface {
	city.Keys
	io.Closer
}

// ownKeys are those that live in the store's database and end with it.
type ownKeys struct{ *postgis.Keys }

// Close does nothing.
func (ownKeys) Close() error { return nil }

// openKeys opens the keys of the persons of a store that is open.
func openKeys(ctx context.Context, store string, s city.Store) (openedKeys, error) {
	if w, ok := s.(*firstWrite); ok {
		s = w.Store
	}
	if db, ok := s.(*postgis.Store); ok {
		return ownKeys{db.Keys()}, nil
	}
	return gpkg.OpenKeys(ctx, store)
}

// personFlags name the person.
type personFlags struct {
	storeFlag
	Code string `arg:"" placeholder:"CODE" help:"The code of the person, a former one too."`
}

// on opens store and keys for f, and puts into the audit that it is begun and how it ended.
func (p *personFlags) on(ctx context.Context, action access.Action, f func(city.Store, city.Keys) error) error {
	return onPersons(ctx, p.Store, func(s city.Store, keys city.Keys, audited audited) error {
		return audited(ctx, action, p.Code, func() error { return f(s, keys) })
	})
}

// audited does something with a person, and puts into the audit that it is begun and how it ended.
type audited func(ctx context.Context, action access.Action, code string, do func() error) error

// onPersons opens store, keys and audit for f.
func onPersons(ctx context.Context, store string, f func(city.Store, city.Keys, audited) error) (err error) {
	s, err := openStore(ctx, store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	keys, err := openKeys(ctx, store, s)
	if err != nil {
		return err
	}
	defer closing(keys, &err)
	auth, err := openAuth(ctx, store, s)
	if err != nil {
		return err
	}
	defer closing(auth, &err)
	return f(s, keys, func(ctx context.Context, action access.Action, code string, do func() error) error {
		if err := city.ProfileFree.CheckCode(code); err != nil {
			return err
		}
		if err := edit.HadPerson(ctx, s, code); err != nil { // it could be a name, which must not stay in the audit
			return err
		}
		what := act{action: action, of: []string{"person/" + code}}
		return what.record(ctx, auth, func() (int64, error) { return 0, do() })
	})
}

// personExportCmd writes what is kept of a person.
type personExportCmd struct {
	personFlags
	Out string `placeholder:"FILE" help:"Where it goes ('-' or nothing = stdout); a new file is for its owner alone."`
}

// Run writes.
func (c *personExportCmd) Run(ctx context.Context, std streams) error {
	if err := overStore(c.Store, c.Out); err != nil {
		return err
	}
	return c.on(ctx, "persons.export", func(s city.Store, keys city.Keys) error {
		subject, err := edit.SubjectOf(ctx, s, keys, c.Code)
		if err != nil {
			return err
		}
		file, out, err := createResults(c.Out, std.out)
		if err != nil {
			return err
		}
		defer file.drop()
		if err := file.private(); err != nil {
			return err
		}
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(subject); err != nil {
			return err
		}
		if err := file.keep(); err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.err, "redsail: %d versions of the record, %d of posts%s\n", len(subject.Versions), len(subject.Posts), unopened(subject))
		return err
	})
}

// unopened says that versions stay sealed though nobody was erased.
func unopened(s *edit.Subject) string {
	sealed := 0
	for i := range s.Versions {
		if s.Versions[i].Details == nil {
			sealed++
		}
	}
	if sealed == 0 || s.Erased {
		return ""
	}
	return fmt.Sprintf("; %d of the record stay sealed, for their key is not where the store's keys are", sealed)
}

// private takes a new file away from everybody but its owner.
func (o *outFile) private() error {
	if o.file == nil || o.place == "" {
		return nil
	}
	if _, err := os.Stat(o.place); err == nil {
		return nil // who made the file has decided on its mode
	}
	return o.named(o.file.Chmod(0o600))
}
