package atlas

import (
	"math"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/city"
)

// How fine converted coordinates are written: so fine that they lead back to the same point
// of the lattice, and no finer, so that no processor's last digit is in a file.
const (
	perMetre  = 1e3
	perDegree = 1e8
)

// drawing takes geometries from the lattice to the system of a file; nil = WGS-84. The first
// error stays.
type drawing struct {
	sys crs.System
	err error
}

func (d *drawing) point(p geo.Point) orb.Point {
	at := p.LonLat()
	if d.sys == nil || d.err != nil {
		return at
	}
	to, err := d.sys.FromWGS84(at)
	if err != nil {
		d.err = err
		return at
	}
	if to == at { // the same datum: the digits of the lattice stay
		return at
	}
	scale := perDegree
	if d.sys.Projected() {
		scale = perMetre
	}
	for i, v := range to {
		to[i] = math.Round(v*scale)/scale + 0 // no -0
	}
	return to
}

func (d *drawing) points(ps []geo.Point) []orb.Point {
	out := make([]orb.Point, len(ps))
	for i, p := range ps {
		out[i] = d.point(p)
	}
	return out
}

// polygons have their outer rings anticlockwise and holes clockwise, as RFC 7946 asks: so
// has the canonical form.
func (d *drawing) polygons(m geo.MultiPolygon) orb.Geometry {
	out := make(orb.MultiPolygon, len(m))
	for i, poly := range m {
		for _, ring := range poly {
			r := orb.Ring(d.points(ring))
			out[i] = append(out[i], append(r, r[0]))
		}
	}
	return out
}

func (d *drawing) lines(m geo.MultiLine) orb.Geometry {
	out := make(orb.MultiLineString, len(m))
	for i, l := range m {
		out[i] = d.points(l)
	}
	return out
}

// building is its ground plan, or its point where there is none.
func (d *drawing) building(b *city.Building) orb.Geometry {
	if len(b.Shape) == 0 && b.Point != nil {
		return d.point(*b.Point)
	}
	return d.polygons(b.Shape)
}
