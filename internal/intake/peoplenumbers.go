package intake

import (
	"strconv"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// count is a cell that counts something; nil where it is empty.
func (r *rowCells) count(key string) *int64 {
	text, _ := r.raw(key)
	if text == "" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > city.MaxCount {
		r.fail(key, "bad_count", "it is no whole number from 0 to 2^53-1")
		return nil
	}
	return &n
}

// point is where the columns of longitude and latitude say, WGS-84 in degrees; nil where they are
// empty.
func (r *rowCells) point() *geo.Point {
	lon, lat := r.degrees(colLon), r.degrees(colLat)
	if lon == nil && lat == nil {
		return nil
	}
	if lon == nil || lat == nil {
		r.fail(colLon, "bad_position", "one of longitude and latitude is missing, or is no number")
		return nil
	}
	p, err := geo.Snap(orb.Point{*lon, *lat})
	if err != nil {
		r.fail(colLon, "out_of_range", "the position is not on the earth: longitude and latitude in degrees, WGS-84")
		return nil
	}
	return &p
}

func (r *rowCells) degrees(key string) *float64 {
	text, _ := r.raw(key)
	if text == "" {
		return nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		r.fail(key, "bad_position", "it is no decimal number")
		return nil
	}
	return &v
}
