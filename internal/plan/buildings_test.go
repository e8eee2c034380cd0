package plan_test

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/plan"
)

// slowest is a time that no walk of the tests takes.
const slowest = uint64(1) << 40

// naiveTimes relaxes every edge until nothing changes: the times of people who walk between each node and the
// footholds, to them or (from) away from them.
func naiveTimes(g *walk.Graph, feet []walk.Foothold, from bool) []uint64 {
	times := slices.Repeat([]uint64{slowest}, g.Nodes())
	for _, f := range feet {
		e := g.Edges()[f.Edge]
		times[e.A] = min(times[e.A], naiveAlong(e, 0, f.Along, from)+uint64(f.Link))
		times[e.B] = min(times[e.B], naiveAlong(e, wholeEdge, f.Along, from)+uint64(f.Link))
	}
	for changed := true; changed; {
		changed = false
		for _, e := range g.Edges() {
			forth, back := naiveAlong(e, 0, wholeEdge, from), naiveAlong(e, wholeEdge, 0, from)
			if t := times[e.B] + forth; t < times[e.A] {
				times[e.A], changed = t, true
			}
			if t := times[e.A] + back; t < times[e.B] {
				times[e.B], changed = t, true
			}
		}
	}
	return times
}

const wholeEdge = 1 << 16

// naiveAlong is the walk on one edge from the place of a home to that of a door, or (from) the other way.
func naiveAlong(e walk.Edge, home, door uint32, from bool) uint64 {
	if from {
		home, door = door, home
	}
	t, part := e.Forth, door-home
	if home > door {
		t, part = e.Back, home-door
	}
	switch {
	case part == 0:
		return 0
	case t == walk.Never:
		return slowest
	}
	return (uint64(t)*uint64(part) + wholeEdge/2) / wholeEdge
}

type naiveNear struct {
	code string
	time uint64
}

// naiveNearest are the places of a home, nearest first, by one search after the other.
func naiveNearest(g *walk.Graph, home []walk.Foothold, places []string, doors map[string][]walk.Foothold, times map[string][]uint64, from bool) []naiveNear {
	var out []naiveNear
	for _, code := range places {
		best := slowest
		for _, h := range home {
			e := g.Edges()[h.Edge]
			best = min(best, times[code][e.A]+naiveAlong(e, h.Along, 0, from)+uint64(h.Link), times[code][e.B]+naiveAlong(e, h.Along, wholeEdge, from)+uint64(h.Link))
			for _, d := range doors[code] {
				if d.Edge == h.Edge {
					best = min(best, naiveAlong(e, h.Along, d.Along, from)+uint64(h.Link)+uint64(d.Link))
				}
			}
		}
		if best < slowest {
			out = append(out, naiveNear{code, best})
		}
	}
	slices.SortStableFunc(out, func(a, b naiveNear) int { return cmp.Compare(a.time, b.time) })
	return out[:min(len(out), 3)]
}

// checkBuildings holds every building's three nearest places against a slow solver.
func checkBuildings(t *testing.T, d *desk, profile string, from bool) {
	t.Helper()
	pic := d.atlas.Current()
	streets, err := pic.StreetsOf(profile)
	if err != nil {
		t.Fatal(err)
	}
	g, net := streets.Graph(), streets.Network()
	var places []string
	doors, times := map[string][]walk.Foothold{}, map[string][]uint64{}
	for _, p := range pic.PlacesOf("red_sail_station") {
		if p.State != city.PlaceOpen {
			continue
		}
		points := p.Entrances
		if len(points) == 0 {
			points = append(points, p.Point)
		}
		for _, q := range points {
			if f, miss := net.Snap(q); miss.OK() && from {
				doors[p.Code] = append(doors[p.Code], f)
			} else if miss.OK() {
				doors[p.Code] = append(doors[p.Code], net.Arrivals(f)...)
			}
		}
		places, times[p.Code] = append(places, p.Code), naiveTimes(g, doors[p.Code], from)
	}
	got, err := d.Buildings(t.Context(), plan.Ask{Profile: profile, From: from})
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]plan.BuildingRow{}
	page, more := got.Page("", 1<<30)
	for _, r := range page.Buildings {
		of[r.Code] = r
	}
	if more || len(of) == 0 || page.Assumptions.Direction != map[bool]string{false: "to the place", true: "from the place"}[from] {
		t.Fatalf("%d buildings, more %v, %s", len(of), more, page.Assumptions.Direction)
	}
	checked := 0
	for i, h := range streets.Dwellings() {
		home := streets.FeetOf(i)
		if row, ok := of[h.Code]; ok && len(home) > 0 {
			if from {
				home = streets.ArrivalsAt(home)
			}
			want := naiveNearest(g, home, places, doors, times, from)
			sameNearest(t, &row, want)
			checked += len(want)
		}
	}
	if checked < len(of) {
		t.Errorf("only %d ways of %d buildings were compared", checked, len(of))
	}
}

// sameNearest allows for places that are as far as each other: then their order is of their numbers.
func sameNearest(t *testing.T, row *plan.BuildingRow, want []naiveNear) {
	t.Helper()
	if len(row.Nearest) != len(want) || row.Method != "network" {
		t.Fatalf("%s: %+v, want %v", row.Code, row, want)
	}
	for k, n := range row.Nearest {
		if n.WalkS != walk.Time(want[k].time).Seconds() || n.Code != want[k].code {
			t.Errorf("%s: place %d is %s in %d s, a slow solver says %s in %d tenths", row.Code, k+1, n.Code, n.WalkS, want[k].code, want[k].time)
		}
	}
}

// TestBuildingsAreWhatANaiveSolverSays: nearest, second and third place of every building of the demo town, in
// both directions.
func TestBuildingsAreWhatANaiveSolverSays(t *testing.T) {
	d := demoDesk(t, demo.SizeTiny)
	for _, from := range []bool{false, true} {
		checkBuildings(t, d, "", from)
		checkBuildings(t, d, "bicycle", from)
	}
}

// TestBuildingsBothWays: where a street is ridden one way only, the way home is not the way there.
func TestBuildingsBothWays(t *testing.T) {
	oneWay := line("road", "loop", "local", at(10, 0), at(10, 300), at(1000, 300), at(1000, 0))
	oneWay.Class["oneway"] = "yes"
	d := small(t, oneWay, house("a", 10, 150, 5), house("off", 400, 480, 7), station("s1", 300, 300), station("s2", 1200, 0), station("s3", 1500, 0), station("s4", 1600, 0))
	for _, from := range []bool{false, true} {
		got, err := d.Buildings(t.Context(), plan.Ask{Profile: "bicycle", From: from})
		if err != nil {
			t.Fatal(err)
		}
		first, more := got.Page("", 1)
		if !more || len(first.Buildings) != 1 || first.Buildings[0].Code != "a" || len(first.Buildings[0].Nearest) != 3 {
			t.Fatalf("%+v", first)
		}
		if n := first.Buildings[0].Nearest[0]; n.Code != map[bool]string{false: "s1", true: "s2"}[from] || n.WalkS > 300 != from {
			t.Errorf("from %v: %+v", from, n)
		}
		rest, more := got.Page("a", 5)
		if more || len(rest.Buildings) != 1 || rest.Buildings[0].Method != "estimate" || len(rest.Buildings[0].Nearest) != 3 || rest.Buildings[0].Nearest[0].Code != "s1" {
			t.Errorf("%+v", rest)
		}
		sums := d.coverage(plan.Ask{Minutes: 4, Profile: "bicycle", From: from, Exact: true})
		if want := map[bool]int64{false: 5, true: 0}[from]; *sums.Households.Covered != want {
			t.Errorf("from %v: %d households are covered, want %d", from, *sums.Households.Covered, want)
		}
	}
}

// TestBuildingsFiles: both files hold every building once, with its places and what they rest on.
func TestBuildingsFiles(t *testing.T) {
	d := demoDesk(t, demo.SizeTiny)
	got, err := d.Buildings(t.Context(), plan.Ask{Minutes: 5})
	if err != nil {
		t.Fatal(err)
	}
	page, _ := got.Page("", 1<<30)
	covered := int64(0)
	for _, r := range page.Buildings {
		if r.Covered {
			covered += r.Households
		}
	}
	if want := *d.coverage(plan.Ask{Minutes: 5, Exact: true}).Households.Covered; covered != want {
		t.Errorf("the list has %d households in time, coverage %d", covered, want)
	}
	var table, layer bytes.Buffer
	if err := got.Write(&table, "csv"); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&table).ReadAll()
	if err != nil || len(rows) != len(page.Buildings)+1 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	at := func(row int, column string) string { return rows[row][slices.Index(rows[0], column)] }
	for i, r := range page.Buildings {
		if at(i+1, "code") != r.Code || at(i+1, "third") != r.Nearest[2].Code || at(i+1, "second_s") != strconv.Itoa(r.Nearest[1].WalkS) || at(i+1, "direction") != "to the place" || at(i+1, "made_up") != "true" {
			t.Fatalf("%v is not %+v", rows[i+1], r)
		}
	}
	if err := got.Write(&layer, "geojson"); err != nil {
		t.Fatal(err)
	}
	var fc struct {
		Minutes  int
		Features []struct {
			Properties struct {
				Code, Third string
				Third_s     int
			}
		}
	}
	if err := json.Unmarshal(layer.Bytes(), &fc); err != nil || len(fc.Features) != len(page.Buildings) || fc.Minutes != 5 {
		t.Fatalf("%d features: %v", len(fc.Features), err)
	}
	for i, r := range page.Buildings {
		if p := fc.Features[i].Properties; p.Code != r.Code || p.Third != r.Nearest[2].Code || p.Third_s != r.Nearest[2].WalkS {
			t.Fatalf("%+v is not %+v", p, r)
		}
	}
	if err := got.Write(&layer, "pdf"); err == nil || !strings.Contains(err.Error(), "pdf") {
		t.Errorf("a form that there is not: %v", err)
	}
}
