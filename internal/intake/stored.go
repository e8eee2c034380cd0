package intake

import (
	"context"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// readVersions gives what the revision knows of each layer, at every date.
func readVersions(ctx context.Context, s city.Reader, scheme *city.Scheme, revision int64) (map[string][]city.Version, error) {
	out := map[string][]city.Version{}
	if revision == 0 {
		return out, nil
	}
	for i := range scheme.Layers {
		key := scheme.Layers[i].Key
		vs, err := s.Versions(ctx, city.Query{Layer: key, Revision: revision})
		if err != nil {
			return nil, err
		}
		out[key] = vs
	}
	return out, nil
}

// stored is what the store holds from the effective date on.
type stored struct {
	scheme  *city.Scheme
	inForce map[string][]*city.Version // by layer, in force at the effective date
	later   map[string][]*city.Version // by layer, those that begin after it
	byKey   map[city.Key]*city.Version // in force at the effective date
	ids     map[city.Key]int64         // of what holds at the effective date or later
	nextOf  map[int64]city.Date        // by id: when the first later version begins
	periods map[city.Key][]city.Period // from the effective date on, in order
}

func storedAt(known map[string][]city.Version, scheme *city.Scheme, from city.Date) *stored {
	s := &stored{scheme: scheme, inForce: map[string][]*city.Version{}, later: map[string][]*city.Version{}, byKey: map[city.Key]*city.Version{},
		ids: map[city.Key]int64{}, nextOf: map[int64]city.Date{}, periods: map[city.Key][]city.Period{}}
	for i := range scheme.Layers {
		key := scheme.Layers[i].Key
		for j := range known[key] {
			v := &known[key][j]
			if v.Valid.To > from {
				s.ids[v.Key()] = v.ID
				s.periods[v.Key()] = append(s.periods[v.Key()], v.Valid) // versions come in the order of time
			}
			switch {
			case v.Valid.Holds(from):
				s.inForce[key] = append(s.inForce[key], v)
				s.byKey[v.Key()] = v
			case v.Valid.From > from:
				s.later[key] = append(s.later[key], v)
				if next, known := s.nextOf[v.ID]; !known || v.Valid.From < next {
					s.nextOf[v.ID] = v.Valid.From
				}
			}
		}
	}
	return s
}

// named is true when the layer holds areas whose codes were not made up by an import.
func (s *stored) named(layer string) bool {
	return slices.ContainsFunc(s.inForce[layer], func(v *city.Version) bool { return !strings.HasPrefix(v.Code, layer+"-") })
}

// ends is when a content put at the effective date ends: where the version in force there
// ends, since a file says what holds and not that it holds for ever; for a new area, when
// its first later version begins; else OpenEnd.
func (s *stored) ends(k city.Key) city.Date {
	if v := s.byKey[k]; v != nil {
		return v.Valid.To
	}
	if at, known := s.nextOf[s.ids[k]]; known {
		return at
	}
	return city.OpenEnd
}

// lasts is the first date from the given one on at which the area does not hold.
func (s *stored) lasts(k city.Key, from city.Date) city.Date {
	for _, p := range s.periods[k] {
		if p.Holds(from) {
			from = p.To
		}
	}
	return from
}

// under lists the codes of a layer in force whose chain of parents holds the code within,
// in whatever layer above; all of them when within is empty.
func (s *stored) under(scheme *city.Scheme, def *city.LayerDef, within string) ([]string, error) {
	above := layersAbove(scheme, def)
	if within != "" && !slices.ContainsFunc(above, func(key string) bool { return s.byKey[city.Key{Layer: key, Code: within}] != nil }) {
		return nil, city.Errorf(city.NotFound, "unknown_code", "--within: no layer above %q has an area %q", def.Key, within)
	}
	var out []string
	for _, v := range s.inForce[def.Key] {
		if within == "" || s.descends(v, above, within) {
			out = append(out, v.Code)
		}
	}
	slices.Sort(out)
	return out, nil
}

// descends is true when a parent of v, or a parent of that and so on, has the code.
func (s *stored) descends(v *city.Version, above []string, code string) bool {
	for _, key := range above {
		if v.Parent == code {
			return true
		}
		if v = s.byKey[city.Key{Layer: key, Code: v.Parent}]; v == nil {
			return false
		}
	}
	return false
}

// layersAbove are the parent layer of a layer, the parent of that and so on.
func layersAbove(scheme *city.Scheme, def *city.LayerDef) []string {
	var out []string
	for def.Parent != "" {
		out = append(out, def.Parent)
		up, err := scheme.Layer(def.Parent)
		if err != nil { // a scheme names only parents that stand before the layer
			break
		}
		def = up
	}
	return out
}
