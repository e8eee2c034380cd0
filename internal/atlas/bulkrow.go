package atlas

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/redsail/redsail/internal/city"
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
	tail     string       // of an answered line: revision, no error, line end
	book     *addressBook // nil where lines have coordinates
}

func (p *Picture) plan(header []byte, comma byte, b Bulk) (*bulkPlan, error) {
	plan := &bulkPlan{Bulk: b, pic: p, comma: comma, newline: "\n"}
	if bytes.HasSuffix(header, []byte("\r\n")) {
		plan.newline = "\r\n"
	}
	plan.tail = strconv.FormatInt(p.Revision, 10) + string(rune(comma)) + plan.newline
	var there []string
	for _, c := range cells(trimEnd(header), comma, nil) {
		there = append(there, string(cellText(c)))
	}
	plan.width = len(there)
	if err := plan.columns(there); err != nil {
		return nil, err
	}
	for i := range p.layers {
		if !p.layers[i].def.Base {
			plan.names = append(plan.names, p.layers[i].def.Key+"_code")
		}
	}
	if b.wantsBorder() {
		plan.names = append(plan.names, "border_m")
	}
	if b.wantsStation() {
		plan.names = append(plan.names, "station_code", "walk_s", "walk_method")
	}
	if b.wantsPosts() {
		plan.names = append(plan.names, dutyColumns[:]...)
	}
	plan.names = append(plan.names, "revision", "error")
	for i := range plan.names {
		plan.names[i] = b.Prefix + plan.names[i]
		if slices.Contains(there, plan.names[i]) {
			return nil, city.Errorf(city.Invalid, "column_exists", "the input has a column %q already; %s gives the added columns other names", plan.names[i], b.PrefixOption)
		}
	}
	return plan, nil
}

// columns finds those of the input that say where a line is.
func (p *bulkPlan) columns(there []string) (err error) {
	if p.AddressField != "" {
		if p.lon, err = column(there, p.AddressOption, p.AddressField); err != nil {
			return err
		}
		p.lat = p.lon // both are the text
		p.names = append(p.names, addressedColumns...)
		p.book, err = p.pic.addresses()
		return err
	}
	if p.lon, err = column(there, p.LonOption, p.LonField); err != nil {
		return err
	}
	p.lat, err = column(there, p.LatOption, p.LatField)
	return err
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

// row answers lines of a CSV.
type row struct {
	*bulkPlan
	asker
	lines [together]csvLine
	cells [][]byte
}

// csvLine is a line that waits for its answer.
type csvLine struct {
	record  []byte // without its line end
	extra   int    // cells that it lacks; negative: that it has beyond the header
	plain   bool   // it goes out as it came
	problem string
}

func (p *bulkPlan) newRow() answerer {
	return &row{bulkPlan: p, asker: p.pic.newAsker(&p.Bulk, p.comma, func(dst []byte, _ int, code string) []byte {
		return append(appendText(dst, code, p.comma), p.comma)
	})}
}

// answer writes the lines of a batch with the added columns.
func (r *row) answer(b *batch) {
	n := 0
	quotes := bytes.IndexByte(b.text, '"') >= 0
	for text := b.text; len(text) > 0; {
		end := bytes.IndexByte(text, '\n') + 1
		if quotes || end == 0 {
			end, _ = recordEnd(text, r.comma, true)
		}
		r.read(n, trimEnd(text[:end]), quotes)
		text = text[end:]
		if n++; n == together {
			r.flush(b, n)
			n = 0
		}
	}
	r.flush(b, n)
}

// read takes line k.
func (r *row) read(k int, record []byte, quotes bool) {
	line := &r.lines[k]
	*line = csvLine{record: record}
	if len(record) == 0 {
		return
	}
	line.plain = (!quotes || bytes.IndexByte(record, '"') < 0) && bytes.IndexByte(record, '\r') < 0
	if !line.plain {
		r.readCells(k, line)
		return
	}
	var lon, lat []byte
	column, start := 0, 0
	for i := 0; i <= len(record); i++ {
		if i < len(record) && record[i] != r.comma {
			continue
		}
		if column == r.lon {
			lon = record[start:i]
		}
		if column == r.lat {
			lat = record[start:i]
		}
		column++
		start = i + 1
	}
	line.extra = r.width - column
	r.point(k, line, lon, lat)
}

// readCells takes a line that has quotes or a bare carriage return.
func (r *row) readCells(k int, line *csvLine) {
	r.cells = cells(line.record, r.comma, r.cells[:0])
	text := func(column int) []byte {
		if column >= len(r.cells) {
			return nil
		}
		return cellText(r.cells[column])
	}
	line.extra = r.width - len(r.cells)
	r.point(k, line, text(r.lon), text(r.lat))
}

func (r *row) point(k int, line *csvLine, lon, lat []byte) {
	if r.book != nil {
		line.problem = r.placeAddress(r.book, k, string(lon))
	} else {
		line.problem = r.place(k, bytes.TrimSpace(lon), bytes.TrimSpace(lat))
	}
	if line.problem == "" && line.extra < 0 {
		line.problem = lineExtraCells
	}
}

// flush answers the first n lines.
func (r *row) flush(b *batch, n int) {
	r.ask(n)
	for k := range n {
		line := &r.lines[k]
		if len(line.record) == 0 {
			b.out = append(b.out, r.newline...)
			continue
		}
		b.result.Lines++
		if line.problem != "" {
			b.result.Errors++
		}
		if !line.plain || line.extra < 0 {
			b.out = r.rewrite(b.out, k, line)
			continue
		}
		b.out = append(append(b.out, line.record...), r.comma)
		for range line.extra {
			b.out = append(b.out, r.comma)
		}
		if line.problem == "" {
			b.out = append(r.added(b.out, k), r.tail...)
		} else {
			b.out = append(r.failed(b.out, k, line.problem), r.newline...)
		}
	}
}

// rewrite writes a line cell by cell.
func (r *row) rewrite(out []byte, k int, line *csvLine) []byte {
	r.cells = cells(line.record, r.comma, r.cells[:0])
	own := min(len(r.cells), r.width)
	for _, c := range r.cells[:own] {
		out = append(appendCell(out, c, r.comma), r.comma)
	}
	for range line.extra {
		out = append(out, r.comma)
	}
	if line.problem == "" {
		return append(r.added(out, k), r.tail...)
	}
	out = r.failed(out, k, line.problem)
	// Cells without a column name come last, so that nothing is lost.
	for _, c := range r.cells[own:] {
		out = appendCell(append(out, r.comma), c, r.comma)
	}
	return append(out, r.newline...)
}

// failed writes the added cells of a line that cannot be answered.
func (r *row) failed(out []byte, k int, problem string) []byte {
	for i := range len(r.names) - 1 {
		if r.book != nil && i < len(addressedColumns) { // what comes near is told
			out = r.addressCell(out, k, i)
		}
		out = append(out, r.comma)
	}
	return append(out, problem...)
}

// added writes the added cells but for the last two, which are the tail.
func (r *row) added(out []byte, k int) []byte {
	for i := range r.addressCells() {
		out = append(r.addressCell(out, k, i), r.comma)
	}
	out = r.codes(out, k)
	if r.border {
		if m, ok := r.borderM(k); ok {
			out = appendMetres(out, m)
		}
		out = append(out, r.comma)
	}
	if r.station {
		if code, walkS, method, ok := r.nearStation(k); ok {
			out = append(appendText(out, code, r.comma), r.comma)
			out = append(strconv.AppendInt(out, int64(walkS), 10), r.comma)
			out = append(append(out, method...), r.comma)
		} else {
			out = append(out, r.comma, r.comma, r.comma)
		}
	}
	if r.posts {
		for _, cell := range r.onDuty(k).cells() {
			out = append(appendText(out, cell, r.comma), r.comma)
		}
	}
	return out
}
