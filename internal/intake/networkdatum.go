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

// witness says what a comparison with something of the store tells about the file.
type witness int

const (
	knowsNothing witness = iota
	agrees               // it fits as it stands
	refuses              // it fits only under another guess
)

// checkDatum refuses streets that lie on those of the store, or on the borders of its areas,
// only when they are shifted; where these tell nothing, the buildings do. Streets that are to replace those of
// the store, in a system that is stated, are held against borders and buildings alone.
func (im *networkImporter) checkDatum(ctx context.Context, s city.Store) error {
	guesses, err := datumGuesses(im.file.CRS)
	if err != nil {
		return err
	}
	box := geo.EmptyBox()
	for i := range im.file.Lines {
		box = box.Union(im.file.Lines[i].Shape.Box())
	}
	said, err := im.askStreets(ctx, s, guesses, box)
	if err != nil || said == agrees {
		return err
	}
	if said == knowsNothing {
		samples, err := im.borderSamples(ctx, s, box)
		if err != nil {
			return err
		}
		if said, err = im.ask(guesses, samples, "borders", ""); said != knowsNothing {
			return err
		}
	}
	return im.askBuildings(ctx, s, guesses, box)
}

// askStreets holds the file against the streets of the store. Where they say that they and not the file
// are shifted, and the buildings stand on the file's streets, only those count that the import leaves.
func (im *networkImporter) askStreets(ctx context.Context, s city.Store, guesses []datumGuess, box geo.Box) (witness, error) {
	if im.o.Replace && isStated(im.o.CRS) {
		return knowsNothing, nil
	}
	said, refusal := im.ask(guesses, im.streetSamples(box, nil), "streets", orReplace)
	if said != refuses {
		return said, nil
	}
	view, err := im.viewOfBuildings(ctx, s, guesses, box)
	if err != nil {
		return said, err
	}
	if view == nil || view.best != 0 {
		return said, refusal
	}
	return im.ask(guesses, im.streetSamples(box, im.leaves()), "streets", orReplace)
}

// leaves gives a test of the stored lines that the import neither puts anew nor ends.
func (im *networkImporter) leaves() func(city.Key) bool {
	has, layers := im.keys()
	return func(k city.Key) bool { return !has[k] && (!im.o.Replace || !layers[k.Layer]) }
}

// ask compares samples with the file; the error is that of a refusal.
func (im *networkImporter) ask(guesses []datumGuess, samples []geo.Point, what, way string) (witness, error) {
	if len(samples) < leastSamples {
		return knowsNothing, nil
	}
	shares := im.shares(guesses, samples)
	best := 0
	for i := range shares {
		if shares[i] > shares[best] {
			best = i
		}
	}
	switch {
	case shares[best] < leastShare:
		return knowsNothing, nil
	case best == 0:
		return agrees, nil
	case shares[best] < shares[0]+leastGain:
		return knowsNothing, nil
	}
	return refuses, im.refusal(guesses[best], way, fmt.Sprintf("of %d places on the city's %s %.0f %% lie on a street then, and %.0f %% as it stands",
		len(samples), what, 100*shares[best], 100*shares[0]))
}

// refusal names the guess that fits, the way on and the measure.
func (im *networkImporter) refusal(g datumGuess, way, measure string) *crs.Refusal {
	return &crs.Refusal{Cause: crs.CauseShifted, Suggest: g.try, Message: fmt.Sprintf("%s: %s: %s", im.path, g.is+way, measure)}
}

// streetSamples are vertices of the store's streets within a box, evenly taken; of all, or of those of some keys.
func (im *networkImporter) streetSamples(box geo.Box, of func(city.Key) bool) []geo.Point {
	var all []geo.Point
	for k, v := range im.lines.inForce {
		if k.Layer != city.LayerRoad && k.Layer != city.LayerPath || of != nil && !of(k) {
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
	return evenly(all, mostSamples)
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
			return evenly(all, mostSamples), nil
		}
	}
	return nil, nil
}

// evenly takes so many of many points, whatever their order was.
func evenly(all []geo.Point, most int) []geo.Point {
	slices.SortFunc(all, geo.Point.Compare)
	if len(all) <= most {
		return all
	}
	out := make([]geo.Point, 0, most)
	for i := range most {
		out = append(out, all[i*len(all)/most])
	}
	return out
}

// sample is a place of the store as a guess moves it.
type sample struct {
	guess, number int
}

// shares are the parts of the samples that lie on a street of the file, by guess.
func (im *networkImporter) shares(guesses []datumGuess, samples []geo.Point) []float64 {
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
		eachStreetEdge(&im.file.Lines[i], func(a, b geo.Point) { markNear(&tree, a, b, on) })
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

// eachStreetEdge visits the edges of a line that is a street or path.
func eachStreetEdge(l *streets.Line, visit func(a, b geo.Point)) {
	if l.Kind != streets.Road && l.Kind != streets.Path || l.Class[streets.Stop] != "" {
		return
	}
	for _, line := range l.Shape {
		for j := 1; j < len(line); j++ {
			visit(line[j-1], line[j])
		}
	}
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
