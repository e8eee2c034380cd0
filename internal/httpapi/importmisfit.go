package httpapi

import (
	"errors"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/intake"
)

// controlMisfit tells of control points that do not fit how far each is off.
type controlMisfit struct {
	Points  []intake.ControlPoint `json:"points" doc:"in the order of the table, with the residual of each in metres"`
	Worst   intake.ControlPoint   `json:"worst"`
	Without *intake.ControlPoint  `json:"without" doc:"the one point without which the others fit; null where there is none such"`
	WithinM float64               `json:"within_m" doc:"how far off the others are then at most"`
}

// misfitError is the error of a file with such control points, without where it lies here.
type misfitError struct {
	err    error
	points *intake.ControlError
}

func (e *misfitError) Error() string { return e.err.Error() }

func (e *misfitError) Unwrap() error { return e.err }

// misfitOf is what an error tells of control points; nil of others.
func misfitOf(err error) *controlMisfit {
	var e *misfitError
	if !errors.As(err, &e) {
		return nil
	}
	return &controlMisfit{Points: e.points.Points, Worst: e.points.Worst, Without: e.points.Without, WithinM: e.points.WithinM}
}

// importShift tells of a file that fits the store only when one of the two is shifted as on a web map.
type importShift struct {
	Side     string `json:"side" enum:"file,store,either" doc:"what is shifted: this file, what the store holds, or one of the two, which the comparison cannot tell"`
	Datum    string `json:"datum" doc:"of that side: gcj02 or bd09; wgs84 = it was moved and had no shift; empty = not told"`
	Against  string `json:"against" doc:"what of the store the file was compared with: a layer of areas, or building, place, barrier, network"`
	Revision int64  `json:"revision" doc:"the one that wrote all of that; 0 = several did, or it is not known"`
}

// shiftError is the error of such a file, without where it lies here.
type shiftError struct {
	err   error
	shift *crs.Shift
}

func (e *shiftError) Error() string { return e.err.Error() }

func (e *shiftError) Unwrap() error { return e.err }

// shiftOf is what an error tells of a shift; nil of others.
func shiftOf(err error) *importShift {
	var e *shiftError
	if !errors.As(err, &e) {
		return nil
	}
	return &importShift{Side: string(e.shift.Side), Datum: e.shift.Datum, Against: e.shift.Against, Revision: e.shift.Revision}
}
