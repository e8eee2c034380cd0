package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/intake"
)

// demoCmd makes the made-up city once and serves it.
type demoCmd struct {
	Size    string `default:"city" enum:"tiny,city,large" help:"Size of the city: tiny (24 grids), city (1,800) or large (about 18,000)."`
	Store   string `default:"demo.gpkg" placeholder:"FILE.gpkg" help:"Where the city is kept."`
	Listen  string `default:"127.0.0.1:8080" help:"Address; the next free port is taken when it is in use."`
	NoServe bool   `help:"Make the city and stop."`
}

// Run makes and serves.
func (c *demoCmd) Run(ctx context.Context, io streams) (err error) {
	_, postgres, err := parseStore(c.Store)
	if err != nil {
		return err
	}
	if postgres {
		return usagef("--store: the demo city is kept in a file")
	}
	if err := c.make(ctx, io.err); err != nil {
		return err
	}
	if c.NoServe {
		return nil
	}
	ln, err := listenNext(ctx, c.Listen, io.err)
	if err != nil {
		return err
	}
	defer ln.Close()
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	return serve(ctx, io.err, s, ln, true)
}

// make writes the city aside and renames it when it is whole, so that a file that stands
// is never half a city.
func (c *demoCmd) make(ctx context.Context, stderr io.Writer) error {
	switch _, err := os.Stat(c.Store); {
	case err == nil:
		fmt.Fprintf(stderr, "redsail: %s stands already and is used as it is\n", c.Store)
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	dir, err := os.MkdirTemp(filepath.Dir(c.Store), ".demo-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	aside := filepath.Join(dir, "demo.gpkg")
	if c.Size == "tiny" {
		err = makeTiny(ctx, aside, dir)
	} else {
		err = makeCity(ctx, aside, demo.Size(c.Size))
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "redsail: made the demo city; all of it is made up (演示数据，虚构)\n")
	return os.Rename(aside, c.Store)
}

// makeCity writes the areas of the generated city under the default scheme, a change a
// layer. Its buildings, places and streets come when the store keeps such things.
func makeCity(ctx context.Context, store string, size demo.Size) (err error) {
	scheme, err := readScheme("default")
	if err != nil {
		return err
	}
	scheme.Demo, scheme.Name = true, city.Label(demo.Notice)
	made, err := demo.Make(ctx, size, nil)
	if err != nil {
		return err
	}
	s, err := initStore(ctx, store, scheme)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	for i := range scheme.Layers {
		key := scheme.Layers[i].Key
		change := city.Change{Author: "demo", Note: "made-up " + key + " 演示数据（虚构）", Effective: city.OpenStart}
		for _, a := range made.Areas {
			if a.Layer == key {
				change.Entries = append(change.Entries, city.PutArea(a, city.Always()))
			}
		}
		if len(change.Entries) == 0 {
			continue
		}
		if _, err := s.Apply(ctx, change); err != nil {
			return fmt.Errorf("layer %s: %w", key, err)
		}
	}
	return nil
}

// makeTiny imports the tiny coverage that ships as files.
func makeTiny(ctx context.Context, store, dir string) (err error) {
	tiny := data.Tiny()
	src, err := fs.ReadFile(tiny, "scheme.yaml")
	if err != nil {
		return err
	}
	scheme, err := city.ParseScheme(src)
	if err != nil {
		return err
	}
	s, err := initStore(ctx, store, scheme)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	for i := range scheme.Layers {
		def := &scheme.Layers[i]
		if err := importTiny(ctx, s, tiny, def, dir); err != nil {
			return fmt.Errorf("layer %s: %w", def.Key, err)
		}
	}
	return nil
}

func importTiny(ctx context.Context, s city.Store, tiny fs.FS, def *city.LayerDef, dir string) error {
	text, err := fs.ReadFile(tiny, def.Key+".geojson")
	if err != nil {
		return err
	}
	file := filepath.Join(dir, def.Key+".geojson")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return err
	}
	o := intake.Options{Layer: def.Key, Strict: true, Author: "demo"}
	if def.Parent != "" {
		o.ParentField = "parent"
	}
	r, err := intake.Import(ctx, s, file, o)
	if err != nil {
		return err
	}
	if r.Status != intake.Stored {
		return fmt.Errorf("the made-up coverage is %s: %d rejected, %d gaps, %d overlaps", r.Status, len(r.Rejected), len(r.Gaps), len(r.Overlaps))
	}
	return nil
}

// portsTried is how many ports after the one asked for are looked at.
const portsTried = 100

// listenNext binds the address, or the next free port when it is in use, and says so.
func listenNext(ctx context.Context, addr string, stderr io.Writer) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, usagef("--listen %s: %v", addr, err)
	}
	first, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, usagef("--listen %s: %q is not a port", addr, port)
	}
	for n := first; n < first+portsTried && n < 1<<16; n++ {
		ln, err := listen(ctx, net.JoinHostPort(host, strconv.FormatUint(n, 10)))
		if errors.Is(err, syscall.EADDRINUSE) {
			fmt.Fprintf(stderr, "redsail: port %d is in use, trying the next one\n", n)
			continue
		}
		return ln, err
	}
	return nil, fmt.Errorf("--listen %s: this port and the next %d are in use", addr, portsTried-1)
}
