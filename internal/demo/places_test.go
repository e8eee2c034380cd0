package demo_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// TestPlaces: codes are unique in a kind, places lie in the grid that they name, hours are
// in order, and most Red Sail stations keep their promise to open every day.
func TestPlaces(t *testing.T) {
	scheme := map[string]bool{"red_sail_station": true, "service_centre": true, "service_station": true, "activity_venue": true,
		"mediation_room": true, "police_post": true, "volunteer_station": true, "resident_unit": true, "landmark": true}
	eachSize(t, func(t *testing.T, d *demo.City) {
		grids := newIndex(layer(d.Areas, "grid"))
		seen, states := map[[2]string]bool{}, map[string]int{}
		stations, everyDay := 0, 0
		for i := range d.Places {
			p := &d.Places[i]
			key := [2]string{p.Kind, p.Code}
			if seen[key] || !scheme[p.Kind] || p.Name.Zh == "" || p.Name.En == "" {
				t.Errorf("%v (%s) stands twice, or its kind or name is wrong", key, p.Name.Zh)
			}
			seen[key] = true
			if got := grids.owners(p.Point); p.Kind != "landmark" && (len(got) != 1 || got[0].Code != p.Grid) {
				t.Errorf("%v does not lie in its grid %s", key, p.Grid)
			}
			for _, tag := range p.Tags {
				if d.Terms[tag].Zh == "" {
					t.Errorf("%v: no word for %q", key, tag)
				}
			}
			open := checkHours(t, p)
			if p.Kind == "red_sail_station" {
				states[p.State]++
				stations++
				everyDay += open
			}
		}
		if everyDay*100 < 90*stations || everyDay == stations && stations > 100 {
			t.Errorf("%d of %d stations open every day", everyDay, stations)
		}
		if states["open"]*100 < 60*stations || stations > 100 && len(states) < 8 {
			t.Errorf("states: %v", states)
		}
	})
}

// TestCandidates: a station that is not there yet has a cost, unless it is only planned, and a log that ends at its
// state, of working days in their order before the date of the data; so have some of the open ones.
func TestCandidates(t *testing.T) {
	eachSize(t, func(t *testing.T, d *demo.City) {
		costed, logs := 0, map[string]int{}
		for i := range d.Places {
			p := &d.Places[i]
			before, then := p.State != "open" && p.State != "closed", len(p.Stages)
			if p.Kind != "red_sail_station" || !before && then == 0 {
				continue
			}
			if p.Cost == 0 && p.State != "planned" || p.Cost != 0 && (p.Cost < 50_000 || p.Cost > 2_000_000 || p.Cost%1000 != 0) {
				t.Errorf("%s, %s: it costs %d yuan", p.Code, p.State, p.Cost)
			}
			if p.Cost > 0 {
				costed++
			}
			logs[p.State]++
			if then == 0 && p.State != "planned" || then > 0 && string(p.Stages[then-1].State) != p.State {
				t.Errorf("%s is %s, its log %v", p.Code, p.State, p.Stages)
			}
			for n, s := range p.Stages {
				at, err := time.Parse(time.DateOnly, s.Date)
				if err != nil || s.State != city.PlaceStages()[n] || s.By == "" || s.Date >= "2026-07-01" || at.Weekday()%6 == 0 || n > 0 && s.Date <= p.Stages[n-1].Date {
					t.Errorf("%s: stage %d of its log is %v after %v", p.Code, n+1, s, p.Stages[:n])
				}
			}
		}
		for _, state := range []string{"planned", "applied", "reviewed", "approved", "building", "accepted", "open"} {
			if len(d.Places) > 5000 && (logs[state] == 0 || costed < 100) {
				t.Errorf("%d have a cost, by state %v: none is %s", costed, logs, state)
			}
		}
	})
}

// checkHours is 1 when the place opens on each day of the week.
func checkHours(t *testing.T, p *demo.Place) int {
	t.Helper()
	if p.Hours == nil {
		return 0
	}
	days := append([][]demo.Span{p.Hours.Holiday}, p.Hours.Week[:]...)
	for _, x := range p.Hours.Exceptions {
		days = append(days, x.Spans)
	}
	for _, spans := range days {
		last := 0
		for _, s := range spans {
			if s.From < last || s.To <= s.From || s.To > 24*60 {
				t.Errorf("%s: %v is no span of a day", p.Code, s)
			}
			last = s.To
		}
	}
	for _, spans := range p.Hours.Week {
		if len(spans) == 0 {
			return 0
		}
	}
	return 1
}

// TestBordersFollowLines: all borders of communities run along lines of the map, or along
// the city's edge.
func TestBordersFollowLines(t *testing.T) {
	eachSize(t, func(t *testing.T, d *demo.City) {
		// What is left are ridges in the hills, and streets that stop short of the railway.
		if on, off := borders(d, "community"); off*20 > on {
			t.Errorf("%.1f km of borders follow lines, %.1f km do not", on/1000, off/1000)
		}
	})
}

// borders are the metres of a layer's borders that are edges of lines or of the city's own border, and the others.
func borders(d *demo.City, of string) (on, off float64) {
	type edge [2]geo.Point
	lines := map[edge]bool{}
	add := func(p, q geo.Point) { lines[edge{p, q}], lines[edge{q, p}] = true, true }
	for i := range d.Lines {
		for k := 1; k < len(d.Lines[i].Points); k++ {
			add(d.Lines[i].Points[k-1], d.Lines[i].Points[k])
		}
	}
	d.Areas[0].Shape.Edges(add)
	for _, a := range layer(d.Areas, of) {
		a.Shape.Edges(func(p, q geo.Point) {
			if l := float64(geo.Distance(p.LonLat(), q.LonLat())); lines[edge{p, q}] {
				on += l
			} else {
				off += l
			}
		})
	}
	return on, off
}

// TestNumbering: the numbers of the grids of a community run by the house's rule, said here
// in another way: bands from the north, then by longitude of the label point.
func TestNumbering(t *testing.T) {
	eachSize(t, func(t *testing.T, d *demo.City) {
		children := map[string][]city.Area{}
		for _, g := range layer(d.Areas, "grid") {
			children[g.Parent] = append(children[g.Parent], g)
		}
		for _, c := range layer(d.Areas, "community") {
			box, grids := c.Shape.Box(), children[c.Code]
			bands := 1
			for bands*bands < len(grids) {
				bands++
			}
			lastBand, last := 0, geo.Point{X: -1 << 31}
			for i := range grids {
				if want := fmt.Sprintf("%s%03d", c.Code, i+1); grids[i].Code != want {
					t.Errorf("%s is not numbered %s", grids[i].Code, want)
				}
				p := partition.LabelPoint(grids[i].Shape)
				share := float64(box.Max.Y-p.Y) / float64(box.Max.Y-box.Min.Y)
				band := min(int(share*float64(bands)), bands-1)
				if band < lastBand || band == lastBand && p.X < last.X {
					t.Errorf("%s comes too late", grids[i].Code)
				}
				lastBand, last = band, p
			}
		}
	})
}
