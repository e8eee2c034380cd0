//go:build cgo

package hex

import (
	"fmt"
	"slices"

	"github.com/uber/h3-go/v4"

	"github.com/redsail/redsail/geo"
)

// Cell is a hexagon (at twelve places of the earth a pentagon) of one resolution.
type Cell uint64

// Finest is the finest resolution: hexagons of about half a metre.
const Finest = h3.MaxResolution

// ResolutionError says that a resolution is not between the two.
type ResolutionError struct{ Resolution, Least, Most int }

func (e *ResolutionError) Error() string {
	return fmt.Sprintf("H3 resolution %d is not within %d to %d", e.Resolution, e.Least, e.Most)
}

func checkResolution(res, least, most int) error {
	if res < least || res > most {
		return &ResolutionError{Resolution: res, Least: least, Most: most}
	}
	return nil
}

// At is the cell that holds a point: the latLngToCell of its degrees. It fails with
// *ResolutionError, or *geo.RangeError for what is not on the earth.
func At(p geo.Point, res int) (Cell, error) {
	if err := checkResolution(res, 0, Finest); err != nil {
		return 0, err
	}
	at := p.LonLat()
	if !(at[0] >= -180 && at[0] <= 180 && at[1] >= -90 && at[1] <= 90) {
		return 0, &geo.RangeError{Lon: at[0], Lat: at[1]}
	}
	c, err := h3.LatLngToCell(h3.NewLatLng(at[1], at[0]), res)
	if err != nil {
		return 0, fmt.Errorf("hex: %w", err)
	}
	return Cell(c), nil
}

// Parse reads a cell as String writes it.
func Parse(text string) (Cell, error) {
	c := h3.CellFromString(text)
	if !c.IsValid() || c.String() != text {
		return 0, fmt.Errorf("hex: %.40q is no H3 cell", text)
	}
	return Cell(c), nil
}

// String is the cell in 15 hexadecimal digits.
func (c Cell) String() string { return h3.Cell(c).String() }

// Valid is true of what is a cell.
func (c Cell) Valid() bool { return h3.Cell(c).IsValid() }

// Resolution is 0 (the widest) to Finest.
func (c Cell) Resolution() int { return h3.Cell(c).Resolution() }

// Parent is the cell of a wider resolution under which this one is counted. That is one of
// numbers: a hexagon reaches over the outline of its parent a little.
func (c Cell) Parent(res int) (Cell, error) {
	if err := checkResolution(res, 0, c.Resolution()); err != nil {
		return 0, err
	}
	p, err := h3.Cell(c).Parent(res)
	return Cell(p), err
}

// Centre is the middle of the cell, rounded to the lattice.
func (c Cell) Centre() (geo.Point, error) {
	at, err := h3.Cell(c).LatLng()
	if err != nil {
		return geo.Point{}, fmt.Errorf("hex: cell %s: %w", c, err)
	}
	return geo.Snap([2]float64{at.Lng, at.Lat})
}

// Neighbours are the six cells about this one (five about a pentagon), rising.
func (c Cell) Neighbours() ([]Cell, error) {
	disk, err := h3.Cell(c).GridDisk(1)
	if err != nil {
		return nil, fmt.Errorf("hex: cell %s: %w", c, err)
	}
	out := make([]Cell, 0, len(disk))
	for _, n := range disk {
		if Cell(n) != c && n != 0 {
			out = append(out, Cell(n))
		}
	}
	slices.Sort(out)
	return out, nil
}

// Compact replaces cells of one resolution, each there once, by their parents wherever all
// children of these are there. The result is rising.
func Compact(cells []Cell) ([]Cell, error) {
	in := make([]h3.Cell, len(cells))
	for i, c := range cells {
		in[i] = h3.Cell(c)
	}
	return sorted(h3.CompactCells(in))
}

// Uncompact is the reverse of Compact: all cells of a resolution under these, rising.
func Uncompact(cells []Cell, res int) ([]Cell, error) {
	if err := checkResolution(res, 0, Finest); err != nil {
		return nil, err
	}
	in := make([]h3.Cell, len(cells))
	for i, c := range cells {
		in[i] = h3.Cell(c)
	}
	return sorted(h3.UncompactCells(in, res))
}

func sorted(cells []h3.Cell, err error) ([]Cell, error) {
	if err != nil {
		return nil, fmt.Errorf("hex: %w", err)
	}
	out := make([]Cell, len(cells))
	for i, c := range cells {
		out[i] = Cell(c)
	}
	slices.Sort(out)
	return out, nil
}
