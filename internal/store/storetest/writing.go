package storetest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

func itoa(n int) string { return strconv.Itoa(n) }

// allOrNothing: a change whose last entry is bad leaves state, versions, codes and the
// counter of ids as they were.
func allOrNothing(t *testing.T, f Factory) {
	d := start(t, f)
	d.do(put("district", "d", ""), put("street", "s", "d"))
	good := []city.Entry{put("district", "new", ""), city.PutArea(named("district", "d", "", "other"), from(1)), city.DeleteArea(key("street", "s"), day(2))}
	shapeless, badShape, badText, badClass := area("district", "x", ""), area("district", "x", ""), area("district", "x", ""), area("district", "x", "")
	shapeless.Shape = nil
	badShape.Shape = geo.MultiPolygon{{{{X: 1, Y: 1}, {X: 2, Y: 2}}}}
	badText.Names.Zh = "a\xff"
	badClass.Class = map[string]string{"a": "\x00"}
	for _, c := range []struct {
		name string
		bad  city.Entry
		kind city.Kind
		code string
	}{
		{"unknown layer", put("nowhere", "x", ""), city.NotFound, "unknown_layer"},
		{"bad code", put("numbered", "37081100100", ""), city.Invalid, "bad_code"},
		{"empty code", put("district", "", ""), city.Invalid, "bad_code"},
		{"unknown parent", put("street", "x", "nowhere"), city.Invalid, "unknown_parent"},
		{"parent in a layer without", put("district", "x", "d"), city.Invalid, "unknown_parent"},
		{"no shape", city.PutArea(shapeless, city.Always()), city.Invalid, "empty_shape"},
		{"two points", city.PutArea(badShape, city.Always()), city.Invalid, "bad_shape"},
		{"no UTF-8", city.PutArea(badText, city.Always()), city.Invalid, "bad_text"},
		{"NUL", city.PutArea(badClass, city.Always()), city.Invalid, "bad_text"},
		{"empty period", city.PutArea(area("district", "x", ""), span(2, 2)), city.Invalid, "bad_period"},
		{"year 10000", city.PutArea(area("district", "x", ""), city.Period{From: city.LastDate + 1, To: city.OpenEnd}), city.Invalid, "bad_period"},
		{"no area", city.Entry{Op: city.Put, Key: key("district", "x"), Valid: city.Always()}, city.Invalid, "bad_entry"},
		{"other area", city.Entry{Op: city.Put, Key: key("district", "x"), Valid: city.Always(), Content: ptr(area("district", "y", ""))}, city.Invalid, "bad_entry"},
		{"no operation", city.Entry{Op: "drop", Key: key("district", "x"), Valid: city.Always()}, city.Invalid, "bad_entry"},
		{"delete of nothing", city.DeleteArea(key("district", "x"), day(1)), city.NotFound, "unknown_code"},
		{"unknown successor", city.DeleteArea(key("district", "d"), day(1), "x"), city.Invalid, "unknown_successor"},
		{"restore of a stranger", city.Entry{Op: city.Restore, Key: key("district", "d"), Versions: []city.Record{{Content: ptr(area("district", "d", "")), ID: 77, Valid: city.Always()}}}, city.Invalid, "bad_entry"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d.t = t
			d.refuse(c.kind, c.code, city.Change{Effective: city.OpenStart, Entries: append(append([]city.Entry{}, good...), c.bad)})
			_, err := d.CodeID(t.Context(), key("district", "new"))
			d.failed(err, city.NotFound, "unknown_code")
		})
	}
	d.t = t
	d.refuse(city.Invalid, "bad_text", city.Change{Note: "\xff", Entries: good})
	d.do(put("district", "next", ""))
	if id, err := d.CodeID(t.Context(), key("district", "next")); err != nil || id != 3 {
		t.Fatalf("the next id is %d (%v), want 3: a refused change has used ids", id, err)
	}
}

// emptyChange: a change that changes nothing takes no revision.
func emptyChange(t *testing.T, f Factory) {
	d := start(t, f)
	none := d.do()
	equal(t, "empty change on an empty store", none, city.Revision{Timeline: "t-suite"})
	first := d.do(put("district", "d", ""))
	before := d.picture()
	for _, c := range []struct {
		name    string
		entries []city.Entry
	}{
		{"no entry", nil},
		{"the same again", []city.Entry{put("district", "d", "")}},
		{"the same, later", []city.Entry{city.PutArea(area("district", "d", ""), from(5))}},
		{"the same, for a while", []city.Entry{city.PutArea(area("district", "d", ""), span(5, 6))}},
		{"made and taken away", []city.Entry{put("district", "e", ""), city.DeleteArea(key("district", "e"), city.OpenStart)}},
	} {
		r := d.apply(city.Change{Author: "b", Note: c.name, Effective: city.OpenStart, Base: ptr(first.Number), Entries: c.entries})
		equal(t, c.name, r, city.Revision{Number: 1, Timeline: "t-suite", Hash: first.Hash})
		d.same(before)
	}
	_, err := d.CodeID(t.Context(), key("district", "e"))
	d.failed(err, city.NotFound, "unknown_code")
}

// stale: a change made on another revision than the latest is refused, whatever it holds.
func stale(t *testing.T, f Factory) {
	d := start(t, f)
	d.apply(city.Change{Effective: city.OpenStart, Base: ptr(int64(0)), Entries: []city.Entry{put("district", "d", "")}})
	for _, base := range []int64{0, 2, -1} {
		d.refuse(city.Stale, "stale_revision", city.Change{Effective: city.OpenStart, Base: &base, Entries: []city.Entry{put("district", "e", "")}})
		d.refuse(city.Stale, "stale_revision", city.Change{Base: &base})
	}
	d.apply(city.Change{Effective: city.OpenStart, Base: ptr(int64(1)), Entries: []city.Entry{put("district", "e", "")}})
}

const writers = 16

// race lets all writers apply a change at the same moment.
func race(d *desk, base *int64, code string) ([]city.Revision, []error) {
	revs, errs := make([]city.Revision, writers), make([]error, writers)
	gate := make(chan struct{})
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			<-gate
			revs[i], errs[i] = d.Apply(d.ctx(), city.Change{Author: itoa(i), Effective: city.OpenStart, Base: base, Entries: []city.Entry{put("district", code+itoa(i), "")}})
		})
	}
	close(gate)
	wg.Wait()
	return revs, errs
}

// oneWinner: of writers with the same base exactly one gets through.
func oneWinner(t *testing.T, f Factory) {
	d := start(t, f)
	for round := range 3 {
		base := int64(round)
		_, errs := race(d, &base, "r"+itoa(round)+"w")
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				d.failed(err, city.Stale, "stale_revision")
			}
		}
		equal(t, fmt.Sprintf("winners of round %d", round), won, 1)
		equal(t, "revision", d.state().Revision, base+1)
		equal(t, "areas", len(d.versions(city.Query{})), round+1)
	}
}

// queue: without a base all get through, one after the other, on one chain.
func queue(t *testing.T, f Factory) {
	d := start(t, f)
	revs, errs := race(d, nil, "w")
	seen := map[int64]bool{}
	for i, err := range errs {
		if err != nil {
			t.Fatalf("writer %d: %v", i, err)
		}
		seen[revs[i].Number] = true
	}
	equal(t, "different revisions", len(seen), writers)
	equal(t, "revision", d.state().Revision, int64(writers))
	equal(t, "areas", len(d.versions(city.Query{})), writers)
	checkChain(t, d, 0, [32]byte{})
}

// wholeRevisions: a reader beside a writer sees all of a revision or nothing of it.
func wholeRevisions(t *testing.T, f Factory) {
	d := start(t, f)
	const areas, rounds = 20, 25
	done := make(chan error, 1)
	go func() {
		defer close(done)
		for n := range rounds {
			var entries []city.Entry
			for i := range areas {
				entries = append(entries, city.PutArea(named("district", "w"+itoa(i), "", itoa(n+1)), city.Always()))
			}
			if _, err := d.Apply(d.ctx(), city.Change{Effective: city.OpenStart, Entries: entries}); err != nil {
				done <- err
				return
			}
		}
	}()
	for running := true; running; {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			running = false
		default:
		}
		st := d.state()
		for _, q := range []city.Query{{}, {Revision: st.Revision}} {
			vs := d.versions(q)
			if st.Revision > 0 && len(vs) != areas {
				t.Fatalf("%d areas at revision %d", len(vs), st.Revision)
			}
			for i := range vs {
				if vs[i].Names.Zh != vs[0].Names.Zh || q.Revision > 0 && vs[i].Names.Zh != itoa(int(q.Revision)) {
					t.Fatalf("revision %d (asked %d): %s beside %s", st.Revision, q.Revision, vs[i].Names.Zh, vs[0].Names.Zh)
				}
			}
			if st.Revision == 0 {
				break
			}
		}
	}
}

// cancelledBefore: with an ended context every call ends with its error.
func cancelledBefore(t *testing.T, f Factory) {
	d := start(t, f)
	d.do(put("district", "d", ""))
	before := d.picture()
	ctx, cancel := context.WithCancel(d.ctx())
	cancel()
	for name, err := range calls(ctx, d.Store) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", name, err)
		}
	}
	late, cancel := context.WithDeadline(d.ctx(), time.Now().Add(-time.Second))
	defer cancel()
	if _, err := d.Apply(late, city.Change{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want context.DeadlineExceeded", err)
	}
	d.same(before)
}

// calls makes each call of a store once.
func calls(ctx context.Context, s city.Store) map[string]error {
	out := map[string]error{}
	_, out["State"] = s.State(ctx)
	_, out["Scheme"] = s.Scheme(ctx)
	_, out["Versions"] = s.Versions(ctx, city.Query{})
	_, out["Records"] = s.Records(ctx, city.Query{Kind: city.KindPlace})
	_, out["CodeID"] = s.CodeID(ctx, key("district", "d"))
	_, out["CodeIDs"] = s.CodeIDs(ctx, []city.Key{key("district", "d")})
	_, out["Revisions"] = s.Revisions(ctx, 0, 10)
	_, out["Log"] = s.Log(ctx, 0, 10)
	_, out["LogCount"] = s.LogCount(ctx, 1, 10)
	_, out["Apply"] = s.Apply(ctx, city.Change{Effective: city.OpenStart, Entries: []city.Entry{put("district", "e", "")}})
	return out
}

// cancelledDuring: a context that ends while a change is written undoes all of it.
func cancelledDuring(t *testing.T, f Factory) {
	d := start(t, f)
	var entries []city.Entry
	for i := range 1000 {
		a := area("district", "c"+itoa(i), "")
		a.Shape = geo.MultiPolygon{{circle(60)}}
		entries = append(entries, city.PutArea(a, city.Always()))
	}
	whole := start(t, f)
	began := time.Now()
	whole.do(entries...)
	took := time.Since(began)
	empty := d.picture()
	cancelled := 0
	for part := range 8 {
		ctx, cancel := context.WithTimeout(d.ctx(), took*time.Duration(part+1)/10)
		_, err := d.Apply(ctx, city.Change{Effective: city.OpenStart, Entries: entries})
		cancel()
		if err == nil { // it was faster this time
			break
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v, want context.DeadlineExceeded", err)
		}
		cancelled++
		d.same(empty)
	}
	if cancelled == 0 {
		t.Fatal("no change was cancelled while it was written")
	}
	d.do(entries...)
	equal(t, "hash after cancelled changes", d.state().Hash, whole.state().Hash)
}

// closedStore: after Close every call says so, and Close may be called again.
func closedStore(t *testing.T, f Factory) {
	d := start(t, f)
	d.do(put("district", "d", ""))
	for range 2 {
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for name, err := range calls(d.ctx(), d.Store) {
		t.Run(name, func(t *testing.T) { (&desk{t: t}).failed(err, city.Unavailable, "store_closed") })
	}
}

// unknownRevision: a revision that is not there yet is no empty answer.
func unknownRevision(t *testing.T, f Factory) {
	d := start(t, f)
	d.do(put("district", "d", ""))
	for _, n := range []int64{2, 1 << 40, -1} {
		_, err := d.Versions(t.Context(), city.Query{Revision: n})
		d.failed(err, city.NotFound, "unknown_revision")
		_, err = city.ReverseOf(t.Context(), d, n)
		d.failed(err, city.NotFound, "unknown_revision")
	}
	equal(t, "versions at revision 1", len(d.versions(city.Query{Revision: 1})), 1)
}
