package city

import (
	"cmp"
	"context"
	"maps"
	"slices"
)

// checkEntry holds for an entry by itself, before the store is read.
func (r *resolver) checkEntry(e *Entry) error {
	scheme := r.base.Scheme
	if err := scheme.checkLayer(e.Key.Kind, e.Key.Layer); err != nil {
		return err
	}
	switch e.Op {
	case Delete:
		if err := checkPeriod(e.Key, e.Valid); err != nil {
			return err
		}
		return r.checkBegin(e)
	case Restore:
		return checkRestore(e, scheme)
	case Put:
		if e.Content == nil {
			return Errorf(Invalid, "bad_entry", "%s: a put without a content", e.Key)
		}
		if err := checkPeriod(e.Key, e.Valid); err != nil {
			return err
		}
		if err := checkContent(e, e.Content, scheme); err != nil {
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

func checkRestore(e *Entry, scheme *Scheme) error {
	for i := range e.Versions {
		v := &e.Versions[i]
		if err := checkContent(e, v.Content, scheme); err != nil {
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

func checkContent(e *Entry, c Content, scheme *Scheme) error {
	switch {
	case c.Key() != e.Key:
		return Errorf(Invalid, "bad_entry", "%s: the %s put there is %s", e.Key, c.Key().Kind, c.Key())
	case slices.Contains(c.former(), e.Key.Code):
		return Errorf(Invalid, "bad_code", "%s: the code stands among its own former codes", e.Key)
	}
	for _, code := range c.former() {
		if err := checkText(code); err != nil {
			return err
		}
	}
	return c.check(scheme)
}

// check holds for the state that the change leaves.
func (r *resolver) check(ctx context.Context, out *Applied) error {
	for _, id := range slices.Sorted(maps.Keys(r.after)) {
		rows := r.after[id]
		for i := 1; i < len(rows); i++ {
			if rows[i-1].Valid.Overlaps(rows[i].Valid) {
				return Errorf(Conflict, "overlapping_versions", "%s and %s are the same %s and would both hold on %s", rows[i-1].Key(), rows[i].Key(), rows[i].Key().Kind, rows[i].Valid.From)
			}
			if err := CheckFollows(rows[i-1].Content, rows[i].Content, rows[i].Valid.From); err != nil {
				return err
			}
		}
	}
	for i := range r.change.Entries {
		e := &r.change.Entries[i]
		if e.Op == Put {
			if err := checkLegs(r.base.Scheme, e.Content); err != nil {
				return err
			}
		}
		for _, code := range e.Successors {
			if _, known := r.id(e.Key.with(code)); !known || code == e.Key.Code {
				return Errorf(Invalid, "unknown_successor", "%s: its successor %q is no other %s of the layer", e.Key, code, e.Key.Kind)
			}
		}
	}
	return r.checkNesting(ctx, out)
}

// checkNesting: at every date from the effective one on the areas that a touched record
// names (its parent; a building's grid and compound) are in force, and so is each touched
// area that an untouched record names.
func (r *resolver) checkNesting(ctx context.Context, out *Applied) error {
	others, err := r.remaining(ctx, out.Ended)
	if err != nil {
		return err
	}
	subjects := append(slices.Clip(out.Inserted), others...) // a copy only where there are others
	there, err := r.namedPeriods(ctx, subjects)
	if err != nil {
		return err
	}
	for i := range subjects {
		v := &subjects[i]
		for _, k := range v.Content.named(r.base.Scheme) {
			if d, alone := orphaned(v.Valid, there[k], r.change.Effective); alone {
				return nestingError(v.Key(), k, d, i >= len(out.Inserted))
			}
		}
	}
	return nil
}

// orphaned finds the first date of valid, from the effective one on, that no period of the
// named area holds. It can only be where valid begins or where such a period ends.
func orphaned(valid Period, named []Period, effective Date) (first Date, found bool) {
	look := func(d Date) {
		if valid.Holds(d) && (!found || d < first) && !slices.ContainsFunc(named, func(p Period) bool { return p.Holds(d) }) {
			first, found = d, true
		}
	}
	look(max(valid.From, effective))
	for _, p := range named {
		if p.To > effective {
			look(p.To)
		}
	}
	return first, found
}

func nestingError(k, named Key, d Date, untouched bool) error {
	day := cmp.Or(d.String(), "the beginning")
	switch {
	case untouched && k.Kind == KindArea:
		return Errorf(Conflict, "has_children", "%s cannot end: on %s %s still names it as its parent", named, day, k)
	case untouched:
		return Errorf(Conflict, "has_children", "%s cannot end: on %s %s still names it", named, day, k)
	case k.Kind == KindArea:
		return Errorf(Invalid, "unknown_parent", "%s: its parent %s does not exist on %s", k, named, day)
	default:
		return Errorf(Invalid, "unknown_area", "%s: it names %s, which does not exist on %s", k, named, day)
	}
}

// remaining are the current versions that name an ended area and that the change leaves as
// they are.
func (r *resolver) remaining(ctx context.Context, ended []Record) ([]Record, error) {
	byLayer := map[string][]string{}
	gone := map[rowName]bool{}
	for i := range ended {
		gone[nameOf(&ended[i])] = true
		if k := ended[i].Key(); k.Kind == KindArea {
			byLayer[k.Layer] = append(byLayer[k.Layer], k.Code)
		}
	}
	var out []Record
	for _, layer := range slices.Sorted(maps.Keys(byLayer)) {
		found, err := r.naming(ctx, layer, byLayer[layer])
		if err != nil {
			return nil, err
		}
		for i := range found {
			if !gone[nameOf(&found[i])] {
				out = append(out, found[i])
			}
		}
	}
	return out, nil
}

// naming are the current versions that name an area of the layer with one of the codes.
func (r *resolver) naming(ctx context.Context, layer string, codes []string) (out []Record, err error) {
	if below := r.base.Scheme.Children(layer); len(below) > 0 {
		if out, err = r.led.CurrentChildren(ctx, below, codes); err != nil {
			return nil, err
		}
	}
	if layer != LayerGrid && layer != LayerCompound {
		return out, nil
	}
	buildings, err := r.led.CurrentBuildings(ctx, layer, codes)
	return append(out, buildings...), err
}

// rowName names the row of a version in a store.
type rowName struct {
	id, revFrom int64
	from        Date
}

func nameOf(r *Record) rowName { return rowName{r.ID, r.RevFrom, r.Valid.From} }

// namedPeriods gives, for the areas that the subjects name, when they are in force.
func (r *resolver) namedPeriods(ctx context.Context, subjects []Record) (map[Key][]Period, error) {
	keys := map[Key]bool{}
	for i := range subjects {
		for _, k := range subjects[i].Content.named(r.base.Scheme) {
			keys[k] = true
		}
	}
	ids, err := r.led.CodeIDs(ctx, slices.SortedFunc(maps.Keys(keys), Key.Compare))
	if err != nil {
		return nil, err
	}
	found, err := r.current(ctx, ids, r.after)
	if err != nil {
		return nil, err
	}
	out := map[Key][]Period{}
	for i := range found {
		out[found[i].Key()] = append(out[found[i].Key()], found[i].Valid)
	}
	for _, rows := range r.after {
		for _, v := range rows {
			if k := v.Key(); keys[k] {
				out[k] = append(out[k], v.Valid)
			}
		}
	}
	return out, nil
}
