// Package hex is the hexagons of H3 (h3geo.org) on the lattice: the cell of a point, its
// outline, the cells about a box, and how a shape lies in the cells.
//
// Which cell a point is in is decided by floating point, in the library. So nothing here
// takes the outline of a cell for its true border: a cell counts as wholly inside a shape only
// when no edge of the shape comes near it (Cover), and inside other cells the edges
// themselves decide, in integers (Rows.Cut). A join over cells then gives exactly the owners
// that geo.MultiPolygon.Owns gives.
//
// The library is C. A program that was built without (CGO_ENABLED=0) has no cells: On is false, and
// what needs one fails with ErrOff. Rows are whole in both.
package hex

import "errors"

// ErrOff is the error of what needs H3 in a program that was built without.
var ErrOff = errors.New("this program was built without H3 (CGO_ENABLED=0)")
