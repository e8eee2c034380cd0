package codec

import "strings"

// SystemMember is the crs member of GeoJSON 2008 that names a reference system as crs.Parse
// knows it. RFC 7946 has no such member, since all its files are WGS-84: a file in another
// system has to say so.
func SystemMember(name string) Property {
	if code, ok := strings.CutPrefix(name, "EPSG:"); ok {
		name = "urn:ogc:def:crs:EPSG::" + code
	}
	type names struct {
		Name string `json:"name"`
	}
	return Property{Key: "crs", Value: struct {
		Type       string `json:"type"`
		Properties names  `json:"properties"`
	}{"name", names{name}}}
}
