package intake_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/intake"
)

type point = geo.Point

// edgesOf are the directed edges of a shape, its interior on their left.
func edgesOf(m geo.MultiPolygon) map[[2]point]bool {
	out := map[[2]point]bool{}
	m.Edges(func(a, b point) { out[[2]point{a, b}] = true })
	return out
}

func TestStoredNeighboursGainVerticesInTheSameChange(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("d", box(0, 0, 2, 2)))
	w.load("street", coded("s", box(0, 0, 1, 2)))
	r := w.load("street", coded("n", box(1, 1, 1, 1)), coded("m", box(1, 0, 1, 1)))
	// The district gains the corners of the new streets on its border, and so does s.
	if r.Noded != 2 || r.Revision != 3 {
		t.Errorf("%+v", r)
	}
	log, err := w.store.Log(t.Context(), 2, 1)
	if err != nil || len(log) != 1 || log[0].Entries != 4 {
		t.Fatalf("revision 3 has %+v, %v; want two streets and two neighbours", log, err)
	}
	corner := point{X: 1_160_100_000, Y: 400_100_000}
	for layer, code := range map[string]string{"street": "s"} {
		if !hasVertex(w.shapes(layer)[code], corner) {
			t.Errorf("%s %s lacks the corner of its neighbours", layer, code)
		}
	}
	if !hasVertex(w.shapes("district")["d"], point{X: 1_160_200_000, Y: 400_100_000}) {
		t.Error("the district lacks the corner of the streets on its border")
	}
}

// units is a polygon whose corners count in lattice units.
func units(corners ...[2]float64) string {
	for i := range corners {
		corners[i][0], corners[i][1] = corners[i][0]/1e5, corners[i][1]/1e5
	}
	return ring(corners...)
}

// An area of the store that is pulled by a new neighbour may come within a unit of another
// area far from the new one: it must be noded with that too, or the next import of either
// would find something to do.
func TestNodingReachesBeyondTheNewArea(t *testing.T) {
	w := newWorld(t, threeLayers)
	// The long edge of s passes the corner of u at 1.1 units.
	s := coded("s", units([2]float64{0, 0}, [2]float64{1000, 3}, [2]float64{1000, 500}, [2]float64{0, 500}))
	u := coded("u", units([2]float64{690, -20}, [2]float64{710, -20}, [2]float64{700, 1}))
	both := w.write("geojson", collection(s, u))
	w.take(both, intake.Options{Layer: "district"})
	corner := point{X: 1_160_000_700, Y: 400_000_001}
	if hasVertex(w.shapes("district")["s"], corner) {
		t.Fatal("s has the corner of u before anything pulls it")
	}
	// x pulls it down by a fifth of a unit at 400, and so to one unit from u at 700.
	w.load("district", coded("x", units([2]float64{380, -20}, [2]float64{400, -20}, [2]float64{400, 1})))
	if !hasVertex(w.shapes("district")["s"], corner) {
		t.Error("s was not noded with u")
	}
	if r := w.take(both, intake.Options{Layer: "district"}); r.Status != intake.Unchanged {
		t.Errorf("the first file again: %+v", r)
	}
}

func hasVertex(m geo.MultiPolygon, p point) bool {
	found := false
	m.Edges(func(a, _ point) { found = found || a == p })
	return found
}

// sheet is a made-up city: parents of several children each, with corners moved at random.
// Each side writes a border on its own, with further vertices on it where it likes, off
// the lattice.
type sheet struct {
	parents, children string // GeoJSON
	window            geo.Box
	cornered          bool // corners are written alike by all: no gap can be open to the outside
	tight             bool // what was written of a border is within half a unit of it and away from others
}

type sheetMaker struct {
	rng     *rand.Rand
	n       int // children along a side
	step    int
	corners map[[2]int]point
	noise   float64 // units by which a written number is off, at most
	tight   bool
	origin  point
}

func drawSheet(t *rapid.T) sheet {
	m := &sheetMaker{
		rng:     rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)),
		n:       rapid.SampledFrom([]int{2, 4, 6}).Draw(t, "children"),
		step:    rapid.SampledFrom([]int{40, 400, 100_000}).Draw(t, "step"),
		noise:   rapid.SampledFrom([]float64{0, 0.2, 0.4, 1.5}).Draw(t, "noise"),
		corners: map[[2]int]point{},
		origin:  point{X: 1_164_000_000, Y: 399_000_000},
	}
	m.tight = m.noise < 0.5 && rapid.Bool().Draw(t, "tight")
	for i := range m.n + 1 {
		for j := range m.n + 1 {
			p := point{X: m.origin.X + int32(i*m.step), Y: m.origin.Y + int32(j*m.step)}
			if i > 0 && i < m.n && j > 0 && j < m.n {
				p.X += int32(m.rng.IntN(m.step/4+1) - m.step/8)
				p.Y += int32(m.rng.IntN(m.step/4+1) - m.step/8)
			}
			m.corners[[2]int{i, j}] = p
		}
	}
	far := int32(m.n * m.step)
	return sheet{
		children: m.layer("c", 1), parents: m.layer("p", m.n/2), tight: m.tight, cornered: m.noise < 0.5,
		window: geo.Box{Min: point{X: m.origin.X + 5, Y: m.origin.Y + 5}, Max: point{X: m.origin.X + far - 5, Y: m.origin.Y + far - 5}},
	}
}

// layer writes the sheet in squares of size by size children.
func (m *sheetMaker) layer(prefix string, size int) string {
	var out []string
	for i := 0; i < m.n; i += size {
		for j := 0; j < m.n; j += size {
			out = append(out, coded(fmt.Sprintf("%s%d%d", prefix, i, j), m.block(i, j, size)))
		}
	}
	return collection(out...)
}

// block is a ring round size by size children.
func (m *sheetMaker) block(i, j, size int) string {
	var corners []point
	for d := range size {
		corners = append(corners, m.corners[[2]int{i + d, j}])
	}
	for d := range size {
		corners = append(corners, m.corners[[2]int{i + size, j + d}])
	}
	for d := range size {
		corners = append(corners, m.corners[[2]int{i + size - d, j + size}])
	}
	for d := range size {
		corners = append(corners, m.corners[[2]int{i, j + size - d}])
	}
	var out []string
	for c, p := range corners {
		q := corners[(c+1)%len(corners)]
		out = append(out, m.position(float64(p.X), float64(p.Y)))
		if f := m.rng.Float64(); m.rng.IntN(2) == 0 {
			x, y := float64(p.X)+f*float64(q.X-p.X)+m.off(), float64(p.Y)+f*float64(q.Y-p.Y)+m.off()
			if dx, dy := float64(q.X-p.X), float64(q.Y-p.Y); m.tight {
				x, y = math.Round(x), math.Round(y)
				long := math.Hypot(dx, dy)
				if math.Abs(dx*(y-float64(p.Y))-dy*(x-float64(p.X))) > 0.5*long || f*long < 8 || (1-f)*long < 8 {
					continue
				}
			}
			out = append(out, fmt.Sprintf("[%.10f,%.10f]", x/geo.Scale, y/geo.Scale))
		}
	}
	return `{"type":"Polygon","coordinates":[[` + strings.Join(append(out, out[0]), ",") + "]]}"
}

func (m *sheetMaker) position(x, y float64) string {
	return fmt.Sprintf("[%.10f,%.10f]", (x+m.off())/geo.Scale, (y+m.off())/geo.Scale)
}

func (m *sheetMaker) off() float64 { return (2*m.rng.Float64() - 1) * m.noise }

// TestNoding: whatever the order in which parents and children come, a second import of
// either changes nothing, and each lattice point has one owner in each layer for which no
// gap and no overlap is reported. Where all was drawn well none is reported, and a parent's
// border is also that of its children, vertex for vertex.
func TestNoding(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := drawSheet(rt)
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		w := newWorldIn(rt, dir, threeLayers)
		files := map[string]string{"district": w.write("geojson", s.parents), "street": w.write("geojson", s.children)}
		order := []string{"district", "street"}
		if rapid.Bool().Draw(rt, "children first") {
			order = []string{"street", "district"}
		}
		w.takeTwice(files, order)
		// Children that came first had no parents to be placed in; now they have.
		w.take(files["street"], intake.Options{Layer: "street"})
		for _, r := range w.takeTwice(files, order) {
			shapes := w.shapes(r.Layer)
			switch found := len(r.Rejected) + len(r.Overlaps) + len(r.Gaps); {
			case found == 0 && s.cornered:
				checkOwners(rt, s.window, shapes)
			case s.tight:
				rt.Fatalf("%s: rejected %v, overlaps %v, gaps %v", r.Layer, r.Rejected, r.Overlaps, r.Gaps)
			}
		}
		if s.tight {
			checkBorders(rt, w.shapes("district"), w.shapes("street"))
		}
	})
}

// takeTwice imports each layer twice: the second time must change nothing.
func (w *world) takeTwice(files map[string]string, order []string) []*intake.Report {
	w.Helper()
	var out []*intake.Report
	for _, layer := range order {
		o := intake.Options{Layer: layer}
		w.take(files[layer], o)
		before := w.state()
		again := w.take(files[layer], o)
		if again.Unchanged != again.Accepted || again.Noded != 0 || w.state() != before {
			w.Fatalf("%s once more: %+v", layer, again)
		}
		out = append(out, again)
	}
	return out
}

// checkOwners asks every point of small windows, corners of areas among them.
func checkOwners(t *rapid.T, box geo.Box, shapes map[string]geo.MultiPolygon) {
	var centres []point
	for _, m := range shapes {
		m.Edges(func(a, b point) {
			centres = append(centres, a, point{X: a.X + (b.X-a.X)/2, Y: a.Y + (b.Y-a.Y)/2})
		})
	}
	const half = 2
	for _, c := range centres {
		for x := max(c.X-half, box.Min.X); x <= min(c.X+half, box.Max.X); x++ {
			for y := max(c.Y-half, box.Min.Y); y <= min(c.Y+half, box.Max.Y); y++ {
				owners := 0
				for _, m := range shapes {
					if m.Owns(point{X: x, Y: y}) {
						owners++
					}
				}
				if owners != 1 {
					t.Fatalf("(%d, %d) has %d owners", x, y, owners)
				}
			}
		}
	}
}

// checkBorders: a parent's edge is the edge of one child on the same side, and of none
// that lies on the other side of it unless another parent is there.
func checkBorders(t *rapid.T, parents, children map[string]geo.MultiPolygon) {
	inChildren, inParents := map[[2]point]int{}, map[[2]point]int{}
	for _, m := range children {
		m.Edges(func(a, b point) { inChildren[[2]point{a, b}]++ })
	}
	for _, m := range parents {
		m.Edges(func(a, b point) { inParents[[2]point{a, b}]++ })
	}
	for e, n := range inParents {
		if n != 1 || inChildren[e] != 1 {
			t.Fatalf("the edge %v of a parent is an edge of %d parents and %d children on that side", e, n, inChildren[e])
		}
		back := [2]point{e[1], e[0]}
		if inParents[back] != inChildren[back] {
			t.Fatalf("behind the edge %v there are %d parents and %d children", e, inParents[back], inChildren[back])
		}
	}
}
