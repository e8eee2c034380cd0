package edit

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// outcome is the city before and after a change, as the rules of the stores have it.
type outcome struct {
	w       *World
	applied *city.Applied
	at      city.Date // the date that is reported
	report  *Report
	meant   map[city.Key]bool // nil: all that is touched is meant
	dead    map[rowName]bool  // versions that the change replaces
}

// rowName names a version.
type rowName struct {
	id, revFrom int64
	from        city.Date
}

// maxDates bounds the later dates that are searched, maxFound what is listed of a kind.
const (
	maxDates = 24
	maxFound = 1000
)

// tell makes the report of a change.
func tell(ctx context.Context, w *World, applied *city.Applied, at city.Date, meant map[city.Key]bool, m moves) (*Report, error) {
	o := &outcome{w: w, applied: applied, at: at, meant: meant, dead: map[rowName]bool{}}
	o.report = &Report{
		Entries: len(applied.Log), Areas: []AreaChange{}, Things: map[string]int{}, Households: []Transfer{},
		Gaps: Gaps{Opened: []Gap{}, Closed: []Gap{}}, Overlaps: Overlaps{Opened: []Overlap{}, Closed: []Overlap{}},
		Levels: Levels{Opened: []Disagreement{}, Closed: []Disagreement{}}, Rehomed: m.rehomed, Loose: []Loose{}, Snapped: m.snapped,
		StaleCounts: []AreaCount{}, MovedMaxM: round(m.moved, 1000), NodedMaxM: round(m.noded, 10000),
	}
	if o.report.Rehomed == nil {
		o.report.Rehomed = []Rehomed{}
	}
	if o.report.Snapped == nil {
		o.report.Snapped = []Snapped{}
	}
	for i := range applied.Ended {
		v := &applied.Ended[i]
		o.dead[rowName{v.ID, v.RevFrom, v.Valid.From}] = true
	}
	o.things()
	if err := o.loose(ctx); err != nil {
		return nil, err
	}
	for layer := range w.Scheme.Layers {
		if err := o.layer(ctx, layer); err != nil {
			return nil, err
		}
	}
	for layer := range w.Scheme.Layers {
		if err := o.levels(ctx, layer); err != nil {
			return nil, err
		}
	}
	return o.report, nil
}

// touched are the areas of a layer, by code, that a change replaces or makes at a date.
func (o *outcome) touched(layer string, d city.Date) (before, after map[string]*city.Version) {
	pick := func(rs []city.Record) map[string]*city.Version {
		out := map[string]*city.Version{}
		for i := range rs {
			if a, ok := rs[i].Content.(*city.Area); ok && a.Layer == layer && rs[i].Valid.Holds(d) {
				out[a.Code] = &city.Version{Area: *a, ID: rs[i].ID, Valid: rs[i].Valid, Successors: rs[i].Successors}
			}
		}
		return out
	}
	before, after = pick(o.applied.Ended), pick(o.applied.Inserted)
	for code, a := range after { // a piece of a version that was cut in time says the same
		if b := before[code]; b != nil && a.Shape.Equal(b.Shape) && sameContent(&a.Area, &b.Area) {
			delete(before, code)
			delete(after, code)
		}
	}
	return before, after
}

func sameContent(a, b *city.Area) bool {
	x, err := city.Encode(a)
	if err != nil {
		return false
	}
	y, err := city.Encode(b)
	return err == nil && slices.Equal(x, y)
}

// untouched are the areas of a layer in force at a date that the change leaves as they are
// and whose boxes meet the given one.
func (o *outcome) untouched(layer int, d city.Date, box geo.Box, before map[string]*city.Version) []*city.Version {
	var out []*city.Version
	for i := range o.w.areas[layer] {
		v := &o.w.areas[layer][i]
		if v.Valid.Holds(d) && before[v.Code] == nil && v.Box().Intersects(box) {
			out = append(out, v)
		}
	}
	return out
}

// layer reports the areas of a layer, the buildings that change hands, and the faults.
func (o *outcome) layer(ctx context.Context, layer int) error {
	def := &o.w.Scheme.Layers[layer]
	before, after := o.touched(def.Key, o.at)
	o.areas(def.Key, before, after)
	o.transfers(def.Key, before, after)
	if !def.Partition {
		return nil
	}
	dates := o.dates(def.Key)
	o.report.Unsearched = max(o.report.Unsearched, len(dates)-maxDates)
	for i, d := range append([]city.Date{o.at}, dates[:min(len(dates), maxDates)]...) {
		from := ""
		if i > 0 {
			from = d.String()
		}
		if err := o.faults(ctx, layer, d, from); err != nil {
			return err
		}
	}
	return nil
}

// dates are the later ones at which a version that the change touches begins or ends.
func (o *outcome) dates(layer string) []city.Date {
	var out []city.Date
	for _, rs := range [][]city.Record{o.applied.Ended, o.applied.Inserted} {
		for i := range rs {
			if k := rs[i].Key(); k.Kind != city.KindArea || k.Layer != layer {
				continue
			}
			for _, d := range []city.Date{rs[i].Valid.From, rs[i].Valid.To} {
				if d > o.at && d != city.OpenEnd {
					out = append(out, d)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// areas lists what becomes of each area. One that has another code now is one entry.
func (o *outcome) areas(layer string, before, after map[string]*city.Version) {
	was := o.renumbered(before, after)
	hidden := map[string]bool{}
	for _, b := range was {
		hidden[b.Code] = true
	}
	for _, code := range slices.Sorted(maps.Keys(merged(before, after))) {
		if hidden[code] {
			continue
		}
		b, a := before[code], after[code]
		c := AreaChange{Layer: layer, Code: code, What: "changed", Successors: []string{}, Fields: []string{}}
		if old := was[code]; old != nil {
			b, c.What, c.From, c.To = old, "renumbered", old.Code, code
		}
		if b != nil {
			c.BeforeM2, c.Parent = size(b), b.Parent
		}
		if a != nil {
			c.AfterM2, c.Parent = size(a), a.Parent
		}
		if a != nil && b != nil {
			c.Fields = otherFields(&b.Area, &a.Area)
		}
		switch {
		case b == nil:
			c.What = "new"
		case a == nil:
			c.What, c.Successors = "ended", o.successors(layer, code)
		case o.meant != nil && !o.meant[a.Key()] && b.Parent == a.Parent && !b.Shape.Equal(a.Shape):
			c.What = "noded"
			o.report.Noded++
		}
		o.report.Areas = append(o.report.Areas, c)
		if (c.What == "changed" || c.What == "renumbered") && !a.Shape.Equal(b.Shape) {
			o.stale(a, b)
		}
	}
}

// renumbered are, by the codes of now, the areas as they were that have another code: the
// permanent id is the same.
func (o *outcome) renumbered(before, after map[string]*city.Version) map[string]*city.Version {
	gone := map[int64]*city.Version{}
	for code, b := range before {
		if after[code] == nil {
			gone[b.ID] = b
		}
	}
	out := map[string]*city.Version{}
	for code, a := range after {
		if b := gone[a.ID]; b != nil && before[code] == nil {
			out[code] = b
		}
	}
	return out
}

func size(v *city.Version) *float64 {
	m := round(float64(v.Shape.Area()), 10)
	return &m
}

// successors of an area that ends at the reported date.
func (o *outcome) successors(layer, code string) []string {
	for i := range o.applied.Inserted {
		r := &o.applied.Inserted[i]
		if r.Key() == (city.Key{Layer: layer, Code: code}) && r.Valid.To <= o.at && len(r.Successors) > 0 {
			return r.Successors
		}
	}
	// It began on the day on which it ends: no version is left to name them.
	for i := range o.applied.Log {
		if o.applied.Log[i].Op != city.Delete {
			continue
		}
		e, _, err := city.DecodeEntry(o.applied.Log[i].Body)
		if err == nil && e.Key == (city.Key{Layer: layer, Code: code}) && len(e.Successors) > 0 {
			return e.Successors
		}
	}
	return []string{}
}

// stale lists the counts that stayed as they were though the ground did not.
func (o *outcome) stale(a, b *city.Version) {
	same := func(x, y *int64) bool { return x != nil && y != nil && *x == *y }
	moved := !alike(float64(a.Shape.Area()), float64(b.Shape.Area()))
	if moved && same(a.Households, b.Households) && !o.counted(a) {
		o.report.StaleCounts = append(o.report.StaleCounts, AreaCount{a.Layer, a.Code, "households"})
	}
	if moved && same(a.Population, b.Population) {
		o.report.StaleCounts = append(o.report.StaleCounts, AreaCount{a.Layer, a.Code, "population"})
	}
}

// faults compares the gaps and overlaps of a date.
func (o *outcome) faults(ctx context.Context, layer int, d city.Date, from string) error {
	key := o.w.Scheme.Layers[layer].Key
	before, after := o.touched(key, d)
	box := geo.EmptyBox()
	for _, m := range []map[string]*city.Version{before, after} {
		for _, v := range m {
			box = box.Union(v.Box())
		}
	}
	if box.Empty() {
		return nil
	}
	rest := o.untouched(layer, d, box, before)
	opened, closed, err := compareFaults(ctx, listed(before, rest), listed(after, rest))
	if err != nil {
		return err
	}
	g, v := &o.report.Gaps, &o.report.Overlaps
	for _, way := range []struct {
		found    *faults
		gaps     *[]Gap
		overlaps *[]Overlap
	}{{&opened, &g.Opened, &v.Opened}, {&closed, &g.Closed, &v.Closed}} {
		for _, f := range way.found.gaps {
			f.Layer, f.From = key, from
			*way.gaps = capped(*way.gaps, f.Gap, &g.More)
		}
		for _, f := range way.found.overlaps {
			f.Layer, f.From = key, from
			*way.overlaps = capped(*way.overlaps, f.Overlap, &v.More)
		}
	}
	return nil
}

// capped appends up to maxFound.
func capped[T any](list []T, v T, more *int) []T {
	if len(list) >= maxFound {
		*more++
		return list
	}
	return append(list, v)
}

// listed are areas as partition takes them, by code.
func listed(touched map[string]*city.Version, rest []*city.Version) []partition.Area {
	all := slices.AppendSeq(slices.Clone(rest), maps.Values(touched))
	slices.SortFunc(all, func(x, y *city.Version) int { return cmp.Compare(x.Code, y.Code) })
	out := make([]partition.Area, len(all))
	for i, v := range all {
		out[i] = partition.Area{Code: v.Code, Shape: v.Shape}
	}
	return out
}

func merged[V any](x, y map[string]V) map[string]V {
	out := make(map[string]V, len(x)+len(y))
	maps.Copy(out, x)
	maps.Copy(out, y)
	return out
}
