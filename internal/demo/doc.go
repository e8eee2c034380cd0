// Package demo makes a made-up city (演示数据，虚构): areas of every layer of the default
// scheme, buildings with addresses and households, places with hours, roads, rivers, walls
// and footpaths, and a history. Nothing in it is real: it lies on open water, and its names
// and codes belong to nobody. data/demo holds the recipe: sizes and names.
//
// # How the ground is made
//
// One planar graph on the integer lattice (mesh) holds all lines. It begins as one face
// within the city's outline and grows only by cutting edges at points and faces by chords:
// rivers and the railway first, then rings, avenues and highways (skeleton), then ever finer
// streets, each across the longer axis of a face (divide), in the manner of the recursive
// subdivision of Parish and Müller, "Procedural modeling of cities" (SIGGRAPH 2001). Every
// area of a partition layer is a set of faces; so neighbours share their borders point by
// point, borders follow streets, rivers, walls and ways, and there can be no gap and no
// overlap. Graphs of faces are parted into districts, streets, communities and grids of even
// weight whose borders favour rivers, rails and big roads (cluster).
//
// Buildings stand in rows on plots that are set back from every line around them; large
// compounds are cut into grids along the ways between rows. So no border cuts a building.
//
// # Same city, same bytes
//
// Chance is a hash of fixed seeds and places on the lattice. Topology is decided on the
// lattice with integers; products of floating-point numbers are rounded before they are
// added, and no function is used that may differ between processors. No output depends on
// the order of a map.
package demo
