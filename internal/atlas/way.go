package atlas

import (
	"context"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// mostWay is the longest walk that a way is drawn of.
const mostWay = 60 // minutes

// Passage is what a way passes: a gate, a crossing where one waits, a bridge, steps.
type Passage struct {
	Kind  string     `json:"kind" enum:"gate,bridge,steps"`
	Class string     `json:"class,omitempty" doc:"of a gate: gate, traffic_signals …"`
	WaitS int        `json:"wait_s,omitempty" doc:"seconds that are waited there"`
	Point [2]float64 `json:"point" doc:"lon, lat in degrees, WGS-84"`
}

// WayOnFoot is the quickest way on foot from a spot to a place.
type WayOnFoot struct {
	WalkS     int          `json:"walk_s" doc:"whole seconds, the links at both ends included"`
	DistanceM int          `json:"distance_m"`
	Line      [][2]float64 `json:"-"`
	Passes    []Passage    `json:"passes" doc:"in the order of the walk"`
}

// WayTo finds the quickest way on foot from a spot to an entrance of the place of a code and kind, over
// the network of a profile ("" = adults), as the minutes of Locate are measured. It is Conflict where
// there is none: no_network, shifted_streets, place_off_network as of a circle, spot_off_network where
// no street is within walk.SnapReach of the spot or a wall stands before it, no_way where none leads
// there within an hour.
func (a *Atlas) WayTo(ctx context.Context, p *Picture, q geo.Point, kind, code, profile string) (*WayOnFoot, error) {
	r, _, err := a.findPlace(ctx, p, kind, code)
	if err != nil {
		return nil, err
	}
	pl, ok := r.Content.(*city.Place)
	if !ok {
		return nil, city.Errorf(city.Internal, "internal", "%s is no place", r.Key())
	}
	net, err := p.walked(profile)
	if err != nil {
		return nil, err
	}
	out, miss := net.Stand(q, nil)
	if !miss.OK() {
		return nil, city.Errorf(city.Conflict, "spot_off_network", "the spot is farther than %.0f m from any street on which people walk, or behind a barrier", float64(walk.SnapReach))
	}
	doors, feet := doorsOf(pl), []walk.Foothold(nil)
	best, there, limit := walk.Route{}, geo.Point{}, limitOf(mostWay)
	for _, door := range doors {
		feet, _ = net.Stand(door, feet[:0])
		if way, ok := quickestWay(net, out, feet, limit); ok && (best.Line == nil || way.Time < best.Time) {
			best, there, limit = way, door, way.Time // a longer one is not looked for
		}
	}
	if best.Line == nil {
		if len(doorsAt(net, 0, doors, false)) == 0 {
			return nil, city.Errorf(city.Conflict, "place_off_network", "%s %s stands farther than %.0f m from any street on which people walk, or behind a barrier", pl.Kind, pl.Code, float64(walk.SnapReach))
		}
		return nil, city.Errorf(city.Conflict, "no_way", "no way on foot leads to %s %s within %d minutes", pl.Kind, pl.Code, mostWay)
	}
	return wayOnFoot(&best, q, there), nil
}

// quickestWay is the quickest of the routes from any of some footholds to any of others.
func quickestWay(net *walk.Network, from, to []walk.Foothold, limit walk.Time) (best walk.Route, found bool) {
	for _, f := range from {
		for _, t := range to {
			if way, ok := net.Route(f, t, limit); ok && (!found || way.Time < best.Time) {
				best, found, limit = way, true, way.Time
			}
		}
	}
	return best, found
}

// wayOnFoot writes a route, from the spot itself to the door itself.
func wayOnFoot(r *walk.Route, from, to geo.Point) *WayOnFoot {
	out := &WayOnFoot{WalkS: r.Time.Seconds(), DistanceM: int(r.Metres + 0.5), Passes: []Passage{}}
	last := from
	out.Line = append(out.Line, from.LonLat())
	for _, q := range append(append(geo.Line{}, r.Line...), to) {
		if q != last {
			out.Line, last = append(out.Line, q.LonLat()), q
		}
	}
	if len(out.Line) == 1 {
		out.Line = append(out.Line, out.Line[0]) // one stands at the door
	}
	for _, p := range r.Passes {
		out.Passes = append(out.Passes, Passage{Kind: string(p.Kind), Class: p.Class, WaitS: p.Wait.Seconds(), Point: p.Place.LonLat()})
	}
	return out
}
