package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/store/gpkg"
)

const (
	// demoPrefix begins the names of the folders in which cities are made, lockSuffix ends
	// that of the file beside each.
	demoPrefix = ".demo-"
	lockSuffix = ".lock"
	// draft is the city in such a folder; what SQLite keeps beside it begins so too.
	draft = "demo.gpkg"
)

// make writes the city aside and gives it its name when it is whole, so that a file that
// stands is never half a city.
func (c *demoCmd) make(ctx context.Context, stderr io.Writer) error {
	start := time.Now()
	dir, done, err := newWorkshop(filepath.Dir(c.Store))
	if err != nil {
		return err
	}
	defer done()
	aside := filepath.Join(dir, draft)
	if err := makeCity(ctx, aside, demo.Size(c.Size), stderr); err != nil {
		return err
	}
	if err := gpkg.Compact(ctx, aside); err != nil {
		return err
	}
	if err := moveStale(c.Store, stderr); err != nil {
		return err
	}
	// The keys first: where the store stands, they do.
	if err := place(gpkg.KeysFile(aside), gpkg.KeysFile(c.Store)); err != nil {
		return err
	}
	if err := place(aside, c.Store); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "redsail: made the demo city (size %s) in %.1f s; all of it is made up (演示数据，虚构)\n", c.Size, time.Since(start).Seconds())
	return nil
}

// place gives the finished city its name without replacing a file that came meanwhile.
func place(aside, store string) error {
	err := os.Link(aside, store)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s: another program made this file while the city was being made; start again", store)
	case err != nil: // a file system without hard links
		return os.Rename(aside, store)
	}
	return nil
}

// moveStale takes away what a store that is gone has left beside its name.
func moveStale(store string, stderr io.Writer) error {
	for _, side := range sideFiles {
		if _, err := os.Lstat(store + side); err != nil {
			continue
		}
		broken, err := moveAside(store + side)
		if err != nil {
			return err
		}
		fmt.Fprintf(stderr, "redsail: %s was left by a store that is gone; it is kept as %s\n", store+side, broken)
	}
	return nil
}

// stages are the words for the stages of the making.
var stages = map[string]string{
	"ground": "rivers, railway, roads, districts and streets",
	"blocks": "blocks and compounds",
	"homes":  "buildings and gates",
	"grids":  "grids",
	"output": "names, codes, addresses, places and the history",
}

// makeCity makes a city and writes it into a new store.
func makeCity(ctx context.Context, store string, size demo.Size, stderr io.Writer) (err error) {
	start := time.Now()
	tell := func(what string) {
		fmt.Fprintf(stderr, "redsail: %5.1f s  %s\n", time.Since(start).Seconds(), what)
	}
	made, err := demo.Make(ctx, size, func(stage string, done, of int) {
		if done < of {
			tell("planning " + stages[stage])
		}
	})
	if err != nil {
		return err
	}
	scheme, err := made.Scheme()
	if err != nil {
		return err
	}
	s, err := gpkg.Init(ctx, store, scheme, gpkg.Options{})
	if err != nil {
		return err
	}
	defer closing(s, &err)
	changes, err := staffed(ctx, store, made)
	if err != nil {
		return err
	}
	for i := range changes {
		tell(fmt.Sprintf("writing change %d of %d, %d entries", i+1, len(changes), len(changes[i].Entries)))
		if _, err := s.Apply(ctx, changes[i]); err != nil {
			return fmt.Errorf("%s: %w", changes[i].Note, err)
		}
		changes[i].Entries = nil // a large city is held once, not twice
	}
	return nil
}

// staffed are the Changes of the city and its staff, whose keys go into a file beside the store.
func staffed(ctx context.Context, store string, made *demo.City) (_ []city.Change, err error) {
	keys, err := gpkg.OpenKeys(ctx, store)
	if err != nil {
		return nil, err
	}
	defer closing(keys, &err)
	return made.Whole(ctx, keys)
}

// newWorkshop makes a folder to work in. Beside it lies a file that is locked as long as
// this program lives: so another one sees whether the folder was left by a killed run.
func newWorkshop(parent string) (dir string, done func(), err error) {
	dir = filepath.Join(parent, demoPrefix+rand.Text())
	lock, err := os.OpenFile(dir+lockSuffix, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return "", nil, err
	}
	done = func() {
		_ = os.RemoveAll(dir)
		_ = lock.Close()
		_ = os.Remove(dir + lockSuffix)
	}
	if err = tryLock(lock); err == nil {
		err = os.Mkdir(dir, 0o700)
	}
	if err != nil {
		done()
		return "", nil, err
	}
	return dir, done, nil
}

// workshop is the name of a folder that newWorkshop made, or an older Redsail.
var workshop = regexp.MustCompile(`^\.demo-([0-9]+|[A-Z2-7]{26})$`)

// sweepDemos removes the workshops that killed runs have left beside the store: only what
// a run puts there. Nothing needs that, so it goes on when something cannot be removed.
func sweepDemos(store string) {
	parent := filepath.Dir(store)
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), lockSuffix)
		if !workshop.MatchString(name) || e.IsDir() == (name != e.Name()) {
			continue
		}
		dir := filepath.Join(parent, name)
		lock, err := os.OpenFile(dir+lockSuffix, os.O_RDWR, 0)
		if err == nil {
			err = tryLock(lock)
			_ = lock.Close()
		} else if errors.Is(err, fs.ErrNotExist) {
			err = nil // an older Redsail, or a run that was killed between its last two steps
		}
		if err == nil {
			sweepWorkshop(dir)
		}
	}
}

func sweepWorkshop(dir string) {
	drafts, err := os.ReadDir(dir)
	for _, e := range drafts {
		if strings.HasPrefix(e.Name(), draft) {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
	if err == nil {
		_ = os.Remove(dir) // it stays when there is more in it
	}
	_ = os.Remove(dir + lockSuffix)
}
