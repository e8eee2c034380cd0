package atlas_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// tallied is a store that counts all that is read of it.
type tallied struct {
	city.Store
	reads atomic.Int64
}

func (c *tallied) Versions(ctx context.Context, q city.Query) ([]city.Version, error) {
	c.reads.Add(1)
	return c.Store.Versions(ctx, q)
}

func (c *tallied) Records(ctx context.Context, q city.Query) ([]city.Record, error) {
	c.reads.Add(1)
	return c.Store.Records(ctx, q)
}

const mixedPlaces = mixed + "places: [{key: red_sail_station, name: {zh: 红帆驿站, en: Red Sail station}}]\n"

// randomChange puts, renames and deletes areas, buildings and places, for some days or for good.
func randomChange(rng *rand.Rand, scheme *city.Scheme, first city.Date, days int) (c city.Change, points []geo.Point) {
	c.Effective = first + city.Date(rng.IntN(days))
	for range 1 + rng.IntN(3) {
		p := city.Period{From: c.Effective, To: city.OpenEnd}
		if rng.IntN(3) == 0 {
			p.To = p.From + 1 + city.Date(rng.IntN(days))
		}
		code, shape := fmt.Sprintf("c%02d", rng.IntN(12)), drawShape(rng)
		name := city.Names{Zh: fmt.Sprint(rng.IntN(1000))}
		var e city.Entry
		switch rng.IntN(5) {
		case 0:
			e = city.PutContent(&city.Building{Code: code, Shape: shape}, p)
		case 1:
			s := station(code, shape[0][0][0])
			s.Names = name
			e = city.PutContent(&s, p)
		default:
			a := area(scheme.Layers[rng.IntN(len(scheme.Layers))].Key, code, "", shape)
			a.Names = name
			e = city.PutArea(a, p)
		}
		if rng.IntN(4) == 0 {
			e = city.DeleteKey(e.Key, c.Effective, fmt.Sprintf("c%02d", rng.IntN(12)))
		}
		c.Entries, points = append(c.Entries, e), append(points, around(shape)...)
	}
	return c, points
}

// TestOtherDates: of random histories each revision is asked for each date on which something
// begins or ends, and those around it. All are as when they are made anew; of a revision whose
// picture is there nothing is read for any of its dates; and dates that say the same have one
// index.
func TestOtherDates(t *testing.T) {
	const days = 9
	first := date(t, "2026-01-01")
	seeds, steps := uint64(3), 14
	if testing.Short() {
		seeds = 1
	}
	alike, turned, applied := 0, 0, 0
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(seed, 77))
		scheme, err := city.ParseScheme([]byte(mixedPlaces))
		if err != nil {
			t.Fatal(err)
		}
		store := &tallied{Store: openStore(t, mixedPlaces)}
		a := openAtlas(t, store, nil)
		for range steps {
			c, points := randomChange(rng, scheme, first, days)
			if _, err := store.Apply(t.Context(), c); err == nil {
				applied++
			} else if city.KindOf(err) == city.Internal { // a rule may forbid it
				t.Fatal(err)
			}
			if _, err := a.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			rev := a.Current().Revision
			if back := rng.Int64N(3); back > 0 && rev > back { // of an older one the first picture reads
				rev -= back
				if _, err := a.At(t.Context(), first+city.Date(rng.IntN(days)), rev); err != nil {
					t.Fatal(err)
				}
			}
			was, before := (*atlas.Picture)(nil), store.reads.Load()
			var pics []*atlas.Picture
			for d := range city.Date(2*days + 3) {
				p, err := a.At(t.Context(), first-1+d, rev)
				if err != nil {
					t.Fatal(err)
				}
				if was != nil && p.OneContent(was) {
					alike++
				} else {
					turned++
				}
				was, pics = p, append(pics, p)
			}
			if n := store.reads.Load() - before; n != 0 {
				t.Fatalf("revision %d: %d readings for other dates", rev, n)
			}
			for _, p := range pics {
				sameAsFresh(t, store.Store, p, points[:min(len(points), 40)])
			}
		}
	}
	t.Logf("%d dates are like the one before, %d others, %d changes applied", alike, turned, applied)
	if n := int(seeds); alike < 100*n || turned < 30*n || applied < 5*n {
		t.Errorf("only %d dates are like the one before, %d others, %d changes applied", alike, turned, applied)
	}
}

// TestOneContent: two dates say the same just when nothing begins or ends behind the earlier
// one and up to the later one.
func TestOneContent(t *testing.T) {
	store := openStore(t, mixed)
	b := city.Building{Code: "b", Shape: rect(1, 1, 2, 2)}
	c := always(area("wide", "w", "", rect(0, 0, 10, 10)))
	c.Entries = append(c.Entries, city.PutArea(area("wide", "x", "", rect(20, 0, 30, 10)), city.Period{From: 100, To: 110}),
		city.PutContent(&b, city.Period{From: 105, To: 120}))
	apply(t, store, c)
	a := openAtlas(t, store, nil)
	at := func(d city.Date) *atlas.Picture {
		p, err := a.At(t.Context(), d, 0)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	span := func(d city.Date) int {
		n := 0
		for _, turn := range []city.Date{100, 105, 110, 120} {
			if d >= turn {
				n++
			}
		}
		return n
	}
	for _, d := range []city.Date{city.FirstDate, 99, 100, 104, 105, 109, 110, 119, 120, city.LastDate} {
		for _, e := range []city.Date{120, 119, 110, 109, 105, 104, 100, 99} {
			if got, want := at(d).OneContent(at(e)), span(d) == span(e); got != want {
				t.Errorf("dates %d and %d: %v, want %v", d, e, got, want)
			}
		}
	}
}

// TestFarRevision: a revision that is too far away to be caught up with is read whole, and has
// in common with the current one what both say.
func TestFarRevision(t *testing.T) {
	h := newHamlet(t, 12)
	day := date(t, "2026-01-01")
	for n := range city.Date(45) {
		apply(t, h.store, puts(day+n, h.bend(1)[:1]))
	}
	store := &tallied{Store: h.store}
	a := openAtlas(t, store, nil)
	before := store.reads.Load()
	p, err := a.At(t.Context(), day-1, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := int64(3 + len(city.RecordKinds()) - 1) // three layers, and the kinds of other things
	if n := store.reads.Load() - before; n != want {
		t.Errorf("%d readings; all is read in %d", n, want)
	}
	if !p.Edited() {
		t.Error("it has too little in common with the current one")
	}
	sameAsFresh(t, h.store, p, h.Queries(200))
	sameAsFresh(t, h.store, a.Current(), h.Queries(200))
}
