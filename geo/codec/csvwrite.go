package codec

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/crs"
)

// WKTColumn is the name of the column that holds the geometry of a CSV in a system:
// "wkt" for WGS-84, else "wkt_" and the system's name, as in wkt_gcj02. Open finds both,
// and takes the system from the name.
func WKTColumn(sys crs.System) string {
	if plainWGS84(sys) {
		return wktColumns[0]
	}
	return wktSystem + sys.Name()
}

const wktSystem = "wkt_"

// systemColumn finds a column that WKTColumn has named, and its system.
func systemColumn(names []string) (at int, system string) {
	for i, name := range names {
		if rest, ok := strings.CutPrefix(name, wktSystem); ok {
			if sys, err := crs.Parse(rest); err == nil {
				return i, sys.Name()
			}
		}
	}
	return -1, ""
}

// WriteCSV writes features as CSV (RFC 4180, UTF-8, CRLF between rows): the columns, in
// which properties of these names stand, and last the geometry as WKT under the name
// geometry. Texts stand as they are, numbers in digits, lists and objects as JSON. A text
// that a spreadsheet would run as a formula gets an apostrophe before it (Defused). The same
// features always give the same bytes. It fails at a property without a column, and at the
// first error of the sequence or of w.
func WriteCSV(w io.Writer, columns []string, geometry string, features iter.Seq2[OutFeature, error]) error {
	b := bufio.NewWriterSize(w, 64<<10)
	var line []byte
	for _, name := range columns {
		line = append(appendCell(line, Defused(name)), ',')
	}
	line = append(appendCell(line, geometry), "\r\n"...)
	if _, err := b.Write(line); err != nil {
		return err
	}
	cells := make([]string, len(columns))
	n := 0
	for f, err := range features {
		if err != nil {
			return err
		}
		if line, err = appendRow(line[:0], cells, columns, f); err != nil {
			return fmt.Errorf("feature %d: %w", n, err)
		}
		n++
		if _, err := b.Write(line); err != nil {
			return err
		}
	}
	return b.Flush()
}

func appendRow(line []byte, cells, columns []string, f OutFeature) ([]byte, error) {
	clear(cells)
	for _, p := range f.Properties {
		at := slices.Index(columns, p.Key)
		if at < 0 {
			return nil, fmt.Errorf("property %q has no column", p.Key)
		}
		text, err := flatText(p.Value)
		if err != nil {
			return nil, fmt.Errorf("property %q: %w", p.Key, err)
		}
		cells[at] = Defused(text)
	}
	for _, text := range cells {
		line = append(appendCell(line, text), ',')
	}
	wkt, err := appendWKT(nil, f.Geometry)
	if err != nil {
		return nil, err
	}
	return append(appendCell(line, string(wkt)), "\r\n"...), nil
}

// Defused is a text that no spreadsheet takes for a formula: one that begins with
// = + - @, their wide forms, a tab or a line's end gets an apostrophe before it, unless it
// is a plain number.
func Defused(text string) string {
	if text == "" || plainNumber(text) {
		return text
	}
	for _, start := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(text, start) {
			return "'" + text
		}
	}
	return text
}

// plainNumber is true of a sign, digits and at most one point among them.
func plainNumber(s string) bool {
	whole, part, point := strings.Cut(strings.TrimLeft(s[:1], "+-")+s[1:], ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && (!point || digits(part))
}

// appendCell quotes where it must, and where spaces at an end could be lost.
func appendCell(b []byte, text string) []byte {
	if !strings.ContainsAny(text, ",;\t\"\r\n") && strings.TrimSpace(text) == text {
		return append(b, text...)
	}
	return append(append(append(b, '"'), strings.ReplaceAll(text, `"`, `""`)...), '"')
}

// flatText is a value in formats whose attributes are texts.
func flatText(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	}
	b, err := jsonValue(v)
	if err != nil || !bytes.HasPrefix(b, []byte(`"`)) {
		return string(b), err
	}
	var text string
	err = json.Unmarshal(b, &text)
	return text, err
}

// appendWKT writes a geometry as well-known text (OGC 06-103r4); nil writes nothing.
func appendWKT(b []byte, g orb.Geometry) ([]byte, error) {
	start := len(b)
	switch g := g.(type) {
	case nil:
		return b, nil
	case orb.Point:
		b = append(appendPair(append(b, "POINT ("...), g, ' '), ')')
	case orb.MultiLineString:
		b = wktItems(append(b, "MULTILINESTRING "...), g, func(b []byte, l orb.LineString) []byte { return wktItems(b, l, wktPosition) })
	case orb.MultiPolygon:
		b = wktItems(append(b, "MULTIPOLYGON "...), g, func(b []byte, p orb.Polygon) []byte {
			return wktItems(b, p, func(b []byte, r orb.Ring) []byte { return wktItems(b, r, wktPosition) })
		})
	default:
		return nil, fault(ReasonWrongGeometry, "a %s is not written", g.GeoJSONType())
	}
	_, numbers, _ := bytes.Cut(b[start:], []byte(" "))
	return b, finiteText(numbers)
}

// finiteText fails where a number was none.
func finiteText(numbers []byte) error {
	if bytes.ContainsAny(numbers, "NI") && !bytes.Equal(numbers, []byte("EMPTY")) { // NaN, Inf
		return fault(ReasonNotFinite, "a coordinate is not finite")
	}
	return nil
}

func wktItems[S ~[]T, T any](b []byte, items S, item func([]byte, T) []byte) []byte {
	if len(items) == 0 {
		return append(b, "EMPTY"...)
	}
	b = append(b, '(')
	for i, v := range items {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = item(b, v)
	}
	return append(b, ')')
}

func wktPosition(b []byte, p orb.Point) []byte { return appendPair(b, p, ' ') }

// appendPair writes the shortest digits that read back the same, without an exponent.
func appendPair(b []byte, p orb.Point, between byte) []byte {
	b = append(strconv.AppendFloat(b, p[0], 'f', -1, 64), between)
	return strconv.AppendFloat(b, p[1], 'f', -1, 64)
}
