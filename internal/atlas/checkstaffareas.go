package atlas

import (
	"strconv"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/city"
)

// membersAttribute of a compound counts its self-managed full members of the Party.
const membersAttribute = "self_managed_members"

// compoundRoles are those of staff that work in compounds: cadres, grid workers, police and city
// management, posts of public benefit [002:4].
var compoundRoles = []string{roleHead, roleWorker, roleProfessional, roleKeeper, "compound_support", "branch_secretary", "community_worker"}

// checkCompounds looks at the staff of compounds and communities and at the branches of compounds.
func (r *roll) checkCompounds() []StaffKind {
	staff := r.setting("compound_staff", 5, 10, "5–10 [002:4]")
	window := r.setting("window_staff", 2, 3, "2–3 [002:4]")
	members := r.setting("own_branch_members", 3, 0, "≥ 3 [002:3]")
	var few, windows, own, none, grids []StaffFinding
	for _, a := range r.areas(city.LayerCompound) {
		if n := r.workers(a); !staff.holds(n) {
			few = append(few, ofArea(a, n))
		}
		n, err := strconv.ParseInt(a.Class[membersAttribute], 10, 64)
		if err == nil && n >= members.Min && !r.own[areaKey(a)] {
			own = append(own, ofArea(a, n))
		}
		if !r.served[areaKey(a)] {
			none = append(none, ofArea(a, 0))
		}
	}
	if up := r.aboveGrids(); up != locate.None {
		for _, a := range r.p.layers[up].areas {
			if n := r.holders(areaKey(a), roleWindow); !window.holds(n) {
				windows = append(windows, ofArea(a, n))
			}
		}
	}
	for _, a := range r.areas(city.LayerGrid) {
		if !r.served[areaKey(a)] {
			grids = append(grids, ofArea(a, 0))
		}
	}
	return []StaffKind{
		kindOf(StaffCompound, staff, few), kindOf(StaffWindow, window, windows), kindOf(StaffOwnBranch, members, own),
		kindOf(StaffNoBranch, nil, none), kindOf(StaffGridBranch, nil, grids),
	}
}

// aboveGrids is the number of the layer in which grids nest; locate.None where there is none.
func (r *roll) aboveGrids() int {
	if i := r.p.numberOf(city.LayerGrid); i != locate.None && r.p.layers[i].parent >= 0 {
		return r.p.layers[i].parent
	}
	return locate.None
}

// workers counts the persons at work in a compound: those of itself, of its grids, and of what is
// above both. Whoever has several posts is counted once.
func (r *roll) workers(compound *city.Version) int64 {
	keys := map[city.Key]bool{}
	for _, k := range r.above(areaKey(compound)) {
		keys[k] = true
	}
	for _, code := range r.gridsOf[compound.Code] {
		for _, k := range r.above(city.Key{Kind: city.KindArea, Layer: city.LayerGrid, Code: code}) {
			keys[k] = true
		}
	}
	persons := map[string]bool{}
	for k := range keys {
		for _, p := range r.bySeat[k] {
			for _, role := range compoundRoles {
				if p.Role == role && p.Person != "" {
					persons[p.Person] = true
				}
			}
		}
	}
	return int64(len(persons))
}

// checkOrganisations looks for those that work outside the area of the one above them.
func (r *roll) checkOrganisations() []StaffKind {
	var out []StaffFinding
	for _, o := range r.organisations {
		up := r.byCode[o.Parent]
		if up == nil || up.Of.Kind != city.KindArea {
			continue
		}
		layer, place := r.p.numberOf(up.Of.Layer), r.place(o)
		if layer == locate.None || place == nil || !r.p.layers[layer].def.Partition {
			continue
		}
		if i := r.p.index.Owner(layer, place.Point); i < 0 || r.p.layers[layer].areas[i].Code != up.Of.Code {
			at := place.Point.LonLat()
			out = append(out, StaffFinding{Layer: city.LayerOrganisation, Code: o.Code, Name: o.Name(), Of: up.Of.Layer, OfCode: up.Of.Code, At: &at})
		}
	}
	return []StaffKind{kindOf(StaffAway, nil, out)}
}

// place is where an organisation works; nil where no place is kept of it.
func (r *roll) place(o *city.Organisation) *city.Place {
	for _, p := range r.p.PlacesOf(o.Place.Layer) {
		if o.Place.Kind == city.KindPlace && p.Code == o.Place.Code {
			return p
		}
	}
	return nil
}

// StreetStaff is how complete the grids of a street are: record, polygon, people and duty.
type StreetStaff struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Grids int    `json:"grids"`
	// Complete have all four.
	Complete int           `json:"complete"`
	Missing  []GridMissing `json:"missing"`
}

// GridMissing is a grid that is not complete, and what of record, polygon, people, duty it lacks.
type GridMissing struct {
	Code    string    `json:"code"`
	Name    string    `json:"name"`
	Missing []string  `json:"missing"`
	At      orb.Point `json:"at"`
}

// streets tells of each area two layers above the grids, or of what is highest.
func (r *roll) streets() []StreetStaff {
	out := []StreetStaff{}
	layer := r.aboveGrids()
	if layer == locate.None {
		return out
	}
	if up := r.p.layers[layer].parent; up >= 0 {
		layer = up
	}
	at := map[city.Key]int{}
	for _, a := range r.p.layers[layer].areas {
		at[areaKey(a)] = len(out)
		out = append(out, StreetStaff{Code: a.Code, Name: a.Name(), Missing: []GridMissing{}})
	}
	for _, a := range r.areas(city.LayerGrid) {
		for _, k := range r.above(areaKey(a)) {
			i, found := at[k]
			if !found {
				continue
			}
			out[i].Grids++
			if lacks := r.gridLacks(a); len(lacks) > 0 {
				out[i].Missing = append(out[i].Missing, GridMissing{Code: a.Code, Name: a.Name(), Missing: lacks, At: label(a)})
			} else {
				out[i].Complete++
			}
		}
	}
	return out
}

// gridLacks is the four-part check of a grid.
func (r *roll) gridLacks(a *city.Version) []string {
	var out []string
	k := areaKey(a)
	if a.Name() == a.Code || a.Parent == "" {
		out = append(out, "record")
	}
	if len(a.Shape) == 0 {
		out = append(out, "polygon")
	}
	if r.holders(k, roleHead) == 0 || r.holders(k, roleWorker) == 0 {
		out = append(out, "people")
	}
	for _, p := range r.bySeat[k] {
		if fixed(p.Role) && len(p.lacks()) > 0 {
			return append(out, "duty")
		}
	}
	return out
}
