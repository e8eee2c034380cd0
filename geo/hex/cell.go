package hex

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/redsail/redsail/geo"
)

// Cell is a hexagon (at twelve places of the earth a pentagon) of one resolution.
type Cell uint64

// Finest is the finest resolution: hexagons of about half a metre.
const Finest = 15

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
	c, err := cellAt(at, res)
	if err != nil {
		return 0, fmt.Errorf("hex: %w", err)
	}
	return c, nil
}

// Parse reads a cell as String writes it.
func Parse(text string) (Cell, error) {
	if !On {
		return 0, ErrOff
	}
	n, err := strconv.ParseUint(text, 16, 64)
	if c := Cell(n); err == nil && c.Valid() && c.String() == text {
		return c, nil
	}
	return 0, fmt.Errorf("hex: %.40q is no H3 cell", text)
}

// String is the cell in 15 hexadecimal digits.
func (c Cell) String() string { return strconv.FormatUint(uint64(c), 16) }

// Valid is true of what is a cell.
func (c Cell) Valid() bool { return valid(c) }

// Resolution is 0 (the widest) to Finest: bits 52 to 55 of a cell.
func (c Cell) Resolution() int { return int(c >> 52 & 15) }

// Parent is the cell of a wider resolution under which this one is counted. That is one of
// numbers: a hexagon reaches over the outline of its parent a little.
func (c Cell) Parent(res int) (Cell, error) {
	if err := checkResolution(res, 0, c.Resolution()); err != nil {
		return 0, err
	}
	return parent(c, res)
}

// Centre is the middle of the cell, rounded to the lattice.
func (c Cell) Centre() (geo.Point, error) {
	at, err := middle(c)
	if err != nil {
		return geo.Point{}, fmt.Errorf("hex: cell %s: %w", c, err)
	}
	return geo.Snap(at)
}

// Neighbours are the six cells about this one (five about a pentagon), rising.
func (c Cell) Neighbours() ([]Cell, error) {
	disk, err := disk(c)
	if err != nil {
		return nil, fmt.Errorf("hex: cell %s: %w", c, err)
	}
	out := make([]Cell, 0, len(disk))
	for _, n := range disk {
		if n != c && n != 0 {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out, nil
}

// Compact replaces cells of one resolution, each there once, by their parents wherever all
// children of these are there. The result is rising.
func Compact(cells []Cell) ([]Cell, error) { return sorted(compact(cells)) }

// Uncompact is the reverse of Compact: all cells of a resolution under these, rising.
func Uncompact(cells []Cell, res int) ([]Cell, error) {
	if err := checkResolution(res, 0, Finest); err != nil {
		return nil, err
	}
	return sorted(uncompact(cells, res))
}

func sorted(cells []Cell, err error) ([]Cell, error) {
	if err != nil {
		return nil, fmt.Errorf("hex: %w", err)
	}
	slices.Sort(cells)
	return cells, nil
}
