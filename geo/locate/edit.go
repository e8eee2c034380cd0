package locate

import (
	"errors"
	"fmt"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Change says what becomes of one area.
type Change struct {
	Layer int
	Area  int // its number, or None for a new area, which gets the next number of its layer
	Code  string
	Shape geo.MultiPolygon // nil ends the area; its number is not given again
}

// ErrOutgrown says that a change does not fit an index: it lies beyond the frame, or the
// index was edited so often that it has no addresses left. Build makes one that does.
var ErrOutgrown = errors.New("locate: the change needs a new index")

// Edit gives an index with the changes made, all or none. Only the cells whose answers may
// change are made anew; the rest is shared with x, which goes on answering as before. The
// time is that of the cells of the borders that move, and of looking through the codes of
// a layer where a code is new. Edit fails as Build does, with *BuildError, and with
// ErrOutgrown.
func (x *Index) Edit(changes []Change) (*Index, error) {
	e := &edit{old: x, new: x.copy(), areas: map[entry]*edited{}, touched: map[uint32]struct{}{}}
	for i := range changes {
		if err := e.take(&changes[i]); err != nil {
			return nil, err
		}
	}
	if err := e.codes(); err != nil {
		return nil, err
	}
	if err := e.keep(); err != nil {
		return nil, err
	}
	for _, name := range e.order {
		e.touch(name)
	}
	if err := e.replant(); err != nil {
		return nil, err
	}
	return e.new, nil
}

// copy is an index that can be changed without changing x: pages and records are still
// shared, but not where they are named.
func (x *Index) copy() *Index {
	y := *x
	y.layers = slices.Clone(x.layers)
	for i := range y.layers {
		y.layers[i].areas = slices.Clone(y.layers[i].areas)
	}
	y.cells.top = slices.Clone(x.cells.top)
	y.cells.borders = slices.Clone(x.cells.borders)
	for i := range y.cells.borders {
		y.cells.borders[i].layers = slices.Clone(y.cells.borders[i].layers)
	}
	return &y
}

// edit is one call of Edit.
type edit struct {
	old, new *Index
	areas    map[entry]*edited
	order    []entry             // of areas, as they were given
	touched  map[uint32]struct{} // top cells to be made anew
}

// edited is an area that changes.
type edited struct {
	*Change
	fact
	was record // nil for a new area
}

// take checks a change by itself.
func (e *edit) take(c *Change) error {
	if c.Layer < 0 || c.Layer >= len(e.old.layers) {
		return &BuildError{Reason: fmt.Sprintf("layer %d is not in the index", c.Layer)}
	}
	l := &e.new.layers[c.Layer]
	to := &edited{Change: c}
	number, fault := int32(c.Area), ""
	switch {
	case c.Area != None && !e.old.knows(c.Layer, c.Area):
		fault = fmt.Sprintf("area %d is not in the index", c.Area)
	case c.Area != None:
		to.was = e.old.record(c.Layer, number)
	case l.len == maxAreas:
		fault = fmt.Sprintf("there are %d areas; no more are indexed", maxAreas)
	case c.Shape == nil:
		fault = "a new area has no shape"
	default:
		number = int32(l.len)
		l.len++
	}
	if fault == "" && c.Shape != nil {
		to.fact = factOf(c.Shape)
		fault = to.fault
		if len(c.Code) > maxCode {
			fault = fmt.Sprintf("code has %d bytes; at most %d are indexed", len(c.Code), maxCode)
		}
	}
	name := entryOf(c.Layer, number)
	if fault == "" && e.areas[name] != nil {
		fault = fmt.Sprintf("area %d is changed twice", number)
	}
	if fault != "" {
		return &BuildError{Layer: l.key, Code: c.Code, Reason: fault}
	}
	if c.Shape != nil && !e.old.cells.frames(to.box) {
		return ErrOutgrown
	}
	e.areas[name], e.order = to, append(e.order, name)
	return nil
}

// frames tells whether a box lies within the frame, and right of its first corners.
func (c *cells) frames(b geo.Box) bool {
	return int64(b.Min.X) > int64(c.at.X) && int64(b.Min.Y) > int64(c.at.Y) &&
		int64(b.Max.X) < int64(c.at.X)+int64(c.nx)<<c.shift && int64(b.Max.Y) < int64(c.at.Y)+int64(c.ny)<<c.shift
}

// codes refuses a code that a layer has already. Only where one is new are they read.
func (e *edit) codes() error {
	given := make([]map[string]bool, len(e.old.layers))    // with the changes
	tails := make([]map[[2]uint32]bool, len(e.old.layers)) // of those that are new
	for _, name := range e.order {
		a := e.areas[name]
		if a.Shape == nil {
			continue
		}
		if given[a.Layer] == nil {
			given[a.Layer], tails[a.Layer] = map[string]bool{}, map[[2]uint32]bool{}
		}
		if given[a.Layer][a.Code] {
			return &BuildError{Layer: e.old.layers[a.Layer].key, Code: a.Code, Reason: "code is given twice"}
		}
		given[a.Layer][a.Code] = true
		if a.was == nil || a.was.code() != a.Code {
			tails[a.Layer][record(appendRecord(nil, &a.fact, a.Code)).tail()] = true
		}
	}
	for l, fresh := range tails {
		if len(fresh) == 0 {
			continue
		}
		for i := range e.old.layers[l].len {
			if !e.old.knows(l, i) || e.areas[entryOf(l, int32(i))] != nil {
				continue
			}
			if r := e.old.record(l, int32(i)); fresh[r.tail()] && given[l][r.code()] {
				return &BuildError{Layer: e.old.layers[l].key, Code: r.code(), Reason: "code is given twice"}
			}
		}
	}
	return nil
}

// keep writes the records of the areas.
func (e *edit) keep() error {
	var words []uint32
	x := e.new
	first := x.areas.end()
	copied := map[*page]bool{}
	for _, name := range e.order {
		a := e.areas[name]
		at := uint32(ended)
		if a.Shape != nil {
			at = first + uint32(len(words)/quad)
			words = appendRecord(words, &a.fact, a.Code)
		}
		x.layers[a.Layer].areas.set(uint32(name.area()), at, copied)
	}
	if !x.areas.room(len(words)) {
		return ErrOutgrown
	}
	x.areas = x.areas.with(words)
	return nil
}
