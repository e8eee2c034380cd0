package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// peopleKind is the kind of records that --kind names.
func (c *importCmd) peopleKind() (city.RecordKind, error) {
	for _, kind := range []city.RecordKind{city.KindOrganisation, city.KindPerson, city.KindPost} {
		if kind.String() == c.Kind {
			return kind, nil
		}
	}
	return 0, usagef("--template is for --kind organisation, person or post")
}

// template writes a table to fill in.
func (c *importCmd) template() error {
	kind, err := c.peopleKind()
	if err != nil {
		return err
	}
	ext := strings.ToLower(filepath.Ext(c.Template))
	switch {
	case c.File != "":
		return usagef("--template imports nothing: leave %s out", c.File)
	case ext != ".csv" && ext != ".xlsx":
		return usagef("--template: a file that ends in .csv or .xlsx")
	}
	file, err := createBeside(c.Store, c.Template)
	if err != nil {
		return err
	}
	defer file.drop()
	if err := intake.WritePeopleTemplate(file, kind, ext == ".xlsx", c.Headings == "en"); err != nil {
		return err
	}
	return file.keep()
}

// people imports a table of persons, posts or organisations.
func (c *importCmd) people(ctx context.Context, io streams) (err error) {
	o, err := c.peopleOptions(io)
	if err != nil {
		return err
	}
	file, err := createBeside(c.Store, c.Report)
	if err != nil {
		return err
	}
	defer file.drop()
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	var keys city.Keys
	if o.Kind == city.KindPerson {
		var opened openedKeys
		if opened, err = openKeys(ctx, c.Store, s); err != nil {
			return err
		}
		defer closing(opened, &err)
		keys = opened
	}
	r, err := intake.ImportPeople(ctx, s, keys, c.File, o)
	if err != nil {
		return noSuchLayer(c.SourceLayer, err)
	}
	return tell(io, file, r, r.Summary())
}

// peopleOptions refuse what is for areas alone.
func (c *importCmd) peopleOptions(io streams) (o intake.PeopleOptions, err error) {
	for flag, given := range map[string]bool{
		"--layer": c.Layer != "", "--crs": c.CRS != "auto", "--swap-axes": c.SwapAxes, "--code-field": c.CodeField != "",
		"--name-field": c.NameField != "", "--parent-field": c.ParentField != "", "--within": c.Within != "",
	} {
		if given {
			return o, usagef("%s is for areas, not for --kind %s", flag, c.Kind)
		}
	}
	kind, err := c.peopleKind()
	if err != nil {
		return o, err
	}
	o = intake.PeopleOptions{
		Kind: kind, Sheet: c.SourceLayer, Encoding: c.Encoding, Replace: c.Replace, Strict: c.Strict, DryRun: c.DryRun, Author: c.Author, Note: c.Note,
	}
	if io.live {
		o.Progress = func(step string) { fmt.Fprintln(io.err, "redsail:", step) }
	}
	if c.EffectiveFrom != "" {
		d, err := city.ParseDate(c.EffectiveFrom)
		if err != nil {
			return o, err
		}
		o.EffectiveFrom = &d
	}
	return o, nil
}
