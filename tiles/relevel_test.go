package tiles

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
)

// ground gives layers of partitions, one of free areas and the borders, from zoom 8 to 16.
func ground(shapes ...[]geo.MultiPolygon) (out []Layer) {
	for i, list := range shapes {
		l := Layer{Key: fmt.Sprint("level", i), Kind: Partition, MinZoom: uint8(8 + i/2), MaxZoom: 16}
		for k, s := range list {
			l.Features = append(l.Features, Feature{ID: uint64(k + 1), Shape: s})
		}
		out = append(out, l)
	}
	free := out[len(out)-1]
	free.Key, free.Kind = "free", Areas
	return append(out, free, Layer{Key: "border", Kind: Borders, MinZoom: 8, MaxZoom: 16})
}

// moveAll moves all vertices at a place, of all layers.
func moveAll(layers []Layer, from, to geo.Point) {
	for i := range layers {
		layers[i].Features = slices.Clone(layers[i].Features)
		for k := range layers[i].Features {
			f := &layers[i].Features[k]
			if !f.Shape.Box().Contains(from) {
				continue
			}
			shape := make(geo.MultiPolygon, len(f.Shape))
			for a, poly := range f.Shape {
				for _, r := range poly {
					r = slices.Clone(r)
					for j := range r {
						if r[j] == from {
							r[j] = to
						}
					}
					shape[a] = append(shape[a], r)
				}
			}
			f.Shape = shape
		}
	}
}

// editGround moves vertices, or removes, adds, doubles or splits an area.
func editGround(layers, first []Layer, random *rand.Rand, far int) (what string) {
	i := random.IntN(len(layers) - 1)
	l := &layers[i]
	if len(l.Features) == 0 {
		l.Features = first[i].Features
		return "all again " + l.Key
	}
	k := random.IntN(len(l.Features))
	f := l.Features[k]
	switch random.IntN(6) {
	case 0:
		l.Features = slices.Delete(slices.Clone(l.Features), k, k+1)
		return fmt.Sprint("delete ", l.Key, k)
	case 1:
		f = first[i].Features[random.IntN(len(first[i].Features))]
		if !slices.ContainsFunc(l.Features, func(o Feature) bool { return o.ID == f.ID }) {
			l.Features = append(slices.Clone(l.Features), f)
		}
		return fmt.Sprint("again ", l.Key, f.ID)
	case 2:
		r := f.Shape[0][0]
		if len(r) < 6 {
			return "nothing"
		}
		half := len(r) / 2
		l.Features = slices.Clone(l.Features)
		l.Features[k].Shape = geo.MultiPolygon{{slices.Clone(r[:half+1])}}
		f.ID, f.Shape = 1e6+random.Uint64N(1e9), geo.MultiPolygon{{append(slices.Clone(r[half:]), r[0])}}
		l.Features = append(l.Features, f)
		return fmt.Sprint("split ", l.Key, k)
	default:
		r := f.Shape[0][0]
		at := random.IntN(len(r))
		for n := range 1 + random.IntN(4) {
			from := r[(at+n)%len(r)]
			moveAll(layers, from, geo.Point{X: from.X + int32(random.IntN(2*far)-far), Y: from.Y + int32(random.IntN(2*far)-far)})
		}
		return fmt.Sprint("move ", l.Key, k)
	}
}

// sameLevels compares all zooms of two coverages to the byte.
func sameLevels(c, o *coverage) error {
	if (c == nil) != (o == nil) {
		return fmt.Errorf("one has no coverage")
	}
	for z := uint8(0); c != nil && z <= levelZoom; z++ {
		a, b := c.level(z), o.level(z)
		if a == nil || b == nil {
			if a != b {
				return fmt.Errorf("zoom %d is in one only", z)
			}
			continue
		}
		if !bytes.Equal(a.arcs.ways, b.arcs.ways) || !slices.Equal(a.arcs.first, b.arcs.first) || !slices.Equal(a.arcs.end, b.arcs.end) || !slices.Equal(a.arcs.reach, b.arcs.reach) {
			return fmt.Errorf("zoom %d has other paths", z)
		}
		for i := range a.figures {
			before, after := &a.figures[i].rings, &b.figures[i].rings
			if !slices.Equal(a.figures[i].points, b.figures[i].points) || !sameRings(before, 0, before.Len(), after, 0, after.Len()) ||
				!slices.Equal(a.figures[i].end, b.figures[i].end) || !slices.Equal(a.figures[i].frames, b.figures[i].frames) {
				return fmt.Errorf("zoom %d has other figures in %s", z, c.layers[i].key)
			}
		}
		if !slices.Equal(a.borders.list, b.borders.list) || !bytes.Equal(a.borders.lines.bytes, b.borders.lines.bytes) ||
			!slices.Equal(a.borders.lines.end, b.borders.lines.end) {
			return fmt.Errorf("zoom %d has other borders", z)
		}
	}
	return nil
}

// testRelevel makes edit after edit of ground, and holds all zooms against those made afresh.
func testRelevel(t *testing.T, layers []Layer, seed uint64, edits, far int) {
	t.Helper()
	first := slices.Clone(layers)
	random := rand.New(rand.NewPCG(seed, 9))
	p, err := New(layers, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.Warm(context.Background())
	for n := range edits {
		layers = slices.Clone(layers)
		what := editGround(layers, first, random, far)
		q, err := build(layers, Options{}, p)
		if err != nil {
			t.Fatal(err)
		}
		fresh, err := New(layers, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{layers[0].Key, "free"} {
			if err := sameLevels(q.layers[q.number[key]].cover, fresh.layers[q.number[key]].cover); err != nil {
				t.Fatalf("seed %d, edit %d, %s, coverage of %s: %v", seed, n, what, key, err)
			}
		}
		q.Warm(context.Background()) // a zoom that no layer shows may come into being
		p = q
	}
}

// TestRelevelIsNew edits a part of the study's city, whose grids are less than a pixel at the widest
// zooms, so that borders fall on each other there.
func TestRelevelIsNew(t *testing.T) {
	var shapes [][]geo.MultiPolygon
	for _, level := range geotest.StudyCity(1, 1) {
		shapes = append(shapes, level.Shapes)
	}
	for seed := range uint64(2) {
		testRelevel(t, ground(shapes...), seed, 30, []int{300, 30_000}[seed])
	}
}

// TestRelevelOfAnything edits rings that overlap and cross as they like.
func TestRelevelOfAnything(t *testing.T) {
	for seed := range uint64(9) {
		random := rand.New(rand.NewPCG(seed, 3))
		size := []int{200, 5_000, 100_000}[seed%3]
		var shapes [][]geo.MultiPolygon
		for range 3 {
			var list []geo.MultiPolygon
			for range 12 {
				x, y := 1_121_000_000+random.IntN(14*size), 375_000_000+random.IntN(14*size)
				var r geo.Ring
				for range 3 + random.IntN(9) {
					r = append(r, geo.Point{X: int32(x + random.IntN(2*size)), Y: int32(y + random.IntN(2*size))})
				}
				list = append(list, geo.MultiPolygon{{r}})
			}
			shapes = append(shapes, list)
		}
		testRelevel(t, ground(shapes...), seed, 40, size)
	}
}
