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

// toldError is the error of a file, without where it lies here, with what is told of it besides.
type toldError[T any] struct {
	err  error
	what *T
}

func (e *toldError[T]) Error() string { return e.err.Error() }

func (e *toldError[T]) Unwrap() error { return e.err }

// told is what an error tells besides; nil where it is no toldError of that.
func told[T any](err error) *T {
	var e *toldError[T]
	if !errors.As(err, &e) {
		return nil
	}
	return e.what
}

// misfitOf is what an error tells of control points; nil of others.
func misfitOf(err error) *controlMisfit {
	e := told[intake.ControlError](err)
	if e == nil {
		return nil
	}
	return &controlMisfit{Points: e.Points, Worst: e.Worst, Without: e.Without, WithinM: e.WithinM}
}

// importShift tells of a file that fits the store only when one of the two is shifted as on a web map.
type importShift struct {
	Side     string `json:"side" enum:"file,store,either" doc:"what is shifted: this file, what the store holds, or one of the two, which the comparison cannot tell"`
	Datum    string `json:"datum" doc:"of that side: gcj02 or bd09; wgs84 = it was moved and had no shift; empty = not told"`
	Against  string `json:"against" doc:"what of the store the file was compared with: a layer of areas, or building, place, barrier, network"`
	Revision int64  `json:"revision" doc:"the one that wrote all of that; 0 = several did, or it is not known"`
}

// shiftOf is what an error tells of a shift; nil of others.
func shiftOf(err error) *importShift {
	e := told[crs.Shift](err)
	if e == nil {
		return nil
	}
	return &importShift{Side: string(e.Side), Datum: e.Datum, Against: e.Against, Revision: e.Revision}
}
