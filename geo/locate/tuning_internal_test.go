package locate

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
)

// TestTuningChangesNoAnswer: layers of random triangles that cross, overlap and share
// corners, in cells of several sizes, against the even–odd rule over whole rings.
func TestTuningChangesNoAnswer(t *testing.T) {
	for seed := range uint64(32) {
		r := rand.New(rand.NewPCG(seed, 7))
		span := []int32{12, 300, 40_000, 900_000_000}[seed%4]
		at := func() geo.Point { return geo.Point{X: r.Int32N(span*2) - span, Y: r.Int32N(span) - span/2} }
		var layers []Layer
		for l := range 3 {
			layer := Layer{Key: fmt.Sprint(l), Partition: l < 2}
			for len(layer.Areas) < 1+r.IntN(40) {
				ring := geo.Ring{at(), at(), at()}
				if r.IntN(3) == 0 && len(layer.Areas) > 0 { // share an edge
					last := layer.Areas[len(layer.Areas)-1].Shape[0][0]
					ring[0], ring[1] = last[1], last[2]
				}
				if shape := (geo.MultiPolygon{{ring}}); shape.TwiceArea().Sign() != 0 {
					layer.Areas = append(layer.Areas, Area{Code: fmt.Sprintf("%03d", len(layer.Areas)), Shape: shape})
				}
			}
			layers = append(layers, layer)
		}
		var indexes []*Index
		for _, tune := range []tuning{usual, {leafEdges: 1, topEdges: 1000}, {leafEdges: 3, topEdges: 1}, {leafEdges: 1000, topEdges: 1000}} {
			x, err := build(layers, tune)
			if err != nil {
				t.Fatal(err)
			}
			indexes = append(indexes, x)
		}
		for range 500 {
			q := at()
			if l := layers[r.IntN(3)]; r.IntN(2) == 0 { // at a corner or one unit beside it
				q = l.Areas[r.IntN(len(l.Areas))].Shape[0][0][r.IntN(3)]
				q.X, q.Y = q.X+r.Int32N(3)-1, q.Y+r.Int32N(3)-1
			}
			for n, x := range indexes {
				var each []Held
				for l := range layers {
					var want []int32
					for _, a := range byRank(layers[l].Areas, inspect(layers[l].Areas)) {
						if layers[l].Areas[a].Shape.Owns(q) {
							want = append(want, a)
						}
					}
					if got := x.Covering(l, q, nil); fmt.Sprint(got) != fmt.Sprint(want) {
						t.Fatalf("seed %d, tuning %d: layer %d at %v: %v, want %v", seed, n, l, q, got, want)
					}
					for _, a := range want {
						each = append(each, Held{Layer: int32(l), Area: a})
					}
				}
				if got := x.All(q, nil); fmt.Sprint(got) != fmt.Sprint(each) {
					t.Fatalf("seed %d, tuning %d: all at %v: %v, want %v", seed, n, q, got, each)
				}
			}
		}
	}
}

// TestTuningChangesNoAnswerInACity compares rasters and leaves of five sizes at the borders
// of a city, the long test at those of a province.
func TestTuningChangesNoAnswerInACity(t *testing.T) { compareTunings(t, geotest.City) }

func TestLongTuningChangesNoAnswerInAProvince(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("takes minutes: make long, or REDSAIL_LONG=1")
	}
	compareTunings(t, geotest.Province)
}

func compareTunings(t *testing.T, e geotest.Extent) {
	c := geotest.NewCountry(e)
	var layers []Layer
	for _, block := range []int{6, 1} {
		level := c.Level(block)
		l := Layer{Key: fmt.Sprint(block), Partition: true}
		for i, code := range level.Codes {
			l.Areas = append(l.Areas, Area{Code: code, Shape: level.Shapes[i]})
		}
		layers = append(layers, l)
	}
	points := atVertices(c)
	var want []int32
	for _, tune := range []tuning{usual, {leafEdges: 16, topEdges: 4}, {leafEdges: 2, topEdges: 1}, {leafEdges: 40, topEdges: 50}, {leafEdges: 5, topEdges: 5000}} {
		x, err := build(layers, tune)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]int32, len(points)*len(layers))
		x.Rows(points, got)
		if want == nil {
			want = got
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("%+v: %v belongs to %d, and to %d by the usual cells", tune, points[i/2], got[i], want[i])
			}
		}
	}
	t.Logf("%d points", len(points))
}

// atVertices is each vertex of a border, and points one unit beside it.
func atVertices(c *geotest.Country) []geo.Point {
	var points []geo.Point
	c.Borders(func(line geo.Line, _, _ int) {
		for _, p := range line {
			points = append(points, p, geo.Point{X: p.X - 1, Y: p.Y}, geo.Point{X: p.X + 1, Y: p.Y},
				geo.Point{X: p.X, Y: p.Y - 1}, geo.Point{X: p.X, Y: p.Y + 1})
		}
	})
	return points
}
