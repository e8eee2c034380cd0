package atlas

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// The values of the error column.
const (
	lineNoCoordinate = "missing_coordinate" // the cell of a coordinate is empty or not there
	lineBadNumber    = "bad_number"         // it holds no decimal number
	lineOutOfRange   = "out_of_range"       // the position is not on the earth, or not in reach of the system
	lineExtraCells   = "extra_cells"        // the line has more cells than the header
)

// bulkPlan is a Bulk resolved against the header of the input.
type bulkPlan struct {
	Bulk
	pic      *Picture
	comma    byte
	newline  string
	width    int // cells of the header
	lon, lat int // columns
	names    []string
	border   bool
	station  bool
	revision string
}

func (p *Picture) plan(header []byte, comma byte, b Bulk) (*bulkPlan, error) {
	plan := &bulkPlan{Bulk: b, pic: p, comma: comma, newline: "\n", revision: strconv.FormatInt(p.Revision, 10)}
	if bytes.HasSuffix(header, []byte("\r\n")) {
		plan.newline = "\r\n"
	}
	var there []string
	for _, c := range cells(trimEnd(header), comma, nil) {
		there = append(there, string(cellText(c)))
	}
	plan.width = len(there)
	var err error
	if plan.lon, err = column(there, "--lon-field", b.LonField); err != nil {
		return nil, err
	}
	if plan.lat, err = column(there, "--lat-field", b.LatField); err != nil {
		return nil, err
	}
	for i := range p.layers {
		if !p.layers[i].def.Base {
			plan.names = append(plan.names, p.layers[i].def.Key+"_code")
		}
	}
	plan.border = b.Columns == ColumnsAll || b.Columns == ColumnsBorder
	plan.station = b.Columns == ColumnsAll || b.Columns == ColumnsStation
	if plan.border {
		plan.names = append(plan.names, "border_m")
	}
	if plan.station {
		plan.names = append(plan.names, "station_code", "walk_s")
	}
	plan.names = append(plan.names, "revision", "error")
	for i := range plan.names {
		plan.names[i] = b.Prefix + plan.names[i]
		if slices.Contains(there, plan.names[i]) {
			return nil, city.Errorf(city.Invalid, "column_exists", "the input has a column %q already; --prefix gives the added columns other names", plan.names[i])
		}
	}
	return plan, nil
}

func column(header []string, option, name string) (int, error) {
	i := slices.Index(header, name)
	switch {
	case i < 0:
		return 0, city.Errorf(city.Invalid, "unknown_field", "%s names the column %q; the input has %s", option, name, strings.Join(header, ", "))
	case slices.Contains(header[i+1:], name):
		return 0, city.Errorf(city.Invalid, "repeated_column", "%s names the column %q; the input has more than one of this name", option, name)
	}
	return i, nil
}

// header is the first line of the output.
func (p *bulkPlan) header(record []byte) []byte {
	var out []byte
	for _, c := range cells(trimEnd(record), p.comma, nil) {
		out = append(appendCell(out, c, p.comma), p.comma)
	}
	for i, name := range p.names {
		if i > 0 {
			out = append(out, p.comma)
		}
		out = appendText(out, name, p.comma)
	}
	return append(out, p.newline...)
}

// row answers lines one after another in memory that it keeps.
type row struct {
	*bulkPlan
	cells [][]byte
	codes []string
	owner []int
	found []nearPlace
}

func (p *bulkPlan) newRow() *row { return &row{bulkPlan: p, owner: make([]int, len(p.pic.layers))} }

// answer writes the lines of a batch with the added columns.
func (r *row) answer(b *batch) {
	b.out, b.result = b.out[:0], BulkResult{}
	for text := b.text; len(text) > 0; {
		n, _ := recordEnd(text, r.comma, true)
		record := trimEnd(text[:n])
		text = text[n:]
		if len(record) == 0 {
			b.out = append(b.out, r.newline...)
			continue
		}
		var failed bool
		b.out, failed = r.line(b.out, record)
		b.result.Lines++
		if failed {
			b.result.Errors++
		}
	}
}

func (r *row) line(out, record []byte) (_ []byte, failed bool) {
	r.cells = cells(record, r.comma, r.cells[:0])
	own := min(len(r.cells), r.width)
	for _, c := range r.cells[:own] {
		out = append(appendCell(out, c, r.comma), r.comma)
	}
	for range r.width - own {
		out = append(out, r.comma)
	}
	q, problem := r.point()
	if problem == "" && len(r.cells) > r.width {
		problem = lineExtraCells
	}
	if problem == "" {
		out = r.added(out, q)
	} else {
		for range len(r.names) - 1 {
			out = append(out, r.comma)
		}
		out = append(out, problem...)
	}
	// Cells without a column name come last, so that nothing is lost.
	for _, c := range r.cells[own:] {
		out = appendCell(append(out, r.comma), c, r.comma)
	}
	return append(out, r.newline...), problem != ""
}

// added writes the cells of the added columns; the last, the error, is empty.
func (r *row) added(out []byte, q geo.Point) []byte {
	r.codes = r.pic.codes(q, r.codes[:0], r.owner)
	for _, code := range r.codes {
		out = append(appendText(out, code, r.comma), r.comma)
	}
	if r.border {
		if b := r.pic.border(q, r.owner, 0); b != nil {
			out = strconv.AppendFloat(out, b.DistanceM, 'f', -1, 64)
		}
		out = append(out, r.comma)
	}
	if r.station {
		out = r.nearStation(out, q)
	}
	return append(append(out, r.revision...), r.comma)
}

// nearStation writes the nearest of the stations that a single answer would name.
func (r *row) nearStation(out []byte, q geo.Point) []byte {
	r.found = r.pic.nearest(q, kindsOr(r.Kinds), nearReach, 1, r.found)
	if len(r.found) == 0 || r.found[0].walkS() > serviceSeconds {
		return append(out, r.comma, r.comma)
	}
	out = append(appendText(out, r.found[0].Code, r.comma), r.comma)
	return append(strconv.AppendInt(out, int64(r.found[0].walkS()), 10), r.comma)
}

// point reads the position of a line; problem is a stable code, empty when all is well.
func (r *row) point() (q geo.Point, problem string) {
	var pos orb.Point
	for i, col := range [2]int{r.lon, r.lat} {
		var text []byte
		if col < len(r.cells) {
			text = bytes.TrimSpace(cellText(r.cells[col]))
		}
		if len(text) == 0 {
			return q, lineNoCoordinate
		}
		v, ok := ParseNumber(string(text))
		if !ok {
			return q, lineBadNumber
		}
		pos[i] = v
	}
	if r.CRS != nil {
		var err error
		if pos, err = r.CRS.ToWGS84(pos); err != nil {
			return q, lineOutOfRange
		}
	}
	q, err := geo.Snap(pos)
	if err != nil {
		return q, lineOutOfRange
	}
	return q, ""
}
