package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/city"
)

// ControlReport tells how control points tie a drawing to the world.
type ControlReport struct {
	File string `json:"file"`
	// Plane is the system in which the similarity was fitted and the residuals are measured.
	Plane string `json:"plane"`
	// Scale is metres of the plane for a unit of the drawing; TurnDeg how far the drawing is
	// turned anticlockwise onto it.
	Scale   float64        `json:"scale"`
	TurnDeg float64        `json:"turn_deg"`
	RMSM    float64        `json:"rms_m"`
	MaxM    float64        `json:"max_m"`
	Worst   string         `json:"worst"`
	Points  []ControlPoint `json:"points"`
}

// ControlPoint is the residual of a point: where the fit puts it less where it is known.
type ControlPoint struct {
	Row       int     `json:"row"`
	Name      string  `json:"name,omitempty"`
	EastM     float64 `json:"east_m"`
	NorthM    float64 `json:"north_m"`
	ResidualM float64 `json:"residual_m"`
}

// controlHeadings are the names of the columns, in small letters.
var controlHeadings = map[string]string{
	"x": "x", "图上x": "x", "图纸x": "x",
	"y": "y", "图上y": "y", "图纸y": "y",
	"lon": "lon", "lng": "lon", "longitude": "lon", "经度": "lon",
	"lat": "lat", "latitude": "lat", "纬度": "lat",
	"easting": "easting", "east": "easting", "e": "easting", "东坐标": "easting", "横坐标": "easting",
	"northing": "northing", "north": "northing", "n": "northing", "北坐标": "northing", "纵坐标": "northing",
	"crs": "crs", "epsg": "crs", "坐标系": "crs",
	"name": "name", "point": "name", "id": "name", "点名": "name", "点号": "name", "名称": "name",
}

// controlTable are the control points of a file.
type controlTable struct {
	path   string
	column map[string]int // by meaning
	points []crs.Control
	report []ControlPoint
	crs    string // the system that the rows name
}

// fitControl is the system of the drawing after its control points, and puts the residuals
// into the report.
func (im *importer) fitControl(ctx context.Context) (crs.System, error) {
	t, err := readControl(ctx, im.o.Control, codec.Options{Limits: codec.Limits{FileBytes: 16 << 20, EntryBytes: 64 << 20}})
	if err != nil {
		return nil, err
	}
	known, err := t.known(im.o.CRS)
	if err != nil {
		return nil, err
	}
	if im.o.SwapAxes {
		for i := range t.points {
			p := &t.points[i].Draw
			p[0], p[1] = p[1], p[0]
		}
	}
	fit, err := crs.FitControls(known, t.points)
	if err != nil {
		return nil, t.misfit(namedIn(t.path, err))
	}
	im.taken, im.projected = known.Name(), known.Projected()
	im.report.Control = t.tell(fit)
	return fit, nil
}

// ControlError is the refusal of control points that do not fit, with the residual of each.
type ControlError struct {
	err    error
	Points []ControlPoint
	Worst  ControlPoint
	// Without is the one point without which the others fit within WithinM metres; nil = there is none.
	Without *ControlPoint
	WithinM float64
}

func (e *ControlError) Error() string { return e.err.Error() }

func (e *ControlError) Unwrap() error { return e.err }

// misfit adds the residuals of the rows to the refusal of points that do not fit; other errors stay.
func (t *controlTable) misfit(err error) error {
	var refusal *crs.Refusal
	if !errors.As(err, &refusal) || refusal.Misfit == nil {
		return err
	}
	m := refusal.Misfit
	t.residuals(m.Residuals)
	out := &ControlError{err: err, Points: t.report, Worst: t.report[m.Worst]}
	if m.Without >= 0 {
		out.Without, out.WithinM = &t.report[m.Without], millimetres(m.WithinM)
	}
	return out
}

// residuals puts the residual of each point into its row.
func (t *controlTable) residuals(of []crs.Residual) {
	for i, res := range of {
		p := &t.report[i]
		p.EastM, p.NorthM, p.ResidualM = millimetres(res.East), millimetres(res.North), millimetres(res.Size())
	}
}

// namedIn names the file in a refusal.
func namedIn(path string, err error) error {
	var refusal *crs.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	named := *refusal
	named.Message = path + ": " + named.Message
	return &named
}

func (t *controlTable) tell(fit *crs.Fitted) *ControlReport {
	t.residuals(fit.Residuals)
	r := &ControlReport{File: filepath.Base(t.path), Plane: fit.Plane(), Scale: fit.Scale(), TurnDeg: fit.Turn(), RMSM: millimetres(fit.RMS()), Points: t.report}
	r.MaxM, r.Worst = fit.Worst()
	r.MaxM = millimetres(r.MaxM)
	return r
}

// millimetres rounds to a tenth of one.
func millimetres(m float64) float64 { return math.Round(m*1e4) / 1e4 }

// readControl reads a table of control points, CSV or a workbook.
func readControl(ctx context.Context, path string, o codec.Options) (*controlTable, error) {
	table, err := codec.OpenTable(ctx, path, o)
	if err != nil {
		return nil, err
	}
	defer func() { _ = table.Close() }() // nothing was written
	t := &controlTable{path: path}
	for {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if t.column == nil {
			err = t.heading(row)
		} else {
			err = t.row(row)
		}
		if err != nil {
			return nil, err
		}
	}
	if t.column == nil {
		return nil, t.wrong("there are no columns x, y and lon, lat (or easting, northing)")
	}
	return t, nil
}

func (t *controlTable) wrong(format string, args ...any) error {
	return city.Errorf(city.Invalid, "bad_control", "%s: %s", t.path, fmt.Sprintf(format, args...))
}

// heading finds the columns.
func (t *controlTable) heading(row codec.Row) error {
	t.column = map[string]int{}
	for i, c := range row.Cells {
		meaning := controlHeadings[strings.ToLower(strings.TrimSpace(c.Text))]
		if meaning == "" {
			continue
		}
		if _, twice := t.column[meaning]; twice {
			return t.wrong("row %d: two columns are %s", row.Number, meaning)
		}
		t.column[meaning] = i
	}
	has := func(a, b string) bool {
		_, first := t.column[a]
		_, second := t.column[b]
		return first && second
	}
	switch degrees, plane := has("lon", "lat"), has("easting", "northing"); {
	case !has("x", "y") || !degrees && !plane:
		return t.wrong("row %d: the columns x, y of the drawing and lon, lat (or easting, northing) are needed; the headings are %s", row.Number, list(titlesOf(row.Cells)))
	case degrees && plane:
		return t.wrong("row %d: lon, lat and easting, northing both: leave one pair out", row.Number)
	}
	return nil
}

// row reads a point.
func (t *controlTable) row(row codec.Row) error {
	if len(t.points) >= crs.MostControls {
		return t.wrong("more than %d control points", crs.MostControls)
	}
	cell := func(meaning string) string {
		if i, has := t.column[meaning]; has && i < len(row.Cells) {
			return strings.TrimSpace(row.Cells[i].Text)
		}
		return ""
	}
	label := fmt.Sprintf("row %d", row.Number)
	name := clip(cell("name"))
	if name != "" {
		label += " (" + name + ")"
	}
	if system := cell("crs"); system != "" {
		if t.crs != "" && system != t.crs {
			return t.wrong("%s: its system is %s, that of the rows before %s", label, clip(system), clip(t.crs))
		}
		t.crs = system
	}
	first, second := "lon", "lat"
	if _, plane := t.column["easting"]; plane {
		first, second = "easting", "northing"
	}
	var v [4]float64
	for i, meaning := range []string{"x", "y", first, second} {
		var err error
		if v[i], err = strconv.ParseFloat(cell(meaning), 64); err != nil || math.IsNaN(v[i]) || math.IsInf(v[i], 0) {
			return t.wrong("%s: %s is no number: %q", label, meaning, clip(cell(meaning)))
		}
	}
	t.points = append(t.points, crs.Control{Label: label, Draw: orb.Point{v[0], v[1]}, Known: orb.Point{v[2], v[3]}})
	t.report = append(t.report, ControlPoint{Row: row.Number, Name: name})
	return nil
}

// known is the system of the known side: what the rows name, else the option, else WGS-84.
func (t *controlTable) known(option string) (crs.System, error) {
	_, plane := t.column["easting"]
	name := t.crs
	if _, err := strconv.ParseUint(name, 10, 31); err == nil {
		name = "EPSG:" + name
	}
	if option != "" && option != "auto" {
		if name != "" && !strings.EqualFold(name, option) {
			return nil, t.wrong("the points are in %s by their column, but in %s by --crs", clip(name), clip(option))
		}
		name = option
	}
	switch {
	case name == "" && plane:
		return nil, t.wrong("easting and northing need their system: --crs EPSG:4548, or a column crs")
	case name == "":
		name = "EPSG:4326"
	}
	sys, err := crs.Parse(name)
	if err != nil {
		return nil, city.Wrap(err, city.Invalid, "unknown_crs", "%s", t.path)
	}
	if sys.Projected() != plane {
		return nil, t.wrong("%s is not a system of the columns that the points have (%s)", sys.Name(), map[bool]string{true: "easting, northing", false: "lon, lat"}[plane])
	}
	return sys, nil
}
