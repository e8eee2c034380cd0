package crs

import (
	"fmt"

	"github.com/paulmach/orb"
)

// Causes of a Refusal. They are stable: reports and programs may compare them.
const (
	CauseSwappedAxes        = "swapped_axes"
	CauseDegreesWhereMetres = "degrees_where_metres"
	CauseMetresWhereDegrees = "metres_where_degrees"
	CauseOutOfRange         = "out_of_range"
	CauseUnknownSystem      = "unknown_system"
	CauseAmbiguousZone      = "ambiguous_zone"
	CauseShifted            = "shifted_datum" // told by comparing with things whose place is known
	CauseBadControl         = "bad_control"   // control points that do not fit, or prove nothing
)

const (
	suggestSwap           = "--swap-axes"
	suggestUnprefixedZone = "--crs EPSG:4534…4554"
	adviceUnprefixed      = "name the central meridian: EPSG:4534 is 75°E, and one more for every 3° " +
		"to EPSG:4554, 135°E (117°E is EPSG:4548); a drawing in a city's own grid needs --control"
)

// Refusal says that coordinates cannot be right in a system, or that a system cannot be told.
type Refusal struct {
	Cause   string // one of the causes above
	Message string // one line: what was declared, what was found, what is likely
	Suggest string // what to try, "--swap-axes" or "--crs EPSG:4527"; "" when there is nothing
	// Misfit is how far control points that do not fit are off; nil of all else.
	Misfit *Misfit
	// Shift is what is shifted, of CauseShifted; nil of all else.
	Shift *Shift
}

// Side is what a comparison finds to be shifted.
type Side string

// The sides.
const (
	SideFile   Side = "file"
	SideStore  Side = "store"  // what the file was compared with
	SideEither Side = "either" // one of the two, and the comparison cannot know which
)

// Shift tells of two things that lie on each other only when one is moved by the shift of a web map.
type Shift struct {
	Side Side
	// Datum is that of the side that is shifted, gcj02 or bd09, or wgs84 where it was moved and had no shift.
	Datum string
	// Against is what of the store the file was compared with: a layer of areas, or building, place,
	// barrier, network or outline; Revision wrote all of that, 0 = several did, or it is not known.
	Against  string
	Revision int64
}

// Misfit tells of control points that do not fit. Points are told by their places in the list of them.
type Misfit struct {
	Residuals []Residual
	Worst     int
	// Without is the one point without which the others fit within WithinM metres; -1 = there is none.
	Without int
	WithinM float64
}

func (r *Refusal) Error() string {
	if r.Suggest == "" {
		return r.Message
	}
	return r.Message + " (try " + r.Suggest + ")"
}

func refuse(cause, suggest, format string, args ...any) *Refusal {
	return &Refusal{Cause: cause, Suggest: suggest, Message: fmt.Sprintf(format, args...)}
}

// extent words the bounds for a message.
func extent(b orb.Bound) string {
	return fmt.Sprintf("x %.10g…%.10g, y %.10g…%.10g", b.Min[0], b.Max[0], b.Min[1], b.Max[1])
}
