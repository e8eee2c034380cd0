package demo

import (
	"context"
	"fmt"
	"math"
)

// openGates finds where the plot's spines can reach a street, and takes the slots off whose
// spine cannot. It is false when nothing is left.
func (b *builder) openGates(k *block, p *plot) bool {
	ring := b.mesh.ring(k.face)
	var reached [3]bool
	k.gates = k.gates[:0]
	for i, s := range p.spines {
		for _, end := range []float64{s.lo, s.hi} {
			wall := p.place(s.u, end)
			d := p.v
			if end == s.lo {
				d = d.mul(-1)
			}
			x, ok := b.mesh.first(ring, wall, d, 90, none)
			if !ok {
				continue
			}
			line := b.mesh.line(x.half)
			if !line.class.road() {
				continue
			}
			street := b.mesh.from(x.half).mix(b.mesh.to(x.half), x.share)
			k.gates = append(k.gates, gate{wall: wall, street: street, line: b.mesh.strokes[x.half/2], spine: i})
			reached[i] = true
		}
	}
	kept := p.slots[:0]
	for _, e := range p.slots {
		if reached[e.spine] {
			kept = append(kept, e)
		}
	}
	p.slots = kept
	return len(kept) > 0
}

// closeGates says how closed a compound is and keeps 1 to 6 of the possible gates: at least
// one for each spine in use.
func (k *block) closeGates() {
	mark := k.at.mark()
	c := chance(mark, 261)
	share := 1.0
	switch {
	case k.zone.kind == zoneOld && c < 0.6, c < 0.12:
		k.closed = 0
	case c < 0.4:
		k.closed, share = 1, 0.7
	default:
		k.closed, share = 2, 0.3
	}
	var used, has [3]bool
	for _, e := range k.plot.slots {
		used[e.spine] = used[e.spine] || !e.dropped
	}
	kept := k.gates[:0]
	for i, g := range k.gates {
		lastChance := i+1 == len(k.gates) || k.gates[i+1].spine != g.spine
		if used[g.spine] && (chance(mark, i, 262) < share || lastChance && !has[g.spine]) {
			has[g.spine] = true
			kept = append(kept, g)
		}
	}
	k.gates = kept
}

// joinGates puts a vertex on the street in front of each gate.
func (b *builder) joinGates() {
	for i := range b.blocks {
		k := &b.blocks[i]
		for j := range k.gates {
			g := &k.gates[j]
			ring := b.mesh.ring(k.face)
			if x, ok := b.mesh.first(ring, g.wall, g.street.sub(g.wall), 1.2, none); ok {
				g.street = b.mesh.at[b.mesh.anchor(x, 0.5)]
			}
		}
	}
}

// layHomes decides which slots are built and how many households live in each.
func (b *builder) layHomes(context.Context) error {
	room, others := 0, 0
	for i := range b.blocks {
		switch k := &b.blocks[i]; {
		case k.plot == nil:
		case k.use == useHome:
			room += len(k.plot.slots)
		default:
			for _, e := range k.plot.slots {
				others += b2i(!e.dropped)
			}
		}
	}
	want := b.recipe.buildings - others
	if float64(room) < 0.99*float64(want) {
		return fmt.Errorf("demo: %s has room for %d buildings in compounds, not for %d", b.recipe.size, room, want)
	}

	seen, built := 0, 0
	for i := range b.blocks {
		k := &b.blocks[i]
		if k.use != useHome {
			continue
		}
		n := len(k.plot.slots)
		seen += n
		quota := max(min(int(math.Round(float64(seen)*float64(want)/float64(room)))-built, n), 2)
		k.plot.clearGarden(n - quota)
		built += quota
		k.closeGates()
	}
	b.settleHouseholds()
	b.joinGates()
	return nil
}

// clearGarden leaves n slots unbuilt, about one place: the compound's garden.
func (p *plot) clearGarden(n int) {
	if n <= 0 {
		return
	}
	heart := p.slots[int(chance(p.o.mark(), 271)*float64(len(p.slots)))%len(p.slots)]
	at := vec{(heart.u0 + heart.u1) / 2, heart.v0}
	for range n {
		best, least := none, math.MaxFloat64
		for i, e := range p.slots {
			if d := at.dist(vec{(e.u0 + e.u1) / 2, e.v0}); !e.dropped && d < least {
				best, least = i, d
			}
		}
		p.slots[best].dropped = true
	}
}

// settleHouseholds scales what the slots would hold to the recipe's number of households.
func (b *builder) settleHouseholds() {
	all := 0.0
	b.eachBuilt(func(k *block, i int) { all += k.plot.homes(k.plot.slots[i]) })
	scale := float64(b.recipe.households) / max(all, 1)

	sum, given := 0.0, 0
	b.eachBuilt(func(k *block, i int) {
		if k.households == nil {
			k.households = make([]int, len(k.plot.slots))
		}
		sum += float64(k.plot.homes(k.plot.slots[i]) * scale)
		n := int(math.Round(sum)) - given
		k.households[i] = n
		given += n
	})
}

// eachBuilt calls f for each slot that is built, in the order of blocks.
func (b *builder) eachBuilt(f func(k *block, slot int)) {
	for i := range b.blocks {
		k := &b.blocks[i]
		if k.plot == nil {
			continue
		}
		for s := range k.plot.slots {
			if !k.plot.slots[s].dropped {
				f(k, s)
			}
		}
	}
}

// people is the number of households in a block.
func (k *block) people() int {
	n := 0
	for _, h := range k.households {
		n += h
	}
	return n
}
