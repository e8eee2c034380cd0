package atlas_test

import (
	"sync"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// TestCatchUp: the pictures of all revisions of a made-up town with its buildings, places and
// history, made of one another forward and backward, say what is read anew; of each only the
// areas that were touched are read.
func TestCatchUp(t *testing.T) {
	d := openDemo(t, demo.SizeTiny)
	store := &watched{Store: d.store}
	a := openAtlas(t, store, noon)
	last := a.Current().Revision
	var order []int64
	for rev := last - 1; rev > 0; rev-- {
		order = append(order, rev)
	}
	for _, from := range []string{"2025-06-30", ""} {
		day := a.Current().Date
		if from != "" {
			day = date(t, from)
		}
		for _, rev := range append(order, last) {
			before := store.reads.Load()
			p, err := a.At(t.Context(), day, rev)
			if err != nil {
				t.Fatal(err)
			}
			if n := store.reads.Load() - before; n > 1 {
				t.Errorf("revision %d at %v: %d readings of areas", rev, day, n)
			}
			fresh, err := p.Fresh(t.Context(), d.store)
			if err != nil {
				t.Fatal(err)
			}
			if what := p.Differs(fresh); what != "" {
				t.Errorf("revision %d at %v differs from one that was read anew: %s", rev, day, what)
			}
		}
	}
	if last < 3 {
		t.Errorf("the town has only %d revisions", last)
	}
}

// TestNothingIsWrittenTo: pictures that others read give their lists to new ones, which are
// made of several of them, and stay as they are. The race detector sees who writes.
func TestNothingIsWrittenTo(t *testing.T) {
	h := newHamlet(t, 8)
	day := date(t, "2026-01-01")
	a := openAtlas(t, h.store, nil)
	points := h.Queries(200)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	read := func(p *atlas.Picture) {
		for {
			select {
			case <-stop:
				return
			default:
			}
			for _, q := range points {
				p.Locate(q, atlas.Asked{})
			}
			p.Areas(atlas.AreaFilter{}, city.Key{}, 1000)
		}
	}
	var pics []*atlas.Picture
	for n := range city.Date(6) {
		apply(t, h.store, puts(day+n, h.bend(1)))
		if n%2 == 0 { // the same once more, under another name: shapes that stay
			g := h.grid(int(n))
			g.Names.Zh = "另名"
			apply(t, h.store, puts(day+n, []city.Area{g}))
		}
		if _, err := a.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		other, err := a.At(t.Context(), day+n, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []*atlas.Picture{a.Current(), other} {
			pics = append(pics, p)
			wg.Go(func() { read(p) })
		}
	}
	close(stop)
	wg.Wait()
	for _, p := range pics {
		fresh, err := p.Fresh(t.Context(), h.store)
		if err != nil {
			t.Fatal(err)
		}
		if what := p.Differs(fresh); what != "" {
			t.Errorf("revision %d at %v is not what it was: %s", p.Revision, p.Date, what)
		}
	}
}
