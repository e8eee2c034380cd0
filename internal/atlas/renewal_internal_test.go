package atlas

import (
	"fmt"
	"testing"

	"github.com/redsail/redsail/tiles"
)

// changedTiles names tiles of the layer "a" at zoom 5 by their x; none = the whole layer.
func changedTiles(xs ...uint32) *tiles.Changed {
	l := tiles.LayerChange{Key: "a", Whole: len(xs) == 0}
	for _, x := range xs {
		l.Tiles = append(l.Tiles, tiles.Address{Z: 5, X: x})
	}
	return &tiles.Changed{Layers: []tiles.LayerChange{l, {Key: "untouched"}}}
}

func TestRenewalsAreSummedUp(t *testing.T) {
	var r renewals
	if got := r.since(0); got.All || got.Number != 0 || got.Layers != nil {
		t.Errorf("before there is any: %+v", got)
	}
	r.add(11, changedTiles(3, 7))
	r.add(12, changedTiles(1, 7))
	r.add(13, changedTiles())
	r.add(14, nil)
	r.add(15, changedTiles(2))
	for _, c := range []struct {
		since int64
		want  string
	}{
		{5, `{5 15 false []}`},
		{4, `{5 15 false [{a [5/2/0] false} {hex [] true}]}`},
		{3, `{5 15 true []}`},
		{0, `{5 15 true []}`},
		{6, `{5 15 true []}`}, // of another run
		{-1, `{5 15 true []}`},
	} {
		if got := fmt.Sprint(r.since(c.since)); got != c.want {
			t.Errorf("since %d: %s, want %s", c.since, got, c.want)
		}
	}
	var s renewals
	s.add(11, changedTiles(3, 7))
	s.add(12, changedTiles(1, 7))
	if got := fmt.Sprint(s.since(0)); got != `{2 12 false [{a [5/1/0 5/3/0 5/7/0] false} {hex [] true}]}` {
		t.Error(got)
	}
	s.add(13, changedTiles())
	if got := fmt.Sprint(s.since(0)); got != `{3 13 false [{a [] true} {hex [] true}]}` {
		t.Error(got)
	}
	if got := fmt.Sprint(s.since(1)); got != `{3 13 false [{a [] true} {hex [] true}]}` {
		t.Error(got)
	}
	if got := fmt.Sprint(s.kept[0].Layers[0]); got != "{a [5/3/0 5/7/0] false}" {
		t.Errorf("what is remembered was written to: %s", got)
	}
}

// TestRenewalsAreBounded: so many are remembered, and so many tiles; of what came before, all
// may have changed.
func TestRenewalsAreBounded(t *testing.T) {
	var r renewals
	for n := range renewalsKept + 5 {
		r.add(int64(n), changedTiles(1))
	}
	if len(r.kept) != renewalsKept || r.since(5).All || !r.since(4).All {
		t.Errorf("%d are kept", len(r.kept))
	}
	many := make([]uint32, renewedTilesKept/2)
	for range 3 {
		r.add(1000, changedTiles(many...))
	}
	if len(r.kept) != 2 || r.tiles != 2*len(many) {
		t.Errorf("%d with %d tiles are kept", len(r.kept), r.tiles)
	}
	r.add(1001, changedTiles(append(many, many...)...))
	if n := int64(renewalsKept + 5 + 4); len(r.kept) != 1 || r.since(n-1).All || !r.since(n-2).All {
		t.Errorf("the last one must stay, %d are kept", len(r.kept))
	}
}
