package edit

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// things counts what is touched beside areas.
func (o *outcome) things() {
	seen := map[city.Key]bool{}
	for _, rs := range [][]city.Record{o.applied.Ended, o.applied.Inserted} {
		for i := range rs {
			if k := rs[i].Key(); k.Kind != city.KindArea && !seen[k] {
				seen[k] = true
				o.report.Things[k.Kind.String()]++
			}
		}
	}
}

// eachBuilding calls f for each building that stands before or after the change.
func (o *outcome) eachBuilding(f func(was, now *city.Building)) {
	made := map[string]*city.Building{}
	for i := range o.applied.Inserted {
		r := &o.applied.Inserted[i]
		if b, ok := r.Content.(*city.Building); ok && r.Valid.Holds(o.at) {
			made[b.Code] = b
		}
	}
	for i := range o.w.buildings {
		r := &o.w.buildings[i]
		b, ok := r.Content.(*city.Building)
		if !ok || !r.Valid.Holds(o.at) {
			continue
		}
		now := b
		if o.dead[rowName{r.ID, r.RevFrom, r.Valid.From}] {
			now = made[b.Code]
			delete(made, b.Code)
		}
		f(b, now)
	}
	for _, b := range made {
		f(nil, b)
	}
}

// transfers sums up, for a layer, the buildings that belong to another area than before.
func (o *outcome) transfers(layer string, before, after map[string]*city.Version) {
	old, cur := holders(before), holders(after)
	if len(old)+len(cur) == 0 && layer != city.LayerGrid && layer != city.LayerCompound {
		return
	}
	sums := map[[2]string]*Transfer{}
	o.eachBuilding(func(was, now *city.Building) {
		from, to := holderOf(old, layer, was), holderOf(cur, layer, now)
		b := cmp.Or(now, was)
		if from == to || was == nil || now == nil {
			return
		}
		t := sums[[2]string{from, to}]
		if t == nil {
			t = &Transfer{Layer: layer, From: orNull(from), To: orNull(to)}
			sums[[2]string{from, to}] = t
		}
		t.Buildings++
		if b.Households != nil && *b.Households > 0 {
			t.households += *b.Households
			t.lived++
		}
	})
	// A sum is told when none of its buildings comes close to it: docs/privacy.md.
	buildings, households := o.w.Scheme.Privacy.Limits()
	var out []Transfer
	for _, t := range sums {
		if t.lived >= buildings && t.households >= int64(households) {
			t.Households = &t.households
		}
		out = append(out, *t)
	}
	slices.SortFunc(out, func(x, y Transfer) int {
		return cmp.Or(cmp.Compare(orEmpty(x.From), orEmpty(y.From)), cmp.Compare(orEmpty(x.To), orEmpty(y.To)))
	})
	o.report.Households = append(o.report.Households, out...)
}

// holderOf is the code of the area to which a building belongs: the one that it names, or
// that of the holders which owns the point where it counts; empty when none does.
func holderOf(hs []holder, layer string, b *city.Building) string {
	if b == nil {
		return ""
	}
	if named := namedBy(b, layer); named != "" {
		return named
	}
	if !about(hs, b) {
		return ""
	}
	if k := belongs(hs, layer, b, pointOf(b)); k >= 0 {
		return hs[k].code
	}
	return ""
}

// counted is true when the buildings of an area have as many households as the area says.
func (o *outcome) counted(v *city.Version) bool {
	hs := []holder{newHolder(&v.Area)}
	sum, any := int64(0), false
	o.eachBuilding(func(_, now *city.Building) {
		if now != nil && now.Households != nil && holderOf(hs, v.Layer, now) == v.Code {
			sum += *now.Households
			any = true
		}
	})
	return any && v.Households != nil && sum == *v.Households
}

func holders(vs map[string]*city.Version) []holder {
	var out []holder
	for _, v := range vs {
		out = append(out, newHolder(&v.Area))
	}
	slices.SortFunc(out, func(x, y holder) int { return cmp.Compare(x.code, y.code) })
	return out
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
