// Package basemap brings maps of other makers under our own layers: archives of this
// machine, and services (XYZ, WMTS) through a proxy that keeps their keys.
//
// The operator lists them in a file. What a page in Web Mercator and WGS-84 cannot show
// truly is refused with the reason: sources in GCJ-02 or BD-09, and services that have no
// tiles in Web Mercator. Of a service only what the file names is asked for: its hosts, its
// layers; the answer must be an image or a vector tile. Which tiles somebody looks at is
// movement data: no address is logged, and none stands in an error.
package basemap
