package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// networkCmd is what is done with the walking network.
type networkCmd struct {
	Import networkImportCmd `cmd:"" help:"Read streets, gates, walls, rivers and railways into the layers of lines."`
}

// networkImportCmd reads a file of streets.
type networkImportCmd struct {
	storeFlag
	CRS           string `name:"crs" default:"auto" help:"auto, EPSG:n, gcj02, bd09 or tm:lon0=..,k=..,fe=..,fn=.."`
	SwapAxes      bool   `help:"The first number of a position is the northing or latitude."`
	ClassField    string `placeholder:"F" help:"Field that says what a line is. Default: OpenStreetMap's keys, else class, fclass, type …"`
	Class         string `placeholder:"KEY=VALUE" help:"What lines are that say nothing, for example highway=residential or barrier=wall; and what words mean, by comma: lane=footway."`
	CodeField     string `placeholder:"F" help:"Field of the code. Default: code, osm_id, id … , else made up in file order."`
	NameField     string `placeholder:"F" help:"Field of the name. Default: name."`
	Source        string `placeholder:"TEXT" help:"Where the lines come from; files of OpenStreetMap say it themselves."`
	Permission    string `placeholder:"CLASS" help:"For whom the lines were handed over, kept with them: public, internal or restricted."`
	Replace       bool   `help:"End the lines that the file lacks, in the layers of which it has lines."`
	EffectiveFrom string `placeholder:"DATE" help:"The date from which the lines hold."`
	DryRun        bool   `help:"Report and write nothing."`
	Report        string `placeholder:"FILE.json" help:"Write the report to a file too."`
	SourceLayer   string `placeholder:"NAME" help:"The layer of a file that holds several."`
	Encoding      string `placeholder:"NAME" help:"Text encoding of the file, where it does not say it (gbk, utf-8)."`
	Author        string `help:"Who makes the change."`
	Note          string `help:"Why."`
	File          string `arg:"" help:"OpenStreetMap PBF or XML, GraphML (OSMnx), GeoJSON or Shapefile."`
}

// Run imports and prints the report.
func (c *networkImportCmd) Run(ctx context.Context, io streams) (err error) {
	o, err := c.options(io)
	if err != nil {
		return err
	}
	// Before anything is stored: a report that cannot be written must not be missed after.
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
	var r *intake.NetworkReport
	what := act{action: "imports.write", of: []string{"kind/network"}, author: c.Author, idle: c.DryRun}
	err = what.audit(ctx, c.Store, s, func(s city.Store) (int64, error) {
		if r, err = intake.ImportNetwork(ctx, s, c.File, o); err != nil {
			return 0, err
		}
		return r.Written(), nil
	})
	var field *streets.FieldError
	if errors.As(err, &field) {
		return usagef("%s: %v", c.File, field)
	}
	return after(noSuchLayer(c.SourceLayer, err), func() error { return tell(io, file, r, networkSummary(r)) })
}

func (c *networkImportCmd) options(io streams) (o intake.NetworkOptions, err error) {
	o = intake.NetworkOptions{
		Options: streets.Options{
			CRS: c.CRS, SwapAxes: c.SwapAxes, ClassField: c.ClassField, Class: c.Class, CodeField: c.CodeField, NameField: c.NameField,
			SourceLayer: c.SourceLayer, Encoding: c.Encoding,
		},
		Source: c.Source, Permission: city.Permission(c.Permission), Replace: c.Replace, DryRun: c.DryRun, Author: c.Author, Note: c.Note,
	}
	if io.live {
		o.Progress = func(step string) { fmt.Fprintln(io.err, "redsail:", step) }
	}
	if c.CRS != "auto" {
		if _, err := crs.Parse(c.CRS); err != nil {
			return o, usagef("--crs: %v", err)
		}
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

// networkSummary is a report in one line: what always counts, then what was found.
func networkSummary(r *intake.NetworkReport) string {
	status := string(r.Status)
	if r.DryRun {
		status = "dry run, nothing written, would be: " + status
	}
	c := &r.Counts
	line := fmt.Sprintf("%s: %d read, %d accepted (%d unchanged), %d rejected; %d nodes and %d edges to walk on", status, r.Read, r.Accepted, r.Unchanged, c.Rejected, c.Nodes, c.Edges)
	for _, f := range []struct {
		n    int
		what string
	}{
		{c.Islands, "islands"}, {c.Islets, "islets"}, {c.Private, "parts for residents only"}, {c.Blocked, "blocked gates"}, {c.Cut, "ways cut at the edge"}, {c.Openings, "ways through walls without a gate"},
		{c.LooseEnds, "loose ends"}, {c.Shifted, "word of the buildings for another datum"}, {r.LeftOut[streets.LeftUnknown], "of unknown class"}, {len(r.Ended), "ended"},
	} {
		if f.n > 0 {
			line += fmt.Sprintf(", %d %s", f.n, f.what)
		}
	}
	if r.SetBack != "" {
		line += ", a doubt: " + r.SetBack
	}
	return fmt.Sprintf("%s; revision %d%s", line, r.Revision, unknownWords(r.Unknown))
}

// unknownWords lists the classes that nobody knows, the most frequent first.
func unknownWords(counts map[string]int) string {
	const most = 10
	if len(counts) == 0 {
		return ""
	}
	words := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	var parts []string
	for _, w := range words[:min(most, len(words))] {
		parts = append(parts, fmt.Sprintf("%s %d", strings.TrimPrefix(w, "class="), counts[w]))
	}
	if len(words) > most {
		parts = append(parts, fmt.Sprintf("%d more", len(words)-most))
	}
	return "\nclasses nobody knows: " + strings.Join(parts, ", ") + " (--class WORD=footway says what a word of a field of classes means)"
}
