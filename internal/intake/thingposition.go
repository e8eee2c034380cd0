package intake

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/codec"
)

// position is where a row of a table is: its well-known text, else its two coordinates, else both in one cell;
// nil where it does not say.
func (im *thingImporter) position(r *rowCells, src *codec.Source) orb.Geometry {
	if text, _ := r.raw(colWKT); text != "" {
		return im.wellKnown(r, text, src)
	}
	x, hasX := r.coordinate(colLon)
	y, hasY := r.coordinate(colLat)
	if !hasX && !hasY {
		return im.pairOf(r)
	}
	if hasX != hasY {
		r.fail(colLon, "bad_position", "one of the two coordinates is missing")
	}
	if !hasX || !hasY || math.IsNaN(x+y) {
		return nil
	}
	return orb.Point{x, y}
}

// wellKnown is a geometry as text, with its system where it says one.
func (im *thingImporter) wellKnown(r *rowCells, text string, src *codec.Source) orb.Geometry {
	g, srid, fault := codec.ParseWKT(text, im.o.Limits)
	if fault != nil {
		r.fail(colWKT, fault.Reason, "%s", fault.Message)
		return nil
	}
	system := ""
	if srid > 0 {
		system = fmt.Sprintf("EPSG:%d", srid)
	}
	if src.CRS == "" {
		src.CRS = system
	}
	if system != "" && system != src.CRS {
		r.fail(colWKT, "bad_wkt", "its coordinate system is another one than that of the rows before")
	}
	return g
}

// coordinate is a number of the system of the file; NaN where the cell holds something else.
func (r *rowCells) coordinate(key string) (v float64, given bool) {
	text, _ := r.raw(key)
	if text == "" {
		return 0, false
	}
	v, ok := parseNumber(text)
	if !ok {
		r.fail(key, "bad_position", "it is no decimal number, nor degrees, minutes and seconds")
		return math.NaN(), true
	}
	return v, true
}

// mostLatitude parts the two degrees of a cell: none of the cities of China is as far north, none as far west.
const mostLatitude = 60

// pairOf is a position of which both degrees stand in one cell, as maps copy them: 117.171,34.256. Which of the
// two is the longitude they say themselves; a pair that could be either is none.
func (im *thingImporter) pairOf(r *rowCells) orb.Geometry {
	text, _ := r.raw(colPosition)
	if text == "" {
		return nil
	}
	parts := strings.FieldsFunc(strings.Trim(plainWidth(text), "()[]【】 "), func(c rune) bool { return strings.ContainsRune(",、;| \t/", c) })
	var v [2]float64
	ok := len(parts) == len(v)
	for i := 0; ok && i < len(v); i++ {
		v[i], ok = parseNumber(parts[i])
	}
	lonFirst, latFirst := v[0] > mostLatitude && v[1] <= mostLatitude, v[1] > mostLatitude && v[0] <= mostLatitude
	switch {
	case !ok:
		r.fail(colPosition, "bad_position", "it is not two numbers, as 117.171,34.256: a longitude and a latitude in degrees, parted by a comma or a space")
		return nil
	case !lonFirst && !latFirst, math.Abs(v[0]) > 180, math.Abs(v[1]) > 180:
		r.fail(colPosition, "bad_position", "which of the two numbers is the longitude is not certain: in one cell only degrees are read, of which the longitude is above 60 and the latitude below; use two columns for others")
		return nil
	case latFirst:
		im.report.LatFirst++
		v[0], v[1] = v[1], v[0]
	}
	if im.o.SwapAxes { // what follows swaps them back
		v[0], v[1] = v[1], v[0]
	}
	return orb.Point(v)
}
