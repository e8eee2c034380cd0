package intake

import (
	"context"
	"fmt"
	"math"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
)

// datumGuess says that the file is in a system of degrees that it was not taken for.
type datumGuess struct {
	move func(geo.Point) (geo.Point, bool) // where a place of the store is in the file
	is   string                            // what would explain it
	try  string                            // the option that mends it
}

// datumGuesses are, for a file taken to be in a system, what else it may be in; the first is
// that nothing is wrong.
func datumGuesses(taken string) ([]datumGuess, error) {
	out := []datumGuess{{move: func(p geo.Point) (geo.Point, bool) { return p, true }}}
	of := map[string]crs.System{}
	for _, name := range []string{"wgs84", "gcj02", "bd09"} {
		sys, err := crs.Parse(name)
		if err != nil {
			return nil, err
		}
		of[name] = sys
	}
	plain := of[taken] == nil || taken == "wgs84"
	as := of["wgs84"]
	if !plain {
		as = of[taken]
	}
	through := func(from, to crs.System) func(geo.Point) (geo.Point, bool) {
		return func(p geo.Point) (geo.Point, bool) {
			q, err := from.FromWGS84(p.LonLat())
			if err == nil {
				q, err = to.ToWGS84(q)
			}
			if err != nil {
				return p, false
			}
			r, err := geo.Snap(q)
			return r, err == nil
		}
	}
	for _, g := range []struct{ name, words, try string }{
		{"gcj02", "GCJ-02", "--crs gcj02"}, {"bd09", "BD-09", "--crs bd09"},
	} {
		if g.name != taken {
			out = append(out, datumGuess{move: through(of[g.name], as), is: "it is shifted as in " + g.words, try: g.try})
		}
	}
	if plain {
		return append(out, datumGuess{move: through(of["wgs84"], of["gcj02"]),
			is: "what the store holds is shifted as in GCJ-02, and this file is not: import that again with --crs gcj02"}), nil
	}
	return append(out, datumGuess{move: through(of["wgs84"], as), is: "it was taken for " + taken + " and is not shifted so", try: "--crs EPSG:4326"}), nil
}

// checkShift refuses areas whose borders lie on those of the store, of the same layer or of
// the parent layer, only when they are shifted as in GCJ-02 or BD-09. Layers that share no
// border with these cannot be told so. Which of two versions of a layer is wrong cannot be known:
// a file that is to replace what stands, in a system that is stated, is not held against that.
func (im *importer) checkShift(ctx context.Context) error {
	guesses, err := datumGuesses(im.taken)
	if err != nil {
		return err
	}
	box := geo.EmptyBox()
	for _, f := range im.features {
		if !f.rejected {
			box = box.Union(f.shape.Box())
		}
	}
	if box.Empty() {
		return nil
	}
	for _, layer := range []string{im.def.Key, im.def.Parent} {
		if layer == im.def.Key && im.o.Replace && isStated(im.o.CRS) {
			continue
		}
		samples := borderPlaces(im.stored.inForce[layer], streets.Wider(box, 2000)) // more than BD-09 moves
		if len(samples) < leastSamples {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if refusal := im.judgeShift(guesses, samples, box, layer); refusal != nil {
			return refusal
		}
	}
	return nil
}

// judgeShift compares the samples with the borders of the file, under each guess.
func (im *importer) judgeShift(guesses []datumGuess, samples []geo.Point, box geo.Box, layer string) error {
	m := matchBorders(guesses, samples, box)
	for _, f := range im.features {
		if !f.rejected {
			f.shape.Edges(func(a, b geo.Point) { markNear(&m.tree, a, b, m.on) })
		}
	}
	best := 0
	for g := range guesses {
		if m.within[g] >= leastSamples && m.share(g) > m.share(best) {
			best = g
		}
	}
	if best == 0 || m.share(best) < leastShare || m.share(best) < m.share(0)+leastGain {
		return nil
	}
	g := guesses[best]
	if layer == im.def.Key {
		g.is += orReplace
	}
	suggest := g.try
	if suggest != "" && im.projected {
		suggest = "" // degrees that are wrong were projected: nothing here takes that back
		g.is += " before it was projected; have it projected again from CGCS2000"
	}
	if suggest != "" && im.o.SwapAxes {
		suggest += " --swap-axes"
	}
	return &crs.Refusal{Cause: crs.CauseShifted, Suggest: suggest, Message: fmt.Sprintf(
		"%s: %s: by %.0f m against layer %s; of %d places on its borders %.0f %% lie on a border of the file then, and %.0f %% as it stands",
		im.path, g.is, m.metres(g, best), layer, m.within[best], 100*m.share(best), 100*m.share(0))}
}

// orReplace is the way on where what stands is what is wrong.
const orReplace = " (or, if what the layer holds now is what is wrong, --replace and --crs with the system of this file)"

// isStated tells whether the one who imports names a system.
func isStated(name string) bool { return name != "" && name != "auto" }

// borderMatch is what lies where under each guess.
type borderMatch struct {
	samples []geo.Point
	tree    near.Tree[sample]
	on      [][]bool
	within  []int // samples that the guess moves into the box of the file
}

func matchBorders(guesses []datumGuess, samples []geo.Point, box geo.Box) *borderMatch {
	m := &borderMatch{samples: samples, on: make([][]bool, len(guesses)), within: make([]int, len(guesses))}
	for g := range guesses {
		m.on[g] = make([]bool, len(samples))
		for i, p := range samples {
			if q, ok := guesses[g].move(p); ok && box.Contains(q) {
				m.tree.Insert(geo.EmptyBox().Extend(q), sample{g, i})
				m.within[g]++
			}
		}
	}
	return m
}

// share is the part of the samples within the file that lie on its borders.
func (m *borderMatch) share(g int) float64 {
	n := 0
	for _, yes := range m.on[g] {
		if yes {
			n++
		}
	}
	return float64(n) / float64(max(m.within[g], 1))
}

// metres is how far a guess moves the samples that match, on average.
func (m *borderMatch) metres(guess datumGuess, g int) float64 {
	sum, n := 0.0, 0.0
	for i, p := range m.samples {
		if q, ok := guess.move(p); ok && m.on[g][i] {
			sum, n = sum+float64(geo.Distance(p.LonLat(), q.LonLat())), n+1
		}
	}
	return sum / max(n, 1)
}

// borderPlaces are places on the borders of areas within a box, evenly taken, some tens of
// metres apart at the least.
func borderPlaces(areas []*city.Version, box geo.Box) []geo.Point {
	const most, least = 4000, 2000 // lattice units: some 20 m
	total := 0.0
	each := func(visit func(a, b geo.Point, length float64)) {
		for _, v := range areas {
			if !v.Shape.Box().Intersects(box) {
				continue
			}
			v.Shape.Edges(func(a, b geo.Point) {
				visit(a, b, math.Hypot(float64(b.X)-float64(a.X), float64(b.Y)-float64(a.Y)))
			})
		}
	}
	each(func(_, _ geo.Point, length float64) { total += length })
	step := max(total/most, least)
	var out []geo.Point
	due := 0.0 // how far along the next one is
	each(func(a, b geo.Point, length float64) {
		for ; due < length; due += step {
			t := due / length
			p := geo.Point{
				X: a.X + int32(math.Round(t*(float64(b.X)-float64(a.X)))),
				Y: a.Y + int32(math.Round(t*(float64(b.Y)-float64(a.Y)))),
			}
			if box.Contains(p) {
				out = append(out, p)
			}
		}
		due -= length
	})
	return out
}
