package mvt_test

import (
	"reflect"
	"testing"

	"github.com/paulmach/orb"
	orbmvt "github.com/paulmach/orb/encoding/mvt"
	"pgregory.net/rapid"

	"github.com/redsail/redsail/tiles/mvt"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

func TestLines(t *testing.T) {
	var g mvt.Lines
	same := mvt.Point{X: 3, Y: 3}
	if g.Add(nil) || g.Add([]mvt.Point{same}) || g.Add([]mvt.Point{same, same}) ||
		g.Add([]mvt.Point{same, {X: mvt.MaxCoordinate + 1}}) || !g.Empty() {
		t.Fatal("a line was taken that must not be")
	}
	var l mvt.Layer
	l.Reset("road", 0)
	if l.AddLines(1, &g, nil) {
		t.Fatal("an empty geometry was added")
	}
	if !g.Add([]mvt.Point{same, same, {X: 5, Y: 3}, {X: 5, Y: 3}, same}) || !g.Add([]mvt.Point{{X: -9, Y: 0}, {}}) {
		t.Fatal("a line was not taken")
	}
	l.AddLines(7, &g, []mvt.Prop{{Key: "class", Value: mvt.String("local")}})
	f := decode(t, l.AppendTo(nil))[0].Features[0]
	want := [][]mvt.Point{{same, {X: 5, Y: 3}, same}, {{X: -9, Y: 0}, {}}}
	if f.Type != mvttest.LineString || f.ID != 7 || f.Props["class"] != "local" || !reflect.DeepEqual(f.Lines, want) {
		t.Fatalf("%+v", f)
	}
	if g.Reset(); !g.Empty() {
		t.Fatal("Reset leaves something")
	}
}

// TestLinesAgainstOrb reads random lines back with another reader.
func TestLinesAgainstOrb(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var g mvt.Lines
		var want orb.MultiLineString
		for range rapid.IntRange(1, 5).Draw(t, "lines") {
			var line []mvt.Point
			var ol orb.LineString
			for range rapid.IntRange(1, 8).Draw(t, "points") {
				p := mvt.Point{X: rapid.Int32Range(-9000, 9000).Draw(t, "x"), Y: rapid.Int32Range(-9000, 9000).Draw(t, "y")}
				line = append(line, p)
				if q := (orb.Point{float64(p.X), float64(p.Y)}); len(ol) == 0 || ol[len(ol)-1] != q {
					ol = append(ol, q)
				}
			}
			if g.Add(line) {
				want = append(want, ol)
			}
		}
		var l mvt.Layer
		l.Reset("l", 0)
		if l.AddLines(1, &g, nil) != (len(want) > 0) {
			t.Fatalf("added, though %d lines were taken", len(want))
		}
		if len(want) == 0 {
			return
		}
		layers, err := orbmvt.Unmarshal(l.AppendTo(nil))
		if err != nil {
			t.Fatal(err)
		}
		got, ok := layers[0].Features[0].Geometry.(orb.MultiLineString)
		if !ok {
			got = orb.MultiLineString{layers[0].Features[0].Geometry.(orb.LineString)}
		}
		if !got.Equal(want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}
