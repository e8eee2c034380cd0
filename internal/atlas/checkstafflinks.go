package atlas

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/internal/city"
)

// roleLinked is that of a member of the Party who looks in on households of a building.
const roleLinked = "linked_member"

// linkedMember is who holds posts of linked members: at buildings, or at a grid where no building is given yet.
type linkedMember struct {
	person string
	posts  []linked // by code
	grid   string   // that of the first post
	load   int64    // households
}

// linked is a post of a member; at is nil where it is of a grid.
type linked struct {
	*post
	grid string
	at   *orb.Point
}

// checkLinks looks at the links of members with households, by what the buildings count: a building
// with 40 households and 3 members gives them 14, 13 and 13. No household is known. For buildings
// without a member one of their grid is proposed; a grid without any member is a finding of its own.
func (r *roll) checkLinks() []StaffKind {
	norm := r.setting("member_households")
	members, each := r.members()
	var loads, strays []StaffFinding
	for _, m := range members {
		if !norm.holds(m.load) {
			f := r.ofPost(m.posts[0].post)
			f.Count = m.load
			loads = append(loads, f)
		}
		for _, p := range m.posts {
			if p.grid != m.grid {
				strays = append(strays, r.ofPost(p.post))
			}
		}
	}
	return []StaffKind{kindOf(StaffLinks, norm, loads), kindOf(StaffLinkGrid, nil, strays), kindOf(StaffNoLink, norm, r.unlinked(norm, members, each)), kindOf(StaffNoMember, nil, r.memberless(members))}
}

// households are those that a building counts; 0 where they are not known.
func households(b *city.Building) int64 {
	if b.Households == nil {
		return 0
	}
	return *b.Households
}

// members gathers the linked members, by the code of the first post, and how many each building has.
func (r *roll) members() (list []*linkedMember, each map[string]int64) {
	byCode := make(map[string]*city.Building, len(r.buildings))
	for _, b := range r.buildings {
		byCode[b.Code] = b
	}
	of, at := map[string]*linkedMember{}, map[string][]*linkedMember{}
	for i := range r.posts {
		p := &r.posts[i]
		if p.Role != roleLinked || p.Person == "" {
			continue
		}
		one := linked{post: p, grid: p.At.Code}
		switch b := byCode[p.At.Code]; {
		case p.At.Kind == city.KindBuilding && b != nil:
			q := CountingPoint(b).LonLat()
			one.grid, one.at = r.gridOfBuilding(b), &q
		case p.At.Kind != city.KindArea || p.At.Layer != r.levels.Grid || r.area(p.At.Key()) == nil:
			continue
		}
		m := of[p.Person]
		if m == nil {
			m = &linkedMember{person: p.Person, grid: one.grid}
			of[p.Person], list = m, append(list, m)
		}
		m.posts = append(m.posts, one)
		if one.at != nil {
			at[p.At.Code] = append(at[p.At.Code], m)
		}
	}
	each = map[string]int64{}
	for code, served := range at {
		h, n := households(byCode[code]), int64(len(served))
		each[code] = n
		for i, m := range served { // what is left over goes to the first, one each
			m.load += h / n
			if int64(i) < h%n {
				m.load++
			}
		}
	}
	return list, each
}

// unlinked are the inhabited buildings without a member in grids that have some, each with the post of
// the member who is proposed.
func (r *roll) unlinked(norm *StaffSetting, members []*linkedMember, each map[string]int64) []StaffFinding {
	in, waiting := map[string][]*linkedMember{}, map[string][]*city.Building{}
	for _, m := range members {
		in[m.grid] = append(in[m.grid], m)
	}
	for _, b := range r.buildings {
		if each[b.Code] > 0 || households(b) == 0 {
			continue
		}
		if grid := r.gridOfBuilding(b); grid != "" && len(in[grid]) > 0 {
			waiting[grid] = append(waiting[grid], b)
		}
	}
	var out []StaffFinding
	var meets map[string][]orb.Point
	for grid, list := range waiting {
		if meets == nil {
			meets = r.branchPlaces()
		}
		p := newProposal(norm.StaffSpan, list, in[grid], meets[grid])
		for i, b := range list {
			at := CountingPoint(b).LonLat()
			f := StaffFinding{Layer: city.LayerBuilding, Code: b.Code, Name: b.Name(), NameEn: english(b.Names), Of: r.levels.Grid, OfCode: grid, Count: *b.Households, At: &at}
			if m := p.of[i]; m != nil {
				f.Other = m.posts[p.by[i]].Code
				if p.over[i] {
					f.Missing = []string{"room"}
				}
			}
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b StaffFinding) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// memberless are the grids without any member, each with how many buildings are lived in, and their
// households.
func (r *roll) memberless(members []*linkedMember) []StaffFinding {
	has := map[string]bool{}
	for _, m := range members {
		for _, p := range m.posts {
			has[p.grid] = true
		}
	}
	buildings, homes := map[string]int64{}, map[string]int64{}
	for _, b := range r.buildings {
		if n := households(b); n > 0 {
			grid := r.gridOfBuilding(b)
			buildings[grid]++
			homes[grid] += n
		}
	}
	var out []StaffFinding
	for _, a := range r.grids() {
		if n := buildings[a.Code]; n > 0 && !has[a.Code] {
			f := ofArea(a, homes[a.Code])
			f.Buildings = n
			out = append(out, f)
		}
	}
	return out
}

// branchPlaces are, by grid, the places of the Party organisations that serve it: those of the grid or
// that cover it, or a compound that has buildings in it.
func (r *roll) branchPlaces() map[string][]orb.Point {
	out := map[string][]orb.Point{}
	for _, o := range r.organisations {
		if !r.party[o.Kind] {
			continue
		}
		at := r.where(o)
		if at == nil {
			continue
		}
		grids := map[string]bool{}
		for _, seat := range append([]city.Seat{o.Of}, o.Covers...) {
			switch {
			case seat.Kind != city.KindArea:
			case seat.Layer == r.levels.Grid:
				grids[seat.Code] = true
			case seat.Layer == city.LayerCompound:
				for _, grid := range r.gridsOf[seat.Code] {
					grids[grid] = true
				}
			}
		}
		for grid := range grids {
			out[grid] = append(out[grid], *at)
		}
	}
	return out
}
