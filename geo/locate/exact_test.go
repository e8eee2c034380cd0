package locate_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/locate"
)

// long skips a test that takes minutes, unless make long runs.
func long(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("takes minutes: make long, or REDSAIL_LONG=1")
	}
}

// cross is a point and its four neighbours.
func cross(p geo.Point) [5]geo.Point {
	return [5]geo.Point{p, {X: p.X - 1, Y: p.Y}, {X: p.X + 1, Y: p.Y}, {X: p.X, Y: p.Y - 1}, {X: p.X, Y: p.Y + 1}}
}

// onBorder calls f for each vertex of a line, each mid-point that is on the lattice, and
// their neighbours.
func onBorder(line []geo.Point, f func(geo.Point)) {
	for i, a := range line {
		for _, p := range cross(a) {
			f(p)
		}
		if i+1 == len(line) {
			break
		}
		if b := line[i+1]; (a.X^b.X)&1 == 0 && (a.Y^b.Y)&1 == 0 {
			for _, p := range cross(geo.Point{X: a.X + (b.X-a.X)/2, Y: a.Y + (b.Y-a.Y)/2}) {
				f(p)
			}
		}
	}
}

// TestEachBorderPointHasOneOwner counts at the borders of a city; the long test at those of
// a province: 24 million points.
func TestEachBorderPointHasOneOwner(t *testing.T) {
	if n := eachBorderPoint(t, geotest.City, 1); n < 200_000 {
		t.Errorf("only %d points", n)
	}
}

func TestLongEachBorderPointHasOneOwner(t *testing.T) {
	long(t)
	if n := eachBorderPoint(t, geotest.Province, 1); n < 10_000_000 {
		t.Errorf("only %d points", n)
	}
}

// eachBorderPoint asks at every n-th border between two grids. A point there belongs to
// exactly one grid, but for some on the frame, which one of the two rings says; and to the wider
// areas that hold this grid. It returns how many points were asked.
func eachBorderPoint(t *testing.T, e geotest.Extent, every int) int {
	c := geotest.NewCountry(e)
	x := build(t, country(c)...)
	last := len(blocks) - 1
	var points []geo.Point
	rows := make([]int32, 0)
	var covering []int32
	asked, line := 0, 0
	frame := map[geo.Point]bool{}
	c.Borders(func(l geo.Line, a, b int) {
		for _, p := range l {
			if a < 0 || b < 0 {
				frame[p] = true
			}
		}
	})
	onFrame := func(p geo.Point) bool {
		near := cross(p)
		return slices.ContainsFunc(near[:], func(q geo.Point) bool { return frame[q] })
	}
	c.Borders(func(l geo.Line, a, b int) {
		line++
		if line%every > 0 {
			return
		}
		points = points[:0]
		onBorder(l, func(p geo.Point) { points = append(points, p) })
		asked += len(points)
		rows = slices.Grow(rows[:0], len(points)*len(blocks))[:len(points)*len(blocks)]
		x.Rows(points, rows)
		sides := map[int]geo.MultiPolygon{}
		for _, grid := range []int{a, b} {
			if grid >= 0 {
				sides[grid] = c.Area(1, grid)
			}
		}
		for i, p := range points {
			row := rows[i*len(blocks) : (i+1)*len(blocks)]
			covering = x.Covering(last, p, covering[:0])
			owner := int(row[last])
			if len(covering) > 1 || len(covering) == 0 && a >= 0 && b >= 0 && !onFrame(p) || (len(covering) == 0) != (owner == locate.None) ||
				len(covering) == 1 && int(covering[0]) != owner || owner != x.Owner(last, p) {
				t.Fatalf("%v between %d and %d: row %v, covering %v", p, a, b, row, covering)
			}
			for grid, shape := range sides {
				if shape.Owns(p) != (owner == grid) {
					t.Fatalf("%v: owner %d, but the ring of %d says otherwise", p, owner, grid)
				}
			}
			for k, block := range blocks {
				want := locate.None
				if owner != locate.None {
					want = c.Holding(block, owner)
				}
				if int(row[k]) != want {
					t.Fatalf("%v in grid %d: row %v", p, owner, row)
				}
			}
		}
	})
	t.Logf("%d points at %d borders", asked, line/every)
	return asked
}

// TestRealBordersAgainstPlainRings asks at the borders of real layers, exact and dirty ones,
// all in one index: which areas hold a point must be what their rings say one by one.
func TestRealBordersAgainstPlainRings(t *testing.T) {
	for name, layers := range real(t) {
		t.Run(name, func(t *testing.T) { againstRings(t, layers, 40_000) })
	}
}

func TestLongRealBordersAgainstPlainRings(t *testing.T) {
	long(t)
	for name, layers := range real(t) {
		t.Run(name, func(t *testing.T) { againstRings(t, layers, 1<<31) })
	}
}

// real are the layers of Beijing, Taipei, Leicester and Ahmedabad.
func real(t *testing.T) map[string][]locate.Layer {
	layer := func(key string, partition bool, c geotest.Coverage) locate.Layer {
		return locate.Layer{Key: key, Partition: partition, Areas: areasOf(c)}
	}
	districts, villages := geotest.Taipei(t)
	msoa, lsoa, oa, wards := geotest.Leicester(t)
	return map[string][]locate.Layer{
		"ahmedabad": {layer("ward", true, geotest.Ahmedabad(t))},
		"beijing":   {layer("township", true, geotest.Beijing(t))},
		"taipei":    {layer("district", true, districts), layer("village", true, villages)},
		"leicester": {layer("msoa", true, msoa), layer("lsoa", true, lsoa), layer("oa", true, oa), layer("ward", false, wards)},
	}
}

// againstRings asks at most so many points, evenly taken from all borders.
func againstRings(t *testing.T, layers []locate.Layer, most int) {
	x := build(t, layers...)
	var points []geo.Point
	for _, l := range layers {
		for _, a := range l.Areas {
			for _, poly := range a.Shape {
				for _, r := range poly {
					onBorder(append(slices.Clone(r), r[0]), func(p geo.Point) { points = append(points, p) })
				}
			}
		}
	}
	step := max(1, len(points)/most)
	if step%5 == 0 {
		step++ // or only one of the neighbours is asked
	}
	counts := map[int]int{}
	for i := 0; i < len(points); i += step {
		for l := range layers {
			counts[len(agreeNear(t, x, l, layers[l].Areas, points[i]))]++
		}
	}
	t.Logf("of %d border points, asked %d; layers with so many owners: %v", len(points), len(points)/step, counts)
}

// agreeNear is agree over those areas whose box holds the point.
func agreeNear(t *testing.T, x *locate.Index, layer int, areas []locate.Area, p geo.Point) []int32 {
	t.Helper()
	var some []locate.Area
	var number []int32
	for i, box := range boxes(areas) {
		if box.Contains(p) {
			some, number = append(some, areas[i]), append(number, int32(i))
		}
	}
	want := covering(some, p)
	for i := range want {
		want[i] = number[want[i]]
	}
	if got := x.Covering(layer, p, nil); !slices.Equal(got, want) {
		t.Fatalf("Covering(%d, %v) = %v, want %v", layer, p, got, want)
	}
	return want
}

var boxesOf = map[*locate.Area][]geo.Box{}

func boxes(areas []locate.Area) []geo.Box {
	b, ok := boxesOf[&areas[0]]
	if !ok {
		for _, a := range areas {
			b = append(b, a.Shape.Box())
		}
		boxesOf[&areas[0]] = b
	}
	return b
}

// TestWindowsConserve counts all lattice points of random windows on the borders of a city:
// each belongs to exactly one grid, and each grid has as many as the crossings of its
// border with each row say.
func TestWindowsConserve(t *testing.T) {
	c := geotest.NewCountry(geotest.City)
	x := build(t, country(c)...)
	last := len(blocks) - 1
	r := rand.New(rand.NewPCG(11, 12))
	const side = 150
	rows := make([]int32, side*len(blocks))
	points := make([]geo.Point, side)
	for range 60 {
		// Round a vertex of a grid that does not lie on the frame.
		grid := 1 + r.IntN(c.Columns-2) + c.Columns*(1+r.IntN(c.Rows-2))
		ring := c.Area(1, grid)[0][0]
		at := ring[r.IntN(len(ring))]
		at.X, at.Y = at.X-r.Int32N(side), at.Y-r.Int32N(side)
		got := map[int32]int{}
		for y := range int32(side) {
			for i := range points {
				points[i] = geo.Point{X: at.X + int32(i), Y: at.Y + y}
			}
			x.Rows(points, rows)
			for i := range points {
				got[rows[i*len(blocks)+last]]++
			}
		}
		sum := 0
		for g, n := range got {
			if g == locate.None {
				t.Fatalf("%d points at %v belong to nobody", n, at)
			}
			if want := inWindow(c.Area(1, int(g)), at, side); n != want {
				t.Fatalf("grid %d has %d points at %v, its crossings say %d", g, n, at, want)
			}
			sum += n
		}
		if sum != side*side {
			t.Fatalf("%d of %d points belong to somebody", sum, side*side)
		}
	}
}

// inWindow counts the lattice points of a square that a shape owns, by the places where its
// border crosses each row: exact quotients, rounded up to the next point.
func inWindow(m geo.MultiPolygon, at geo.Point, side int32) int {
	n := 0
	for y := int64(at.Y); y < int64(at.Y)+int64(side); y++ {
		var starts []int64 // the first point on the crossing or east of it
		m.Edges(func(a, b geo.Point) {
			if a.Y > b.Y {
				a, b = b, a
			}
			if y < int64(a.Y) || y >= int64(b.Y) {
				return
			}
			dx, dy := int64(b.X)-int64(a.X), int64(b.Y)-int64(a.Y)
			num := dx * (y - int64(a.Y))
			q := num / dy
			if num%dy > 0 {
				q++
			}
			starts = append(starts, min(max(int64(a.X)+q-int64(at.X), 0), int64(side)))
		})
		slices.Sort(starts)
		for i := 0; i+1 < len(starts); i += 2 {
			n += int(starts[i+1] - starts[i])
		}
	}
	return n
}

// TestTheEarthInCells: areas that cover all of it meet at the poles and at ±180°. Each
// point belongs to exactly one, but for those on the northern and eastern rim, beyond which
// there is no ground on the lattice.
func TestTheEarthInCells(t *testing.T) {
	const step = 100_000_000 // 10°
	var areas []locate.Area
	for y := int32(-geo.MaxY); y < geo.MaxY; y += step {
		for x := -geo.MaxX; x < geo.MaxX; x += step {
			areas = append(areas, locate.Area{Code: string(rune('a'+len(areas)%26)) + string(rune('A'+len(areas)/26)),
				Shape: geo.MultiPolygon{{square(int32(x), y, int32(x)+step, y+step)}}})
		}
	}
	x := build(t, locate.Layer{Key: "earth", Partition: true, Areas: areas})
	for j := range int64(19) {
		for i := range int64(37) {
			for _, d := range [][2]int64{{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}, {step / 2, 0}, {0, step / 2}, {step / 2, step / 2}} {
				px, py := -geo.MaxX+i*step+d[0], -geo.MaxY+j*step+d[1]
				if px < -geo.MaxX || py < -geo.MaxY || px > geo.MaxX || py > geo.MaxY {
					continue
				}
				want := locate.None
				if px < geo.MaxX && py < geo.MaxY {
					want = int((py+geo.MaxY)/step*36 + (px+geo.MaxX)/step)
				}
				p := geo.Point{X: int32(px), Y: int32(py)}
				if got := x.Owner(0, p); got != want {
					t.Fatalf("Owner(%v) = %d, want %d", p, got, want)
				}
			}
		}
	}
}

// TestBorderAcrossTheDateLine: what lies on the other side of the 180th meridian is near.
func TestBorderAcrossTheDateLine(t *testing.T) {
	x := build(t, locate.Layer{Key: "island", Partition: true, Areas: []locate.Area{
		{Code: "east", Shape: geo.MultiPolygon{{square(1_799_990_000, 0, 1_800_000_000, 10_000)}}},
		{Code: "far", Shape: geo.MultiPolygon{{square(-1_790_000_000, 0, -1_780_000_000, 10_000)}}},
	}})
	p := geo.Point{X: -1_799_990_000, Y: 5_000}
	area, b, ok := x.Nearest(0, p, 5000)
	if want := geo.Distance(p.LonLat(), geo.Point{X: 1_800_000_000, Y: 5_000}.LonLat()); !ok || area != 0 || b.Distance < want*0.999 || b.Distance > want*1.001 {
		t.Errorf("Nearest = %d %+v %v, want 0 at %v m", area, b, ok, want)
	}
	if b, ok := x.Border(0, 0, p); !ok || b.At[0] != 180 {
		t.Errorf("Border = %+v", b)
	}
}
