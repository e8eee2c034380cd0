package partition

import (
	"context"

	"github.com/redsail/redsail/geo"
)

// Bare is ground of a parent that no child has, all pieces of it.
type Bare struct {
	Parent int // index of the parent
	Defect
}

// Tells is false of what are borders drawn a little beside one another: less than 1 m², or narrower than 5 cm.
func (b *Bare) Tells() bool { return b.Area >= 1 && !b.Hairline }

// FindBare finds, for each parent that a child names, its ground that no child has, whatever parent it
// names. named holds for each child the index of its parent; other indices name none. Where the children
// that name a parent add up to exactly its area on the lattice it is not looked at: they leave ground bare
// only where others of them lie outside it, which FindStrays tells, or overlap. Ground narrower than
// two units (2.2 cm) may be missed, and so may that of parents whose borders and those of the children do not
// come to rest when they are noded together. By Parent. The only error is that of ctx.
func FindBare(ctx context.Context, parents, children []Area, named []int) ([]Bare, error) {
	sums, names := make([]geo.TwiceArea, len(parents)), make([]bool, len(parents))
	for i, p := range named {
		if p >= 0 && p < len(parents) {
			sums[p], names[p] = sums[p].Add(children[i].Shape.TwiceArea()), true
		}
	}
	var doubtful []Area
	var number, nobody []int
	for p := range parents {
		if names[p] && sums[p].Compare(parents[p].Shape.TwiceArea()) != 0 {
			doubtful, number, nobody = append(doubtful, parents[p]), append(number, p), append(nobody, len(children))
		}
	}
	if len(doubtful) == 0 {
		return nil, ctx.Err()
	}
	all := make([]int, len(doubtful))
	for i := range all {
		all[i] = i
	}
	strays, err := judge(ctx, doubtful, children, nobody, all) // all their ground is another's than nobody's
	if err != nil {
		return nil, err
	}
	var out []Bare
	for _, s := range strays.Found {
		if s.Parent < 0 {
			out = append(out, Bare{Parent: number[s.Child], Defect: s.Defect})
		}
	}
	return out, nil
}
