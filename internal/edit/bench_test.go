package edit_test

import (
	"context"
	"sync"
	"testing"

	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/edit"
)

var wholeCity = sync.OnceValues(func() (*demo.City, error) { return demo.Make(context.Background(), demo.SizeCity, nil) })

// BenchmarkDryRun is what an editor waits for while a border is dragged: a city of 1,800
// grids and 31,000 buildings.
func BenchmarkDryRun(b *testing.B) {
	cities[demo.SizeCity] = wholeCity
	d := newDesk(b, demo.SizeCity)
	c := newChance(3)
	var asks []edit.Request
	for len(asks) < 20 {
		ask := edit.Request{Edits: []edit.Edit{{MoveArc: c.move(d, "grid")}}}
		if _, err := d.editor.Prepare(b.Context(), &ask); err == nil {
			asks = append(asks, ask)
		}
	}
	b.Run("move", func(b *testing.B) {
		for i := range b.N {
			if _, err := d.editor.Prepare(b.Context(), &asks[i%len(asks)]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("first", func(b *testing.B) { // reads the city
		for i := range b.N {
			if _, err := edit.NewEditor(d.store, now).Prepare(b.Context(), &asks[i%len(asks)]); err != nil {
				b.Fatal(err)
			}
		}
	})
}
