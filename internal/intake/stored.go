package intake

import (
	"context"
	"slices"

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
	inForce map[string][]*city.Version // by layer, in force at the effective date
	later   map[string][]*city.Version // by layer, those that begin after it
	byKey   map[city.Key]*city.Version // in force at the effective date
}

func storedAt(known map[string][]city.Version, scheme *city.Scheme, from city.Date) *stored {
	s := &stored{inForce: map[string][]*city.Version{}, later: map[string][]*city.Version{}, byKey: map[city.Key]*city.Version{}}
	for i := range scheme.Layers {
		key := scheme.Layers[i].Key
		for j := range known[key] {
			switch v := &known[key][j]; {
			case v.Valid.Holds(from):
				s.inForce[key] = append(s.inForce[key], v)
				s.byKey[v.Key()] = v
			case v.Valid.From > from:
				s.later[key] = append(s.later[key], v)
			}
		}
	}
	return s
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
