package httpapi

import (
	"errors"

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
