package tiles

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles/mvt"
)

// editTown changes one thing in one layer.
func editTown(layers []Layer, random *rand.Rand) (what string) {
	i := random.IntN(6)
	l := &layers[i]
	l.Features = slices.Clone(l.Features)
	if len(l.Features) == 0 {
		return "nothing"
	}
	k := random.IntN(len(l.Features))
	f := &l.Features[k]
	switch random.IntN(5) {
	case 0:
		f.Props = slices.Clone(f.Props)
		f.Props[1].Value = mvt.String(fmt.Sprint("改名", random.Int()))
		return fmt.Sprint("name of ", l.Key, k)
	case 1:
		l.Features = slices.Delete(l.Features, k, k+1)
		return fmt.Sprint("delete ", l.Key, k)
	case 2:
		f.Label.X += 70_000
		return fmt.Sprint("label of ", l.Key, k)
	case 3:
		n := *f
		n.ID = 1_000_000 + random.Uint64N(1e9)
		l.Features = append(l.Features, n)
		return fmt.Sprint("twin of ", l.Key, k)
	default:
		for _, g := range l.Features[k : k+1] {
			shape := geo.MultiPolygon{{slices.Clone(g.Shape[0][0])}}
			shape[0][0][2].X += int32(random.IntN(40_000))
			f.Shape = shape
			f.Line = geo.MultiLine{{g.Line[0][0], shape[0][0][2]}}
		}
		return fmt.Sprint("shape of ", l.Key, k)
	}
}

// TestEditIsNew makes edit after edit, and holds each pyramid against one made afresh, and what is
// said to have changed against what has.
func TestEditIsNew(t *testing.T) {
	const last = 10
	random := rand.New(rand.NewPCG(5, 6))
	layers := town(6)
	p := newTown(t, layers)
	fetchAll(t, p, allTiles(t, p, last))
	for range 60 {
		layers = slices.Clone(layers)
		what := editTown(layers, random)
		q, changed, err := p.Edit(context.Background(), layers)
		if err != nil {
			t.Fatal(err)
		}
		fresh := newTown(t, layers)
		want := allTiles(t, fresh, last)
		for a := range want {
			if got, err := q.Tile(context.Background(), townKeys, a); err != nil || got.ETag != want[a].ETag {
				for i, key := range townKeys {
					x, _ := q.once(context.Background(), []uint16{uint16(i)}, a)
					y, _ := fresh.once(context.Background(), []uint16{uint16(i)}, a)
					if x.ETag != y.ETag {
						t.Errorf("it differs in %s, %d and %d bytes", key, x.Length, y.Length)
					}
				}
				t.Fatalf("%s: %v is another tile (%v) than %+v", what, a, err, changed)
			}
		}
		for i, key := range townKeys {
			at := slices.IndexFunc(changed.Layers, func(c LayerChange) bool { return c.Key == key })
			for z := range uint8(last) {
				for a := range want {
					if a.Z != z {
						continue
					}
					before, _ := p.once(context.Background(), []uint16{uint16(i)}, a)
					after, _ := fresh.once(context.Background(), []uint16{uint16(i)}, a)
					said := at >= 0 && (changed.Layers[at].Whole || slices.Contains(changed.Layers[at].Tiles, a))
					if said != (before.ETag != after.ETag) && !(said && changed.Layers[at].Whole) {
						t.Fatalf("%s: %s %v changed: %v", what, key, a, before.ETag != after.ETag)
					}
				}
			}
		}
		p = q
	}
}
