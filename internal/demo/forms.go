package demo

// form is the ground plan of the building on a slot, anticlockwise from its south-western
// corner. The south side, with the entrance, is always whole.
func (p *plot) form(k *block, e slot) []vec {
	long, deep := e.u1-e.u0, e.v1-e.v0
	c := chance(p.place(e.u0, e.v0).mark(), 331)
	um, vm := e.u0+long/2, e.v0+deep/2
	var plan []vec
	switch tower := k.use == useHome && e.storeys > 9; {
	case tower && c < 0.75: // a stairwell set back in the north
		w, notch := float64(long*0.16), float64(deep*0.3)
		plan = []vec{{e.u1, e.v1}, {um + w, e.v1}, {um + w, e.v1 - notch}, {um - w, e.v1 - notch}, {um - w, e.v1}, {e.u0, e.v1}}
	case !k.use.massive() || long < 24 || c < 0.4:
		plan = []vec{{e.u1, e.v1}, {e.u0, e.v1}}
	case c < 0.62: // a wing in the west
		w := e.u0 + float64(long*0.38)
		plan = []vec{{e.u1, vm}, {w, vm}, {w, e.v1}, {e.u0, e.v1}}
	case c < 0.84: // a wing in the east
		w := e.u1 - float64(long*0.38)
		plan = []vec{{e.u1, e.v1}, {w, e.v1}, {w, vm}, {e.u0, vm}}
	default: // a court open to the north
		w := float64(long * 0.22)
		plan = []vec{{e.u1, e.v1}, {um + w, e.v1}, {um + w, vm}, {um - w, vm}, {um - w, e.v1}, {e.u0, e.v1}}
	}
	out := []vec{p.place(e.u0, e.v0), p.place(e.u1, e.v0)}
	for _, q := range plan {
		out = append(out, p.place(q.x, q.y))
	}
	return out
}

// massive is true of uses whose buildings have wings and courts.
func (u use) massive() bool {
	return u == useSchool || u == useHospital || u == useMarket || u == useOffice
}

// clearPitch leaves two places above each other unbuilt for a school's pitch: those
// farthest from the way by which both are reached.
func (p *plot) clearPitch() {
	type far struct{ slot, spine, side int }
	last := map[int]far{} // by lane
	reach := func(e slot) float64 { return (e.u0+e.u1)/2 - p.spines[e.spine].u }
	for i, e := range p.slots {
		f, found := last[e.lane]
		if !found || abs(reach(e)) > abs(reach(p.slots[f.slot])) {
			last[e.lane] = far{slot: i, spine: e.spine, side: b2i(reach(e) > 0)}
		}
	}
	for lane := 0; lane+1 < len(p.lanes) && len(p.slots) > 5; lane++ {
		a, b := last[lane], last[lane+1]
		low, high := p.slots[a.slot], p.slots[b.slot]
		if a.spine != b.spine || a.side != b.side || low.lane != lane || high.lane != lane+1 ||
			min(low.u1, high.u1)-max(low.u0, high.u0) < 0.7*(low.u1-low.u0) {
			continue
		}
		p.slots[a.slot].dropped, p.slots[b.slot].dropped = true, true
		p.pitch = []slot{low, high}
		return
	}
}

func abs(v float64) float64 { return max(v, -v) }

// pitchRing is the school's pitch; nil without one.
func (p *plot) pitchRing() []vec {
	if len(p.pitch) < 2 {
		return nil
	}
	low, high := p.pitch[0], p.pitch[1]
	u0, u1 := max(low.u0, high.u0), min(low.u1, high.u1)
	return []vec{p.place(u0, low.v0), p.place(u1, low.v0), p.place(u1, high.v1), p.place(u0, high.v1)}
}

// gardenRing is the ground of a slot that was left free, as far as the next row's lane and
// half of the gaps beside it.
func (p *plot) gardenRing(e slot) []vec {
	wide, far := min(p.style.gap/2-0.5, 4), max(p.style.pitch-p.style.depth-6.5, 0)
	ring := func(u0, u1, v1 float64) []vec {
		return []vec{p.place(u0, e.v0-2), p.place(u1, e.v0-2), p.place(u1, v1), p.place(u0, v1)}
	}
	for _, try := range [][]vec{ring(e.u0-wide, e.u1+wide, e.v1+far), ring(e.u0, e.u1, e.v1+far), ring(e.u0, e.u1, e.v1)} {
		inside := true
		for _, q := range try {
			d := q.sub(p.o)
			inside = inside && holds(p.ring, vec{d.dot(p.u), d.dot(p.v)})
		}
		if inside {
			return try
		}
	}
	return nil
}
