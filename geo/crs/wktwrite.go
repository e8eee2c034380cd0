package crs

import (
	"fmt"
	"strconv"
)

// WKT is the definition of a system in the form of ESRI's .prj files (WKT 1), which
// FromWKT reads back as the same system; empty for GCJ-02 and BD-09, for which that form
// has no words, and for a system with swapped axes, of which files know nothing.
func WKT(s System) string {
	switch s := s.(type) {
	case geographic:
		if s.name == "EPSG:4490" {
			return cgcs2000.wkt()
		}
		return wgs84.wkt()
	case mercator:
		return `PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",` + wgs84.wkt() + `,PROJECTION["Mercator_Auxiliary_Sphere"],` +
			`PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],` +
			`PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]`
	case *transverse:
		return s.tm.wkt(s.name)
	default:
		return ""
	}
}

func (e ellipsoid) wkt() string {
	const rest = `]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	if e == wgs84 {
		return `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563` + rest
	}
	return `GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101` + rest
}

// wkt has the name of Parse as its name: readers go by the parameters.
func (p tmParameters) wkt(name string) string {
	method := "Gauss_Kruger"
	if p.ellipsoid == wgs84 {
		method = "Transverse_Mercator"
	}
	num := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	return fmt.Sprintf(`PROJCS[%q,%s,PROJECTION[%q],PARAMETER["False_Easting",%s],PARAMETER["False_Northing",%s],`+
		`PARAMETER["Central_Meridian",%s],PARAMETER["Scale_Factor",%s],PARAMETER["Latitude_Of_Origin",%s],UNIT["Meter",1.0]]`,
		name, p.ellipsoid.wkt(), method, num(p.fe), num(p.fn), num(p.lon0), num(p.k), num(p.lat0))
}
