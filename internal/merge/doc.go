// Package merge makes one layer of grids out of the overlapping grids of several departments:
// it measures where they agree, and proposes one set of grids that starts from one of them.
//
// # How it is found
//
// All layers are noded together and cut into faces (partition.Lay); each face knows the area
// of each layer that owns it, and the households of the buildings that count there. Areas of
// two layers are partners when each is the one with which the other shares most ground; on
// ground of partners their layers agree.
//
// Each face goes to the grid of the base layer that most layers mean: the base its own, each
// other layer the one with which its area there shares most ground; where they are even the
// base decides. A grid stays within its parent. Ground outside the base goes the same way; an
// area of another layer that lies there by more than half founds a grid. Then narrow or small
// pieces cut off from their grid go to the neighbour with the longest border, a grid above the
// norm is split along the borders of another layer where all parts keep to the norm, one
// below it joins a neighbour with which another layer has it in one area, and every building
// goes whole to the grid that has most of it.
package merge
