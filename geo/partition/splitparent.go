package partition

import (
	"cmp"
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
)

// ParentPart is the ground of a child within one parent.
type ParentPart struct {
	Parent int // index of the parent
	Shape  geo.MultiPolygon
}

// SplitParents is the outcome of SplitByParents.
type SplitParents struct {
	// Parts are those of each child that has ground of several parents, the largest first; nil
	// for the others.
	Parts [][]ParentPart
	// Untold are children, by index, whose borders and those of the parents do not come to
	// rest together.
	Untold []int
}

// SplitByParents cuts each child into its parts within the parents that own them. Ground
// narrower than 5 cm makes no part, and neither does what no parent owns: it stays with the
// part that it has the longest border with. named is as for FindStrays. Borders are cut
// where they meet, which moves them by a few units. The only error is that of ctx.
func SplitByParents(ctx context.Context, children, parents []Area, named []int) (SplitParents, error) {
	out := SplitParents{Parts: make([][]ParentPart, len(children))}
	strays, err := FindStrays(ctx, children, parents, named)
	if err != nil {
		return out, err
	}
	out.Untold = strays.Untold
	var some []int
	for _, s := range strays.Found {
		if !s.Hairline && (len(some) == 0 || some[len(some)-1] != s.Child) {
			some = append(some, s.Child)
		}
	}
	u := newUpper(parents)
	for _, child := range some {
		p := u.pile(children, []int{child})
		shapes, tangled, err := tie(ctx, p.areas)
		if err != nil {
			return out, err
		}
		if len(tangled) > 0 {
			out.Untold = append(out.Untold, child)
			continue
		}
		out.Parts[child] = u.parts(p, shapes)
	}
	slices.Sort(out.Untold)
	return out, ctx.Err()
}

// parts cuts the one child of a noded pile.
func (u *upper) parts(p *pile, shapes []geo.MultiPolygon) []ParentPart {
	var borders []border
	for i, m := range shapes {
		borders = bordersOf(borders, m, int32(i))
	}
	l := newLabelled(borders)
	if len(l.edges) == 0 {
		return nil
	}
	a := arrange(l.edges)
	var claims []claim
	for f, set := range l.covers(a) {
		if len(set) == 0 || set[0] != 0 {
			continue
		}
		owner := -1
		for _, k := range set[1:] {
			if i := p.parents[int(k)-1]; owner < 0 || u.rank[i] < u.rank[owner] {
				owner = i
			}
		}
		claims = append(claims, claim{a: int32(owner), face: int32(f)})
	}
	sortClaims(claims)
	var parts []ParentPart
	var loose []geo.MultiPolygon
	for c, edges := range a.claimed(claims) {
		var own geo.MultiPolygon
		shape := assemble(edges)
		for i := range shape {
			if c.a >= 0 && !newDefect(shape[i:i+1]).Hairline {
				own = append(own, shape[i])
			} else {
				loose = append(loose, shape[i:i+1])
			}
		}
		if len(own) > 0 {
			parts = append(parts, ParentPart{Parent: int(c.a), Shape: own})
		}
	}
	if len(parts) < 2 {
		return nil
	}
	slices.SortFunc(parts, func(x, y ParentPart) int {
		return cmp.Or(y.Shape.TwiceArea().Compare(x.Shape.TwiceArea()), cmp.Compare(x.Parent, y.Parent))
	})
	attach(parts, loose)
	return parts
}

// attach gives each loose piece to the part that it has the longest border with; one that
// touches none goes to the largest part.
func attach(parts []ParentPart, loose []geo.MultiPolygon) {
	for len(loose) > 0 {
		best, to, longest := 0, 0, geo.Metres(0)
		for i, piece := range loose {
			for k := range parts {
				if n := alongside(piece, parts[k].Shape); n > longest {
					best, to, longest = i, k, n
				}
			}
		}
		parts[to].Shape = assemble(appendEdges(appendEdges(nil, parts[to].Shape), loose[best]))
		loose = slices.Delete(loose, best, best+1)
	}
}

// alongside is the length of the edges that two shapes share.
func alongside(x, y geo.MultiPolygon) geo.Metres {
	own := unique(appendEdges(nil, x))
	n := geo.Metres(0)
	y.Edges(func(a, b geo.Point) {
		if _, shared := slices.BinarySearchFunc(own, newEdge(a, b), edge.compare); shared {
			n += geo.Distance(a.LonLat(), b.LonLat())
		}
	})
	return n
}
