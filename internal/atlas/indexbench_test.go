package atlas_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// BenchmarkRevision measures, for the demo city, how long it takes until a grid that another
// process has changed is in the answers, and what that takes when the picture is made anew.
func BenchmarkRevision(b *testing.B) {
	store, now := demoStore(b, demo.SizeCity)
	a, err := atlas.Open(b.Context(), store, now)
	if err != nil {
		b.Fatal(err)
	}
	day := a.Current().Date
	grids, err := store.Versions(b.Context(), city.Query{Layer: city.LayerGrid, At: &day})
	if err != nil {
		b.Fatal(err)
	}
	next := 0
	change := func(b *testing.B) {
		b.Helper()
		g := grids[next%len(grids)].Area
		next++
		g.Shape = bump(g.Shape, next)
		apply(b, store, puts(day, []city.Area{g}))
	}
	b.Run("refresh", func(b *testing.B) {
		edited := 0
		for b.Loop() {
			b.StopTimer()
			change(b)
			b.StartTimer()
			if _, err := a.Refresh(b.Context()); err != nil {
				b.Fatal(err)
			}
			if a.Current().Edited() {
				edited++
			}
		}
		b.ReportMetric(float64(edited)/float64(b.N), "edited/op")
	})
	b.Run("anew", func(b *testing.B) {
		for b.Loop() {
			if _, err := a.Current().Fresh(b.Context(), store); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("date", func(b *testing.B) {
		for n := city.Date(1); b.Loop(); n++ {
			if _, err := a.At(b.Context(), day-n, 0); err != nil {
				b.Fatal(err)
			}
		}
	})
	// A date on which the history says something else than on any that is kept.
	b.Run("turn", func(b *testing.B) {
		at := changed(b, store)
		for n := 0; b.Loop(); n++ {
			b.StopTimer()
			fresh, err := atlas.Open(b.Context(), store, now)
			if err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			if _, err := fresh.At(b.Context(), at[n%len(at)]-1, 0); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(at)), "turns")
	})
}

// changed are the dates on which something in a store begins, in order.
func changed(b *testing.B, s city.Reader) []city.Date {
	b.Helper()
	seen := map[city.Date]bool{}
	for _, kind := range city.RecordKinds() {
		rs, err := s.Records(b.Context(), city.Query{Kind: kind})
		if err != nil {
			b.Fatal(err)
		}
		for i := range rs {
			if d := rs[i].Valid.From; d != city.OpenStart {
				seen[d] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// bump moves a vertex of a shape by a unit.
func bump(m geo.MultiPolygon, n int) geo.MultiPolygon {
	ring := slices.Clone(m[0][0])
	ring[n%len(ring)].X++
	return append(geo.MultiPolygon{append(geo.Polygon{ring}, m[0][1:]...)}, m[1:]...)
}

// BenchmarkStart measures what a start does for the index of the demo city: building it, or
// opening what was kept, with and without reading all of it first.
func BenchmarkStart(b *testing.B) {
	store, now := demoStore(b, demo.SizeCity)
	s := &atlas.Snapshots{Folder: b.TempDir()}
	a, err := atlas.OpenWith(b.Context(), store, atlas.Options{Now: now, Snapshots: s})
	if err != nil {
		b.Fatal(err)
	}
	p := a.Current()
	b.Run("build", func(b *testing.B) {
		for b.Loop() {
			if err := p.Rebuild(); err != nil {
				b.Fatal(err)
			}
		}
	})
	keep(b, a, s)
	for _, verify := range []bool{false, true} {
		s.Verify = verify
		b.Run(map[bool]string{false: "open", true: "verify"}[verify], func(b *testing.B) {
			for b.Loop() {
				if !s.Reopen(b.Context(), p) {
					b.Fatal("the snapshot is of no use")
				}
			}
		})
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			if _, err := p.Fresh(b.Context(), store); err != nil {
				b.Fatal(err)
			}
		}
	})
}
