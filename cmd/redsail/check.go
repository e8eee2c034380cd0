package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/opening"
)

// checkCmd looks for faults in what is stored.
type checkCmd struct {
	storeFlag
	Layer string `placeholder:"KEY" help:"One layer of the scheme, building, or a kind of places. Default: all."`
	Staff bool   `help:"Print what is missing among the staff instead; the exit code is 1 when something is. Without it the JSON tells it too, and does not fail for it."`
	JSON  bool   `name:"json" help:"Print JSON."`
	Out   string `placeholder:"FILE.geojson" help:"Write the findings to a file, each with its ground as a polygon, or its place where it has none."`
}

// Run checks and prints; the exit code is 1 when something was found.
func (c *checkCmd) Run(ctx context.Context, io streams) (err error) {
	if c.Staff && c.Layer != "" {
		return usagef("--staff looks at the whole city: it goes without --layer")
	}
	file, err := createBeside(c.Store, c.Out)
	if err != nil {
		return err
	}
	defer file.drop()
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	a, err := atlas.Open(ctx, s, nil)
	if err != nil {
		return err
	}
	sayMissingYears(io.err, a.Current().CalendarsKept())
	if c.Staff {
		return c.staff(ctx, io, s, a, file)
	}
	found, err := a.Current().Check(ctx, c.Layer)
	if err != nil {
		return err
	}
	if c.Layer == "" {
		if err := addOtherNames(found, a.Current()); err != nil {
			return err
		}
	}
	return tellFindings(c.JSON, io, found, printCheck, func() error { return writeFindings(file, found) })
}

// tellFindings prints what a check found, as JSON or as a table, and writes it; that there is something
// is an error of its own.
func tellFindings[C interface{ Findings() int }](asJSON bool, io streams, found C, show func(streams, C) error, write func() error) error {
	if asJSON {
		enc := json.NewEncoder(io.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(found); err != nil {
			return err
		}
	} else if err := show(io, found); err != nil {
		return err
	}
	if err := write(); err != nil {
		return err
	}
	if found.Findings() > 0 {
		return errFindings
	}
	return nil
}

// addOtherNames puts the areas that the table of divisions calls otherwise among the doubts.
func addOtherNames(found *atlas.Check, pic *atlas.Picture) error {
	others, err := opening.OtherNames(pic)
	for _, o := range others {
		found.Doubts = append(found.Doubts, atlas.Doubt{
			Kind: atlas.FindingOtherName, Layer: o.Layer, Code: o.Code,
			Reason: fmt.Sprintf("the table of codes says %s, the city says %s", o.Table, o.Name),
		})
	}
	return err
}

func printCheck(io streams, c *atlas.Check) error {
	w := tabwriter.NewWriter(io.out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "revision\t%d\ncontent\t%s\n\nlayer\tareas\tfinding\tcodes\tm²\twidth m\tat\n", c.Revision, c.ContentHash)
	for i := range c.Layers {
		l := &c.Layers[i]
		if len(l.Findings) == 0 {
			fmt.Fprintf(w, "%s\t%d\tnone\t\t\t\t\n", l.Layer, l.Areas)
		}
		for _, f := range l.Findings {
			fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%.2f\t%.3f\t%.7f,%.7f\n", l.Layer, l.Areas, f.Kind, strings.Join(f.Codes, " "), f.AreaM2, f.WidthM, f.At[0], f.At[1])
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, d := range c.Doubts {
		if _, err := fmt.Fprintf(io.out, "doubt: %s %s: %s\n", d.Kind, strings.TrimSuffix(d.Layer+"/"+d.Code, "/"), d.Reason); err != nil {
			return err
		}
	}
	return nil
}

func writeFindings(file *outFile, c *atlas.Check) error {
	fc := geojson.NewFeatureCollection()
	for i := range c.Layers {
		for _, f := range c.Layers[i].Findings {
			feature := geojson.NewFeature(f.At)
			if len(f.Shape) > 0 {
				feature.Geometry = f.Shape
			}
			feature.Properties["layer"] = c.Layers[i].Layer
			feature.Properties["kind"] = f.Kind
			feature.Properties["codes"] = strings.Join(f.Codes, " ")
			feature.Properties["area_m2"] = f.AreaM2
			feature.Properties["width_m"] = f.WidthM
			fc.Append(feature)
		}
	}
	text, err := json.Marshal(fc)
	if err != nil {
		return err
	}
	if _, err := file.Write(append(text, '\n')); err != nil {
		return err
	}
	return file.keep()
}
