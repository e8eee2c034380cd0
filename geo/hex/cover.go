package hex

import (
	"fmt"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Resolutions and latitudes for which Grown holds.
const (
	CoverLeast = 4
	CoverMost  = 13
	maxLat     = 80 * int32(geo.Scale)
)

// LimitError says that more cells are needed than may be.
type LimitError struct{ Limit, Resolution int }

func (e *LimitError) Error() string {
	return fmt.Sprintf("more than %d H3 cells of resolution %d are needed; take a coarser one", e.Limit, e.Resolution)
}

// PolarError says that a shape goes beyond 80° of latitude.
type PolarError struct{}

func (*PolarError) Error() string { return "beyond 80° of latitude no H3 cells are laid over shapes" }

// Cover is how a shape lies in the cells of a resolution. A point that At puts into a cell of
// Full is owned by the shape; one in a cell that is in neither list is not; in a cell of Border
// the edges decide (Rows.Cut). Both lists are rising.
type Cover struct{ Full, Border []Cell }

// covering is a cover in the making.
type covering struct {
	rows  *Rows
	res   int
	limit int
	known map[Cell]*known
}

// known is what is known of a cell.
type known struct {
	grown  geo.Ring
	edge   int // number of the last edge that was compared with it
	border bool
	full   bool
}

// NewCover lays the cells of a resolution over a shape, of whose edges rows are made. It
// fails with *ResolutionError, *LimitError, *PolarError, or *MeridianError.
func NewCover(m geo.MultiPolygon, rows *Rows, res, limit int) (Cover, error) {
	if err := checkResolution(res, CoverLeast, CoverMost); err != nil {
		return Cover{}, err
	}
	if box := m.Box(); box.Max.Y > maxLat || box.Min.Y < -maxLat {
		return Cover{}, &PolarError{}
	}
	c := &covering{rows: rows, res: res, limit: limit, known: map[Cell]*known{}}
	var err error
	edge := 0
	m.Edges(func(a, b geo.Point) {
		if edge++; err == nil {
			err = c.follow(edge, a, b)
		}
	})
	if err == nil {
		err = c.fill()
	}
	if err != nil {
		return Cover{}, err
	}
	return c.lists(), nil
}

// look gives what is known of a cell; a cell that is met first is grown.
func (c *covering) look(cell Cell) (*known, error) {
	k := c.known[cell]
	if k != nil {
		return k, nil
	}
	if len(c.known) >= c.limit {
		return nil, &LimitError{Limit: c.limit, Resolution: c.res}
	}
	k = &known{}
	c.known[cell] = k
	var err error
	k.grown, err = cell.Grown()
	return k, err
}

// follow marks the cells near an edge: from the cell of its beginning, from neighbour to
// neighbour. The cells that a line goes through are one after the other neighbours, and those
// that it only comes near are neighbours of these.
func (c *covering) follow(edge int, a, b geo.Point) error {
	first, err := At(a, c.res)
	if err != nil {
		return err
	}
	todo := []Cell{first}
	for len(todo) > 0 {
		cell := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		k, err := c.look(cell)
		if err != nil {
			return err
		}
		if k.edge == edge {
			continue
		}
		k.edge = edge
		if !touches(k.grown, a, b) {
			continue
		}
		k.border = true
		near, err := cell.Neighbours()
		if err != nil {
			return err
		}
		todo = append(todo, near...)
	}
	return nil
}

// fill marks the cells inside: those beside a border cell whose middle is owned, and from
// there on up to the next border cells. No edge is near them, so all of them is inside.
func (c *covering) fill() error {
	for _, cell := range c.sorted(func(k *known) bool { return k.border }) {
		near, err := cell.Neighbours()
		if err != nil {
			return err
		}
		for _, n := range near {
			k, err := c.look(n)
			if err != nil {
				return err
			}
			if k.border || k.full {
				continue
			}
			mid, err := n.Centre()
			if err != nil {
				return err
			}
			if c.rows.Owns(mid) {
				if err := c.flood(n, k); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (c *covering) flood(from Cell, k *known) error {
	k.full = true
	todo := []Cell{from}
	for len(todo) > 0 {
		cell := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		near, err := cell.Neighbours()
		if err != nil {
			return err
		}
		for _, n := range near {
			k := c.known[n]
			if k == nil {
				if len(c.known) >= c.limit {
					return &LimitError{Limit: c.limit, Resolution: c.res}
				}
				k = &known{} // far from all edges: nothing is compared with it
				c.known[n] = k
			}
			if !k.border && !k.full {
				k.full = true
				todo = append(todo, n)
			}
		}
	}
	return nil
}

func (c *covering) lists() Cover {
	return Cover{
		Full:   c.sorted(func(k *known) bool { return k.full }),
		Border: c.sorted(func(k *known) bool { return k.border }),
	}
}

func (c *covering) sorted(want func(*known) bool) []Cell {
	var out []Cell
	for cell, k := range c.known {
		if want(k) {
			out = append(out, cell)
		}
	}
	slices.Sort(out)
	return out
}
