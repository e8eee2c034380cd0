package balance

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// City is what a picture says of the areas of a layer, of buildings and of lines, ready to
// be asked about one area after the other. It is immutable.
type City struct {
	Layer   string
	scheme  *city.Scheme
	rev     int64
	areas   []*city.Version
	told    []*int64
	sums    []sum         // of areas
	in      map[int][]int // buildings that belong to an area
	builds  []*city.Building
	ground  near.Tree[int]  // buildings
	lines   near.Tree[*run] // pieces of lines
	yards   []*city.Version // compounds
	fences  near.Tree[int]  // compounds
	refused map[string]bool // codes that the layer has, or had
}

// sum is what the buildings of an area have together.
type sum struct {
	buildings  int   // that belong to it
	lived      int   // in which somebody lives
	households int64 // of all
	counted    int   // buildings that have a count
}

// run is a piece of a line of the store.
type run struct {
	order int // of the piece, in the order of layers, codes and shapes
	line  *city.Line
	path  geo.Line
}

// Read takes a layer of a picture. A layer that the scheme does not have is NotFound with
// code unknown_layer.
func Read(p *atlas.Picture, layer string) (*City, error) {
	areas, told, err := p.Versions(layer)
	if err != nil {
		return nil, err
	}
	c := &City{
		Layer: layer, scheme: p.Scheme, rev: p.Revision, areas: areas, told: told, sums: make([]sum, len(areas)), in: map[int][]int{}, refused: map[string]bool{},
	}
	for _, v := range areas {
		c.refused[v.Code] = true
		for _, former := range v.Former {
			c.refused[former] = true
		}
	}
	if err := c.count(p); err != nil {
		return nil, err
	}
	c.readLines(p)
	if slices.ContainsFunc(p.Scheme.Layers, func(l city.LayerDef) bool { return l.Key == city.LayerCompound }) && layer != city.LayerCompound {
		if c.yards, _, err = p.Versions(city.LayerCompound); err != nil {
			return nil, err
		}
		for i, v := range c.yards {
			c.fences.Insert(v.Box(), i)
		}
	}
	return c, nil
}

// count sums the buildings up by the areas to which they belong.
func (c *City) count(p *atlas.Picture) error {
	holding, err := p.Holding(c.Layer)
	if err != nil {
		return err
	}
	for i, r := range p.Records(city.KindBuilding, city.LayerBuilding) {
		b, ok := r.Content.(*city.Building)
		if !ok {
			b = &city.Building{}
		}
		c.builds = append(c.builds, b)
		c.ground.Insert(b.Box(), i)
		for _, a := range holding[i] {
			s := &c.sums[a]
			c.in[a] = append(c.in[a], i)
			s.buildings++
			if b.Households == nil {
				continue
			}
			s.counted++
			s.households += *b.Households
			if *b.Households > 0 {
				s.lived++
			}
		}
	}
	return nil
}

func (c *City) readLines(p *atlas.Picture) {
	order := 0
	for _, layer := range city.LineLayers() {
		for _, r := range p.Records(city.KindLine, layer) {
			l, ok := r.Content.(*city.Line)
			if !ok {
				continue
			}
			for _, path := range l.Shape {
				c.lines.Insert(path.Box(), &run{order: order, line: l, path: path})
				order++
			}
		}
	}
}

// find is the number of an area by its code.
func (c *City) find(code string) (int, error) {
	for i, v := range c.areas {
		if v.Code == code {
			return i, nil
		}
	}
	return 0, city.Errorf(city.NotFound, "unknown_code", "no area of layer %s has the code %q today", c.Layer, code)
}

// Desk keeps the city of the picture that was asked for last, and makes one proposal after
// the other. It is safe for concurrent use.
type Desk struct {
	last atomic.Pointer[read]
	turn chan struct{} // a slot for the one who works
	opts Options
	held heldList
}

type read struct {
	of *atlas.Picture
	c  *City
}

// NewDesk makes a desk.
func NewDesk(o Options) *Desk { return &Desk{turn: make(chan struct{}, 1), opts: o} }

// enter waits for its turn until ctx ends; leave gives it back.
func (d *Desk) enter(ctx context.Context) (leave func(), err error) {
	select {
	case d.turn <- struct{}{}:
		return func() { <-d.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Of is Read, kept for the picture and layer that were asked for last.
func (d *Desk) Of(ctx context.Context, p *atlas.Picture, layer string) (*City, error) {
	if last := d.last.Load(); last != nil && last.of == p && last.c.Layer == layer {
		return last.c, nil
	}
	leave, err := d.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return d.read(p, layer)
}

func (d *Desk) read(p *atlas.Picture, layer string) (*City, error) {
	if last := d.last.Load(); last != nil && last.of == p && last.c.Layer == layer {
		return last.c, nil
	}
	c, err := Read(p, layer)
	if err == nil {
		d.last.Store(&read{p, c})
	}
	return c, err
}

// Propose is that of the City.
func (d *Desk) Propose(ctx context.Context, p *atlas.Picture, ask Ask) (*Proposal, error) {
	leave, err := d.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	c, err := d.read(p, ask.Layer)
	if err != nil {
		return nil, err
	}
	return c.Propose(ctx, ask)
}
