package intake

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// maxDates bounds the later dates at which a layer is searched for gaps and overlaps.
const maxDates = 24

// findFaults looks for gaps and overlaps in the layer as the import leaves it: at the
// effective date, and at every later one at which a version of the layer begins or ends.
func (im *importer) findFaults(ctx context.Context) error {
	if !im.def.Partition {
		return nil
	}
	dates := im.laterDates()
	if n := len(dates) - maxDates; n > 0 {
		im.report.Unsearched = n
		dates = dates[:maxDates]
	}
	t := teller{report: im.report, gaps: map[Gap]bool{}, overlaps: map[Overlap]bool{}}
	for i, d := range append([]city.Date{im.from}, dates...) {
		areas := im.outcome(d)
		found, err := partition.Survey(ctx, areas)
		if err != nil {
			return err
		}
		from := ""
		if i > 0 {
			from = d.String()
		}
		t.tell(areas, &found, from)
	}
	return im.findBare(ctx)
}

// findBare looks, at the effective date, for ground of the parents of the layer's areas that none of these
// has: at the edge of the layer it is no gap.
func (im *importer) findBare(ctx context.Context) error {
	at := map[string]int{}
	var parents []partition.Area
	if up, err := im.scheme.Layer(im.def.Parent); err == nil && up.Partition {
		for _, v := range im.stored.inForce[im.def.Parent] {
			at[v.Code] = len(parents)
			parents = append(parents, partition.Area{Code: v.Code, Shape: v.Shape})
		}
	}
	if len(parents) == 0 {
		return nil
	}
	above := map[string]string{}
	for _, v := range im.standing() {
		if v.Valid.Holds(im.from) {
			above[v.Code] = v.Parent
		}
	}
	for _, f := range im.features {
		if !f.rejected && !f.same {
			above[f.code] = f.parent
		}
	}
	areas := im.outcome(im.from)
	named := make([]int, len(areas))
	for i := range areas {
		p, found := at[above[areas[i].Code]]
		if named[i] = p; !found {
			named[i] = -1
		}
	}
	found, err := partition.FindBare(ctx, parents, areas, named)
	room := allOutlinePoints
	for _, b := range found {
		if b.Tells() {
			drawn := outlined(b.Shape, min(room, mostOutlinePoints))
			room -= pointsIn(drawn)
			im.report.Uncovered = append(im.report.Uncovered, Uncovered{Parent: parents[b.Parent].Code, AreaM2: float64(b.Area), WidthM: float64(b.Width), At: b.At.LonLat(), Outline: drawn})
		}
	}
	return err
}

// laterDates are those after the effective one at which a version of the layer, as the
// import leaves it, begins or ends.
func (im *importer) laterDates() []city.Date {
	var out []city.Date
	add := func(d city.Date) {
		if d > im.from && d != city.OpenEnd {
			out = append(out, d)
		}
	}
	for _, v := range im.standing() {
		add(v.Valid.From)
		add(v.Valid.To)
	}
	for _, f := range im.features {
		if !f.rejected && !f.same {
			add(im.until(f))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// standing are the versions of the layer, at the effective date or later, that the import
// leaves as they are.
func (im *importer) standing() []*city.Version {
	written := map[string]bool{}
	for _, f := range im.features {
		written[f.code] = written[f.code] || !f.rejected && !f.same
	}
	var out []*city.Version
	for _, v := range im.stored.inForce[im.def.Key] {
		if !written[v.Code] && !im.ending[v.Code] {
			out = append(out, v)
		}
	}
	for _, v := range im.stored.later[im.def.Key] {
		if !im.ending[v.Code] {
			out = append(out, v)
		}
	}
	return out
}

// outcome is the layer as it will be in force at a date, the effective one or a later one.
func (im *importer) outcome(d city.Date) []partition.Area {
	var areas []partition.Area
	for _, f := range im.features {
		if !f.rejected && !f.same && d < im.until(f) {
			areas = append(areas, partition.Area{Code: f.code, Shape: f.shape})
		}
	}
	for _, v := range im.standing() {
		if v.Valid.Holds(d) {
			areas = append(areas, partition.Area{Code: v.Code, Shape: v.Shape, Stored: true})
		}
	}
	return areas
}

// teller puts gaps and overlaps into the report, each once, in the order of Survey.
type teller struct {
	report   *Report
	gaps     map[Gap]bool
	overlaps map[Overlap]bool
}

func (t *teller) tell(areas []partition.Area, found *partition.Faults, from string) {
	for _, g := range found.Gaps {
		gap := Gap{AreaM2: float64(g.Area), WidthM: float64(g.Width), Hairline: g.Hairline, At: g.At.LonLat()}
		if t.gaps[gap] {
			continue
		}
		t.gaps[gap] = true
		gap.From = from
		t.report.Gaps = append(t.report.Gaps, gap)
	}
	for _, ov := range found.Overlaps {
		codes := [2]string{areas[ov.A].Code, areas[ov.B].Code}
		slices.Sort(codes[:])
		overlap := Overlap{Codes: codes, AreaM2: float64(ov.Area), WidthM: float64(ov.Width), Hairline: ov.Hairline, At: ov.At.LonLat()}
		if t.overlaps[overlap] {
			continue
		}
		t.overlaps[overlap] = true
		overlap.From = from
		t.report.Overlaps = append(t.report.Overlaps, overlap)
	}
}
