package atlas

import (
	"cmp"
	"slices"
	"time"

	"github.com/paulmach/orb/planar"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Dwelling is a building as planning counts it. How many households it has is for sums, and for
// who may read households: to nobody else is it said of one building.
type Dwelling struct {
	*city.Building
	// Doors are where people come out: the mapped entrances, else one point of the ground.
	Doors []geo.Point
	// In are the areas in which it counts, by layer in the order of answers.
	In []InArea
}

// InArea is an area by the number of its layer among Grounds and its place there.
type InArea struct{ Layer, Area int32 }

// Ground is a layer of the scheme with its areas, in the order of their codes.
type Ground struct {
	Key       string
	Depth     int
	Partition bool
	Base      bool
	Parent    string
	Areas     []*city.Version
}

// Grounds are the layers in the order of the scheme; not to be written to.
func (p *Picture) Grounds() []Ground {
	out := make([]Ground, len(p.layers))
	for i := range p.layers {
		l := &p.layers[i]
		out[i] = Ground{Key: l.def.Key, Depth: l.depth, Partition: l.def.Partition, Base: l.def.Base, Parent: l.def.Parent, Areas: l.areas}
	}
	return out
}

// OwnersAt are the areas that hold a point, by layer in the order of answers: of a partition the
// owner, of a free layer each.
func (p *Picture) OwnersAt(q geo.Point) []InArea {
	held := p.index.All(q, nil)
	var out []InArea
	for _, i := range p.order {
		for _, h := range ofLayer(held, i) {
			out = append(out, InArea{int32(i), h.Area})
		}
	}
	return out
}

// BaseAt are the areas of the ground of the map that hold a point.
func (p *Picture) BaseAt(q geo.Point) []*city.Version {
	var out []*city.Version
	for i := range p.layers {
		if l := &p.layers[i]; l.def.Base {
			for _, j := range l.meeting(geo.EmptyBox().Extend(q)) {
				if l.areas[j].Shape.Owns(q) {
					out = append(out, l.areas[j])
				}
			}
		}
	}
	return out
}

// BaseWithin are the areas of the ground of the map that lie within a distance of a point or hold it.
func (p *Picture) BaseWithin(q geo.Point, within geo.Metres) []*city.Version {
	origin := geo.NewOrigin(q.LonLat())
	box := boxAbout(&origin, q, 1.01*float64(within))
	var out []*city.Version
	for i := range p.layers {
		l := &p.layers[i]
		if !l.def.Base {
			continue
		}
		for _, j := range l.meeting(box) {
			if s := l.areas[j].Shape; s.Owns(q) || nearBorder(&origin, s, within) {
				out = append(out, l.areas[j])
			}
		}
	}
	return out
}

// nearBorder tells whether an edge of the shape lies within a distance of the origin.
func nearBorder(o *geo.Origin, s geo.MultiPolygon, within geo.Metres) bool {
	found := false
	for _, polygon := range s {
		for _, ring := range polygon {
			ring.Edges(func(a, b geo.Point) {
				if !found {
					d, _ := o.Segment(a.LonLat(), b.LonLat())
					found = d <= within
				}
			})
		}
	}
	return found
}

// Dwellings are the buildings in the order of their codes.
func (p *Picture) Dwellings() []Dwelling {
	in := p.inLayer(city.KindBuilding, city.LayerBuilding)
	out := make([]Dwelling, 0, len(in))
	for i := range in {
		b, ok := in[i].Content.(*city.Building)
		if !ok {
			continue
		}
		d := Dwelling{Building: b, Doors: b.Entrances}
		if len(d.Doors) == 0 {
			d.Doors = []geo.Point{innerPoint(b)}
		}
		for _, m := range p.members(b, CountingPoint(b)) {
			d.In = append(d.In, InArea{m.layer, m.area})
		}
		out = append(out, d)
	}
	return out
}

// LinesOf are the lines in the order of their keys.
func (p *Picture) LinesOf() []*city.Line { return contents[*city.Line](p.ofKind(city.KindLine)) }

// PlacesOf are the places of a kind, whatever their state, in the order of their codes.
func (p *Picture) PlacesOf(kind string) []*city.Place {
	return contents[*city.Place](p.inLayer(city.KindPlace, kind))
}

func contents[T city.Content](rs []city.Record) []T {
	out := make([]T, 0, len(rs))
	for i := range rs {
		if c, ok := rs[i].Content.(T); ok {
			out = append(out, c)
		}
	}
	return out
}

// innerPoint is the point of a building's ground nearest to its centroid.
func innerPoint(b *city.Building) geo.Point {
	if len(b.Shape) == 0 {
		return groundPoint(b)
	}
	middle, _ := planar.CentroidArea(b.Shape.Orb())
	q, err := geo.Snap(middle)
	if err != nil {
		return groundPoint(b)
	}
	if b.Shape.Owns(q) {
		return q
	}
	edge, ok := nearestOnEdge(b.Shape, q)
	if !ok {
		return groundPoint(b)
	}
	return stepInside(b, q, edge)
}

// nearestOnEdge is the place of the outline nearest to q, rounded to the lattice.
func nearestOnEdge(m geo.MultiPolygon, q geo.Point) (geo.Point, bool) {
	from := geo.NewOrigin(q.LonLat())
	var best geo.Point
	var least geo.Metres = -1
	m.Edges(func(a, c geo.Point) {
		d, at := from.Segment(a.LonLat(), c.LonLat())
		if least >= 0 && d >= least {
			return
		}
		if s, err := geo.Snap(at); err == nil {
			best, least = s, d
		}
	})
	return best, least >= 0
}

// stepInside is the point of the ground nearest to q among those beside a place of its outline;
// where the ground is too narrow for one, a point well inside it.
func stepInside(b *city.Building, q, edge geo.Point) geo.Point {
	const around = 2
	var near []geo.Point
	for dx := int32(-around); dx <= around; dx++ {
		for dy := int32(-around); dy <= around; dy++ {
			if s := (geo.Point{X: edge.X + dx, Y: edge.Y + dy}); b.Shape.Owns(s) {
				near = append(near, s)
			}
		}
	}
	if len(near) == 0 {
		return groundPoint(b)
	}
	far := func(s geo.Point) int64 {
		dx, dy := int64(s.X)-int64(q.X), int64(s.Y)-int64(q.Y)
		return dx*dx + dy*dy
	}
	return slices.MinFunc(near, func(x, y geo.Point) int {
		return cmp.Or(cmp.Compare(far(x), far(y)), cmp.Compare(x.X, y.X), cmp.Compare(x.Y, y.Y))
	})
}

// OpenAt tells whether a place is open at a time in the city's zone; known is false where its
// hours do not say.
func OpenAt(pl *city.Place, t time.Time) (open, known bool) {
	o := openAt(pl, t)
	if o == nil {
		return false, false
	}
	return *o, true
}

// BeyondCalendar is true of a date of which the calendar that a place keeps says nothing, as that year
// is not known.
func BeyondCalendar(pl *city.Place, d city.Date) bool {
	if pl.Hours == nil || pl.Hours.Calendar == "" {
		return false
	}
	_, covered := calendarOf(pl.Hours).Day(d)
	return !covered
}

// OpenOn tells whether a place opens at all on a date; known is false where its hours do not say.
func OpenOn(pl *city.Place, d city.Date) (open, known bool) {
	spans, known := pl.Hours.On(d, calendarOf(pl.Hours))
	return known && len(spans) > 0, known
}
