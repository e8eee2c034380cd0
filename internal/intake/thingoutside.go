package intake

import (
	"context"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/city"
)

// OutsideThing is a building or place of the file that lies wholly outside the city: it is taken.
type OutsideThing struct {
	Feature int         `json:"feature"`       // from 1, the headings not counted
	Row     int         `json:"row,omitempty"` // line of the CSV, row of the sheet
	Code    string      `json:"code"`
	Message string      `json:"message"`
	At      *[2]float64 `json:"at"`
}

// mostOutside bounds those that are told; the rest are counted.
const mostOutside = 1000

// tellOutside finds the buildings and places that lie wholly outside the city.
func (im *thingImporter) tellOutside(ctx context.Context, s city.Reader) error {
	if im.kind != city.KindBuilding && im.kind != city.KindPlace {
		return nil
	}
	layer, ix, err := im.cityGround(ctx, s)
	if err != nil || ix == nil {
		return err
	}
	var over []int32
	inside := func(q geo.Point) bool {
		over = ix.Covering(0, q, over[:0])
		return len(over) > 0
	}
	for i, d := range im.drafts {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if d.rejected {
			continue
		}
		var at geo.Point
		switch c := d.given.(type) {
		case *city.Place:
			at = c.Point
		case *city.Building:
			at = pointOf(c)
			if anyCorner(c.Shape, inside) {
				continue
			}
		default:
			continue
		}
		if !inside(at) {
			im.report.tellOutside(d, at, layer)
		}
	}
	return nil
}

func (r *ThingReport) tellOutside(d *thingDraft, at geo.Point, layer string) {
	if len(r.Outside) >= mostOutside {
		r.OutsideMore++
		return
	}
	r.Outside = append(r.Outside, OutsideThing{
		Feature: d.number, Row: d.row, Code: clip(d.given.Key().Code), At: pair(place(at)),
		Message: outsideOf(layer),
	})
}

// cityGround finds the areas of the widest partition, or where it has none, those of a partition right under
// it; nil where neither has: some communities are not the city.
func (im *thingImporter) cityGround(ctx context.Context, s city.Reader) (string, *locate.Index, error) {
	for _, key := range im.scheme.GroundLayers() {
		def, err := im.scheme.Layer(key)
		if err != nil {
			return "", nil, err
		}
		known, err := readAreas(ctx, s, im.scheme, im.state.Revision, im.from, key)
		if err != nil {
			return "", nil, err
		}
		ix, err := indexOf(def, known.inForce[key])
		if err != nil || ix != nil {
			return key, ix, err
		}
	}
	return "", nil, nil
}

// anyCorner is true where one of the vertices is.
func anyCorner(m geo.MultiPolygon, is func(geo.Point) bool) bool {
	for _, poly := range m {
		for _, ring := range poly {
			for _, q := range ring {
				if is(q) {
					return true
				}
			}
		}
	}
	return false
}
