package atlas

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/hex"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// Resolutions of public hexagons, and how many are given at once.
const (
	HexagonsLeast = 5
	HexagonsMost  = finestBlock
	maxHexagons   = 10_000
)

// Hexagon is what anybody may know of an H3 hexagon in which something is.
type Hexagon struct {
	Cell      string      `json:"cell" doc:"H3 cell, 15 hexadecimal digits"`
	Outline   []orb.Point `json:"outline" doc:"its corners, closed"`
	Buildings int         `json:"buildings" doc:"buildings whose entrance, or a point of whose ground, is in it"`
	Places    []KindCount `json:"places" doc:"places in it by kind, whatever their state, without kinds that have none"`
	Told

	cell  hex.Cell
	shape geo.MultiPolygon
	box   geo.Box
}

// hexes are the hexagons of a picture by resolution, made when somebody first asks.
type hexes struct {
	made [HexagonsMost + 1]struct {
		once sync.Once
		list []Hexagon
		err  error
	}
	tiles [len(hexZooms)]hexTiles
}

// Hexagons lists the hexagons of a resolution that hold a building or a place and whose boxes
// meet a box (nil = all), in the order of their cells. What there are more of than 10,000 is
// TooLarge with code too_many_cells.
func (p *Picture) Hexagons(ctx context.Context, resolution int, box *geo.Box) ([]Hexagon, error) {
	all, err := p.hexagons(resolution)
	if err != nil {
		return nil, err
	}
	out := []Hexagon{}
	for i := range all {
		if box != nil && !box.Intersects(all[i].box) {
			continue
		}
		if len(out) == maxHexagons {
			return nil, city.Errorf(city.TooLarge, "too_many_cells", "more than %d hexagons of resolution %d lie there; take a smaller box or a coarser resolution", maxHexagons, resolution)
		}
		out = append(out, all[i])
	}
	return out, ctx.Err()
}

func (p *Picture) hexagons(resolution int) ([]Hexagon, error) {
	if !hex.On {
		return nil, hexOff()
	}
	if resolution < HexagonsLeast || resolution > HexagonsMost {
		return nil, city.Errorf(city.Invalid, "out_of_range", "hexagons are of resolutions %d to %d", HexagonsLeast, HexagonsMost)
	}
	made := &p.hexes.made[resolution]
	made.once.Do(func() {
		defer recovered(&made.err)
		made.list, made.err = p.countHexagons(resolution)
	})
	return made.list, made.err
}

// hexCount is what is counted in a hexagon.
type hexCount struct {
	buildings  int
	places     map[string]int
	households int64
	blocks     int
}

func (p *Picture) countHexagons(resolution int) ([]Hexagon, error) {
	counts := map[hex.Cell]*hexCount{}
	of := func(c hex.Cell) *hexCount {
		n := counts[c]
		if n == nil {
			n = &hexCount{places: map[string]int{}}
			counts[c] = n
		}
		return n
	}
	b := p.blocks()
	for i := range b.sites {
		if up := hexAt(b.sites[i].cell, resolution); up != 0 {
			of(hex.Cell(up)).buildings++
		}
	}
	for i := range p.things {
		if c, ok := p.things[i].Content.(*city.Place); ok {
			if cell, err := hex.At(c.Point, resolution); err == nil {
				of(cell).places[c.Kind]++
			}
		}
	}
	for i := range b.list {
		if c := b.seat(&b.list[i], resolution); c != 0 {
			n := of(c)
			n.households, n.blocks = n.households+b.list[i].households, n.blocks+1
		}
	}
	out := make([]Hexagon, 0, len(counts))
	for _, c := range slices.Sorted(maps.Keys(counts)) {
		h, err := newHexagon(c, counts[c])
		if err != nil {
			return nil, err
		}
		if len(h.shape) > 0 {
			out = append(out, h)
		}
	}
	return out, nil
}

// seat is the hexagon in which most homes of a block are, of several the first: there the
// block counts, as a whole. 0 = nowhere.
func (b *blocks) seat(bl *block, resolution int) hex.Cell {
	homes := map[int64]int{}
	for _, h := range bl.homes {
		homes[hexAt(b.homes[h].cell, resolution)]++
	}
	delete(homes, 0)
	if len(homes) == 0 {
		return 0
	}
	return hex.Cell(slices.MinFunc(slices.Collect(maps.Keys(homes)), func(x, y int64) int {
		return cmp.Or(cmp.Compare(homes[y], homes[x]), cmp.Compare(x, y))
	}))
}

// newHexagon makes a hexagon; one across the 180th meridian, which no city has, has no shape.
func newHexagon(c hex.Cell, n *hexCount) (Hexagon, error) {
	out := Hexagon{Cell: c.String(), cell: c, Buildings: n.buildings, Places: []KindCount{}, Told: told(n.households, n.blocks > 0, n.buildings)}
	for _, kind := range slices.Sorted(maps.Keys(n.places)) {
		out.Places = append(out.Places, KindCount{Kind: kind, Count: n.places[kind]})
	}
	ring, err := c.Outline()
	if err != nil {
		var across *hex.MeridianError
		if errors.As(err, &across) {
			return out, nil
		}
		return out, err
	}
	out.shape, err = partition.Normalise(geo.MultiPolygon{{ring}})
	out.box, out.Outline = ring.Box(), ring.Orb()
	return out, err
}
