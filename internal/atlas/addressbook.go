package atlas

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/atlas/address"
	"github.com/redsail/redsail/internal/city"
)

// addressing is a picture's book of addresses, made when somebody first asks.
type addressing struct {
	mu   sync.Mutex
	book *addressBook
}

// addressBook finds what an address means in a picture, and where that is. It does not change.
type addressBook struct {
	*address.Book
	picture *Picture
	first   []int // by layer: number of its first area in the book
	areas   []InArea
	streets []street
	houses  []*city.Building
	marks   []city.Content // places and named ground
	scope   int            // layer whose areas may have the same address; -1 = none
}

// addresses is the picture's book. It fails only where the tables of characters cannot be read.
func (p *Picture) addresses() (*addressBook, error) {
	p.addressing.mu.Lock()
	defer p.addressing.mu.Unlock()
	if p.addressing.book != nil {
		return p.addressing.book, nil
	}
	fold, err := newFolder()
	if err != nil {
		return nil, err
	}
	b := &addressBook{picture: p, first: make([]int, len(p.layers)), scope: p.scopeLayer()}
	c := address.City{Fold: fold.rune, Sound: spokenAs, Crossings: func(x, y int32) int { return len(b.crossings(x, y)) }}
	b.gatherAreas(&c)
	b.gatherStreets(&c)
	b.gatherThings(&c)
	c.Others = p.elsewhere()
	b.Book = address.New(c)
	p.asides.Add(b.Bytes())
	p.addressing.book = b
	return b, nil
}

// begun tells whether somebody has asked.
func (o *addressing) begun() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.book != nil
}

// followAddresses makes the book beside the requests where the picture before had one.
func (p *Picture) followAddresses(before *Picture) {
	if before == nil || before.content == p.content || !before.addressing.begun() {
		return
	}
	go func() {
		var err error // who asks next is told
		defer recovered(&err)
		_, err = p.addresses()
	}()
}

// spokenAs is the common reading of a character.
func spokenAs(r rune) string {
	if list := readings(r); len(list) > 0 {
		return list[0]
	}
	return ""
}

func saidNames(n city.Names) []string {
	var out []string
	for _, s := range []string{n.Zh, n.ZhHant} {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (b *addressBook) gatherAreas(c *address.City) {
	p := b.picture
	for i := range p.layers {
		l := &p.layers[i]
		b.first[i] = len(b.areas)
		if l.def.Base {
			b.gatherGround(c, l)
			continue
		}
		for j, v := range l.areas {
			b.areas = append(b.areas, InArea{int32(i), int32(j)})
			c.Areas = append(c.Areas, address.Area{Names: p.calledNames(l, &v.Area), Compound: l.def.Key == city.LayerCompound})
		}
	}
	for i, at := range b.areas {
		c.Areas[i].In = b.above(at)
	}
}

// calledNames are the names by which an address may call an area: its own, the others that people have for it, and of the whole city that of
// the store too, which it was opened with and which the file of borders may not have.
func (p *Picture) calledNames(l *layer, a *city.Area) []string {
	out := saidNames(a.Names)
	for _, name := range a.Aliases() {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	if p.Scheme.City == "" || l.def.Parent != "" || !l.def.Partition || len(l.areas) != 1 {
		return out // of no one city: the name is that of a scheme
	}
	name := p.Scheme.Name.Zh
	if last, _ := utf8.DecodeLastRuneInString(name); name != "" && !strings.ContainsRune("市州盟区县旗", last) {
		name += "市"
	}
	if name != "" && !slices.Contains(out, name) {
		out = append(out, name)
	}
	return out
}

// gatherGround takes water and parks with a name as landmarks.
func (b *addressBook) gatherGround(c *address.City, l *layer) {
	for _, v := range l.areas {
		if names := saidNames(v.Names); len(names) > 0 {
			b.marks = append(b.marks, &v.Area)
			c.Places = append(c.Places, address.Place{Names: names, In: b.around(middle(v.Shape.Box()))})
		}
	}
}

// number is the number of an area in the book.
func (b *addressBook) number(layer, area int) int32 { return int32(b.first[layer] + area) }

// above are the areas above one, by their codes.
func (b *addressBook) above(at InArea) []int32 {
	var out []int32
	p := b.picture
	for layer, area := int(at.Layer), int(at.Area); ; {
		l := &p.layers[layer]
		if l.parent < 0 {
			return out
		}
		j, ok := p.layers[l.parent].find(l.areas[area].Parent)
		if !ok {
			return out
		}
		layer, area = l.parent, j
		out = append(out, b.number(layer, area))
	}
}

// around are the areas of partitions that hold a point.
func (b *addressBook) around(q geo.Point) []int32 {
	var out []int32
	for _, i := range b.picture.order {
		if !b.picture.layers[i].def.Partition {
			continue
		}
		if j := b.picture.index.Owner(i, q); j >= 0 {
			out = append(out, b.number(i, j))
		}
	}
	return out
}

func (b *addressBook) gatherStreets(c *address.City) {
	named := map[string][]*city.Line{}
	var order []string
	for i := range b.picture.things {
		l, ok := b.picture.things[i].Content.(*city.Line)
		if !ok || l.Layer != city.LayerRoad || l.Names.Zh == "" {
			continue
		}
		if named[l.Names.Zh] == nil {
			order = append(order, l.Names.Zh)
		}
		named[l.Names.Zh] = append(named[l.Names.Zh], l)
	}
	for _, n := range order {
		for _, s := range streets(named[n]) {
			b.streets = append(b.streets, s)
			r := address.Road{Names: saidNames(s.pieces[0].Names)}
			for _, q := range s.samples() {
				for _, a := range b.around(q) {
					if !slices.Contains(r.In, a) {
						r.In = append(r.In, a)
					}
				}
			}
			c.Roads = append(c.Roads, r)
		}
	}
}

// samples are points along a street.
func (s *street) samples() []geo.Point {
	var out []geo.Point
	for _, l := range s.pieces {
		for _, run := range l.Shape {
			for i := range samples {
				out = append(out, run[i*(len(run)-1)/(samples-1)])
			}
		}
	}
	return out
}

func (b *addressBook) gatherThings(c *address.City) {
	for i := range b.picture.things {
		switch t := b.picture.things[i].Content.(type) {
		case *city.Building:
			b.houses = append(b.houses, t)
			c.Houses = append(c.Houses, b.house(t))
		case *city.Place:
			if names := saidNames(t.Names); len(names) > 0 {
				b.marks = append(b.marks, t)
				c.Places = append(c.Places, address.Place{Names: names, Compound: t.Address.Compound, In: b.around(t.Point)})
			}
		}
	}
}

// scopeLayer is the widest partition with several areas: two of them may have the same
// address. -1 = none.
func (p *Picture) scopeLayer() int {
	for _, i := range p.order {
		if l := &p.layers[i]; l.def.Partition && len(l.areas) > 1 {
			return i
		}
	}
	return -1
}

func (b *addressBook) house(t *city.Building) address.House {
	a := t.Address
	h := address.House{Road: a.Road, Number: a.Number, Compound: a.Compound, Building: a.Building, Names: saidNames(t.Names), Area: -1, Scope: -1}
	for _, m := range b.picture.members(t, CountingPoint(t)) {
		if m.area == locate.None {
			continue
		}
		n := b.number(int(m.layer), int(m.area))
		switch l := &b.picture.layers[m.layer]; {
		case l.def.Key == city.LayerCompound:
			h.Area = n
		case l.def.Partition:
			h.In = append(h.In, n)
		}
		if int(m.layer) == b.scope {
			h.Scope = n
		}
	}
	return h
}

// crossings are where two roads meet, each once.
func (b *addressBook) crossings(x, y int32) []geo.Point {
	var out []geo.Point
	for _, i := range b.RoadLines(x) {
		for _, j := range b.RoadLines(y) {
			if b.streets[i].box.Intersects(b.streets[j].box) {
				out = b.streets[i].meets(&b.streets[j], out)
			}
		}
	}
	return out
}
