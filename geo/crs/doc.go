// Package crs turns the coordinates of Chinese city data into WGS-84 degrees and back,
// and says when a file cannot be in the system it claims.
//
// A System is found by name (Parse), by the text of a .prj file (FromWKT) or by the
// coordinates alone (Detect). Known are WGS-84 and CGCS2000, which differ by some
// centimetres at most and count as equal (EPSG:4326 = EPSG:4490); all Gauss–Krüger zones of
// CGCS2000 (EPSG:4491–4554), UTM, transverse Mercator by parameters, Web Mercator,
// GCJ-02 and BD-09. Beijing 1954 and Xi'an 1980 need parameters that each city keeps for
// itself; they are refused by name.
//
// A drawing in a plane of its own is tied to a system by control points (FitControls).
//
// Points are always (x, y): longitude before latitude, easting before northing, whatever
// order an authority gives its axes. Swapped serves files written the other way round.
package crs
