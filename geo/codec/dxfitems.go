package codec

import (
	"bytes"
	"strings"

	"github.com/paulmach/orb"
)

// dxfItem is one of: a polyline, a text, a block put into the drawing.
type dxfItem struct {
	shape  *dxfShape
	text   *dxfText
	insert *dxfInsert
}

// dxfHead is what every entity has.
type dxfHead struct {
	layer, handle string
	line          int
	mirrored      bool // the plane of the entity is seen from below: x counts to the left
	tilted        bool // its plane is not that of the drawing
}

// dxfShape is an LWPOLYLINE or a POLYLINE with its VERTEX entities.
type dxfShape struct {
	dxfHead
	closed   bool
	vertices []dxfVertex
}

// dxfVertex is a corner and the bulge of the side that follows: the tangent of a quarter of
// the angle of its arc, positive anticlockwise.
type dxfVertex struct {
	at    orb.Point
	bulge float64
}

type dxfText struct {
	dxfHead
	at    orb.Point
	text  string
	lines []string // of an MTEXT of several lines
}

// words are the texts that may each be a code or a name: the lines of one of several.
func (t *dxfText) words() []string {
	if t.lines != nil {
		return t.lines
	}
	return []string{t.text}
}

// dxfInsert is a block in the drawing: a grid of columns and rows of it.
type dxfInsert struct {
	dxfHead
	block         string
	at            orb.Point
	scale         [2]float64
	turn          float64 // degrees
	columns, rows int
	step          [2]float64
}

// dxfEntity gathers the groups of an entity.
type dxfEntity struct {
	dxfHead
	kind          string
	paper         bool
	flags         int
	at, other     orb.Point
	hasOther      bool
	justified     bool
	text          []byte
	block         string
	scale, step   [2]float64
	turn          float64
	columns, rows int
	normal        [3]float64
	vertices      []dxfVertex
	bulge         float64
	embedded      bool // groups of an object inside the entity follow
}

func newDXFEntity(kind string, line int) *dxfEntity {
	return &dxfEntity{kind: kind, dxfHead: dxfHead{line: line, layer: "0"}, scale: [2]float64{1, 1}, columns: 1, rows: 1, normal: [3]float64{0, 0, 1}}
}

// dxfHandleBytes is how long a handle may be, which is a number of 64 bits in hexadecimal: each copy
// that an insert makes bears those of all inserts around it.
const dxfHandleBytes = 64

// dxfRead are the kinds of entities that are read; the others are counted.
var dxfRead = map[string]bool{"LWPOLYLINE": true, "POLYLINE": true, "VERTEX": true, "TEXT": true, "MTEXT": true, "ATTRIB": true, "INSERT": true}

// take reads one group of the entity.
func (e *dxfEntity) take(d *dxfFile) error {
	p := d.pairs
	var err error
	switch {
	case e.embedded || p.code >= 1000: // of other programs
	case p.code == 5:
		if len(p.value) > dxfHandleBytes {
			return p.wrong(KindTooLarge, "a handle is longer than %d bytes", dxfHandleBytes)
		}
		e.handle = string(bytes.TrimSpace(p.value))
	case p.code == 8:
		e.layer, err = d.name()
	case p.code == 67:
		var n int
		n, err = p.integer()
		e.paper = n == 1
	case p.code == 101:
		e.embedded = true
	case !dxfRead[e.kind]:
	case p.code == 1, p.code == 3:
		if len(e.text)+len(p.value) > d.b.FieldBytes {
			return p.wrong(KindTooLarge, "a text is longer than %d bytes", d.b.FieldBytes)
		}
		e.text = append(e.text, p.value...)
	case p.code == 2 && e.kind == "INSERT":
		e.block, err = d.name()
	case p.code == 70, p.code == 71, p.code == 72, p.code == 73, p.code == 74:
		err = e.whole(p)
	case p.code >= 10 && p.code <= 50, p.code == 210, p.code == 220, p.code == 230:
		err = e.measure(d)
	}
	return err
}

// whole reads a group of a whole number.
func (e *dxfEntity) whole(p *dxfPairs) error {
	n, err := p.integer()
	switch {
	case err != nil:
		return err
	case e.kind == "INSERT" && p.code == 70:
		e.columns = n
	case e.kind == "INSERT" && p.code == 71:
		e.rows = n
	case p.code == 70:
		e.flags = n
	case (p.code == 72 || p.code == 73 || p.code == 74) && e.kind != "MTEXT":
		e.justified = e.justified || n != 0
	}
	return nil
}

// measure reads a group of a number.
func (e *dxfEntity) measure(d *dxfFile) error {
	v, err := d.pairs.number()
	if err != nil {
		return err
	}
	switch code := d.pairs.code; code {
	case 10:
		if e.kind == "LWPOLYLINE" {
			return d.vertex(&e.vertices, dxfVertex{at: orb.Point{v, 0}})
		}
		e.at[0] = v
	case 20:
		if n := len(e.vertices); n > 0 {
			e.vertices[n-1].at[1] = v
		}
		e.at[1] = v
	case 11:
		e.other[0], e.hasOther = v, true
	case 21:
		e.other[1] = v
	case 42:
		e.bulge = v
		if n := len(e.vertices); n > 0 {
			e.vertices[n-1].bulge = v
		}
		e.scale[1] = v
	case 41:
		e.scale[0] = v
	case 44, 45:
		e.step[code-44] = v
	case 50:
		e.turn = v
	case 210, 220, 230:
		e.normal[(code-210)/10] = v
	}
	return nil
}

// item makes of the groups what is kept; none for what is not read.
func (e *dxfEntity) item(d *dxfFile) (dxfItem, error) {
	head := e.dxfHead
	const slant = 1.0 / 64 // the rule of the format for axes of a plane; less is a rounding
	flat := abs(e.normal[0]) < slant*slant && abs(e.normal[1]) < slant*slant
	head.mirrored, head.tilted = e.normal[2] < 0, !flat
	switch e.kind {
	case "LWPOLYLINE", "POLYLINE":
		return dxfItem{shape: &dxfShape{dxfHead: head, closed: e.flags&1 != 0, vertices: e.vertices}}, nil
	case "TEXT", "MTEXT", "ATTRIB":
		whole, err := d.decode(e.text)
		if err != nil {
			return dxfItem{}, err
		}
		whole = dxfUnformatted(whole, e.kind == "MTEXT")
		text := oneLine(whole)
		if text == "" || head.tilted {
			return dxfItem{}, nil
		}
		var lines []string
		if e.kind == "MTEXT" {
			lines = dxfLines(whole)
		}
		at := e.at
		if e.justified && e.hasOther && e.kind != "MTEXT" { // in an MTEXT it is a direction
			at = e.other
		}
		if e.kind == "MTEXT" {
			head.mirrored = false // its place is one of the world
		}
		return dxfItem{text: &dxfText{dxfHead: head, at: at, text: text, lines: lines}}, nil
	case "INSERT":
		return dxfItem{insert: &dxfInsert{dxfHead: head, block: strings.ToLower(e.block), at: e.at, scale: e.scale, turn: e.turn,
			columns: max(e.columns, 1), rows: max(e.rows, 1), step: e.step}}, nil
	}
	return dxfItem{}, nil
}
