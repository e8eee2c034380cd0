package partition

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/redsail/redsail/geo"
)

// hairline is the width in metres below which an overlap or a gap is an error of
// drawing, not of substance.
const hairline geo.Metres = 0.05

// maxOverlaps bounds the overlapping pairs of one layer.
const maxOverlaps = 1 << 20

// Defect is a place where a layer is not a partition.
type Defect struct {
	Area     geo.SquareMetres
	Width    geo.Metres // area / half the perimeter
	Hairline bool       // narrower than 5 cm
	At       geo.Point  // owned by the largest polygon of Shape, or its first point if it owns none
	Shape    geo.MultiPolygon
}

// Overlap is all that two areas both cover.
type Overlap struct {
	A, B   int // indices of the areas, A < B
	Pieces int // polygons of Shape
	Defect
}

// Gap is a bounded piece of the plane that no area covers, around it areas.
type Gap struct {
	Around []int // indices of the areas that border it, rising
	Defect
}

// Faults is what keeps a layer from being a partition: none of both, and every point
// within its outline has one owner.
type Faults struct {
	Overlaps []Overlap // by A, then B
	Gaps     []Gap     // by the first point of their shapes
}

// TooManyOverlapsError says that more pairs of areas overlap than can be listed.
type TooManyOverlapsError struct{ Limit int }

func (e *TooManyOverlapsError) Error() string {
	return fmt.Sprintf("more than %d pairs of areas overlap", e.Limit)
}

// FindFaults finds every overlap and gap of one layer, exactly. Only what prove leaves open
// is laid out: noded edges part the plane into faces, and each face knows the areas that
// cover it. A gap is a bounded face that none covers; areas that stand in it are its holes.
//
// The shapes come from Node (*NotNodedError otherwise). Layer, Code and Stored are not
// looked at. Other errors: *TooManyOverlapsError, and that of ctx.
func FindFaults(ctx context.Context, areas []Area) (Faults, error) {
	if ok, err := sound(ctx, areas); err != nil {
		return Faults{}, err
	} else if ok {
		return prove(ctx, areas)
	}
	return layOut(ctx, areas)
}

// layOut is FindFaults over all edges of the areas.
func layOut(ctx context.Context, areas []Area) (Faults, error) {
	var borders []border
	for i, area := range areas {
		borders = bordersOf(borders, area.Shape, int32(i))
	}
	l := newLabelled(borders)
	if err := checkNoded(ctx, l.edges); err != nil || len(l.edges) == 0 {
		return Faults{}, err
	}
	a := arrange(l.edges)
	covers := l.covers(a)
	overlaps, err := overlaps(a, covers)
	if err != nil {
		return Faults{}, err
	}
	gaps := l.gaps(a, func(f int) bool { return len(covers[f]) == 0 })
	return Faults{Overlaps: overlaps, Gaps: gaps}, ctx.Err()
}

// gaps makes one Gap of each bounded face that is empty.
func (l *labelled) gaps(a *arrangement, empty func(face int) bool) []Gap {
	var out []Gap
	s := newSplitter(a)
	for f := unbounded + 1; f < len(a.faces); f++ {
		if empty(f) {
			out = append(out, Gap{Around: l.around(a, f), Defect: newDefect(geo.MultiPolygon{a.polygon(int32(f), s)})})
		}
	}
	slices.SortFunc(out, func(x, y Gap) int { return comparePolygons(x.Shape[0], y.Shape[0]) })
	return out
}

// around gives the owners of the edges round a face, rising.
func (l *labelled) around(a *arrangement, face int) []int {
	var out []int
	a.eachRound(int32(face), func(h int32) {
		for _, owner := range l.of(h >> 1) {
			out = append(out, int(owner))
		}
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// claim is a face that two areas cover, or that one covers and another owns.
type claim struct{ a, b, face int32 }

func overlaps(a *arrangement, covers [][]int32) ([]Overlap, error) {
	var claims []claim
	for f, set := range covers {
		if n := len(set); n*(n-1)/2+len(claims) > 4*maxOverlaps {
			return nil, &TooManyOverlapsError{Limit: maxOverlaps}
		}
		for i, x := range set {
			for _, y := range set[i+1:] {
				claims = append(claims, claim{x, y, int32(f)})
			}
		}
	}
	sortClaims(claims)
	var out []Overlap
	for c, edges := range a.claimed(claims) {
		if len(out) == maxOverlaps {
			return nil, &TooManyOverlapsError{Limit: maxOverlaps}
		}
		shape := assemble(edges) // an edge between two of the faces comes twice and drops out
		out = append(out, Overlap{A: int(c.a), B: int(c.b), Pieces: len(shape), Defect: newDefect(shape)})
	}
	return out, nil
}

func sortClaims(claims []claim) {
	slices.SortFunc(claims, func(x, y claim) int {
		return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b), cmp.Compare(x.face, y.face))
	})
}

// claimed gives the edges round all faces of each pair; the claims are sorted.
func (a *arrangement) claimed(claims []claim) iter.Seq2[claim, []edge] {
	return func(yield func(claim, []edge) bool) {
		for i := 0; i < len(claims); {
			c := claims[i]
			var edges []edge
			for ; i < len(claims) && claims[i].a == c.a && claims[i].b == c.b; i++ {
				edges = a.appendBorder(edges, claims[i].face)
			}
			if !yield(c, edges) {
				return
			}
		}
	}
}

// appendBorder adds the edges round a face.
func (a *arrangement) appendBorder(dst []edge, face int32) []edge {
	a.eachRound(face, func(h int32) { dst = append(dst, a.edges[h>>1]) })
	return dst
}

// eachRound calls f for each half-edge round a face.
func (a *arrangement) eachRound(face int32, f func(h int32)) {
	for _, c := range a.faces[face] {
		h := a.cycles[c].first
		for range a.cycles[c].length {
			f(h)
			h = a.next[h]
		}
	}
}

func newDefect(shape geo.MultiPolygon) Defect {
	d := Defect{Shape: shape, Area: shape.Area(), At: inside(largest(shape))}
	around := geo.Metres(0)
	for _, poly := range shape {
		for _, r := range poly {
			around += r.Perimeter()
		}
	}
	if around > 0 {
		d.Width = geo.Metres(2 * float64(d.Area) / float64(around))
	}
	d.Hairline = d.Width < hairline
	return d
}

// largest is the polygon of the greatest lattice area, of several the first.
func largest(m geo.MultiPolygon) geo.MultiPolygon {
	best := 0
	for i := range m {
		if m[i:i+1].TwiceArea().Compare(m[best:best+1].TwiceArea()) > 0 {
			best = i
		}
	}
	return m[best : best+1]
}

// checkNoded makes sure that edges meet only at common ends.
func checkNoded(ctx context.Context, edges []edge) error {
	t := edgeTree(edges)
	for i, e := range edges {
		if i%stride == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		var fault error
		t.search(strip(e.a, e.b), func(id int32) bool {
			f := edges[id]
			for _, p := range [2]geo.Point{f.a, f.b} {
				if _, on := beside(e.a, e.b, p, touch); on {
					fault = &NotNodedError{At: p}
				}
			}
			if crosses(e.a, e.b, f.a, f.b) {
				fault = &NotNodedError{At: crossing(e.a, e.b, f.a, f.b)}
			}
			return fault == nil
		})
		if fault != nil {
			return fault
		}
	}
	return nil
}
