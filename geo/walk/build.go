package walk

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Build makes the network of the streets for a profile of the rules. The same streets in any
// order give the same network, but for parts of one number that also have the same points.
//
// A street costs its length on the ellipsoid by the profile's speed, with Tobler's rule where
// heights are given; a wait is paid on passing its gate. Streets for residents only can be
// used to leave the compound in which a walk begins and to enter that in which it ends, and
// for no way through, in each part of the network. Lines with a leg that cannot be (Rules.LongestLeg)
// are left out, and told. Build fails where the rules or the streets cannot be, and where nothing can be walked.
func Build(s *Streets, rules *Rules, profile string) (*Network, *Report, error) {
	if err := rules.Check(); err != nil {
		return nil, nil, err
	}
	p, err := rules.Profile(profile)
	if err != nil {
		return nil, nil, err
	}
	if err := s.check(); err != nil {
		return nil, nil, err
	}
	b := &builder{ruling: newRuling(rules, p), report: &Report{Ways: len(s.Ways)}, reach: float64(rules.LongestLeg())}
	b.in, b.report.LeftOut = s.sound(rules)
	b.measure()
	b.judge()
	if len(b.walked) == 0 {
		return nil, nil, fmt.Errorf("walk: none of the %d ways can be walked by %s", len(s.Ways), profile)
	}
	if err := b.cuts(); err != nil {
		return nil, nil, err
	}
	b.number()
	b.gates()
	b.islets()
	b.spread()
	if err := b.pieces(); err != nil {
		return nil, nil, err
	}
	b.joinStops()
	b.islands()
	b.enclose()
	n, err := b.network()
	return n, b.report, err
}

// builder holds the state of one Build; its steps run in the order of Build.
type builder struct {
	in     *Streets
	ruling *ruling
	report *Report
	metric metric
	reach  float64 // metres that everybody walks within MostTime

	walked   []walkedWay
	cut      []cut
	barred   []int32 // ways that others walk, or would if they might
	marks    []int32 // ways that say where bridges are
	total    int     // points of the walked ways
	spots    *spots
	known    []int32 // the spots of the points of the walked ways
	uses     []uint8 // by spot: how often ways pass, at most 2; an end counts 2
	bridges  map[[2]geo.Point]int64
	stops    []stop
	stopAt   map[int32]int32 // spot to stop
	inserted map[int32][]insert

	line    []geo.Point // points of all walked ways, one after the other, with the inserted ones
	ids     []int32     // their spots
	heights []float32   // theirs, if any way has them
	nodes   []geo.Point // of the base graph: public streets and those of residents alike
	nodeOf  []int32     // by spot, -1 where there is none
	parts   []stretch
	links   []link
	inside  enclosure
}

// walkedWay is a way that the profile walks.
type walkedWay struct {
	way     int32
	verdict verdict
	from    int // in builder.line
	to      int
	islet   bool
}

// stretch is a piece of a way between two nodes, from…to in line.
type stretch struct {
	way         int32
	from, to    int32
	a, b        int32
	metres      float64
	forth, back Time
	use         Use
	enclosed    bool  // it is residents' only for what lies between it and the public streets
	level       int32 // of the compound, 0 = public
	steps       bool
	islet       bool
	bridge      int64 // number of the bridge
	onBridge    bool
}

// stop is a place where people wait or are held.
type stop struct {
	spot  int32
	use   Use
	wait  Time
	gates []int32
	arms  []int32 // nodes
}

// link joins the arms of a stop.
type link struct {
	a, b  int32
	cost  Time
	use   Use
	said  Use // before enclose
	stop  int32
	level int32
}

func (b *builder) measure() {
	south, north := int32(math.MaxInt32), int32(math.MinInt32)
	for i := range b.in.Ways {
		for _, p := range b.in.Ways[i].Points {
			south, north = min(south, p.Y), max(north, p.Y)
		}
	}
	if south > north {
		south, north = 0, 0
	}
	b.metric = newMetric(south, north)
}

// judge sorts the ways into those that are walked, in the order of their numbers and points,
// and the others, which are counted.
func (b *builder) judge() {
	order := make([]int32, len(b.in.Ways))
	for i := range order {
		order[i] = int32(i)
	}
	before := func(i, k int32) int {
		v, w := &b.in.Ways[i], &b.in.Ways[k]
		return cmp.Or(cmp.Compare(v.Number, w.Number), slices.CompareFunc(v.Points, w.Points, geo.Point.Compare))
	}
	if !slices.IsSortedFunc(order, before) {
		slices.SortStableFunc(order, before)
	}
	dropped, unknown := tally{}, tally{}
	b.walked = make([]walkedWay, 0, len(order))
	for _, i := range order {
		v := b.ruling.way(b.in.Ways[i].Tags)
		if v.unknown != "" {
			unknown[v.unknown]++
		}
		switch v.use {
		case Open, Residents:
			b.walked = append(b.walked, walkedWay{way: i, verdict: v})
			b.total += len(b.in.Ways[i].Points)
		case Mark:
			b.marks = append(b.marks, i)
		default:
			if b.ruling.walks(b.in.Ways[i].Tags) {
				b.barred = append(b.barred, i)
			}
			if v.unknown == "" || v.cause != v.unknown && v.cause != "" {
				dropped[v.cause]++
			}
		}
	}
	b.report.Taken = len(b.walked)
	b.report.Dropped, b.report.UnknownWays = dropped.counts(), unknown.counts()
}

// number gives each point of the walked ways its spot, and counts how often ways pass it.
func (b *builder) number() {
	b.spots = newSpots(b.total + len(b.cut))
	b.uses = make([]uint8, 0, b.total)
	b.known = make([]int32, 0, b.total)
	use := func(id int32, times uint8) {
		if int(id) == len(b.uses) {
			b.uses = append(b.uses, 0)
		}
		b.uses[id] = min(2, b.uses[id]+times)
	}
	for k := range b.walked {
		points := b.in.Ways[b.walked[k].way].Points
		far := 0.0 // since the last node of this way that is for its length
		for i, p := range points {
			id := b.spots.add(p)
			b.known = append(b.known, id)
			ahead := 0.0
			if i+1 < len(points) {
				ahead = bound(p, points[i+1])
			}
			switch far += ahead; {
			case i == 0 || i+1 == len(points):
				use(id, 2)
			case far > b.reach: // no edge may take longer than MostTime
				use(id, 2)
				far = ahead
			case p != points[i-1]:
				use(id, 1)
			}
		}
	}
	b.bridges = map[[2]geo.Point]int64{}
	for _, i := range b.marks {
		w := &b.in.Ways[i]
		for k, p := range w.Points {
			if id := b.spots.find(p); id >= 0 && (k == 0 || k+1 == len(w.Points)) {
				use(id, 2)
			}
			if k > 0 {
				b.bridges[pairOf(w.Points[k-1], p)] = w.Number
			}
		}
	}
}

// pairOf is a run between two points whatever its direction.
func pairOf(p, q geo.Point) [2]geo.Point {
	if q.Less(p) {
		p, q = q, p
	}
	return [2]geo.Point{p, q}
}
