package walk_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
)

// moved are points as they stand in, or are read from, a shifted system.
func moved(t *testing.T, points []geo.Point, name string, into bool) []geo.Point {
	t.Helper()
	system, err := crs.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	var out []geo.Point
	for _, p := range points {
		q, err := system.ToWGS84(p.LonLat())
		if into {
			q, err = system.FromWGS84(p.LonLat())
		}
		if err != nil {
			t.Fatal(err)
		}
		r, err := geo.Snap(q)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// TestALayerInAnotherDatumIsRefused: homes and stations in GCJ-02 or BD-09, or on a network in
// one of these, are refused as a whole and by name; true ones are not, however many or few.
func TestALayerInAnotherDatumIsRefused(t *testing.T) {
	c := geotest.MakeWalkCity(geotest.WalkTown)
	n, _ := build(t, streetsOf(c, true))
	layers := map[string][]geo.Point{}
	for _, h := range c.Homes {
		layers["homes"] = append(layers["homes"], h.At)
	}
	for i, s := range c.Stations { // some metres beside the street
		p := c.Points[s]
		p.X, p.Y = p.X+int32(i%9)*100, p.Y-int32(i%7)*100
		layers["stations"] = append(layers["stations"], p)
	}
	for name, points := range layers {
		if _, _, err := n.SnapAll(points); err != nil {
			t.Errorf("%s as they are: %v", name, err)
		}
		if _, _, err := n.SnapAll(points[:19]); err != nil {
			t.Errorf("nineteen %s: %v", name, err)
		}
		for _, system := range []string{"gcj02", "bd09"} {
			for _, into := range []bool{true, false} {
				holds, misses, err := n.SnapAll(moved(t, points, system, into))
				var wrong *walk.DatumError
				if !errors.As(err, &wrong) || holds != nil || misses != nil {
					t.Errorf("%s, %s, into it %v: %v", name, system, into, err)
					continue
				}
				if wrong.Suspect != system || wrong.Network == into || !strings.Contains(err.Error(), system) {
					t.Errorf("%s, %s, into it %v: %v", name, system, into, err)
				}
				t.Log(name, err)
			}
		}
	}
}

// TestACommonShiftIsRefused: points beside one long street, all 60 m off the same way.
func TestACommonShiftIsRefused(t *testing.T) {
	s := &walk.Streets{Ways: []walk.Way{way(1, tags("highway", "residential"), board(0, 0), board(40, 0))}}
	n, _ := build(t, s)
	var off, around []geo.Point
	for i := range 40 {
		p := board(float64(i)+0.5, 0)
		p.Y += 5400 + int32(i%5)*100
		off = append(off, p)
		p = board(float64(i)+0.5, 0)
		p.Y += int32(1-2*(i%2)) * 5400
		around = append(around, p)
	}
	var wrong *walk.DatumError
	if _, err := n.CheckDatum(off); !errors.As(err, &wrong) || wrong.Suspect != "" || math.Abs(float64(wrong.North)-62) > 3 || math.Abs(float64(wrong.East)) > 1 {
		t.Errorf("all to the north: %v", err)
	}
	if doubt, err := n.CheckDatum(around); err != nil || doubt != nil {
		t.Errorf("on both sides of the street: %v %v", doubt, err)
	}
}

// villageRows are five lanes of 500 m from west to east, 80 m from each other, and forty homes beside each, that
// many metres to the north of it and at most that much more or less.
func villageRows(t *testing.T, setBack, more float64) (*walk.Network, []geo.Point) {
	t.Helper()
	const unit = 0.011132 // metres
	s, random := &walk.Streets{}, rand.New(rand.NewPCG(18, 1))
	var homes []geo.Point
	corner := board(0, 0)
	for lane := range 5 {
		y := corner.Y + int32(float64(lane)*80/unit)
		s.Ways = append(s.Ways, way(int64(lane)+1, tags("highway", "residential"), geo.Point{X: corner.X, Y: y}, geo.Point{X: corner.X + 60_000, Y: y}))
		for i := range 40 {
			north := setBack + more*(2*random.Float64()-1)
			homes = append(homes, geo.Point{X: corner.X + 1_000 + int32(i)*1_400, Y: y + int32(north/unit)})
		}
	}
	s.Ways = append(s.Ways, way(9, tags("highway", "residential"), corner, geo.Point{X: corner.X, Y: corner.Y + 28_745}))
	n, _ := build(t, s)
	return n, homes
}

// TestHomesOnOneSideOfTheirLanes: homes that all stand to the north of their lanes, as those of a village do, are
// a doubt and no refusal; in GCJ-02 or BD-09 they are refused still where they stand on their lanes without it.
func TestHomesOnOneSideOfTheirLanes(t *testing.T) {
	for _, c := range []struct{ setBack, more float64 }{{18, 3}, {18, 6}, {30, 4}, {35, 3}} {
		n, homes := villageRows(t, c.setBack, c.more)
		doubt, err := n.CheckDatum(homes)
		if err != nil || doubt == nil || !doubt.Doubtful() || math.Abs(float64(doubt.North)-c.setBack) > 1 {
			t.Errorf("%v m: %v, refused: %v", c.setBack, doubt, err)
			continue
		}
		if words := doubt.Words(); strings.Contains(words, "-0 m") || strings.Contains(words, "state") {
			t.Error(words)
		}
		if holds, _, err := n.SnapAll(homes); err != nil || len(holds) != len(homes) {
			t.Errorf("%v m: %v", c.setBack, err)
		}
	}
	n, homes := villageRows(t, 0, 6)
	for _, system := range []string{"gcj02", "bd09"} {
		var wrong *walk.DatumError
		doubt, err := n.CheckDatum(moved(t, homes, system, true))
		if !errors.As(err, &wrong) || doubt != nil || wrong.Suspect != system {
			t.Errorf("%s: %v %v", system, doubt, err)
		}
	}
}

// TestHomesDeepInTheirBlocks: homes in the middle of blocks of 300 m, as where nobody has drawn the lanes of the
// compounds, stand farther from a street than points thrown anywhere, and any shift brings most of them nearer; they
// are not refused for it. In GCJ-02 homes that stand at their streets still are.
func TestHomesDeepInTheirBlocks(t *testing.T) {
	const unit, side, blocks = 0.011132, 300.0, 10
	random := rand.New(rand.NewPCG(4, 4))
	corner := board(0, 0)
	at := func(x, y float64) geo.Point {
		return geo.Point{X: corner.X + int32(x/unit), Y: corner.Y + int32(y/unit)}
	}
	// lines are those of the streets, not quite evenly spaced: shifts by a block would fit too well.
	lines := func() []float64 {
		out := make([]float64, blocks+1)
		for i := range out {
			out[i] = side*float64(i) + 120*random.Float64() - 60
		}
		return out
	}
	xs, ys := lines(), lines()
	s := &walk.Streets{}
	var deep, beside []geo.Point
	for j := range blocks + 1 {
		for i := range blocks {
			s.Ways = append(s.Ways, way(int64(len(s.Ways)), tags("highway", "residential"), at(xs[i], ys[j]), at(xs[i+1], ys[j])),
				way(int64(len(s.Ways))+1, tags("highway", "residential"), at(xs[j], ys[i]), at(xs[j], ys[i+1])))
		}
	}
	for i := range blocks {
		for j := range blocks {
			for range 8 {
				share := func() float64 { return 0.25 + 0.5*random.Float64() }
				deep = append(deep, at(xs[i]+share()*(xs[i+1]-xs[i]), ys[j]+share()*(ys[j+1]-ys[j])))
				beside = append(beside, at(xs[i]+share()*(xs[i+1]-xs[i]), ys[j]+20*random.Float64()))
			}
		}
	}
	n, _ := build(t, s)
	for turn := range 12 {
		set := make([]geo.Point, len(deep))
		for i, p := range deep {
			set[i] = p
			if turn > 0 { // other cities of the kind: every home elsewhere in its block
				set[i].X, set[i].Y = p.X+int32(random.IntN(3000)-1500), p.Y+int32(random.IntN(3000)-1500)
			}
		}
		if doubt, err := n.CheckDatum(set); err != nil {
			t.Errorf("homes deep in their blocks, %d: %v, refused: %v", turn, doubt, err)
		}
	}
	if _, err := n.CheckDatum(beside); err != nil {
		t.Errorf("homes at their streets: %v", err)
	}
	for _, system := range []string{"gcj02", "bd09"} {
		var wrong *walk.DatumError
		if _, err := n.CheckDatum(moved(t, beside, system, true)); !errors.As(err, &wrong) || wrong.Suspect != system {
			t.Errorf("%s: %v", system, err)
		}
	}
	rules := walk.DefaultRules().With(&walk.Rules{DatumChecked: true})
	told, _, err := walk.Build(s, rules, "adult")
	if err != nil {
		t.Fatal(err)
	}
	if doubt, err := told.CheckDatum(moved(t, beside, "gcj02", true)); err != nil || doubt != nil {
		t.Errorf("people have looked: %v %v", doubt, err)
	}
}

func TestStraight(t *testing.T) {
	s := &walk.Streets{
		Ways: []walk.Way{way(1, tags("highway", "residential"), board(0, 0), board(9, 0))},
		Barriers: []walk.Barrier{
			{Number: 1, Points: geo.Line{board(5, -1), board(5, 1)}, Tags: tags("railway", "rail")},
			{Number: 2, Points: geo.Line{board(3, -1), board(3, 1)}, Tags: tags("waterway", "river")},
			{Number: 3, Points: geo.Line{board(2, -1), board(2, 1)}, Tags: tags("waterway", "river", "tunnel", "culvert")},
			{Number: 4, Points: geo.Line{board(1, -1), board(1, 1)}, Tags: tags("railway", "subway")},
			{Number: 5, Points: geo.Line{board(1, -1), board(1, 1)}, Tags: tags("barrier", "moat")},
		},
	}
	n, r := build(t, s)
	if len(r.UnknownBarriers) != 1 || r.UnknownBarriers[0] != (walk.Count{Word: "moat", Things: 1}) {
		t.Errorf("unknown barriers: %+v", r.UnknownBarriers)
	}
	metres := geo.Distance(board(0, 0).LonLat(), board(8, 0).LonLat())
	got := n.Straight(board(0, 0), board(8, 0))
	if !got.Blocked || got.Behind != (walk.Obstacle{Number: 2, Kind: walk.River}) || got.Place != board(3, 0) || got.Metres != metres {
		t.Errorf("eastwards: %+v", got)
	}
	if got.Time != walk.Time(float64(metres)*8+0.5) {
		t.Errorf("%v m take %v", metres, got.Time)
	}
	if got = n.Straight(board(8, 0), board(0, 0)); got.Behind != (walk.Obstacle{Number: 1, Kind: walk.Rail}) || got.Place != board(5, 0) {
		t.Errorf("westwards: %+v", got)
	}
	if got = n.Straight(board(0, 0), board(2.5, 0)); got.Blocked {
		t.Errorf("on this side of the river: %+v", got)
	}
}

// TestBridgeMarks: a line that only says where a bridge is makes the way along it one, and cuts
// it at the bridge's ends.
func TestBridgeMarks(t *testing.T) {
	s := &walk.Streets{Ways: []walk.Way{
		way(1, tags("class", "arterial", "walk", "yes"), board(0, 0), board(1, 0), board(2, 0), board(3, 0), board(4, 0)),
		way(9, tags("class", "bridge"), board(1, 0), board(2, 0), board(3, 0)),
	}}
	n, r := build(t, s)
	if n.Graph().Nodes() != 4 || r.Taken != 1 {
		t.Errorf("%d nodes, %+v", n.Graph().Nodes(), r)
	}
	route, _ := walkTime(t, n, board(0, 0), board(4, 0))
	if len(route.Passes) != 1 || route.Passes[0].Kind != walk.PassBridge || route.Passes[0].Number != 9 || route.Passes[0].Place != board(1, 0) {
		t.Errorf("the route passes %+v", route.Passes)
	}
	if route, _ = walkTime(t, n, board(0, 0), board(0.9, 0)); len(route.Passes) != 0 {
		t.Errorf("before the bridge: %+v", route.Passes)
	}
	s.Ways[1].Tags["walk"] = "yes" // a bridge of its own
	if _, r = build(t, s); r.Taken != 2 {
		t.Errorf("%+v", r)
	}
}
