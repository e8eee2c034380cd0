package plan

import (
	"cmp"
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// MostGaps is how many gaps are listed at most.
const MostGaps = 1000

// GapList lists where households lie that are not covered.
type GapList struct {
	Asked
	Exact   bool  `json:"exact"`
	Unknown int   `json:"unknown_hours" doc:"with open_at: places left out, since their hours do not say whether they are open"`
	Groups  int   `json:"groups" doc:"how many there are; the list ends at the limit"`
	Gaps    []Gap `json:"gaps" doc:"the most households first; those of which that is not told last, by buildings"`

	Assumptions Assumptions `json:"assumptions"`
}

// Gap is a group of neighbouring buildings that no place is near enough to: those of a compound,
// or of a grid outside of compounds.
type Gap struct {
	Layer      string      `json:"layer"`
	Code       string      `json:"code"`
	Name       string      `json:"name"`
	NameEn     string      `json:"name_en,omitempty" doc:"the English name, where there is one"`
	Buildings  int         `json:"buildings" doc:"with households that are measured and not covered"`
	Households *int64      `json:"households" doc:"in these; null where the group is too small to tell (docs/privacy.md)"`
	Withheld   bool        `json:"withheld"`
	At         [2]float64  `json:"at" doc:"lon, lat of the building in the middle of the group by walking time: all that follows is of it"`
	Nearest    *GapNearest `json:"nearest" doc:"the nearest place by walking time; null where none can be reached"`
	LongestS   int         `json:"longest_s" doc:"longest walk of the group; 0 where a building reaches no place"`
	Cause      Cause       `json:"cause"`
	Bounds     [4]float64  `json:"bounds" doc:"west, south, east, north of the doors of the group"`
}

// GapNearest is the nearest place of a gap.
type GapNearest struct {
	Code   string  `json:"code"`
	Name   string  `json:"name"`
	NameEn string  `json:"name_en,omitempty" doc:"the English name, where there is one"`
	WalkS  int     `json:"walk_s"`
	LineM  float64 `json:"line_m" doc:"the straight line to its nearest entrance, in metres"`
}

// Gaps lists the groups of buildings that are not covered, the most households first.
func (p *Planner) Gaps(ctx context.Context, a Ask, limit int) (*GapList, error) {
	s, err := p.stand(ctx, a)
	if err != nil {
		return nil, err
	}
	out := &GapList{Asked: s.asked(), Exact: s.Exact, Unknown: s.unknown, Gaps: []Gap{}, Assumptions: s.assumptions()}
	groups := s.groups()
	out.Groups = len(groups)
	s.tell(groups)
	slices.SortStableFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(b.told, a.told), cmp.Compare(len(b.houses), len(a.houses)))
	})
	for _, g := range groups[:min(len(groups), max(limit, 0))] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out.Gaps = append(out.Gaps, s.gap(g))
	}
	return out, nil
}

// group is a gap in the making.
type group struct {
	spot   int32
	houses []int32 // by walking time
	told   int64   // −1 = not told
}

// groups puts the uncovered houses together by compound, else by grid, else by the deepest
// partition; in the order of spots.
func (s *stand) groups() []*group {
	t := s.town
	grounds := []int{t.groundOf(city.LayerCompound), t.groundOf(city.LayerGrid)}
	deepest, _ := t.layer("")
	grounds = append(grounds, deepest)
	by := map[int32]*group{}
	limit := s.limit()
	var out []*group
	for i := range t.houses {
		h := &t.houses[i]
		if !h.measured() || h.households == 0 || s.walks.time[i] <= limit(i) {
			continue
		}
		spot := int32(-1)
		for _, g := range grounds {
			if g >= 0 && spot < 0 {
				spot = t.spotOf(h, g)
			}
		}
		g := by[spot]
		if g == nil {
			g = &group{spot: spot}
			by[spot], out = g, append(out, g)
		}
		g.houses = append(g.houses, int32(i))
	}
	for _, g := range out {
		slices.SortStableFunc(g.houses, func(a, b int32) int { return cmp.Compare(s.walks.time[a], s.walks.time[b]) })
	}
	slices.SortFunc(out, func(a, b *group) int { return cmp.Compare(a.spot, b.spot) })
	return out
}

// tell says of each group how many households may be told: to who may read the numbers of buildings the exact
// sum, so that all groups add up to what is not covered; to others that of whole privacy blocks; of a group that is smaller than a block none.
func (s *stand) tell(groups []*group) {
	if !s.Exact {
		of := map[int32]int{}
		for n, g := range groups {
			for _, h := range g.houses {
				of[s.town.houses[h].home] = n
			}
		}
		told := s.town.pic.ToldBy(func(home int) int {
			if n, ok := of[int32(home)]; ok {
				return n
			}
			return len(groups)
		}, len(groups)+1)
		for n, g := range groups {
			g.told = -1
			if h := told[n].Households; h != nil {
				g.told = *h
			}
		}
		return
	}
	for _, g := range groups {
		for _, h := range g.houses {
			g.told += s.town.houses[h].households
		}
	}
}

// gap describes a group by the building in the middle of it.
func (s *stand) gap(g *group) Gap {
	t := s.town
	middle := g.houses[len(g.houses)/2]
	h := &t.houses[middle]
	out := Gap{Buildings: len(g.houses), At: h.at.LonLat(), Withheld: g.told < 0}
	if g.told >= 0 {
		out.Households = &g.told
	}
	if layer, v := t.areaOf(g.spot); v != nil {
		out.Layer, out.Code, out.Name, out.NameEn = layer, v.Code, v.Name(), v.Names.En
	}
	box := geo.EmptyBox()
	for _, i := range g.houses {
		box = box.Extend(t.houses[i].at)
	}
	lo, hi := box.Min.LonLat(), box.Max.LonLat()
	out.Bounds = [4]float64{lo[0], lo[1], hi[0], hi[1]}
	if last := s.walks.time[g.houses[len(g.houses)-1]]; last != walk.Never {
		out.LongestS = last.Seconds()
	}
	out.Nearest, out.Cause = s.why(int(middle))
	return out
}

// areaOf is the area of a spot; nil = it is none.
func (t *Town) areaOf(spot int32) (layer string, v *city.Version) {
	if spot < 0 {
		return "", nil
	}
	g, found := slices.BinarySearch(t.firstSpot, int(spot))
	if !found {
		g--
	}
	for g+1 < len(t.firstSpot) && t.firstSpot[g+1] == int(spot) && len(t.grounds[g].Areas) == 0 {
		g++ // layers without areas
	}
	return t.grounds[g].Key, t.grounds[g].Areas[int(spot)-t.firstSpot[g]]
}
