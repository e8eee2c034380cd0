package edit

import (
	"errors"
	"fmt"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/internal/city"
)

// Limits of a request.
const (
	MaxEdits     = 100
	MaxPuts      = 10_000
	MaxDeletes   = 10_000
	MaxPath      = 10_000 // points of a path or line
	MaxCodes     = 1_000  // areas of a merge, parts of a split
	MaxNote      = 2_000  // bytes
	MaxTolerance = 50.0   // metres
)

// tolerance is how far an end may lie from the border that it means, in metres, when the
// request does not say.
const tolerance = 1.0

// Request is what is to become of the city. It is done in the order deletes, puts, edits;
// each edit sees what those before it left.
type Request struct {
	Note          string   `json:"note,omitempty" doc:"why; at most 2,000 bytes"`
	EffectiveFrom string   `json:"effective_from,omitempty" doc:"date from which it holds; today in the city's zone when it is not sent"`
	Puts          []Put    `json:"puts,omitempty" doc:"contents to put, at most 10,000"`
	Deletes       []Delete `json:"deletes,omitempty" doc:"what ends, at most 10,000"`
	Edits         []Edit   `json:"edits,omitempty" doc:"edits of borders, at most 100, in order"`
}

// Edit is one of its fields.
type Edit struct {
	MoveArc *MoveArc `json:"move_arc,omitempty"`
	Split   *Split   `json:"split,omitempty"`
	Merge   *Merge   `json:"merge,omitempty"`
}

// MoveArc replaces a stretch of the border between two areas by a path.
type MoveArc struct {
	Layer   string      `json:"layer"`
	Between [2]*string  `json:"between" doc:"codes of the two areas; null for what no area has"`
	From    orb.Point   `json:"from" doc:"lon, lat on the border between the two, or on another border of one of them"`
	To      orb.Point   `json:"to" doc:"as from; at least one of both is on the border between the two"`
	Path    []orb.Point `json:"path" doc:"the new border between from and to; empty = a straight line"`
	Levels  string      `json:"levels,omitempty" enum:"together,one" doc:"together (default): areas of other partition layers with a border along the stretch move too; one: only this layer"`
	// ToleranceM is how far from and to may be from the border.
	ToleranceM *float64 `json:"tolerance_m,omitempty" doc:"how far from and to may lie from the border, in metres; 1 when it is not sent, at most 50"`
}

// Split cuts an area along a line.
type Split struct {
	Layer      string      `json:"layer"`
	Code       string      `json:"code"`
	Line       []orb.Point `json:"line" doc:"from border to border, or closed inside the area"`
	Parts      []Part      `json:"parts" doc:"as many as the line makes; without at the largest comes first"`
	ToleranceM *float64    `json:"tolerance_m,omitempty" doc:"how far an end inside the area may lie from the border, in metres; 1 when it is not sent, at most 50"`
}

// Part is a part of a split area.
type Part struct {
	Code       string            `json:"code,omitempty" doc:"the old code keeps the area; without a code the next number is given where the layer's codes are numbers"`
	Name       string            `json:"name,omitempty" doc:"name in Chinese; the code when it is not sent"`
	NameEn     string            `json:"name_en,omitempty"`
	At         *orb.Point        `json:"at,omitempty" doc:"lon, lat in the part"`
	Class      map[string]string `json:"class,omitempty" doc:"that of the old area when it is not sent"`
	Households *int64            `json:"households,omitempty" doc:"counted from buildings when it is not sent"`
	Population *int64            `json:"population,omitempty"`
}

// Merge joins areas.
type Merge struct {
	Layer      string   `json:"layer"`
	Codes      []string `json:"codes" doc:"two or more"`
	Into       Into     `json:"into"`
	AllowParts bool     `json:"allow_parts,omitempty" doc:"take areas that do not touch along a border"`
}

// Into is the area that others become.
type Into struct {
	Code   string            `json:"code" doc:"one of the codes keeps that area; a new one ends them all"`
	Name   string            `json:"name,omitempty" doc:"name in Chinese; of the kept area, else the code, when it is not sent"`
	NameEn string            `json:"name_en,omitempty"`
	Parent string            `json:"parent,omitempty" doc:"needed when the areas have several parents"`
	Class  map[string]string `json:"class,omitempty" doc:"that of the kept or first area when it is not sent"`
}

// Delete ends a thing.
type Delete struct {
	Kind       string   `json:"kind,omitempty" enum:"area,building,line,place,organisation,post" doc:"area when it is not sent"`
	Layer      string   `json:"layer"`
	Code       string   `json:"code"`
	Successors []string `json:"successors,omitempty" doc:"codes in the layer that take over"`
}

// Key is what ends.
func (d *Delete) Key() (city.Key, error) {
	kind, err := kindOf(d.Kind)
	return city.Key{Kind: kind, Layer: d.Layer, Code: d.Code}, err
}

// FieldError is an error of one field of the request.
type FieldError struct {
	Field string // like edits[2].move_arc
	Err   error
}

func (e *FieldError) Error() string { return e.Field + ": " + e.Err.Error() }

func (e *FieldError) Unwrap() error { return e.Err }

// FieldOf is the path of the field that an error is of, like edits[2].move_arc.path[3];
// empty when it is of none.
func FieldOf(err error) string {
	var field *FieldError
	if !errors.As(err, &field) {
		return ""
	}
	inner := FieldOf(field.Err)
	if inner == "" || inner[0] == '[' {
		return field.Field + inner
	}
	return field.Field + "." + inner
}

// in says which field an error is of; nil stays nil.
func in(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return &FieldError{Field: fmt.Sprintf(format, args...), Err: err}
}

// check judges what can be judged without the city.
func (r *Request) check() error {
	for _, l := range []struct {
		field   string
		n, most int
	}{{"puts", len(r.Puts), MaxPuts}, {"deletes", len(r.Deletes), MaxDeletes}, {"edits", len(r.Edits), MaxEdits}} {
		if l.n > l.most {
			return in(city.Errorf(city.TooLarge, "change_too_large", "there are %d; at most %d are taken", l.n, l.most), "%s", l.field)
		}
	}
	if len(r.Note) > MaxNote {
		return in(city.Errorf(city.Invalid, "bad_text", "it has %d bytes; at most %d are kept", len(r.Note), MaxNote), "note")
	}
	if len(r.Puts)+len(r.Deletes)+len(r.Edits) == 0 {
		return city.Errorf(city.Invalid, "empty_change", "nothing is to be put, deleted or edited")
	}
	for i := range r.Edits {
		if err := r.Edits[i].check(); err != nil {
			return in(err, "edits[%d]", i)
		}
	}
	return nil
}

func (e *Edit) check() error {
	n := 0
	for _, there := range []bool{e.MoveArc != nil, e.Split != nil, e.Merge != nil} {
		if there {
			n++
		}
	}
	if n != 1 {
		return city.Errorf(city.Invalid, "bad_edit", "it has %d of move_arc, split and merge; exactly one is needed", n)
	}
	return nil
}

// metres reads a tolerance.
func metres(m *float64) (float64, error) {
	switch {
	case m == nil:
		return tolerance, nil
	case !(*m >= 0 && *m <= MaxTolerance):
		return 0, in(city.Errorf(city.Invalid, "out_of_range", "it must lie between 0 and %g", MaxTolerance), "tolerance_m")
	}
	return *m, nil
}
