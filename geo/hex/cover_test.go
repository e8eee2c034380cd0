package hex_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/hex"
)

// star is a ring about a point with corners at uneven distances: it may be as thin as a unit.
func star(rnd *rand.Rand, mid geo.Point, corners int, reach int32) geo.Ring {
	r := make(geo.Ring, 0, corners)
	dirs := [][2]int32{{4, 0}, {4, 1}, {3, 3}, {1, 4}, {0, 4}, {-1, 4}, {-3, 3}, {-4, 1}, {-4, 0}, {-4, -1}, {-3, -3}, {-1, -4}, {0, -4}, {1, -4}, {3, -3}, {4, -1}}
	for i := range corners {
		d := dirs[i*len(dirs)/corners]
		far := 1 + rnd.Int32N(reach/4)
		r = append(r, geo.Point{X: mid.X + d[0]*far, Y: mid.Y + d[1]*far})
	}
	return r
}

// TestCutDecidesAsTheShape: for boxes of all sizes and each point of theirs, the cut edges
// decide as the shape does.
func TestCutDecidesAsTheShape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		m := geo.MultiPolygon{}
		for range rapid.IntRange(1, 3).Draw(t, "rings") { // even–odd, whatever crosses
			m = append(m, geo.Polygon{star(rnd, geo.Point{X: rnd.Int32N(30), Y: rnd.Int32N(30)}, rapid.IntRange(3, 16).Draw(t, "corners"), 60)})
		}
		rows := hex.NewRows(m)
		box := geo.EmptyBox().Extend(geo.Point{X: rnd.Int32N(80) - 30, Y: rnd.Int32N(80) - 30}).Extend(geo.Point{X: rnd.Int32N(80) - 30, Y: rnd.Int32N(80) - 30})
		edges := rows.Cut(box)
		for y := box.Min.Y; y <= box.Max.Y; y++ {
			for x := box.Min.X; x <= box.Max.X; x++ {
				q := geo.Point{X: x, Y: y}
				n := 0
				for _, e := range edges {
					if geo.CrossesEast(e.A, e.B, q) {
						n++
					}
				}
				if want := m.Owns(q); n%2 == 1 != want || rows.Owns(q) != want {
					t.Fatalf("%v: the shape says %v, the cut %d crossings, the rows %v", q, want, n, rows.Owns(q))
				}
			}
		}
	})
}

// TestCoverKeepsItsWord: points about shapes of all sizes, at the corners and edges too, are
// owned in full cells, not owned outside of the cover, and decided by the cut in the others.
func TestCoverKeepsItsWord(t *testing.T) {
	for _, c := range []struct {
		mid   geo.Point
		res   int
		reach int32
	}{
		{geo.Point{X: 1165800000, Y: 354100000}, 7, 4_000_000}, {geo.Point{X: 1165800000, Y: 354100000}, 10, 300_000},
		{geo.Point{X: 1165800000, Y: 354100000}, 12, 40_000}, {geo.Point{X: -700000000, Y: 780000000}, 8, 4_000_000},
		{geo.Point{X: 105000000, Y: 581570000}, 9, 400_000}, // beside a pentagon
		{geo.Point{X: 1165800000, Y: 354100000}, 9, 200},
	} {
		rnd := rand.New(rand.NewPCG(uint64(c.res), 2))
		m := geo.MultiPolygon{{star(rnd, c.mid, 16, c.reach)}, {star(rnd, geo.Point{X: c.mid.X + c.reach, Y: c.mid.Y}, 9, c.reach)}}
		rows := hex.NewRows(m)
		cover, err := hex.NewCover(m, rows, c.res, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		full, border, outside := 0, 0, 0
		judge := func(q geo.Point) {
			cell, err := hex.At(q, c.res)
			if err != nil {
				t.Fatal(err)
			}
			want := m.Owns(q)
			_, isFull := slices.BinarySearch(cover.Full, cell)
			_, isBorder := slices.BinarySearch(cover.Border, cell)
			switch {
			case isFull:
				if full++; !want || isBorder {
					t.Fatalf("res %d: %v in full cell %s is not owned (border too: %v)", c.res, q, cell, isBorder)
				}
			case isBorder:
				border++
				grown, err := cell.Grown()
				if err != nil || !grown.Box().Contains(q) {
					t.Fatalf("res %d: %v of cell %s lies outside its grown ring (%v)", c.res, q, cell, err)
				}
			default:
				if outside++; want {
					t.Fatalf("res %d: %v in cell %s is owned, and the cover lacks the cell", c.res, q, cell)
				}
			}
		}
		box := m.Box()
		for range 40_000 {
			q := geo.Point{
				X: box.Min.X - c.reach/8 + rnd.Int32N(box.Max.X-box.Min.X+c.reach/4), Y: box.Min.Y - c.reach/8 + rnd.Int32N(box.Max.Y-box.Min.Y+c.reach/4),
			}
			judge(q)
		}
		m.Edges(func(a, b geo.Point) {
			for range 50 {
				at := rnd.Float64()
				judge(geo.Point{X: a.X + int32(at*float64(b.X-a.X)) + rnd.Int32N(5) - 2, Y: a.Y + int32(at*float64(b.Y-a.Y)) + rnd.Int32N(5) - 2})
			}
		})
		if border == 0 || c.reach > 200 && (outside == 0 || full == 0) {
			t.Errorf("res %d: %d points in full cells, %d in border ones, %d outside: too few of a kind", c.res, full, border, outside)
		}
		t.Logf("res %d: %d full cells, %d border ones; points %d, %d, %d outside", c.res, len(cover.Full), len(cover.Border), full, border, outside)
	}
}

func TestLimits(t *testing.T) {
	square := func(x, y, side int32) geo.MultiPolygon {
		return geo.MultiPolygon{{{{X: x, Y: y}, {X: x + side, Y: y}, {X: x + side, Y: y + side}, {X: x, Y: y + side}}}}
	}
	cover := func(m geo.MultiPolygon, res, limit int) error {
		_, err := hex.NewCover(m, hex.NewRows(m), res, limit)
		return err
	}
	var limit *hex.LimitError
	if err := cover(square(1_165_800_000, 354_100_000, 10_000_000), 10, 1000); !errors.As(err, &limit) || limit.Limit != 1000 || limit.Resolution != 10 {
		t.Errorf("a wide shape under a limit gives %v", err)
	}
	var polar *hex.PolarError
	if err := cover(square(0, 799_999_999, 10), 10, 1000); !errors.As(err, &polar) {
		t.Errorf("a shape beyond 80° gives %v", err)
	}
	var meridian *hex.MeridianError
	if err := cover(square(geo.MaxX-10, 0, 10), 7, 1000); !errors.As(err, &meridian) {
		t.Errorf("a shape at the 180th meridian gives %v", err)
	}
	var res *hex.ResolutionError
	for _, r := range []int{-1, 3, 14, 16} {
		if err := cover(square(0, 0, 10), r, 1000); !errors.As(err, &res) {
			t.Errorf("a cover of resolution %d gives %v", r, err)
		}
	}
	if _, err := hex.At(geo.Point{}, 16); !errors.As(err, &res) {
		t.Errorf("resolution 16 gives %v", err)
	}
	var off *geo.RangeError
	if _, err := hex.At(geo.Point{X: geo.MaxX + 1}, 5); !errors.As(err, &off) {
		t.Errorf("a point off the earth gives %v", err)
	}
	for _, text := range []string{"", "0", "zz", "850dab63ffffff", "0850dab63fffffff", "850DAB63FFFFFFF", "ffffffffffffffff"} {
		if c, err := hex.Parse(text); err == nil {
			t.Errorf("%q is read as cell %s", text, c)
		}
	}
}
