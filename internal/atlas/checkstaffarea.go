package atlas

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// classKind is the attribute of an area that says of which of its layer's kinds it is.
const classKind = "kind"

// must is a role of which areas of a layer must have persons.
type must struct {
	role    string
	setting *StaffSetting
}

// musts are the roles that grids must have themselves, in the order of the staffing; a professional
// worker may be of what is above.
func (r *roll) musts() []must {
	if r.mustsMade != nil {
		return r.mustsMade
	}
	r.mustsMade = []must{
		{roleHead, r.roleSetting(StaffHead, r.levels.Grid, roleHead)}, {roleWorker, r.roleSetting(StaffWorker, r.levels.Grid, roleWorker)},
	}
	for _, role := range rolesOf(r.staffing[r.levels.Grid]) {
		if !ofPattern(role) {
			r.mustsMade = append(r.mustsMade, must{role, r.roleSetting(StaffArea, r.levels.Grid, role)})
		}
	}
	return r.mustsMade
}

// ofPattern is true of the roles of 1+1+N, which have kinds of findings of their own.
func ofPattern(role string) bool {
	return role == roleHead || role == roleWorker || role == roleProfessional
}

// rolesOf are the roles of rows, each once.
func rolesOf(rows []city.StaffingRow) []string {
	var out []string
	for _, row := range rows {
		if !slices.Contains(out, row.Role) {
			out = append(out, row.Role)
		}
	}
	return out
}

// checkStaffing looks for whom areas must have by the scheme's staffing, but for what has a kind of
// findings of its own: 1+1+N of grids, and the persons at work in a compound.
func (r *roll) checkStaffing() []StaffKind {
	var out []StaffFinding
	for _, layer := range r.staffed {
		for _, role := range rolesOf(r.staffing[layer]) {
			if layer == r.levels.Grid && ofPattern(role) || layer == city.LayerCompound && role == city.AnyRole {
				continue
			}
			setting := r.roleSetting(StaffArea, layer, role)
			if !setting.asks() {
				continue
			}
			for _, a := range r.areas(layer) {
				span := setting.of(a.Class[classKind])
				if n := r.count(areaKey(a), role); !span.holds(n) {
					f := ofArea(a, n)
					f.Missing, f.Least, f.Most = []string{role}, span.Min, span.Max
					out = append(out, f)
				}
			}
		}
	}
	return []StaffKind{kindOf(StaffArea, r.staffingSetting(), out)}
}

// staffingSetting names the staffing as what is compared with; nil where there is none.
func (r *roll) staffingSetting() *StaffSetting {
	if len(r.staffed) == 0 {
		return nil
	}
	s := r.rowsOf(StaffArea, nil, "")
	r.sourceOf(s)
	return s
}

// count are the persons in the posts of a role at a seat; of any role each person once.
func (r *roll) count(k city.Key, role string) int64 {
	if role != city.AnyRole {
		return r.holders(k, role)
	}
	persons := map[string]bool{}
	for _, p := range r.bySeat[k] {
		if p.Person != "" {
			persons[p.Person] = true
		}
	}
	return int64(len(persons))
}
