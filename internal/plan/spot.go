package plan

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// SpotAsk asks about a place where one could stand.
type SpotAsk struct {
	Lon       float64 `json:"lon"`
	Lat       float64 `json:"lat"`
	Minutes   Minutes `json:"minutes,omitempty" doc:"the service circle; what the scheme's norms say when left out"`
	Kind      string  `json:"kind,omitempty" doc:"kind of places; Red Sail stations when left out"`
	Profile   string  `json:"profile,omitempty" doc:"of the people who walk; adults when left out"`
	Direction string  `json:"direction,omitempty" enum:"to,from" doc:"who walks where: to the place, or from it home; to when left out"`
	At        string  `json:"at,omitempty" doc:"the city as it is at this instant with offset, or on this date; now when left out"`
	OpenAt    string  `json:"open_at,omitempty" doc:"of the places that stand only those open at this instant count, as in coverage; hours aside when left out"`
	Policy    bool    `json:"policy,omitempty" doc:"judge each household by the minutes of the class of its area, as the scheme's norms say (service_circle_by_class)"`
}

// Spot is the card of a place where one could stand.
type Spot struct {
	Revision  int64      `json:"revision"`
	Minutes   int        `json:"minutes"`
	Profile   string     `json:"profile,omitempty" doc:"of the people who walk, where one was asked for; else adults"`
	Direction string     `json:"direction" enum:"to,from" doc:"who walks where: to the place, or from it home"`
	At        string     `json:"at" doc:"RFC 3339 in the city's zone"`
	OpenAt    *string    `json:"open_at" doc:"of the places that stand only those open at this moment counted; null = hours aside"`
	Unknown   int        `json:"unknown_hours" doc:"open places that open_at left out since their hours do not say whether they are open then"`
	Policy    []Policy   `json:"policy" doc:"rules by the class of an area that were asked for; minutes are those of all others"`
	Areas     []SpotArea `json:"areas" doc:"that hold it, by layer in the order of answers"`
	LandUse   []SpotArea `json:"land_use" doc:"ground of the map that holds it"`
	Allowed   bool       `json:"allowed" doc:"a place may be proposed here"`
	Why       string     `json:"why" doc:"why not: outside the city, on ground of a kind that is not built on (on farmland), not on building land, off the network; empty when it is"`
	WhyZh     string     `json:"why_zh" doc:"why in Chinese"`

	OnNetwork  bool         `json:"on_network" doc:"it stands on the walking network; else nothing below is counted"`
	Households int64        `json:"households" doc:"measured households that would reach it in time"`
	New        int64        `json:"new_households" doc:"of these, those that no open place covers"`
	Twice      int64        `json:"twice_households" doc:"of these, those that are covered already"`
	Circles    []SpotCircle `json:"circles" doc:"open places whose circles overlap, the most shared households first; at most 20"`
	NearestS   *int         `json:"nearest_home_s" doc:"walk of the nearest building that is lived in; null = none within half an hour"`
	Nearest300 *int         `json:"nearest_300_s" doc:"within this walk the nearest 300 households live; null = fewer do within half an hour"`

	Candidates []SpotCandidate `json:"candidates" doc:"records of places of the kind within 300 m that are not there yet, the nearest first; at most 20"`
	Buildings  []SpotBuilding  `json:"buildings" doc:"public buildings within 300 m that could take it in, the nearest first; at most 20"`
}

// SpotArea is an area that holds a spot.
type SpotArea struct {
	Layer  string `json:"layer"`
	Code   string `json:"code"`
	Name   string `json:"name"`
	NameEn string `json:"name_en,omitempty" doc:"the English name, where there is one"`
	Kind   string `json:"kind" doc:"class of the ground; empty = not said"`
}

func spotArea(v *city.Version) SpotArea {
	return SpotArea{Layer: v.Layer, Code: v.Code, Name: v.Name(), NameEn: v.Names.En, Kind: v.Class["kind"]}
}

// SpotCircle is an open place whose circle overlaps that of a spot.
type SpotCircle struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Shared int64  `json:"shared_households"`
}

// SpotBuilding is a public building near a spot.
type SpotBuilding struct {
	Code    string  `json:"code"`
	Name    string  `json:"name"`
	NameEn  string  `json:"name_en,omitempty" doc:"the English name, where there is one"`
	Address string  `json:"address,omitempty" doc:"of the building: a name such as No. 2 alone is that of many"`
	Use     string  `json:"use"`
	Storeys *int64  `json:"storeys"`
	LineM   float64 `json:"line_m" doc:"the straight line to it, in metres"`
}

// SpotCandidate is the record of a place near a spot that is not there yet.
type SpotCandidate struct {
	RecordFacts
	LineM float64 `json:"line_m" doc:"the straight line to it, in metres"`
}

// candidatesNear are the records of a kind near a point.
func (t *Town) candidatesNear(kind string, at geo.Point) []SpotCandidate {
	out := []SpotCandidate{}
	for _, pl := range t.pic.PlacesOf(kind) {
		line := geo.Distance(at.LonLat(), pl.Point.LonLat())
		if pl.IsCandidate() && line <= buildingsNear {
			out = append(out, SpotCandidate{RecordFacts: recordFacts(pl, t.pic.Date), LineM: math.Round(10*float64(line)) / 10})
		}
	}
	slices.SortStableFunc(out, func(a, b SpotCandidate) int { return cmp.Compare(a.LineM, b.LineM) })
	return out[:min(len(out), mostListed)]
}

const (
	mostListed               = 20
	buildingsNear geo.Metres = 300
	manyHomes                = 300
)

// Spot answers what a place at a spot would do, and what is there.
func (p *Planner) Spot(ctx context.Context, a SpotAsk) (*Spot, error) {
	at, err := geo.Snap(orb.Point{a.Lon, a.Lat})
	if err != nil {
		return nil, city.Errorf(city.Invalid, "out_of_range", "lon, lat: the spot is not within ±180°, ±90°, longitude first")
	}
	if err := checkDirection(a.Direction); err != nil {
		return nil, err
	}
	of := Ask{Minutes: int(a.Minutes), Kind: a.Kind, Profile: a.Profile, Policy: a.Policy, From: a.Direction == DirectionFrom, Exact: true}
	if err := of.when(a.At, a.OpenAt, p.atlas.Zone()); err != nil {
		return nil, err
	}
	s, err := p.stand(ctx, of)
	if err != nil {
		return nil, err
	}
	t, asked := s.town, s.asked()
	out := &Spot{Revision: asked.Revision, Minutes: asked.Minutes, Profile: asked.Profile, Direction: asked.Direction, At: asked.At, OpenAt: asked.OpenAt, Unknown: s.unknown, Policy: asked.Policy, Areas: []SpotArea{}, LandUse: []SpotArea{}, Circles: []SpotCircle{}, Buildings: t.publicBuildings(at), Candidates: t.candidatesNear(s.Kind, at)}
	for _, m := range t.pic.OwnersAt(at) {
		out.Areas = append(out.Areas, spotArea(t.grounds[m.Layer].Areas[m.Area]))
	}
	for _, v := range t.pic.BaseAt(at) {
		out.LandUse = append(out.LandUse, spotArea(v))
	}
	feet := feetOn(t.streets, []geo.Point{at}, s.From)
	not := t.whyNot(at, feet)
	out.Why, out.WhyZh, out.Allowed = not.en, not.zh, not.none()
	if out.OnNetwork = len(feet) > 0; !out.OnNetwork {
		return out, nil
	}
	return out, s.reachedFrom(ctx, feet, out)
}

// reachedFrom counts the households that would walk to a spot.
func (s *stand) reachedFrom(ctx context.Context, feet []walk.Foothold, out *Spot) error {
	t, limits := s.town, s.limit()
	graph := t.streets.Graph()
	spot, err := graph.Nearest(directionOf(s.From), doors([]facility{{feet: feet}}), max(walk.HalfHour, s.longest()))
	if err != nil {
		return err
	}
	others, err := t.reach(ctx, directionOf(s.From), doors(s.list), s.longest())
	if err != nil {
		return err
	}
	shared := make([]int64, len(s.list))
	var near []ofTime
	var found []walk.Found
	for i := range t.houses {
		h := &t.houses[i]
		time := walk.Never
		for _, f := range t.homeFeet(h, s.From) {
			if x, ok := spot.At(f); ok {
				time = min(time, x.Time)
			}
		}
		if !h.measured() || h.households == 0 || time == walk.Never {
			continue
		}
		near = append(near, ofTime{time, h.households})
		limit := limits(i)
		if time > limit {
			continue
		}
		out.Households += h.households
		if s.walks.time[i] > limit {
			out.New += h.households
			continue
		}
		out.Twice += h.households
		found = found[:0]
		for _, f := range t.homeFeet(h, s.From) {
			found = others.At(f, found)
		}
		slices.SortFunc(found, func(a, b walk.Found) int { return cmp.Compare(a.Facility, b.Facility) })
		last := int32(-1)
		for _, x := range found {
			if x.Time <= limit && x.Facility != last {
				shared[x.Facility] += h.households
				last = x.Facility
			}
		}
	}
	out.nearest(near)
	s.circles(shared, out)
	return nil
}

// nearest says how far the homes around are.
func (out *Spot) nearest(near []ofTime) {
	slices.SortFunc(near, func(a, b ofTime) int { return cmp.Compare(a.time, b.time) })
	sum := int64(0)
	for i, x := range near {
		s := x.time.Seconds()
		if i == 0 {
			out.NearestS = &s
		}
		if sum += x.households; sum >= manyHomes {
			out.Nearest300 = &s
			return
		}
	}
}

func (s *stand) circles(shared []int64, out *Spot) {
	for i, n := range shared {
		if n > 0 {
			out.Circles = append(out.Circles, SpotCircle{Code: s.list[i].Code, Name: s.list[i].Name(), Shared: n})
		}
	}
	slices.SortStableFunc(out.Circles, func(a, b SpotCircle) int { return cmp.Compare(b.Shared, a.Shared) })
	out.Circles = out.Circles[:min(len(out.Circles), mostListed)]
}

// publicBuildings are those near a point in which a place could be.
func (t *Town) publicBuildings(at geo.Point) []SpotBuilding {
	out := []SpotBuilding{}
	dwellings := t.streets.Dwellings()
	for i := range dwellings {
		d := &dwellings[i]
		if !d.Use().Hosts() {
			continue
		}
		if _, line := nearestDoor(at, d.Doors); line <= buildingsNear {
			out = append(out, SpotBuilding{Code: d.Code, Name: d.Name(), NameEn: d.Names.En, Address: d.Address.String(), Use: d.Class["use"], Storeys: d.Storeys, LineM: math.Round(10*float64(line)) / 10})
		}
	}
	slices.SortStableFunc(out, func(a, b SpotBuilding) int { return cmp.Compare(a.LineM, b.LineM) })
	return out[:min(len(out), mostListed)]
}
