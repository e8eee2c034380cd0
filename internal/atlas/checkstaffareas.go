package atlas

import (
	"slices"
	"strconv"

	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/city"
)

// membersAttribute of a compound counts its self-managed full members of the Party.
const membersAttribute = city.ClassMembers

// compoundRoles are those of staff that work in compounds: cadres, grid workers, police and city
// management, posts of public benefit [002:4].
var compoundRoles = []string{roleHead, roleWorker, roleProfessional, roleKeeper, "compound_support", "branch_secretary", "community_worker"}

// checkCompounds looks at the staff of compounds and communities and at the branches of compounds.
func (r *roll) checkCompounds() []StaffKind {
	staff := r.compoundSetting()
	window, members := r.setting("window_staff"), r.setting("own_branch_members")
	var few, windows, own, none, grids []StaffFinding
	for _, a := range r.areas(city.LayerCompound) {
		if n := r.workers(a); !staff.of(a.Class[classKind]).holds(n) {
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
	for _, a := range r.areas(r.levels.Community) {
		if n := r.holders(areaKey(a), roleWindow); !window.holds(n) {
			windows = append(windows, ofArea(a, n))
		}
	}
	for _, a := range r.grids() {
		if !r.served[areaKey(a)] {
			grids = append(grids, ofArea(a, 0))
		}
	}
	return []StaffKind{
		kindOf(StaffCompound, staff, few), kindOf(StaffWindow, window, windows), kindOf(StaffOwnBranch, members, own),
		kindOf(StaffNoBranch, nil, none), kindOf(StaffGridBranch, nil, grids),
	}
}

// compoundSetting is how many persons must be at work in a compound: by a norm, else by the staffing of
// compounds with any role, else the usual.
func (r *roll) compoundSetting() *StaffSetting {
	if slices.Contains(rolesOf(r.staffing[city.LayerCompound]), city.AnyRole) {
		return r.roleSetting(StaffCompound, city.LayerCompound, city.AnyRole)
	}
	return r.setting(StaffCompound)
}

// workers counts the persons at work in a compound: those of itself, of its grids, and of what is
// above both. Whoever has several posts is counted once.
func (r *roll) workers(compound *city.Version) int64 {
	keys := map[city.Key]bool{}
	for _, k := range r.above(areaKey(compound)) {
		keys[k] = true
	}
	for _, code := range r.gridsOf[compound.Code] {
		for _, k := range r.above(r.gridKey(code)) {
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

// checkOrganisations looks for those whose location and parent differ: they work, or what they are the
// organisation of lies, outside the area of the one above them.
func (r *roll) checkOrganisations() []StaffKind {
	var out []StaffFinding
	for _, o := range r.organisations {
		up := r.byCode[o.Parent]
		if up == nil || up.Of.Kind != city.KindArea || r.area(up.Of.Key()) == nil {
			continue
		}
		where, known := r.worksIn(o, up.Of.Layer)
		if !known || where == up.Of.Code {
			where, known = r.liesIn(o, up.Of.Layer)
		}
		if known && where != up.Of.Code {
			f := r.ofOrganisation(o)
			f.Of, f.OfCode, f.Other = up.Of.Layer, up.Of.Code, where
			out = append(out, f)
		}
	}
	return []StaffKind{kindOf(StaffAway, nil, out)}
}

// worksIn is the area of a partition in which an organisation's place, or its point, lies: empty where
// it lies in none. known is false where neither is known.
func (r *roll) worksIn(o *city.Organisation, layer string) (code string, known bool) {
	i, at := r.p.numberOf(layer), o.Point
	if r, found := r.p.thing(o.Place.Key()); found && o.Place.Kind == city.KindPlace {
		if place, ok := r.Content.(*city.Place); ok {
			at = &place.Point
		}
	}
	if i == locate.None || at == nil || !r.p.layers[i].def.Partition {
		return "", false
	}
	if owner := r.p.index.Owner(i, *at); owner >= 0 {
		return r.p.layers[i].areas[owner].Code, true
	}
	return "", true
}

// liesIn is the area of a layer in which lies, by its parents, what an organisation is of; known is false
// where no parent is of that layer.
func (r *roll) liesIn(o *city.Organisation, layer string) (code string, known bool) {
	for _, seat := range r.p.Lineage(o.Of) {
		if seat.Kind == city.KindArea && seat.Layer == layer {
			return seat.Code, true
		}
	}
	return "", false
}
