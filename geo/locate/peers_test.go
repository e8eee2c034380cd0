package locate_test

import (
	"os"
	"testing"

	"github.com/golang/geo/s2"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/hex"
	"github.com/redsail/redsail/geo/near"
)

// peer answers which grid holds a point as others do it: the first that they find, or -1.
type peer func(p geo.Point) int

// peers are made of the grids alone, where our index answers for all layers.
func peers(c *geotest.Country) map[string]func() peer {
	grids := c.Level(1).Shapes
	out := map[string]func() peer{"rtree+orb": func() peer { return rtreeAndOrb(grids) }}
	if len(grids) < 10_000 || os.Getenv("REDSAIL_LONG") != "" { // they take half a minute for a province
		out["s2"] = func() peer { return shapeIndex(grids) }
		out["h3-10"] = func() peer { return cellMap(grids) }
	}
	return out
}

// rtreeAndOrb is tidwall/rtree over the boxes, then the even–odd rule of paulmach/orb.
func rtreeAndOrb(grids []geo.MultiPolygon) peer {
	var tree near.Tree[int]
	rings := make([]orb.Ring, len(grids))
	for i, m := range grids {
		tree.Insert(m.Box(), i)
		rings[i] = m[0][0].Orb()
	}
	return func(p geo.Point) int {
		found := -1
		at := p.LonLat()
		tree.Search(geo.Box{Min: p, Max: p}, func(_ geo.Box, i int) bool {
			if planar.RingContains(rings[i], at) {
				found = i
			}
			return found < 0
		})
		return found
	}
}

// shapeIndex is golang/geo's S2 with half-open polygons.
func shapeIndex(grids []geo.MultiPolygon) peer {
	index := s2.NewShapeIndex()
	number := map[s2.Shape]int{}
	for i, m := range grids {
		var points []s2.Point
		for _, p := range m[0][0] {
			at := p.LonLat()
			points = append(points, s2.PointFromLatLng(s2.LatLngFromDegrees(at[1], at[0])))
		}
		loop := s2.LoopFromPoints(points)
		loop.Normalize()
		polygon := s2.PolygonFromLoops([]*s2.Loop{loop})
		index.Add(polygon)
		number[polygon] = i
	}
	index.Build()
	query := s2.NewContainsPointQuery(index, s2.VertexModelSemiOpen)
	return func(p geo.Point) int {
		at := p.LonLat()
		for _, s := range query.ContainingShapes(s2.PointFromLatLng(s2.LatLngFromDegrees(at[1], at[0]))) {
			return number[s]
		}
		return -1
	}
}

// cellMap is a map from H3 cells of resolution 10 to the grids in them, each with the ring that
// decides, in integers, in the cells that are not wholly inside.
func cellMap(grids []geo.MultiPolygon) peer {
	type part struct {
		grid int
		rows *hex.Rows // nil where the whole cell is the grid's
	}
	cells := map[hex.Cell][]part{}
	for i, m := range grids {
		rows := hex.NewRows(m)
		cover, err := hex.NewCover(m, rows, 10, 1<<20)
		if err != nil {
			panic(err)
		}
		for _, c := range cover.Full {
			cells[c] = append(cells[c], part{grid: i})
		}
		for _, c := range cover.Border {
			cells[c] = append(cells[c], part{grid: i, rows: rows})
		}
	}
	return func(p geo.Point) int {
		c, err := hex.At(p, 10)
		if err != nil {
			return -1
		}
		for _, it := range cells[c] {
			if it.rows == nil || it.rows.Owns(p) {
				return it.grid
			}
		}
		return -1
	}
}

// TestPeersAgree: what they are measured at is the same work.
func TestPeersAgree(t *testing.T) {
	c := geotest.NewCountry(geotest.Village(20))
	x := build(t, country(c)...)
	for name, make := range peers(c) {
		ask := make()
		for _, p := range c.Queries(5000) {
			if got, want := ask(p), x.Owner(len(blocks)-1, p); got != want {
				t.Errorf("%s says %d at %v, we %d", name, got, p, want)
			}
		}
	}
}
