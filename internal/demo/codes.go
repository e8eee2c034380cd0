package demo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// The codes follow the national form (12 digits and a sequence) under 3720, a prefecture
// that has never been assigned, so that nobody takes them for a real place's.
const (
	cityCode   = "372000"
	prefecture = "3720"
)

// nameDistricts orders districts by their distance from the middle: city districts first,
// counties after them.
func (b *builder) nameDistricts() {
	u := b.units.districts
	order := orderBy(len(u), func(i int) float64 { return u[i].at.len() })
	counties := min(b.recipe.seats, b.recipe.districts*5/9)
	stock := map[bool][]Name{}
	for _, n := range b.names.stock["district"] {
		county := strings.HasSuffix(n.Zh, "县")
		stock[county] = append(stock[county], n)
	}
	numbers := map[bool]int{false: 1, true: 21}
	for k, i := range order {
		county := k >= len(u)-counties && len(stock[true]) > 0 || len(stock[false]) == 0
		u[i].code = fmt.Sprintf("%s%02d", prefecture, numbers[county])
		numbers[county]++
		u[i].name = stock[county][0]
		stock[county] = stock[county][1:]
		u[i].kind = "city_district"
		if county {
			u[i].kind = "county"
		}
	}
}

// nameStreets makes the densest units streets (街道) and the rest towns (镇, 乡).
func (b *builder) nameStreets() {
	u := b.units.streets
	dense := orderBy(len(u), func(i int) float64 { return -float64(u[i].households) / u[i].area })
	rank := make([]int, len(u))
	for k, i := range dense {
		rank[i] = k
	}
	next := map[string]int{}
	order := orderBy(len(u), func(i int) float64 { return u[i].at.len() })
	for _, i := range order {
		d := b.units.districts[b.units.districtOf[i]]
		word := b.names.word("street")
		band := 100
		switch {
		case rank[i] < b.recipe.streets-b.recipe.towns:
			band = 0
			u[i].name = with(word, "街道", "Street")
			u[i].kind = "established"
			if d.kind == "county" {
				u[i].kind = "banner_set"
			} else if rank[i] > (b.recipe.streets-b.recipe.towns)*3/4 {
				u[i].kind = "treated_as"
			}
		case chance(i, 601) < 0.25:
			band = 200
			u[i].name, u[i].kind = with(word, "乡", "Township"), "seat_town"
		default:
			u[i].name, u[i].kind = with(word, "镇", "Town"), "seat_town"
		}
		u[i].code = nextCode(next, d.code, band)
	}
}

// nextCode is the next free code under a parent in a band of hundreds.
func nextCode(next map[string]int, parent string, band int) string {
	key := fmt.Sprint(parent, band)
	next[key]++
	return fmt.Sprintf("%s%03d", parent, band+next[key])
}

// nameCommunities numbers urban communities from 001 and villages from 201, nearest to the
// street's middle first.
func (b *builder) nameCommunities() {
	u := b.units.communities
	order := orderBy(len(u), func(i int) float64 { return u[i].at.dist(b.units.streets[b.units.streetOf[i]].at) })
	for _, i := range order {
		street := b.units.streets[b.units.streetOf[i]].code
		word := b.names.word("community")
		if b.units.village[i] {
			u[i].code, u[i].name = nextCode(b.past.next, street, 200), with(word, "村", "Village")
		} else {
			u[i].code, u[i].name = nextCode(b.past.next, street, 0), with(word, "社区", "Community")
		}
		u[i].kind = location(b.ground.zone(u[i].at), b.units.village[i])
	}
}

func location(z zone, village bool) string {
	switch {
	case village:
		return "location_village"
	case z.kind == zoneFresh:
		return "location_fresh"
	case z.kind == zoneOld, z.kind == zoneCore:
		return "location_core"
	case z.kind == zoneTown:
		return "location_town"
	default:
		return "location_fringe"
	}
}

// orderBy lists 0 … n-1 by a key, equals in their order.
func orderBy(n int, key func(int) float64) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(i, j int) int { return cmp.Compare(key(i), key(j)) })
	return out
}

// nameBlocks names what is on the blocks: compounds and public places.
func (b *builder) nameBlocks() {
	suffix := map[use][]Name{
		usePark:     {{Zh: "公园", En: "Park"}},
		useSchool:   {{Zh: "小学", En: "Primary School"}, {Zh: "中学", En: "Middle School"}, {Zh: "实验学校", En: "Experimental School"}},
		useHospital: {{Zh: "医院", En: "Hospital"}, {Zh: "中医院", En: "Hospital of Chinese Medicine"}},
		useMarket:   {{Zh: "农贸市场", En: "Market"}, {Zh: "商场", En: "Shopping Centre"}, {Zh: "商业广场", En: "Plaza"}},
		useOffice:   {{Zh: "商务中心", En: "Business Centre"}, {Zh: "大厦", En: "Tower"}},
		useWorks:    {{Zh: "产业园", En: "Industrial Park"}, {Zh: "物流园", En: "Logistics Park"}},
	}
	suffix[useHome] = b.names.stock["home"]
	for i := range b.blocks {
		k := &b.blocks[i]
		if list := suffix[k.use]; len(list) > 0 {
			end := list[int(chance(k.at.mark(), 611)*float64(len(list)))%len(list)]
			d := b.mesh.faces[k.face].owner.district
			k.name = with(b.names.word(fmt.Sprint("block", d)), end.Zh, end.En)
		}
	}
}
