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
	}
	s.property()
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
			s.organisation("OB", city.Organisation{
				Names: city.Names{Zh: a.Names.Zh + "党支部"}, Kind: "branch", Form: "own", Parent: committee, Of: area(a), Members: count(n),
			})
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
	joint.Members = &total
	if n := some(len(s.communities), shareAway); number < n && len(s.communities) > 1 { // it meets in the last community
		joint.Place = s.place(s.communities[len(s.communities)-1].Code)
	}
	s.organisation("OJ", joint)
}

// compoundsPerCompany is how many compounds one property company looks after, in every tenth lot:
// of the others no company is known.
const compoundsPerCompany, companyEvery = 20, 10

func (s *staff) property() {
	var all []city.Seat
	for _, a := range s.communities {
		for _, c := range s.compounds[a.Code] {
			all = append(all, area(c))
		}
	}
	for n := 0; n*compoundsPerCompany < len(all); n += companyEvery {
		s.organisation("OP", city.Organisation{
			Names: city.Names{Zh: fmt.Sprintf("演示物业%02d", n+1)}, Kind: "property_company",
			Covers: all[n*compoundsPerCompany : min((n+1)*compoundsPerCompany, len(all))],
		})
	}
}
