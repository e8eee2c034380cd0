package demo

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// Linked members (联户党员): one looks in on the households of a building, or of small ones that lie
// together, as many as the norm asks for. They are known in the communities that began with it; the
// file's budget wants no more. No household is told, only the building.
const (
	linkEvery           = 12 // in so many communities one has linked members
	linkLeast, linkMost = 5, 10
	linkUsual           = 8
	shareUnlinked       = 0.01  // of these buildings: nobody is linked
	shareOverloaded     = 0.01  // one member for all, however many live there
	shareStray          = 0.002 // the member of a building looks after one in another grid too
	linkCodes           = 931
)

// linkGaps are buildings in which something is missing, by their codes.
type linkGaps struct{ unlinked, overloaded, stray map[string]bool }

// link gives the inhabited buildings of some communities their linked members, but for the gaps.
func (s *staff) link() {
	homes := map[string][]*Building{} // by the grid
	for i := range s.c.Buildings {
		if b := &s.c.Buildings[i]; b.Households > 0 && b.Grid != "" {
			homes[b.Grid] = append(homes[b.Grid], b)
		}
	}
	for i := 0; i < len(s.communities); i += linkEvery {
		office := phone(communityPhone, i+1)
		grids := s.grids[s.communities[i].Code]
		var large []string // those that have members of their own
		for _, grid := range grids {
			for _, b := range homes[grid.Code] {
				if b.Households >= linkLeast {
					large = append(large, b.Code)
				}
			}
		}
		d := dealt(large, linkCodes)
		g := linkGaps{unlinked: d.take(shareUnlinked), overloaded: d.take(shareOverloaded), stray: d.take(shareStray)}
		for n, grid := range grids {
			s.linkGrid(homes[grid.Code], &g, homes[grids[(n+1)%len(grids)].Code], office)
		}
	}
}

// linkGrid links those of a grid; next are the buildings of another one.
func (s *staff) linkGrid(homes []*Building, g *linkGaps, next []*Building, office string) {
	member, load := "", 0 // of small buildings that lie together
	for _, b := range homes {
		switch {
		case g.unlinked[b.Code]:
		case b.Households >= linkLeast:
			s.linkHouse(b, g, next, office)
		default:
			if member == "" || load+b.Households > linkMost {
				member, load = s.person("联户党员"), 0
			}
			load += b.Households
			s.putLink(b, member, office)
		}
	}
}

// linkHouse shares out the households of one building among members.
func (s *staff) linkHouse(b *Building, g *linkGaps, next []*Building, office string) {
	n := max(1, (b.Households+linkUsual/2)/linkUsual, (b.Households+linkMost-1)/linkMost)
	if g.overloaded[b.Code] {
		n = 1
	}
	for k := range n {
		member := s.person("联户党员")
		s.putLink(b, member, office)
		if i := slices.IndexFunc(next, func(o *Building) bool { return o.Grid != b.Grid && o.Households >= linkLeast }); k == 0 && g.stray[b.Code] && i >= 0 {
			s.putLink(next[i], member, office)
		}
	}
}

func (s *staff) putLink(b *Building, member, office string) {
	s.put("L", city.Post{
		Role: "linked_member", At: city.Seat{Kind: city.KindBuilding, Layer: city.LayerBuilding, Code: b.Code},
		Person: member, Duty: "联系服务", OfficePhone: office,
	}, s.from)
}
