package atlas

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
)

// maxLine bounds a line of NDJSON, in bytes; a longer one is answered with line_too_long.
const maxLine = 64 << 10

// jsonForm names the pieces of NDJSON among those of a picture.
const jsonForm = '{'

// LocateNDJSON answers every line of a text of JSON objects, in order, in constant memory:
//
//	{"lon":116.58,"lat":35.41,"id":7}
//	{"id":7,"street_code":"…",…,"revision":42,"error":""}
//
// lon and lat are numbers; id is any value, given back byte for byte, null when it is not
// there. The members of an answer are those of LocateCSV. In a line that cannot be answered
// error says why, codes are empty and numbers null. Blank lines have no answer. A byte
// order mark at the beginning and a carriage return at the end of a line are passed over; a
// last line without a line end is a line. Answers end with a line feed. An error means that
// reading or writing failed. For ctx and out see LocateCSV.
func (p *Picture) LocateNDJSON(ctx context.Context, in io.Reader, out io.Writer, b Bulk) (BulkResult, error) {
	plan := p.planNDJSON(b)
	if b.AddressField != "" {
		var err error
		if plan.book, err = p.addresses(); err != nil {
			return BulkResult{}, err
		}
	}
	return stream(ctx, &lineCutter{r: in}, out, b.Progress, plan.newObject)
}

// ndjsonPlan is what the answers to all lines have in common.
type ndjsonPlan struct {
	Bulk
	pic  *Picture
	keys [][]byte // by layer: its member up to the code
	tail []byte   // of an answered line
	// failed is the middle of a line that cannot be answered, up to the error.
	failed []byte
	book   *addressBook // nil where lines have coordinates
}

func (p *Picture) planNDJSON(b Bulk) *ndjsonPlan {
	plan := &ndjsonPlan{Bulk: b, pic: p}
	for i := range p.layers {
		plan.keys = append(plan.keys, appendJSON(nil, p.layers[i].def.Key+"_code"))
		if !p.layers[i].def.Base {
			plan.failed = plan.member(plan.failed, i, "")
		}
	}
	revision := `"revision":` + strconv.FormatInt(p.Revision, 10) + `,"error":"`
	plan.tail = []byte(revision + "\"}\n")
	if b.wantsBorder() {
		plan.failed = append(plan.failed, noBorder...)
	}
	if b.wantsStation() {
		plan.failed = append(plan.failed, noStation...)
	}
	if b.wantsPosts() {
		plan.failed = appendDuty(plan.failed, dutyLine{})
	}
	plan.failed = append(plan.failed, revision...)
	return plan
}

const (
	noBorder  = `"border_m":null,`
	noStation = `"station_code":"","walk_s":null,"walk_method":"",`
)

// member writes the member of a layer, with the comma that follows it.
func (p *ndjsonPlan) member(dst []byte, layer int, code string) []byte {
	dst = append(append(dst, p.keys[layer]...), ':')
	return append(appendJSON(dst, code), ',')
}

// appendJSON writes a string as JSON, as all answers have it.
func appendJSON(dst []byte, text string) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(text); err != nil { // a string cannot fail
		return dst
	}
	return append(dst, bytes.TrimSuffix(buf.Bytes(), []byte{'\n'})...)
}

// object answers lines of NDJSON.
type object struct {
	*ndjsonPlan
	asker
	lines [together]jsonLine
}

// jsonLine is a line that waits for its answer.
type jsonLine struct {
	lon, lat []byte // numbers; nil = not there, or no number
	address  []byte // a JSON string; nil = not there
	id       []byte // nil = not there
	problem  string
}

func (p *ndjsonPlan) newObject() answerer {
	return &object{ndjsonPlan: p, asker: p.pic.newAsker(&p.Bulk, jsonForm, p.member)}
}

func (o *object) answer(b *batch) {
	n := 0
	for text := b.text; len(text) > 0; {
		end := bytes.IndexByte(text, '\n') + 1
		if end == 0 {
			end = len(text)
		}
		line := trimEnd(text[:end])
		text = text[end:]
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		o.read(n, line)
		if n++; n == together {
			o.flush(b, n)
			n = 0
		}
	}
	o.flush(b, n)
}

// read takes line k.
func (o *object) read(k int, text []byte) {
	line := &o.lines[k]
	if len(text) > maxLine {
		*line = jsonLine{problem: lineTooLong}
		if o.book != nil {
			o.placeAddress(o.book, k, "")
		}
		return
	}
	if o.book != nil {
		o.readAddress(k, text, line)
		return
	}
	if !readUsual(text, line) {
		readAny(text, line, false)
	}
	if line.problem == "" {
		line.problem = o.place(k, line.lon, line.lat)
	}
}

// flush answers the first n lines.
func (o *object) flush(b *batch, n int) {
	o.ask(n)
	b.result.Lines += int64(n)
	for k := range n {
		line := &o.lines[k]
		b.out = append(b.out, `{"id":`...)
		if line.id == nil {
			b.out = append(b.out, "null,"...)
		} else {
			b.out = append(append(b.out, line.id...), ',')
		}
		if o.book != nil {
			b.out = o.addressMembers(b.out, k)
		}
		if line.problem != "" {
			b.result.Errors++
			b.out = append(append(b.out, o.failed...), line.problem...)
			b.out = append(b.out, "\"}\n"...)
			continue
		}
		b.out = o.codes(b.out, k)
		if o.border || o.station || o.posts {
			b.out = o.more(b.out, k)
		}
		b.out = append(b.out, o.tail...)
	}
}

// more writes border, station and duty.
func (o *object) more(out []byte, k int) []byte {
	if o.border {
		if m, ok := o.borderM(k); ok {
			out = append(appendMetres(append(out, `"border_m":`...), m), ',')
		} else {
			out = append(out, noBorder...)
		}
	}
	if o.station {
		if code, walkS, method, ok := o.nearStation(k); ok {
			out = appendJSON(append(out, `"station_code":`...), code)
			out = strconv.AppendInt(append(out, `,"walk_s":`...), int64(walkS), 10)
			out = append(append(append(out, `,"walk_method":"`...), method...), `",`...)
		} else {
			out = append(out, noStation...)
		}
	}
	if o.posts {
		out = appendDuty(out, o.onDuty(k))
	}
	return out
}

// lineCutter cuts a text into runs of lines. Whole lines that have been read never wait for
// more text: a client may wait for their answers.
type lineCutter struct {
	r     io.Reader
	buf   []byte // read and not yet given, in buf[from:]
	from  int
	err   error // that ended the reading
	begun bool
	skip  bool // the rest of a line that was too long is passed over
}

// next appends whole lines to dst, at most as many bytes as wanted but for a longer line.
// Of a line that is too long it gives the beginning.
func (c *lineCutter) next(dst []byte, want int) ([]byte, error) {
	for {
		c.pass()
		text := c.buf[c.from:]
		if n := endOfLines(text[:min(len(text), want)]); n > 0 {
			n = linesIn(text[:n])
			c.from += n
			return append(dst, text[:n]...), nil
		}
		switch {
		case len(text) > maxLine:
			c.skip = true
			return append(append(dst, text[:maxLine+1]...), '\n'), nil
		case c.err == nil:
			c.fill()
		case !errors.Is(c.err, io.EOF):
			return dst, c.err
		case len(text) == 0:
			return dst, io.EOF
		default:
			c.from = len(c.buf)
			return append(dst, text...), nil
		}
	}
}

// pass passes over the byte order mark, and the rest of a line that was too long.
func (c *lineCutter) pass() {
	const bom = "\ufeff"
	text := c.buf[c.from:]
	if !c.begun && (len(text) >= len(bom) || c.err != nil || !bytes.HasPrefix([]byte(bom), text)) {
		c.begun = true
		if bytes.HasPrefix(text, []byte(bom)) {
			c.from += len(bom)
		}
	}
	if c.skip {
		n := bytes.IndexByte(c.buf[c.from:], '\n') + 1
		c.skip = n == 0
		if c.skip {
			n = len(c.buf) - c.from
		}
		c.from += n
	}
}

func (c *lineCutter) fill() {
	c.buf = c.buf[:copy(c.buf, c.buf[c.from:])]
	c.from = 0
	c.buf, c.err = readMore(c.r, c.buf)
}
