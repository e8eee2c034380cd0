package data_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/geo"
)

func ExampleSchemes() {
	fmt.Println(strings.Join(data.Schemes(), " "))
	// Output: default guangzhou jining microgrid ordos rural
}

func ExampleScheme() {
	src, err := data.Scheme("jining")
	fmt.Println(strings.Contains(string(src), "济宁"), err)
	_, err = data.Scheme("atlantis")
	fmt.Println(err)
	// Output:
	// true <nil>
	// no scheme "atlantis"; there are default, guangzhou, jining, microgrid, ordos, rural: file does not exist
}

type scheme struct {
	Layers []struct {
		Key, Parent string
		Name        struct{ Zh, En string }
		Partition   *bool
	}
}

func parse(t *testing.T, src []byte) scheme {
	t.Helper()
	var s scheme
	if err := yaml.Unmarshal(src, &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Layers) == 0 {
		t.Fatal("the scheme has no layers")
	}
	return s
}

// TestSchemes: every layer says all that the file format knows, parents stand first.
func TestSchemes(t *testing.T) {
	sources := map[string][]byte{}
	for _, name := range data.Schemes() {
		src, err := data.Scheme(name)
		if err != nil {
			t.Fatal(err)
		}
		sources[name] = src
	}
	tiny, err := fs.ReadFile(data.Tiny(), "scheme.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sources["tiny"] = tiny
	for name, src := range sources {
		var seen []string
		for _, l := range parse(t, src).Layers {
			if l.Name.Zh == "" || l.Name.En == "" || l.Partition == nil {
				t.Errorf("%s: layer %s lacks a name or says not whether it is a partition", name, l.Key)
			}
			if l.Parent != "" && !slices.Contains(seen, l.Parent) {
				t.Errorf("%s: the parent %s of layer %s does not stand before it", name, l.Parent, l.Key)
			}
			seen = append(seen, l.Key)
		}
		if last := seen[len(seen)-1]; last != "overlay" {
			t.Errorf("%s: the last layer is %s, not the free overlay", name, last)
		}
	}
}

func TestSchemeRefusesBadNames(t *testing.T) {
	for _, name := range []string{"", ".", "../tiny/scheme", "/etc/passwd", "default.yaml", "默认"} {
		if src, err := data.Scheme(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Scheme(%q) = %d bytes, %v; want fs.ErrNotExist", name, len(src), err)
		}
	}
}

type area struct {
	code, parent string
	shape        geo.MultiPolygon
}

func snap(t *testing.T, polygons orb.MultiPolygon) geo.MultiPolygon {
	t.Helper()
	out := make(geo.MultiPolygon, 0, len(polygons))
	for _, p := range polygons {
		poly := make(geo.Polygon, 0, len(p))
		for _, r := range p {
			ring := make(geo.Ring, 0, len(r)-1)
			for _, v := range r[:len(r)-1] {
				q, err := geo.Snap(v)
				if err != nil {
					t.Fatal(err)
				}
				ring = append(ring, q)
			}
			poly = append(poly, ring)
		}
		out = append(out, poly)
	}
	return out
}

// tiny reads the areas of a layer of the tiny coverage.
func tiny(t *testing.T, layer string) []area {
	t.Helper()
	src, err := fs.ReadFile(data.Tiny(), layer+".geojson")
	if err != nil {
		t.Fatal(err)
	}
	var marked struct{ Note string }
	if err := json.Unmarshal(src, &marked); err != nil || !strings.Contains(marked.Note, "演示数据（虚构）") {
		t.Errorf("%s.geojson is not marked as made up: %q, %v", layer, marked.Note, err)
	}
	features, err := geojson.UnmarshalFeatureCollection(src)
	if err != nil {
		t.Fatal(err)
	}
	var out []area
	for _, f := range features.Features {
		a := area{code: f.Properties.MustString("code"), parent: f.Properties.MustString("parent", "")}
		switch g := f.Geometry.(type) {
		case orb.Polygon:
			a.shape = snap(t, orb.MultiPolygon{g})
		case orb.MultiPolygon:
			a.shape = snap(t, g)
		default:
			t.Fatalf("%s has a %s", a.code, g.GeoJSONType())
		}
		out = append(out, a)
	}
	return out
}

// owners are the areas that own q.
func owners(areas []area, q geo.Point) []area {
	var out []area
	for _, a := range areas {
		if a.shape.Owns(q) {
			out = append(out, a)
		}
	}
	return out
}

// TestTinyIsACoverage asks random points, and every vertex of every layer: inside the
// district each belongs to exactly one area of each partition, and these name each other
// as parents.
func TestTinyIsACoverage(t *testing.T) {
	levels := []string{"district", "street", "community", "grid"}
	layers := map[string][]area{}
	for _, l := range levels {
		layers[l] = tiny(t, l)
	}
	points, box := vertices(layers), geo.EmptyBox()
	for _, p := range points {
		box = box.Extend(p)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		points = append(points, geo.Point{
			X: box.Min.X + random.Int32N(box.Max.X-box.Min.X),
			Y: box.Min.Y + random.Int32N(box.Max.Y-box.Min.Y),
		})
	}
	inside := 0
	for _, q := range points {
		want := len(owners(layers["district"], q))
		inside += want
		parent := ""
		for _, l := range levels {
			got := owners(layers[l], q)
			if len(got) != want {
				t.Fatalf("%v has %d owners in layer %s, and %d in district", q, len(got), l, want)
			}
			if want == 1 && got[0].parent != parent {
				t.Fatalf("%v: the parent of %s is %q, its owner one layer up is %q", q, got[0].code, got[0].parent, parent)
			}
			if want == 1 {
				parent = got[0].code
			}
		}
	}
	if inside < len(points)/2 {
		t.Errorf("only %d of %d points were inside the district", inside, len(points))
	}
}

func vertices(layers map[string][]area) []geo.Point {
	var out []geo.Point
	for _, areas := range layers {
		for _, a := range areas {
			a.shape.Edges(func(p, _ geo.Point) { out = append(out, p) })
		}
	}
	return out
}

// TestTinyHasTheHardCases: what docs and tests rely on being there.
func TestTinyHasTheHardCases(t *testing.T) {
	counts := map[string]int{"district": 1, "street": 2, "community": 4, "compound": 9, "grid": 24, "overlay": 2}
	parts, holes := map[string]int{}, map[string]int{}
	for layer, want := range counts {
		areas := tiny(t, layer)
		if len(areas) != want {
			t.Errorf("%s has %d areas, want %d", layer, len(areas), want)
		}
		for _, a := range areas {
			for _, p := range a.shape {
				parts[layer]++
				holes[layer] += len(p) - 1
			}
		}
	}
	if parts["community"] != 5 || holes["community"] != 1 {
		t.Errorf("communities: %d parts and %d holes, want an exclave and the hole that it makes", parts["community"], holes["community"])
	}
	if parts["grid"] != 25 || holes["grid"] != 1 {
		t.Errorf("grids: %d parts and %d holes, want one in two parts and one enclosed", parts["grid"], holes["grid"])
	}
	grids, spanning := tiny(t, "grid"), 0
	for _, c := range tiny(t, "compound") {
		seen := map[string]bool{}
		c.shape.Edges(func(p, _ geo.Point) {
			for _, g := range owners(grids, p) {
				seen[g.code] = true
				if g.parent != c.parent {
					t.Errorf("compound %s of %s has a vertex in %s", c.code, c.parent, g.code)
				}
			}
		})
		if len(seen) > 1 {
			spanning++
		}
	}
	if spanning != 2 {
		t.Errorf("%d compounds lie in several grids, want 2", spanning)
	}
}

func TestTinyHoldsNothingElse(t *testing.T) {
	if err := fstest.TestFS(data.Tiny(), "scheme.yaml", "district.geojson", "street.geojson", "community.geojson",
		"compound.geojson", "grid.geojson", "overlay.geojson"); err != nil {
		t.Fatal(err)
	}
}
