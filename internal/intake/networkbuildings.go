package intake

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
)

// The comparison of a file's streets with the buildings of the city. Homes stand some ten metres from a
// street, and by chance some fifty; so the whole layer tells what a single home cannot.
const (
	buildingReach   = 150.0  // metres: farther from a street all count as so far, as when homes are snapped
	aroundBuildings = 2000.0 // metres around the file, more than BD-09 moves
	mostBuildings   = 1000
	leastBuildings  = 20
	besideStreets   = 50.0 // metres: half of the homes must stand nearer to a street under the guess that is true
	clearlyNearer   = 0.75 // of the median distance under every other guess
	nearlyAll       = 0.9  // of the buildings around
	sidewaysGuesses = 12   // directions in which a shift as long is tried, for what comes nearer by chance
)

// What a shift must have besides to be believed: any street fits a row of houses, and two streets fit many houses
// somewhere; and a file that lies elsewhere is no evidence of a shift.
const (
	leastSpread  = 50.0 // metres: standard deviation of the buildings' places across their longest extent
	leastStreets = 6    // of the file, beside which the buildings then stand
	leastAround  = 0.2  // of the buildings that have a street within buildingReach as the file stands
)

// buildingView is what the buildings tell of the file: under which guess they clearly stand beside its streets.
type buildingView struct {
	best       int // 0 = as it stands
	count      int
	here, then float64 // median metres to the nearest street as it stands and under the guess
}

// askBuildings refuses a file beside whose streets the buildings of the store stand only when it, or they,
// are shifted. Whoever states the system is believed, and is told so as a finding.
func (im *networkImporter) askBuildings(ctx context.Context, s city.Store, guesses []datumGuess, box geo.Box) error {
	v, err := im.viewOfBuildings(ctx, s, guesses, box)
	if err != nil || v == nil || v.best == 0 {
		return err
	}
	way := ""
	if guesses[v.best].try == "" {
		way = " (--kind building)"
	}
	refusal := im.refusal(guesses[v.best], way, fmt.Sprintf("half of %d buildings of the city stand within %.0f m of a street then, and within %.0f m as it stands",
		v.count, math.Ceil(v.then), math.Ceil(v.here)))
	if !isStated(im.o.CRS) {
		refusal.Message += "; where that is not so, state the system of the file with --crs"
		return refusal
	}
	im.report.Shifted = append(im.report.Shifted, NetworkFault{Reason: crs.CauseShifted, Message: refusal.Message, At: middle(box).LonLat()})
	im.report.Counts.Shifted++
	return nil
}

// viewOfBuildings compares the buildings around the file with its streets, once; nil where they tell nothing.
func (im *networkImporter) viewOfBuildings(ctx context.Context, s city.Store, guesses []datumGuess, box geo.Box) (*buildingView, error) {
	if im.hasView {
		return im.view, nil
	}
	view, err := im.compareBuildings(ctx, s, guesses, box)
	im.view, im.hasView = view, err == nil
	return view, err
}

// compareBuildings gives nil where the buildings are few, or no guess brings them clearly nearer to streets than
// all others, and nearer than shifts as long in other directions do.
func (im *networkImporter) compareBuildings(ctx context.Context, s city.Store, guesses []datumGuess, box geo.Box) (*buildingView, error) {
	samples, err := im.buildingSamples(ctx, s, box)
	if err != nil || len(samples) < leastBuildings {
		return nil, err
	}
	moves := make([]shiftMove, len(guesses))
	for g := range guesses {
		moves[g] = guesses[g].move
	}
	edges := im.streetEdges(box)
	v := edges.view(samples, moves)
	if v != nil && v.best > 0 && !edges.around(samples, moves[v.best]) {
		return nil, nil
	}
	return v, nil
}

// view tells under which of the moves the places stand beside the streets: nil where none brings them clearly
// nearer than all others, and nearer than shifts as long in other directions do. The first move is none.
func (e *streetEdges) view(places []geo.Point, moves []shiftMove) *buildingView {
	byMove, best := make([]moved, len(moves)), -1
	for g := range moves {
		byMove[g] = e.distances(places, moves[g])
		if d := byMove[g].within(); len(d) >= leastBuildings && (best < 0 || median(d) < median(byMove[best].within())) {
			best = g
		}
	}
	if best < 0 || median(byMove[best].within()) > besideStreets {
		return nil
	}
	v := &buildingView{best: best}
	for g := range byMove {
		if g == best {
			continue
		}
		here, then := byMove[best].beside(byMove[g])
		if len(then) < leastBuildings || median(then) > clearlyNearer*median(here) || g == 0 && !walk.MostNearer(here, then, leastBuildings) {
			return nil
		}
		if v.count == 0 || g == 0 {
			v.count, v.here, v.then = len(then), median(here), median(then)
		}
	}
	if best > 0 && !e.varied(places, moves[best]) || byChance(e, places, byMove[best], moves[max(best, 1)]) {
		return nil
	}
	return v
}

// shiftMove moves a place as a guess says; false = it fits no place then.
type shiftMove = func(geo.Point) (geo.Point, bool)

// byChance tells whether a shift as long in some other direction brings the buildings as near to streets, as it
// does where the file is a few streets only.
func byChance(edges *streetEdges, samples []geo.Point, best moved, along shiftMove) bool {
	for i := range sidewaysGuesses - 1 {
		turn := float64(i+1) * 2 * math.Pi / sidewaysGuesses
		here, then := best.beside(edges.distances(samples, turned(along, turn)))
		if len(then) >= leastBuildings && median(then) >= median(here) {
			return true
		}
	}
	return false
}

// buildingSamples are the middles of at most mostBuildings buildings around the file.
func (im *networkImporter) buildingSamples(ctx context.Context, s city.Store, box geo.Box) ([]geo.Point, error) {
	if im.state.Revision == 0 {
		return nil, nil
	}
	wide := streets.Wider(box, aroundBuildings)
	known, err := s.Records(ctx, city.Query{Kind: city.KindBuilding, At: &im.from, Revision: im.state.Revision, Meets: &wide, Most: mostBuildings})
	if err != nil {
		return nil, err
	}
	var all []geo.Point
	for i := range known {
		if at := known[i].Content.Box(); !at.Empty() {
			all = append(all, middle(at))
		}
	}
	return all, nil
}

// moved are the distances of buildings to the nearest street in metres where a guess moves them; negative for
// those that it moves out of the file's box.
type moved []float64

// within are the distances of those in the box.
func (m moved) within() []float64 {
	return slices.DeleteFunc(slices.Clone(m), func(d float64) bool { return d < 0 })
}

// beside pairs the distances of the buildings that both guesses move into the box. Where the first one takes
// nearly all into it, that another does not is no chance: these count as far from any street.
func (m moved) beside(other moved) (others, own []float64) {
	whole := float64(len(m.within())) >= nearlyAll*float64(len(m))
	for i, d := range m {
		switch {
		case d < 0 || other[i] < 0 && !whole:
		case other[i] < 0:
			others, own = append(others, buildingReach), append(own, d)
		default:
			others, own = append(others, other[i]), append(own, d)
		}
	}
	return others, own
}

// turned is a shift as long as another one in a direction turned by an angle.
func turned(move shiftMove, angle float64) shiftMove {
	sin, cos := math.Sincos(angle)
	return func(p geo.Point) (geo.Point, bool) {
		q, ok := move(p)
		flat := math.Cos(p.LonLat()[1] * math.Pi / 180) // how much shorter a unit to the east is
		east, north := float64(q.X-p.X)*flat, float64(q.Y-p.Y)
		return geo.Point{
			X: p.X + int32(math.Round((east*cos-north*sin)/max(flat, 1e-6))),
			Y: p.Y + int32(math.Round(east*sin+north*cos)),
		}, ok
	}
}

// streetEdge is an edge of a line of the file.
type streetEdge struct {
	line int
	ends [2]geo.Point
}

// streetEdges are the edges of the file's streets.
type streetEdges struct {
	box  geo.Box
	tree near.Tree[streetEdge]
}

func (im *networkImporter) streetEdges(box geo.Box) *streetEdges {
	e := &streetEdges{box: box}
	for i := range im.file.Lines {
		eachStreetEdge(&im.file.Lines[i], func(a, b geo.Point) {
			e.tree.Insert(geo.EmptyBox().Extend(a).Extend(b), streetEdge{i, [2]geo.Point{a, b}})
		})
	}
	return e
}

// nearest is the line of the file that is nearest to a place and how many metres away it is; -1 and
// buildingReach where none is so near.
func (e *streetEdges) nearest(q geo.Point) (line int, metres float64) {
	line, metres = -1, buildingReach
	e.tree.Search(streets.Wider(geo.EmptyBox().Extend(q), buildingReach), func(_ geo.Box, edge streetEdge) bool {
		if d, _ := geo.SegmentDistance(q.LonLat(), edge.ends[0].LonLat(), edge.ends[1].LonLat()); float64(d) < metres {
			line, metres = edge.line, float64(d)
		}
		return true
	})
	return line, metres
}

// distances are those of the moved points to the nearest street, at most buildingReach.
func (e *streetEdges) distances(points []geo.Point, move shiftMove) moved {
	out := make(moved, len(points))
	for i, p := range points {
		q, ok := move(p)
		if !ok || !e.box.Contains(q) {
			out[i] = -1
			continue
		}
		_, out[i] = e.nearest(q)
	}
	return out
}

// varied is true of places that are no row and stand beside several streets when moved: what else fits, fits by
// chance.
func (e *streetEdges) varied(points []geo.Point, move shiftMove) bool {
	var inside []geo.Point
	beside := map[int]bool{}
	for _, p := range points {
		q, ok := move(p)
		if !ok || !e.box.Contains(q) {
			continue
		}
		inside = append(inside, q)
		if line, d := e.nearest(q); d <= besideStreets {
			beside[line] = true
		}
	}
	return len(beside) >= leastStreets && acrossSpread(inside) >= leastSpread
}

// around is true where enough of the places that a move brings to the streets have one near as they are: streets
// of elsewhere are no evidence.
func (e *streetEdges) around(points []geo.Point, move shiftMove) bool {
	inside, near := 0, 0
	for _, p := range points {
		if q, ok := move(p); !ok || !e.box.Contains(q) {
			continue
		}
		inside++
		if line, _ := e.nearest(p); line >= 0 {
			near++
		}
	}
	return float64(near) >= leastAround*float64(inside)
}

// acrossSpread is the standard deviation of places across their longest extent, in metres.
func acrossSpread(points []geo.Point) float64 {
	if len(points) == 0 {
		return 0
	}
	const unit = 0.0111320 // metres of a unit of the lattice, to the north
	var x, y, xx, yy, xy float64
	flat := math.Cos(points[0].LonLat()[1] * math.Pi / 180)
	for _, p := range points {
		east, north := float64(p.X-points[0].X)*unit*flat, float64(p.Y-points[0].Y)*unit
		x, y, xx, yy, xy = x+east, y+north, xx+east*east, yy+north*north, xy+east*north
	}
	n := float64(len(points))
	xx, yy, xy = xx/n-x/n*x/n, yy/n-y/n*y/n, xy/n-x/n*y/n
	return math.Sqrt(max(0, (xx+yy)/2-math.Hypot((xx-yy)/2, xy)))
}

// median is the middle one of the values, the upper of two.
func median(values []float64) float64 {
	v := slices.Sorted(slices.Values(values))
	return v[len(v)/2]
}
