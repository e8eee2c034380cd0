package geo_test

import (
	"reflect"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

func TestMultiLine(t *testing.T) {
	m := geo.MultiLine{{{X: 10_000_000, Y: 20_000_000}, {X: -5_000_000, Y: 0}}, {{X: 0, Y: 30_000_000}, {X: 1, Y: 1}}}
	if got, want := m.Box(), (geo.Box{Min: geo.Point{X: -5_000_000, Y: 0}, Max: geo.Point{X: 10_000_000, Y: 30_000_000}}); got != want {
		t.Errorf("box %v, want %v", got, want)
	}
	if n := m.Vertices(); n != 4 {
		t.Errorf("%d vertices", n)
	}
	want := orb.MultiLineString{{{1, 2}, {-0.5, 0}}, {{0, 3}, {1e-7, 1e-7}}}
	if got := m.Orb(); !reflect.DeepEqual(got, want) {
		t.Errorf("degrees %v, want %v", got, want)
	}
	if !(geo.MultiLine{}).Box().Empty() || !(geo.MultiLine{{}}).Box().Empty() {
		t.Error("nothing has a box")
	}
}
