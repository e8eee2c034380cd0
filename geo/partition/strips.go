package partition

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Strip is narrow ground between borders that a repair gave to another area, so that the two
// borders became one.
type Strip struct {
	To    int        // index of the area that has it now; -1 = none
	From  int        // index of the area that had it too; -1 = none had it
	Moved geo.Metres // how far a vertex of one border was from the other, at most
	Defect
}

// Mended is the outcome of a repair.
type Mended struct {
	Shapes []geo.MultiPolygon // by area; noded no more with what is not among the areas
	Done   []Strip
	Left   []Defect // what was in question and could not be given to one area within the bound
}

// strips works on areas that are noded with each other.
type strips struct {
	areas  []Area
	shapes []geo.MultiPolygon
	rank   []int      // the lowest keeps its border
	bound  geo.Metres // how far a vertex of one border may be from the other
	out    Mended
	lost   map[int][]geo.MultiPolygon // by area, of this round
	won    map[int][]geo.MultiPolygon
	allow  func(piece geo.MultiPolygon, of map[edge][]int32) bool // nil = any piece may be given
	cut    map[edge][]geo.Point                                   // edges that were cut, in this round, with their inner points
}

func newStrips(areas []Area, bound geo.Metres) *strips {
	s := &strips{areas: areas, bound: bound, shapes: make([]geo.MultiPolygon, len(areas)), rank: make([]int, len(areas))}
	order := make([]int, len(areas))
	for i := range areas {
		s.shapes[i], order[i] = areas[i].Shape, i
	}
	by := ranks(areas)
	// What the store holds stays; then the smaller area keeps its border, which owns what two
	// cover anyway, so that a repair changes no answer.
	slices.SortFunc(order, func(i, j int) int {
		switch {
		case areas[i].Stored != areas[j].Stored && areas[i].Stored:
			return -1
		case areas[i].Stored != areas[j].Stored:
			return 1
		}
		return cmp.Compare(by[i], by[j])
	})
	for place, i := range order {
		s.rank[i] = place
	}
	s.begin()
	return s
}

func (s *strips) begin() {
	s.lost, s.won = map[int][]geo.MultiPolygon{}, map[int][]geo.MultiPolygon{}
	s.cut = map[edge][]geo.Point{}
}

// now are the areas with the shapes that they have by now.
func (s *strips) now() []Area {
	out := slices.Clone(s.areas)
	for i := range out {
		out[i].Shape = s.shapes[i]
	}
	return out
}

// settle gives each area what it won and takes what it lost in this round. An area of which
// nothing would be left keeps its shape.
func (s *strips) settle() {
	touched := map[int]bool{}
	for i := range s.lost {
		touched[i] = true
	}
	for i := range s.won {
		touched[i] = true
	}
	for i, m := range s.shapes {
		if len(s.cut) > 0 && !touched[i] {
			m.Edges(func(a, b geo.Point) { touched[i] = touched[i] || s.cut[newEdge(a, b)] != nil })
		}
		if touched[i] {
			if shape := s.remade(i); len(shape) > 0 {
				s.shapes[i] = shape
			}
		}
	}
	s.begin()
}

// remade is the shape of an area after this round.
func (s *strips) remade(i int) geo.MultiPolygon {
	var borders []border
	add := func(m geo.MultiPolygon, owner int32) {
		m.Edges(func(a, b geo.Point) {
			e := newEdge(a, b)
			for _, part := range appendParts(nil, e, s.cut[e]) {
				borders = append(borders, border{part, owner})
			}
		})
	}
	add(s.shapes[i], 0)
	owner := int32(0)
	for _, m := range s.won[i] {
		owner++
		add(m, owner)
	}
	won := owner
	for _, m := range s.lost[i] {
		owner++
		add(m, owner)
	}
	l := newLabelled(borders)
	if len(l.edges) == 0 {
		return nil
	}
	a := arrange(l.edges)
	covers := l.covers(a)
	return a.region(func(f int32) bool {
		set := covers[f]
		return len(set) > 0 && set[len(set)-1] <= won
	})
}

// owners gives, for each edge round the pieces, the areas that have it, rising.
func (s *strips) owners(pieces []geo.MultiPolygon) map[edge][]int32 {
	t := newTree(len(pieces), func(k int) geo.Box { return pieces[k].Box() })
	var some []int
	for i, m := range s.shapes {
		near := false
		t.search(m.Box().Intersects, func(int32) bool {
			near = true
			return false
		})
		if near {
			some = append(some, i)
		}
	}
	return s.ownersAmong(pieces, some)
}

// ownersAmong is owners for some areas, whose numbers rise.
func (s *strips) ownersAmong(pieces []geo.MultiPolygon, some []int) map[edge][]int32 {
	out := map[edge][]int32{}
	for _, m := range pieces {
		m.Edges(func(a, b geo.Point) { out[newEdge(a, b)] = nil })
	}
	for _, i := range some {
		s.shapes[i].Edges(func(a, b geo.Point) {
			e := newEdge(a, b)
			if of, asked := out[e]; asked && (len(of) == 0 || of[len(of)-1] != int32(i)) {
				out[e] = append(of, int32(i))
			}
		})
	}
	return out
}

// sides parts the edges round a piece into those that pass the test and the others; those
// for which both hold are in both.
func sides(piece geo.MultiPolygon, test func(e edge) (mine, others bool)) (mine, others []edge) {
	piece.Edges(func(a, b geo.Point) {
		e := newEdge(a, b)
		in, out := test(e)
		if in {
			mine = append(mine, e)
		}
		if out {
			others = append(others, e)
		}
	})
	return mine, others
}

// give hands a piece of no area to one of the candidates, the first in their order to whose
// border what is left of the piece's is near.
func (s *strips) give(piece geo.MultiPolygon, of map[edge][]int32, candidates []int) bool {
	if s.allow != nil && !s.allow(piece, of) {
		return false
	}
	for _, c := range candidates {
		mine, others := sides(piece, func(e edge) (bool, bool) {
			own := slices.Contains(of[e], int32(c))
			return own, !own
		})
		if far, ok := apart(mine, others, s.bound); ok {
			s.won[c] = append(s.won[c], piece)
			s.out.Done = append(s.out.Done, Strip{To: c, From: -1, Moved: far, Defect: newDefect(piece)})
			return true
		}
	}
	return false
}

// candidates are the areas with an edge round the piece that the test lets have it: the one
// that gives way most easily first.
func (s *strips) candidates(piece geo.MultiPolygon, of map[edge][]int32, may func(area int) bool) []int {
	var out []int
	piece.Edges(func(a, b geo.Point) {
		for _, i := range of[newEdge(a, b)] {
			if !slices.Contains(out, int(i)) && !s.areas[i].Stored && may(int(i)) {
				out = append(out, int(i))
			}
		}
	})
	slices.SortFunc(out, func(i, j int) int { return cmp.Compare(s.rank[j], s.rank[i]) })
	return out
}

// carveAndGive cuts a piece along the lines and gives away its parts. What of it could not be
// given is in Left.
func (s *strips) carveAndGive(ctx context.Context, piece geo.MultiPolygon, of map[edge][]int32, lines []geo.Line, candidates []int) error {
	if len(lines) == 0 {
		s.out.Left = append(s.out.Left, newDefect(piece))
		return nil
	}
	mesh, cut, err := carve(ctx, piece, lines)
	if err != nil && !errors.Is(err, ErrUnstable) {
		return err
	}
	if mesh == nil || !gentle(cut) { // its lines do not come to rest
		s.out.Left = append(s.out.Left, newDefect(piece))
		return nil
	}
	parts := map[edge][]int32{}
	piece.Edges(func(a, b geo.Point) {
		e := newEdge(a, b)
		for _, part := range appendParts(nil, e, cut[e]) {
			parts[part] = of[e]
		}
	})
	var left []Defect
	for _, face := range mesh.Faces {
		some := slices.DeleteFunc(slices.Clone(candidates), func(c int) bool {
			mine, _ := sides(face, func(e edge) (bool, bool) { return slices.Contains(parts[e], int32(c)), false })
			return len(mine) == 0
		})
		if !s.give(face, parts, some) {
			left = append(left, newDefect(face))
		}
	}
	if len(left) == len(mesh.Faces) { // then nothing is cut either
		s.out.Left = append(s.out.Left, newDefect(piece))
		return nil
	}
	s.out.Left = append(s.out.Left, left...)
	for e, inner := range cut {
		s.cut[e] = inner
	}
	return nil
}

// gentle is true when no cut pulls an edge farther than noding may.
func gentle(cut map[edge][]geo.Point) bool {
	for e, inner := range cut {
		for _, p := range inner {
			if !within(e.a, e.b, p, drift) {
				return false
			}
		}
	}
	return true
}
