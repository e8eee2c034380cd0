package city

import (
	"cmp"
	"context"
	"maps"
	"slices"
)

// checkEntry holds for an entry by itself, before the store is read.
func (r *resolver) checkEntry(e *Entry) error {
	def, err := r.base.Scheme.Layer(e.Key.Layer)
	if err != nil {
		return err
	}
	switch e.Op {
	case Delete:
		if err := checkPeriod(e.Key, e.Valid); err != nil {
			return err
		}
		return r.checkBegin(e)
	case Restore:
		return checkRestore(e, def)
	case Put:
		if e.Area == nil {
			return Errorf(Invalid, "bad_entry", "%s: a put without an area", e.Key)
		}
		if err := checkPeriod(e.Key, e.Valid); err != nil {
			return err
		}
		if err := checkArea(e, e.Area, def); err != nil {
			return err
		}
		return r.checkBegin(e)
	default:
		return Errorf(Invalid, "bad_entry", "%s: %q is no operation", e.Key, e.Op)
	}
}

// checkBegin: the rules are judged from the effective date on, so nothing may change
// before it. A restore puts back what was judged when it was written.
func (r *resolver) checkBegin(e *Entry) error {
	if e.Valid.From < r.change.Effective {
		return Errorf(Invalid, "bad_entry", "%s: it begins on %s, before the change takes effect on %s",
			e.Key, cmp.Or(e.Valid.From.String(), "the first day"), r.change.Effective)
	}
	return nil
}

func checkPeriod(k Key, p Period) error {
	switch {
	case p.Empty():
		return Errorf(Invalid, "bad_period", "%s: the period from %q to %q is empty", k, p.From, p.To)
	case !p.From.written() || !p.To.written():
		return Errorf(Invalid, "bad_period", "%s: the period from %q to %q leaves the years 1 to 9999", k, p.From, p.To)
	}
	return nil
}

func checkRestore(e *Entry, def *LayerDef) error {
	for i := range e.Versions {
		v := &e.Versions[i]
		if err := checkArea(e, &v.Area, def); err != nil {
			return err
		}
		if err := checkPeriod(e.Key, v.Valid); err != nil {
			return err
		}
		for _, code := range v.Successors {
			if err := checkText(code); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkArea(e *Entry, a *Area, def *LayerDef) error {
	switch {
	case a.Key() != e.Key:
		return Errorf(Invalid, "bad_entry", "%s: the area put there is %s", e.Key, a.Key())
	case len(a.Shape) == 0:
		return Errorf(Invalid, "empty_shape", "%s: the area has no shape", e.Key)
	case a.Parent != "" && def.Parent == "":
		return Errorf(Invalid, "unknown_parent", "%s: layer %q has no parent layer, yet the area names the parent %q", e.Key, def.Key, a.Parent)
	case slices.Contains(a.Former, a.Code):
		return Errorf(Invalid, "bad_code", "%s: the code stands among its own former codes", e.Key)
	}
	for _, code := range a.Former {
		if err := checkText(code); err != nil {
			return err
		}
	}
	if err := checkShape(a); err != nil {
		return err
	}
	if err := checkTexts(a); err != nil {
		return err
	}
	return def.Code.Profile.CheckCode(a.Code)
}

// check holds for the state that the change leaves.
func (r *resolver) check(ctx context.Context, out *Applied) error {
	for _, id := range slices.Sorted(maps.Keys(r.after)) {
		rows := r.after[id]
		for i := 1; i < len(rows); i++ {
			if rows[i-1].Valid.Overlaps(rows[i].Valid) {
				return Errorf(Conflict, "overlapping_versions", "%s and %s are the same area and would both hold on %s", rows[i-1].Key(), rows[i].Key(), rows[i].Valid.From)
			}
		}
	}
	for i := range r.change.Entries {
		e := &r.change.Entries[i]
		for _, code := range e.Successors {
			if _, known := r.ids[Key{Layer: e.Key.Layer, Code: code}]; !known || code == e.Key.Code {
				return Errorf(Invalid, "unknown_successor", "%s: its successor %q is no other area of the layer", e.Key, code)
			}
		}
	}
	return r.checkNesting(ctx, out)
}

// checkNesting: at every date from the effective one on the parent of a touched area is in
// force, and so is the parent of each child of a touched area.
func (r *resolver) checkNesting(ctx context.Context, out *Applied) error {
	subjects := slices.Clone(out.Inserted)
	children, err := r.remainingChildren(ctx, out.Ended)
	if err != nil {
		return err
	}
	subjects = append(subjects, children...)
	parents, err := r.parentPeriods(ctx, subjects)
	if err != nil {
		return err
	}
	for i := range subjects {
		v := &subjects[i]
		if v.Parent == "" {
			continue
		}
		pk := r.parentKey(v)
		if d, alone := orphaned(v.Valid, parents[pk], r.change.Effective); alone {
			return r.nestingError(v, pk, d, i >= len(out.Inserted))
		}
	}
	return nil
}

// orphaned finds the first date of valid, from the effective one on, that no period of the
// parent holds. It can only be where valid begins or where a period of the parent ends.
func orphaned(valid Period, parent []Period, effective Date) (first Date, found bool) {
	look := func(d Date) {
		if valid.Holds(d) && (!found || d < first) && !slices.ContainsFunc(parent, func(p Period) bool { return p.Holds(d) }) {
			first, found = d, true
		}
	}
	look(max(valid.From, effective))
	for _, p := range parent {
		if p.To > effective {
			look(p.To)
		}
	}
	return first, found
}

func (r *resolver) nestingError(v *Version, pk Key, d Date, child bool) error {
	day := cmp.Or(d.String(), "the beginning")
	if child {
		return Errorf(Conflict, "has_children", "%s cannot end: on %s %s still names it as its parent", pk, day, v.Key())
	}
	return Errorf(Invalid, "unknown_parent", "%s: its parent %s does not exist on %s", v.Key(), pk, day)
}

func (r *resolver) parentKey(v *Version) Key {
	def, err := r.base.Scheme.Layer(v.Layer)
	if err != nil {
		return Key{}
	}
	return Key{Layer: def.Parent, Code: v.Parent}
}

// remainingChildren are the current versions below the ended areas that the change leaves
// as they are.
func (r *resolver) remainingChildren(ctx context.Context, ended []Version) ([]Version, error) {
	byLayer := map[string][]string{}
	gone := map[rowName]bool{}
	for i := range ended {
		gone[rowName{ended[i].ID, ended[i].RevFrom, ended[i].Valid.From}] = true
		byLayer[ended[i].Layer] = append(byLayer[ended[i].Layer], ended[i].Code)
	}
	var out []Version
	for _, layer := range slices.Sorted(maps.Keys(byLayer)) {
		below := r.base.Scheme.Children(layer)
		if len(below) == 0 {
			continue
		}
		found, err := r.led.CurrentChildren(ctx, below, byLayer[layer])
		if err != nil {
			return nil, err
		}
		for i := range found {
			if !gone[rowName{found[i].ID, found[i].RevFrom, found[i].Valid.From}] {
				out = append(out, found[i])
			}
		}
	}
	return out, nil
}

// rowName names the row of a version in a store.
type rowName struct {
	id, revFrom int64
	from        Date
}

// parentPeriods gives, for the parent of each subject, when it is in force.
func (r *resolver) parentPeriods(ctx context.Context, subjects []Version) (map[Key][]Period, error) {
	keys := map[Key]bool{}
	for i := range subjects {
		if subjects[i].Parent != "" {
			keys[r.parentKey(&subjects[i])] = true
		}
	}
	ids, err := r.led.CodeIDs(ctx, slices.SortedFunc(maps.Keys(keys), Key.Compare))
	if err != nil {
		return nil, err
	}
	var load []int64
	for _, id := range ids {
		if _, touched := r.after[id]; !touched {
			load = append(load, id)
		}
	}
	slices.Sort(load)
	found, err := r.led.CurrentByID(ctx, slices.Compact(load))
	if err != nil {
		return nil, err
	}
	out := map[Key][]Period{}
	for i := range found {
		out[found[i].Key()] = append(out[found[i].Key()], found[i].Valid)
	}
	for _, rows := range r.after {
		for _, v := range rows {
			out[v.Key()] = append(out[v.Key()], v.Valid)
		}
	}
	return out, nil
}
