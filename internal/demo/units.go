package demo

import (
	"context"
	"slices"
)

// partUnits puts atoms together to districts, these apart into streets, and streets into
// communities.
func (b *builder) partUnits(ctx context.Context) error {
	n := len(b.mesh.faces) - 1
	atoms := make([]int32, n)
	for i := range atoms {
		atoms[i] = int32(i) + 1
	}
	g := b.mesh.graphOf(atoms, empty(n+1))
	for i := range n {
		g.weight[i] = b.worth(int32(i) + 1)
	}
	b.holdTowns(g)
	r := b.recipe
	district := b.partDistricts(g)
	perDistrict := apportion(sums(g.weight, district, r.districts), r.streets)
	street := make([]int32, n)
	streets := int32(0)
	for d := range int32(r.districts) {
		if err := ctx.Err(); err != nil {
			return err
		}
		for range perDistrict[d] {
			b.units.districtOf = append(b.units.districtOf, d)
		}
		g.within(district, d, shares(perDistrict[d], 0.15, 300+int(d)), 0.35, street, streets)
		streets += int32(perDistrict[d])
	}
	worth := sums(g.weight, street, r.streets)
	perStreet := fit(apportion(worth, r.communities), worth, sizes(street, r.streets))
	community := make([]int32, n)
	communities := int32(0)
	for s := range int32(r.streets) {
		for range perStreet[s] {
			b.units.streetOf = append(b.units.streetOf, s)
		}
		g.within(street, s, shares(perStreet[s], 0.2, 400+int(s)), 0.7, community, communities)
		communities += int32(perStreet[s])
	}
	for f := 1; f < len(b.mesh.faces); f++ {
		o := &b.mesh.faces[f].owner
		o.district, o.street, o.community = district[f-1], street[f-1], community[f-1]
	}
	return nil
}

// partDistricts puts atoms together to districts. Where the big roads and rivers bound
// ground that is small against a district, it stays whole, so that borders follow them.
func (b *builder) partDistricts(g *graph) []int32 {
	total := 0.0
	super := make([]float64, len(g.weight)+1) // worth of the ground within the skeleton's lines
	for i, w := range g.weight {
		total += w
		super[b.mesh.faces[i+1].owner.super] += w
	}
	most := 0.3 * total / float64(b.recipe.districts)
	group, number := make([]int32, len(g.weight)), empty(len(super))
	n := int32(0)
	for i := range g.weight {
		s := b.mesh.faces[i+1].owner.super
		if super[s] <= most && number[s] != none {
			group[i] = number[s]
			continue
		}
		number[s], group[i] = n, n
		n++
	}
	part := g.grouped(group, int(n)).parts(shares(b.recipe.districts, 0.25, 201), b.districtSeeds(), 0.3)
	out := make([]int32, len(group))
	for i, k := range group {
		out[i] = part[k]
	}
	return out
}

// grouped is the graph in which nodes of the same group are one.
func (g *graph) grouped(group []int32, n int) *graph {
	out := &graph{weight: make([]float64, n), at: make([]vec, n), near: make([][]tie, n)}
	for i, k := range group {
		w := g.weight[i] + 1e-6
		out.weight[k] += w
		out.at[k] = out.at[k].along(g.at[i], w)
		for _, t := range g.near[i] {
			if group[t.to] != k {
				out.tie(k, group[t.to], t.cost)
			}
		}
	}
	for k := range out.at {
		out.at[k] = out.at[k].mul(1 / out.weight[k])
	}
	return out
}

// holdTowns makes borders through the middle of towns and villages dear: they would follow
// the highways there.
func (b *builder) holdTowns(g *graph) {
	kinds := make([]zoneKind, len(g.at))
	for i, at := range g.at {
		kinds[i] = b.ground.zone(at).kind
	}
	for i := range g.near {
		for k := range g.near[i] {
			t := &g.near[i][k]
			if a, c := kinds[i], kinds[t.to]; a == c && (a == zoneTown || a == zoneVillage) {
				t.cost *= 8
			}
		}
	}
}

// worth weighs a face by the households to expect, and for care of open land by its area.
func (b *builder) worth(f int32) float64 {
	if b.mesh.faces[f].use == useWater {
		return 1
	}
	ring := b.mesh.outline(f)
	at, km2 := middle(ring), size(ring)/1e6
	z := b.ground.zone(at)
	density, care := z.density(), 200.0
	if z.kind == zoneHill {
		care = 6
	}
	for i := 0; i < len(ring); i += max(1, len(ring)/8) {
		density += b.ground.zone(at.mix(ring[i], 0.6)).density()
	}
	return float64(km2*density)/9 + float64(care*km2)
}

// districtSeeds are the county seats, then places around the old core, then the new
// districts.
func (b *builder) districtSeeds() []vec {
	var seeds []vec
	for i := 0; i < b.recipe.seats && len(seeds) < b.recipe.districts*5/9; i++ {
		seeds = append(seeds, b.ground.centres[i].at)
	}
	for i := range b.ground.centres {
		if c := &b.ground.centres[i]; c.kind == zoneFresh && len(seeds) < b.recipe.districts-3 {
			seeds = append(seeds, c.at)
		}
	}
	r := b.recipe.core * 0.55
	for i := 0; len(seeds) < b.recipe.districts; i++ {
		seeds = append(seeds, heading(0.03+float64(i)/3).mul(r))
	}
	return seeds
}

// shares are n numbers around one, at most vary away from it.
func shares(n int, vary float64, seed int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1 + float64(vary*noise(i, seed))
	}
	return out
}

func sums(weight []float64, part []int32, n int) []float64 {
	out := make([]float64, n)
	for i, p := range part {
		if p != none {
			out[p] += weight[i]
		}
	}
	return out
}

// apportion deals out total seats by weight, at least one each (largest remainders).
func apportion(weight []float64, total int) []int {
	sum := 0.0
	for _, w := range weight {
		sum += w
	}
	out, left := make([]int, len(weight)), total
	rest := make([]float64, len(weight))
	order := make([]int, len(weight))
	for i, w := range weight {
		exact := float64(w*float64(total)) / max(sum, 1e-9)
		out[i] = max(int(exact), 1)
		rest[i], order[i] = exact-float64(out[i]), i
		left -= out[i]
	}
	for left != 0 {
		slices.SortStableFunc(order, func(i, j int) int {
			switch {
			case rest[i] > rest[j]:
				return -1
			case rest[i] < rest[j]:
				return 1
			}
			return 0
		})
		if left > 0 {
			out[order[0]]++
			rest[order[0]]--
			left--
			continue
		}
		k := len(order) - 1
		for k > 0 && out[order[k]] <= 1 {
			k--
		}
		out[order[k]]--
		rest[order[k]]++
		left++
	}
	return out
}

// sizes counts the nodes of each part.
func sizes(part []int32, n int) []int {
	out := make([]int, n)
	for _, p := range part {
		if p != none {
			out[p]++
		}
	}
	return out
}

// fit takes the seats that are more than a part has nodes, and gives each to the part with
// room that has the most weight for a seat.
func fit(seats []int, weight []float64, most []int) []int {
	for i := range seats {
		for ; seats[i] > most[i]; seats[i]-- {
			best := none
			for k := range seats {
				if seats[k] < most[k] && (best == none || weight[k]/float64(seats[k]) > weight[best]/float64(seats[best])) {
					best = k
				}
			}
			if best == none { // there are more seats than nodes
				return seats
			}
			seats[best]++
		}
	}
	return seats
}

// within parts the nodes of one part again and writes the outcome, counted from first.
func (g *graph) within(part []int32, which int32, share []float64, even float64, out []int32, first int32) {
	var members []int32
	local := make([]int32, len(part))
	for i, p := range part {
		local[i] = none
		if p == which {
			local[i] = int32(len(members))
			members = append(members, int32(i))
		}
	}
	sub := &graph{}
	for _, i := range members {
		sub.weight = append(sub.weight, g.weight[i])
		sub.at = append(sub.at, g.at[i])
		var near []tie
		for _, t := range g.near[i] {
			if local[t.to] != none {
				near = append(near, tie{local[t.to], t.cost})
			}
		}
		sub.near = append(sub.near, near)
	}
	for k, p := range sub.parts(share, nil, even) {
		out[members[k]] = first + max(p, 0)
	}
}
