package merge

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// The number of layers that can be merged.
const (
	LeastLayers = 2
	MostLayers  = 4
)

// maxAreas bounds the areas of one layer that are merged at once.
const maxAreas = 200_000

// Ask says what is to be merged.
type Ask struct {
	// Layers are two to four layers of the scheme; the first is the base, from which the
	// proposal starts and whose codes it keeps.
	Layers []string
	// Into is the layer that takes the proposal: the base, or one that is none of the others.
	Into string
	// Date is that at which the layers are read and from which the proposal holds.
	Date city.Date
	// Sliver is the area below which a piece cut off from its grid is given away, in m²; 0 =
	// DefaultSliver.
	Sliver float64
	Author string
	Note   string
}

// DefaultSliver is the usual Ask.Sliver in m².
const DefaultSliver = 500

// maxSliver bounds Ask.Sliver.
const maxSliver = 1e6

// narrow is the width in metres below which a piece cut off from its grid is given away,
// whatever its area.
const narrow = 5

// norm is how many households a grid should have; nil = the layer has none.
type norm struct{ least, most int64 }

// input is what the store holds of the question.
type input struct {
	ask       *Ask
	scheme    *city.Scheme
	state     city.State
	into      *city.LayerDef
	layers    []layer // the base first
	present   []city.Version
	parents   []city.Version // of the target layer
	ground    layer          // the areas that say where the city is; none = nothing does
	buildings []*city.Building
	ends      []city.Date // of each building: when the version read ends
	norm      *norm
	given     map[string]int64 // codes ever given in the target layer, with the id of their grid
	withdrawn []city.Version   // of the target layer: the last versions of codes that changes taken back gave
}

// layer is one department's grids.
type layer struct {
	key   string
	areas []city.Area
}

// read takes from the store what the question is about.
func read(ctx context.Context, s city.Reader, ask *Ask) (*input, error) {
	in := &input{ask: ask, given: map[string]int64{}}
	var err error
	if in.scheme, err = s.Scheme(ctx); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	if in.state, err = s.State(ctx); err != nil {
		return nil, err
	}
	if in.state.Revision == 0 {
		return nil, city.Errorf(city.Invalid, "empty_layer", "the store holds nothing yet")
	}
	for _, key := range ask.Layers {
		vs, err := in.versions(ctx, s, key)
		if err != nil {
			return nil, err
		}
		if len(vs) == 0 {
			return nil, city.Errorf(city.Invalid, "empty_layer", "layer %q has no areas on %s", key, ask.Date)
		}
		in.layers = append(in.layers, layerOf(key, vs))
	}
	if err := in.readGround(ctx, s); err != nil {
		return nil, err
	}
	if in.present, err = in.versions(ctx, s, ask.Into); err != nil {
		return nil, err
	}
	if in.into.Parent != "" {
		if in.parents, err = in.versions(ctx, s, in.into.Parent); err != nil {
			return nil, err
		}
	}
	if err := in.readCodes(ctx, s); err != nil {
		return nil, err
	}
	return in, in.readBuildings(ctx, s)
}

func layerOf(key string, vs []city.Version) layer {
	l := layer{key: key}
	for i := range vs {
		l.areas = append(l.areas, vs[i].Area)
	}
	return l
}

// check judges the question by the scheme.
func (in *input) check() error {
	ask := in.ask
	if n := len(ask.Layers); n < LeastLayers || n > MostLayers {
		return city.Errorf(city.Invalid, "bad_layers", "%d layers: %d to %d can be merged", n, LeastLayers, MostLayers)
	}
	if !(ask.Sliver >= 0) || ask.Sliver > maxSliver {
		return city.Errorf(city.Invalid, "bad_sliver", "sliver: an area from 0 to %g m² is needed", float64(maxSliver))
	}
	for i, key := range ask.Layers {
		def, err := in.scheme.Layer(key)
		if err != nil {
			return err
		}
		if slices.Contains(ask.Layers[:i], key) {
			return city.Errorf(city.Invalid, "bad_layers", "layer %q stands there twice", key)
		}
		if def.Base {
			return city.Errorf(city.Invalid, "bad_layers", "layer %q is ground of the map, no grids", key)
		}
	}
	var err error
	if in.into, err = in.scheme.Layer(ask.Into); err != nil {
		return err
	}
	if !in.into.Partition {
		return city.Errorf(city.Invalid, "bad_layers", "layer %q is no partition, so it cannot take the merged grids", ask.Into)
	}
	if slices.Contains(ask.Layers[1:], ask.Into) {
		return city.Errorf(city.Invalid, "bad_layers", "layer %q takes the merged grids, so it must be the base: name it first", ask.Into)
	}
	in.norm, err = normOf(in.scheme, ask.Into, ask.Layers[0])
	return err
}

func (in *input) versions(ctx context.Context, s city.Reader, key string) ([]city.Version, error) {
	vs, err := s.Versions(ctx, city.Query{Layer: key, At: &in.ask.Date, Revision: in.state.Revision})
	if err != nil {
		return nil, err
	}
	if len(vs) > maxAreas {
		return nil, city.Errorf(city.TooLarge, "too_many_areas", "layer %q has %d areas; at most %d are merged at once", key, len(vs), maxAreas)
	}
	slices.SortFunc(vs, func(x, y city.Version) int { return strings.Compare(x.Code, y.Code) })
	return vs, nil
}

// readCodes learns which codes were ever given in the target layer, to which grids, and of which
// nothing is in force any more because the change that gave them was taken back.
func (in *input) readCodes(ctx context.Context, s city.Reader) error {
	all, err := s.Versions(ctx, city.Query{Layer: in.ask.Into, AllRevisions: true})
	if err != nil {
		return err
	}
	slices.SortStableFunc(all, func(x, y city.Version) int { return cmp.Compare(x.RevFrom, y.RevFrom) })
	standing, last := map[int64]bool{}, map[string]city.Version{}
	for i := range all {
		v := &all[i]
		in.given[v.Code] = v.ID
		for _, former := range v.Former {
			in.given[former] = v.ID
		}
		standing[v.ID] = standing[v.ID] || v.RevTo == 0
		last[v.Code] = *v
	}
	for _, code := range slices.Sorted(maps.Keys(last)) {
		if v := last[code]; !standing[v.ID] {
			in.withdrawn = append(in.withdrawn, v)
		}
	}
	return nil
}

// standing is the code that a grid of the target layer has now; empty where it has none.
func (in *input) standing(id int64) string {
	for i := range in.present {
		if in.present[i].ID == id {
			return in.present[i].Code
		}
	}
	return ""
}

func (in *input) readBuildings(ctx context.Context, s city.Reader) error {
	rs, err := s.Records(ctx, city.Query{Kind: city.KindBuilding, Layer: city.LayerBuilding, At: &in.ask.Date, Revision: in.state.Revision})
	if err != nil {
		return err
	}
	slices.SortFunc(rs, func(x, y city.Record) int { return strings.Compare(x.Content.Key().Code, y.Content.Key().Code) })
	for i := range rs {
		if b, ok := rs[i].Content.(*city.Building); ok {
			in.buildings, in.ends = append(in.buildings, b), append(in.ends, rs[i].Valid.To)
		}
	}
	return nil
}

// normOf is the norm of households of the target layer or, where the scheme has none, of the
// base; nil = neither has one.
func normOf(s *city.Scheme, layers ...string) (*norm, error) {
	for _, key := range layers {
		least, most, there, err := s.HouseholdNorm(key)
		if err != nil || there {
			return &norm{least, most}, err
		}
	}
	return nil, nil
}
