package atlas_test

import (
	"context"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// TestDatesShare: twenty dates of a town, each with one grid in a hundred changed, take little
// more room than one, areas and all; they are all kept; and each answers for its date.
func TestDatesShare(t *testing.T) {
	const dates = 20
	if testing.Short() {
		t.Skip("it measures memory, which takes half a minute under the race detector")
	}
	h := settle(t, geotest.NewCountry(geotest.Village(48)))
	first := date(t, "2026-01-01")
	var bent []city.Area
	for n := range dates - 1 {
		// Two grids at each border. The streets stay as they were: they are fewer and larger,
		// and of them it would be more than one in a hundred.
		areas := slices.DeleteFunc(h.bend(h.Grids()/200), func(a city.Area) bool { return a.Layer != "grid" })
		apply(t, h.store, puts(first+city.Date(n+1), areas))
		bent = append(bent, areas[0])
	}
	// The store and its caches are there before anything is measured.
	warm, err := openAtlas(t, h.store, nil).At(t.Context(), first, 0)
	if err != nil {
		t.Fatal(err)
	}
	warm.Locate(h.Queries(1)[0], atlas.Asked{})
	before := calmHeap(t)
	a := openAtlas(t, h.store, nil)
	one := float64(heap() - before)
	var pics []*atlas.Picture
	for n := range dates {
		p, err := a.At(context.Background(), first+city.Date(n), 0)
		if err != nil {
			t.Fatal(err)
		}
		if !p.Edited() && !p.OneContent(a.Current()) {
			t.Errorf("date %d was built anew", n)
		}
		pics = append(pics, p)
	}
	all := float64(heap() - before)
	t.Logf("%d dates take %.2f times the room of one: %.0f, %.0f", dates, all/one, all, one)
	if all > 1.5*one {
		t.Errorf("%d dates take %.0f bytes, one takes %.0f", dates, all, one)
	}
	for n, p := range pics {
		if again, err := a.At(context.Background(), first+city.Date(n), 0); err != nil || again != p {
			t.Errorf("date %d is not kept: %v", n, err)
		}
		if n > 0 && n%4 == 0 {
			sameAsFresh(t, h.store, p, around(bent[n-1].Shape))
		}
	}
	runtime.KeepAlive(a)
}

// calmHeap is the heap once nothing is let go any more: what tests before this one have begun,
// such as tiles made ahead, may still end.
func calmHeap(t *testing.T) int64 {
	t.Helper()
	last := heap()
	for range 60 {
		time.Sleep(100 * time.Millisecond)
		now := heap()
		if d := now - last; -1<<16 < d && d < 1<<16 {
			return now
		}
		last = now
	}
	t.Fatal("the heap does not come to rest")
	return 0
}
