package httpapi

import (
	"fmt"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// TestWallsKeep: views that are asked for again and again are each made once, however many there are;
// the bound refuses another one by name, until one has been silent; one nobody asks for is given up.
func TestWallsKeep(t *testing.T) {
	var w walls
	made, left := map[string]int{}, 0
	ask := func(id string, now time.Time) error {
		_, err := w.get(id, now, func() *stranger {
			made[id]++
			at := &stranger{keys: id, made: make(chan struct{}), leave: func() { left++ }}
			close(at.made)
			return at
		})
		return err
	}
	now := time.Unix(0, 0)
	for range 5 {
		for i := range mostWalls {
			now = now.Add(time.Second)
			if err := ask(fmt.Sprint(i), now); err != nil {
				t.Fatal(err)
			}
		}
	}
	for id, n := range made {
		if n != 1 {
			t.Errorf("view %s was made %d times", id, n)
		}
	}
	if err := ask("more", now); city.CodeOf(err) != "walls_full" || left != 0 {
		t.Errorf("another beside all that are asked for: %v; %d were given up", err, left)
	}
	for i := 1; i < mostWalls; i++ {
		if err := ask(fmt.Sprint(i), now.Add(wallSilent)); err != nil {
			t.Fatal(err)
		}
	}
	if err := ask("more", now.Add(wallSilent)); err != nil || left != 1 || made["more"] != 1 {
		t.Errorf("beside a silent one: %v; %d were given up", err, left)
	}
	if err := ask("more", now.Add(wallSilent+wallGone)); err != nil || len(w.here) != 1 || made["more"] != 1 {
		t.Errorf("%v; %d are kept that nobody asks for", err, len(w.here)-1)
	}
}
