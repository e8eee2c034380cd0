package locate_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/locate"
)

// bends moves so many borders of a country; each area that has one changes once.
func bends(c *geotest.Country, n int, r *rand.Rand) []locate.Change {
	type key struct{ layer, area int }
	last := map[key]locate.Change{}
	var order []key
	for range n {
		for _, change := range bend(c, r) {
			k := key{change.Layer, change.Area}
			if _, there := last[k]; !there {
				order = append(order, k)
			}
			last[k] = change
		}
	}
	out := make([]locate.Change, len(order))
	for i, k := range order {
		out[i] = last[k]
	}
	return out
}

// TestVersionsShare: twenty dates of a city, each with one grid in a hundred changed, take
// little more room than one, and each goes on answering for its date.
func TestVersionsShare(t *testing.T) {
	c := geotest.NewCountry(geotest.City)
	r := rand.New(rand.NewPCG(3, 4))
	points := c.Queries(20_000)
	fresh := func() *locate.Index { return build(t, country(c)...) }
	before := heap()
	versions := []*locate.Index{fresh()}
	one := heap() - before
	answers := make([][]int32, 20)
	for n := range answers {
		if n > 0 {
			x, err := versions[n-1].Edit(bends(c, c.Grids()/200, r)) // two grids at each border
			if err != nil {
				t.Fatal(err)
			}
			versions = append(versions, x)
		}
		answers[n] = make([]int32, len(points)*len(blocks))
		fresh().Rows(points, answers[n])
	}
	before += float64(len(answers) * len(points) * len(blocks) * 4)
	if all := heap() - before; all > 1.5*one {
		t.Errorf("20 versions take %.0f bytes, one takes %.0f", all, one)
	} else {
		t.Logf("20 versions take %.2f times the room of one: %.0f, %.0f", all/one, all, one)
	}
	rows := make([]int32, len(points)*len(blocks))
	for n, x := range versions {
		x.Rows(points, rows)
		for i := range rows {
			if rows[i] != answers[n][i] {
				t.Fatalf("version %d at %v: %d, want %d", n, points[i/len(blocks)], rows[i], answers[n][i])
			}
		}
	}
	runtime.KeepAlive(versions)
	runtime.KeepAlive(c)
}

// TestThousandEdits: after a thousand borders were moved one by one, an index answers like
// one made of what came of it.
func TestThousandEdits(t *testing.T) {
	c := geotest.NewCountry(geotest.Village(24))
	r := rand.New(rand.NewPCG(5, 6))
	w := &town{layers: country(c)}
	for _, l := range w.layers {
		w.ended = append(w.ended, make([]bool, len(l.Areas)))
	}
	w.index = build(t, w.layers...)
	for n := range 1000 {
		w.apply(t, bend(c, r))
		if n%250 == 249 {
			w.same(t, append(probes(w.layers[2].Areas), c.Queries(5000)...))
		}
	}
}

// TestMergeAndSplit: two grids become one and the other way round, many times.
func TestMergeAndSplit(t *testing.T) {
	c := geotest.NewCountry(geotest.Village(12))
	r := rand.New(rand.NewPCG(7, 8))
	w := &town{layers: country(c)}
	for _, l := range w.layers {
		w.ended = append(w.ended, make([]bool, len(l.Areas)))
	}
	w.index = build(t, w.layers...)
	last := len(blocks) - 1
	for n := range 40 {
		a, b := c.Bend(r)
		if w.ended[last][a] || w.ended[last][b] {
			continue
		}
		w.apply(t, slices.DeleteFunc(bend(c, r), func(c locate.Change) bool { return w.ended[c.Layer][c.Area] }))
		both := geo.MultiPolygon{w.layers[last].Areas[a].Shape[0], w.layers[last].Areas[b].Shape[0]}
		w.apply(t, []locate.Change{
			{Layer: last, Area: a}, {Layer: last, Area: b},
			{Layer: last, Area: locate.None, Code: fmt.Sprint("merged ", n), Shape: both},
		})
		w.same(t, append(probes(w.layers[last].Areas[a:a+1]), c.Queries(2000)...))
		merged := len(w.layers[last].Areas) - 1
		w.apply(t, []locate.Change{
			{Layer: last, Area: merged},
			{Layer: last, Area: locate.None, Code: fmt.Sprint("west ", n), Shape: both[:1]},
			{Layer: last, Area: locate.None, Code: fmt.Sprint("east ", n), Shape: both[1:]},
		})
		w.same(t, append(probes(w.layers[last].Areas[a:a+1]), c.Queries(2000)...))
	}
}
