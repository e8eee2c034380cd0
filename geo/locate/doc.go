// Package locate answers which area of a layer owns a point, exactly, and how far the
// border is.
//
// Every answer about ownership is made of integer comparisons on the lattice (see
// geo.CrossesEast and docs/architecture.md, "Owner rule"), so that it is the same
// everywhere. Lengths are metres on the ellipsoid.
//
// Inside: an R-tree over the boxes of the areas gives candidates; each area keeps its
// edges in horizontal stripes (the idea of tidwall/tg), so that a ring test walks only
// the edges beside the point, and once more in the order of its rings under a tree of
// boxes for the way to the border.
package locate
