// Package hex is the hexagons of H3 (h3geo.org) on the lattice: the cell of a point, its
// outline, the cells about a box, and how a shape lies in the cells.
//
// Which cell a point is in is decided by floating point, in the library. So nothing here
// takes the outline of a cell for its true border: a cell counts as wholly inside a shape only
// when no edge of the shape comes near it (Cover), and inside other cells the edges
// themselves decide, in integers (Rows.Cut). A join over cells then gives exactly the owners
// that geo.MultiPolygon.Owns gives.
//
// The library is C: a compiler and the headers of the C library are needed to build.
package hex
