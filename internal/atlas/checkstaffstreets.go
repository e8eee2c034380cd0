package atlas

import (
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/internal/city"
)

// StreetStaff is how complete the grids of a street are: record, polygon, people and duty.
type StreetStaff struct {
	StreetFigures
	Missing []GridMissing `json:"missing"`
}

// StreetFigures are the figures of a street. Those of areas that lie in none have an empty code.
type StreetFigures struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Name  string `json:"name"`
	// NameEn is the English name; empty where there is none.
	NameEn string `json:"name_en,omitempty"`
	Grids  int    `json:"grids"`
	// Complete have all four; Lacks counts grids by what they lack.
	Complete int        `json:"complete"`
	Lacks    PartCounts `json:"lacks"`
	// Covered of Compounds have a branch of their own or a joint one.
	Compounds int `json:"compounds"`
	Covered   int `json:"covered"`
}

// PartCounts counts grids by each of the four parts that they lack.
type PartCounts struct {
	Record  int `json:"record"`
	Polygon int `json:"polygon"`
	People  int `json:"people"`
	Duty    int `json:"duty"`
}

// GridMissing is a grid that is not complete, and what of record, polygon, people, duty it lacks.
type GridMissing struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Name  string `json:"name"`
	// NameEn is the English name; empty where there is none.
	NameEn string `json:"name_en,omitempty"`
	// Street and Community are those in which it lies; empty where its parents do not say.
	Street        string      `json:"street"`
	Community     string      `json:"community"`
	CommunityName string      `json:"community_name"`
	CommunityEn   string      `json:"community_name_en,omitempty"`
	Missing       []string    `json:"missing" enum:"record,polygon,people,duty"`
	Things        []GridThing `json:"things"`
	At            orb.Point   `json:"at"`
}

// GridThing is one thing that a grid lacks.
type GridThing struct {
	Part string `json:"part" enum:"record,polygon,people,duty"`
	// Role is the one of which the grid has too few, or that of the post that is not complete.
	Role string `json:"role,omitempty"`
	Post string `json:"post,omitempty"`
	// Missing says what: name or parent of a record; time, task, duty of a post.
	Missing []string `json:"missing,omitempty"`
	// Count are those who are there, Least who should be.
	Count int64 `json:"count"`
	Least int64 `json:"least,omitempty"`
}

// The four parts of the check of a grid.
const (
	partRecord  = "record"
	partPolygon = "polygon"
	partPeople  = "people"
	partDuty    = "duty"
)

// gridState is a grid with what it lacks, if anything.
type gridState struct{ GridMissing }

// compoundState says whether a compound has a branch.
type compoundState struct {
	code, street string
	own, served  bool
}

// BranchCover is how many compounds have a branch of their own or a joint one.
type BranchCover struct {
	Compounds int `json:"compounds"`
	Covered   int `json:"covered"`
	// Own of Covered have one of their own, Joint a joint one.
	Own     int           `json:"own"`
	Joint   int           `json:"joint"`
	Setting *StaffSetting `json:"setting,omitempty"`
}

// Reach tells whether a thing is told of; nil = all are.
type Reach func(city.Seat) bool

func (f Reach) has(kind city.RecordKind, layer, code string) bool {
	return f == nil || f(city.Seat{Kind: kind, Layer: layer, Code: code})
}

// BranchesOf is the share of the compounds that are reached.
func (c *StaffCheck) BranchesOf(reach Reach) BranchCover {
	out := BranchCover{Setting: c.Branches.Setting}
	for _, k := range c.compounds {
		if !reach.has(city.KindArea, city.LayerCompound, k.code) {
			continue
		}
		out.Compounds++
		switch {
		case k.own:
			out.Covered, out.Own = out.Covered+1, out.Own+1
		case k.served:
			out.Covered, out.Joint = out.Covered+1, out.Joint+1
		}
	}
	return out
}

// GridsMissing are the grids that are reached and not complete, by street and code; those of no street first.
func (c *StaffCheck) GridsMissing(reach Reach) []GridMissing {
	out := []GridMissing{}
	for i := range c.grids {
		if g := &c.grids[i]; len(g.Missing) > 0 && reach.has(city.KindArea, g.Layer, g.Code) {
			out = append(out, g.GridMissing)
		}
	}
	return out
}

// StaffStreets tells how complete the grids that are reached are, by street: of all streets that are reached
// or hold such a grid, those that lie in none at the end.
func (p *Picture) StaffStreets(c *StaffCheck, reach Reach) []StreetStaff {
	out, at := []StreetStaff{}, map[string]int{}
	find := func(code string) *StreetStaff {
		i, there := at[code]
		if !there {
			i, at[code] = len(out), len(out)
			out = append(out, StreetStaff{StreetFigures: StreetFigures{Layer: c.street, Code: code, Name: code}, Missing: []GridMissing{}})
			if code != "" {
				out[i].Name, out[i].NameEn = p.namesOf(c.street, code)
			}
		}
		return &out[i]
	}
	if streets := p.numberOf(c.street); streets >= 0 {
		for _, a := range p.layers[streets].areas {
			if reach.has(city.KindArea, c.street, a.Code) {
				find(a.Code)
			}
		}
	}
	for i := range c.grids {
		if g := &c.grids[i]; reach.has(city.KindArea, g.Layer, g.Code) {
			find(g.Street).add(&g.GridMissing)
		}
	}
	for _, k := range c.compounds {
		if reach.has(city.KindArea, city.LayerCompound, k.code) {
			s := find(k.street)
			s.Compounds++
			if k.own || k.served {
				s.Covered++
			}
		}
	}
	slices.SortStableFunc(out, func(a, b StreetStaff) int { return byStreet(a.Code, b.Code) })
	return out
}

// byStreet puts what is in no street at the end.
func byStreet(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "" || b != "" && a > b:
		return 1
	}
	return -1
}

func (s *StreetStaff) add(g *GridMissing) {
	s.Grids++
	if len(g.Missing) == 0 {
		s.Complete++
		return
	}
	s.Missing = append(s.Missing, *g)
	for _, part := range g.Missing {
		switch part {
		case partRecord:
			s.Lacks.Record++
		case partPolygon:
			s.Lacks.Polygon++
		case partPeople:
			s.Lacks.People++
		case partDuty:
			s.Lacks.Duty++
		}
	}
}

// streetOf is the code of the street in which an area lies by its parents; empty = in none.
func (r *roll) streetOf(a *city.Version) (street, community string) {
	for _, k := range r.above(areaKey(a)) {
		if k.Layer == r.levels.Community {
			community = k.Code
		}
		if k.Layer == r.levels.Street {
			street = k.Code
		}
	}
	return street, community
}

func (r *roll) compoundStates() []compoundState {
	var out []compoundState
	for _, a := range r.areas(city.LayerCompound) {
		street, _ := r.streetOf(a)
		out = append(out, compoundState{code: a.Code, street: street, own: r.own[areaKey(a)], served: r.served[areaKey(a)]})
	}
	return out
}

// gridStates are all grids, by street and code.
func (r *roll) gridStates() []gridState {
	var out []gridState
	for _, a := range r.grids() {
		g := GridMissing{Layer: a.Layer, Code: a.Code, Name: a.Name(), NameEn: english(a.Names), Things: r.gridLacks(a), At: label(a)}
		g.Street, g.Community = r.streetOf(a)
		if g.Community != "" {
			g.CommunityName, g.CommunityEn = r.p.namesOf(r.levels.Community, g.Community)
		}
		g.Missing = partsOf(g.Things)
		out = append(out, gridState{g})
	}
	slices.SortStableFunc(out, func(a, b gridState) int { return byStreet(a.Street, b.Street) })
	return out
}

// partsOf are the parts of things that a grid lacks, each once.
func partsOf(things []GridThing) []string {
	out := []string{}
	for _, t := range things {
		if !slices.Contains(out, t.Part) {
			out = append(out, t.Part)
		}
	}
	return out
}

// gridLacks is the four-part check of a grid: a record with a name and a parent, a polygon, persons of
// each role that it must have itself, and each post of 1+1+N with time, task and duty.
func (r *roll) gridLacks(a *city.Version) []GridThing {
	out := []GridThing{}
	k := areaKey(a)
	var record []string
	if a.Name() == a.Code {
		record = append(record, "name")
	}
	if a.Parent == "" {
		record = append(record, "parent")
	}
	if len(record) > 0 {
		out = append(out, GridThing{Part: partRecord, Missing: record})
	}
	if len(a.Shape) == 0 {
		out = append(out, GridThing{Part: partPolygon})
	}
	for _, must := range r.musts() {
		if n, least := r.count(k, must.role), must.setting.of(a.Class[classKind]).Min; n < least {
			out = append(out, GridThing{Part: partPeople, Role: must.role, Count: n, Least: least})
		}
	}
	for _, p := range r.bySeat[k] {
		if lacks := p.lacks(); r.fixed[p.Role] && len(lacks) > 0 {
			out = append(out, GridThing{Part: partDuty, Role: p.Role, Post: p.Code, Missing: lacks})
		}
	}
	return out
}
