package atlas

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
)

// together is how many lines are answered together: the lookups then wait for memory together.
const together = 64

// The values of the error column.
const (
	lineNoCoordinate = "missing_coordinate" // a coordinate is empty or not there
	lineBadNumber    = "bad_number"         // it is no decimal number
	lineOutOfRange   = "out_of_range"       // the position is not on the earth, or not in reach of the system
	lineExtraCells   = "extra_cells"        // the line has more cells than the header
	lineBadJSON      = "bad_json"           // the line is no JSON object, or not UTF-8
	lineTooLong      = "line_too_long"      // it has more than maxLine bytes
	lineUnknownName  = "unknown_member"     // the object has a member other than lon, lat, id
	lineRepeatedName = "repeated_member"    // the object has a member more than once
)

// asker asks the picture about the points of a block, in memory that it keeps.
type asker struct {
	pic    *Picture
	bulk   *Bulk
	form   []pieces
	write  func(dst []byte, layer int, code string) []byte
	border bool
	// station is true when the columns of the nearest place are wanted.
	station bool
	posts   bool // the columns about duty
	layers  int
	// degrees is true when the coordinates need no conversion.
	degrees bool

	points [together]geo.Point // of a line without a point: any
	rows   []int32             // of all layers, one row for each point
	owner  []int
	areas  []int32
	near   vicinity
	held   []locate.Held
	seats  []dutySeat
	// addressed are the lines of a block that have addresses; nil without a book.
	addressed []addressed
}

func (p *Picture) newAsker(b *Bulk, form byte, write func(dst []byte, layer int, code string) []byte) asker {
	return asker{
		pic: p, bulk: b, form: p.bulkPieces(form, write), write: write, border: b.wantsBorder(), station: b.wantsStation(), posts: b.wantsPosts(),
		degrees: b.CRS == nil || !b.CRS.Projected() && slices.Contains(asWGS84, b.CRS.Name()),
		layers:  len(p.layers), rows: make([]int32, together*len(p.layers)), owner: make([]int, len(p.layers)),
	}
}

// asWGS84 are the systems whose degrees are those of WGS-84.
var asWGS84 = []string{"wgs84", "EPSG:4326", "EPSG:4490"}

func (b *Bulk) wantsBorder() bool  { return b.Columns == ColumnsAll || b.Columns == ColumnsBorder }
func (b *Bulk) wantsStation() bool { return b.Columns == ColumnsAll || b.Columns == ColumnsStation }
func (b *Bulk) wantsPosts() bool   { return b.Columns == ColumnsAll || b.Columns == ColumnsPosts }

// ask looks up the first n points.
func (a *asker) ask(n int) {
	a.pic.index.Rows(a.points[:n], a.rows[:n*a.layers])
	a.onlyCommon(n)
}

// codes appends, for each layer in file order, what a line says of it: the code of the area
// that holds point k for a partition (empty in a gap), all codes joined with ";" for a free
// layer, the smallest area first.
func (a *asker) codes(out []byte, k int) []byte {
	row := a.rows[k*a.layers : (k+1)*a.layers]
	for i := range row {
		switch form, n := &a.form[i], row[i]; {
		case a.pinned(i, k):
			out = append(out, form.of(n)...)
		case n == locate.None:
			out = append(out, form.none...)
		case len(form.at) == 0: // a base layer
		case a.pic.layers[i].def.Partition:
			out = append(out, form.of(n)...)
		default:
			out = a.free(out, i, k, form)
		}
	}
	return out
}

// free writes the codes of a free layer.
func (a *asker) free(out []byte, i, k int, form *pieces) []byte {
	a.areas = a.pic.index.Covering(i, a.points[k], a.areas[:0])
	if len(a.areas) == 1 {
		return append(out, form.of(a.areas[0])...)
	}
	return a.write(out, i, a.pic.severalCodes(i, a.areas))
}

// borderM is the distance from point k to its border; ok is false where there is none.
func (a *asker) borderM(k int) (metres float64, ok bool) {
	if a.vague(k) {
		return 0, false
	}
	a.pic.owners(a.owner, a.rows[k*a.layers:(k+1)*a.layers])
	_, b, _, ok := a.pic.nearestBorder(a.points[k], a.owner)
	return borderMetres(b), ok
}

// nearStation is the nearest of the places that a single answer would name, and how its seconds were found:
// Network or Estimate; ok is false when there is none.
func (a *asker) nearStation(k int) (code string, walkS int, method string, ok bool) {
	if a.vague(k) {
		return "", 0, "", false
	}
	a.pic.look(a.points[k], wanted{kindsOr(a.bulk.Kinds), a.bulk.Tags}, 1, &a.near)
	found := a.near.found
	if len(found) == 0 || found[0].walkS() > serviceSeconds {
		return "", 0, "", false
	}
	return found[0].Code, found[0].walkS(), found[0].method(), true
}

// place sets point k from the texts of its coordinates; problem is the value of the error
// column.
func (a *asker) place(k int, lon, lat []byte) (problem string) {
	if a.degrees {
		x, endX, okX := units(lon, 0, geo.MaxX)
		y, endY, okY := units(lat, 0, geo.MaxY)
		if okX && okY && endX == len(lon) && endY == len(lat) {
			a.points[k] = geo.Point{X: x, Y: y}
			return ""
		}
	}
	q, problem := snapTexts(a.bulk, lon, lat)
	a.points[k] = q
	return problem
}

// snapTexts is place, for whatever ParseNumber reads.
func snapTexts(b *Bulk, lon, lat []byte) (q geo.Point, problem string) {
	var pos orb.Point
	for i, text := range [2][]byte{lon, lat} {
		if len(text) == 0 {
			return q, lineNoCoordinate
		}
		v, ok := ParseNumber(string(text))
		if !ok {
			return q, lineBadNumber
		}
		pos[i] = v
	}
	if b.CRS != nil {
		var err error
		if pos, err = b.CRS.ToWGS84(pos); err != nil {
			return q, lineOutOfRange
		}
	}
	q, err := geo.Snap(pos)
	if err != nil {
		return geo.Point{}, lineOutOfRange
	}
	return q, ""
}

// units reads a decimal number as JSON writes it, without an exponent, from text[i:], and
// rounds it to the lattice as geo.Snap rounds what strconv.ParseFloat reads. ok is false
// when there is no such number, when it is not nearer to 0 than limit units, and when its
// rounding is too close a thing: then the two must judge.
//
// Why it is the same: ParseFloat is off by at most half a unit in the last place, and so are
// both steps of Snap; together that is less than 2e-6 units of the lattice. So only from .499
// to .501 can the sides differ, and these are left to the two.
func units(text []byte, i int, limit int32) (v int32, end int, ok bool) {
	negative := i < len(text) && text[i] == '-'
	if negative {
		i++
	}
	first, whole := i, int64(0)
	for ; i < len(text) && text[i]-'0' <= 9; i++ {
		whole = whole*10 + int64(text[i]-'0')
	}
	if n := i - first; n == 0 || n > 4 || n > 1 && text[first] == '0' {
		return 0, i, false
	}
	part, digits := int64(0), 0 // of the fraction, in units/1000
	if i < len(text) && text[i] == '.' {
		first = i + 1
		i = min(first+fraction, len(text))
		for digits = first; digits < i && text[digits]-'0' <= 9; digits++ {
			part = part*10 + int64(text[digits]-'0')
		}
		i = digits
		digits -= first
		if digits == 0 {
			return 0, i, false
		}
		for i < len(text) && text[i]-'0' <= 9 {
			i++
		}
	}
	part *= tens[digits]
	rest := part % 1000
	sum := whole*geo.Scale + part/1000
	if rest >= 500 {
		sum++
	}
	if rest == 499 || rest == 500 || sum >= int64(limit) || i < len(text) && text[i]|0x20 == 'e' {
		return 0, i, false
	}
	if negative {
		sum = -sum
	}
	return int32(sum), i, true
}

// fraction is how many digits after the point units looks at: seven for the lattice and
// three to tell how near to the middle of two units the number is.
const fraction = 10

// tens fill up a fraction of so many digits.
var tens = [fraction + 1]int64{1e10, 1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 10, 1}

func appendMetres(out []byte, m float64) []byte { return strconv.AppendFloat(out, m, 'f', -1, 64) }

// linesIn is how many bytes of text, which ends with a line end, a batch takes.
func linesIn(text []byte) int {
	n := len(text)
	for countLines(text[:n]) > batchLines {
		n = endOfLines(text[:n/2])
		if n == 0 {
			return bytes.IndexByte(text, '\n') + 1
		}
	}
	return n
}
