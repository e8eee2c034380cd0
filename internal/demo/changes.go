package demo

import (
	"cmp"
	"maps"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// maxEntries keeps a Change small enough to be held in memory more than once.
const maxEntries = 40_000

// namedOn is the date on which the demonstration belts and zones were named.
const namedOn = "2025-07-01"

// authors of the Changes. They are offices, not persons.
var authors = map[string]string{
	"areas": "市民政局（演示）", "ground": "市自然资源局（演示）", "buildings": "市住房城乡建设局（演示）", "places": "市委社会工作部（演示）", "staff": "市委组织部（演示）",
}

// Changes are the city as a store takes it, in order: first all as it was from an open
// start, then what changed at each date. Applied to a new store they are its history.
func (c *City) Changes() ([]city.Change, error) {
	past, err := c.rewind()
	if err != nil {
		return nil, err
	}
	out := c.beginning(past)
	named, err := c.overlayChange()
	if err != nil {
		return nil, err
	}
	dated := make([]city.Change, 0, len(c.History)+1)
	for s := range c.History {
		dated = append(dated, c.stepChange(past, s))
	}
	if len(named.Entries) > 0 {
		dated = append(dated, named)
	}
	slices.SortStableFunc(dated, func(a, b city.Change) int { return cmp.Compare(a.Effective, b.Effective) })
	return slices.Concat(out, dated, c.completion()), nil
}

// completion is the last Change, whose note says that the city is whole.
func (c *City) completion() []city.Change {
	out := city.Change{Author: authors["places"], Note: completed(c.Size), Effective: city.OpenStart}
	for i := range c.Places {
		if p := &c.Places[i]; p.Kind == landmark {
			out.Entries = append(out.Entries, city.PutContent(p.record(), city.Always()))
		}
	}
	return []city.Change{out}
}

// note says what a Change does, in both languages, and that it is made up.
func note(what Name) string { return what.Zh + " / " + what.En + " · " + Notice.Zh }

// beginning are the Changes that hold from an open start.
func (c *City) beginning(past *rewound) []city.Change {
	var areas, ground, lines, buildings, places []city.Entry
	put := func(list *[]city.Entry, content city.Content) {
		*list = append(*list, city.PutContent(content, city.Always()))
	}
	ended := c.ended()
	for i := range past.areas {
		a := dated(past.areas[i], ended)
		put(&areas, &a)
	}
	for _, a := range c.coverRecords() {
		put(&ground, &a)
	}
	for _, l := range append(c.lineRecords(), c.gateRecords()...) {
		put(&lines, l)
	}
	for i := range c.Buildings {
		put(&buildings, past.building(c, -1, i).record(nil))
	}
	for i := range c.Places {
		if p := past.place(c, -1, i); p != nil && p.Kind != landmark {
			put(&places, p.record())
		}
	}
	var out []city.Change
	for _, part := range []struct {
		author  string
		what    Name
		entries []city.Entry
	}{
		{"areas", Name{Zh: "行政区划、小区和网格初始入库", En: "First survey of areas, compounds and grids"}, areas},
		{"ground", Name{Zh: "水面、绿地、林地和耕地初始入库", En: "First survey of water, parks, woods and farmland"}, ground},
		{"ground", Name{Zh: "道路、铁路、河流和围墙初始入库", En: "First survey of roads, rails, rivers and walls"}, lines},
		{"buildings", Name{Zh: "楼栋和标准地址初始入库", En: "First survey of buildings and addresses"}, buildings},
		{"places", Name{Zh: "服务场所初始入库", En: "First survey of places of service"}, places},
	} {
		for chunk := range slices.Chunk(part.entries, maxEntries) {
			out = append(out, city.Change{Author: authors[part.author], Note: note(part.what), Effective: city.OpenStart, Entries: chunk})
		}
	}
	return out
}

// ended gives, for each area that a step changed or ended, the date of the step.
func (c *City) ended() map[city.Key]city.Date {
	out := map[city.Key]city.Date{}
	for _, s := range c.History {
		for i := range s.Ops {
			for k := range s.Ops[i].Before {
				out[s.Ops[i].Before[k].Key()] = s.Date
			}
		}
	}
	return out
}

// dated is an area whose data is of the last day on which it stood so.
func dated(a city.Area, ended map[city.Key]city.Date) city.Area {
	if d, found := ended[a.Key()]; found {
		a.DataDate = (d - 1).String()
	}
	return a
}

// stepChange is the Change of a step: what ended, with its heirs, and what came.
func (c *City) stepChange(past *rewound, step int) city.Change {
	s := &c.History[step]
	out := city.Change{Author: authors["areas"], Note: note(s.Note), Effective: s.Date}
	now := city.Period{From: s.Date, To: city.OpenEnd}
	ended := c.ended()
	for i := range s.Ops {
		op := &s.Ops[i]
		if op.Kind == "recode" {
			continue
		}
		heirs := make([]string, len(op.After))
		for k := range op.After {
			heirs[k] = op.After[k].Code
		}
		for k := range op.Before {
			out.Entries = append(out.Entries, city.DeleteArea(op.Before[k].Key(), s.Date, heirs...))
		}
	}
	for i := range s.Ops {
		for k := range s.Ops[i].After {
			out.Entries = append(out.Entries, city.PutArea(dated(s.Ops[i].After[k], ended), now))
		}
	}
	e := &past.epochs[step]
	for _, i := range slices.Sorted(maps.Keys(e.buildings)) {
		out.Entries = append(out.Entries, city.PutContent(past.building(c, step, i).record(past.formerBuilding(step, i)), now))
	}
	for _, i := range slices.Sorted(maps.Keys(e.places)) {
		switch p := past.place(c, step, i); {
		case p != nil && e.places[i] != nil && p.Name == e.places[i].Name && p.Address == e.places[i].Address:
			// Only the code of its unit is another.
		case p != nil:
			out.Entries = append(out.Entries, city.PutContent(p.record(), now))
		case e.places[i] != nil:
			out.Entries = append(out.Entries, city.DeleteKey(e.places[i].record().Key(), s.Date))
		}
	}
	return out
}

// formerBuilding are the codes that a building had up to a step.
func (r *rewound) formerBuilding(step, i int) []string {
	var out []string
	for _, e := range r.epochs[:step+1] {
		if b, found := e.buildings[i]; found {
			out = append(out, b.Code)
		}
	}
	return out
}

// overlayChange names the demonstration belts and zones, and the beats.
func (c *City) overlayChange() (city.Change, error) {
	day, err := city.ParseDate(namedOn)
	if err != nil {
		return city.Change{}, err
	}
	out := city.Change{
		Author: authors["places"], Effective: day,
		Note: note(Name{Zh: "命名示范带和示范区，划定警务责任区和城管片区", En: "Demonstration belts and zones named, beats drawn"}),
	}
	for i := range c.Overlays {
		out.Entries = append(out.Entries, city.PutArea(c.Overlays[i], city.Period{From: day, To: city.OpenEnd}))
	}
	return out, nil
}
