package plan

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sort"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// MostBuildings is how many buildings a page lists at most.
const MostBuildings = 2000

// BuildingPage lists buildings with the places nearest to each, in the order of codes.
type BuildingPage struct {
	Asked
	Buildings []BuildingRow `json:"buildings" doc:"those that have households or may have some, in the order of their codes"`
	Next      string        `json:"next" doc:"cursor of the next page; empty on the last one"`

	Assumptions Assumptions `json:"assumptions"`
}

// BuildingRow is a building with its ways to the three nearest places.
type BuildingRow struct {
	Code       string         `json:"code"`
	Address    string         `json:"address" doc:"the standard address, at most as fine as the building; may be empty"`
	Point      [2]float64     `json:"point" doc:"lon, lat of its door"`
	Households int64          `json:"households"`
	Counted    bool           `json:"counted" doc:"false: the households are its share of what its compound or grid has more than was counted"`
	Method     string         `json:"method" enum:"network,estimate" doc:"estimate: the building stands off the network, and its ways are straight lines × 1.4"`
	Covered    bool           `json:"covered" doc:"the nearest is in time; of an estimate: likely"`
	Nearest    []BuildingNear `json:"nearest" doc:"at most three places, the nearest first, each once; empty where none is reached"`
}

// BuildingNear is a place and the walk between it and a building.
type BuildingNear struct {
	Code    string  `json:"code"`
	Name    string  `json:"name"`
	WalkS   int     `json:"walk_s"`
	Minutes float64 `json:"minutes" doc:"the same in minutes, to a tenth"`
}

// Buildings are the homes of a city with all that is needed to tell the places nearest to each.
type Buildings struct {
	stand  *stand
	field  *walk.TopK
	places *near.Points[int32] // doors of the places by number
}

// Buildings asks for the three nearest places of every building. The numbers are of single
// buildings: they are for the keeper of the data.
func (p *Planner) Buildings(ctx context.Context, a Ask) (*Buildings, error) {
	if a.At.IsZero() {
		a.At = p.atlas.Now()
	}
	pic, err := p.atlas.At(ctx, city.DateOf(a.At.In(p.atlas.Zone())), 0)
	if err != nil {
		return nil, err
	}
	return p.BuildingsOf(ctx, pic, a)
}

// BuildingsOf is Buildings of a picture that is held already. The answers given last are kept, so that
// page after page is read from one of them. It fails with the error of ctx when that ends.
func (p *Planner) BuildingsOf(ctx context.Context, pic *atlas.Picture, a Ask) (*Buildings, error) {
	t, err := p.Town(pic, a.Profile)
	if err != nil {
		return nil, err
	}
	got, err := p.lists.of(ctx, t, a)
	if err != nil {
		return nil, err
	}
	at := *got.stand
	at.At = a.At // it names the answer, and decides nothing in it: the picture is of its day
	return &Buildings{stand: &at, field: got.field, places: got.places}, nil
}

func (s *stand) buildings(ctx context.Context) (*Buildings, error) {
	b := &Buildings{stand: s, places: &near.Points[int32]{}}
	for i := range s.list {
		for _, p := range doorsOf(s.list[i].Place) {
			b.places.Insert(p, int32(i))
		}
	}
	var err error
	b.field, err = s.town.streets.Graph().TopKUntil(ctx, directionOf(s.From), doors(s.list), walk.Unbounded)
	return b, err
}

// Page is the buildings whose codes come after one ("" = the first), at most so many; more is true
// where others follow.
func (b *Buildings) Page(after string, limit int) (page *BuildingPage, more bool) {
	s := b.stand
	page = &BuildingPage{Asked: s.asked(), Buildings: []BuildingRow{}, Assumptions: s.assumptions()}
	b.each(after, func(r *BuildingRow) bool {
		if more = len(page.Buildings) >= limit; !more {
			page.Buildings = append(page.Buildings, *r)
		}
		return !more
	})
	return page, more
}

// each calls f with the buildings after a code, in the order of codes, until it says false.
func (b *Buildings) each(after string, f func(*BuildingRow) bool) {
	t, limit := b.stand.town, b.stand.limit()
	for i := t.firstAfter(after); i < len(t.houses) && t.houses[i].number >= 0; i++ {
		h := &t.houses[i]
		d := &t.streets.Dwellings()[h.number]
		row := BuildingRow{
			Code: d.Code, Address: d.Address.String(), Point: h.at.LonLat(), Households: h.households, Counted: !h.guessed && !h.open,
			Method: "network", Nearest: []BuildingNear{},
		}
		if h.apart {
			row.Method = "estimate"
		}
		_, row.Covered, _ = t.within(b.stand.walks, i, limit(i))
		for _, n := range b.nearest(h) {
			pl := b.stand.list[n.Facility].Place
			row.Nearest = append(row.Nearest, BuildingNear{Code: pl.Code, Name: pl.Name(), WalkS: n.Time.Seconds(), Minutes: math.Round(float64(n.Time)/60) / 10})
		}
		if !f(&row) {
			return
		}
	}
}

// firstAfter is the first house whose code comes after one. Houses stand in the order of their codes;
// shares of areas along streets, which are no buildings, come last.
func (t *Town) firstAfter(code string) int {
	return sort.Search(len(t.houses), func(i int) bool {
		n := t.houses[i].number
		return n < 0 || t.streets.Dwellings()[n].Code > code
	})
}

// nearest are the three places nearest to a house, each once, over any of its doors.
func (b *Buildings) nearest(h *house) []walk.Found {
	if h.apart {
		return b.guessed(h)
	}
	var all []walk.Found
	for _, f := range b.stand.town.homeFeet(h, b.stand.From) {
		all = b.field.At(f, all)
	}
	return threeOf(all)
}

// guessed are the three nearest by the straight line.
func (b *Buildings) guessed(h *house) []walk.Found {
	pace := b.stand.town.pace()
	var best []walk.Found
	b.places.Within(h.at, farthestLine, func(n int32, d geo.Metres) geo.Metres {
		best = threeOf(append(best, walk.Found{Facility: n, Time: walk.Time(math.Ceil(atlas.Detour * float64(d) / pace * 10))}))
		if len(best) < walk.Best {
			return farthestLine
		}
		return geo.Metres(float64(best[walk.Best-1].Time) / 10 * pace / atlas.Detour)
	})
	return best
}

// threeOf puts the nearest first and keeps at most walk.Best places, each once.
func threeOf(all []walk.Found) []walk.Found {
	slices.SortFunc(all, func(a, b walk.Found) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Facility, b.Facility))
	})
	out := all[:0]
	for _, f := range all {
		known := slices.ContainsFunc(out, func(o walk.Found) bool { return o.Facility == f.Facility })
		if !known && len(out) < walk.Best {
			out = append(out, f)
		}
	}
	return out
}
