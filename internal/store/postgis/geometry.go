package postgis

import (
	"context"

	"github.com/twpayne/go-geom"
	pgxgeom "github.com/twpayne/pgx-geom"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// srid is that of WGS-84 and of every geometry column.
const srid = 4326

// learnGeometry teaches the connection the type geometry. Its number differs from
// database to database, and the extension may stand in a schema that is not searched.
func (w writer) learnGeometry(ctx context.Context) error {
	if _, known := w.tx.Conn().TypeMap().TypeForName("geometry"); known {
		return nil
	}
	var before, during string
	err := w.one(ctx, []any{&before, &during}, `SELECT current_setting('search_path'), set_config('search_path', quote_ident(n.nspname), true)
		FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid JOIN pg_namespace AS n ON n.oid = t.typnamespace
		WHERE a.attrelid = 'redsail.area_version'::regclass AND a.attname = 'geom'`)
	if err != nil {
		return err
	}
	bounded, cancel := w.bounded(ctx)
	defer cancel()
	if err := pgxgeom.Register(bounded, w.tx.Conn()); err != nil {
		return err
	}
	_, err = w.exec(ctx, `SELECT set_config('search_path', $1, true)`, before)
	return err
}

// geometry gives the content's geometry to the driver: degrees, which are lattice units /
// 1e7 exactly.
func geometry(c city.Content) geom.T {
	switch c := c.(type) {
	case *city.Area:
		return polygons(c.Shape)
	case *city.Building:
		if len(c.Shape) == 0 && c.Point != nil {
			return point(*c.Point)
		}
		return polygons(c.Shape)
	case *city.Line:
		return lines(c.Shape)
	case *city.Place:
		return point(c.Point)
	default:
		return nil
	}
}

func point(p geo.Point) *geom.Point {
	at := p.LonLat()
	return geom.NewPointFlat(geom.XY, at[:]).SetSRID(srid)
}

func lines(m geo.MultiLine) *geom.MultiLineString {
	flat := make([]float64, 0, 2*m.Vertices())
	ends := make([]int, 0, len(m))
	for _, l := range m {
		for _, p := range l {
			at := p.LonLat()
			flat = append(flat, at[0], at[1])
		}
		ends = append(ends, len(flat))
	}
	return geom.NewMultiLineStringFlat(geom.XY, flat, ends).SetSRID(srid)
}

func polygons(m geo.MultiPolygon) *geom.MultiPolygon {
	flat := make([]float64, 0, 2*(m.Vertices()+len(m)))
	ends := make([][]int, 0, len(m))
	for _, poly := range m {
		var polyEnds []int
		for _, r := range poly {
			for _, p := range r.Orb() {
				flat = append(flat, p[0], p[1])
			}
			polyEnds = append(polyEnds, len(flat))
		}
		ends = append(ends, polyEnds)
	}
	return geom.NewMultiPolygonFlat(geom.XY, flat, ends).SetSRID(srid)
}
