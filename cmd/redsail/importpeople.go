package main

import (
	"context"
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
	return 0, usagef("people are of --kind organisation, person or post")
}

// template writes a table to fill in.
func (c *importCmd) template(ctx context.Context) error {
	kind, err := c.tableKind()
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
	scheme, err := schemeIfThere(ctx, c.Store)
	if err != nil {
		return err
	}
	if err := intake.WriteTemplate(file, kind, ext == ".xlsx", c.Headings == "en", scheme); err != nil {
		return err
	}
	return file.keep()
}

// schemeIfThere is the scheme of a store; where there is no store yet, one with the usual words.
func schemeIfThere(ctx context.Context, store string) (scheme *city.Scheme, err error) {
	if store == "" {
		return &city.Scheme{}, nil
	}
	s, err := openStore(ctx, store)
	switch {
	case city.KindOf(err) == city.NotFound:
		return &city.Scheme{}, nil
	case err != nil:
		return nil, err
	}
	defer closing(s, &err)
	return s.Scheme(ctx)
}

// people imports a table of persons, posts or organisations.
func (c *importCmd) people(ctx context.Context, io streams) error {
	if err := refuse("--kind "+c.Kind, givenFlag{"--conflicts", c.Conflicts != "refuse"}); err != nil {
		return err
	}
	o, err := c.peopleOptions(io)
	if err != nil {
		return err
	}
	return c.tableInto(ctx, io, func(s city.Store) (r tableReport, err error) {
		var keys city.Keys
		if o.Kind == city.KindPerson {
			var opened openedKeys
			if opened, err = openKeys(ctx, c.Store, s); err != nil {
				return nil, err
			}
			defer closing(opened, &err)
			keys = opened
		}
		done, err := intake.ImportPeople(ctx, s, keys, c.File, o)
		if err != nil {
			return nil, err
		}
		return done, nil
	})
}

// peopleOptions refuse what is for areas alone.
func (c *importCmd) peopleOptions(io streams) (o intake.PeopleOptions, err error) {
	for flag, given := range map[string]bool{
		"--layer": c.Layer != "", "--crs": c.CRS != "auto", "--swap-axes": c.SwapAxes, "--code-field": c.CodeField != "",
		"--name-field": c.NameField != "", "--parent-field": c.ParentField != "", "--within": c.Within != "", "--control": c.Control != "",
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
	o.Progress, o.Origin = io.progress(), c.origin()
	if o.Mapping, err = c.columnMapping(); err != nil {
		return o, err
	}
	o.EffectiveFrom, err = c.effective()
	return o, err
}
