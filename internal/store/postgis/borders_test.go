package postgis_test

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// atBorders is each vertex, each mid-point of an edge that is on the lattice, and the points
// one unit beside them; of all so many, taken at random.
func atBorders(shapes []geo.MultiPolygon, most int) []geo.Point {
	seen := map[geo.Point]bool{}
	var out []geo.Point
	around := func(p geo.Point) {
		for _, d := range [5]geo.Point{{}, {X: 1}, {X: -1}, {Y: 1}, {Y: -1}} {
			if q := (geo.Point{X: p.X + d.X, Y: p.Y + d.Y}); !seen[q] {
				seen[q] = true
				out = append(out, q)
			}
		}
	}
	for _, m := range shapes {
		m.Edges(func(a, b geo.Point) {
			around(a)
			if (a.X^b.X)&1 == 0 && (a.Y^b.Y)&1 == 0 {
				around(geo.Point{X: a.X + (b.X-a.X)/2, Y: a.Y + (b.Y-a.Y)/2})
			}
		})
	}
	rand.New(rand.NewPCG(18, 19)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out[:min(most, len(out))]
}

// TestOwnerAtBorders asks SQL and the index the same at the borders of a generated city and of
// real wards that overlap and leave gaps.
func TestOwnerAtBorders(t *testing.T) {
	const most = 30_000
	url := pgtest.URL(t)
	s, c := initStore(t, url, postgis.Options{}), connect(t, url)
	village := geotest.NewCountry(geotest.Village(20)).Level(1)
	wards := geotest.Ahmedabad(t)
	for layer, cover := range map[string]geotest.Coverage{"grid": {Codes: village.Codes, Shapes: village.Shapes}, "street": wards} {
		in := locate.Layer{Key: layer, Partition: true}
		var entries []city.Entry
		var shapes []geo.MultiPolygon
		for i, raw := range cover.Shapes {
			shape, err := partition.Normalise(raw)
			if err != nil {
				t.Fatalf("%s: %v", cover.Codes[i], err)
			}
			shapes = append(shapes, shape)
			in.Areas = append(in.Areas, locate.Area{Code: cover.Codes[i], Shape: shape})
			entries = append(entries, put(layer, cover.Codes[i], shape, city.OpenStart))
		}
		apply(t, s, entries...)
		x, err := locate.Build([]locate.Layer{in})
		if err != nil {
			t.Fatal(err)
		}
		points := atBorders(shapes, most)
		at := make([]orb.Point, len(points))
		for i, p := range points {
			at[i] = p.LonLat()
		}
		contested, gaps := 0, 0
		for i, got := range owners(t, c, layer, at) {
			want, held := "", x.Covering(0, points[i], nil)
			switch len(held) {
			case 0:
				gaps++
			case 1:
			default:
				contested++
			}
			if owner := x.Owner(0, points[i]); owner != locate.None {
				want = x.Code(0, owner)
			}
			if got != want {
				t.Fatalf("owner of %v in %s is %q in SQL, %q in the index", points[i], layer, got, want)
			}
		}
		t.Logf("%s: %d points, %d in overlaps, %d in gaps", layer, len(points), contested, gaps)
		if len(points) < most || gaps == 0 || layer == "street" && contested < 1000 {
			t.Error("too few")
		}
	}
}
