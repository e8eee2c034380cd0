package intake

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// The three kinds: what a row says of one, and how it goes over what the store has. An empty cell
// says nothing, and former codes are told of new ones alone.

func (im *thingImporter) readBuilding(r *rowCells, d *thingDraft) *city.Building {
	b := &city.Building{
		Code: d.code, Former: r.codes(colFormer), Names: r.names(), Storeys: r.count(colStoreys), Households: r.count(colHouseholds),
		Address: im.address(r, d), Class: im.classes.shared(r), Source: r.source(), DataDate: r.dataDate(),
	}
	d.doors = r.positions(colDoors)
	b.Grid, b.Compound = im.areaCode(r, d, colGrid, im.grids), im.areaCode(r, d, colCompound, im.compounds)
	return b
}

func mergeBuilding(old, given *city.Building) *city.Building {
	b := *old
	b.Names, b.Address = mergeNames(old.Names, given.Names), mergeAddress(old.Address, given.Address)
	b.Storeys, b.Households = cmp.Or(given.Storeys, old.Storeys), cmp.Or(given.Households, old.Households)
	b.Grid, b.Compound = cmp.Or(given.Grid, old.Grid), cmp.Or(given.Compound, old.Compound)
	b.Class = mergeClass(old.Class, given.Class)
	b.Source, b.DataDate = cmp.Or(given.Source, old.Source), cmp.Or(given.DataDate, old.DataDate)
	if len(given.Entrances) > 0 {
		b.Entrances = given.Entrances
	}
	switch {
	case len(given.Shape) > 0:
		b.Shape = given.Shape // a point that stands for it stays
	case given.Point != nil:
		b.Point = given.Point
	}
	return &b
}

// stateWords are the states of a place as tables write them.
var stateWords = map[string]city.PlaceState{
	"规划": city.PlacePlanned, "规划中": city.PlacePlanned, "拟建": city.PlacePlanned, "筹建": city.PlacePlanned, "筹建中": city.PlacePlanned, "筹备": city.PlacePlanned, "筹备中": city.PlacePlanned, "申报": city.PlaceApplied, "已申报": city.PlaceApplied,
	"审核": city.PlaceReviewed, "已审核": city.PlaceReviewed, "审批": city.PlaceApproved, "启用": city.PlaceOpen, "已启用": city.PlaceOpen,
	"已批准": city.PlaceApproved, "已审批": city.PlaceApproved, "在建": city.PlaceBuilding, "建设中": city.PlaceBuilding,
	"已验收": city.PlaceAccepted, "验收": city.PlaceAccepted, "开放": city.PlaceOpen, "已开放": city.PlaceOpen, "运营": city.PlaceOpen, "运营中": city.PlaceOpen,
	"正常": city.PlaceOpen, "在用": city.PlaceOpen, "营业": city.PlaceOpen, "营业中": city.PlaceOpen, "已建成": city.PlaceOpen, "使用中": city.PlaceOpen,
	"关闭": city.PlaceClosed, "已关闭": city.PlaceClosed, "停用": city.PlaceClosed, "撤销": city.PlaceClosed, "停业": city.PlaceClosed,
	"运行": city.PlaceOpen, "运行中": city.PlaceOpen, "正在运行": city.PlaceOpen, "正在运营": city.PlaceOpen, "正常运行": city.PlaceOpen, "正常运营": city.PlaceOpen, "试运行": city.PlaceOpen, "试运营": city.PlaceOpen,
	"投入使用": city.PlaceOpen, "已投入使用": city.PlaceOpen, "建成": city.PlaceOpen, "已撤销": city.PlaceClosed, "暂停使用": city.PlaceClosed, "停止使用": city.PlaceClosed,
	"暂停": city.PlaceClosed, "暂停服务": city.PlaceClosed, "暂停开放": city.PlaceClosed, "暂停营业": city.PlaceClosed, "已停用": city.PlaceClosed,
}

// stateOf is the state that a word means; empty = none.
func stateOf(word string) city.PlaceState {
	if s := stateWords[word]; s != "" {
		return s
	}
	if s := city.PlaceState(word); slices.Contains(city.PlaceStates(), s) {
		return s
	}
	return ""
}

// stages is the log of a candidate; nil where the row does not say.
func (r *rowCells) stages() []city.Stage {
	text, _ := r.raw(colStages)
	log, err := city.ParseStages(text, stateOf)
	if err != nil {
		r.fail(colStages, "bad_stage", "%s", err)
	}
	return log
}

// state is how far a place has come; empty where the row does not say.
func (r *rowCells) state() city.PlaceState {
	text := plainName(r.text(colState))
	if text == "" {
		return ""
	}
	if s := stateOf(text); s != "" {
		return s
	}
	r.fail(colState, "bad_state", "it is no state of a place: 规划 (planned), 申报 (applied), 审核 (reviewed), 已批准 (approved), 在建 (building), 已验收 (accepted), 开放 (open) or 关闭 (closed)")
	return ""
}

func (im *thingImporter) readPlace(r *rowCells, d *thingDraft) *city.Place {
	im.rowLayer(r, d)
	p := &city.Place{
		Kind: d.layer.layer, Code: d.code, Former: r.codes(colFormer), Names: r.names(), Address: im.address(r, d),
		Services: r.words(colServices), Skills: r.words(colSkills), Hours: readHours(r, im.texts, im.calendars), State: r.state(), FloorArea: r.count(colFloorArea), Cost: r.count(colCost), Stages: r.stages(),
		Tenure: r.text(colTenure), Owner: r.code(colOwner), Class: im.classes.shared(r), Source: r.source(), DataDate: r.dataDate(),
	}
	d.doors = r.positions(colDoors)
	return p
}

func mergePlace(old, given *city.Place, moved bool) *city.Place {
	p := *old
	p.Names, p.Address = mergeNames(old.Names, given.Names), mergeAddress(old.Address, given.Address)
	if moved {
		p.Point = given.Point
	}
	if len(given.Entrances) > 0 {
		p.Entrances = given.Entrances
	}
	if len(given.Services) > 0 {
		p.Services = given.Services
	}
	if len(given.Skills) > 0 {
		p.Skills = given.Skills
	}
	p.Hours, p.State, p.FloorArea = cmp.Or(given.Hours, old.Hours), cmp.Or(given.State, city.StateByLog(given.Stages, old), old.State), cmp.Or(given.FloorArea, old.FloorArea)
	p.Cost = cmp.Or(given.Cost, old.Cost)
	if len(given.Stages) > 0 {
		p.Stages = given.Stages
	}
	p.Tenure, p.Owner, p.Class = cmp.Or(given.Tenure, old.Tenure), cmp.Or(given.Owner, old.Owner), mergeClass(old.Class, given.Class)
	p.Source, p.DataDate = cmp.Or(given.Source, old.Source), cmp.Or(given.DataDate, old.DataDate)
	return &p
}

func (im *thingImporter) readBarrier(r *rowCells, d *thingDraft) *city.Line {
	class := im.classes.shared(r)
	word := class[`class`]
	if text, _ := r.raw(colClasses); word == "" && !isJSON(text, "{") {
		word = r.text(colClasses)
	}
	im.barrierLayer(r, d, word)
	l := &city.Line{
		Layer: d.layer.layer, Code: d.code, Former: r.codes(colFormer), Names: r.names(),
		Class: class, Source: r.source(), DataDate: r.dataDate(),
	}
	if d.layer.class != "" {
		l.Class = mergeClass(l.Class, map[string]string{`class`: d.layer.class})
	}
	return l
}

func mergeLine(old, given *city.Line) *city.Line {
	l := *old
	l.Names, l.Class = mergeNames(old.Names, given.Names), mergeClass(old.Class, given.Class)
	if len(given.Shape) > 0 {
		l.Shape = given.Shape
	}
	l.Source, l.DataDate = cmp.Or(given.Source, old.Source), cmp.Or(given.DataDate, old.DataDate)
	return &l
}

func mergeNames(old, given city.Names) city.Names {
	return city.Names{Zh: cmp.Or(given.Zh, old.Zh), ZhHant: cmp.Or(given.ZhHant, old.ZhHant), En: cmp.Or(given.En, old.En)}
}

// mergeAddress takes a new address whole: parts of two addresses are none. One that reads as the old
// one is that one, however it is parted.
func mergeAddress(old, given city.Address) city.Address {
	if given == (city.Address{}) || given.String() == old.String() {
		return old
	}
	return given
}

func mergeClass(old, given map[string]string) map[string]string {
	if len(given) == 0 {
		return old
	}
	out := maps.Clone(old)
	if out == nil {
		out = map[string]string{}
	}
	maps.Copy(out, given)
	return out
}

// put gives a content its position on the lattice.
func (d *thingDraft) put(point *geo.Point, shape geo.MultiPolygon, lines geo.MultiLine) {
	switch c := d.given.(type) {
	case *city.Building:
		c.Point, c.Shape = point, shape
	case *city.Place:
		if point != nil {
			c.Point = *point
		}
	case *city.Line:
		c.Shape = lines
	}
}

// merged is what the store will hold: what the draft says over what is there.
func (d *thingDraft) merged(old city.Content) city.Content {
	switch c := d.given.(type) {
	case *city.Building:
		if was, same := old.(*city.Building); same {
			return mergeBuilding(was, c)
		}
		if c.Names.Zh == "" {
			c.Names.Zh = strings.Join([]string{c.Address.Compound, c.Address.Building}, "")
		}
	case *city.Place:
		if was, same := old.(*city.Place); same {
			return mergePlace(was, c, d.moved)
		}
		c.State = cmp.Or(c.State, city.StateByLog(c.Stages, nil), city.PlaceOpen)
		c.Names.Zh = cmp.Or(c.Names.Zh, c.Code)
	case *city.Line:
		if was, same := old.(*city.Line); same {
			return mergeLine(was, c)
		}
	}
	return d.given
}
