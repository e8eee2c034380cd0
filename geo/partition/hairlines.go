package partition

import (
	"cmp"
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
)

// CloseHairlines closes the gaps and takes away the overlaps of one layer that are narrower
// than 5 cm and lie between neighbours. Where two areas overlap the smaller keeps its border;
// a gap goes to the larger of its neighbours, to the next if a border would move too far, and
// where none can have the whole gap, it is cut from corner to border and given away in parts.
// Areas that are Stored keep their ground, at most with a vertex more on their border, and what
// is only between such stays.
//
// Each strip is so narrow that no vertex of the one border is farther than 5 cm from the
// other; what is hairline on average but has a wide place stays and is Left. The shapes come
// from Node, and are to be noded again where a gap was cut. Errors: those of FindFaults.
func CloseHairlines(ctx context.Context, areas []Area) (Mended, error) {
	s := newStrips(areas, hairline)
	if err := s.closeOverlaps(ctx); err != nil {
		return Mended{}, err
	}
	// Whole gaps first: they need no cut.
	for _, cutting := range []bool{false, true} {
		if err := s.closeGaps(ctx, cutting); err != nil {
			return Mended{}, err
		}
	}
	s.out.Shapes = s.shapes
	return s.out, nil
}

// closeOverlaps takes hairline overlaps from the areas that do not own them.
func (s *strips) closeOverlaps(ctx context.Context) error {
	found, err := FindFaults(ctx, s.now())
	if err != nil {
		return err
	}
	var pieces []geo.MultiPolygon
	var pairs [][2]int // who keeps it, who loses it
	for _, o := range found.Overlaps {
		keep, lose := o.A, o.B
		if s.rank[lose] < s.rank[keep] {
			keep, lose = lose, keep
		}
		if s.areas[lose].Stored {
			continue
		}
		for i := range o.Shape {
			pieces, pairs = append(pieces, o.Shape[i:i+1]), append(pairs, [2]int{keep, lose})
		}
	}
	of := s.owners(pieces)
	for k, piece := range pieces {
		keep, lose := pairs[k][0], pairs[k][1]
		d := newDefect(piece)
		if !d.Hairline {
			continue
		}
		x, y := sides(piece, func(e edge) (bool, bool) {
			return slices.Contains(of[e], int32(keep)), slices.Contains(of[e], int32(lose))
		})
		if far, ok := apart(x, y, s.bound); ok {
			s.lost[lose] = append(s.lost[lose], piece)
			s.out.Done = append(s.out.Done, Strip{To: keep, From: lose, Moved: far, Defect: d})
		} else {
			s.out.Left = append(s.out.Left, d)
		}
	}
	s.settle()
	return nil
}

// closeGaps gives hairline gaps away, in one piece or, cutting, in parts.
func (s *strips) closeGaps(ctx context.Context, cutting bool) error {
	found, err := FindFaults(ctx, s.now())
	if err != nil {
		return err
	}
	var pieces []geo.MultiPolygon
	for _, g := range found.Gaps {
		fresh := slices.ContainsFunc(g.Around, func(i int) bool { return !s.areas[i].Stored })
		if g.Hairline && len(g.Around) > 1 && fresh {
			pieces = append(pieces, g.Shape)
		}
	}
	of := s.owners(pieces)
	for _, piece := range pieces {
		some := s.candidates(piece, of, func(int) bool { return true })
		switch {
		case !cutting:
			s.give(piece, of, some)
		default:
			if err := s.carveAndGive(ctx, piece, of, s.corners(piece, of), some); err != nil {
				return err
			}
		}
	}
	s.settle()
	return nil
}

// mostCuts bounds the lines that cut one gap.
const mostCuts = 1000

// corners are lines across a gap: from each vertex where another area begins, or where the
// gap has a reflex angle, to the nearest place of each other area within the bound.
func (s *strips) corners(piece geo.MultiPolygon, of map[edge][]int32) []geo.Line {
	across := newBanks(piece, of)
	var out []geo.Line
	eachCorner(piece, func(before, p, after geo.Point) {
		in, on := of[newEdge(before, p)], of[newEdge(p, after)]
		if slices.Equal(in, on) && geo.Orient(before, p, after) >= 0 {
			return
		}
		for _, b := range across {
			if slices.Contains(in, b.owner) || slices.Contains(on, b.owner) {
				continue
			}
			if _, foot, ok := nearestOf(b.tree, b.edges, p, s.bound); ok && foot != p && len(out) < mostCuts {
				out = append(out, geo.Line{p, foot})
			}
		}
	})
	return out
}

// bank is what one area has of the border of a piece.
type bank struct {
	owner int32
	edges []edge
	tree  *tree
}

// newBanks gives the banks of a piece, by their owners.
func newBanks(piece geo.MultiPolygon, of map[edge][]int32) []bank {
	var out []bank
	piece.Edges(func(a, b geo.Point) {
		e := newEdge(a, b)
		for _, owner := range of[e] {
			k, known := slices.BinarySearchFunc(out, owner, func(b bank, o int32) int { return cmp.Compare(b.owner, o) })
			if !known {
				out = slices.Insert(out, k, bank{owner: owner})
			}
			out[k].edges = append(out[k].edges, e)
		}
	})
	for k := range out {
		out[k].tree = edgeTree(out[k].edges)
	}
	return out
}

// eachCorner calls f for each vertex with those before and after it.
func eachCorner(m geo.MultiPolygon, f func(before, p, after geo.Point)) {
	for _, poly := range m {
		for _, r := range poly {
			for k, p := range r {
				f(r[(k+len(r)-1)%len(r)], p, r[(k+1)%len(r)])
			}
		}
	}
}
