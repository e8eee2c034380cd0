package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// importCmd reads a boundary file into a layer, attributes of its areas, buildings, places or
// barriers, or a table of persons, posts or organisations.
type importCmd struct {
	Store         string   `env:"REDSAIL_STORE" placeholder:"FILE.gpkg|postgres://…" help:"The store: a GeoPackage file or a PostgreSQL URL."`
	Kind          string   `default:"area" enum:"area,building,place,barrier,organisation,person,post" help:"What the file holds: ${enum}."`
	Layer         string   `placeholder:"KEY" help:"Areas: the layer of the scheme. Places: a kind of the scheme. Barriers: wall, fence, gate, river or rail."`
	CRS           string   `name:"crs" default:"auto" help:"auto, EPSG:n, gcj02, bd09 or tm:lon0=..,k=..,fe=..,fn=.."`
	SwapAxes      bool     `help:"The first number of a position is the northing or latitude."`
	Control       string   `placeholder:"FILE.csv" help:"Points known in the drawing (x, y) and in the world (lon, lat, or easting, northing of --crs): turn the file onto them."`
	CodeField     string   `placeholder:"F[+F2]" help:"Field of the code; two are joined with '-'. Default: code."`
	NameField     string   `placeholder:"F" help:"Field of the name. Default: name."`
	ParentField   string   `placeholder:"F" help:"Field of the parent's code. Default: from geometry."`
	Attributes    bool     `help:"Join a table of attributes to the areas of the layer, by code or name."`
	Mapping       string   `placeholder:"FILE.json" help:"Which heading means what, where the headings alone do not say it."`
	SaveMapping   string   `placeholder:"FILE.json" help:"Write how the columns were read, for --mapping of the next table."`
	Replace       bool     `help:"End the areas of the layer that the file lacks."`
	Within        string   `placeholder:"CODE" help:"With --replace: only those inside the area of this code."`
	Conflicts     string   `default:"refuse" enum:"refuse,keep-store,take-file" help:"What is done where the file is an edited copy of an export and the store has changed the same since: ${enum}."`
	Strict        bool     `help:"Refuse the whole file on any finding."`
	Repair        []string `placeholder:"NAME[=METRES]" help:"Repairs that may be done, no others are: close-ring, untangle, snap-to-parent, split-parents, close-hairlines."`
	EffectiveFrom string   `placeholder:"DATE" help:"The date from which the areas hold."`
	DryRun        bool     `help:"Report and write nothing."`
	Report        string   `placeholder:"FILE.json" help:"Write the report to a file too."`
	SourceLayer   string   `placeholder:"NAME" help:"The layer, or the sheet, of a file that holds several."`
	Encoding      string   `placeholder:"NAME" help:"Text encoding of the file, where it does not say it (gbk, utf-8)."`
	Source        string   `placeholder:"TEXT" help:"Where the data comes from, for all that the file does not say it of."`
	DataDate      string   `placeholder:"DATE" help:"The date of the data, likewise."`
	Permission    string   `placeholder:"CLASS" help:"For whom the data was handed over, kept with it: public, internal or restricted. Not for organisations, persons and posts, which are restricted always."`
	Author        string   `help:"Who makes the change."`
	Note          string   `help:"Why."`
	Template      string   `placeholder:"FILE" help:"Write a table to fill in (.csv or .xlsx; of areas .csv) and import nothing."`
	Headings      string   `default:"zh" enum:"zh,en" help:"The language of the template's headings: ${enum}."`
	File          string   `arg:"" optional:"" help:"Areas: GeoJSON, TopoJSON, Shapefile (.shp or .zip), GeoPackage, KML or KMZ, DXF, or CSV with WKT. Attributes and people: CSV or .xlsx. Others: any of them."`
}

// Run imports and prints the report, or writes a template.
func (c *importCmd) Run(ctx context.Context, io streams) error {
	switch {
	case c.Template != "":
		return c.template(ctx)
	case c.File == "":
		return usagef("import needs a FILE, or --template")
	case c.Store == "":
		return usagef("import needs --store (or REDSAIL_STORE)")
	case c.Attributes:
		return c.attributes(ctx, io)
	case c.Kind == "building" || c.Kind == "place" || c.Kind == "barrier":
		return c.things(ctx, io)
	case c.Kind != "area":
		return c.people(ctx, io)
	case c.Mapping != "" || c.SaveMapping != "":
		return usagef("--mapping and --save-mapping are for --attributes and all kinds but areas")
	case c.Layer == "":
		return usagef("areas go into a --layer")
	}
	return c.areas(ctx, io)
}

// origin is where the file comes from.
func (c *importCmd) origin() intake.Origin {
	return intake.Origin{Source: c.Source, DataDate: c.DataDate, Permission: city.Permission(c.Permission)}
}

func (c *importCmd) areas(ctx context.Context, io streams) (err error) {
	o := intake.Options{
		Layer: c.Layer, CRS: c.CRS, SwapAxes: c.SwapAxes, Control: c.Control, CodeField: c.CodeField, NameField: c.NameField, ParentField: c.ParentField,
		Replace: c.Replace, Within: c.Within, Strict: c.Strict, DryRun: c.DryRun,
		SourceLayer: c.SourceLayer, Encoding: c.Encoding, Author: c.Author, Note: c.Note, Origin: c.origin(),
	}
	if io.live {
		o.Progress = func(step string) { fmt.Fprintln(io.err, "redsail:", step) }
	}
	if c.Within != "" && !c.Replace {
		return usagef("--within goes with --replace")
	}
	if o.Conflicts, err = intake.ParseConflictRule(c.Conflicts); err != nil {
		return usagef("--%v", err)
	}
	if o.Repairs, err = intake.ParseRepairs(c.Repair); err != nil {
		return usagef("--%v", err)
	}
	if c.EffectiveFrom != "" {
		d, err := city.ParseDate(c.EffectiveFrom)
		if err != nil {
			return err
		}
		o.EffectiveFrom = &d
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
	var r *intake.Report
	err = c.act().audit(ctx, c.Store, s, func(s city.Store) (int64, error) {
		if r, err = intake.Import(ctx, s, c.File, o); err != nil {
			return 0, err
		}
		return r.Written(), nil
	})
	return after(noSuchLayer(c.SourceLayer, err), func() error { return tell(io, file, r, summary(r)) })
}

// act is the import as the audit holds it.
func (c *importCmd) act() *act {
	a := &act{action: "imports.write", of: []string{"kind/" + c.Kind}, author: c.Author, idle: c.DryRun}
	if layerKey.MatchString(c.Layer) {
		a.of = append(a.of, "layer/"+c.Layer)
	}
	return a
}

// layerKey is what the key of a layer can be.
var layerKey = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,63}$`)

// noSuchLayer says of a layer that the file does not have that the flag is wrong.
func noSuchLayer(flag string, err error) error {
	var unread *codec.FileError
	if flag != "" && errors.As(err, &unread) && unread.Kind == codec.KindUnknownLayer {
		return usagef("--source-layer: %v", unread)
	}
	return err
}

// findings are a report that says whether anything failed.
type findings interface{ Failed() bool }

// tell prints the report, and then puts it into the file, so that a full disk cannot keep
// it from the caller; summary is the report in one line.
func tell(io streams, file *outFile, r findings, summary string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	text = append(text, '\n')
	_, printed := io.out.Write(text)
	if _, err := file.Write(text); err != nil {
		return err
	}
	if err := file.keep(); err != nil {
		return err
	}
	if printed != nil {
		return printed
	}
	fmt.Fprintln(io.err, "redsail:", summary)
	if r.Failed() {
		return errFindings
	}
	return nil
}

// summary is a report in one line: what always counts, then what is out of the ordinary.
func summary(r *intake.Report) string {
	status := string(r.Status)
	if r.DryRun {
		status = "dry run, nothing written, would be: " + status
	}
	line := fmt.Sprintf("%s: %d read, %d accepted (%d unchanged), %d rejected, %d gaps, %d overlaps",
		status, r.Read, r.Accepted, r.Unchanged, len(r.Rejected), len(r.Gaps), len(r.Overlaps))
	for _, c := range []struct {
		n    int
		what string
	}{{len(r.Repaired), "repairs"}, {len(r.Unrepaired), "not repaired"}, {len(r.Doubts) + r.DoubtsMore, "doubts"}, {len(r.Conflicts), "conflicts"}, {len(r.LeftEdits) + r.LeftEditsMore, "edits not taken"}, {len(r.Missing), "missing and kept"}, {len(r.Ended), "ended"}, {r.Rehomed, "buildings given to parts"}, {r.Assigned, "with made-up codes"}, {r.NoParent, "without a parent"}, {len(r.Uncovered), "parents with ground that no area has"}, {r.Noded, "stored areas noded"}} {
		if c.n > 0 {
			line += fmt.Sprintf(", %d %s", c.n, c.what)
		}
	}
	if r.PerhapsCode != "" {
		line += fmt.Sprintf("; the field %q has a value of its own for each: if these are the codes, import with --code-field", r.PerhapsCode)
	}
	if r.Control != nil {
		line += fmt.Sprintf("; %d control points, largest residual %.3f m (%s)", len(r.Control.Points), r.Control.MaxM, r.Control.Worst)
	}
	return fmt.Sprintf("%s; revision %d%s%s", line, r.Revision, intake.BesideWords(r.SheetsUnread, r.ExternalLinks), intake.UnmarkedWords(r.Unmarked))
}
