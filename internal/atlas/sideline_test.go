package atlas_test

import (
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
)

// TestAPictureAsideTakesNoTiles: somebody who looks at a date of the past does not take away the
// tiles that the map of today keeps, and that of the next revision goes on with.
func TestAPictureAsideTakesNoTiles(t *testing.T) {
	store := openStore(t, renewScheme)
	apply(t, store, plan())
	moved := city.Change{Effective: city.OpenStart}
	from, err := city.ParsePeriod("2020-01-01", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range row(0, 170, 400) {
		moved.Entries = append(moved.Entries, city.PutContent(&a, from))
	}
	apply(t, store, moved)
	a := openAtlas(t, store, nil)
	far := addressOf(at(700, 50), 16)
	kept := func() *byte { // where the bytes of a tile lie that no change touches
		pyramid, err := a.Current().Pyramid(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		tile, err := pyramid.Tile(t.Context(), []string{"grid"}, far)
		if err != nil || tile.Empty {
			t.Fatalf("%+v, %v", tile, err)
		}
		return &tile.Gzip[0]
	}
	before := kept()
	past, err := a.At(t.Context(), from.From-1, 0)
	if err != nil {
		t.Fatal(err)
	}
	aside, err := past.Pyramid(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := past.NewPyramid(tiles.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if what := (followed{}).fetchAll(t, aside).differs(followed{}.fetchAll(t, fresh)); what != "" {
		t.Errorf("%s of the past is not what it is when made anew", what)
	}
	renewed := a.Renewed()
	apply(t, store, always(row(0, 160, 400)...))
	if _, err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-renewed
	if kept() != before {
		t.Error("a tile that no change touches was made again")
	}
}
