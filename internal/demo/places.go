package demo

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// landmark is the kind of places that serve nobody and help everybody to find their way.
const landmark = "landmark"

// writePlaces puts out the places of service and the landmarks.
func (b *builder) writePlaces() error {
	b.homesByRank(641, b.recipe.stations, b.station)
	b.homesByRank(651, b.recipe.venues, b.venue)
	b.centres()
	b.publicPlaces()
	slices.SortFunc(b.out.Places, func(x, y Place) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Code, y.Code))
	})
	return nil
}

// homesByRank calls f for n compounds, larger ones more likely than small ones.
func (b *builder) homesByRank(seed, n int, f func(number int, k *block)) {
	var homes []int
	for i := range b.blocks {
		if b.blocks[i].compound != none {
			homes = append(homes, i)
		}
	}
	rank := make([]float64, len(b.blocks))
	for _, i := range homes {
		rank[i] = chance(b.blocks[i].at.mark(), seed) * math.Sqrt(float64(b.blocks[i].people())+20)
	}
	slices.SortStableFunc(homes, func(i, j int) int { return cmp.Compare(rank[j], rank[i]) })
	homes = homes[:min(n, len(homes))]
	slices.Sort(homes)
	for i, h := range homes {
		f(i+1, &b.blocks[h])
	}
}

// at makes a place in the building nearest to a point of a block.
func (b *builder) at(k *block, near vec, kind, code string, name Name) Place {
	p := Place{Kind: kind, Code: code, Name: name, State: "open", Point: near.lattice()}
	if k.compound != none {
		p.Compound = b.units.compounds[k.compound].code
	}
	p.Grid = b.units.grids[b.mesh.faces[k.face].owner.grid].code
	best := math.MaxFloat64
	for i := k.first; i < k.last; i++ {
		x := &b.out.Buildings[i]
		if d := place(x.Entrance).dist(near); d < best {
			best = d
			p.Address, p.Grid, p.Point = x.Address, x.Grid, x.Entrance
		}
	}
	p.Entrances = []geo.Point{p.Point}
	return p
}

// door is where one enters a block: its first gate, or its middle.
func (k *block) door() vec {
	if len(k.gates) > 0 {
		return k.gates[0].wall
	}
	return k.at
}

func (b *builder) station(n int, k *block) {
	p := b.at(k, k.door(), "red_sail_station", fmt.Sprintf("RS%05d", n), with(k.name, "红帆驿站", "Red Sail Station"))
	m := k.at.mark()
	p.Hours = stationHours(chance(m, 661))
	p.FloorArea = 30 + int(chance(m, 662)*190)
	p.Tenure = []string{"own", "own", "shared", "rented"}[int(4*chance(m, 663))]
	p.State = state(chance(m, 664), b.late(b.mesh.faces[k.face].owner.street))
	p.Tags = services(m)
	b.candidate(&p, k)
	b.out.Places = append(b.out.Places, p)
}

// late is true of the streets in which most stations are still to come: so the circle has gaps,
// and they lie together.
func (b *builder) late(street int32) bool { return chance(int(street), 665) < 0.3 }

// state is open for most; some are planned, being built or closed.
func state(c float64, late bool) string {
	open, planned, building := 0.93, 0.96, 0.98
	if late {
		open, planned, building = 0.25, 0.6, 0.97
	}
	switch {
	case c < open:
		return "open"
	case c < planned:
		return "planned"
	case c < building:
		return "building"
	default:
		return "closed"
	}
}

var serviceTags = []string{"tea", "legal", "clinic", "children", "elders", "repairs", "reading", "charging"}

func services(mark int) []string {
	out := []string{"tea"}
	for i, t := range serviceTags[1:] {
		if chance(mark, i, 671) < 0.38 {
			out = append(out, t)
		}
	}
	return out
}

func (b *builder) venue(n int, k *block) {
	far := k.at.along(k.at.sub(k.door()), 0.5)
	p := b.at(k, far, "activity_venue", fmt.Sprintf("AV%05d", n), with(k.name, "活动中心", "Activity Centre"))
	p.Hours = daily(8, 21)
	p.FloorArea = 120 + int(chance(k.at.mark(), 681)*380)
	p.Tenure = "own"
	b.out.Places = append(b.out.Places, p)
}

// centres puts out the service centres of three levels, and what each community has.
func (b *builder) centres() {
	members := b.builtByCommunity()
	pick := func(c int32, near vec, seed int) *block { return b.seat(members[c], near, seed) }
	for c := range b.units.communities {
		u := &b.units.communities[c]
		k := pick(int32(c), u.at, 1)
		if k == nil {
			continue
		}
		p := b.at(k, k.door(), "service_station", fmt.Sprintf("SS%05d", c+1), with(u.name, "党群服务站", "Service Station"))
		p.Unit = city.Key{Layer: "community", Code: u.code}
		p.Hours, p.Tags, p.FloorArea = daily(8, 18), []string{"level_community"}, 900+int(chance(c, 691)*1500)
		p.Tenure = []string{"own", "rented"}[b2i(chance(c, 692) < 0.09)]
		room := p
		room.Kind, room.Code, room.Name = "mediation_room", fmt.Sprintf("MR%05d", c+1), with(u.name, "人民调解室", "Mediation Room")
		room.Hours, room.Tags, room.FloorArea = office(), []string{"legal"}, 40
		b.out.Places = append(b.out.Places, p, room)
		if c%2 == 0 {
			if k := pick(int32(c), u.at.along(vec{1, 1}, 250), 2); k != nil {
				post := b.at(k, k.door(), "police_post", fmt.Sprintf("PP%05d", c+1), with(u.name, "警务室", "Police Post"))
				post.Unit = p.Unit
				post.Hours = daily(0, 24)
				b.out.Places = append(b.out.Places, post)
			}
		}
		if c%2 == 1 {
			if k := pick(int32(c), u.at.along(vec{-1, 1}, 250), 3); k != nil {
				v := b.at(k, k.door(), "volunteer_station", fmt.Sprintf("VS%05d", c+1), with(u.name, "志愿服务站", "Volunteer Station"))
				v.Unit = p.Unit
				v.Hours, v.Tags = daily(9, 17), services(k.at.mark())
				b.out.Places = append(b.out.Places, v)
			}
		}
	}
	b.higherCentres("street", b.units.streets, func(c int) int32 { return b.units.streetOf[c] }, members)
	b.higherCentres("district", b.units.districts, func(c int) int32 { return b.units.districtOf[b.units.streetOf[c]] }, members)
	all := []unit{{code: cityCode, name: b.names.from("city", 0)}}
	b.higherCentres("city", all, func(int) int32 { return 0 }, members)
}

func b2i(v bool) int {
	if v {
		return 1
	}
	return 0
}

// higherCentres puts a service centre into each unit of a level: into the community that
// lies nearest to the unit's middle.
func (b *builder) higherCentres(layer string, list []unit, of func(c int) int32, members [][]int32) {
	best := make([]int32, len(list))
	for i := range best {
		best[i] = none
	}
	for c := range b.units.communities {
		i := of(c)
		if len(members[c]) == 0 {
			continue
		}
		if best[i] == none || b.units.communities[c].at.dist(list[i].at) < b.units.communities[best[i]].at.dist(list[i].at) {
			best[i] = int32(c)
		}
	}
	for i := range list {
		if best[i] == none {
			continue
		}
		k := b.seat(members[best[i]], list[i].at, 4)
		p := b.at(k, k.door(), "service_centre", centreCode(layer, i), with(list[i].name, "党群服务中心", "Service Centre"))
		p.Unit = city.Key{Layer: layer, Code: list[i].code}
		p.Hours, p.Tags, p.FloorArea, p.Tenure = daily(8, 20), []string{"level_" + layer}, 2000+int(chance(i, 693)*4000), "own"
		b.out.Places = append(b.out.Places, p)
	}
}

// centreCode says the level in its first digit.
func centreCode(layer string, i int) string {
	return fmt.Sprintf("SC%d%04d", slices.Index(layerOrder, layer)+1, i+1)
}

// seatScale is how far off an office seems to lie in a block of each use.
var seatScale = map[use]float64{
	useHome: 1.6, useVillage: 1.6, useSchool: 3, useHospital: 3, useMarket: 1.2, useOffice: 0.7, useWorks: 1.5,
}

// seat is the block of a community that suits an office best: near, and rather not homes.
func (b *builder) seat(members []int32, near vec, seed int) *block {
	var best *block
	least := math.MaxFloat64
	for _, i := range members {
		k := &b.blocks[i]
		d := k.at.dist(near) * (1 + float64(0.3*chance(k.at.mark(), seed)))
		d *= seatScale[k.use]
		if d < least {
			best, least = k, d
		}
	}
	return best
}

func (b *builder) builtByCommunity() [][]int32 {
	out := make([][]int32, len(b.units.communities))
	for i := range b.blocks {
		if k := &b.blocks[i]; k.last > k.first {
			c := b.mesh.faces[k.face].owner.community
			out[c] = append(out[c], int32(i))
		}
	}
	return out
}

// publicPlaces puts out resident units, and landmarks: large parks and the railway station.
func (b *builder) publicPlaces() {
	units, marks := 0, 0
	for i := range b.blocks {
		k := &b.blocks[i]
		switch {
		case k.name.Zh == "" || k.use == useHome:
		case k.use == usePark && k.area > 25_000:
			marks++
			p := b.at(k, k.at, landmark, fmt.Sprintf("LM%05d", marks), k.name)
			p.Hours, p.Tags = daily(6, 22), []string{"park"}
			b.out.Places = append(b.out.Places, p)
		case k.civic:
			marks++
			p := b.at(k, k.door(), landmark, fmt.Sprintf("LM%05d", marks), k.name)
			p.Hours, p.Tags = daily(9, 21), []string{"civic"}
			b.out.Places = append(b.out.Places, p)
		case k.last > k.first:
			units++
			p := b.at(k, k.door(), "resident_unit", fmt.Sprintf("RU%05d", units), k.name)
			p.Tags = []string{k.use.String()}
			if k.use == useHospital {
				p.Hours = daily(0, 24)
			} else if k.use == useMarket {
				p.Hours = daily(6, 20)
			}
			b.out.Places = append(b.out.Places, p)
		}
	}
	if len(b.rail) > 0 {
		at := b.rail[nearest(b.rail, vec{0, 1500})]
		name := with(Name{Zh: strings.TrimSuffix(b.names.from("city", 0).Zh, "市"), En: "Yunfan"}, "站", "Railway Station")
		p := Place{Kind: landmark, Code: "LM00000", Name: name, Point: at.lattice(), State: "open", Hours: daily(5, 23), Tags: []string{"station"}}
		if f := b.faceAt(at.add(vec{3, -9})); f != none {
			p.Grid = b.units.grids[b.mesh.faces[f].owner.grid].code
		}
		b.out.Places = append(b.out.Places, p)
	}
}
