package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// staff prints and writes what is missing among the staff, with the codes of persons without a post.
func (c *checkCmd) staff(ctx context.Context, io streams, s city.Store, a *atlas.Atlas, file *outFile) error {
	p := a.Current()
	made, err := p.Staff(ctx)
	if err != nil {
		return err
	}
	var found *atlas.StaffCheck
	if made != nil {
		sealed, err := c.ofPersons(ctx, s, a)
		if err != nil { // who may not open the keys is told all the rest
			if ctx.Err() != nil {
				return err
			}
			fmt.Fprintf(io.err, "redsail: community_qualified and person_idle are left out, for the keys of persons cannot be read: %v\n", err)
		}
		with := *made // which the picture keeps
		with.Kinds = append(slices.Clip(made.Kinds), sealed...)
		found = &with
	}
	if found == nil {
		fmt.Fprintln(io.err, "redsail: the store has no posts: nothing is checked about staff")
		found = &atlas.StaffCheck{Date: p.Date.String(), Kinds: []atlas.StaffKind{}, Streets: []atlas.StreetStaff{}}
	}
	return tellFindings(c.JSON, io, found, printStaff, func() error { return writeStaff(file, found) })
}

// ofPersons are the findings for which the keys of persons are needed.
func (c *checkCmd) ofPersons(ctx context.Context, s city.Store, a *atlas.Atlas) (kinds []atlas.StaffKind, err error) {
	keys, err := openKeys(ctx, c.Store, s)
	if err != nil {
		return nil, err
	}
	defer closing(keys, &err)
	qualified, err := a.Qualified(ctx, a.Current(), keys)
	if err != nil {
		return nil, err
	}
	erased, err := keys.Erased(ctx)
	if err != nil {
		return nil, err
	}
	idle, err := a.IdlePersons(ctx, a.Current(), erased)
	if err != nil {
		return nil, err
	}
	return []atlas.StaffKind{*qualified, *idle}, nil
}

func printStaff(io streams, c *atlas.StaffCheck) error {
	w := tabwriter.NewWriter(io.out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "date\t%s\nposts\t%d\norganisations\t%d\ncompounds with a branch\t%d of %d (own %d, joint %d)\n",
		c.Date, c.Posts, c.Organisations, c.Branches.Covered, c.Branches.Compounds, c.Branches.Own, c.Branches.Joint)
	fmt.Fprintf(w, "\nfinding\tlayer\tcode\tname\tof\tcount\tmissing\tat\n")
	for i := range c.Kinds {
		k := &c.Kinds[i]
		if k.Undated > 0 {
			fmt.Fprintf(w, "%s\tundated\t\t\t\t%d\t\t\n", k.Kind, k.Undated)
		}
		if len(k.Findings) == 0 {
			fmt.Fprintf(w, "%s\tnone\t\t\t\t\t\t\n", k.Kind)
		}
		for _, f := range k.Findings {
			at := ""
			if f.At != nil {
				at = fmt.Sprintf("%.7f,%.7f", f.At[0], f.At[1])
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\n", k.Kind, f.Layer, f.Code, f.Name, strings.TrimSpace(f.Of+" "+f.OfCode), f.Count, strings.Join(f.Missing, " "), at)
		}
	}
	fmt.Fprintf(w, "\nstreet\tname\tgrids\tcomplete\tno record\tno polygon\tno people\tno duty\n")
	for i := range c.Streets {
		s := &c.Streets[i].StreetFigures
		if s.Code == "" {
			s = &atlas.StreetFigures{Code: "-", Name: "in no street", Grids: s.Grids, Complete: s.Complete, Lacks: s.Lacks}
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\n", s.Code, s.Name, s.Grids, s.Complete, s.Lacks.Record, s.Lacks.Polygon, s.Lacks.People, s.Lacks.Duty)
	}
	return w.Flush()
}

// writeStaff writes the findings as points; those whose place is not known have no geometry.
func writeStaff(file *outFile, c *atlas.StaffCheck) error {
	fc := geojson.NewFeatureCollection()
	for i := range c.Kinds {
		for _, f := range c.Kinds[i].Findings {
			var g orb.Geometry
			if f.At != nil {
				g = *f.At
			}
			feature := geojson.NewFeature(g)
			feature.Properties = geojson.Properties{
				"kind": c.Kinds[i].Kind, "layer": f.Layer, "code": f.Code, "name": f.Name, "of": f.Of, "of_code": f.OfCode,
				"count": f.Count, "missing": strings.Join(f.Missing, " "), "other": f.Other, "ends": f.Ends, "buildings": f.Buildings,
			}
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
