// Package codec reads boundary files (GeoJSON, TopoJSON, Shapefile, GeoPackage, KML,
// DXF and CSV with WKT) as a stream of features under limits, and writes GeoJSON, CSV with WKT,
// KML, WKB and GeoPackage geometry blobs.
//
// A reader keeps two kinds of fault apart. A *FeatureError belongs to one feature: it
// comes with the feature, and the rest of the file goes on. A *FileError ends the
// reading: the file is not what it says, lies about its size, or passes a limit.
//
// No size that a file claims is believed before the bytes are there: memory grows with
// what was read, never with what a header promises. Coordinates are given as they
// stand in the file, Z and M dropped; which coordinate system they are in is only
// reported (Source.CRS, Source.PRJ), not judged.
package codec
