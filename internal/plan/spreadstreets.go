package plan

import (
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// spreadAlongStreets puts the households of grids in which no building is known onto the walkable
// streets there, by their lengths: half-way along each piece of street that has its middle in the
// grid. They are a guess, and count as estimate.
func (t *Town) spreadAlongStreets() {
	g := t.groundOf(city.LayerGrid)
	if g < 0 {
		return
	}
	bare := t.bareAreas(g)
	net := t.streets.Network()
	if len(bare) == 0 || net == nil {
		return
	}
	along := map[int32][]int32{} // houses by area
	net.Streets(func(edge uint32) {
		line, metres, _ := net.Shape(edge)
		if len(line) == 0 || metres <= 0 {
			return
		}
		feet := []walk.Foothold{{Edge: edge, Along: 1 << 15}}
		at := net.Place(feet[0])
		if net.OnIslet(feet[0]) { // people there walk as others do who stand there
			feet, _ = net.Stand(at, feet[:0])
		}
		in := t.pic.OwnersAt(at)
		for _, m := range in {
			if int(m.Layer) == g && bare[m.Area] > 0 {
				along[m.Area] = append(along[m.Area], int32(len(t.houses)))
				h := house{at: at, number: -1, home: -1, open: true, room: float64(metres)}
				t.add(h, &atlas.Dwelling{In: in}, feet)
			}
		}
	})
	for _, a := range sortedKeys(along) {
		t.deal(bare[a], along[a])
	}
}

// bareAreas are the areas of a layer that have households, and no building at all, with how many
// they have.
func (t *Town) bareAreas(g int) map[int32]int64 {
	out := map[int32]int64{}
	for a, v := range t.grounds[g].Areas {
		if v.Households != nil && *v.Households > 0 {
			out[int32(a)] = *v.Households
		}
	}
	dwellings := t.streets.Dwellings()
	for i := range dwellings {
		for _, m := range dwellings[i].In {
			if int(m.Layer) == g {
				delete(out, m.Area)
			}
		}
	}
	return out
}
