package atlas

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/hex"
	"github.com/redsail/redsail/internal/city"
)

// mostInside is how many buildings, places or posts are listed of drawn ground, of each.
const mostInside = 5_000

// BuildingInside is a building in drawn ground.
type BuildingInside struct {
	Code     string     `json:"code"`
	Name     string     `json:"name"`
	Address  string     `json:"address" doc:"down to the building"`
	Grid     string     `json:"grid" doc:"code of the area of the layer grid that it belongs to; empty = none"`
	Compound string     `json:"compound" doc:"the same of the layer compound"`
	Point    [2]float64 `json:"point" doc:"its main entrance, else a point of its ground; lon, lat in degrees, WGS-84"`
	// Households are for those who may see them.
	Households *int64 `json:"households,omitempty" doc:"how many live in it; left out where that is not known"`
}

// PlaceInside is a place of service in drawn ground.
type PlaceInside struct {
	Kind    string     `json:"kind"`
	Code    string     `json:"code"`
	Name    string     `json:"name"`
	NameEn  string     `json:"name_en,omitempty"`
	Address string     `json:"address"`
	State   string     `json:"state"`
	Open    *bool      `json:"open" doc:"now; null where that is not known"`
	Point   [2]float64 `json:"point" doc:"lon, lat in degrees, WGS-84"`
}

// Inside is what stands in drawn ground, one by one: for those of the desks.
type Inside struct {
	AreaM2     float64          `json:"area_m2" doc:"size of the drawn ground on the ellipsoid"`
	Buildings  []BuildingInside `json:"buildings" doc:"whose main entrance, or a point of whose ground, is in it; in the order of codes"`
	Places     []PlaceInside    `json:"places" doc:"in the order of kinds and codes, whatever their state"`
	Areas      []InGround       `json:"areas" doc:"that lie in it or reach into it, by the depth of their layers, then code"`
	Untold     []AreaRef        `json:"untold" doc:"areas of which nothing can be said, since the borders do not come to rest when they are laid over each other; their posts are not listed"`
	Households *int64           `json:"households" doc:"the sum of those that are known; null where none is"`
	Unknown    int              `json:"unknown" doc:"buildings of which no number of households is known"`

	seats map[city.Seat]bool
}

// Staffs tells whether what lies in a lineage (see Lineage) answers for the ground: its grids and
// the areas above these, areas of free layers that reach into it, buildings and places in it, and
// the organisations that are of any of them. Of the areas above a grid only the next one is meant:
// the posts of a whole city are nobody to be called through.
func (in *Inside) Staffs(lineage []city.Seat) bool {
	if len(lineage) == 0 {
		return false
	}
	if in.seats[lineage[0]] {
		return true
	}
	return lineage[0].Kind == city.KindOrganisation && len(lineage) > 1 && in.seats[lineage[1]]
}

// Inside lists what stands in drawn ground. Its errors are those of Within; so many things that they
// are no list any more are TooLarge with code too_many_inside.
func (a *Atlas) Inside(ctx context.Context, p *Picture, drawn geo.MultiPolygon) (*Inside, error) {
	within, err := a.Within(ctx, p, drawn, "")
	if err != nil {
		return nil, err
	}
	shape, err := normalDrawn(drawn) //nolint:contextcheck // it is linear
	if err != nil {
		return nil, err
	}
	rows, box := hex.NewRows(shape), shape.Box()
	holds := func(q geo.Point) bool { return box.Contains(q) && rows.Owns(q) }
	in := &Inside{AreaM2: within.AreaM2, Buildings: []BuildingInside{}, Places: []PlaceInside{}, Areas: within.Areas, Untold: within.Untold, seats: map[city.Seat]bool{}}
	p.buildingsInside(in, holds)
	p.placesInside(in, holds, a)
	p.seatsInside(in)
	if n := max(len(in.Buildings), len(in.Places)); n > mostInside {
		return nil, city.Errorf(city.TooLarge, "too_many_inside", "%d buildings and %d places stand in the ground; at most %d of each are listed: draw a smaller one", len(in.Buildings), len(in.Places), mostInside)
	}
	return in, nil
}

// MostInside is how many posts are listed of drawn ground.
func MostInside() int { return mostInside }

func (p *Picture) buildingsInside(in *Inside, holds func(geo.Point) bool) {
	sum, known := int64(0), false
	for _, r := range p.inLayer(city.KindBuilding, city.LayerBuilding) {
		b, ok := r.Content.(*city.Building)
		if !ok {
			continue
		}
		at := CountingPoint(b)
		if !holds(at) {
			continue
		}
		row := BuildingInside{Code: b.Code, Name: b.Name(), Address: b.Address.String(), Households: b.Households, Point: at.LonLat()}
		for _, m := range p.members(b, at) {
			l := &p.layers[m.layer]
			switch code := l.areas[m.area].Code; {
			case l.def.Key == city.LayerGrid && row.Grid == "":
				row.Grid = code
			case l.def.Key == city.LayerCompound && row.Compound == "":
				row.Compound = code
			}
		}
		if b.Households == nil {
			in.Unknown++
		} else {
			sum, known = sum+*b.Households, true
		}
		in.Buildings = append(in.Buildings, row)
		in.seats[city.Seat(b.Key())] = true
	}
	if known || len(in.Buildings) == 0 {
		in.Households = &sum
	}
}

func (p *Picture) placesInside(in *Inside, holds func(geo.Point) bool, a *Atlas) {
	now := a.Now()
	for _, kind := range p.kindsOf(nil) {
		for _, r := range p.inLayer(city.KindPlace, kind) {
			pl, ok := r.Content.(*city.Place)
			if !ok || !holds(pl.Point) {
				continue
			}
			row := PlaceInside{
				Kind: kind, Code: pl.Code, Name: pl.Name(), NameEn: pl.Names.En, Address: pl.Address.String(), State: string(pl.StateOn(p.Date)), Point: pl.Point.LonLat(),
			}
			if pl.State == city.PlaceOpen {
				row.Open = openAt(pl, now)
			}
			in.Places = append(in.Places, row)
			in.seats[city.Seat(pl.Key())] = true
		}
	}
}

// seatsInside are the areas whose posts answer for the ground.
func (p *Picture) seatsInside(in *Inside) {
	leaf := -1
	for _, i := range p.order {
		if p.layers[i].def.Partition {
			leaf = i // the order is by depth
		}
	}
	for _, area := range in.Areas {
		i := slices.IndexFunc(p.order, func(i int) bool { return p.layers[i].def.Key == area.Layer })
		if i < 0 {
			continue
		}
		n := p.order[i]
		l := &p.layers[n]
		if n != leaf && l.def.Partition {
			continue
		}
		in.seats[areaSeat(l, area.Code)] = true
		if at, found := l.find(area.Code); found && n == leaf && l.parent >= 0 && l.areas[at].Parent != "" {
			in.seats[areaSeat(&p.layers[l.parent], l.areas[at].Parent)] = true
		}
	}
}
