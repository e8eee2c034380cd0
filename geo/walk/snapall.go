package walk

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
)

// DatumError says that a whole layer of points lies beside the streets by one common shift:
// it, or the network, is in another system of coordinates than it says.
type DatumError struct {
	// Suspect names the system that explains the shift, empty where none does; Network is true
	// where it is the network that seems to be in it, not the points.
	Suspect string
	Network bool
	Points  int
	// Before and After are the median distances to the nearest street as the points stand and
	// without the shift; East and North are the shift itself.
	Before, After geo.Metres
	East, North   geo.Metres
}

func (e *DatumError) Error() string { return "walk: " + e.Words() + "; state their coordinate system" }

// Words say what was found, without what to do about it.
func (e *DatumError) Words() string {
	what := fmt.Sprintf("shifted by %.0f m to the east and %.0f m to the north", rounded(e.East), rounded(e.North))
	switch {
	case e.Suspect != "" && e.Network:
		what = "such as they would be if the network were in " + e.Suspect
	case e.Suspect != "":
		what = "such as they are in " + e.Suspect
	}
	return fmt.Sprintf("the points do not stand on this network's streets: half of %d are farther than %.0f m from one, but they are %s (then %.0f m)",
		e.Points, float64(e.Before), what, float64(e.After))
}

// rounded are metres without a fraction, and without the sign of a zero.
func rounded(m geo.Metres) float64 { return math.Round(float64(m)) + 0 }

// Doubtful is true of a shift that no known system makes and that is so short that homes make it which all stand
// on one side of their lanes, a garden's length away: nobody can tell the two apart.
func (e *DatumError) Doubtful() bool {
	return e.Suspect == "" && math.Hypot(float64(e.East), float64(e.North)) < mostSetBack
}

// What makes a common shift: at least so many points, of a sample of at most so many.
const (
	leastShifted     = 20
	mostSampled      = 1000
	nearerThanChance = 0.7  // of the median distance of points thrown anywhere
	clearlyNearer    = 0.75 // of the median distance otherwise: what is less is no chance
	mostSetBack      = 50.0 // metres that homes may stand back from their lanes, all to the same side
)

// SnapAll snaps all points of a layer. Before, it judges the layer as a whole: where the points
// stand clearly nearer to streets once one common shift is taken away, that of GCJ-02 or BD-09
// or any other that their links show and homes cannot make (Doubtful), it refuses them all with a *DatumError,
// since each would snap to some street, and most to a wrong one.
func (n *Network) SnapAll(points []geo.Point) ([]Foothold, []Miss, error) {
	if _, err := n.CheckDatum(points); err != nil {
		return nil, nil, err
	}
	holds, misses := make([]Foothold, len(points)), make([]Miss, len(points))
	for i, p := range points {
		holds[i], misses[i] = n.Snap(p)
	}
	return holds, misses, nil
}

// SnapEach appends the footholds of the entrances of one thing (Stand), of which the best one
// counts for each walk; those without a foothold are left out. Of the misses the one of the nearest street
// is told, and only where no entrance has a foothold.
func (n *Network) SnapEach(entrances []geo.Point, out []Foothold) ([]Foothold, Miss) {
	first := len(out)
	miss := Miss{Reason: TooFar}
	for _, p := range entrances {
		var m Miss
		switch out, m = n.Stand(p, out); {
		case m.OK():
		case m.Reason == BehindWall && (miss.Reason == TooFar || m.Metres < miss.Metres):
			miss = m
		}
	}
	if len(out) > first {
		return out, Miss{}
	}
	return out, miss
}

// CheckDatum is the judgement of SnapAll; there is none where the rules say that people have looked. A shift explains
// points only if it takes them clearly nearer to streets than points thrown anywhere stand: homes deep in their
// blocks are farther than those, and any long shift would do. Points with a doubtful shift are not refused: the doubt tells of it,
// and is nil where there is none.
func (n *Network) CheckDatum(points []geo.Point) (doubt *DatumError, refusal error) {
	sample := points
	if len(points) > mostSampled {
		sample = make([]geo.Point, mostSampled)
		for i := range sample {
			sample[i] = points[i*len(points)/mostSampled]
		}
	}
	if len(sample) < leastShifted || n.ruling.checked {
		return nil, nil
	}
	here := n.distances(sample)
	guesses, err := n.shifts(sample)
	if err != nil {
		return nil, err
	}
	var worst *DatumError
	anywhere := -1.0
	for i := range guesses {
		e := &guesses[i].error
		if !e.explains(here, n.distances(guesses[i].points)) {
			continue
		}
		if anywhere < 0 {
			anywhere = n.anywhere(sample)
		}
		if float64(e.After) > nearerThanChance*anywhere {
			continue
		}
		if e.Doubtful() {
			doubt = e
		} else if worst == nil || e.After < worst.After {
			worst = e
		}
	}
	// A system that fits by chance brings homes near to some other lane, and not onto it.
	if worst != nil && (doubt == nil || clearlyNearer*worst.After < doubt.After) {
		return nil, worst
	}
	return doubt, nil
}

// anywhere is the median distance to a street of points thrown anywhere about a sample: each of it set aside, one
// by one in all directions and by other lengths.
func (n *Network) anywhere(sample []geo.Point) float64 {
	const (
		turn         = 2.399963 // radians, the golden angle: no two go the same way
		least, steps = 200.0, 16
		step         = 45.0 // metres
	)
	thrown := make([]geo.Point, len(sample))
	for i, p := range sample {
		east, north := n.metric.at(float64(p.Y))
		r, a := least+step*float64(i*7%steps), turn*float64(i)
		thrown[i] = geo.Point{X: p.X + int32(r*math.Cos(a)/max(east, 1e-6)), Y: p.Y + int32(r*math.Sin(a)/north)}
	}
	return median(n.distances(thrown))
}

// explains tells whether the points stand clearly nearer to streets under a guess than as they are, and keeps by how much.
func (e *DatumError) explains(here, there []float64) bool {
	before, after := median(here), median(there)
	e.Points, e.Before, e.After = len(here), geo.Metres(before), geo.Metres(after)
	return after <= clearlyNearer*before && MostNearer(here, there, leastShifted)
}

// MostNearer tells whether of the distances (metres) that change by more than half a metre, of which there must be least, more
// become shorter than chance lets: half of them, and four deviations more.
func MostNearer(before, after []float64, least int) bool {
	nearer, differ := 0, 0
	for i := range before {
		if math.Abs(before[i]-after[i]) > 0.5 {
			differ++
			if after[i] < before[i] {
				nearer++
			}
		}
	}
	return differ >= least && float64(2*nearer-differ) >= 4*math.Sqrt(float64(differ))
}

// shift is a sample moved by a guess.
type shift struct {
	points []geo.Point
	error  DatumError
}

// shifts are the guesses: the points, or the network, are in GCJ-02 or BD-09; or all links
// point the same way.
func (n *Network) shifts(sample []geo.Point) ([]shift, error) {
	var out []shift
	for _, name := range []string{"gcj02", "bd09"} {
		system, err := crs.Parse(name)
		if err != nil {
			return nil, err
		}
		for _, network := range []bool{false, true} {
			move := system.ToWGS84
			if network {
				move = system.FromWGS84
			}
			if moved, ok := moveAll(sample, move); ok {
				out = append(out, shift{moved, DatumError{Suspect: name, Network: network}})
			}
		}
	}
	if s, ok := n.commonLink(sample); ok {
		out = append(out, s)
	}
	return out, nil
}

// moveAll moves points; false where one of them cannot be moved, and is thus not in the system.
func moveAll(points []geo.Point, move func(orb.Point) (orb.Point, error)) ([]geo.Point, bool) {
	out := make([]geo.Point, len(points))
	for i, p := range points {
		q, err := move(p.LonLat())
		if err != nil {
			return nil, false
		}
		if out[i], err = geo.Snap(q); err != nil {
			return nil, false
		}
	}
	return out, true
}

// commonLink guesses that the points are off by the median of their links, where that is long
// and most links are near to it.
func (n *Network) commonLink(sample []geo.Point) (shift, bool) {
	var xs, ys []float64
	for _, p := range sample {
		r, along, _ := n.nearestRun(p)
		if r == nil {
			continue
		}
		q := r.at(along)
		east, north := n.metric.at(float64(p.Y))
		xs, ys = append(xs, float64(q.X-p.X)*east), append(ys, float64(q.Y-p.Y)*north)
	}
	if len(xs) < leastShifted {
		return shift{}, false
	}
	x, y := median(xs), median(ys)
	away := make([]float64, len(xs))
	for i := range xs {
		away[i] = math.Hypot(xs[i]-x, ys[i]-y)
	}
	l := math.Hypot(x, y)
	if l < 15 || median(away) > l/3 {
		return shift{}, false
	}
	out := shift{error: DatumError{East: geo.Metres(-x), North: geo.Metres(-y)}}
	for _, p := range sample {
		east, north := n.metric.at(float64(p.Y))
		out.points = append(out.points, geo.Point{X: p.X + int32(x/max(east, 1e-6)), Y: p.Y + int32(y/north)})
	}
	return out, true
}

// distances are those to the nearest street, whatever barrier is between; at most SnapReach.
func (n *Network) distances(points []geo.Point) []float64 {
	out := make([]float64, len(points))
	for i, p := range points {
		_, _, out[i] = n.nearestRun(p)
	}
	return out
}

// nearestRun is the nearest straight part of a street within SnapReach, islet or not, whatever
// barrier is between; nil and SnapReach if there is none.
func (n *Network) nearestRun(p geo.Point) (r *run, along, metres float64) {
	if p.Y < -mostLatitude || p.Y > mostLatitude {
		return nil, 0, float64(SnapReach)
	}
	s := newSnapping(n, p)
	s.through = true
	s.search(&n.land)
	s.search(&n.islets)
	return s.best, s.along, math.Sqrt(s.least)
}

// median is the middle one of the values, the upper of two.
func median(values []float64) float64 {
	v := slices.Sorted(slices.Values(values))
	return v[len(v)/2]
}
