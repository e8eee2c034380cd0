package intake

import (
	"context"
	"fmt"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
)

// The comparison of a file's streets with what the city has: the shift of GCJ-02 moves all of
// it by some 500 m, so that streets which lie on each other when it is taken back, and do not
// as they stand, are in another datum.
const (
	datumReach   = 15.0 // metres: streets so near are the same
	mostSamples  = 4000
	leastSamples = 40
	leastShare   = 0.5  // of the samples that must lie on a street when shifted
	leastGain    = 0.25 // and how much more that must be than as they stand
)

// shift is a guess: with it a place of the store is where the file would have it.
type shift struct {
	move    func(geo.Point) (geo.Point, bool)
	message string
	suggest string
}

// shifts are the guesses, the first that nothing is wrong.
func shifts() ([]shift, error) {
	gcj, err := crs.Parse("gcj02")
	if err != nil {
		return nil, err
	}
	bd, err := crs.Parse("bd09")
	if err != nil {
		return nil, err
	}
	from := func(s crs.System) func(geo.Point) (geo.Point, bool) {
		return func(p geo.Point) (geo.Point, bool) {
			q, err := s.FromWGS84(p.LonLat())
			if err != nil {
				return p, false
			}
			r, err := geo.Snap(q)
			return r, err == nil
		}
	}
	to := func(p geo.Point) (geo.Point, bool) {
		q, err := gcj.ToWGS84(p.LonLat())
		if err != nil {
			return p, false
		}
		r, err := geo.Snap(q)
		return r, err == nil
	}
	return []shift{
		{move: func(p geo.Point) (geo.Point, bool) { return p, true }},
		{from(gcj), "its streets are shifted as in GCJ-02", "--crs gcj02"},
		{from(bd), "its streets are shifted as in BD-09", "--crs bd09"},
		{to, "what the store holds is shifted as in GCJ-02, and this file is not: import that again with --crs gcj02", ""},
	}, nil
}

// checkDatum refuses streets that lie on those of the store, or on the borders of its areas,
// only when they are shifted. Streets that are to replace those of the store, in a system that is
// stated, are held against the borders alone.
func (im *networkImporter) checkDatum(ctx context.Context, s city.Store) error {
	guesses, err := shifts()
	if err != nil {
		return err
	}
	box := geo.EmptyBox()
	for i := range im.file.Lines {
		box = box.Union(im.file.Lines[i].Shape.Box())
	}
	var samples []geo.Point
	what, way := "streets", orReplace
	if !im.o.Replace || !isStated(im.o.CRS) {
		samples = im.streetSamples(box)
	}
	if len(samples) < leastSamples {
		if samples, err = im.borderSamples(ctx, s, box); err != nil {
			return err
		}
		what, way = "borders", ""
	}
	if len(samples) < leastSamples {
		return nil // nothing to compare with
	}
	shares := im.shares(guesses, samples)
	best := 0
	for i := range shares {
		if shares[i] > shares[best] {
			best = i
		}
	}
	if best == 0 || shares[best] < leastShare || shares[best] < shares[0]+leastGain {
		return nil
	}
	return &crs.Refusal{
		Cause: crs.CauseShifted, Suggest: guesses[best].suggest,
		Message: fmt.Sprintf("%s: %s: of %d places on the city's %s %.0f %% lie on a street then, and %.0f %% as it stands",
			im.path, guesses[best].message+way, len(samples), what, 100*shares[best], 100*shares[0]),
	}
}

// streetSamples are vertices of the store's streets within a box, evenly taken.
func (im *networkImporter) streetSamples(box geo.Box) []geo.Point {
	var all []geo.Point
	for k, v := range im.lines.inForce {
		if k.Layer != city.LayerRoad && k.Layer != city.LayerPath {
			continue
		}
		stored, isLine := v.Content.(*city.Line)
		if !isLine {
			continue
		}
		for _, line := range stored.Shape {
			for _, p := range line {
				if box.Contains(p) {
					all = append(all, p)
				}
			}
		}
	}
	return evenly(all)
}

// borderSamples are vertices of the borders of the deepest layer of areas within a box.
func (im *networkImporter) borderSamples(ctx context.Context, s city.Store, box geo.Box) ([]geo.Point, error) {
	if im.state.Revision == 0 {
		return nil, nil
	}
	for i := len(im.scheme.Layers) - 1; i >= 0; i-- {
		if !im.scheme.Layers[i].Partition {
			continue
		}
		areas, err := s.Versions(ctx, city.Query{Layer: im.scheme.Layers[i].Key, At: &im.from, Revision: im.state.Revision})
		if err != nil {
			return nil, err
		}
		var all []geo.Point
		for j := range areas {
			areas[j].Shape.Edges(func(a, _ geo.Point) {
				if box.Contains(a) {
					all = append(all, a)
				}
			})
		}
		if len(all) >= leastSamples {
			return evenly(all), nil
		}
	}
	return nil, nil
}

// evenly takes some of many points, whatever their order was.
func evenly(all []geo.Point) []geo.Point {
	slices.SortFunc(all, geo.Point.Compare)
	if len(all) <= mostSamples {
		return all
	}
	out := make([]geo.Point, 0, mostSamples)
	for i := range mostSamples {
		out = append(out, all[i*len(all)/mostSamples])
	}
	return out
}

// sample is a place of the store as a guess moves it.
type sample struct {
	guess, number int
}

// shares are the parts of the samples that lie on a street of the file, by guess.
func (im *networkImporter) shares(guesses []shift, samples []geo.Point) []float64 {
	var tree near.Tree[sample]
	for g := range guesses {
		for i, p := range samples {
			if q, ok := guesses[g].move(p); ok {
				tree.Insert(geo.EmptyBox().Extend(q), sample{g, i})
			}
		}
	}
	on := make([][]bool, len(guesses))
	for g := range on {
		on[g] = make([]bool, len(samples))
	}
	for i := range im.file.Lines {
		l := &im.file.Lines[i]
		if l.Kind != streets.Road && l.Kind != streets.Path || l.Class[streets.Stop] != "" {
			continue
		}
		for _, line := range l.Shape {
			for j := 1; j < len(line); j++ {
				markNear(&tree, line[j-1], line[j], on)
			}
		}
	}
	out := make([]float64, len(guesses))
	for g := range on {
		n := 0
		for _, yes := range on[g] {
			if yes {
				n++
			}
		}
		out[g] = float64(n) / float64(len(samples))
	}
	return out
}

// markNear marks the samples within reach of an edge.
func markNear(tree *near.Tree[sample], a, b geo.Point, on [][]bool) {
	from, to := a.LonLat(), b.LonLat()
	box := streets.Wider(geo.EmptyBox().Extend(a).Extend(b), datumReach)
	tree.Search(box, func(at geo.Box, s sample) bool {
		if !on[s.guess][s.number] {
			d, _ := geo.SegmentDistance(at.Min.LonLat(), from, to)
			on[s.guess][s.number] = float64(d) <= datumReach
		}
		return true
	})
}
