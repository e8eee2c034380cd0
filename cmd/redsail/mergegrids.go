package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/merge"
)

// mergeGridsCmd makes one layer of grids out of those of several departments.
type mergeGridsCmd struct {
	storeFlag
	Layers        []string `required:"" placeholder:"BASE,B[,C,D]" help:"Two to four layers; the first is the base, from which the proposal starts."`
	Into          string   `required:"" placeholder:"KEY" help:"The layer that takes the merged grids: the base, or one that is none of the others."`
	Sliver        float64  `default:"500" placeholder:"M2" help:"Pieces cut off from their grid and smaller than this go to a neighbour."`
	EffectiveFrom string   `placeholder:"DATE" help:"The date at which the layers are read and from which the merged grids hold. Default: today."`
	DryRun        bool     `help:"Report and write nothing."`
	Report        string   `placeholder:"FILE.json" help:"Write the report to a file too."`
	Out           string   `placeholder:"FILE.geojson" help:"Write the merged grids, and where the layers agree, to a file."`
	Author        string   `help:"Who makes the change."`
	Note          string   `help:"Why."`
}

// Run merges and prints the report.
func (c *mergeGridsCmd) Run(ctx context.Context, io streams) (err error) {
	if c.Sliver <= 0 {
		return usagef("--sliver: an area above 0 m² is needed")
	}
	ask := merge.Ask{Layers: c.Layers, Into: c.Into, Sliver: c.Sliver, Author: c.Author, Note: c.Note}
	report, err := createBeside(c.Store, c.Report)
	if err != nil {
		return err
	}
	defer report.drop()
	out, err := createBeside(c.Store, c.Out)
	if err != nil {
		return err
	}
	defer out.drop()
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	if ask.Date, err = c.date(ctx, s); err != nil {
		return err
	}
	var merged *merge.Outcome
	what := act{action: "changes.write", of: []string{"kind/merge"}, author: c.Author, idle: c.DryRun}
	err = what.audit(ctx, c.Store, s, func(s city.Store) (int64, error) {
		if merged, err = merge.Grids(ctx, s, ask, c.DryRun); err != nil {
			return 0, err
		}
		return merged.Report.Written(), nil
	})
	return after(err, func() error {
		if c.Out != "" {
			if err := merged.WriteGeoJSON(out); err != nil {
				return err
			}
			if err := out.keep(); err != nil {
				return err
			}
		}
		return tell(io, report, mergeFindings{merged.Report}, mergeSummary(merged.Report))
	})
}

// date is the one asked for, else today in the city's zone.
func (c *mergeGridsCmd) date(ctx context.Context, s city.Reader) (city.Date, error) {
	if c.EffectiveFrom != "" {
		return city.ParseDate(c.EffectiveFrom)
	}
	scheme, err := s.Scheme(ctx)
	if err != nil {
		return 0, err
	}
	return city.DateOf(time.Now().In(scheme.Location())), nil
}

// mergeFindings is a report whose exit code is 1 when an old code was lost, a building is
// cut or ground lies outside the city.
type mergeFindings struct{ *merge.Report }

// Failed implements findings.
func (r mergeFindings) Failed() bool { return len(r.Left) > 0 || r.Cut > 0 || len(r.Outside) > 0 }

// mergeSummary is a report in one line.
func mergeSummary(r *merge.Report) string {
	share := "nothing to agree on"
	if r.Agreement.Share != nil {
		share = fmt.Sprintf("agree on %.1f %% of the ground", 100**r.Agreement.Share)
		if r.Agreement.HomesShare != nil {
			share += fmt.Sprintf(" and %.1f %% of the households", 100**r.Agreement.HomesShare)
		}
	}
	return fmt.Sprintf("%s: %s %s; %d grids in %s, %d ended, %d old codes left%s; revision %d",
		r.Status, strings.Join(r.Layers, ", "), share, len(r.Grids), r.Into, len(r.Ended), len(r.Left), outsideSummary(r), r.Revision)
}

// outsideSummary says of each layer what lies outside the city, and where most does.
func outsideSummary(r *merge.Report) string {
	var out strings.Builder
	for _, s := range r.Outside {
		fmt.Fprintf(&out, "; outside the city (layer %s) lie %.0f m² of %d of the %d areas of %s", r.City, s.Area, s.Areas, s.Of, s.Layer)
		if s.Whole > 0 {
			fmt.Fprintf(&out, ", %d of them wholly", s.Whole)
		}
		for _, a := range r.OutsideAreas {
			if a.Layer == s.Layer {
				fmt.Fprintf(&out, " (most of %s, at %.5f, %.5f)", a.Code, a.At[0], a.At[1])
				break
			}
		}
	}
	return out.String()
}
