package mvt_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/tiles/mvt"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

// differs says where Decode and the validator, which accepts the tile, read it differently.
func differs(tile []byte) error {
	want, err := mvttest.Decode(tile)
	if err != nil {
		return nil //nolint:nilerr // what the validator refuses is not compared
	}
	got, err := mvt.Decode(tile)
	if err != nil {
		return fmt.Errorf("a valid tile is refused: %w", err)
	}
	if len(got) != len(want) {
		return fmt.Errorf("%d layers, want %d", len(got), len(want))
	}
	for i, l := range got {
		if l.Name != want[i].Name || len(l.Features) != len(want[i].Features) {
			return fmt.Errorf("layer %q of %d features, want %q of %d", l.Name, len(l.Features), want[i].Name, len(want[i].Features))
		}
		for k := range l.Features {
			if err := differ(&l.Features[k], want[i].Features[k]); err != nil {
				return fmt.Errorf("layer %q, feature %d: %w", l.Name, k, err)
			}
		}
	}
	return nil
}

func differ(got *mvt.Feature, want mvttest.Feature) error {
	var shape [][]mvt.Point
	shape = append(shape, want.Lines...)
	for _, poly := range want.Polygons {
		for _, r := range poly {
			shape = append(shape, r)
		}
	}
	if want.Points != nil {
		shape = [][]mvt.Point{want.Points}
	}
	if got.ID != want.ID || int(got.Kind) != want.Type || !reflect.DeepEqual(got.Parts, shape) {
		return fmt.Errorf("is %+v, want %+v", got, want)
	}
	for key, v := range want.Props {
		if text := fmt.Sprint(v); got.Text(key) != text {
			return fmt.Errorf("%s is %q, want %q", key, got.Text(key), text)
		}
	}
	return nil
}

// TestDecodePublished holds Decode against the validator on github.com/mapbox/mvt-fixtures.
func TestDecodePublished(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(geotest.DataDir(t), "vectors", "mvt-fixtures", "*", "tile.mvt"))
	if err != nil || len(files) < 70 {
		t.Fatalf("%d tiles: %v", len(files), err)
	}
	for _, file := range files {
		tile, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := differs(tile); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	var shape mvt.Polygons
	shape.Outer([]mvt.Point{{X: 0, Y: 0}, {X: 0, Y: 100}, {X: 100, Y: 100}})
	var layer mvt.Layer
	layer.Reset("grid", mvt.Extent)
	layer.AddPolygons(7, &shape, []mvt.Prop{{Key: "code", Value: mvt.String("0417")}})
	tile := layer.AppendTo(nil)
	for n := 1; n < len(tile); n++ {
		if _, err := mvt.Decode(tile[:n]); err == nil {
			t.Errorf("the first %d of %d bytes are taken", n, len(tile))
		}
	}
	for name, bad := range map[string][]byte{
		"a tag that points nowhere": {0x1a, 11, 0x12, 9, 0x12, 2, 0, 0, 0x18, 1, 0x22, 1, 9},
		"a command without points":  {0x1a, 7, 0x12, 5, 0x18, 1, 0x22, 1, 9},
		"an extent of nothing":      {0x1a, 2, 0x28, 0},
	} {
		if got, err := mvt.Decode(bad); err == nil {
			t.Errorf("%s is taken: %+v", name, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	var shape mvt.Polygons
	shape.Outer([]mvt.Point{{X: 0, Y: 0}, {X: 0, Y: 100}, {X: 100, Y: 100}})
	var layer mvt.Layer
	layer.Reset("grid", mvt.Extent)
	layer.AddPolygons(7, &shape, []mvt.Prop{{Key: "code", Value: mvt.String("0417")}, {Key: "n", Value: mvt.Double(0.1)}})
	layer.AddPoints(8, []mvt.Point{{X: 1, Y: 2}, {X: 3, Y: 4}}, []mvt.Prop{{Key: "yes", Value: mvt.Bool(true)}})
	f.Add(layer.AppendTo(nil))
	f.Add([]byte{0x1a, 2, 0x28, 0})
	f.Fuzz(func(t *testing.T, tile []byte) {
		if err := differs(tile); err != nil {
			t.Fatal(err)
		}
		layers, err := mvt.Decode(tile)
		if err != nil {
			return
		}
		points := 0
		for _, l := range layers {
			for i := range l.Features {
				for _, part := range l.Features[i].Parts {
					points += len(part)
				}
			}
		}
		if points > len(tile) {
			t.Fatalf("%d points from %d bytes", points, len(tile))
		}
	})
}
