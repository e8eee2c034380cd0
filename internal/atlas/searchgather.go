package atlas

import (
	"context"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// gathering collects what can be found.
type gathering struct {
	x      *searchIndex
	drafts []*draft
	byKey  map[city.Key]*draft
	inner  int // number of the layer whose areas say where a point is, -1 = none
}

func newGathering(x *searchIndex) *gathering {
	return &gathering{x: x, byKey: map[city.Key]*draft{}, inner: x.picture.contextLayer()}
}

// contextLayer is the deepest partition layer with layers below it, or the deepest at all.
func (p *Picture) contextLayer() int {
	inner := -1
	for _, i := range p.order {
		l := &p.layers[i]
		if !l.def.Partition || len(l.areas) == 0 {
			continue
		}
		if inner < 0 || len(p.Scheme.Children(l.def.Key)) > 0 {
			inner = i
		}
	}
	return inner
}

func (g *gathering) gather(ctx context.Context, s city.Reader) error {
	g.areas()
	g.things()
	g.lines()
	g.yards()
	return g.past(ctx, s)
}

func (g *gathering) add(d *draft) {
	g.drafts = append(g.drafts, d)
}

// Ranks of what is no area. An area's rank is ten times its depth, so that wide ones come
// first; with four levels above grids these stand between communities and grids.
const (
	rankPlaces   = 34 // and one more for each kind, in the order of the scheme
	rankLine     = 42
	rankOverlay  = 43
	rankGround   = 44
	rankAddress  = 50
	rankBuilding = 55
	rankWall     = 60
	rankEnded    = 62
)

// areaRank: free layers stand after the partition of their depth, those that nest in
// nothing after the city's own order.
func (l *layer) areaRank() uint8 {
	switch {
	case l.def.Base:
		return rankGround
	case !l.def.Partition && l.parent < 0:
		return rankOverlay
	case !l.def.Partition:
		return uint8(min(10*l.depth+1, 200))
	default:
		return uint8(min(10*l.depth, 200))
	}
}

func (g *gathering) areas() {
	p := g.x.picture
	for i := range p.layers {
		l := &p.layers[i]
		for j := range l.areas {
			v := l.areas[j]
			if l.def.Base && v.Names == (city.Names{}) && len(v.Aliases()) == 0 {
				continue
			}
			d := &draft{entry: entry{kind: entryArea, rank: l.areaRank(), layer: int16(i), ref: int32(j), at: middle(v.Shape.Box())}}
			d.named(v.Names, v.Code)
			for _, name := range v.Aliases() {
				d.say(name, fieldAlias, "别名 "+name)
			}
			d.coded(v.Code, v.Former)
			switch {
			case l.parent >= 0 && v.Parent != "":
				d.holder = city.Key{Layer: l.def.Parent, Code: v.Parent}
			case l.parent < 0 && (l.def.Base || !l.def.Partition):
				d.holder = g.holder(d.at)
			}
			g.byKey[v.Key()] = d
			g.add(d)
		}
	}
}

func middle(b geo.Box) geo.Point {
	return geo.Point{X: int32((int64(b.Min.X) + int64(b.Max.X)) / 2), Y: int32((int64(b.Min.Y) + int64(b.Max.Y)) / 2)}
}

// holder is the key of the area that says where a point is.
func (g *gathering) holder(at geo.Point) city.Key {
	p := g.x.picture
	if g.inner < 0 {
		return city.Key{}
	}
	if i := p.index.Owner(g.inner, at); i >= 0 {
		return p.layers[g.inner].areas[i].Key()
	}
	return city.Key{}
}

// things gathers places and buildings.
func (g *gathering) things() {
	p := g.x.picture
	for i := range p.things {
		d := &draft{entry: entry{kind: entryThing, ref: int32(i)}}
		switch c := p.things[i].Content.(type) {
		case *city.Place:
			d.rank, d.at = placeRank(p.Scheme, c.Kind), c.Point
			d.named(c.Names, c.Code)
			d.say(c.Address.String(), fieldAddress, "")
			d.offers(p.Scheme, c)
			d.coded(c.Code, c.Former)
		case *city.Building:
			d.rank, d.at = rankBuilding, buildingDoor(c)
			d.namedBuilding(c)
			d.say(c.Address.String(), fieldAddress, "")
			d.coded(c.Code, c.Former)
		default:
			continue // lines have their own way
		}
		d.holder = g.holder(d.at)
		g.byKey[p.things[i].Key()] = d
		g.add(d)
	}
}

// placeRank: a scheme lists the kinds of places in the order of their weight.
func placeRank(s *city.Scheme, kind string) uint8 {
	at := slices.IndexFunc(s.Places, func(k city.PlaceKind) bool { return k.Key == kind })
	if at < 0 {
		at = len(s.Places)
	}
	return uint8(min(rankPlaces+at, rankAddress-1))
}

// buildingDoor is where one goes to: the main entrance, else the point or the middle.
func buildingDoor(b *city.Building) geo.Point {
	switch {
	case len(b.Entrances) > 0:
		return b.Entrances[0]
	case b.Point != nil:
		return *b.Point
	default:
		return middle(b.Box())
	}
}

// write puts the entries in order and writes their words and codes into the index.
func (g *gathering) write() {
	slices.SortFunc(g.drafts, (*draft).compare)
	number := map[city.Key]int32{}
	for i, d := range g.drafts {
		if d.kind == entryArea {
			number[g.x.picture.layers[d.layer].areas[d.ref].Key()] = int32(i)
		}
	}
	notes := map[string]int32{"": 0}
	note := func(s string) int32 {
		n, ok := notes[s]
		if !ok {
			n = int32(len(g.x.notes))
			notes[s], g.x.notes = n, append(g.x.notes, s)
		}
		return n
	}
	x := g.x
	x.entries = make([]entry, len(g.drafts))
	for i, d := range g.drafts {
		e := d.entry
		e.first, e.holds = int32(len(x.words)), -1
		if holder, ok := number[d.holder]; ok && holder != int32(i) {
			e.holds = holder
		}
		x.entries[i] = e
		for _, t := range d.texts {
			x.addWord(searchWord{entry: int32(i), field: t.field, note: note(t.note)}, t.text, &e)
		}
		for _, c := range d.codes {
			x.codes.add(c.code, c.matched, int32(i), note(c.note))
		}
	}
	x.codes.sort()
	x.runes, x.words = slices.Clip(x.runes), slices.Clip(x.words)
}

// addWord writes a text, and once more with its Chinese numbers as digits; the same text of
// one entry only once.
func (x *searchIndex) addWord(w searchWord, text string, e *entry) {
	folded := x.fold.text(text)
	for _, form := range [][]rune{folded, arabic(folded)} {
		if len(form) == 0 {
			continue
		}
		w.from, w.len = uint32(len(x.runes)), uint8(min(len(form), math.MaxUint8))
		for _, r := range form[:w.len] {
			x.runes = append(x.runes, x.symbols.add(r))
		}
		if x.said(&w, e) {
			x.runes = x.runes[:w.from]
			continue
		}
		x.words = append(x.words, w)
		if (w.field == fieldName || w.field == fieldAlias) && (e.kind == entryStreet || e.kind == entryArea && e.rank != rankGround) {
			x.known[string(form)] = struct{}{}
		}
	}
}

// said is true when the entry has a word with this text already.
func (x *searchIndex) said(w *searchWord, e *entry) bool {
	text := x.runes[w.from : w.from+uint32(w.len)]
	for i := int(e.first); i < len(x.words); i++ {
		if slices.Equal(x.text(i), text) {
			return true
		}
	}
	return false
}
