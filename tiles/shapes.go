package tiles

import "github.com/redsail/redsail/tiles/mvt"

// bundle holds runs of points for several features, all in one list. T is what a point is:
// a place, a spot, a tile unit, or the number of something.
type bundle[T comparable] struct {
	points  []T
	runEnd  []int // run i ends before points[runEnd[i]]
	lastRun []int // feature i ends before run lastRun[i]
}

// shapes are the runs of features in tile units.
type shapes = bundle[mvt.Point]

func (s *bundle[T]) reset() {
	s.points, s.runEnd, s.lastRun = s.points[:0], s.runEnd[:0], s.lastRun[:0]
}

// add appends to the run in the making, without repeating its last point.
func (s *bundle[T]) add(p T) {
	if n := len(s.points); n == s.start(len(s.runEnd)) || s.points[n-1] != p {
		s.points = append(s.points, p)
	}
}

// closeRun ends a run, unless nothing was appended since the one before.
func (s *bundle[T]) closeRun() {
	if from := s.start(len(s.runEnd)); len(s.points) > from {
		s.runEnd = append(s.runEnd, len(s.points))
	}
}

// closeRing ends a run that is a ring, less what repeats its first point at the end. What is
// left of one with fewer than three points is nothing.
func (s *bundle[T]) closeRing() {
	from := s.start(len(s.runEnd))
	for len(s.points) > from+1 && s.points[len(s.points)-1] == s.points[from] {
		s.points = s.points[:len(s.points)-1]
	}
	if len(s.points) < from+3 {
		s.dropRun()
	}
	s.closeRun()
}

// dropRun forgets the run in the making.
func (s *bundle[T]) dropRun() { s.points = s.points[:s.start(len(s.runEnd))] }

func (s *bundle[T]) closeFeature() { s.lastRun = append(s.lastRun, len(s.runEnd)) }

func (s *bundle[T]) start(i int) int {
	if i == 0 {
		return 0
	}
	return s.runEnd[i-1]
}

func (s *bundle[T]) run(i int) []T { return s.points[s.start(i):s.runEnd[i]] }

// runs gives the numbers of the runs of feature i: from … to−1.
func (s *bundle[T]) runs(i int) (from, to int) {
	if i > 0 {
		from = s.lastRun[i-1]
	}
	return from, s.lastRun[i]
}
