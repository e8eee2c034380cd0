package codec

import (
	"strconv"
	"strings"

	"github.com/redsail/redsail/geo/crs"
)

// gpkgOrganization stands with systems that EPSG does not know; their srs_name is the name
// by which crs.Parse finds them.
const (
	gpkgOrganization = "REDSAIL"
	gpkgOwnSystem    = 100001
)

// systems fills the table of systems: the three that every GeoPackage has, and the file's.
func (g *gpkgWriter) systems() error {
	const insert = "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)"
	degrees, err := crs.Parse("EPSG:4326")
	if err != nil {
		return err
	}
	for _, row := range [][]any{
		{"Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"},
		{"Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"},
		{"WGS 84 geodetic", sridWGS84, "EPSG", sridWGS84, crs.WKT(degrees), "longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid"},
	} {
		if err := g.exec(insert, row...); err != nil {
			return err
		}
	}
	g.srs = sridWGS84
	if plainWGS84(g.file.CRS) {
		return nil
	}
	name := g.file.CRS.Name()
	if code, ok := strings.CutPrefix(name, "EPSG:"); ok {
		if g.srs, err = strconv.ParseInt(code, 10, 32); err != nil {
			return err
		}
		return g.exec(insert, name, g.srs, "EPSG", g.srs, crs.WKT(g.file.CRS), name)
	}
	g.srs = gpkgOwnSystem
	definition, description := crs.WKT(g.file.CRS), name
	if definition == "" { // a shifted datum: no program may take it for one that it knows
		definition = `LOCAL_CS["` + name + `",UNIT["degree",0.0174532925199433],AXIS["Longitude",EAST],AXIS["Latitude",NORTH]]`
		description = name + ": shifted longitude and latitude in degrees; not WGS 84"
	}
	return g.exec(insert, name, g.srs, gpkgOrganization, g.srs, definition, description)
}

// plainWGS84 is true of the system that files are in which name none.
func plainWGS84(s crs.System) bool {
	return s == nil || s.Name() == "wgs84" || s.Name() == "EPSG:4326"
}

// ownSystem is the system that an entry of ours names; empty for others.
func ownSystem(organization, name string) string {
	if strings.EqualFold(organization, gpkgOrganization) {
		if s, err := crs.Parse(name); err == nil {
			return s.Name()
		}
	}
	return ""
}
