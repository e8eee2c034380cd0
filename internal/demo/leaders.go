package demo

import "github.com/redsail/redsail/internal/city"

// Who leads: in so many … there is one.
const (
	actingEvery  = 30 // community secretaries who act for another
	leadsActing  = 40 // secretaries of branches who do
	deputyEvery  = 4  // communities with a full-time deputy secretary
	weakEvery    = 8  // branches of compounds whose base is weak
	supportLacks = 5  // weak compounds one that nobody supports
)

var (
	leading = dutyOn(city.Workdays, 510, 720)
	// pairing are Friday afternoons.
	pairing = &city.Hours{Week: []city.WeekRule{{Days: city.Friday, Open: []city.Span{{From: 840, To: 1020}}}, {Days: (city.Workdays | closed) &^ city.Friday}}}
	support = dutyOn(city.Workdays, 840, 1020)
)

// leadStreets gives each street its secretary, who is paired with the first of its communities and goes
// there on Fridays in the afternoon.
func (s *staff) leadStreets() {
	paired := map[string]bool{}
	for i, a := range s.streets {
		secretary := s.person("街道党工委书记")
		s.put("G", city.Post{Role: "street_secretary", At: area(a), Person: secretary, Duty: "街道党建", Hours: leading, OfficePhone: phone(streetPhone, i+1)}, s.from)
		for _, c := range s.communities {
			if c.Parent == a.Code && !paired[a.Code] {
				paired[a.Code] = true
				s.put("E", city.Post{Role: "linked_leader", At: area(c), Person: secretary, Duty: "包联社区", Hours: pairing, OfficePhone: phone(streetPhone, i+1)}, s.from)
			}
		}
	}
}

// leadCommunities gives each community its secretary, some of whom act, and some a deputy.
func (s *staff) leadCommunities() {
	for i, a := range s.communities {
		office := phone(communityPhone, i+1)
		s.put("Q", city.Post{Role: "community_secretary", At: area(a), Person: s.person("社区党委书记"), Acting: i%actingEvery == 1, Duty: "社区党建", Hours: leading, OfficePhone: office}, s.from)
		if i%deputyEvery == 0 {
			s.put("U", city.Post{Role: "community_deputy", At: area(a), Person: s.person("社区党务副书记"), Duty: "党务工作", Hours: workday, OfficePhone: office}, s.from)
		}
	}
}

// weakness is the class of the branch of a compound: some are weak.
func (s *staff) weakness() map[string]string {
	if s.numbers["OB"]%weakEvery == 0 {
		return map[string]string{"weak": "yes"}
	}
	return nil
}

// supportCompound sends a cadre to a weak compound, but for the gaps.
func (s *staff) supportCompound(a *city.Area) {
	if s.numbers["weak"]++; s.numbers["weak"]%supportLacks != 2 {
		s.put("Z", city.Post{Role: "compound_support", At: area(a), Person: s.person("包联干部"), Duty: "小区包联", Hours: support}, s.from)
	}
}
