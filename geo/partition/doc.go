// Package partition keeps the areas of a layer fitting together on the lattice: it
// puts shapes into one canonical form (Normalise), cuts shared borders at the same
// points (Node), proves where areas overlap or leave gaps (Faults), joins areas
// (Union), finds neighbours (Adjacent) and a point to write a name at (LabelPoint).
//
// Every decision is an integer comparison and exact; floating point only measures
// what was decided. Results do not depend on the order of areas, on the direction of
// rings, nor on where a ring starts.
//
// # Noding
//
// Node is iterated snap rounding in the manner of Halperin and Packer (Iterated snap
// rounding, Computational Geometry 23, 2002), with a disc of one unit for the pixel.
// The vertices of all areas are the hot points; a hot point is beside an edge when it is
// at most one unit away and its foot is strictly between the ends.
//
// First each layer alone: an edge is drawn through all hot points of its layer that are
// beside it, in their order along it, so that a border drawn in one piece by one area
// and in several by its neighbours falls together. Then its parts, and later those of
// all layers with the hot points of all, are cut at the nearest hot point beside them,
// the two parts again in the same way, until nothing is near. What is nearest goes
// first, so the triangle over which a cut drags an edge never holds another hot point:
// no edge is drawn over a vertex, and areas keep their sides. Where edges of one layer
// still cross, the crossing point, rounded half away from zero, becomes a hot point as
// well, and every edge is cut anew from its raw form.
//
// So the outcome is a function of the raw edges and the hot points alone. That is what
// makes a second import of the same file change nothing.
package partition
