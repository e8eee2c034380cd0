package atlas

import (
	"strconv"

	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// weakAttribute of a compound, or of the Party organisation of one, is weakYes where its base is
// marked as weak [002:3].
const (
	weakAttribute = "weak"
	weakYes       = "yes"
	roleSupport   = "compound_support"
)

// checkJointBranches proposes joint branches, and looks for weak compounds that nobody supports.
func (r *roll) checkJointBranches() []StaffKind {
	joint := r.setting("joint_branch_members")
	support := r.setting("weak_support")
	weak := map[city.Key]bool{}
	for _, o := range r.organisations {
		if r.party[o.Kind] && o.Class[weakAttribute] == weakYes {
			weak[o.Of.Key()] = true
		}
	}
	var alone []StaffFinding
	for _, a := range r.areas(city.LayerCompound) {
		if a.Class[weakAttribute] != weakYes && !weak[areaKey(a)] {
			continue
		}
		if n := r.holders(areaKey(a), roleSupport); !support.holds(n) {
			alone = append(alone, ofArea(a, n))
		}
	}
	return []StaffKind{kindOf(StaffJoint, joint, r.joinable(joint)), kindOf(StaffWeak, support, alone)}
}

// joinable are the small compounds that could share a joint branch, each with its grid: those with
// members, too few for a branch of their own, that no branch serves; two or more of a grid that
// have members enough together. Count is the members of all of them.
func (r *roll) joinable(norm *StaffSetting) []StaffFinding {
	own := r.setting("own_branch_members")
	small, members := map[string]int{}, map[string]int64{} // by grid
	var found []StaffFinding
	for _, a := range r.areas(city.LayerCompound) {
		n, err := strconv.ParseInt(a.Class[membersAttribute], 10, 64)
		grid := r.gridOf(a)
		if err != nil || n < 1 || n >= own.Min || grid == "" || r.served[areaKey(a)] {
			continue
		}
		f := ofArea(a, n)
		f.Of, f.OfCode = r.levels.Grid, grid
		found = append(found, f)
		small[grid]++
		members[grid] += n
	}
	var out []StaffFinding
	for _, f := range found {
		if small[f.OfCode] > 1 && norm.holds(members[f.OfCode]) {
			f.Count = members[f.OfCode]
			out = append(out, f)
		}
	}
	return out
}

// gridOf is the grid inside which a compound lies: that of all its buildings, or, where it has
// none, that of its inner point; empty where they lie in several, or in none.
func (r *roll) gridOf(compound *city.Version) string {
	if in := r.gridsOf[compound.Code]; len(in) > 0 {
		if len(in) == 1 {
			return in[0]
		}
		return ""
	}
	if len(compound.Shape) == 0 {
		return ""
	}
	return r.gridAt(partition.LabelPoint(compound.Shape))
}
