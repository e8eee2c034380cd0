package tiles

import (
	"fmt"
	"math"
	"strconv"

	"github.com/paulmach/orb"
)

// MaxZoom is the deepest zoom that has addresses.
const MaxZoom = 22

// Address names a tile of the Web Mercator quadtree (XYZ scheme: y grows southward).
type Address struct {
	Z    uint8
	X, Y uint32
}

// AddressError says which part of a tile address is wrong.
type AddressError struct {
	Part   string // z, x or y
	Text   string
	Reason string
}

func (e *AddressError) Error() string {
	return fmt.Sprintf("tile %s %q: %s", e.Part, e.Text, e.Reason)
}

// ParseAddress reads an address from its decimal parts. Only the shortest form of a
// number is taken (no sign, space or leading zero), so that each tile has one URL.
func ParseAddress(z, x, y string) (Address, error) {
	zoom, err := parsePart("z", z, MaxZoom)
	if err != nil {
		return Address{}, err
	}
	last := uint32(1)<<zoom - 1
	col, err := parsePart("x", x, last)
	if err != nil {
		return Address{}, err
	}
	row, err := parsePart("y", y, last)
	if err != nil {
		return Address{}, err
	}
	return Address{Z: uint8(zoom), X: col, Y: row}, nil
}

func parsePart(part, text string, last uint32) (uint32, error) {
	v, err := strconv.ParseUint(text, 10, 32)
	if err != nil || strconv.FormatUint(v, 10) != text {
		if len(text) > 20 {
			text = text[:20] + "…"
		}
		return 0, &AddressError{Part: part, Text: text, Reason: "is not a plain decimal number"}
	}
	if v > uint64(last) {
		return 0, outside(part, uint32(v), last)
	}
	return uint32(v), nil
}

// check finds an address that was not made by ParseAddress and names no tile.
func (a Address) check() error {
	if a.Z > MaxZoom {
		return outside("z", uint32(a.Z), MaxZoom)
	}
	last := uint32(1)<<a.Z - 1
	if a.X > last {
		return outside("x", a.X, last)
	}
	if a.Y > last {
		return outside("y", a.Y, last)
	}
	return nil
}

func outside(part string, v, last uint32) *AddressError {
	return &AddressError{
		Part: part, Text: strconv.FormatUint(uint64(v), 10), Reason: fmt.Sprintf("is not within 0 to %d", last),
	}
}

func (a Address) String() string { return fmt.Sprintf("%d/%d/%d", a.Z, a.X, a.Y) }

// Bounds gives the tile without its buffer in degrees (lon, lat).
func (a Address) Bounds() orb.Bound {
	n := float64(uint32(1) << a.Z)
	lon := func(x float64) float64 { return x/n*360 - 180 }
	lat := func(y float64) float64 { return math.Atan(math.Sinh(math.Pi*(1-2*y/n))) * 180 / math.Pi }
	x, y := float64(a.X), float64(a.Y)
	return orb.Bound{Min: orb.Point{lon(x), lat(y + 1)}, Max: orb.Point{lon(x + 1), lat(y)}}
}
