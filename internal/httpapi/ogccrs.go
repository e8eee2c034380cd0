package httpapi

import (
	"fmt"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/cql2"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/atlas"
)

const (
	crs84   = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
	epsgURI = "http://www.opengis.net/def/crs/EPSG/0/"
)

// ogcSystem is a reference system of /ogc. Its coordinates go in the order of its authority.
type ogcSystem struct {
	uri string
	sys crs.System // nil = the lattice's own degrees
	// north is true where the first axis goes north: of degrees the latitude, of the
	// Gauss–Krüger zones the northing.
	north bool
}

func (o *ogcSystem) degrees() bool { return o.sys == nil }

// ogcSystems are those in which the city's features are given: degrees, Web Mercator and the
// Gauss–Krüger zones of CGCS2000 that reach it. WGS-84 and CGCS2000 count as equal (geo/crs).
// GCJ-02 and BD-09 are no reference systems and have no address.
func ogcSystems(pic *atlas.Picture) []ogcSystem {
	out := []ogcSystem{{uri: crs84}, {uri: epsgURI + "4326", north: true}, {uri: epsgURI + "4490", north: true}}
	add := func(code int, north bool) {
		if sys, err := crs.Parse(fmt.Sprintf("EPSG:%d", code)); err == nil {
			out = append(out, ogcSystem{uri: fmt.Sprint(epsgURI, code), sys: sys, north: north})
		}
	}
	add(3857, false)
	box, ok := pic.Bounds()
	if !ok {
		return out
	}
	lo, hi := box.Min.LonLat(), box.Max.LonLat()
	series := func(first, zones int, meridian, step float64) {
		for i := range zones {
			if m := meridian + float64(i)*step; m >= lo[0]-3 && m <= hi[0]+3 {
				add(first+i, true)
			}
		}
	}
	series(4491, 11, 75, 6) // 6°, with the zone before the easting
	series(4502, 11, 75, 6) // 6°
	series(4513, 21, 75, 3) // 3°, with the zone before the easting
	series(4534, 21, 75, 3) // 3°
	return out
}

// systemOf finds the system that a parameter names; CRS84 when it was not sent.
func systemOf(pic *atlas.Picture, name, uri string) (*ogcSystem, error) {
	if uri == "" {
		return &ogcSystem{uri: crs84}, nil
	}
	for _, o := range ogcSystems(pic) {
		if o.uri == uri {
			return &o, nil
		}
	}
	return nil, &badParameter{name: name, code: "unknown_crs", msg: name + " is none of the reference systems that /ogc/collections lists; GCJ-02 and BD-09 are none"}
}

// filtering is the system for positions that are sent.
func (o *ogcSystem) filtering() cql2.System {
	return cql2.System{
		Degrees: o.degrees(),
		Place: func(x, y float64) (geo.Point, error) {
			p := orb.Point{x, y}
			if o.north {
				p = orb.Point{y, x}
			}
			if o.sys != nil {
				var err error
				if p, err = o.sys.ToWGS84(p); err != nil {
					return geo.Point{}, err
				}
			}
			return geo.Snap(p)
		},
	}
}

// point gives a point of the lattice as a position of the system.
func (o *ogcSystem) point(q geo.Point) (orb.Point, error) {
	p := q.LonLat()
	if o.sys != nil {
		var err error
		if p, err = o.sys.FromWGS84(p); err != nil {
			return p, &badParameter{name: "crs", code: "unknown_crs", msg: "the system does not reach all features of the answer"}
		}
	}
	if o.north {
		p[0], p[1] = p[1], p[0]
	}
	return p, nil
}
