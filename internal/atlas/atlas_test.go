package atlas_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

const plain = `
layers:
  - {key: upper, name: {zh: 上, en: U}, parent: "", partition: true}
  - {key: lower, name: {zh: 下, en: L}, parent: upper, partition: true}
`

func date(t testing.TB, s string) city.Date {
	t.Helper()
	d, err := city.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestAt asks every date of every revision of a history of random changes, and compares
// with a table of days that is written by hand of the same changes.
func TestAt(t *testing.T) {
	const days, revisions, places = 8, 9, 4
	first := date(t, "2025-07-01")
	store := openStore(t, plain)
	rng := rand.New(rand.NewPCG(7, 7))
	var table [revisions + 1][days]int // place of the area; 0 = none. Revision 0 knows nothing.
	for rev := 1; rev <= revisions; rev++ {
		table[rev] = table[rev-1]
		from, to, place := rng.IntN(days), days, 1+rng.IntN(places)
		if rng.IntN(2) == 0 {
			to = from + 1 + rng.IntN(days-from)
		}
		p := city.Period{From: first + city.Date(from), To: first + city.Date(to)}
		e := city.Entry{Op: city.Delete, Key: city.Key{Layer: "upper", Code: "u"}, Valid: p}
		// A delete where nothing stands would be no revision.
		if !slices.ContainsFunc(table[rev][from:to], func(there int) bool { return there > 0 }) || rng.IntN(4) > 0 {
			a := area("upper", "u", "", rect(int32(place)*10, 0, int32(place)*10+10, 10))
			a.Names.Zh = fmt.Sprintf("第%d版", rev)
			e = city.PutArea(a, p)
		} else {
			place = 0
		}
		for d := from; d < to; d++ {
			table[rev][d] = place
		}
		apply(t, store, city.Change{Effective: p.From, Entries: []city.Entry{e}})
		if st, err := store.State(t.Context()); err != nil || st.Revision != int64(rev) {
			t.Fatalf("change %d: revision %d, %v", rev, st.Revision, err)
		}
	}
	a := openAtlas(t, store, nil)
	for rev := 1; rev <= revisions; rev++ {
		for d := range days {
			pic, err := a.At(t.Context(), first+city.Date(d), int64(rev))
			if err != nil {
				t.Fatal(err)
			}
			if pic.Revision != int64(rev) || pic.Date != first+city.Date(d) {
				t.Fatalf("asked for day %d of revision %d, got %v of %d", d, rev, pic.Date, pic.Revision)
			}
			for place := 1; place <= places; place++ {
				got := len(pic.Locate(at(int32(place)*10+5, 5), atlas.Asked{}).Areas) == 1
				if want := table[rev][d] == place; got != want {
					t.Errorf("revision %d, day %d, place %d: %v, want %v", rev, d, place, got, want)
				}
			}
		}
	}
}

func TestAtLimits(t *testing.T) {
	store := openStore(t, plain)
	apply(t, store, always(area("upper", "u", "", rect(0, 0, 10, 10))))
	a := openAtlas(t, store, nil)
	for _, rev := range []int64{-1, 2, 1 << 62} {
		if _, err := a.At(t.Context(), a.Current().Date, rev); city.CodeOf(err) != "unknown_revision" {
			t.Errorf("revision %d: %v", rev, err)
		}
	}
	for _, d := range []city.Date{city.FirstDate, city.LastDate} {
		if pic, err := a.At(t.Context(), d, 0); err != nil || len(pic.Locate(at(1, 1), atlas.Asked{}).Areas) != 1 {
			t.Errorf("date %v: %v", d, err)
		}
	}
	if pic, err := a.At(t.Context(), a.Current().Date, 1); err != nil || pic != a.Current() {
		t.Errorf("the current picture was built again: %v", err)
	}
	empty := openAtlas(t, openStore(t, plain), nil)
	if _, err := empty.At(t.Context(), empty.Current().Date, 1); city.CodeOf(err) != "unknown_revision" {
		t.Errorf("revision 1 of an empty store: %v", err)
	}
	if _, any := empty.Current().Bounds(); any || empty.Current().Locate(at(0, 0), atlas.Asked{}).Border.BorderAnswer != nil {
		t.Error("an empty store has bounds or a border")
	}
}

// TestKeptPictures: those used last stay, older ones are made again; and of those with tiles,
// which take much room, few stay.
func TestKeptPictures(t *testing.T) {
	const drawn = atlas.KeptDrawn + 2
	store := openStore(t, plain)
	c := always(area("upper", "u", "", rect(0, 0, 10, 10)))
	for n := range city.Date(drawn) { // each of these dates says something else
		p := city.Period{From: 10 + n, To: 11 + n}
		c.Entries = append(c.Entries, city.PutArea(area("lower", "l", "", rect(0, 0, 1, int32(1+n))), p))
	}
	apply(t, store, c)
	a := openAtlas(t, store, nil)
	known := map[city.Date]*atlas.Picture{}
	ask := func(n city.Date) (p *atlas.Picture, made bool) {
		t.Helper()
		p, err := a.At(t.Context(), n, 0)
		if err != nil {
			t.Fatal(err)
		}
		made, known[n] = known[n] != p, p
		return p, made
	}
	expect := func(n city.Date, want bool) {
		t.Helper()
		if _, made := ask(n); made != want {
			t.Errorf("date %d: made %v, want %v", n, made, want)
		}
	}
	for n := range city.Date(atlas.Kept) {
		expect(n, true)
	}
	expect(0, false)
	expect(1, false)
	expect(atlas.Kept, true) // and 2 goes
	expect(0, false)
	expect(3, false)
	expect(2, true)
	for n := range city.Date(drawn) {
		p, _ := ask(10 + n)
		if _, err := p.Pyramid(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	expect(1000, true)
	expect(10+drawn-1, false)
	expect(10+2, false)
	expect(30, false) // it was used before all of these, but takes little
	expect(10+1, true)
}

// TestBuiltOnce: many ask for one picture, and for many pictures, at the same time.
func TestBuiltOnce(t *testing.T) {
	const askers, revisions = 20, 8
	store := &watched{Store: openStore(t, plain)}
	for n := range int32(revisions + 1) {
		apply(t, store, always(area("upper", "u", "", rect(0, 0, 10, 10+n))))
	}
	a := openAtlas(t, store, nil)
	var building, most atomic.Int64
	count := func(context.Context) {
		n := building.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(time.Millisecond)
		building.Add(-1)
	}
	store.onRead.Store(&count)
	before := store.reads.Load()
	var wg sync.WaitGroup
	for i := range askers * revisions {
		wg.Go(func() {
			rev := int64(1 + i%revisions)
			pic, err := a.At(context.Background(), a.Current().Date, rev)
			if err != nil || pic.Revision != rev {
				t.Errorf("asker %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if n := store.reads.Load() - before; n != revisions { // of the area that was touched
		t.Errorf("%d readings for %d pictures", n, revisions)
	}
	if n := most.Load(); n > int64(runtime.GOMAXPROCS(0)) {
		t.Errorf("%d pictures were built at once", n)
	}
}

// TestGivingUp: a building ends when nobody waits for it any more, not before; a broken
// one does not end the process, and is tried again.
func TestGivingUp(t *testing.T) {
	store := &watched{Store: openStore(t, plain)}
	apply(t, store, always(area("upper", "u", "", rect(0, 0, 10, 10))))
	apply(t, store, always(area("upper", "u", "", rect(0, 0, 10, 11)))) // so that of revision 1 something is read
	a := openAtlas(t, store, nil)
	begun, ended := make(chan struct{}, 9), make(chan struct{}, 9)
	hold := func(ctx context.Context) {
		begun <- struct{}{}
		<-ctx.Done()
		ended <- struct{}{}
	}
	store.onRead.Store(&hold)
	first, leave := context.WithCancel(t.Context())
	second, leaveToo := context.WithCancel(t.Context())
	defer leaveToo()
	errs := make(chan error, 2)
	go func() { _, err := a.At(first, 1, 1); errs <- err }()
	<-begun
	go func() { _, err := a.At(second, 1, 1); errs <- err }()
	time.Sleep(20 * time.Millisecond) // the second has boarded
	leave()
	if err := <-errs; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	select {
	case <-ended:
		t.Fatal("the building ended though somebody waits")
	case <-time.After(20 * time.Millisecond):
	}
	leaveToo()
	<-ended
	if err := <-errs; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	broken := func(context.Context) { panic("broken at 116.3") }
	store.onRead.Store(&broken)
	var caught *atlas.PanicError
	if _, err := a.At(t.Context(), 1, 1); !errors.As(err, &caught) || strings.Contains(err.Error(), "116.3") || !strings.Contains(err.Error(), "TestGivingUp") {
		t.Fatalf("a panic became %v", err)
	}
	store.onRead.Store(nil)
	if _, err := a.At(t.Context(), 1, 1); err != nil {
		t.Fatal(err)
	}
}

// TestRefresh: readers see one revision or the next, never a mixture.
func TestRefresh(t *testing.T) {
	const revisions = 20
	store := openStore(t, plain)
	write := func(rev int64) {
		// All that the revision says carries its number; each has another area at the place
		// that is asked for, among others that stay, so that its index is edited.
		up, low := area("upper", "u", "", rect(0, 0, 10, 10)), area("lower", fmt.Sprint("l", rev), "u", rect(0, 0, 6, int32(10+rev)))
		up.Names.Zh, low.Names.Zh = fmt.Sprint(rev), fmt.Sprint(rev)
		c := always(up, low)
		if rev > 1 {
			c.Entries = append(c.Entries, city.DeleteArea(city.Key{Layer: "lower", Code: fmt.Sprint("l", rev-1)}, city.OpenStart))
		}
		for n := range int32(20) {
			c.Entries = append(c.Entries, city.PutArea(area("lower", fmt.Sprint("k", n), "u", rect(20, n, 21, n+1)), city.Always()))
		}
		apply(t, store, c)
	}
	write(1)
	a := openAtlas(t, store, nil)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var last int64
			for {
				select {
				case <-stop:
					return
				default:
				}
				pic := a.Current()
				if pic.Revision < last || pic.State.Revision != pic.Revision {
					t.Errorf("revision %d after %d, state %d", pic.Revision, last, pic.State.Revision)
					return
				}
				last = pic.Revision
				areas := pic.Locate(at(5, 5), atlas.Asked{}).Areas
				if len(areas) != 2 || areas[1].Code != fmt.Sprint("l", pic.Revision) {
					t.Errorf("revision %d answers %+v", pic.Revision, areas)
					return
				}
				for _, got := range areas {
					if got.Name != fmt.Sprint(pic.Revision) {
						t.Errorf("revision %d answers %+v", pic.Revision, got)
						return
					}
				}
			}
		})
	}
	edited := 0
	for rev := int64(2); rev <= revisions; rev++ {
		write(rev)
		if changed, err := a.Refresh(t.Context()); err != nil || !changed || a.Current().Revision != rev {
			t.Fatalf("revision %d: changed %v, %v", rev, changed, err)
		}
		if a.Current().Edited() {
			edited++
		}
		if changed, err := a.Refresh(t.Context()); err != nil || changed {
			t.Fatalf("nothing happened: changed %v, %v", changed, err)
		}
	}
	close(stop)
	wg.Wait()
	if edited < revisions/2 || edited == revisions-1 { // now and then one is made anew
		t.Errorf("%d of %d pictures were edited", edited, revisions-1)
	}
}

// TestMidnight: the date rolls over at midnight of the city's zone.
func TestMidnight(t *testing.T) {
	store := openStore(t, plain)
	day := date(t, "2026-11-21")
	a1, a2 := area("upper", "u", "", rect(0, 0, 10, 10)), area("upper", "u", "", rect(20, 0, 30, 10))
	apply(t, store, always(a1))
	apply(t, store, city.Change{Effective: day, Entries: []city.Entry{city.PutArea(a2, city.Period{From: day, To: city.OpenEnd})}})
	var now atomic.Pointer[time.Time]
	set := func(s string) {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		now.Store(&v)
	}
	set("2026-11-20T15:59:59Z") // a second before midnight in Shanghai
	a := openAtlas(t, store, func() time.Time { return *now.Load() })
	if got := a.Current(); got.Date != day-1 || len(got.Locate(at(5, 5), atlas.Asked{}).Areas) != 1 {
		t.Fatalf("before midnight: %v", got.Date)
	}
	if changed, err := a.Refresh(t.Context()); changed || err != nil {
		t.Fatalf("before midnight: changed %v, %v", changed, err)
	}
	set("2026-11-20T16:00:00Z")
	if changed, err := a.Refresh(t.Context()); !changed || err != nil {
		t.Fatalf("at midnight: changed %v, %v", changed, err)
	}
	if got := a.Current(); got.Date != day || len(got.Locate(at(25, 5), atlas.Asked{}).Areas) != 1 || got.Revision != 2 {
		t.Fatalf("after midnight: %v", got.Date)
	}
}

// TestStoreGone: after an error the last picture goes on answering.
func TestStoreGone(t *testing.T) {
	store := openStore(t, plain)
	apply(t, store, always(area("upper", "u", "", rect(0, 0, 10, 10))))
	a := openAtlas(t, store, nil)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if changed, err := a.Refresh(t.Context()); err == nil || changed {
		t.Fatalf("changed %v, %v", changed, err)
	}
	if len(a.Current().Locate(at(5, 5), atlas.Asked{}).Areas) != 1 {
		t.Fatal("the picture is gone")
	}
}

func TestPyramid(t *testing.T) {
	store := openStore(t, plain)
	apply(t, store, always(area("upper", "u", "", rect(0, 0, 10, 10))))
	pic := openAtlas(t, store, nil).Current()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if p, err := pic.Pyramid(t.Context()); err != nil || p == nil {
				t.Errorf("%v", err)
			}
		})
	}
	wg.Wait()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	fresh := openAtlas(t, store, nil).Current()
	if _, err := fresh.Pyramid(gone); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := fresh.Pyramid(t.Context()); err != nil {
		t.Error(err)
	}
}
