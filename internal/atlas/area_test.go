package atlas_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/storetest"
)

// told is a store with a story of areas.
func told(t *testing.T) city.Store {
	t.Helper()
	s, err := gpkg.Init(t.Context(), t.TempDir()+"/story.gpkg", storetest.Scheme(t), gpkg.Options{Timeline: "t-story"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for _, c := range storetest.AreaStory(11, 80) {
		if _, err := s.Apply(t.Context(), c); err != nil && city.KindOf(err) == city.Internal {
			t.Fatal(err)
		}
	}
	return s
}

// TestAreaIsWhatFindSays: every code that was ever given, asked at many dates and revisions,
// is answered as the domain answers it from the store alone.
func TestAreaIsWhatFindSays(t *testing.T) {
	s := told(t)
	a := openAtlas(t, s, nil)
	all, err := s.Versions(t.Context(), city.Query{AllRevisions: true})
	if err != nil {
		t.Fatal(err)
	}
	keys, dates := map[city.Key]bool{}, map[city.Date]bool{city.DateOf(time.Now()): true}
	for i := range all {
		v := &all[i]
		keys[v.Key()] = true
		for _, f := range v.Former {
			keys[city.Key{Layer: v.Layer, Code: f}] = true
		}
		for _, d := range []city.Date{v.Valid.From, v.Valid.To} {
			if !d.Open() {
				dates[d], dates[d-1] = true, true
			}
		}
	}
	seen := map[city.Matched]int{}
	for date := range dates {
		for _, rev := range []int64{a.Current().Revision, a.Current().Revision / 2} {
			pic, err := a.At(t.Context(), date, rev)
			if err != nil {
				t.Fatal(err)
			}
			for k := range keys {
				seen[compareFound(t, s, a, pic, k)]++
			}
		}
	}
	if seen[city.MatchedCode] == 0 || seen[city.MatchedFormer] == 0 || seen[city.MatchedRetired] == 0 || seen[""] == 0 {
		t.Errorf("the story does not have everything: %v", seen)
	}
}

func compareFound(t *testing.T, s city.Store, a *atlas.Atlas, pic *atlas.Picture, k city.Key) city.Matched {
	t.Helper()
	want, wantErr := city.Find(t.Context(), s, k, pic.Date, pic.Revision)
	got, err := a.Area(t.Context(), pic, k.Layer, k.Code)
	if wantErr != nil || err != nil {
		if city.CodeOf(err) != city.CodeOf(wantErr) {
			t.Fatalf("%s at %s, revision %d: %v, want %v", k, pic.Date, pic.Revision, err, wantErr)
		}
		return ""
	}
	slices.Sort(want.Predecessors)
	slices.Sort(got.Predecessors)
	if got.Code != want.Key().Code || got.Matched != want.Matched || got.Valid.From != want.Valid.From.String() || got.Valid.To != want.Valid.To.String() ||
		!slices.Equal(got.Successors, want.Successors) && len(got.Successors)+len(want.Successors) > 0 ||
		!slices.Equal(got.Predecessors, slices.Compact(want.Predecessors)) && len(got.Predecessors)+len(want.Predecessors) > 0 {
		t.Fatalf("%s at %s, revision %d: %+v, want %+v", k, pic.Date, pic.Revision, got, want)
	}
	return got.Matched
}

// chequered is a store with n by n grids of equal size under two communities.
func chequered(t testing.TB, n int32) *atlas.Atlas {
	t.Helper()
	s := openStore(t, `
layers:
  - {key: community, name: {zh: 社区, en: Community}, parent: "", partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: community, partition: true}
  - {key: overlay, name: {zh: 叠加, en: Overlay}, parent: "", partition: false}
  - {key: ground, name: {zh: 用地, en: Ground}, parent: "", partition: false, base: true}
`)
	list := []city.Area{
		area("community", "w", "", rect(0, 0, n/2, n)), area("community", "e", "", rect(n/2, 0, n, n)),
		area("overlay", "o", "", rect(1, 1, 3, 3)), area("ground", "u", "", rect(1, 1, 3, 3)),
	}
	for x := range n {
		for y := range n {
			parent := "w"
			if x >= n/2 {
				parent = "e"
			}
			list = append(list, area("grid", fmt.Sprintf("g%02d%02d", x, y), parent, rect(x, y, x+1, y+1)))
		}
	}
	apply(t, s, always(list...))
	return openAtlas(t, s, nil)
}

// TestNeighbours: in a chequered layer each area has its eight neighbours, the borders of
// those beside it and the frame make up its perimeter, and both ends tell the same length.
func TestNeighbours(t *testing.T) {
	const n = 6
	pic := chequered(t, n).Current()
	border := map[[2]string]float64{}
	for x := range n {
		for y := range n {
			code := fmt.Sprintf("g%02d%02d", x, y)
			near, err := pic.Neighbours(t.Context(), "grid", code)
			if err != nil {
				t.Fatal(err)
			}
			inner := x > 0 && y > 0 && x < n-1 && y < n-1
			sum, corners := 0.0, 0
			for _, b := range near {
				sum += b.BorderM
				border[[2]string{code, b.Code}] = b.BorderM
				if b.CornerOnly {
					corners++
				}
				if b.CornerOnly != (b.BorderM == 0) {
					t.Errorf("%s: %+v", code, b)
				}
			}
			if inner && (len(near) != 8 || corners != 4) {
				t.Errorf("%s has the neighbours %+v", code, near)
			}
			x, y := int32(x), int32(y)
			if around := float64(rect(x, y, x+1, y+1)[0][0].Perimeter()); inner && math.Abs(sum-around) > 0.03 {
				t.Errorf("%s: borders of %.3f m, perimeter %.3f m", code, sum, around)
			}
			if !slices.IsSortedFunc(near, func(a, b atlas.Neighbour) int { return int(math.Ceil(b.BorderM*100) - math.Ceil(a.BorderM*100)) }) {
				t.Errorf("%s: not the longest first: %+v", code, near)
			}
		}
	}
	for pair, m := range border {
		if border[[2]string{pair[1], pair[0]}] != m {
			t.Errorf("%v: %v and %v m", pair, m, border[[2]string{pair[1], pair[0]}])
		}
	}
	if _, err := pic.Neighbours(t.Context(), "overlay", "o"); city.CodeOf(err) != "free_layer" {
		t.Errorf("free layer: %v", err)
	}
	if _, err := pic.Neighbours(t.Context(), "grid", "nix"); city.CodeOf(err) != "unknown_code" {
		t.Errorf("no such area: %v", err)
	}
}

// TestAreasInPages: whatever the size of a page, the pages together are the list, and the
// list is what the filter says.
func TestAreasInPages(t *testing.T) {
	pic := chequered(t, 6).Current()
	box := geo.Box{Min: at(2, 2), Max: at(4, 4)}
	for _, f := range []atlas.AreaFilter{
		{}, {Layers: []string{"grid"}}, {Layers: []string{"grid"}, Parent: "w"}, {Layers: []string{"grid"}, Box: &box}, {Layers: []string{"ground"}},
		{Box: &box}, {Layers: []string{""}},
	} {
		whole, more := pic.Areas(f, city.Key{}, 1000)
		if more {
			t.Fatal("a whole list goes on")
		}
		for limit := 1; limit < 40; limit += 7 {
			var got []string
			after := city.Key{}
			for {
				page, more := pic.Areas(f, after, limit)
				for _, c := range page {
					got = append(got, c.Layer+"/"+c.Code)
				}
				if !more {
					break
				}
				after = city.Key{Layer: page[len(page)-1].Layer, Code: page[len(page)-1].Code}
			}
			want := make([]string, len(whole))
			for i, c := range whole {
				want[i] = c.Layer + "/" + c.Code
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%+v in pages of %d: %v, want %v", f, limit, got, want)
			}
		}
		for _, c := range whole {
			if c.Layer == "ground" && len(f.Layers) == 0 || f.Parent != "" && c.Parent != f.Parent {
				t.Errorf("%+v lists %+v", f, c)
			}
		}
	}
	// Boxes are closed: the grids around touch it, and so do both communities and the overlay.
	if list, _ := pic.Areas(atlas.AreaFilter{Box: &box}, city.Key{}, 1000); len(list) != 16+2+1 {
		t.Errorf("%d areas in the box", len(list))
	}
}

// TestCountsOfFew: households below 30 are not told, nor the people of such an area.
func TestCountsOfFew(t *testing.T) {
	s := openStore(t, `layers: [{key: grid, name: {zh: 网格, en: Grid}, parent: "", partition: true}]`)
	num := func(n int64) *int64 { return &n }
	var list []city.Area
	for i, c := range []struct{ households, population *int64 }{{num(29), num(100)}, {num(30), num(100)}, {nil, num(29)}, {num(30), num(29)}, {nil, num(30)}, {num(0), num(0)}} {
		a := area("grid", fmt.Sprint("g", i), "", rect(int32(i), 0, int32(i)+1, 1))
		a.Households, a.Population = c.households, c.population
		list = append(list, a)
	}
	apply(t, s, always(list...))
	cards, _ := openAtlas(t, s, nil).Current().Areas(atlas.AreaFilter{}, city.Key{}, 10)
	var got string
	for _, c := range cards {
		for _, n := range []*int64{c.Households, c.Population} {
			if n == nil {
				got += " -"
			} else {
				got += fmt.Sprint(" ", *n)
			}
		}
	}
	if want := " - - 30 100 - - 30 - - 30 - -"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestStoreAway: while the store does not answer, what is in memory is told, and the others
// wait their time, bounded, and leave nothing behind.
func TestStoreAway(t *testing.T) {
	s := &away{Store: told(t)}
	a := openAtlas(t, s, nil)
	s.is.Lock()
	s.away = true
	s.is.Unlock()
	cards, _ := a.Current().Areas(atlas.AreaFilter{}, city.Key{}, 1)
	if _, err := a.Area(t.Context(), a.Current(), cards[0].Layer, cards[0].Code); err != nil {
		t.Errorf("from memory: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	const asking = 2000
	refused := make(chan error, asking)
	for range asking {
		go func() {
			_, err := a.Area(ctx, a.Current(), cards[0].Layer, "nix")
			refused <- err
		}()
	}
	// Two a processor are at the store and 256 wait; the others are sent away at once.
	wait := 256 + 2*runtime.GOMAXPROCS(0)
	for range asking - wait {
		if err := <-refused; city.CodeOf(err) != "busy" {
			t.Fatalf("one too many: %v", err)
		}
	}
	cancel()
	for range wait {
		if err := <-refused; !errors.Is(err, context.Canceled) {
			t.Errorf("one who waits: %v", err)
		}
	}
	s.is.Lock()
	s.away = false
	s.is.Unlock()
	if _, err := a.Area(t.Context(), a.Current(), cards[0].Layer, "nix"); city.CodeOf(err) != "unknown_code" {
		t.Errorf("afterwards: %v", err)
	}
}

// away is a store that can be made to answer nothing.
type away struct {
	city.Store
	is   sync.Mutex
	away bool
}

func (s *away) CodeID(ctx context.Context, k city.Key) (int64, error) {
	s.is.Lock()
	hold := s.away
	s.is.Unlock()
	if hold {
		<-ctx.Done()
		return 0, ctx.Err()
	}
	return s.Store.CodeID(ctx, k)
}
