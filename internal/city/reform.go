package city

import (
	"cmp"
	"errors"
	"maps"
	"reflect"
	"slices"

	"github.com/goccy/go-yaml"
)

// Reform is another scheme for a city that lives: what it changes, and what a store must do about it.
type Reform struct {
	// Changed are the keys of the scheme that differ, for example norms, in their order.
	Changed []string
	// Gone are layers that nothing is of and that the scheme has no more, children first.
	Gone []string
}

// MayReform tells what another scheme changes in a city in which something was written, or why it cannot
// be had: Conflict, scheme_in_use where something that was ever written would be of what is not there any
// more (an area of a kind of its layer too), and where city, time zone, or parent, partition, base or code profile of a layer would be another;
// made_up_data as MayFound; Invalid, bad_staffing and bad_norm, where staffing or norms cannot be read. records are all
// versions of a kind, those of all revisions; they are asked for only where something goes.
func MayReform(have, want *Scheme, records func(RecordKind) ([]Record, error)) (*Reform, error) {
	if have.Demo != want.Demo {
		return nil, MayFound(State{}, have, want)
	}
	if have.Zone != want.Zone {
		return nil, Errorf(Conflict, "scheme_in_use", "the time zone stays %s: dates that are written are of it", have.Zone)
	}
	if have.City != "" && have.City != want.City {
		return nil, Errorf(Conflict, "scheme_in_use", "the city stays %s: its areas are written", have.City)
	}
	out := &Reform{}
	for i := range have.Layers {
		was := &have.Layers[i]
		is, err := want.Layer(was.Key)
		switch {
		case err != nil:
			out.Gone = append(out.Gone, was.Key)
		case is.Parent != was.Parent || is.Partition != was.Partition || is.Base != was.Base || cmp.Or(is.Code.Profile, ProfileFree) != cmp.Or(was.Code.Profile, ProfileFree):
			return nil, Errorf(Conflict, "scheme_in_use", "the layer %q keeps its parent, partition, base and code profile: make another layer", was.Key)
		}
	}
	slices.Reverse(out.Gone)
	if err := want.readable(); err != nil {
		return nil, err
	}
	for _, kind := range have.narrowed(want) {
		all, err := records(kind)
		if err != nil {
			return nil, err
		}
		if err := stillFit(all, have, want); err != nil {
			return nil, err
		}
		if kind == KindArea {
			if err := kindsStay(all, have.lostKinds(want)); err != nil {
				return nil, err
			}
		}
	}
	var err error
	out.Changed, err = have.differs(want)
	return out, err
}

// readable judges what else is judged only when the staff is checked, or grids are balanced.
func (s *Scheme) readable() error {
	layers, err := s.StaffingLayers()
	for _, layer := range layers {
		if _, _, bad := s.Staff(layer); bad != nil {
			err = errors.Join(err, bad)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Norms)) {
		if why := s.wrongNorm(name); why != "" {
			err = errors.Join(err, Errorf(Invalid, "bad_norm", "the scheme's norm %.80s %s", name, why))
		}
	}
	return err
}

// narrowed are the kinds of records of which some might not fit another scheme.
func (s *Scheme) narrowed(want *Scheme) []RecordKind {
	var out []RecordKind
	layers := lost(s.Layers, want.Layers, func(l LayerDef) string { return l.Key })
	places := lost(s.Places, want.Places, func(k PlaceKind) string { return k.Key })
	if layers || len(s.lostKinds(want)) > 0 {
		out = append(out, KindArea)
	}
	if places {
		out = append(out, KindPlace)
	}
	if layers || places || lost(s.AllOrganisations(), want.AllOrganisations(), func(k OrganisationKind) string { return k.Key }) {
		out = append(out, KindOrganisation)
	}
	roles := lost(s.AllRoles(), want.AllRoles(), func(r Role) string { return r.Key })
	for _, r := range s.AllRoles() {
		now, err := want.Role(r.Key)
		roles = roles || err == nil && !slices.Equal(r.On, now.On)
	}
	if layers || places || roles || lost(s.AllDomains(), want.AllDomains(), func(d Domain) string { return d.Key }) {
		out = append(out, KindPost)
	}
	return out
}

// lost is true where a key of the one list is not in the other.
func lost[T any](have, want []T, key func(T) string) bool {
	there := map[string]bool{}
	for _, one := range want {
		there[key(one)] = true
	}
	return slices.ContainsFunc(have, func(one T) bool { return !there[key(one)] })
}

// stillFit refuses the first record that fits the one scheme and not the other.
func stillFit(all []Record, have, want *Scheme) error {
	for i := range all {
		c := all[i].Content
		why := c.check(want)
		if k := c.Key(); why == nil && (k.Kind == KindArea || k.Kind == KindPlace) {
			why = want.checkLayer(k.Kind, k.Layer)
		}
		if why != nil && c.check(have) == nil {
			return Errorf(Conflict, "scheme_in_use", "%s is, or was in an earlier revision, of what the scheme would have no more: %s", c.Key(), why)
		}
	}
	return nil
}

// lostKind is a kind of areas of a layer that another scheme does not have.
type lostKind struct{ layer, kind string }

// lostKinds are the kinds of areas that go with another scheme, of layers that stay.
func (s *Scheme) lostKinds(want *Scheme) []lostKind {
	var out []lostKind
	for i := range s.Layers {
		was := &s.Layers[i]
		is, err := want.Layer(was.Key)
		if err != nil {
			continue
		}
		there := want.KindsOf(is)
		for _, k := range s.KindsOf(was) {
			if !slices.ContainsFunc(there, func(o AreaKind) bool { return o.Key == k.Key }) {
				out = append(out, lostKind{was.Key, k.Key})
			}
		}
	}
	return out
}

// kindsStay refuses the first of these kinds that areas are of (their class kind).
func kindsStay(all []Record, gone []lostKind) error {
	of := map[lostKind]map[string]bool{}
	for i := range all {
		if a, ok := all[i].Content.(*Area); ok && a.Class["kind"] != "" {
			k := lostKind{a.Layer, a.Class["kind"]}
			if of[k] == nil {
				of[k] = map[string]bool{}
			}
			of[k][a.Code] = true
		}
	}
	for _, k := range gone {
		if codes := slices.Sorted(maps.Keys(of[k])); len(codes) > 0 {
			return Errorf(Conflict, "scheme_in_use", "the layer %q keeps its kind %q: %d areas are, or were in an earlier revision, of it, the first %s", k.layer, k.kind, len(codes), codes[0])
		}
	}
	return nil
}

// differs are the keys of the YAML that are not the same in both.
func (s *Scheme) differs(o *Scheme) ([]string, error) {
	mine, err := s.byKey()
	if err != nil {
		return nil, err
	}
	other, err := o.byKey()
	if err != nil {
		return nil, err
	}
	var out []string
	for key := range mine {
		if !reflect.DeepEqual(mine[key], other[key]) {
			out = append(out, key)
		}
	}
	for key := range other {
		if _, both := mine[key]; !both {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out, nil
}

func (s *Scheme) byKey() (out map[string]any, err error) {
	text, err := s.YAML()
	if err != nil {
		return nil, err
	}
	err = yaml.Unmarshal(text, &out)
	return out, err
}
