package atlas

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// proposal gives the buildings of a grid that have no linked member to members of the grid, each building
// to one or to none. By whole millimetres between a building and the nearest building that a member serves
// already, or, for who serves none, the nearest place of the grid's branches; equals by the building's
// code, then by the member's first post. In three rounds, the nearest pair first: members below the least
// are given what leaves them within the most; then all are; what is left, for which nobody has room, goes
// one by one in order of code to who has the fewest households, the nearest of equals.
type proposal struct {
	span      StaffSpan
	buildings []*city.Building // by code
	members   []*linkedMember
	apart     []int64 // millimetres, by building and member; farAway = the member has no place
	post      []int   // the member's post that is the nearest

	load []int64
	of   []*linkedMember
	by   []int // the number of the post of the member
	over []bool
}

// mostPairs is the largest number of pairs of a building and a place served in a grid that are compared;
// of a larger grid the buildings are told without a proposal.
const mostPairs = 1 << 20

const farAway = math.MaxInt64

func newProposal(span StaffSpan, buildings []*city.Building, members []*linkedMember, meets []orb.Point) *proposal {
	p := &proposal{
		span: span, buildings: buildings, members: members,
		of: make([]*linkedMember, len(buildings)), by: make([]int, len(buildings)), over: make([]bool, len(buildings)),
	}
	if !p.measure(meets) {
		return p
	}
	for _, m := range members {
		p.load = append(p.load, m.load)
	}
	pairs := p.nearestFirst()
	p.round(pairs, func(load int64) bool { return load < span.Min })
	p.round(pairs, func(int64) bool { return true })
	p.rest()
	return p
}

// measure finds how far each building is from each member; false where there are too many pairs.
func (p *proposal) measure(meets []orb.Point) bool {
	places := 0
	for _, m := range p.members {
		places += max(len(m.posts), len(meets))
	}
	if places > mostPairs/max(len(p.buildings), 1) {
		return false
	}
	p.apart, p.post = make([]int64, len(p.buildings)*len(p.members)), make([]int, len(p.buildings)*len(p.members))
	for i, b := range p.buildings {
		from := CountingPoint(b).LonLat()
		for j, m := range p.members {
			n := i*len(p.members) + j
			p.apart[n], p.post[n] = m.from(from, meets)
		}
	}
	return true
}

// from is how far a spot is from what a member serves, and by which post.
func (m *linkedMember) from(spot orb.Point, meets []orb.Point) (apart int64, post int) {
	apart = farAway
	for k := range m.posts {
		if at := m.posts[k].at; at != nil && m.posts[k].grid == m.grid {
			if d := millimetres(spot, *at); d < apart {
				apart, post = d, k
			}
		}
	}
	if apart < farAway {
		return apart, post
	}
	for _, at := range meets {
		apart = min(apart, millimetres(spot, at))
	}
	return apart, 0
}

func millimetres(a, b orb.Point) int64 { return int64(math.Round(float64(geo.Distance(a, b)) * 1000)) }

// nearestFirst are the numbers of the pairs, nearest first.
func (p *proposal) nearestFirst() []int {
	out := make([]int, len(p.apart))
	for i := range out {
		out[i] = i
	}
	slices.SortFunc(out, func(a, b int) int { return cmp.Or(cmp.Compare(p.apart[a], p.apart[b]), cmp.Compare(a, b)) })
	return out
}

// round gives the buildings of pairs whose member may take more, and has room.
func (p *proposal) round(pairs []int, may func(load int64) bool) {
	for _, n := range pairs {
		i, j := n/len(p.members), n%len(p.members)
		h := households(p.buildings[i])
		if p.of[i] == nil && may(p.load[j]) && (p.span.Max == 0 || p.load[j]+h <= p.span.Max) {
			p.give(i, j)
		}
	}
}

func (p *proposal) give(i, j int) {
	p.of[i], p.by[i] = p.members[j], p.post[i*len(p.members)+j]
	p.load[j] += households(p.buildings[i])
}

// rest gives the buildings for which nobody has room.
func (p *proposal) rest() {
	for i := range p.buildings {
		if p.of[i] != nil {
			continue
		}
		best := 0
		for j := range p.members {
			row := p.apart[i*len(p.members):]
			if cmp.Or(cmp.Compare(p.load[j], p.load[best]), cmp.Compare(row[j], row[best])) < 0 {
				best = j
			}
		}
		p.give(i, best)
		p.over[i] = true
	}
}
