package atlas

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Pack is what a grid worker's phone holds of one street to answer without a net: where each grid ends,
// by codes and names. It has no field for a person. Households are those of the own grids' buildings.
type Pack struct {
	Layer  string     `json:"layer" doc:"what the pack is of: the street, else the layer two above the grids, else the widest"`
	Code   string     `json:"code"`
	Name   string     `json:"name"`
	Bounds [4]float64 `json:"bounds" doc:"west, south, east, north"`
	// Grid is the key of the layer whose areas are Own.
	Grid       string          `json:"grid" doc:"key of the layer whose areas own and neighbours name: that of the grids, or of the parts of grids that the worker is for"`
	Own        []string        `json:"own" doc:"codes of the worker's grids"`
	Neighbours []PackNeighbour `json:"neighbours" doc:"grids that touch them"`
	Layers     []PackLayer     `json:"layers" doc:"partitions, the widest first, then free layers"`
	Areas      []PackArea      `json:"areas"`
	Buildings  []PackBuilding  `json:"buildings"`
	Places     []PackPlace     `json:"places"`
	LeftOut    []PackLeft      `json:"left_out" doc:"what the pack is without, since it would be too big, or lies in another street; empty = it is whole"`

	cuts int // how many of packCuts were tried
}

// PackNeighbour is a grid that touches one of the worker's.
type PackNeighbour struct {
	Of string `json:"of" doc:"code of the worker's grid"`
	Neighbour
}

// PackLayer is a layer of the pack.
type PackLayer struct {
	Key       string     `json:"key"`
	Name      city.Label `json:"name"`
	Parent    string     `json:"parent" doc:"key; empty = none"`
	Partition bool       `json:"partition"`
}

// PackArea is an area, with its ground where that lies in or at the street.
type PackArea struct {
	Layer  string `json:"layer"`
	Code   string `json:"code"`
	Name   string `json:"name"`
	NameEn string `json:"name_en,omitempty"`
	Parent string `json:"parent"`
	// Ground are polygons, each of rings, each x, y of its first corner and then the steps from corner to
	// corner, in units of the lattice (1e-7°); the outer ring first, not closed. None = only its name is needed.
	Ground [][][]int32 `json:"ground,omitempty" doc:"polygons of rings: x, y of the first corner, then steps, in 1e-7°"`
}

// PackBuilding is a building of the street.
type PackBuilding struct {
	Code    string   `json:"code"`
	Name    string   `json:"name"`
	Address string   `json:"address,omitempty"`
	Grid    string   `json:"grid" doc:"code of the grid that it counts in"`
	At      [2]int32 `json:"at" doc:"x, y of its entrance in 1e-7°"`
	// Households are told of the own grids only.
	Households *int64 `json:"households,omitempty" doc:"of buildings of the own grids; absent = not known, or of another grid"`
	// Links is how many linked members it has; of the own grids only.
	Links int `json:"links,omitempty" doc:"how many linked members (联户党员) look after it; of the own grids only"`
}

// PackPlace is a place of the street that is open.
type PackPlace struct {
	Kind    string     `json:"kind"`
	Code    string     `json:"code"`
	Name    string     `json:"name"`
	NameEn  string     `json:"name_en,omitempty" doc:"the English name, where there is one"`
	Address string     `json:"address,omitempty"`
	At      [2]int32   `json:"at" doc:"x, y in 1e-7°"`
	Hours   *HoursCard `json:"hours" doc:"null where none are known"`
}

// packDepth is how far above the grids the area of a pack is in a city without streets.
const packDepth = 2

// PackOf makes the pack for a worker of some areas of a layer (see OwnGrids and GridsNamed), all of one
// street. NotFound, unknown_code, where one is not in force; Invalid, several_streets, where they lie in
// several. A pack of very many things is made without some, which it says; see also Lose.
func (p *Picture) PackOf(ctx context.Context, key string, own []string) (*Pack, error) {
	street, err := p.packStreet(key, own)
	if err != nil {
		return nil, err
	}
	out := &Pack{
		Layer: street.Layer, Code: street.Code, Name: p.SeatName(street), Grid: key, Own: own, Neighbours: []PackNeighbour{},
		Layers: []PackLayer{}, Areas: []PackArea{}, Buildings: []PackBuilding{}, Places: []PackPlace{}, LeftOut: []PackLeft{},
	}
	m := packing{p: p, pack: out, street: street, inside: map[city.Seat]bool{}, named: map[city.Seat]bool{}}
	for _, code := range own {
		near, err := p.Neighbours(ctx, key, code)
		if err != nil {
			return nil, err
		}
		for _, n := range near {
			if !slices.Contains(own, n.Code) {
				out.Neighbours = append(out.Neighbours, PackNeighbour{Of: code, Neighbour: n})
			}
		}
	}
	m.areas()
	m.buildings()
	m.places()
	out.trim()
	return out, nil
}

// packStreet is the area that packs of some grids are of.
func (p *Picture) packStreet(key string, own []string) (street city.Seat, err error) {
	if key == "" || len(own) == 0 {
		return street, city.Errorf(city.NotFound, "no_grid", "there is no grid to make a pack for")
	}
	for _, code := range own {
		line := p.areaLineage(city.Seat{Kind: city.KindArea, Layer: key, Code: code})
		if len(line) == 0 {
			return street, city.Errorf(city.NotFound, "unknown_code", "no area of %q has the code %q at that date", key, code)
		}
		at := p.streetIn(line)
		if street != (city.Seat{}) && at != street {
			return street, city.Errorf(city.Invalid, "several_streets", "a pack is of one street: %s lies in %s, another one in %s", code, at.Code, street.Code)
		}
		street = at
	}
	return street, nil
}

// streetIn is the area of a pack in the lineage of a grid.
func (p *Picture) streetIn(line []city.Seat) city.Seat {
	street := p.Scheme.Levels().Street
	if i := slices.IndexFunc(line, func(at city.Seat) bool { return at.Layer == street }); i > 0 {
		return line[i]
	}
	return line[min(packDepth, len(line)-1)]
}

// packing is a pack in the making.
type packing struct {
	p      *Picture
	pack   *Pack
	street city.Seat
	box    geo.Box
	inside map[city.Seat]bool // areas whose parents lead to the street
	named  map[city.Seat]bool // areas that are in the pack already
}

// areas adds the street, all below it, the grids at its edge, and the names of what lies above these.
func (m *packing) areas() {
	l, err := m.p.layer(m.street.Layer)
	if err != nil { // its lineage was found in it
		return
	}
	if i, found := l.find(m.street.Code); found {
		m.box = l.facts[i].box
	}
	m.pack.Bounds = boundsOf(m.box)
	var free []PackLayer
	for _, li := range m.p.order {
		l := &m.p.layers[li]
		one := PackLayer{Key: l.def.Key, Name: l.def.Name, Parent: l.def.Parent, Partition: l.def.Partition}
		if !l.def.Partition {
			free = append(free, one)
		} else {
			m.pack.Layers = append(m.pack.Layers, one)
		}
		for _, i := range l.meeting(m.box) {
			line := m.p.areaLineage(areaSeat(l, l.areas[i].Code))
			if within := slices.Contains(line, m.street); within || l.def.Key == m.pack.Grid {
				m.inside[line[0]] = within
				m.ground(l, i)
				m.names(line[1:])
			}
		}
	}
	m.pack.Layers = append(m.pack.Layers, free...)
}

// ground adds an area with its shape.
func (m *packing) ground(l *layer, i int) {
	v := l.areas[i]
	m.named[areaSeat(l, v.Code)] = true
	m.pack.Areas = append(m.pack.Areas, PackArea{
		Layer: l.def.Key, Code: v.Code, Name: v.Name(), NameEn: v.Names.En, Parent: v.Parent, Ground: stepped(v.Shape),
	})
}

// names adds the names of areas that are not in the pack by their ground.
func (m *packing) names(line []city.Seat) {
	for _, at := range line {
		if l, err := m.p.layer(at.Layer); err == nil && !m.named[at] {
			if i, found := l.find(at.Code); found && !slices.Contains(m.p.areaLineage(at), m.street) {
				m.named[at] = true
				v := l.areas[i]
				m.pack.Areas = append(m.pack.Areas, PackArea{Layer: at.Layer, Code: v.Code, Name: v.Name(), NameEn: v.Names.En, Parent: v.Parent})
			}
		}
	}
}

// stepped writes a shape as the first corner of each ring and the steps from there.
func stepped(shape geo.MultiPolygon) [][][]int32 {
	out := make([][][]int32, len(shape))
	for i, poly := range shape {
		for _, ring := range poly {
			flat := make([]int32, 0, 2*len(ring))
			var last geo.Point
			for _, q := range ring {
				flat = append(flat, q.X-last.X, q.Y-last.Y)
				last = q
			}
			out[i] = append(out[i], flat)
		}
	}
	return out
}

// buildings adds those that count in a grid of the street.
func (m *packing) buildings() {
	links := m.links()
	for _, b := range contents[*city.Building](m.p.inLayer(city.KindBuilding, city.LayerBuilding)) {
		at := CountingPoint(b)
		if b.Grid == "" && !m.box.Contains(at) {
			continue
		}
		grid := m.gridOf(b, at)
		if grid == "" {
			continue
		}
		one := PackBuilding{Code: b.Code, Name: b.Name(), Address: b.Address.String(), Grid: grid, At: [2]int32{at.X, at.Y}}
		if slices.Contains(m.pack.Own, grid) {
			one.Households, one.Links = b.Households, links[b.Code]
		}
		m.pack.Buildings = append(m.pack.Buildings, one)
	}
}

// gridOf is the grid of the street that a building counts in; empty = it counts elsewhere.
func (m *packing) gridOf(b *city.Building, at geo.Point) string {
	if m.pack.Grid == city.LayerGrid && b.Grid != "" {
		if m.inside[city.Seat{Kind: city.KindArea, Layer: city.LayerGrid, Code: b.Grid}] {
			return b.Grid
		}
		return ""
	}
	for _, in := range m.p.members(b, at) {
		if l := &m.p.layers[in.layer]; l.def.Key == m.pack.Grid && m.inside[areaSeat(l, l.areas[in.area].Code)] {
			return l.areas[in.area].Code
		}
	}
	return ""
}

// links counts the linked members of buildings.
func (m *packing) links() map[string]int {
	out := map[string]int{}
	for _, post := range contents[*city.Post](m.p.inLayer(city.KindPost, city.LayerPost)) {
		if post.Role == roleLinked && post.Person != "" && post.At.Kind == city.KindBuilding {
			out[post.At.Code]++
		}
	}
	return out
}

// places adds the open ones that lie in the street.
func (m *packing) places() {
	l, err := m.p.layer(m.street.Layer)
	if err != nil {
		return
	}
	i, found := l.find(m.street.Code)
	if !found {
		return
	}
	for _, pl := range contents[*city.Place](m.p.ofKind(city.KindPlace)) {
		if pl.State == city.PlaceOpen && m.box.Contains(pl.Point) && l.areas[i].Shape.Owns(pl.Point) {
			m.pack.Places = append(m.pack.Places, PackPlace{
				Kind: pl.Kind, Code: pl.Code, Name: pl.Name(), NameEn: pl.Names.En, Address: pl.Address.String(), At: [2]int32{pl.Point.X, pl.Point.Y}, Hours: hoursCard(pl.Hours),
			})
		}
	}
}
