package opening

import (
	"fmt"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// both is a sentence in two languages, with the same arguments.
func both(zh, en string, args ...any) city.Label {
	return city.Label{Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)}
}

// cityStep is the choice of city and scheme.
func (l *look) cityStep() Step {
	which := Item{Key: "city", Name: both("城市", "City"), State: Done, Absent: []Absent{}, Command: "redsail init --store STORE --city CODE --scheme NAME"}
	switch d := l.out.City; {
	case d != nil:
		which.Have, which.Says = 1, city.Label{Zh: d.Province + d.Name + "，" + d.Code, En: strings.TrimSpace(d.En+" "+d.Name) + ", " + d.Code}
	case l.out.Empty:
		which.State, which.Says = Missing, both("还没有说是哪座城市", "Nobody has said which city it is")
	default:
		which.Optional, which.State = true, Partly
		which.Says = both("没有说是哪座城市，已有数据，不能再改；不知道应有哪些区县", "Which city it is was not said, and there is data now: which districts are to be expected is not known")
	}
	scheme := Item{Key: "scheme", Name: both("方案", "Scheme"), State: Done, Have: 1, Absent: []Absent{}, Says: l.out.Name}
	names := make([]string, 0, len(l.pic.Scheme.Layers))
	en := slices.Clone(names)
	for i := range l.pic.Scheme.Layers {
		if def := &l.pic.Scheme.Layers[i]; !def.Base {
			names, en = append(names, def.Name.Zh), append(en, def.Name.En)
		}
	}
	scheme.Says = city.Label{Zh: strings.Join(names, " › "), En: strings.Join(en, " › ")}
	return step("city", both("城市与方案", "City and scheme"), []Item{which, scheme})
}

// boundaries are the layers of the scheme, in its order.
func (l *look) boundaries() Step {
	items := []Item{}
	for i := range l.pic.Scheme.Layers {
		def := &l.pic.Scheme.Layers[i]
		items = append(items, l.layer(def))
	}
	s := step("boundaries", both("边界", "Boundaries"), items)
	there, absent := []city.Label{}, []city.Label{}
	for i := range l.pic.Scheme.Layers {
		switch def := &l.pic.Scheme.Layers[i]; {
		case !def.Partition:
		case len(l.layers[def.Key].areas) > 0:
			there = append(there, def.Name)
		default:
			absent = append(absent, def.Name)
		}
	}
	if len(there) > 0 {
		s.Works = append(s.Works, listed("地图上任一点可答出：", "A spot on the map is answered with its ", there))
		s.Works = append(s.Works, both("地图、搜索、导出可用", "The map, the search and exports work"))
	}
	if len(absent) > 0 {
		s.Lacks = append(s.Lacks, listed("还答不出：", "Not answered yet: ", absent))
	}
	return s
}

// listed is a sentence that ends with names.
func listed(zh, en string, names []city.Label) city.Label {
	zhs, ens := make([]string, len(names)), make([]string, len(names))
	for i, n := range names {
		zhs[i], ens[i] = n.Zh, n.En
	}
	return city.Label{Zh: zh + strings.Join(zhs, "、"), En: en + strings.Join(ens, ", ")}
}

// layer is a layer of areas: how many are there, and of which it is known that they are missing.
func (l *look) layer(def *city.LayerDef) Item {
	of := l.layers[def.Key]
	it := Item{
		Key: def.Key, Name: def.Name, State: progress(len(of.areas)), Optional: !def.Partition, Have: len(of.areas), Absent: []Absent{},
		Imports: &ImportOf{Kind: "area", Layer: def.Key, Template: "area"}, Command: "redsail import --store STORE --layer " + def.Key + " FILE",
	}
	if l.out.City != nil && slices.Contains(divisionLayers, def.Key) {
		others := otherNames(def.Key, *l.out.City, of.areas)
		it.Others = others[:min(len(others), mostAbsent)]
	}
	if l.counties(def, &it) {
		return it
	}
	if it.Says = both("%d 个", "%d areas", it.Have); it.Have == 0 {
		it.Says = both("还没有", "None yet")
	}
	if n := len(of.childless); n > 0 && def.Partition {
		parent := l.layers[def.Parent].def
		it.State = Partly
		it.Says = city.Label{
			Zh: fmt.Sprintf("%d 个；%d 个%s还没有%s", it.Have, n, parent.Name.Zh, def.Name.Zh),
			En: fmt.Sprintf("%d areas; %d of the layer %s have none", it.Have, n, parent.Name.En),
		}
		for _, p := range of.childless[:min(n, mostAbsent)] {
			it.Absent = append(it.Absent, Absent{parent.Key, p.Code, p.Names.Zh})
		}
	}
	return it
}

// counties compares the layer of districts with those that the city has; false where the layer is
// another or nobody knows them.
func (l *look) counties(def *city.LayerDef, it *Item) bool {
	if l.out.City == nil || def.Key != "district" && def.Key != "county" {
		return false
	}
	expected := Counties(l.out.City.Code)
	if len(expected) == 0 { // a city without districts
		it.Optional = true
		return false
	}
	n := len(expected)
	it.Expected = &n
	there := map[string]bool{}
	for _, a := range l.layers[def.Key].areas {
		there[a.Names.Zh] = true
		there[strings.TrimRight(a.Code, "0")] = true
	}
	found := 0
	for _, d := range expected {
		if there[d.Name] || there[strings.TrimRight(d.Code, "0")] {
			found++
		} else if len(it.Absent) < mostAbsent {
			it.Absent = append(it.Absent, Absent{def.Key, d.Code, d.Name})
		}
	}
	it.Says = both("应有 %d 个，已有 %d 个", "%d expected, %d there", n, found)
	if others := it.Have - found; others > 0 {
		it.Says = both("应有 %d 个，已有 %d 个，另有 %d 个不在代码表中", "%d expected, %d there, and %d that are not in the table", n, found, others)
	}
	if it.Have > 0 && found < n {
		it.State = Partly
	}
	return true
}

// homes are buildings and households.
func (l *look) homes() Step {
	counted, named := 0, 0
	records := l.pic.Records(city.KindBuilding, city.LayerBuilding)
	for i := range records {
		b, ok := records[i].Content.(*city.Building)
		if !ok {
			continue
		}
		if b.Households != nil {
			counted++
		}
		if b.Address != (city.Address{}) {
			named++
		}
	}
	buildings := Item{
		Key: "building", Name: both("楼栋", "Buildings"), State: progress(len(records)), Have: len(records), Absent: []Absent{},
		Says:    both("%d 栋；%d 栋有户数，%d 栋有地址", "%d buildings; %d with households, %d with an address", len(records), counted, named),
		Imports: &ImportOf{Kind: "building", Template: "building"}, Command: "redsail import --store STORE --kind building FILE",
	}
	if len(records) > 0 && counted == 0 {
		buildings.State = Partly
	}
	items := append([]Item{buildings}, l.counts()...)
	s := step("homes", both("楼栋与户数", "Buildings and households"), items)
	if named > 0 {
		s.Works = append(s.Works, both("地址可查到楼栋", "Addresses lead to their building"))
	} else {
		s.Lacks = append(s.Lacks, both("地址查不到楼栋", "No address leads to a building"))
	}
	if counted > 0 {
		s.Works = append(s.Works, both("可算服务覆盖、网格规模与选址", "Coverage, sizes of grids and siting can be worked out"))
	} else {
		s.Lacks = append(s.Lacks, both("没有楼栋户数，算不出多少户能走到驿站", "Without households of buildings nobody can say how many reach a station"))
	}
	return s
}

// counts are the households that compounds and grids say of themselves.
func (l *look) counts() []Item {
	items := []Item{}
	for _, key := range []string{city.LayerCompound, city.LayerGrid} {
		of, there := l.layers[key]
		if !there {
			continue
		}
		n, total := 0, len(of.areas)
		for _, a := range of.areas {
			if a.Households != nil {
				n++
			}
		}
		it := Item{
			Key: "attributes_" + key, Name: city.Label{Zh: of.def.Name.Zh + "户数", En: "Households: " + of.def.Name.En}, State: Missing, Optional: true, Have: n, Expected: &total, Absent: []Absent{},
			Says:    both("%d 个中 %d 个有户数", "%d areas, %d with households", total, n),
			Imports: &ImportOf{Kind: "attributes", Layer: key, Template: "attributes"}, Command: "redsail import --store STORE --attributes --layer " + key + " FILE",
		}
		if n > 0 {
			it.State = Partly
		}
		if n > 0 && n == total {
			it.State = Done
		}
		items = append(items, it)
	}
	return items
}

// places are the kinds of the scheme.
func (l *look) places() Step {
	items, total := []Item{}, 0
	for _, k := range l.pic.PlaceKinds() {
		total += k.Count
		it := Item{
			Key: k.Key, Name: k.Name, State: progress(k.Count), Optional: k.Key != atlas.StationKind, Have: k.Count, Absent: []Absent{}, Says: both("%d 处", "%d places", k.Count),
			Imports: &ImportOf{Kind: "place", Layer: k.Key, Template: "place"}, Command: "redsail import --store STORE --kind place --layer " + k.Key + " FILE",
		}
		if k.Count == 0 {
			it.Says = both("还没有", "None yet")
		}
		items = append(items, it)
	}
	s := step("places", both("驿站与服务点位", "Stations and places"), items)
	if n := len(l.pic.PlacesOf(atlas.StationKind)); n > 0 {
		s.Works = append(s.Works, both("一个位置可答出最近的驿站（共 %d 处）", "A spot is answered with the nearest of %d stations", n))
	} else {
		s.Lacks = append(s.Lacks, both("没有驿站，答不出十分钟内哪里有帮助", "Without stations it is not known where help is"))
	}
	return s
}
