package atlas_test

import (
	"math"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

// tilesAZoom bounds the tiles of the demo city that are looked at, of zooms that have more.
const tilesAZoom = 60

// TestBordersOfTheDemoCity: the areas of the demo city as they are stored share each border with a
// neighbour, those round the city aside; and so do they in the tiles of every zoom, all partition
// layers on each other. Nothing is torn that was whole.
func TestBordersOfTheDemoCity(t *testing.T) {
	for _, size := range []demo.Size{demo.SizeTiny, demo.SizeCity} {
		t.Run(string(size), func(t *testing.T) {
			store, now := demoStore(t, size)
			pic := openAtlas(t, store, now).Current()
			keys, from := partitions(pic)
			rim := storedRim(t, store, pic, keys)
			pyramid, err := pic.Pyramid(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for z := uint8(0); z <= 16; z++ {
				shown := slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return z < from[key] })
				edges := 0
				for _, a := range someTiles(pic, rim, z) {
					edges += checkBorders(t, pyramid, a, rim, shown)
				}
				if edges == 0 && !lost(pic, z) {
					t.Errorf("z%d: no tile has an area", z)
				}
			}
		})
	}
}

// lost is true where the whole city is less than a pixel, 8 units of a tile.
func lost(pic *atlas.Picture, z uint8) bool {
	box, _ := pic.Bounds()
	west, north := inTile(northWest(box), tiles.Address{Z: z})
	east, south := inTile(southEast(box), tiles.Address{Z: z})
	return east-west < 8 || south-north < 8
}

// partitions are the partition layers of a picture that have areas, the widest first, with the
// first zoom of their tiles.
func partitions(pic *atlas.Picture) (keys []string, from map[string]uint8) {
	from = map[string]uint8{}
	for _, l := range pic.Layers() {
		if l.Partition && l.Areas > 0 {
			keys = append(keys, l.Key)
			from[l.Key] = uint8(l.Zoom[0])
		}
	}
	return keys, from
}

// storedRim gives the edges that nobody shares of the areas that are in force. Those of every layer
// are pieces of the same outline, which is one closed walk: torn borders would be more.
func storedRim(t *testing.T, store city.Store, pic *atlas.Picture, keys []string) [][2]geo.Point {
	t.Helper()
	var rim [][2]geo.Point
	for i, key := range keys {
		areas, err := store.Versions(t.Context(), city.Query{Layer: key, At: &pic.Date})
		if err != nil {
			t.Fatal(err)
		}
		open := unshared(areas)
		if i == 0 {
			rim = open
		}
		if a, b := length(rim), length(open); math.Abs(a-b) > 1e-6*a {
			t.Fatalf("%s: the borders that nobody shares are %g long, the outline of the city %g", key, b, a)
		}
	}
	return rim
}

func unshared(areas []city.Version) [][2]geo.Point {
	count := map[[2]geo.Point]int{}
	for i := range areas {
		areas[i].Shape.Edges(func(a, b geo.Point) { count[[2]geo.Point{a, b}]++ })
	}
	var out [][2]geo.Point
	for e, n := range count {
		if n+count[[2]geo.Point{e[1], e[0]}] != 2 {
			out = append(out, e)
		}
	}
	return out
}

// length is in lattice units, which is enough to compare.
func length(edges [][2]geo.Point) (sum float64) {
	for _, e := range edges {
		sum += math.Hypot(float64(e[0].X)-float64(e[1].X), float64(e[0].Y)-float64(e[1].Y))
	}
	return sum
}

// someTiles are those of a zoom over the city: all, or so many evenly through them, and as many
// along its outline.
func someTiles(pic *atlas.Picture, rim [][2]geo.Point, z uint8) []tiles.Address {
	box, _ := pic.Bounds()
	first, last := addressOf(northWest(box), z), addressOf(southEast(box), z)
	wide := int(last.X-first.X) + 1
	n := wide * (int(last.Y-first.Y) + 1)
	out := map[tiles.Address]bool{}
	for i := 0; i < n; i += max(1, n/tilesAZoom) {
		out[tiles.Address{Z: z, X: first.X + uint32(i%wide), Y: first.Y + uint32(i/wide)}] = true
	}
	for i := 0; i < len(rim) && n > tilesAZoom; i += max(1, len(rim)/tilesAZoom) {
		x, y := inTile(rim[i][0], tiles.Address{Z: z})
		out[tiles.Address{Z: z, X: uint32(x / 4096), Y: uint32(y / 4096)}] = true
	}
	var list []tiles.Address
	for a := range out {
		list = append(list, a)
	}
	return list
}

// checkBorders looks at one tile and counts the edges of its deepest areas.
func checkBorders(t *testing.T, pyramid *tiles.Pyramid, a tiles.Address, rim [][2]geo.Point, keys []string) (edges int) {
	t.Helper()
	got := read(t, pyramid, a, append([]string{"border"}, keys...)...)
	outline, err := mvttest.Coverage(a.Z, got, keys...)
	if err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	var near [][4]float64
	for _, e := range rim {
		ax, ay := inTile(e[0], a)
		bx, by := inTile(e[1], a)
		if max(ax, bx) > -70 && min(ax, bx) < 4170 && max(ay, by) > -70 && min(ay, by) < 4170 {
			near = append(near, [4]float64{ax, ay, bx, by})
		}
	}
	for e := range outline {
		if mvttest.Inner(e[0]) && mvttest.Inner(e[1]) && !along(e, near) {
			t.Fatalf("%v: the border %v of %s is torn, though it is whole in the store", a, e, keys[0])
		}
	}
	deep, err := mvttest.FacesOf(got[keys[len(keys)-1]])
	if err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	return len(deep.Edges)
}

// along is true when the middle of an edge is as near to one of the lines as a simplified one may be.
func along(e mvttest.Edge, lines [][4]float64) bool {
	x, y := (float64(e[0].X)+float64(e[1].X))/2, (float64(e[0].Y)+float64(e[1].Y))/2
	return slices.ContainsFunc(lines, func(l [4]float64) bool {
		dx, dy := l[2]-l[0], l[3]-l[1]
		s := 0.0
		if n := dx*dx + dy*dy; n > 0 {
			s = min(max(((x-l[0])*dx+(y-l[1])*dy)/n, 0), 1)
		}
		return math.Hypot(l[0]+s*dx-x, l[1]+s*dy-y) < 5.5
	})
}

// inTile is a position in units of a tile.
func inTile(p geo.Point, a tiles.Address) (x, y float64) {
	at, n := p.LonLat(), math.Exp2(float64(a.Z))*4096
	s := math.Sin(at[1] * math.Pi / 180)
	return (at[0]+180)/360*n - float64(a.X)*4096, (0.5-math.Log((1+s)/(1-s))/(4*math.Pi))*n - float64(a.Y)*4096
}
