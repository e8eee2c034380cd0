package edit

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// item is one version of an area as the draft has it.
type item struct {
	area  city.Area
	valid city.Period
	id    int64
	was   *city.Version // nil = new
	layer int           // number in the scheme
	room  int           // partition.Area.Layer: areas of one room must not cross
	now   bool          // it holds at the date of the change
	gone  bool
	// renumbered is true of one that is gone because another code has its place: it is not
	// deleted.
	renumbered bool
	heirs      []string // of one that is gone
	box        geo.Box
	from       []source // what an edit made it of
	told       bool     // the request says how many households it has
}

func (it *item) reshape(m geo.MultiPolygon) { it.area.Shape, it.box = m, m.Box() }

// draft is the city as a request makes it, step by step.
type draft struct {
	*World
	items     []*item
	inForce   map[city.Key]*item
	buildings map[int]*city.Building // of World.buildings, those that change
	others    []city.Entry           // places, lines, buildings that are put or deleted
	meant     map[city.Key]bool      // areas that the request means, others are only noded
	moves     moves
}

// moves is what the report tells of the way to the change.
type moves struct {
	snapped []Snapped
	rehomed []Rehomed
	moved   float64 // metres: farthest that a border moved by an edit
	noded   float64 // metres: farthest that noding moved a border
}

func newDraft(w *World) *draft {
	d := &draft{World: w, inForce: map[city.Key]*item{}, buildings: map[int]*city.Building{}, meant: map[city.Key]bool{}}
	next := len(w.Scheme.Layers)
	for i, vs := range w.areas {
		later := map[city.Date]int{} // each date has a room of its own: areas of two dates may cross
		for j := range vs {
			v := &vs[j]
			it := &item{area: v.Area, valid: v.Valid, id: v.ID, was: v, layer: i, room: i, now: v.Valid.Holds(w.Date), box: v.Box()}
			if !it.now {
				if _, known := later[v.Valid.From]; !known {
					later[v.Valid.From] = next
					next++
				}
				it.room = later[v.Valid.From]
			}
			d.add(it)
		}
	}
	return d
}

func (d *draft) add(it *item) {
	d.items = append(d.items, it)
	if it.now {
		d.inForce[it.area.Key()] = it
	}
}

// find is the area of a code that is in force.
func (d *draft) find(layer int, code string) (*item, error) {
	k := city.Key{Layer: d.Scheme.Layers[layer].Key, Code: code}
	if it := d.inForce[k]; it != nil && !it.gone {
		return it, nil
	}
	return nil, city.Errorf(city.NotFound, "unknown_code", "%s is not in force on %s", k, d.Date)
}

// alone refuses an area that has another version later: an edit of today's would leave it
// as it is, and so tear the border on that date.
func (d *draft) alone(it *item) error {
	for _, o := range d.items {
		if o.id == it.id && o.was != nil && it.was != nil && o != it && !o.now && !o.gone {
			return city.Errorf(city.Conflict, "planned_change", "%s has another version from %s on; end that first, or make the edit effective from then on", it.area.Key(), o.valid.From)
		}
	}
	return nil
}

// beside are the areas of partition layers that stand, in force or later, with a box that
// meets the given one.
func (d *draft) beside(box geo.Box) []*item {
	var out []*item
	for _, it := range d.items {
		if !it.gone && d.partition(it) && it.box.Intersects(box) {
			out = append(out, it)
		}
	}
	return out
}

func (d *draft) partition(it *item) bool { return d.Scheme.Layers[it.layer].Partition }

// node makes the borders of fresh areas one line with those that they touch.
func (d *draft) node(ctx context.Context, fresh []*item) error {
	fresh = slices.DeleteFunc(slices.Clone(fresh), func(it *item) bool { return it.gone || !d.partition(it) })
	if len(fresh) == 0 {
		return nil
	}
	isFresh := map[*item]bool{}
	for _, it := range fresh {
		isFresh[it] = true
	}
	var stored []*item
	for _, it := range d.items {
		if !it.gone && !isFresh[it] && d.partition(it) {
			stored = append(stored, it)
		}
	}
	boxes := make([]geo.Box, len(stored))
	for i, it := range stored {
		boxes[i] = it.box
	}
	all := slices.Concat(fresh, stored)
	res, err := partition.NodeNear(ctx, areasOf(fresh), areasOf(stored), boxes)
	if err != nil {
		return err
	}
	if err := unrest(all, &res); err != nil {
		return err
	}
	for k, i := range res.Of {
		if res.Changed[k] {
			all[i].reshape(res.Shapes[k])
		}
	}
	d.moves.noded = max(d.moves.noded, res.MaxMove*metresPerUnit)
	return nil
}

// metresPerUnit is the length of a lattice unit along a meridian, rounded up: a degree of
// latitude is at most 111,694 m on WGS-84.
const metresPerUnit = 111_694 / geo.Scale

func areasOf(items []*item) []partition.Area {
	out := make([]partition.Area, len(items))
	for i, it := range items {
		out[i] = partition.Area{Layer: it.room, Code: it.area.Code, Shape: it.area.Shape}
	}
	return out
}

// unrest is the error of areas whose borders do not come to rest, or of which nothing is
// left.
func unrest(all []*item, res *partition.NearResult) error {
	name := func(which []int) string {
		var keys []string
		for _, k := range which[:min(len(which), 10)] {
			keys = append(keys, all[res.Of[k]].area.Key().String())
		}
		return strings.Join(keys, ", ")
	}
	switch {
	case len(res.Unstable) > 0:
		return unstable(name(res.Unstable))
	case len(res.Collapsed) > 0:
		return city.Errorf(city.Invalid, "area_vanishes", "nothing would be left of %s on the lattice of 1e-7°", name(res.Collapsed))
	}
	return nil
}

func unstable(names string) error {
	return city.Errorf(city.Conflict, "noding_unstable", "the borders of %s do not come to rest within two units and ten rounds of snap rounding", names)
}

// rested translates the errors of geo/partition.
func rested(err error, names string) error {
	if errors.Is(err, partition.ErrUnstable) {
		return unstable(names)
	}
	return err
}
