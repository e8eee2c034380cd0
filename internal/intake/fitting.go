package intake

import (
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/crs"
)

// fitting adds to the refusal of metres that name no system those systems in which they would
// lie where the store has areas. It is never one that is taken: Gauss–Krüger and UTM of one
// meridian are a kilometre apart and both lie in the same city.
func (im *importer) fitting(refusal *crs.Refusal, bounds orb.Bound) error {
	known, some := im.stored.bound()
	if !some {
		return refusal
	}
	var names []string
	middle := bounds.Center()
	try := func(code int) {
		name := fmt.Sprintf("EPSG:%d", code)
		sys, err := crs.Parse(name)
		if err != nil || crs.Check(sys, bounds) != nil {
			return
		}
		if p, err := sys.ToWGS84(middle); err == nil && known.Contains(p) {
			names = append(names, name)
		}
	}
	// CGCS2000: zones of 6° with their number before the easting, of 3° with and without it. Those
	// of 6° without it are the same as some of 3°.
	for code := 4491; code <= 4554; code++ {
		if code < 4502 || code > 4512 {
			try(code)
		}
	}
	for zone := 1; zone <= 60; zone++ {
		try(32600 + zone)
	}
	try(3857)
	told := *refusal
	if len(names) == 0 {
		told.Message += "; in none of the systems known here would it lie where the city is"
	} else {
		told.Message += "; it would lie where the city is in " + strings.Join(names, ", ")
		told.Suggest = "--crs " + strings.Join(names, " or --crs ")
	}
	return &told
}

// drawnInDegrees refuses a drawing that says nothing of its system and could be in degrees, but
// does not lie where the city is: a plan of a compound in metres of its own could be too.
func (im *importer) drawnInDegrees(sys crs.System, bounds orb.Bound) error {
	if sys.Projected() {
		return nil
	}
	if known, some := im.stored.bound(); some {
		known = known.Pad(max(known.Max[0]-known.Min[0], known.Max[1]-known.Min[1]))
		if known.Contains(bounds.Min) && known.Contains(bounds.Max) {
			return nil
		}
	}
	return &crs.Refusal{Cause: crs.CauseUnknownSystem, Suggest: "--crs EPSG:4490", Message: fmt.Sprintf(
		"the drawing does not say its system, and these may be degrees or metres of its own: x %.10g…%.10g, y %.10g…%.10g; "+
			"metres need --control, or --crs with their system", bounds.Min[0], bounds.Max[0], bounds.Min[1], bounds.Max[1])}
}

// bound is the box of all areas in force, in degrees; some is false when there are none.
func (s *stored) bound() (b orb.Bound, some bool) {
	for _, areas := range s.inForce {
		for _, v := range areas {
			box := v.Shape.Box()
			if box.Empty() {
				continue
			}
			one := orb.Bound{Min: box.Min.LonLat(), Max: box.Max.LonLat()}
			if some {
				one = b.Union(one)
			}
			b, some = one, true
		}
	}
	return b, some
}
