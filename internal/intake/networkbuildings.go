package intake

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
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

// buildingView is what the buildings tell of the file: under which guess they clearly stand beside its streets.
type buildingView struct {
	best       int // 0 = as it stands
	count      int
	here, then float64 // median metres to the nearest street as it stands and under the guess
}

// askBuildings refuses a file beside whose streets the buildings of the store stand only when it, or they,
// are shifted.
func (im *networkImporter) askBuildings(ctx context.Context, s city.Store, guesses []datumGuess, box geo.Box) error {
	v, err := im.viewOfBuildings(ctx, s, guesses, box)
	if err != nil || v == nil || v.best == 0 {
		return err
	}
	way := ""
	if guesses[v.best].try == "" {
		way = " (--kind building)"
	}
	return im.refusal(guesses[v.best], way, fmt.Sprintf("half of %d buildings of the city stand within %.0f m of a street then, and within %.0f m as it stands",
		v.count, math.Ceil(v.then), math.Ceil(v.here)))
}

// viewOfBuildings compares the buildings around the file with its streets; nil where they tell nothing: where they
// are few, or no guess brings them clearly nearer to streets than all others, and nearer than shifts as long in
// other directions do.
func (im *networkImporter) viewOfBuildings(ctx context.Context, s city.Store, guesses []datumGuess, box geo.Box) (*buildingView, error) {
	samples, err := im.buildingSamples(ctx, s, box)
	if err != nil || len(samples) < leastBuildings {
		return nil, err
	}
	edges := im.streetEdges(box)
	byGuess := make([]moved, len(guesses))
	best := -1
	for g := range guesses {
		byGuess[g] = edges.distances(samples, guesses[g].move)
		if d := byGuess[g].within(); len(d) >= leastBuildings && (best < 0 || median(d) < median(byGuess[best].within())) {
			best = g
		}
	}
	if best < 0 || median(byGuess[best].within()) > besideStreets {
		return nil, nil
	}
	v := &buildingView{best: best}
	for g := range byGuess {
		if g == best {
			continue
		}
		here, then := byGuess[best].beside(byGuess[g])
		if len(then) < leastBuildings || median(then) > clearlyNearer*median(here) || g == 0 && !mostNearer(then, here) {
			return nil, nil
		}
		if v.count == 0 || g == 0 {
			v.count, v.here, v.then = len(then), median(here), median(then)
		}
	}
	if byChance(edges, samples, byGuess[best], guesses[max(best, 1)].move) {
		return nil, nil
	}
	return v, nil
}

// byChance tells whether a shift as long in some other direction brings the buildings as near to streets, as it
// does where the file is a few streets only.
func byChance(edges *streetEdges, samples []geo.Point, best moved, along func(geo.Point) (geo.Point, bool)) bool {
	for i := range sidewaysGuesses - 1 {
		turn := float64(i+1) * 2 * math.Pi / sidewaysGuesses
		here, then := best.beside(edges.distances(samples, turned(along, turn)))
		if len(then) >= leastBuildings && median(then) >= median(here) {
			return true
		}
	}
	return false
}

// buildingSamples are the middles of the buildings around the file, evenly taken.
func (im *networkImporter) buildingSamples(ctx context.Context, s city.Store, box geo.Box) ([]geo.Point, error) {
	if im.state.Revision == 0 {
		return nil, nil
	}
	known, err := s.Records(ctx, city.Query{Kind: city.KindBuilding, At: &im.from, Revision: im.state.Revision})
	if err != nil {
		return nil, err
	}
	wide := streets.Wider(box, aroundBuildings)
	var all []geo.Point
	for i := range known {
		at := known[i].Content.Box()
		p := geo.Point{X: at.Min.X + (at.Max.X-at.Min.X)/2, Y: at.Min.Y + (at.Max.Y-at.Min.Y)/2}
		if !at.Empty() && wide.Contains(p) {
			all = append(all, p)
		}
	}
	return evenly(all, mostBuildings), nil
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

// mostNearer tells whether of the pairs that differ more come nearer than chance lets: half of them, and four
// deviations more.
func mostNearer(then, here []float64) bool {
	nearer, differ := 0, 0
	for i := range then {
		if math.Abs(then[i]-here[i]) > 0.5 {
			differ++
			if then[i] < here[i] {
				nearer++
			}
		}
	}
	return differ >= leastBuildings && float64(2*nearer-differ) >= 4*math.Sqrt(float64(differ))
}

// turned is a shift as long as another one in a direction turned by an angle.
func turned(move func(geo.Point) (geo.Point, bool), angle float64) func(geo.Point) (geo.Point, bool) {
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

// streetEdges are the edges of the file's streets.
type streetEdges struct {
	box  geo.Box
	tree near.Tree[[2]geo.Point]
}

func (im *networkImporter) streetEdges(box geo.Box) *streetEdges {
	e := &streetEdges{box: box}
	for i := range im.file.Lines {
		eachStreetEdge(&im.file.Lines[i], func(a, b geo.Point) {
			e.tree.Insert(geo.EmptyBox().Extend(a).Extend(b), [2]geo.Point{a, b})
		})
	}
	return e
}

// distances are those of the moved points to the nearest street, at most buildingReach.
func (e *streetEdges) distances(points []geo.Point, move func(geo.Point) (geo.Point, bool)) moved {
	out := make(moved, len(points))
	for i, p := range points {
		q, ok := move(p)
		if !ok || !e.box.Contains(q) {
			out[i] = -1
			continue
		}
		out[i] = buildingReach
		e.tree.Search(streets.Wider(geo.EmptyBox().Extend(q), buildingReach), func(_ geo.Box, edge [2]geo.Point) bool {
			d, _ := geo.SegmentDistance(q.LonLat(), edge[0].LonLat(), edge[1].LonLat())
			out[i] = min(out[i], float64(d))
			return true
		})
	}
	return out
}

// median is the middle one of the values, the upper of two.
func median(values []float64) float64 {
	v := slices.Sorted(slices.Values(values))
	return v[len(v)/2]
}
