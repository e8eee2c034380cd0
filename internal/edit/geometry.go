package edit

import (
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Geometry is one of GeoJSON (RFC 7946).
type Geometry struct {
	Type        string `json:"type" enum:"Point,LineString,MultiLineString,Polygon,MultiPolygon"`
	Coordinates Coords `json:"coordinates"`
}

// Coords are the coordinates of a geometry: a position, or a list of Coords.
type Coords struct {
	Position []float64 // lon, lat; what follows is left out
	List     []Coords
}

// depth is how many lists stand round the positions of a type.
var depth = map[string]int{"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}

// flat gives the lists of positions, by the list that holds them.
func (c *Coords) flat(level int) ([][]geo.Point, error) {
	if level > 1 {
		var out [][]geo.Point
		for i := range c.List {
			inner, err := c.List[i].flat(level - 1)
			if err != nil {
				return nil, in(err, "[%d]", i)
			}
			out = append(out, inner...)
		}
		return out, c.isList()
	}
	ps := make([]geo.Point, 0, len(c.List))
	for i := range c.List {
		p, err := c.List[i].point()
		if err != nil {
			return nil, in(err, "[%d]", i)
		}
		ps = append(ps, p)
	}
	return [][]geo.Point{ps}, c.isList()
}

func (c *Coords) isList() error {
	if c.Position != nil {
		return city.Errorf(city.Invalid, "bad_shape", "a position stands where a list of them is needed")
	}
	return nil
}

func (c *Coords) point() (geo.Point, error) {
	if len(c.Position) < 2 {
		return geo.Point{}, city.Errorf(city.Invalid, "bad_shape", "it is no position of two numbers")
	}
	p, err := geo.Snap([2]float64{c.Position[0], c.Position[1]})
	if err != nil {
		return geo.Point{}, city.Errorf(city.Invalid, "out_of_range", "%s", err)
	}
	return p, nil
}

// oneOf refuses a geometry of another type.
func (g *Geometry) oneOf(types ...string) error {
	for _, t := range types {
		if g.Type == t {
			return nil
		}
	}
	return in(city.Errorf(city.Invalid, "bad_shape", "%q does not fit; it takes %v", g.Type, types), "type")
}

func (g *Geometry) point() (*geo.Point, error) {
	if err := g.oneOf("Point"); err != nil {
		return nil, err
	}
	p, err := g.Coordinates.point()
	return &p, in(err, "coordinates")
}

func (g *Geometry) lines() (geo.MultiLine, error) {
	if err := g.oneOf("LineString", "MultiLineString"); err != nil {
		return nil, err
	}
	runs, err := g.Coordinates.flat(depth[g.Type])
	if err != nil {
		return nil, in(err, "coordinates")
	}
	out := make(geo.MultiLine, len(runs))
	for i, ps := range runs {
		out[i] = ps
	}
	return out, nil
}

// rings are the polygons as they are sent, their rings still closed by a repeated point.
func (g *Geometry) rings() (geo.MultiPolygon, error) {
	if err := g.oneOf("Polygon", "MultiPolygon"); err != nil {
		return nil, err
	}
	polygons := g.Coordinates.List
	if g.Type == "Polygon" {
		polygons = []Coords{g.Coordinates}
	}
	var out geo.MultiPolygon
	for i := range polygons {
		runs, err := polygons[i].flat(2)
		if err != nil {
			return nil, in(err, "coordinates[%d]", i)
		}
		if len(runs) == 0 {
			return nil, in(city.Errorf(city.Invalid, "bad_shape", "a polygon has no ring"), "coordinates[%d]", i)
		}
		poly := make(geo.Polygon, len(runs))
		for k, ps := range runs {
			poly[k] = ps
		}
		out = append(out, poly)
	}
	if len(out) == 0 {
		return nil, in(city.Errorf(city.Invalid, "empty_shape", "there is no polygon"), "coordinates")
	}
	return out, nil
}
