package hex

import (
	"fmt"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

// MeridianError says that a cell lies across the 180th meridian, where its outline is no ring
// of the lattice.
type MeridianError struct{ Cell Cell }

func (e *MeridianError) Error() string {
	return fmt.Sprintf("H3 cell %s lies across the 180th meridian", e.Cell)
}

// growth is by how much of its size a cell is taken larger when a shape is compared with it.
// It covers, many times over, that the true border of a cell is made of great circles (at
// resolution 4 and 80° of latitude 0.2 % of its edge; less at finer ones and lower
// latitudes), the rounding of the library (below a micrometre), and that of a point to the
// lattice (at resolution 13 0.2 %).
const growth = 0.02

// Outline is the border of the cell with its corners rounded to the lattice. It fails with
// *MeridianError.
func (c Cell) Outline() (geo.Ring, error) { return c.ring(0) }

// Grown is a ring about all points that At puts into the cell, with room to spare; of
// resolutions 4 to 13, up to 80° of latitude.
func (c Cell) Grown() (geo.Ring, error) { return c.ring(growth) }

// ring is the outline, moved away from the middle by a part of its size.
func (c Cell) ring(by float64) (geo.Ring, error) {
	corners, err := boundary(c)
	if err != nil {
		return nil, fmt.Errorf("hex: cell %s: %w", c, err)
	}
	mid, err := middle(c)
	if err != nil {
		return nil, fmt.Errorf("hex: cell %s: %w", c, err)
	}
	out := make(geo.Ring, 0, len(corners))
	for _, at := range corners {
		if d := at[0] - mid[0]; d > 180 || d < -180 {
			return nil, &MeridianError{Cell: c}
		}
		p, err := geo.Snap(orb.Point{at[0] + by*(at[0]-mid[0]), at[1] + by*(at[1]-mid[1])})
		if err != nil {
			return nil, &MeridianError{Cell: c}
		}
		out = append(out, p)
	}
	return out, nil
}

// touches is true when the ring or its inside shares a point with the segment a–b.
func touches(r geo.Ring, a, b geo.Point) bool {
	if (geo.MultiPolygon{{r}}).Owns(a) {
		return true
	}
	hit := false
	r.Edges(func(c, d geo.Point) { hit = hit || meet(a, b, c, d) })
	return hit
}

// meet is true when two segments share a point.
func meet(a, b, c, d geo.Point) bool {
	if !(geo.EmptyBox().Extend(a).Extend(b)).Intersects(geo.EmptyBox().Extend(c).Extend(d)) {
		return false
	}
	return geo.Orient(a, b, c)*geo.Orient(a, b, d) <= 0 && geo.Orient(c, d, a)*geo.Orient(c, d, b) <= 0
}
