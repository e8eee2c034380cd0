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
// # What is kept
//
//	level    ──draw──>  message        ──join──>  tile
//	a zoom,             what a layer              messages of a set of layers,
//	ready to cut        adds to a tile            one after another, compressed
//
// A message is the same whichever sets of layers are asked for. It is kept within
// Options.MessageBytes, those that came first for good: warming goes from the widest zoom on, and
// there they are dear. Those that a level gives again in less than 0.1 ms are not kept. Tiles are kept within Options.CacheBytes, those used last. A pyramid that
// a change makes of another takes over both but for what is dirty (see takeOver). Limits are
// those of a tile: a message is used where the tile has room for the whole of it, and made again
// for the room that there is where it has not, so that a tile does not depend on what was asked for
// before.
//
// # The rest
//
// Lines lose vertices by the same rule of distance; those where lines meet stay, from the
// zoom on that shows two of them. Footprints share no borders: each is rounded by itself.
// A label or a place is in exactly one tile of a zoom, always at the same spot.
package tiles
