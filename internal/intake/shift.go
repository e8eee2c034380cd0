package intake

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

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
	try  string                            // the option that mends it; empty = it is the store that is wrong
	in   string                            // the datum of what is wrong
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
			out = append(out, datumGuess{move: through(of[g.name], as), is: "it is shifted as in " + g.words, try: g.try, in: g.name})
		}
	}
	if plain {
		for _, g := range []struct{ name, words string }{{"gcj02", "GCJ-02"}, {"bd09", "BD-09"}} {
			out = append(out, datumGuess{move: through(of["wgs84"], of[g.name]), in: g.name,
				is: storeIsShifted(g.words) + ": import that again with --crs " + g.name})
		}
		return out, nil
	}
	return append(out, datumGuess{move: through(of["wgs84"], as), in: "wgs84", is: "it was taken for " + taken + " and is not shifted so", try: "--crs EPSG:4326"}), nil
}

func storeIsShifted(as string) string {
	return "what the store holds is shifted as in " + as + ", and this file is not"
}

// checkShift refuses areas whose borders lie on those of the store, of the same layer or of
// the parent layer, only when they are shifted as in GCJ-02 or BD-09. Layers that share no
// border with these cannot be told so. Which of two versions of a layer is wrong cannot be known:
// a file that is to replace what stands, in a system that is stated, mends that.
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
		areas := im.comparable(layer)
		samples := borderPlaces(areas, streets.Wider(box, 2000)) // more than BD-09 moves
		if len(samples) < leastSamples {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		m, best := im.matchShift(guesses, samples, box)
		switch {
		case best == 0:
		case layer == im.def.Key && im.o.Replace && isStated(im.o.CRS):
			im.mend()
		default:
			return im.refuseShift(m, guesses, best, layer, areas)
		}
	}
	return nil
}

// comparable are the areas of a layer with which a file is compared: where no date is asked for, those that hold
// today, for the file tells of now even where it is taken to hold since ever.
func (im *importer) comparable(layer string) []*city.Version {
	date := im.from
	if im.o.EffectiveFrom == nil {
		date = max(date, todayIn(im.scheme, im.o.Now))
	}
	var out []*city.Version
	for i := range im.known[layer] {
		if v := &im.known[layer][i]; v.Valid.Holds(date) {
			out = append(out, v)
		}
	}
	return out
}

// mend lets a file that takes the place of areas in a wrong datum hold as long as these did, for they were
// never true: since the layer, or the one above it, changed last. A date that is asked for stands.
func (im *importer) mend() {
	if im.o.EffectiveFrom != nil || im.exported != nil {
		return
	}
	since := city.OpenStart
	for _, layer := range []string{im.def.Key, im.def.Parent} {
		for i := range im.known[layer] {
			for _, d := range []city.Date{im.known[layer][i].Valid.From, im.known[layer][i].Valid.To} {
				if d <= im.from {
					since = max(since, d)
				}
			}
		}
	}
	im.from = since
	im.stored = storedAt(im.known, im.scheme, since)
	im.report.Effective = since.String()
}

// matchShift compares the samples with the borders of the file; best is the guess that explains them, 0 where they
// lie as they should or tell nothing.
func (im *importer) matchShift(guesses []datumGuess, samples []geo.Point, box geo.Box) (m *borderMatch, best int) {
	m = matchBorders(guesses, samples, box)
	for _, f := range im.features {
		if !f.rejected {
			f.shape.Edges(func(a, b geo.Point) { markNear(&m.tree, a, b, m.on) })
		}
	}
	for g := range guesses {
		if m.within[g] >= leastSamples && m.share(g) > m.share(best) {
			best = g
		}
	}
	if best == 0 || m.share(best) < leastShare || m.share(best) < m.share(0)+leastGain {
		return m, 0
	}
	return m, best
}

// refuseShift names the guess that fits, the one way on and the measure.
func (im *importer) refuseShift(m *borderMatch, guesses []datumGuess, best int, layer string, areas []*city.Version) error {
	g := guesses[best]
	shift := &crs.Shift{Side: crs.SideFile, Datum: g.in, Against: layer, Revision: writtenBy(areas)}
	suggest := g.try
	own := layer == im.def.Key
	switch {
	case g.try == "":
		shift.Side = crs.SideStore
		g.is, _, _ = strings.Cut(g.is, ":")
		if own {
			suggest = "--replace --crs " + statedName(im.taken)
		} else {
			g.is += fmt.Sprintf(": import that again with --layer %s --replace --crs %s", layer, g.in)
		}
	case own && isStated(im.o.CRS):
		shift.Side, suggest = crs.SideEither, "--replace --crs "+im.o.CRS
		g.is += "; if the file surely is in " + im.o.CRS + ", then what the layer holds now is what is wrong, and this takes its place"
	case im.projected:
		suggest = "" // degrees that are wrong were projected: nothing here takes that back
		g.is += " before it was projected; have it projected again from CGCS2000"
	}
	if suggest != "" && im.o.SwapAxes {
		suggest += " --swap-axes"
	}
	return &crs.Refusal{Cause: crs.CauseShifted, Suggest: suggest, Shift: shift, Message: fmt.Sprintf(
		"%s: %s: by %.0f m against layer %s; of %d places on its borders %.0f %% lie on a border of the file then, and %.0f %% as it stands",
		im.path, g.is, m.metres(guesses[best], best), layer, m.within[best], 100*m.share(best), 100*m.share(0))}
}

// statedName is a system that a file was taken for as --crs names it.
func statedName(taken string) string {
	if taken == "wgs84" {
		return "EPSG:4326"
	}
	return taken
}

// sided says which side is shifted, in a refusal that names an option only where the file is.
func sided(err error) error {
	var refusal *crs.Refusal
	if errors.As(err, &refusal) && refusal.Cause == crs.CauseShifted && refusal.Shift == nil {
		refusal.Shift = &crs.Shift{Side: crs.SideFile, Against: "network"}
		if refusal.Suggest == "" {
			refusal.Shift.Side = crs.SideStore
		}
	}
	return err
}

// writtenBy is the revision that wrote all of the areas; 0 where several did.
func writtenBy(areas []*city.Version) int64 {
	for _, v := range areas {
		if v.RevFrom != areas[0].RevFrom {
			return 0
		}
	}
	if len(areas) == 0 {
		return 0
	}
	return areas[0].RevFrom
}

// orReplace is the way on where the streets that stand are what is wrong.
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
