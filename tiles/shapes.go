package tiles

import "github.com/redsail/redsail/tiles/mvt"

// spotKey packs a point of the frame: sorting by it sorts by x, then y.
type spotKey uint32

// edgeKey packs an edge without direction: the lesser point above the greater one.
type edgeKey uint64

const keyBits = 13

func pack(p mvt.Point) spotKey { return spotKey(p.X-frameLow)<<keyBits | spotKey(p.Y-frameLow) }

func (k spotKey) point() mvt.Point {
	return mvt.Point{X: int32(k>>keyBits) + frameLow, Y: int32(k&(1<<keyBits-1)) + frameLow}
}

func packEdge(a, b mvt.Point) edgeKey {
	k, l := pack(a), pack(b)
	if l < k {
		k, l = l, k
	}
	return edgeKey(k)<<32 | edgeKey(l)
}

func (e edgeKey) ends() (a, b mvt.Point) { return spotKey(e >> 32).point(), spotKey(e).point() }

// shapes holds the clipped rings of several features, all in one list of points.
type shapes struct {
	points   []mvt.Point
	ringEnd  []int // ring i ends before points[ringEnd[i]]
	lastRing []int // feature i ends before ring lastRing[i]
}

func (s *shapes) reset() {
	s.points, s.ringEnd, s.lastRing = s.points[:0], s.ringEnd[:0], s.lastRing[:0]
}

// closeRing ends a ring, unless nothing was appended since the one before.
func (s *shapes) closeRing() {
	if from := s.ringStart(len(s.ringEnd)); len(s.points) > from {
		s.ringEnd = append(s.ringEnd, len(s.points))
	}
}

func (s *shapes) closeFeature() { s.lastRing = append(s.lastRing, len(s.ringEnd)) }

func (s *shapes) ringStart(i int) int {
	if i == 0 {
		return 0
	}
	return s.ringEnd[i-1]
}

func (s *shapes) ring(i int) []mvt.Point { return s.points[s.ringStart(i):s.ringEnd[i]] }

// rings gives the numbers of the rings of feature i: from … to−1.
func (s *shapes) rings(i int) (from, to int) {
	if i > 0 {
		from = s.lastRing[i-1]
	}
	return from, s.lastRing[i]
}
