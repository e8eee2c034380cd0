package tiles_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

// cells is made-up ground: n×n squares with moved corners, each with the number of the grid
// to which it belongs (0 = nobody's), and by grid the number of its street.
type cells struct {
	n       int
	corner  [][]geo.Point
	grid    [][]int
	streets []int
}

// drawCells grows grids over the squares from random seeds, so that their borders run in
// stairs, islands and narrow necks.
func drawCells(t *rapid.T) *cells {
	c := &cells{n: rapid.IntRange(3, 14).Draw(t, "n")}
	const size = 1 << 18 // squares round the earth
	for j := range c.n + 1 {
		c.corner, c.grid = append(c.corner, nil), append(c.grid, make([]int, c.n))
		for i := range c.n + 1 {
			dx, dy := rapid.Float64Range(-0.3, 0.3).Draw(t, "dx"), rapid.Float64Range(-0.3, 0.3).Draw(t, "dy")
			c.corner[j] = append(c.corner[j], at(t, 0.6251+(float64(i)+dx)/size, 0.3748+(float64(j)+dy)/size))
		}
	}
	seeds := rapid.IntRange(1, 20).Draw(t, "grids")
	for j := range c.n {
		for i := range c.n {
			switch near := rapid.IntRange(0, 9).Draw(t, "near"); {
			case near < 5 && i > 0:
				c.grid[j][i] = c.grid[j][i-1]
			case near < 8 && j > 0:
				c.grid[j][i] = c.grid[j-1][i]
			default:
				c.grid[j][i] = rapid.IntRange(0, seeds).Draw(t, "grid")
			}
		}
	}
	for range seeds + 1 {
		c.streets = append(c.streets, rapid.IntRange(1, 4).Draw(t, "street"))
	}
	return c
}

// layer makes a partition of the squares: of gives the area of a grid.
func (c *cells) layer(key string, of func(grid int) int) tiles.Layer {
	owner := func(i, j int) int {
		if i < 0 || j < 0 || i >= c.n || j >= c.n || c.grid[j][i] == 0 {
			return 0
		}
		return of(c.grid[j][i])
	}
	next := map[int]map[geo.Point][]geo.Point{}
	for j := range c.n {
		for i := range c.n {
			a := owner(i, j)
			if a == 0 {
				continue
			}
			if next[a] == nil {
				next[a] = map[geo.Point][]geo.Point{}
			}
			side := func(other int, p, q geo.Point) {
				if other != a {
					next[a][p] = append(next[a][p], q)
				}
			}
			nw, ne, se, sw := c.corner[j][i], c.corner[j][i+1], c.corner[j+1][i+1], c.corner[j+1][i]
			side(owner(i, j-1), ne, nw)
			side(owner(i-1, j), nw, sw)
			side(owner(i, j+1), sw, se)
			side(owner(i+1, j), se, ne)
		}
	}
	l := tiles.Layer{Key: key, Kind: tiles.Partition, MaxZoom: 16}
	for a := 1; a <= 20; a++ {
		var shape geo.MultiPolygon
		for len(next[a]) > 0 {
			shape = append(shape, geo.Polygon{trace(next[a])})
		}
		if shape != nil {
			l.Features = append(l.Features, tiles.Feature{ID: uint64(a), Shape: shape, Label: shape[0][0][0]})
		}
	}
	return l
}

// trace takes a ring out of directed edges.
func trace(next map[geo.Point][]geo.Point) geo.Ring {
	var start geo.Point
	for p := range next {
		if start == (geo.Point{}) || p.Less(start) {
			start = p
		}
	}
	var r geo.Ring
	for p := start; len(r) == 0 || p != start; {
		r = append(r, p)
		to := next[p]
		if next[p] = to[1:]; len(to) == 1 {
			delete(next, p)
		}
		p = to[0]
	}
	return r
}

// checkCoverage holds layers, the widest first and the first one area, against each other.
func checkCoverage(t fataler, p *tiles.Pyramid, a tiles.Address, keys ...string) {
	t.Helper()
	tile, got := open(t, p, a, append([]string{"border"}, keys...)...)
	if tile.Dropped > 0 {
		t.Fatalf("%v: %d dropped", a, tile.Dropped)
	}
	if _, err := mvttest.Coverage(a.Z, got, keys...); err != nil {
		t.Fatalf("%v: %v", a, err)
	}
}

// over are the tiles of a zoom over a box.
func over(b geo.Box, z uint8) []tiles.Address {
	x0, y0 := mapped(geo.Point{X: b.Min.X, Y: b.Max.Y}, tiles.Address{Z: z})
	x1, y1 := mapped(geo.Point{X: b.Max.X, Y: b.Min.Y}, tiles.Address{Z: z})
	var out []tiles.Address
	for y := math.Floor(y0 / 4096); y <= y1/4096; y++ {
		for x := math.Floor(x0 / 4096); x <= x1/4096; x++ {
			out = append(out, tiles.Address{Z: z, X: uint32(x), Y: uint32(y)})
		}
	}
	return out
}

func TestCoverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCells(t)
		layers := []tiles.Layer{
			c.layer("city", func(int) int { return 1 }),
			c.layer("street", func(g int) int { return c.streets[g] }),
			c.layer("grid", func(g int) int { return g }),
			{Key: "border", Kind: tiles.Borders, MaxZoom: 16},
		}
		if len(layers[0].Features) == 0 {
			return
		}
		p := pyramid(t, tiles.Options{}, layers...)
		box := layers[0].Features[0].Shape.Box()
		for z := uint8(4); z <= 16; z++ {
			for _, a := range over(box, z) {
				checkCoverage(t, p, a, "city", "street", "grid")
			}
		}
	})
}

// TestCoverageAtTheSeam compares the ground that two neighbours have in common.
func TestCoverageAtTheSeam(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCells(t)
		l := c.layer("grid", func(g int) int { return g })
		if len(l.Features) == 0 {
			return
		}
		z := uint8(rapid.IntRange(13, 16).Draw(t, "z"))
		p := pyramid(t, tiles.Options{}, l)
		for _, a := range over(l.Features[0].Shape.Box(), z) {
			_, west := open(t, p, a, "grid")
			_, east := open(t, p, tiles.Address{Z: z, X: a.X + 1, Y: a.Y}, "grid")
			w, e := pieces(rings(west["grid"]), 4032, 4160, 0), pieces(rings(east["grid"]), -64, 64, 4096)
			if !slices.Equal(w, e) {
				t.Fatalf("%v: west of the seam %v, east of it %v", a, w, e)
			}
		}
	})
}

// rings are those of a layer as closed lines.
func rings(l mvttest.Layer) [][]mvt.Point {
	var out [][]mvt.Point
	for _, f := range l.Features {
		for _, poly := range f.Polygons {
			for _, r := range poly {
				out = append(out, append(slices.Clone(r), r[0]))
			}
		}
	}
	return out
}
