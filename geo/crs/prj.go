package crs

import (
	"fmt"
	"math"
	"strings"
)

// FromWKT reads the text of a .prj file or another WKT 1 definition, as ESRI, GDAL and
// Chinese tools write them: geographic WGS-84 and CGCS2000, transverse Mercator
// (Gauss_Kruger) on either, and Web Mercator. The parameters count; names are hints, and
// so are AUTHORITY and AXIS: in files x is the easting whatever AXIS says.
//
// Anything else gives a *Refusal with the cause unknown_system that names it: another
// datum (Beijing 1954, Xi'an 1980), projection, unit or meridian, and WKT 2.
func FromWKT(prj string) (System, error) {
	root, err := parseWKT(prj)
	if err != nil {
		return nil, unknown("the definition of the coordinate system (.prj) cannot be read: " + err.Error())
	}
	if root.keyword == "COMPD_CS" {
		if horizontal := root.child("PROJCS", "GEOGCS"); horizontal != nil {
			root = horizontal
		}
	}
	switch root.keyword {
	case "GEOGCS":
		e, err := datum(root)
		if err != nil {
			return nil, err
		}
		if e == wgs84 {
			return geographic{"EPSG:4326"}, nil
		}
		return geographic{"EPSG:4490"}, nil
	case "PROJCS":
		return projection(root)
	case "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS", "GEODETICCRS", "PROJCRS", "PROJECTEDCRS", "COMPOUNDCRS", "BOUNDCRS":
		return nil, unknown(fmt.Sprintf("coordinate system %q is written as WKT 2; "+
			"write it as WKT 1 or name its EPSG code", clip(root.label())))
	default:
		return nil, unknown(fmt.Sprintf("coordinate system %q is a %s, neither geographic nor projected",
			clip(root.label()), clip(root.keyword)))
	}
}

// datum checks that a GEOGCS is WGS-84 or CGCS2000 in degrees of Greenwich.
func datum(geogcs *node) (ellipsoid, error) {
	system := fmt.Sprintf("coordinate system %q", clip(geogcs.label()))
	d := geogcs.child("DATUM")
	if d == nil {
		return 0, unknown(system + " names no datum")
	}
	if !knownDatum(d.label()) {
		return 0, unknown(fmt.Sprintf("%s is on the datum %q, which needs local parameters; "+
			"convert the file to CGCS2000 or WGS-84 first", system, clip(d.label())))
	}
	spheroid := d.child("SPHEROID", "ELLIPSOID")
	a, okA := spheroid.number(0)
	rf, okF := spheroid.number(1)
	// Written so that NaN fails too.
	if !okA || !okF || !(math.Abs(a-equatorRadius) <= 1e-3 && math.Abs(rf-298.2572) <= 1e-4) {
		return 0, unknown(fmt.Sprintf("%s has the spheroid %q (%v, %v), not that of WGS-84 or CGCS2000",
			system, clip(spheroid.label()), a, rf))
	}
	for _, shift := range shifts(d) {
		if shift != 0 {
			return 0, unknown(system + " carries a datum shift (TOWGS84); convert the file to WGS-84 first")
		}
	}
	if m := geogcs.child("PRIMEM"); m != nil {
		if lon, ok := m.number(0); !ok || lon != 0 {
			return 0, unknown(fmt.Sprintf("%s counts from the meridian of %q, not of Greenwich", system, clip(m.label())))
		}
	}
	if err := unit(geogcs, system, radian, "degrees"); err != nil {
		return 0, err
	}
	if math.Abs(rf-1/wgs84.flattening()) < math.Abs(rf-1/cgcs2000.flattening()) {
		return wgs84, nil
	}
	return cgcs2000, nil
}

func shifts(datum *node) []float64 {
	if n := datum.child("TOWGS84"); n != nil {
		return n.numbers
	}
	return nil
}

// knownDatum takes the spellings of WGS-84 and CGCS2000, and datums without a name, which
// the spheroid must then vouch for.
func knownDatum(name string) bool {
	plain := plainName(name)
	for _, nameless := range []string{"unknown", "dunknown", "notspecified", "dnotspecified", "unnamed"} {
		if strings.HasPrefix(plain, nameless) {
			return true
		}
	}
	switch strings.TrimPrefix(plain, "d") {
	case "", "wgs1984", "wgs84", "worldgeodeticsystem1984", "worldgeodeticsystem1984ensemble",
		"china2000", "cgcs2000", "chinageodeticcoordinatesystem2000", "chinesegeodeticcoordinatesystem2000":
		return true
	default:
		return false
	}
}

// plainName is a name in small letters and digits alone.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		case r < 0x80:
			return -1
		default:
			return r
		}
	}, s)
}

func unit(n *node, system string, want float64, name string) error {
	u := n.child("UNIT")
	if u == nil {
		return nil
	}
	if size, ok := u.number(0); !ok || !(math.Abs(size-want) <= want*1e-9) {
		return unknown(fmt.Sprintf("%s counts in %q, not in %s", system, clip(u.label()), name))
	}
	return nil
}

// projection reads a PROJCS.
func projection(projcs *node) (System, error) {
	system := fmt.Sprintf("coordinate system %q", clip(projcs.label()))
	geogcs := projcs.child("GEOGCS")
	if geogcs == nil {
		return nil, unknown(system + " names no geographic system")
	}
	e, err := datum(geogcs)
	if err != nil {
		return nil, err
	}
	if err := unit(projcs, system, 1, "metres"); err != nil {
		return nil, err
	}
	method := projcs.child("PROJECTION").label()
	switch plainName(method) {
	case "transversemercator", "transversemercatorcomplex", "gausskruger", "gausskrueger":
		return transverseFrom(projcs, system, e)
	case "mercatorauxiliarysphere", "popularvisualisationpseudomercator":
		return mercatorFrom(projcs, system)
	case "mercator1sp", "mercator":
		if webMercator(projcs) {
			return mercatorFrom(projcs, system)
		}
	}
	return nil, unknown(fmt.Sprintf("%s has the projection %q; known are transverse Mercator "+
		"(Gauss_Kruger) and Web Mercator", system, clip(method)))
}

// webMercator tells the spherical projection from the ellipsoidal one, which GDAL writes
// under the same method.
func webMercator(projcs *node) bool {
	if x := projcs.child("EXTENSION"); x != nil && len(x.text) > 1 {
		return strings.Contains(x.text[1], "+a=6378137 ") && strings.Contains(x.text[1], "+b=6378137 ")
	}
	if a := projcs.child("AUTHORITY"); a != nil && len(a.text) > 1 {
		return a.text[1] == "3857"
	}
	return false
}

func mercatorFrom(projcs *node, system string) (System, error) {
	for _, p := range projcs.nodes {
		if p.keyword != "PARAMETER" {
			continue
		}
		want := 0.0
		if plainName(p.label()) == "scalefactor" {
			want = 1
		}
		if v, ok := p.number(0); !ok || v != want {
			return nil, unknown(fmt.Sprintf("%s: parameter %q of Web Mercator is not %v", system, clip(p.label()), want))
		}
	}
	return mercator{}, nil
}

func transverseFrom(projcs *node, system string, e ellipsoid) (System, error) {
	p := tmParameters{lon0: math.NaN(), k: 1, ellipsoid: e}
	for _, n := range projcs.nodes {
		if n.keyword != "PARAMETER" {
			continue
		}
		v, ok := n.number(0)
		if !ok {
			return nil, unknown(fmt.Sprintf("%s: parameter %q has no number", system, clip(n.label())))
		}
		switch plainName(n.label()) {
		case "centralmeridian", "longitudeoforigin", "longitudeofnaturalorigin", "longitudeofcenter":
			p.lon0 = v
		case "latitudeoforigin", "latitudeofnaturalorigin", "latitudeofcenter":
			p.lat0 = v
		case "scalefactor", "scalefactoratnaturalorigin":
			p.k = v
		case "falseeasting":
			p.fe = v
		case "falsenorthing":
			p.fn = v
		default:
			if v != 0 {
				return nil, unknown(fmt.Sprintf("%s: unknown parameter %q of transverse Mercator", system, clip(n.label())))
			}
		}
	}
	if math.IsNaN(p.lon0) {
		return nil, unknown(system + " names no central meridian")
	}
	if err := p.validate(); err != nil {
		return nil, unknown(fmt.Sprintf("%s: %v", system, err))
	}
	return newTransverse(p.name(), p), nil
}
