package atlas_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
)

const renewScheme = tileScheme + "  - {key: landmark, name: {zh: 地标, en: Landmark}}\n"

// renewLayers are the layers whose tiles the tests follow.
var renewLayers = append([]string{"grid", "compound", "land_use"}, builtIn...)

// row is a strip of grids, 1.1 km high and each 2.2 km wide, with the borders between them at x.
func row(x ...int32) (areas []city.Area) {
	for i := range len(x) - 1 {
		areas = append(areas, area("grid", fmt.Sprint("G", i+1), "", rect(x[i], 0, x[i+1], 100)))
	}
	return areas
}

// plan is a city of grids and of one thing of each kind at its place.
func plan() city.Change {
	c := things()
	for i := range c.Entries {
		if a, ok := c.Entries[i].Content.(*city.Area); ok && a.Layer == "grid" {
			c.Entries[i] = city.PutArea(row(0, 200, 400)[i], city.Always())
		}
	}
	for _, a := range row(0, 200, 400, 600, 800)[2:] {
		c.Entries = append(c.Entries, city.PutArea(a, city.Always()))
	}
	return c
}

// followed are the tags of tiles that a client holds.
type followed map[string]string

// addresses are those of some zooms on the ground of plan, and round it.
func addresses() (out []tiles.Address) {
	box := geo.Box{Min: at(-50, -50), Max: at(850, 150)}
	for _, z := range []uint8{0, 7, 11, 13, 14, 15, 16} {
		lo, hi := addressOf(northWest(box), z), addressOf(southEast(box), z)
		for y := lo.Y; y <= hi.Y; y++ {
			for x := lo.X; x <= hi.X; x++ {
				out = append(out, tiles.Address{Z: z, X: x, Y: y})
			}
		}
	}
	return out
}

func (f followed) fetch(t *testing.T, p *tiles.Pyramid, layer string, a tiles.Address) {
	t.Helper()
	tile, err := p.Tile(context.Background(), []string{layer}, a)
	if err != nil {
		t.Fatal(err)
	}
	f[layer+" "+a.String()] = tile.ETag
}

func (f followed) fetchAll(t *testing.T, p *tiles.Pyramid) followed {
	t.Helper()
	for _, layer := range renewLayers {
		for _, a := range addresses() {
			f.fetch(t, p, layer, a)
		}
	}
	return f
}

// renew fetches what a renewal names.
func (f followed) renew(t *testing.T, p *tiles.Pyramid, r atlas.Renewal) {
	t.Helper()
	if r.All {
		f.fetchAll(t, p)
		return
	}
	here := addresses()
	for _, l := range r.Layers {
		if !slices.Contains(renewLayers, l.Key) {
			continue
		}
		for _, a := range here {
			if l.Whole || slices.Contains(l.Tiles, a) {
				f.fetch(t, p, l.Key, a)
			}
		}
	}
}

// differs names a tile that is another one in two hands; empty when there is none.
func (f followed) differs(g followed) string {
	for key, tag := range g {
		if f[key] != tag {
			return key
		}
	}
	return ""
}

// anyChange is a change of one thing of some kind: borders, names, classes, places; some twice
// as large as others, some ended.
func anyChange(rng *rand.Rand) city.Change {
	c := city.Change{Effective: city.OpenStart}
	put := func(x city.Content) { c.Entries = append(c.Entries, city.PutContent(x, city.Always())) }
	n := rng.Int32N(60)
	switch rng.IntN(8) {
	case 0: // a border that two grids share
		for _, a := range row(0, 170+n, 400)[:2] {
			put(&a)
		}
	case 1:
		a := row(0, 200, 400, 600, 800)[3]
		a.Names.Zh = fmt.Sprint("名", n%3)
		put(&a)
	case 2:
		a := area("land_use", "W1", "", rect(1, 1, 3+n, 3))
		a.Class = map[string]string{"kind": "water"}
		put(&a)
	case 3: // a landmark that may have the name of the ground
		put(&city.Place{Kind: "landmark", Code: "L1", Names: city.Names{Zh: []string{"名W1", "塔"}[n%2]}, Point: at(2, 2), State: city.PlaceOpen})
	case 4:
		put(&city.Building{Code: fmt.Sprint("B", 1+n%2), Shape: rect(4, 4, 6+n, 6), Address: city.Address{Building: "3号楼"}})
	case 5:
		put(&city.Line{Layer: "road", Code: "R1", Class: map[string]string{"class": "secondary"}, Shape: geo.MultiLine{{at(0, 4), at(300+n, n)}}})
	case 6:
		put(&city.Place{Kind: "red_sail_station", Code: fmt.Sprint("S", 1+n%2), Point: at(6+n, 6), State: city.PlaceOpen})
	default:
		a := area("compound", fmt.Sprint("C", n%3), "", rect(300+n, 20, 500, 60))
		put(&a)
	}
	return c
}

// TestRenewedTiles: whoever fetches anew the tiles that a renewal names has after each change
// all tiles as they are if everything is made anew, and each named tile is another one.
func TestRenewedTiles(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	store := openStore(t, renewScheme)
	apply(t, store, plan())
	a := openAtlas(t, store, nil)
	pyramid, err := a.Current().Pyramid(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	held := followed{}.fetchAll(t, pyramid)
	for range 40 {
		apply(t, store, anyChange(rng))
		number, renewed := a.Renewals(), a.Renewed()
		turned, err := a.Refresh(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !turned {
			continue // what was put is there already
		}
		<-renewed
		p := a.Current()
		if pyramid, err = p.Pyramid(t.Context()); err != nil {
			t.Fatal(err)
		}
		if what := p.DrawnAnew(); what != "" {
			t.Fatalf("revision %d: the ground of %s is not as if it were made anew", p.Revision, what)
		}
		r := a.RenewedSince(number)
		if r.All || r.Revision != p.Revision || r.Number != number+1 {
			t.Fatalf("revision %d: %+v", p.Revision, r)
		}
		before := len(held)
		old := followed{}
		for k, v := range held {
			old[k] = v
		}
		held.renew(t, pyramid, r)
		for _, l := range r.Layers {
			for _, at := range l.Tiles {
				if key := l.Key + " " + at.String(); old[key] != "" && old[key] == held[key] {
					t.Errorf("revision %d: %s is named and is what it was", p.Revision, key)
				}
			}
		}
		fresh, err := p.NewPyramid(tiles.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if what := held.differs(followed{}.fetchAll(t, fresh)); what != "" || len(held) != before {
			t.Fatalf("revision %d: %s is not what it is when made anew; named were %v", p.Revision, what, r.Layers)
		}
	}
}

// TestRenewalsOfBursts: who hears of renewals now and then, while one change chases the other
// and others ask for tiles, ends with the tiles as they are.
func TestRenewalsOfBursts(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 2))
	store := openStore(t, renewScheme)
	apply(t, store, plan())
	a := openAtlas(t, store, nil)
	pyramid, err := a.Current().Pyramid(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	held, number := followed{}.fetchAll(t, pyramid), a.Renewals()
	for range 30 {
		for range 1 + rng.IntN(4) {
			apply(t, store, anyChange(rng))
			if _, err := a.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			if rng.IntN(3) == 0 { // somebody begins the tiles of a picture that is about to be overtaken
				go func() { _, _ = a.Current().Pyramid(context.WithoutCancel(t.Context())) }()
			}
		}
		if rng.IntN(2) == 0 {
			continue // and hears nothing
		}
		// The current picture is the last in the row when its own pyramid is there and told of.
		p := a.Current()
		if pyramid, err = p.Pyramid(t.Context()); err != nil {
			t.Fatal(err)
		}
		r := a.RenewedSince(number)
		held.renew(t, pyramid, r)
		number = r.Number
		if what := held.differs(followed{}.fetchAll(t, pyramid)); what != "" {
			t.Fatalf("revision %d: %s is not what it is now", p.Revision, what)
		}
	}
}

// TestNobodyLooks: tiles that nobody has asked for are not made, and not told of.
func TestNobodyLooks(t *testing.T) {
	store := openStore(t, renewScheme)
	apply(t, store, plan())
	a := openAtlas(t, store, nil)
	for n := range int32(3) {
		apply(t, store, always(row(0, 150+n, 400)...))
		if _, err := a.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a.Current().Draws() || a.Renewals() != 0 {
			t.Fatalf("revision %d: drawn %v, %d renewals", a.Current().Revision, a.Current().Draws(), a.Renewals())
		}
	}
}

// TestFeaturesAreShared: what a change does not touch is the same memory in both pictures.
func TestFeaturesAreShared(t *testing.T) {
	store := openStore(t, renewScheme)
	apply(t, store, plan())
	a := openAtlas(t, store, nil)
	for _, c := range []struct {
		change city.Change
		want   string // layers that are shared
	}{
		{always(row(0, 150, 400)...), "land_use building road wall place"},
		{city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(&city.Building{Code: "B9", Shape: rect(30, 4, 36, 6)}, city.Always())}}, "grid land_use road wall place"},
		{city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(&city.Place{Kind: "landmark", Code: "L1", Point: at(9, 9), State: city.PlaceOpen}, city.Always())}}, "grid building road wall"},
	} {
		was := a.Current()
		if _, err := was.Pyramid(t.Context()); err != nil {
			t.Fatal(err)
		}
		apply(t, store, c.change)
		if _, err := a.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Current().Pyramid(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(a.Current().SharedFeatures(was), " "); got != c.want {
			t.Errorf("revision %d shares %q, want %q", a.Current().Revision, got, c.want)
		}
	}
}
