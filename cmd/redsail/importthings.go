package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// tableKind is the kind of table that the flags name.
func (c *importCmd) tableKind() (intake.TableKind, error) {
	if c.Attributes {
		if c.Kind != "area" {
			return "", usagef("--attributes joins a table to areas, not to --kind %s", c.Kind)
		}
		return intake.TableAttributes, nil
	}
	if c.Kind == string(intake.TableArea) {
		return intake.TableArea, nil
	}
	kind, err := intake.ParseTableKind(c.Kind)
	if err != nil {
		return "", usagef("--template is for --attributes and for --kind building, place, barrier, organisation, person or post")
	}
	return kind, nil
}

// columnMapping reads the file of --mapping; nil where there is none.
func (c *importCmd) columnMapping() (*intake.Mapping, error) {
	if c.Mapping == "" {
		return nil, nil
	}
	f, err := os.Open(c.Mapping)
	if err != nil {
		return nil, err
	}
	defer f.Close() // it was only read
	m, err := intake.ReadMapping(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Mapping, err)
	}
	return m, nil
}

// givenFlag is a flag, and whether it is given.
type givenFlag struct {
	name  string
	given bool
}

// refuse names the first flag that is given and has no meaning here.
func refuse(what string, flags ...givenFlag) error {
	for _, f := range flags {
		if f.given {
			return usagef("%s is not for %s", f.name, what)
		}
	}
	return nil
}

// effective is the date of --effective-from.
func (c *importCmd) effective() (*city.Date, error) {
	if c.EffectiveFrom == "" {
		return nil, nil
	}
	d, err := city.ParseDate(c.EffectiveFrom)
	return &d, err
}

// things imports buildings, places or barriers.
func (c *importCmd) things(ctx context.Context, io streams) error {
	err := refuse("--kind "+c.Kind, givenFlag{"--parent-field", c.ParentField != ""}, givenFlag{"--within", c.Within != ""},
		givenFlag{"--layer", c.Layer != "" && c.Kind == "building"})
	if err != nil {
		return err
	}
	o := intake.ThingOptions{
		Kind: intake.TableKind(c.Kind), Layer: c.Layer, CRS: c.CRS, SwapAxes: c.SwapAxes, CodeField: c.CodeField, NameField: c.NameField,
		SourceLayer: c.SourceLayer, Encoding: c.Encoding, Replace: c.Replace, Strict: c.Strict, DryRun: c.DryRun, Author: c.Author, Note: c.Note,
		Progress: io.progress(), Origin: c.origin(),
	}
	if o.Conflicts, err = intake.ParseConflictRule(c.Conflicts); err != nil {
		return usagef("--%v", err)
	}
	if o.Mapping, err = c.columnMapping(); err != nil {
		return err
	}
	if o.EffectiveFrom, err = c.effective(); err != nil {
		return err
	}
	return c.tableInto(ctx, io, func(s city.Store) (tableReport, error) {
		r, err := intake.ImportThings(ctx, s, c.File, o)
		if err != nil {
			return nil, err
		}
		return r, nil
	})
}

// attributes joins a table to areas.
func (c *importCmd) attributes(ctx context.Context, io streams) error {
	if _, err := c.tableKind(); err != nil {
		return err
	}
	err := refuse("--attributes", givenFlag{"--crs", c.CRS != "auto"}, givenFlag{"--swap-axes", c.SwapAxes},
		givenFlag{"--replace", c.Replace}, givenFlag{"--within", c.Within != ""}, givenFlag{"--conflicts", c.Conflicts != "refuse"})
	if err != nil {
		return err
	}
	if c.Layer == "" {
		return usagef("--attributes needs the --layer of the areas")
	}
	o := intake.AttributeOptions{
		Layer: c.Layer, CodeField: c.CodeField, NameField: c.NameField, ParentField: c.ParentField, SourceLayer: c.SourceLayer, Encoding: c.Encoding,
		Strict: c.Strict, DryRun: c.DryRun, Author: c.Author, Note: c.Note, Progress: io.progress(), Origin: c.origin(),
	}
	if o.Mapping, err = c.columnMapping(); err != nil {
		return err
	}
	if o.EffectiveFrom, err = c.effective(); err != nil {
		return err
	}
	return c.tableInto(ctx, io, func(s city.Store) (tableReport, error) {
		r, err := intake.ImportAttributes(ctx, s, c.File, o)
		if err != nil {
			return nil, err
		}
		return r, nil
	})
}

// tableReport is a report that tells how the columns were read.
type tableReport interface {
	findings
	Mapping() *intake.Mapping
	Written() int64
	Summary() string
}

// tableHeap is what the memory of an import of a file of at most smallTable bytes is held to where that
// can be: most of the heap lives to the end, and twice as much would be taken for nothing. The collector
// takes at most half of the time where it cannot be.
const (
	tableHeap  = 220 << 20
	smallTable = 16 << 20
	// largeTableGarbage is how much garbage, in percent of what lives, the import of a larger file leaves
	// before it is collected: of a million buildings 1.4 GB live.
	largeTableGarbage = 60
)

// tableInto imports into the store, and writes report and mapping where that is asked for.
func (c *importCmd) tableInto(ctx context.Context, io streams, run func(city.Store) (tableReport, error)) (err error) {
	if info, err := os.Stat(c.File); err == nil && info.Size() <= smallTable {
		debug.SetMemoryLimit(tableHeap)
	} else if !garbageSet() {
		debug.SetGCPercent(largeTableGarbage)
	}
	file, err := createBeside(c.Store, c.Report)
	if err != nil {
		return err
	}
	defer file.drop()
	kept, err := createBeside(c.Store, c.SaveMapping)
	if err != nil {
		return err
	}
	defer kept.drop()
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	var r tableReport
	err = c.act().audit(ctx, c.Store, s, func(s city.Store) (int64, error) {
		if r, err = run(s); err != nil {
			return 0, err
		}
		return r.Written(), nil
	})
	return after(noSuchLayer(c.SourceLayer, err), func() error {
		if c.SaveMapping != "" {
			if err := intake.WriteMapping(kept, r.Mapping()); err != nil {
				return err
			}
			if err := kept.keep(); err != nil {
				return err
			}
		}
		return tell(io, file, r, r.Summary())
	})
}

// progress tells each step where somebody looks on; nil where nobody does.
func (io streams) progress() func(string) {
	if !io.live {
		return nil
	}
	return func(step string) { fmt.Fprintln(io.err, "redsail:", step) }
}
