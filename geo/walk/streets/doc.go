// Package streets reads files of streets (OpenStreetMap PBF and XML, OSMnx GraphML, GeoJSON,
// Shapefile) and gives the lines that matter to who walks: streets and paths, with the tags
// that the rules of walking ask for, and what stands in the way: walls and fences, rivers,
// railways, and the gates in them.
//
// Whatever a file holds, the outcome is lines or a *codec.FileError that names the file, the
// element and the place; no size that it claims is believed before the bytes are there.
//
// OpenStreetMap files are decoded here, not by a library: those there are end the whole
// program on a broken PBF file, from goroutines of their own. They are judges in the tests.
package streets
