package demo

import (
	"fmt"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// The two dates on which the city's areas changed.
const (
	firstChange  = "2024-07-01"
	secondChange = "2026-01-01"
)

// historian writes the steps backwards: from today's areas to those before each change.
type historian struct {
	b     *builder
	now   map[city.Key]int // index into City.Areas
	grids [][]int32        // by community
	homes [][]int32        // blocks with a compound, by community
	merge []Operation      // of the first change
	split []Operation      // of the second
}

func (b *builder) writeHistory() error {
	b.out.countMembers()
	h := &historian{b: b, now: map[city.Key]int{}}
	for i := range b.out.Areas {
		h.now[b.out.Areas[i].Key()] = i
	}
	h.grids = make([][]int32, len(b.units.communities))
	for g, c := range b.units.communityOf {
		h.grids[c] = append(h.grids[c], int32(g))
	}
	h.homes = make([][]int32, len(b.units.communities))
	for i := range b.blocks {
		if b.blocks[i].compound != none {
			c := b.mesh.faces[b.blocks[i].face].owner.community
			h.homes[c] = append(h.homes[c], int32(i))
		}
	}
	if len(b.past.pair) > 0 {
		if err := h.splitAgain(); err != nil {
			return err
		}
	}
	for i := range b.past.merged {
		if err := h.merged(&b.past.merged[i]); err != nil {
			return err
		}
	}
	h.townMade()
	first, err := city.ParseDate(firstChange)
	if err != nil {
		return err
	}
	second, err := city.ParseDate(secondChange)
	if err != nil {
		return err
	}
	b.out.History = []Step{
		{Date: first, Note: Name{Zh: "村（社区）合并，网格重新编码", En: "Villages merged, grids numbered anew"}, Ops: h.merge},
		{Date: second, Note: Name{Zh: "恢复分设，撤乡设镇，编码变更", En: "One split again, a township made a town, codes changed"}, Ops: h.split},
	}
	return nil
}

// today is the area that stands now.
func (h *historian) today(layer, code string) *city.Area {
	return &h.b.out.Areas[h.now[city.Key{Layer: layer, Code: code}]]
}

// renamed is a copy of an area under another code, parent and name.
func renamed(a city.Area, code, parent string, name Name) city.Area {
	a.Code, a.Parent, a.Names = code, parent, city.Names{Zh: name.Zh, En: name.En}
	return a
}

// numbered are the codes and names of grids in a community that has this code and ground.
func (h *historian) numbered(code string, name Name, shape geo.MultiPolygon, grids []int32) ([]string, []Name) {
	labels := make([]geo.Point, len(grids))
	for i, g := range grids {
		labels[i] = h.b.units.grids[g].label
	}
	codes, names := make([]string, len(grids)), make([]Name, len(grids))
	for n, i := range city.InBands(shape.Box(), labels) {
		codes[i], names[i] = fmt.Sprintf("%s%03d", code, n+1), gridName(name, n+1)
		if g := h.b.units.grids[grids[i]]; g.kind == "special" {
			names[i] = g.name
		}
	}
	return codes, names
}

// recode makes the operation by which the ground of an area got its code, and notes the
// former one.
func recode(before, after city.Area) Operation {
	return Operation{Kind: "recode", Before: []city.Area{before}, After: []city.Area{after}}
}

// merged tells of the villages that became a community.
func (h *historian) merged(m *mergedVillage) error {
	b := h.b
	shapes, err := b.mesh.shapes(m.parts, func(f int32) int32 {
		if o := b.mesh.faces[f].owner; o.community == m.community {
			return o.village
		}
		return none
	})
	if err != nil {
		return err
	}
	partOf := map[int32]int32{}
	for f := 1; f < len(b.mesh.faces); f++ {
		if o := b.mesh.faces[f].owner; o.community == m.community {
			partOf[o.grid] = o.village
		}
	}
	com := b.units.communities[m.community]
	var before []city.Area
	for p := range m.parts {
		var mine []int32
		v := unit{code: m.codes[p], name: m.names[p], shape: shapes[p]}
		for _, g := range h.grids[m.community] {
			if partOf[g] == int32(p) {
				mine = append(mine, g)
				v.households += b.units.grids[g].households
			}
		}
		class := h.today("community", com.code).Class
		before = append(before, v.toArea("community", b.units.streets[b.units.streetOf[m.community]].code, class))
		codes, names := h.numbered(v.code, v.name, v.shape, mine)
		for i, g := range mine {
			now := h.today("grid", b.units.grids[g].code)
			old := renamed(*now, codes[i], v.code, names[i])
			now.Former = []string{codes[i]}
			h.merge = append(h.merge, recode(old, *now))
		}
	}
	h.merge = append(h.merge, Operation{Kind: "merge", Before: before, After: []city.Area{*h.today("community", com.code)}})
	for _, i := range h.homes[m.community] {
		k := &b.blocks[i]
		now := h.today("compound", b.units.compounds[k.compound].code)
		part := m.codes[b.mesh.faces[k.face].owner.village]
		old := renamed(*now, part+strings.TrimPrefix(now.Code, com.code), part, k.name)
		now.Former = []string{old.Code}
		h.merge = append(h.merge, recode(old, *now))
	}
	return nil
}

// splitAgain tells of the pair that was merged at the first date and parted at the second.
func (h *historian) splitAgain() error {
	b := h.b
	x, y := b.past.pair[0], b.past.pair[1]
	shapes, err := b.mesh.shapes(1, func(f int32) int32 {
		if c := b.mesh.faces[f].owner.community; c == x || c == y {
			return 0
		}
		return none
	})
	if err != nil {
		return err
	}
	one := unit{code: b.past.pairCodes[2], name: b.past.pairNames[2], shape: shapes[0]}
	one.households = b.units.communities[x].households + b.units.communities[y].households
	both := slices.Concat(h.grids[x], h.grids[y])
	street := b.units.streets[b.units.streetOf[x]].code
	oneCodes, oneNames := h.numbered(one.code, one.name, one.shape, both)
	var was, became []city.Area
	var first, second []Operation
	compounds, at := 0, 0
	for i, c := range b.past.pair {
		com := b.units.communities[c]
		now := h.today("community", com.code)
		code, name := b.past.pairCodes[i], b.past.pairNames[i]
		was, became = append(was, renamed(*now, code, street, name)), append(became, *now)
		codes, names := h.numbered(code, name, com.shape, h.grids[c])
		for j, g := range h.grids[c] {
			first, second = h.through(first, second, h.today("grid", b.units.grids[g].code), codes[j], oneCodes[at], [2]string{code, one.code}, [2]Name{names[j], oneNames[at]})
			at++
		}
		for _, k := range h.homes[c] {
			compounds++
			now := h.today("compound", b.units.compounds[b.blocks[k].compound].code)
			old := code + strings.TrimPrefix(now.Code, com.code)
			middle := fmt.Sprintf("%sX%02d", one.code, compounds)
			first, second = h.through(first, second, now, old, middle, [2]string{code, one.code}, [2]Name{b.blocks[k].name, b.blocks[k].name})
		}
	}
	whole := one.toArea("community", street, became[0].Class)
	h.merge = append(append(h.merge, Operation{Kind: "merge", Before: was, After: []city.Area{whole}}), first...)
	h.split = append(append(h.split, Operation{Kind: "split", Before: []city.Area{whole}, After: became}), second...)
	return nil
}

// through adds the two operations by which an area got a middle code and then today's.
func (h *historian) through(first, second []Operation, now *city.Area, old, middle string, parents [2]string, names [2]Name) ([]Operation, []Operation) {
	was := renamed(*now, old, parents[0], names[0])
	then := renamed(*now, middle, parents[1], names[1])
	then.Former = []string{old}
	now.Former = []string{old, middle}
	return append(first, recode(was, then)), append(second, recode(then, *now))
}

// townMade tells of a township (乡) that became a town (镇) at the second date, by which its
// code and all codes below changed.
func (h *historian) townMade() {
	b := h.b
	s := h.quietTown()
	if s == none {
		return
	}
	town := &b.units.streets[s]
	now := h.today("street", town.code)
	code := nextCode(b.past.townships(town.code[:6], b.units.streets), town.code[:6], 200)
	word := Name{Zh: strings.TrimSuffix(town.name.Zh, "镇"), En: strings.TrimSuffix(town.name.En, " Town")}
	old := renamed(*now, code, now.Parent, with(word, "乡", "Township"))
	now.Former = []string{code}
	h.split = append(h.split, recode(old, *now))
	for i := range b.out.Areas {
		a := &b.out.Areas[i]
		if a.Layer == "street" || a.Layer == "district" || !strings.HasPrefix(a.Code, town.code) {
			continue
		}
		parent := code + strings.TrimPrefix(a.Parent, town.code)
		was := renamed(*a, code+strings.TrimPrefix(a.Code, town.code), parent, Name{Zh: a.Names.Zh, En: a.Names.En})
		a.Former = []string{was.Code}
		h.split = append(h.split, recode(was, *a))
	}
}

// quietTown is the first town with none of the communities that other operations touch.
func (h *historian) quietTown() int32 {
	b := h.b
	busy := map[int32]bool{}
	for _, m := range b.past.merged {
		busy[b.units.streetOf[m.community]] = true
	}
	for _, c := range b.past.pair {
		busy[b.units.streetOf[c]] = true
	}
	for s := range b.units.streets {
		if !busy[int32(s)] && strings.HasSuffix(b.units.streets[s].name.Zh, "镇") {
			return int32(s)
		}
	}
	return none
}

// townships counts the codes in the band of townships that a district has given.
func (p *past) townships(district string, streets []unit) map[string]int {
	n := 0
	for i := range streets {
		if strings.HasPrefix(streets[i].code, district+"2") {
			n++
		}
	}
	return map[string]int{fmt.Sprint(district, 200): n}
}
