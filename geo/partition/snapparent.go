package partition

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Snapped is the outcome of SnapToParents. Shapes are those of the children; where nothing was
// done, as given. To and From of a Strip are children.
type Snapped struct {
	Mended
	// Untold are children, by index, whose borders and those of the parents do not come to
	// rest together.
	Untold []int
}

// SnapToParents lets the border of each child take the course of its parent's where the two are
// not farther apart than the bound: narrow ground beyond the parent's border is taken off, and
// narrow ground of the parent that no child has, along its border, is given to the child
// beside it. Where several children lie along such ground, it is cut where one ends and the
// next begins.
//
// A strip is narrow when no vertex of the one border is farther from the other than the bound;
// cutting them where they meet moves both by a few units more. named holds for each child the index of its
// parent, -1 = none. Stored children keep their shape. Children and parents are partitions, and
// the shapes are to be noded again. The only error is that of ctx.
func SnapToParents(ctx context.Context, children, parents []Area, named []int, bound geo.Metres) (Snapped, error) {
	out := Snapped{}
	for {
		p, kept := snapPile(children, parents, out.Untold)
		shapes, tangled, err := tie(ctx, p)
		if err != nil {
			return Snapped{}, err
		}
		if more := unsettled(p, tangled, kept); len(more) > 0 {
			out.Untold = append(out.Untold, more...)
			slices.Sort(out.Untold)
			continue
		}
		s := newStrips(tied(p, shapes), bound)
		families := familiesOf(s, kept, len(parents), named)
		if err := s.snap(ctx, families); err != nil {
			return Snapped{}, err
		}
		out.take(s, children, kept)
		return out, nil
	}
}

// snapPile is children and parents as one layer, without the children that are left out; kept
// are the others. Parents do not change.
func snapPile(children, parents []Area, without []int) (areas []Area, kept []int) {
	for i, a := range children {
		if _, out := slices.BinarySearch(without, i); !out {
			kept = append(kept, i)
			areas = append(areas, Area{Code: a.Code, Shape: a.Shape, Stored: a.Stored})
		}
	}
	for _, a := range parents {
		areas = append(areas, Area{Code: a.Code, Shape: a.Shape, Stored: true})
	}
	return areas, kept
}

// unsettled are the children that tie left tangled or, where it was only parents, those beside
// them.
func unsettled(pile []Area, tangled, kept []int) []int {
	var out []int
	for _, i := range tangled {
		if i < len(kept) {
			out = append(out, kept[i])
		}
	}
	if len(out) > 0 || len(tangled) == 0 {
		return out
	}
	for k, i := range kept {
		if slices.ContainsFunc(tangled, func(p int) bool { return widened(pile[p].Shape.Box()).Intersects(pile[k].Shape.Box()) }) {
			out = append(out, i)
		}
	}
	return out
}

// household is a parent with what lies about it, as numbers of areas.
type household struct {
	parent int
	own    []int // the children that name it
	about  []int // all children that may have ground of it
}

func familiesOf(s *strips, kept []int, parents int, named []int) []household {
	out := make([]household, parents)
	boxes := make([]geo.Box, len(s.areas))
	for i := range s.areas {
		boxes[i] = s.areas[i].Shape.Box()
	}
	t := newTree(len(kept), func(i int) geo.Box { return boxes[i] })
	for p := range out {
		h := &out[p]
		h.parent = len(kept) + p
		t.search(boxes[h.parent].Intersects, func(i int32) bool {
			h.about = append(h.about, int(i))
			return true
		})
		slices.Sort(h.about)
	}
	for i, child := range kept {
		if p := named[child]; p >= 0 && p < parents && !s.areas[i].Stored {
			out[p].own = append(out[p].own, i)
		}
	}
	return out
}

// snap first takes off what lies beyond the parents' borders, then gives what is free within.
func (s *strips) snap(ctx context.Context, families []household) error {
	for _, h := range families {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.takeOff(h)
	}
	s.settle()
	for _, h := range families {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.giveFree(ctx, h); err != nil {
			return err
		}
	}
	s.settle()
	return nil
}

// takeOff takes narrow ground outside the parent from its children.
func (s *strips) takeOff(h household) {
	if len(h.own) == 0 {
		return
	}
	a, covers := s.overlay(h.own, h.parent)
	var claims []claim
	for f, set := range covers {
		if len(set) > 0 && set[len(set)-1] != int32(h.parent) { // parents come last
			for _, c := range set {
				claims = append(claims, claim{a: c, face: int32(f)})
			}
		}
	}
	sortClaims(claims)
	for c, edges := range a.claimed(claims) {
		shape := assemble(edges)
		of := s.ownersAmong([]geo.MultiPolygon{shape}, []int{int(c.a), h.parent})
		for i := range shape {
			piece := shape[i : i+1]
			x, y := sides(piece, func(e edge) (bool, bool) {
				return slices.Contains(of[e], c.a), slices.Contains(of[e], int32(h.parent))
			})
			if far, ok := apart(x, y, s.bound); ok {
				s.lost[int(c.a)] = append(s.lost[int(c.a)], piece)
				s.out.Done = append(s.out.Done, Strip{To: -1, From: int(c.a), Moved: far, Defect: newDefect(piece)})
			}
		}
	}
}

// giveFree gives narrow ground of the parent that no child has, along its border.
func (s *strips) giveFree(ctx context.Context, h household) error {
	if len(h.own) == 0 {
		return nil
	}
	a, covers := s.overlay(h.about, h.parent)
	free := a.region(func(f int32) bool { return len(covers[f]) == 1 && covers[f][0] == int32(h.parent) })
	of := s.ownersAmong([]geo.MultiPolygon{free}, append(slices.Clone(h.about), h.parent))
	byParent := func(e edge) bool { return slices.Contains(of[e], int32(h.parent)) }
	s.allow = func(piece geo.MultiPolygon, of map[edge][]int32) bool {
		all, arc := sides(piece, func(e edge) (bool, bool) { return true, slices.Contains(of[e], int32(h.parent)) })
		_, ok := apart(all, arc, s.bound)
		return ok
	}
	defer func() { s.allow = nil }()
	for i := range free {
		piece := free[i : i+1]
		some := s.candidates(piece, of, func(c int) bool { return slices.Contains(h.own, c) })
		_, arc := sides(piece, func(e edge) (bool, bool) { return false, byParent(e) })
		if len(some) == 0 || len(arc) == 0 || s.give(piece, of, some) {
			continue
		}
		lines := s.landings(piece, of, arc, byParent)
		if len(lines) == 0 {
			continue // nothing of it is near
		}
		if err := s.carveAndGive(ctx, piece, of, lines, some); err != nil {
			return err
		}
	}
	return nil
}

// landings are lines to the parent's border: from each vertex near it where another child
// begins, or beyond which the border of the piece leaves it.
func (s *strips) landings(piece geo.MultiPolygon, of map[edge][]int32, arc []edge, byParent func(edge) bool) []geo.Line {
	t := edgeTree(arc)
	near := func(p geo.Point) bool {
		_, _, ok := nearestOf(t, arc, p, s.bound)
		return ok
	}
	var out []geo.Line
	eachCorner(piece, func(before, p, after geo.Point) {
		in, on := newEdge(before, p), newEdge(p, after)
		if byParent(in) || byParent(on) || len(out) == mostCuts {
			return
		}
		_, foot, ok := nearestOf(t, arc, p, s.bound)
		if ok && foot != p && (!slices.Equal(of[in], of[on]) || !near(before) || !near(after)) {
			out = append(out, geo.Line{p, foot})
		}
	})
	return out
}

// overlay lays some children over their parent.
func (s *strips) overlay(children []int, parent int) (*arrangement, [][]int32) {
	var borders []border
	for _, i := range append(slices.Clone(children), parent) {
		borders = bordersOf(borders, s.shapes[i], int32(i))
	}
	l := newLabelled(borders)
	a := arrange(l.edges)
	return a, l.covers(a)
}

// take reads the outcome off: the children's shapes, and their numbers.
func (o *Snapped) take(s *strips, children []Area, kept []int) {
	o.Mended = s.out
	o.Shapes = make([]geo.MultiPolygon, len(children))
	for i := range children {
		o.Shapes[i] = children[i].Shape
	}
	number := func(i int) int {
		if i < 0 {
			return i
		}
		return kept[i]
	}
	for k := range o.Done {
		d := &o.Done[k]
		for _, i := range [2]int{d.To, d.From} {
			if i >= 0 {
				o.Shapes[kept[i]] = s.shapes[i]
			}
		}
		d.To, d.From = number(d.To), number(d.From)
	}
}
