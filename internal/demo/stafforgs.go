package demo

import (
	"fmt"

	"github.com/redsail/redsail/internal/city"
)

// organise makes the Party's organisations, street over community over branch, and the property
// companies.
func (s *staff) organise() {
	above := map[string]string{} // the street's committee
	for _, a := range s.streets {
		above[a.Code] = s.organisation("OS", city.Organisation{
			Names: city.Names{Zh: a.Names.Zh + "党工委"}, Kind: "street_committee", Of: area(a),
		})
	}
	for i, a := range s.communities {
		committee := s.organisation("OC", city.Organisation{
			Names: city.Names{Zh: a.Names.Zh + "党委"}, Kind: "community_committee", Parent: above[a.Parent], Of: area(a),
			Place: s.place(a.Code),
		})
		s.branches(i, a, committee)
		s.residents(i, a)
	}
	s.property()
	s.visiting()
}

// What there is besides the Party's, in parts of what there could be.
const (
	ownersOf   = 0.4 // of compounds have an owners' committee
	firmsEvery = 3   // in so many communities one has a firm that is known
	oldEvery   = 10  // of so many firms nothing has been heard for years of one
	longAgo    = "2024-03-01"
)

// residents makes a community's residents' committee, the owners' committees of its compounds, and its
// firm.
func (s *staff) residents(number int, a *city.Area) {
	s.organisation("OR", city.Organisation{Names: city.Names{Zh: a.Names.Zh + "居民委员会"}, Kind: "residents_committee", Of: area(a), Place: s.place(a.Code)})
	for k, c := range s.compounds[a.Code] {
		if chance(number, k, 941) < ownersOf {
			s.organisation("OY", city.Organisation{Names: city.Names{Zh: c.Names.Zh + "业主委员会"}, Kind: "owners_committee", Of: area(c)})
		}
	}
	if number%firmsEvery == 0 {
		heard := staffFrom
		if number%(firmsEvery*oldEvery) == 0 {
			heard = longAgo
		}
		s.organisation("OF", city.Organisation{Names: city.Names{Zh: fmt.Sprintf("演示企业%02d", number/firmsEvery+1)}, Kind: "firm", Of: area(a), Place: s.office(a.Code), DataDate: heard})
	}
}

// visiting makes the visiting team of each street; who leads it has a post of the street.
func (s *staff) visiting() {
	for _, a := range s.streets {
		s.organisation("OV", city.Organisation{Names: city.Names{Zh: a.Names.Zh + "民情书记团队"}, Kind: "visiting_team", Of: area(a)})
	}
}

// lead gives a branch its secretary.
func (s *staff) lead(branch string) {
	acting := (s.numbers["PT"]+1)%leadsActing == 0 // of another branch besides
	s.put("T", city.Post{
		Role: "branch_secretary", Acting: acting, At: city.Seat{Kind: city.KindOrganisation, Layer: city.LayerOrganisation, Code: branch},
		Person: s.person("党支部书记"), Duty: "支部工作", Hours: workday,
	}, s.from)
}

func (s *staff) organisation(letters string, o city.Organisation) string {
	o.Code, o.Source = s.code(letters), Notice.Zh
	s.organisations = append(s.organisations, city.PutContent(&o, s.from))
	return o.Code
}

// place is where the organisations of a community meet; the zero Seat where it has none.
func (s *staff) place(community string) city.Seat {
	if code := s.meets[community]; code != "" {
		return city.Seat{Kind: city.KindPlace, Layer: "service_station", Code: code}
	}
	return city.Seat{}
}

// house finds the places of each community in which its organisations are.
func (s *staff) house() {
	in := map[string]string{} // the grid's community
	for community, grids := range s.grids {
		for _, g := range grids {
			in[g.Code] = community
		}
	}
	for i := range s.c.Places {
		switch p := &s.c.Places[i]; p.Kind {
		case "service_station":
			s.meets[p.Unit.Code] = p.Code
		case "resident_unit":
			if community := in[p.Grid]; community != "" && s.offices[community] == "" {
				s.offices[community] = p.Code
			}
		}
	}
}

// office is where a firm of the community is; the zero Seat where nothing is let there.
func (s *staff) office(community string) city.Seat {
	if code := s.offices[community]; code != "" {
		return city.Seat{Kind: city.KindPlace, Layer: "resident_unit", Code: code}
	}
	return city.Seat{}
}

// grownBy are the members that a joint branch has besides those of its compounds, where it has grown.
const grownBy = 50

// branches of a community: one of its own for each compound with enough members, and a joint one
// for the other compounds and for all grids.
func (s *staff) branches(number int, community *city.Area, committee string) {
	joint := city.Organisation{
		Names: city.Names{Zh: community.Names.Zh + "联合党支部"}, Kind: "branch", Form: "joint", Parent: committee, Of: area(community),
		Place: s.place(community.Code),
	}
	total := int64(0)
	for _, a := range s.compounds[community.Code] {
		switch n := members(a); {
		case n >= ownBranchFrom && !s.gaps.noBranch[a.Code]:
			class := s.weakness()
			s.lead(s.organisation("OB", city.Organisation{
				Names: city.Names{Zh: a.Names.Zh + "党支部"}, Kind: "branch", Form: "own", Parent: committee, Of: area(a), Members: count(n), Class: class,
			}))
			if class != nil {
				s.supportCompound(a)
			}
		case n < ownBranchFrom && !s.gaps.uncovered[a.Code]:
			joint.Covers = append(joint.Covers, area(a))
			total += int64(n)
		}
	}
	for _, a := range s.grids[community.Code] {
		if !s.lived[a.Code] { // the others have the branches of their compounds
			joint.Covers = append(joint.Covers, area(a))
		}
	}
	if number < some(len(s.communities), shareGrown) { // it is of others besides, and was never made a general branch
		total += grownBy
	}
	joint.Members = &total
	if n := some(len(s.communities), shareAway); number < n && len(s.communities) > 1 { // it meets in the last community
		joint.Place = s.place(s.communities[len(s.communities)-1].Code)
	}
	s.lead(s.organisation("OJ", joint))
}

// compoundsPerCompany is how many compounds one property company looks after, in every second lot:
// of the others no company is known.
const compoundsPerCompany, companyEvery = 20, 2

func (s *staff) property() {
	var all []city.Seat
	for _, a := range s.communities {
		for _, c := range s.compounds[a.Code] {
			all = append(all, area(c))
		}
	}
	for n := 0; n*compoundsPerCompany < len(all); n += companyEvery {
		code := s.organisation("OP", city.Organisation{
			Names: city.Names{Zh: fmt.Sprintf("演示物业%02d", n+1)}, Kind: "property_company",
			Covers: all[n*compoundsPerCompany : min((n+1)*compoundsPerCompany, len(all))],
		})
		s.put("M", city.Post{
			Role: "property_contact", At: city.Seat{Kind: city.KindOrganisation, Layer: city.LayerOrganisation, Code: code},
			Person: s.person("物业负责人"), Duty: "物业服务", Hours: property, OfficePhone: phone(propertyPhone, n+1),
		}, s.from)
	}
}
