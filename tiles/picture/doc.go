// Package picture draws the map as a picture: where a browser has no WebGL, and for prints.
//
// It reads the same vector tiles as the map of the page, and the same table of colours,
// widths and zooms, so that both look alike. Everything is drawn on the processor, in
// memory in proportion to the picture, and the same bytes come out for the same tiles.
package picture
