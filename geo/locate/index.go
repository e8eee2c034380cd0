package locate

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
)

// Area is one area of a layer, its rings in the canonical form of geo.MultiPolygon.
type Area struct {
	Code  string
	Shape geo.MultiPolygon
}

// Layer is a set of areas. In a partition they are meant not to overlap; where they do,
// the owner rule names one. A free layer's areas overlap as they like.
type Layer struct {
	Key       string
	Partition bool
	Areas     []Area
}

// BuildError says which area, or which layer when Code is empty, cannot be indexed.
type BuildError struct {
	Layer  string
	Code   string
	Reason string
}

func (e *BuildError) Error() string {
	if e.Code == "" {
		return fmt.Sprintf("locate: layer %q: %s", e.Layer, e.Reason)
	}
	return fmt.Sprintf("locate: layer %q, area %q: %s", e.Layer, e.Code, e.Reason)
}

// Index answers for a fixed set of layers. It does not change after Build, so any number
// of goroutines may ask it at once.
type Index struct {
	layers []layer
}

// layer holds its areas in the order in which they were given.
type layer struct {
	partition bool
	areas     []area
	// rank[i] is the place of area i when the layer is sorted by exact size, then code:
	// of several areas that hold a point, the one with the lowest rank owns it.
	rank []int32
	tree near.Tree[int32]
}

// area is the shape of one area, made ready twice: for ownership and for distances.
type area struct {
	box     geo.Box
	stripes stripes
	border  border
}

// edge is a directed edge of a ring.
type edge struct{ a, b geo.Point }

// Build makes the index. It fails with *BuildError when two layers share a key, two
// areas of a layer share a code, or a shape has no ring, a ring of fewer than three
// points, a point that is off the earth, or no extent.
func Build(layers []Layer) (*Index, error) {
	x := &Index{layers: make([]layer, len(layers))}
	keys := make(map[string]bool, len(layers))
	for i, l := range layers {
		if keys[l.Key] {
			return nil, &BuildError{Layer: l.Key, Reason: "key is given twice"}
		}
		keys[l.Key] = true
		if err := check(l); err != nil {
			return nil, err
		}
		x.layers[i].fill(l)
	}
	return x, nil
}

func check(l Layer) error {
	if len(l.Areas) > math.MaxInt32 {
		return &BuildError{Layer: l.Key, Reason: "has more than 2³¹−1 areas"}
	}
	codes := make(map[string]bool, len(l.Areas))
	for _, a := range l.Areas {
		if codes[a.Code] {
			return &BuildError{Layer: l.Key, Code: a.Code, Reason: "code is given twice"}
		}
		codes[a.Code] = true
		if reason := fault(a.Shape); reason != "" {
			return &BuildError{Layer: l.Key, Code: a.Code, Reason: reason}
		}
	}
	return nil
}

// fault is empty when the exact tests hold for the shape: their products fit int64 only
// for points on the earth.
func fault(m geo.MultiPolygon) string {
	if m.Vertices() > math.MaxInt32/copies {
		return fmt.Sprintf("has more than %d points", math.MaxInt32/copies)
	}
	rings := 0
	for _, poly := range m {
		for _, r := range poly {
			rings++
			if len(r) < 3 {
				return fmt.Sprintf("a ring has only %d points", len(r))
			}
		}
	}
	if rings == 0 {
		return "has no ring"
	}
	b := m.Box()
	if b.Min.X < -geo.MaxX || b.Max.X > geo.MaxX || b.Min.Y < -geo.MaxY || b.Max.Y > geo.MaxY {
		return "reaches beyond ±180°, ±90°"
	}
	if m.TwiceArea().Sign() <= 0 {
		return "covers nothing"
	}
	return ""
}

func (l *layer) fill(from Layer) {
	l.partition = from.Partition
	l.areas = make([]area, len(from.Areas))
	for i, a := range from.Areas {
		edges := edgesOf(a.Shape)
		box := a.Shape.Box()
		l.areas[i] = area{box: box, stripes: newStripes(box, edges), border: newBorder(edges)}
		l.tree.Insert(box, int32(i))
	}
	l.rank = ranks(from.Areas)
}

// ranks sorts by exact size, then by code in byte order, and gives each area its place.
func ranks(areas []Area) []int32 {
	size := make([]geo.TwiceArea, len(areas))
	order := make([]int32, len(areas))
	for i, a := range areas {
		size[i], order[i] = a.Shape.TwiceArea(), int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		return cmp.Or(size[i].Compare(size[j]), cmp.Compare(areas[i].Code, areas[j].Code))
	})
	rank := make([]int32, len(areas))
	for place, i := range order {
		rank[i] = int32(place)
	}
	return rank
}

func edgesOf(m geo.MultiPolygon) []edge {
	edges := make([]edge, 0, m.Vertices())
	m.Edges(func(a, b geo.Point) {
		if a != b {
			edges = append(edges, edge{a, b})
		}
	})
	return edges
}
