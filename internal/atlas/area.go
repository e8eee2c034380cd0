package atlas

import (
	"context"
	"math"
	"slices"
	"sync"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// AreaCard is what anybody may know of an area.
type AreaCard struct {
	Layer      string            `json:"layer"`
	Code       string            `json:"code"`
	Name       string            `json:"name" doc:"the first name there is: zh, zh-Hant, en, else the code"`
	Names      city.Names        `json:"names"`
	Parent     string            `json:"parent" doc:"code in the parent layer; empty where there is none"`
	Class      map[string]string `json:"class" doc:"attributes of classification; kind is a key of the layer's kinds"`
	Households *int64            `json:"households" doc:"null when it is not known, or withheld: docs/privacy.md"`
	Population *int64            `json:"population" doc:"null when it is not known, or withheld"`
	Source     string            `json:"source"`
	DataDate   string            `json:"data_date" doc:"YYYY-MM-DD, as the source says; empty = not said"`
	Label      [2]float64        `json:"label" doc:"lon, lat of a point well inside the area"`
	Bounds     [4]float64        `json:"bounds" doc:"west, south, east, north"`
	AreaM2     float64           `json:"area_m2" doc:"area on the ellipsoid"`
}

// Span is a period of civil dates; an end that is not there is empty.
type Span struct {
	From string `json:"from" doc:"first date; empty = since ever"`
	To   string `json:"to" doc:"first date on which it no longer holds; empty = no end is known"`
}

// Holds tells whether a date lies in it.
func (s Span) Holds(d city.Date) bool {
	p, err := city.ParsePeriod(s.From, s.To)
	return err == nil && p.Holds(d)
}

func spanOf(p city.Period) Span { return Span{From: p.From.String(), To: p.To.String()} }

// LayerCount counts areas of a layer.
type LayerCount struct {
	Layer string `json:"layer"`
	Count int    `json:"count"`
}

// AreaName names an area.
type AreaName struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Name  string `json:"name"`
}

// AreaDetail is the card of one area with its story.
type AreaDetail struct {
	AreaCard
	Matched      city.Matched `json:"matched" enum:"code,former,retired" doc:"by which right the code found the area"`
	Former       []string     `json:"former" doc:"codes that the same area had before, oldest first"`
	Successors   []string     `json:"successors" doc:"codes that take over when it ends"`
	Predecessors []string     `json:"predecessors" doc:"codes of areas that ended in favour of it"`
	Valid        Span         `json:"valid"`
	Chain        []AreaName   `json:"chain" doc:"the areas above it, by its parent codes, the widest first"`
	Children     []LayerCount `json:"children" doc:"how many areas name it as their parent, by layer"`

	// Shape is the area's.
	Shape geo.MultiPolygon `json:"-"`
}

// fact is what is worked out of a shape when it is first asked for: where its name stands, which all
// tiles ask, and how large it is.
type fact struct {
	box           geo.Box
	placed, sized sync.Once
	label         geo.Point
	size          geo.SquareMetres
}

func (f *fact) of(shape geo.MultiPolygon) *fact {
	f.labelOf(shape)
	f.sized.Do(func() { f.size = shape.Area() })
	return f
}

func (f *fact) labelOf(shape geo.MultiPolygon) geo.Point {
	f.placed.Do(func() { f.label = partition.LabelPoint(shape) })
	return f.label
}

// fact is the one of the area at a place.
func (l *layer) fact(i int) *fact { return l.facts[i].of(l.areas[i].Shape) }

// layer finds a layer by its key.
func (p *Picture) layer(key string) (*layer, error) {
	for i := range p.layers {
		if p.layers[i].def.Key == key {
			return &p.layers[i], nil
		}
	}
	_, err := p.Scheme.Layer(key)
	return nil, err
}

// Area answers a code of a layer: that of an area in force, a former code of one, or that
// of one that has ended. Only the last two ask the store.
func (a *Atlas) Area(ctx context.Context, p *Picture, key, code string) (*AreaDetail, error) {
	l, err := p.layer(key)
	if err != nil {
		return nil, err
	}
	p.blocks()
	if i, found := l.find(code); found {
		return p.areaDetail(l, l.areas[i], l.fact(i), l.mixed[i], city.MatchedCode), nil
	}
	r, matched, err := a.record(ctx, p, city.Key{Layer: key, Code: code})
	if err != nil {
		return nil, err
	}
	vs := city.Versions([]city.Record{r})
	// Which buildings were in it is not known here.
	f := fact{box: r.Content.Box()}
	return p.areaDetail(l, &vs[0], f.of(vs[0].Shape), len(p.blocks().homes) > 0, matched), nil
}

func (p *Picture) areaDetail(l *layer, v *city.Version, f *fact, mixed bool, matched city.Matched) *AreaDetail {
	return &AreaDetail{
		AreaCard: p.areaCard(v, f, mixed), Matched: matched, Former: orEmpty(v.Former), Successors: orEmpty(v.Successors),
		Predecessors: orEmpty(l.before[v.Code]), Valid: spanOf(v.Valid), Chain: p.chain(l, v.Parent), Children: p.childCounts(l, v.Code),
		Shape: v.Shape,
	}
}

// areaCard is the card of an area; mixed areas do not tell what they count: see layer.mixed.
func (p *Picture) areaCard(v *city.Version, f *fact, mixed bool) AreaCard {
	households, population := p.told(v, mixed)
	return AreaCard{
		Layer: v.Layer, Code: v.Code, Name: v.Name(), Names: v.Names, Parent: v.Parent, Class: orNone(city.ToldClass(v.Class)),
		Households: households, Population: population, Source: v.Source, DataDate: v.DataDate,
		Label: f.label.LonLat(), Bounds: boundsOf(f.box), AreaM2: roundM2(f.size),
	}
}

// roundM2 rounds to tenths.
func roundM2(a geo.SquareMetres) float64 { return math.Round(float64(a)*10) / 10 }

func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func orNone(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

// boundsOf are west, south, east, north.
func boundsOf(b geo.Box) [4]float64 {
	lo, hi := b.Min.LonLat(), b.Max.LonLat()
	return [4]float64{lo[0], lo[1], hi[0], hi[1]}
}

// chain are the areas above, by the parent codes that the data names, the widest first.
func (p *Picture) chain(l *layer, parent string) []AreaName {
	out := []AreaName{}
	for parent != "" && l.parent >= 0 {
		l = &p.layers[l.parent]
		i, found := l.find(parent)
		if !found {
			break
		}
		out = append(out, AreaName{Layer: l.def.Key, Code: parent, Name: l.areas[i].Name()})
		parent = l.areas[i].Parent
	}
	slices.Reverse(out)
	return out
}

// childCounts counts the areas that name an area as their parent.
func (p *Picture) childCounts(of *layer, code string) []LayerCount {
	out := []LayerCount{}
	for _, key := range p.Scheme.Children(of.def.Key) {
		l, err := p.layer(key)
		if err != nil {
			continue // a scheme's children are its layers
		}
		n := 0
		for i := range l.areas {
			if l.areas[i].Parent == code {
				n++
			}
		}
		out = append(out, LayerCount{Layer: key, Count: n})
	}
	return out
}
