// Package tiles makes the vector tiles of one revision: from things on the lattice to
// compressed Mapbox Vector Tiles, in memory and without SQL.
//
// Positions become Web Mercator world integers once, when the pyramid is built; from then
// on everything is integers, so that all machines make the same bytes.
//
// # Areas
//
// Neighbours must not tear, and a street's border must run on that of its grids. So areas
// are not simplified one by one. All partitions together are one coverage:
//
//	   rings                    arcs                       one zoom
//	┌─────┬─────┐          ┌─────●─────┐             ┌─────●─────┐
//	│  A  ╰╮ B  │   cut    │     ╰╮    │  simplify   │      ╲    │   round all at once,
//	│     ╭╯    │  ─────>  │     ╭╯    │  ────────>  │      ╱    │   with a vertex at
//	├─────┴─┬───┤ at nodes ●─────●─●───●  each arc   ●─────●─●───●   each frame of a tile
//	│   C   │ D │          │       │   │    once     │       │   │
//	└───────┴───┘          └───────●───┘             └───────●───┘
//
// A node is a vertex at which not just two edges meet, in any layer that the zoom shows. A
// shortcut is refused where a kept vertex lies between it and the border it stands for: so
// simplified borders do not cross, and nobody changes sides (see guard). What is left is
// rounded to tile units by snap rounding (see noder): edges meet only at their ends, and an
// area thinner than a tile unit collapses onto its border, so that its ground goes to its
// neighbours and to its parent as before. Rounding has cut every edge at the seams, the
// lines along which frames of tiles run; cutting a tile out of the zoom therefore rounds
// nothing, and two tiles show the ground that they share alike.
//
// A layer of free areas is a coverage of its own. Zooms beyond levelZoom, and coverages as
// large as a country at close zooms, are rounded tile by tile, from the true borders.
//
// # The rest
//
// Lines lose vertices by the same rule of distance; those where lines meet stay, from the
// zoom on that shows two of them. Footprints share no borders: each is rounded by itself.
// A label or a place is in exactly one tile of a zoom, always at the same spot.
package tiles
