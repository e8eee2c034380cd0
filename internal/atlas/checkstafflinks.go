package atlas

import (
	"math"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// roleLinked is that of a member of the Party who looks in on households of a building.
const roleLinked = "linked_member"

// linked is the post of a member at a building.
type linked struct {
	*post
	at   geo.Point
	grid string
}

// links are the posts of linked members at buildings.
type links struct {
	posts []linked
	in    map[string][]int // by the grid's code
	// each is how many members a building has, by its code.
	each map[string]int
}

// checkLinks looks at the links of members with households, by what the buildings count: a building
// with 40 households and 5 members gives each 8. No household is known. Buildings are proposed to
// the nearest member of their grid; of a grid without any member nothing is said.
func (r *roll) checkLinks() []StaffKind {
	norm := r.setting("member_households", 5, 10, "5–10 [000:4]")
	buildings := contents[*city.Building](r.p.ofKind(city.KindBuilding))
	byCode := make(map[string]*city.Building, len(buildings))
	for _, b := range buildings {
		byCode[b.Code] = b
	}
	l := r.links(byCode)
	load, home := map[string]float64{}, map[string]string{} // by person: households, the first grid
	for _, p := range l.posts {
		load[p.Person] += households(byCode[p.At.Code]) / float64(l.each[p.At.Code])
		if _, found := home[p.Person]; !found {
			home[p.Person] = p.grid
		}
	}
	var loads, strays []StaffFinding
	told := map[string]bool{}
	for _, p := range l.posts {
		if n := int64(math.Round(load[p.Person])); !norm.holds(n) && !told[p.Person] {
			f := r.ofPost(p.post)
			f.Count = n
			loads = append(loads, f)
		}
		told[p.Person] = true
		if p.grid != home[p.Person] {
			strays = append(strays, r.ofPost(p.post))
		}
	}
	return []StaffKind{kindOf(StaffLinks, norm, loads), kindOf(StaffLinkGrid, nil, strays), kindOf(StaffNoLink, nil, l.unlinked(buildings))}
}

// households are those that a building counts; 0 where they are not known.
func households(b *city.Building) float64 {
	if b.Households == nil {
		return 0
	}
	return float64(*b.Households)
}

func (r *roll) links(byCode map[string]*city.Building) *links {
	l := &links{in: map[string][]int{}, each: map[string]int{}}
	for i := range r.posts {
		p := &r.posts[i]
		b := byCode[p.At.Code]
		if p.Role != roleLinked || p.Person == "" || p.At.Kind != city.KindBuilding || b == nil {
			continue
		}
		l.in[b.Grid] = append(l.in[b.Grid], len(l.posts))
		l.posts = append(l.posts, linked{p, CountingPoint(b), b.Grid})
		l.each[b.Code]++
	}
	return l
}

// unlinked are the inhabited buildings without a member in grids that have some, each with the post
// of the nearest one.
func (l *links) unlinked(buildings []*city.Building) []StaffFinding {
	var out []StaffFinding
	for _, b := range buildings {
		near := l.in[b.Grid]
		if b.Grid == "" || len(near) == 0 || l.each[b.Code] > 0 || households(b) == 0 {
			continue
		}
		from, best, least := CountingPoint(b), 0, math.Inf(1)
		for _, i := range near { // equals: the lower code of a post
			if d := float64(geo.Distance(from.LonLat(), l.posts[i].at.LonLat())); d < least {
				best, least = i, d
			}
		}
		at := from.LonLat()
		out = append(out, StaffFinding{
			Layer: city.LayerBuilding, Code: b.Code, Name: b.Name(), Of: city.LayerGrid, OfCode: b.Grid,
			Count: *b.Households, Other: l.posts[best].Code, At: &at,
		})
	}
	return out
}
