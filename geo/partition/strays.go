package partition

import (
	"cmp"
	"context"
	"slices"
)

// Stray is ground of an area that belongs to another parent than the one it names.
type Stray struct {
	Child  int // index of the area
	Parent int // index of the parent whose ground it is, -1 = of none
	Defect
}

// Strays is the outcome of FindStrays.
type Strays struct {
	Found []Stray // by Child, then Parent
	// Untold are children, by index, about which nothing can be said: their borders and
	// those of the parents do not come to rest when they are noded together.
	Untold []int
}

// FindStrays finds, for each child, the ground that a parent other than the named one owns,
// or none. named holds for each child the index of its parent; an index that no parent has
// makes all of the child stray. Where parents overlap, the smaller one owns (exact area on
// the lattice), then the lower code in byte order. Children may overlap.
//
// It is exact for a child that no border of a parent crosses. The others are noded together
// with the parents about them, which moves borders by up to two units (2.2 cm), so what is
// narrower than that may be missed. The only error is that of ctx.
func FindStrays(ctx context.Context, children, parents []Area, named []int) (Strays, error) {
	certain, err := nestled(ctx, children, parents, named)
	if err != nil {
		return Strays{}, err
	}
	var open []int
	for i := range children {
		if certain == nil || !certain[i] {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return Strays{}, ctx.Err()
	}
	return judge(ctx, children, parents, named, open)
}

// judge is FindStrays for some of the children, one by one.
func judge(ctx context.Context, children, parents []Area, named, some []int) (Strays, error) {
	up := newUpper(parents)
	held := make([]bool, len(some))
	onAll(len(some), func(_, k int) {
		i := some[k]
		held[k] = ctx.Err() != nil || up.holds(children[i].Shape, named[i])
	})
	if ctx.Err() != nil {
		return Strays{}, ctx.Err()
	}
	var doubtful []int
	for k, i := range some {
		if !held[k] {
			doubtful = append(doubtful, i)
		}
	}
	return up.overlay(ctx, children, named, doubtful)
}

// overlay lays the doubtful children over the parents about them.
func (u *upper) overlay(ctx context.Context, children []Area, named, doubtful []int) (Strays, error) {
	var out Strays
	for len(doubtful) > 0 {
		pile := u.pile(children, doubtful)
		res, err := Node(ctx, pile.areas)
		if err != nil {
			return Strays{}, err
		}
		if len(res.Unstable) == 0 {
			out.Found = u.compare(pile, &res, named)
			break
		}
		tell := doubtful[:0:0]
		for k, i := range doubtful {
			box := grow(children[i].Shape.Box(), 2*int32(drift))
			if slices.ContainsFunc(res.Unstable, func(bad int) bool {
				return bad == k || bad >= len(doubtful) && box.Intersects(pile.areas[bad].Shape.Box())
			}) {
				out.Untold = append(out.Untold, i)
			} else {
				tell = append(tell, i)
			}
		}
		doubtful = tell
	}
	slices.Sort(out.Untold)
	return out, ctx.Err()
}

// pile is children and parents as one layer, the children first.
type pile struct {
	areas    []Area
	children []int
	parents  []int
}

func (u *upper) pile(children []Area, doubtful []int) *pile {
	p := &pile{children: doubtful}
	wanted := make([]bool, len(u.parents))
	for _, i := range doubtful {
		p.areas = append(p.areas, Area{Code: children[i].Code, Shape: children[i].Shape})
		box := grow(children[i].Shape.Box(), 2*int32(drift))
		u.boxes.search(box.Intersects, func(id int32) bool {
			wanted[id] = true
			return true
		})
	}
	for i, a := range u.parents {
		if wanted[i] {
			p.parents = append(p.parents, i)
			p.areas = append(p.areas, Area{Code: a.Code, Shape: a.Shape})
		}
	}
	return p
}

// compare looks at each face of the noded pile: who owns it, and who names whom.
func (u *upper) compare(p *pile, res *NodeResult, named []int) []Stray {
	var borders []border
	for i := range res.Shapes {
		borders = bordersOf(borders, res.Shapes[i], int32(i))
	}
	l := newLabelled(borders)
	if len(l.edges) == 0 {
		return nil
	}
	a := arrange(l.edges)
	var claims []claim
	for f, set := range l.covers(a) {
		first, _ := slices.BinarySearch(set, int32(len(p.children)))
		owner := -1
		for _, k := range set[first:] {
			if i := p.parents[int(k)-len(p.children)]; owner < 0 || u.rank[i] < u.rank[owner] {
				owner = i
			}
		}
		for _, k := range set[:first] {
			if child := p.children[k]; named[child] != owner {
				claims = append(claims, claim{int32(child), int32(owner), int32(f)})
			}
		}
	}
	var out []Stray
	sortClaims(claims)
	for c, edges := range a.claimed(claims) {
		out = append(out, Stray{Child: int(c.a), Parent: int(c.b), Defect: newDefect(assemble(edges))})
	}
	return out
}

// ranks orders areas as owners of what they share: the smaller first, then the lower code.
func ranks(areas []Area) []int {
	order := make([]int, len(areas))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(areas[i].Shape.TwiceArea().Compare(areas[j].Shape.TwiceArea()), cmp.Compare(areas[i].Code, areas[j].Code))
	})
	rank := make([]int, len(areas))
	for place, i := range order {
		rank[i] = place
	}
	return rank
}
