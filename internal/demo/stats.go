package demo

// weigh measures the units of every level: ground, middle, households.
func (b *builder) weigh(homes []int) {
	r := b.recipe
	u := &b.units
	u.districts, u.streets = make([]unit, r.districts), make([]unit, r.streets)
	u.communities = make([]unit, r.communities)
	urban, rural := make([]int, r.communities), make([]int, r.communities)
	for f := int32(1); f < int32(len(b.mesh.faces)); f++ {
		o := b.mesh.faces[f].owner
		ring := b.mesh.outline(f)
		a, at := size(ring), middle(ring)
		for _, x := range []*unit{&u.districts[o.district], &u.streets[o.street], &u.communities[o.community]} {
			x.area += a
			x.at = x.at.along(at, a)
			x.households += homes[f]
		}
		if b.mesh.faces[f].use == useVillage {
			rural[o.community] += homes[f]
		} else {
			urban[o.community] += homes[f]
		}
	}
	for _, level := range [][]unit{u.districts, u.streets, u.communities} {
		for i := range level {
			level[i].at = level[i].at.mul(1 / max(level[i].area, 1))
		}
	}
	u.village = make([]bool, r.communities)
	for c := range u.village {
		u.village[c] = rural[c] >= urban[c]
	}
}
