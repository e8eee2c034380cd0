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
// more, and where city, time zone, or parent, partition, base or code profile of a layer would be another;
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
	}
	var err error
	out.Changed, err = have.differs(want)
	return out, err
}

// readable judges what else is judged only when the staff is checked.
func (s *Scheme) readable() error {
	layers, err := s.StaffingLayers()
	for _, layer := range layers {
		if _, _, bad := s.Staff(layer); bad != nil {
			err = errors.Join(err, bad)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Norms)) {
		value, _, _ := s.Norm(name)
		_, number := wholeNumber(value)
		if _, list := value.([]any); !number && !list {
			if _, fraction := value.(float64); !fraction {
				err = errors.Join(err, Errorf(Invalid, "bad_norm", "the scheme's norm %s is neither a number nor two", name))
			}
		}
	}
	return err
}

// narrowed are the kinds of records of which some might not fit another scheme.
func (s *Scheme) narrowed(want *Scheme) []RecordKind {
	var out []RecordKind
	layers := lost(s.Layers, want.Layers, func(l LayerDef) string { return l.Key })
	places := lost(s.Places, want.Places, func(k PlaceKind) string { return k.Key })
	if layers {
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
