package plan

import (
	"fmt"
	"math"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Cause says why a building is not covered.
type Cause struct {
	Kind string `json:"kind" enum:"no_place,cut_off,far,barrier,streets" doc:"no_place: there is none; cut_off: the streets here do not lead to one; far: even the straight line takes longer; barrier: the straight line meets one, and the way round takes too long; streets: they make the detour"`
	// Barrier is what the straight line to the place meets first.
	Barrier *CauseLine `json:"barrier" doc:"the barrier that the straight line to the place meets first"`
	// Binding is where the way goes that makes it long.
	Binding *CauseLine `json:"binding" doc:"the gate, bridge, steps or level crossing on the way that lies farthest from the straight line: where the detour leads. Signals and crossings of streets lead nowhere and are none"`
	// Locked is what would shorten it.
	Locked *LockedGate `json:"locked" doc:"the locked gate near the straight line that, opened, would shorten this walk the most; null where none would by half a minute"`
	LostS  int         `json:"detour_s" doc:"by how much the walk takes longer than the straight line would"`
	Zh     string      `json:"zh"`
	En     string      `json:"en"`
}

// CauseLine is a line of the map that is to blame.
type CauseLine struct {
	Kind  string     `json:"kind" doc:"wall, fence, river, rail; gate, bridge, steps; or the class of what stands in the way, such as turnstile"`
	Words city.Label `json:"words" doc:"the kind in words"`
	Layer string     `json:"layer"`
	Code  string     `json:"code"`
	Name  string     `json:"name"`
	At    [2]float64 `json:"at" doc:"lon, lat"`
}

// Text is the cause in English.
func (c *Cause) Text() string { return c.En }

// why finds the place that is nearest to a house, and what makes the way to it too long.
func (s *stand) why(house int) (*GapNearest, Cause) {
	h := &s.town.houses[house]
	n := s.walks.near[house]
	if n < 0 {
		return nil, s.unreached()
	}
	f := &s.list[n]
	door, line := nearestDoor(h.at, doorsOf(f.Place))
	near := &GapNearest{Code: f.Code, Name: f.Name(), NameEn: f.Names.En, WalkS: timeOf(s.walks.time[house]), LineM: math.Round(10*float64(line)) / 10}
	net := s.town.streets.Network()
	straight := net.Straight(h.at, door)
	c := Cause{Kind: "streets", LostS: s.walks.time[house].Seconds() - straight.Time.Seconds()}
	if float64(line)/atlas.Pace*10 > float64(s.limit()(house)) {
		c.Kind = "far" // no detour is to blame
	} else if route, ok := s.route(house, f); ok {
		c.Binding = s.town.binding(&route, h.at, door)
	}
	switch {
	case c.Kind == "far":
	case straight.Blocked:
		c.Kind = "barrier"
		c.Barrier = s.town.causeLine(string(straight.Behind.Kind), straight.Behind.Number, straight.Place)
	}
	if c.Kind != "far" {
		c.Locked = s.locked(house, f, h.at, door)
	}
	c.Zh, c.En = c.words(near)
	return near, c
}

// unreached is the cause of a house from which no place can be reached.
func (s *stand) unreached() Cause {
	if len(s.list) == 0 {
		return Cause{Kind: "no_place", Zh: "没有开放的点位", En: "no place is open"}
	}
	return Cause{Kind: "cut_off", Zh: "此处的路网与任何点位都不相通", En: "the streets here lead to no place"}
}

func nearestDoor(q geo.Point, doors []geo.Point) (geo.Point, geo.Metres) {
	best, least := doors[0], geo.Distance(q.LonLat(), doors[0].LonLat())
	for _, d := range doors[1:] {
		if m := geo.Distance(q.LonLat(), d.LonLat()); m < least {
			best, least = d, m
		}
	}
	return best, least
}

// route is the way of a house to a place.
func (s *stand) route(house int, f *facility) (walk.Route, bool) {
	for _, from := range s.town.feetOf(&s.town.houses[house]) {
		for _, to := range f.feet {
			if s.From {
				from, to = to, from
			}
			if r, ok := s.town.streets.Network().Route(from, to, s.walks.time[house]); ok && r.Time == s.walks.time[house] {
				return r, true
			}
		}
	}
	return walk.Route{}, false
}

// binding is the pass of a route that lies farthest from the straight line; nil = it passes
// nothing.
func (t *Town) binding(r *walk.Route, from, to geo.Point) *CauseLine {
	var best *walk.Pass
	least := geo.Metres(-1)
	for i := range r.Passes {
		p := &r.Passes[i]
		if p.Kind == walk.PassGate && leadsNowhere[p.Class] {
			continue
		}
		o := geo.NewOrigin(p.Place.LonLat())
		if d, _ := o.Segment(from.LonLat(), to.LonLat()); d > least {
			best, least = p, d
		}
	}
	if best == nil {
		return nil
	}
	kind := string(best.Kind)
	if best.Kind == walk.PassGate && best.Class != "" && !strings.Contains(best.Class, "gate") {
		kind = best.Class
	}
	return t.causeLine(kind, best.Number, best.Place)
}

func (t *Town) causeLine(kind string, number int64, at geo.Point) *CauseLine {
	out := &CauseLine{Kind: kind, Words: causeLabel(kind), At: at.LonLat()}
	if l := t.streets.Line(number); l != nil {
		out.Layer, out.Code, out.Name = l.Layer, l.Code, l.Name()
	}
	return out
}

// words say the cause for people.
func (c *Cause) words(near *GapNearest) (zh, en string) {
	minutes := math.Round(float64(c.LostS)/6) / 10
	switch c.Kind {
	case "far":
		zh, en = fmt.Sprintf("直线距离已有 %.0f 米", near.LineM), fmt.Sprintf("even the straight line is %.0f m", near.LineM)
	case "barrier":
		zh = fmt.Sprintf("被%s隔开，绕行多走 %.1f 分钟", c.Barrier.zh(), minutes)
		en = fmt.Sprintf("%s lies between; the way round takes %.1f min more", c.Barrier.en(), minutes)
	default:
		zh, en = fmt.Sprintf("街道绕行多走 %.1f 分钟", minutes), fmt.Sprintf("the streets lead round, %.1f min more", minutes)
	}
	if c.Binding != nil {
		zh += "，须经" + c.Binding.zh()
		en += ", by " + c.Binding.en()
	}
	if c.Locked != nil {
		saved := math.Round(float64(c.Locked.SavedS)/6) / 10
		zh += fmt.Sprintf("；%s已锁，打开可少走 %.1f 分钟", c.Locked.zh(), saved)
		en += fmt.Sprintf("; %s is locked: opened, the walk is %.1f min shorter", c.Locked.en(), saved)
	}
	return zh, en
}
