package partition

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// upper is a layer of parents, ready to be asked what lies in which.
type upper struct {
	parents []Area
	rank    []int // of each parent as an owner, the lowest owns
	boxes   *tree // of the parents
	edges   []edge
	tree    *tree // of edges
}

func newUpper(parents []Area) *upper {
	u := &upper{parents: parents, rank: ranks(parents)}
	box := make([]geo.Box, len(parents))
	for i, a := range parents {
		box[i] = a.Shape.Box()
		u.edges = appendEdges(u.edges, a.Shape)
	}
	u.boxes = newTree(len(box), func(i int) geo.Box { return box[i] })
	u.edges = unique(u.edges)
	u.tree = edgeTree(u.edges)
	return u
}

// holds is true when it is certain that the parent owns all of the shape: no border of a
// parent enters it, and the parent owns a point of each of its polygons.
func (u *upper) holds(m geo.MultiPolygon, parent int) bool {
	if u.enters(m) {
		return false
	}
	for i := range m {
		p, ok := newLabeller(m[i : i+1]).longestRun(32)
		if !ok || u.owner(p) != parent {
			return false
		}
	}
	return true
}

// owner is the parent that owns the point, -1 = none.
func (u *upper) owner(p geo.Point) int {
	owner := -1
	u.boxes.search(geo.Box{Min: p, Max: p}.Intersects, func(id int32) bool {
		if i := int(id); (owner < 0 || u.rank[i] < u.rank[owner]) && u.parents[i].Shape.Owns(p) {
			owner = i
		}
		return true
	})
	return owner
}

// enters is true when a border of a parent may enter the shape, or run along its border in
// other steps. It may be true of one that only touches, never false of one that enters.
func (u *upper) enters(m geo.MultiPolygon) bool {
	own := unique(appendEdges(nil, m))
	s := &ground{edges: own, corners: ends(slices.Clone(own)), label: labeller{edges: own, tree: edgeTree(own), box: m.Box()}}
	entered := false
	u.tree.search(s.label.box.Intersects, func(id int32) bool {
		e := u.edges[id]
		if _, shared := slices.BinarySearchFunc(own, e, edge.compare); !shared {
			entered = s.met(e)
		}
		return !entered
	})
	return entered
}

// ground is one shape as enters looks at it.
type ground struct {
	edges   []edge
	corners []geo.Point
	label   labeller
}

// met is true when an edge that is none of the shape's may have a part inside it.
func (s *ground) met(e edge) bool {
	touched := false
	s.label.tree.search(strip(e.a, e.b), func(id int32) bool {
		f := s.edges[id]
		touched = crosses(e.a, e.b, f.a, f.b) || onto(f, e.a) || onto(f, e.b) || onto(e, f.a) || onto(e, f.b)
		return !touched
	})
	if touched {
		return true
	}
	// The edge is now all inside or all outside, its ends at most on corners.
	for _, p := range [2]geo.Point{e.a, e.b} {
		if _, corner := slices.BinarySearchFunc(s.corners, p, geo.Point.Compare); !corner {
			return s.label.owns(p)
		}
	}
	return true // from corner to corner: it may be either
}

// onto is true when p lies on e, between its ends.
func onto(e edge, p geo.Point) bool {
	_, on := beside(e.a, e.b, p, touch)
	return on
}
