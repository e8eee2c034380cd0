// Package locate answers which area of a layer owns a point, exactly, and how far the
// border is.
//
// Every answer about ownership is made of integer comparisons on the lattice (see
// geo.CrossesEast and docs/architecture.md, "Owner rule"), so that it is the same
// everywhere. Lengths are metres on the ellipsoid.
//
// Inside: the borders of all layers are arcs, each once with the areas that it bounds
// (geo/partition.Weave). A raster of cells, finer where borders are dense, keeps in flat
// arrays what holds each cell's corner and the arcs near it, so that one walk finds the
// areas of all layers that hold a point: those at the corner, with every border between
// the corner and the point taking its areas in or out. Each area keeps its edges once more
// in the order of its rings under a tree of boxes, for the way to the border.
package locate
