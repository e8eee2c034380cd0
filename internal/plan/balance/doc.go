// Package balance tells which areas have more households, or fewer, than the norm, and
// proposes how to split one that has too many.
//
// A proposal cuts along streets, paths, rivers, railways, walls and borders of compounds into
// connected parts whose households are within ten per cent of their mean. Where these lines
// do not suffice, they are prolonged over open ground, and it is said how far. No proposal cuts a
// building; what it cuts of a compound or its wall it says.
//
// # How it is found
//
// The lines cut the area into faces (partition.Carve). Faces that a building stands on
// together are one cell, with the households of the buildings that count there. Of the
// partitions of the cells into connected parts the cheapest within ten per cent is looked
// for, where a metre along a street costs least: by trying all where there are few cells and two
// parts, else by growing parts and exchanging cells from many beginnings. The same picture
// gives the same proposal. The cuts become splits of edit, one line each, in the JSON that
// POST /api/v1/changes takes; the promise is then counted anew from the shapes that these
// lines cut.
package balance
