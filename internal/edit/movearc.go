package edit

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// mover is one move of a border.
type mover struct {
	d      *draft
	ask    *MoveArc
	edit   int // its number in the request
	layer  int
	a, b   *item // b is nil where no area is
	far    float64
	shared map[step]bool // edges of a on its border with b, both ways
}

func (d *draft) moveArc(ctx context.Context, edit int, ask *MoveArc) error {
	m := &mover{d: d, ask: ask, edit: edit}
	if err := m.open(); err != nil {
		return err
	}
	from, to, err := m.ends()
	if err != nil {
		return err
	}
	old, err := m.route(from, to)
	if err != nil {
		return err
	}
	path, err := m.path(from, to)
	if err != nil {
		return err
	}
	pairs, err := m.pairs(old)
	if err != nil {
		return err
	}
	return m.exchange(ctx, pairs, old, path)
}

// open finds the layer and the two areas.
func (m *mover) open() (err error) {
	if m.ask.Levels != "" && m.ask.Levels != "together" && m.ask.Levels != "one" {
		return in(city.Errorf(city.Invalid, "unknown_value", "there is no %q; known are together, one", m.ask.Levels), "levels")
	}
	if m.far, err = metres(m.ask.ToleranceM); err != nil {
		return err
	}
	if m.layer, err = m.d.layer(m.ask.Layer); err != nil {
		return in(err, "layer")
	}
	if !m.d.Scheme.Layers[m.layer].Partition {
		return in(city.Errorf(city.Invalid, "free_layer", "%s is no partition: its areas share no borders", m.ask.Layer), "layer")
	}
	var found []*item
	for i, code := range m.ask.Between {
		if code == nil {
			continue
		}
		it, err := m.d.find(m.layer, *code)
		if err == nil {
			err = m.d.alone(it)
		}
		if err != nil {
			return in(err, "between[%d]", i)
		}
		found = append(found, it)
	}
	if len(found) == 0 || len(found) == 2 && found[0] == found[1] {
		return in(city.Errorf(city.Invalid, "bad_edit", "two areas are needed, or one and null"), "between")
	}
	if m.a = found[0]; len(found) == 2 {
		m.b = found[1]
	}
	m.findShared()
	if len(m.shared) == 0 {
		return in(city.Errorf(city.Invalid, "no_such_border", "%s share no border", m.names()), "between")
	}
	return nil
}

func (m *mover) names() string {
	if m.b == nil {
		return m.a.area.Key().String() + " and the outside"
	}
	return m.a.area.Key().String() + " and " + m.b.area.Key().String()
}

// findShared finds the edges between the two areas, or those of a that no other area has.
func (m *mover) findShared() {
	m.shared = map[step]bool{}
	beyond := m.d.sidesOf(m.a.box)[m.layer]
	steps(m.a.area.Shape, func(s step) {
		if beyond[s.back()] == m.b {
			m.shared[s], m.shared[s.back()] = true, true
		}
	})
}

func (m *mover) isShared(s step) bool { return m.shared[s] }

// ends finds from and to on the borders and makes them vertices.
func (m *mover) ends() (from, to geo.Point, err error) {
	meant := false
	find := func(field string, sent orb.Point) (geo.Point, error) {
		var edges []step
		for _, it := range []*item{m.a, m.b} {
			if it != nil {
				steps(it.area.Shape, func(s step) { edges = append(edges, s) })
			}
		}
		s, found, err := nearest(sent, edges, m.isShared, m.far)
		if err != nil {
			return geo.Point{}, in(err, "%s", field)
		}
		if !found {
			return geo.Point{}, in(city.Errorf(city.Invalid, "off_border", "it is farther than %g m from the borders of %s", m.far, m.names()), "%s", field)
		}
		if err := m.d.pin(s); err != nil {
			return geo.Point{}, in(err, "%s", field)
		}
		m.findShared()
		meant = meant || s.shared
		m.d.moves.snapped = append(m.d.moves.snapped, Snapped{Edit: m.edit, End: field, At: s.at.LonLat(), DistanceM: round(float64(s.far), 1000)})
		return s.at, nil
	}
	if from, err = find("from", m.ask.From); err != nil {
		return from, to, err
	}
	if to, err = find("to", m.ask.To); err != nil {
		return from, to, err
	}
	if !meant {
		return from, to, in(city.Errorf(city.Invalid, "off_border", "neither from nor to lies on the border between %s", m.names()), "to")
	}
	if from == to {
		return from, to, in(city.Errorf(city.Invalid, "bad_edit", "from and to are the same point of the border, %s", place(from)), "to")
	}
	return from, to, nil
}

// route is the stretch of border from one point to the other: one all between the two areas
// if there is, else the shortest that is so in part.
func (m *mover) route(from, to geo.Point) (geo.Line, error) {
	var best geo.Line
	var length float64
	whole := false
	for _, it := range []*item{m.a, m.b} {
		if it == nil {
			continue
		}
		for _, way := range ways(it.area.Shape, from, to) {
			some, all := false, true
			for i := 1; i < len(way); i++ {
				s := m.shared[step{way[i-1], way[i]}]
				some, all = some || s, all && s
			}
			n := lengthOf(way)
			if some && (best == nil || all && !whole || all == whole && n < length) {
				best, length, whole = way, n, all
			}
		}
	}
	if best == nil {
		return nil, in(city.Errorf(city.Invalid, "no_such_border", "no stretch of the border between %s leads from the one end to the other", m.names()), "to")
	}
	return best, nil
}

// ways are the walks along a ring of the shape from one of its vertices to another.
func ways(shape geo.MultiPolygon, from, to geo.Point) []geo.Line {
	var out []geo.Line
	for _, poly := range shape {
		for _, r := range poly {
			i, j := slices.Index(r, from), slices.Index(r, to)
			if i < 0 || j < 0 {
				continue
			}
			for _, by := range []int{1, len(r) - 1} {
				way := geo.Line{from}
				for k := i; k != j; {
					k = (k + by) % len(r)
					way = append(way, r[k])
				}
				out = append(out, way)
			}
		}
	}
	return out
}

// path is the new border, its ends included.
func (m *mover) path(from, to geo.Point) (geo.Line, error) {
	inner, err := snapLine(m.ask.Path)
	if err != nil {
		return nil, in(err, "path")
	}
	path := slices.Compact(slices.Concat(geo.Line{from}, inner, geo.Line{to}))
	if at := partition.LineMeets(path); len(at) > 0 {
		return nil, in(city.Errorf(city.Invalid, "path_crosses_itself", "the path meets itself at %s", place(at[0])), "path")
	}
	return path, nil
}

// pair is who exchanges ground in one layer; one of them may be nil.
type pair struct{ left, right *item }

// pairs finds, by layer, the areas whose border is the stretch.
func (m *mover) pairs(old geo.Line) ([]pair, error) {
	out := []pair{{m.a, m.b}}
	if m.ask.Levels == "one" {
		return out, nil
	}
	all := m.d.sidesOf(old.Box())
	for layer := range m.d.Scheme.Layers {
		if layer == m.layer || all[layer] == nil {
			continue
		}
		var first pair
		begun := false
		for i := 1; i < len(old); i++ {
			s := step{old[i-1], old[i]}
			if !m.shared[s] {
				continue
			}
			p := pair{all[layer][s], all[layer][s.back()]}
			if begun && p != first {
				return nil, city.Errorf(city.Invalid, "border_divides", "a border of layer %s meets the stretch at %s: move the parts on both sides of it one by one, or this layer alone",
					m.d.Scheme.Layers[layer].Key, place(old[i-1]))
			}
			first, begun = p, true
		}
		if first != (pair{}) {
			out = append(out, first)
		}
	}
	for _, p := range out[1:] {
		for _, it := range []*item{p.left, p.right} {
			if it == nil {
				continue
			}
			if err := m.d.alone(it); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}
