package codec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// Limits of a drawing.
const (
	maxDXFDepth  = 16       // blocks within blocks
	maxDXFLayers = 20_000   // names of layers and of blocks
	maxDXFText   = 64 << 20 // bytes of all texts
)

// dxfFile reads the polylines, texts and blocks of an ASCII DXF (R12 to 2018: group codes
// after Autodesk's DXF reference). A drawing has no order that would let it be streamed (the
// text that names a line may stand anywhere), so what is needed of it is held, under limits.
type dxfFile struct {
	ctx    context.Context
	file   *os.File
	size   int64
	pairs  *dxfPairs
	b      *budget
	forced string
	closes bool   // open polylines are to be closed
	page   string // $DWGCODEPAGE
	acad   string // $ACADVER
	text   *charset
	names  map[string]string // layers and blocks as decoded, by their bytes
	blocks map[string]*dxfBlock
	items  []dxfItem
	into   *[]dxfItem     // where items go: those of the drawing or of a block
	open   *dxfShape      // the POLYLINE whose VERTEX entities follow
	kept   int            // items
	bytes  int            // of texts
	others map[string]int // entities that are not read, by kind: of the drawing and of the blocks in it
	left   map[string]int // where those being read are counted
}

type dxfBlock struct {
	base   [2]float64
	items  []dxfItem
	others map[string]int // nil once they were counted
}

func newDXF(ctx context.Context, f *os.File, size int64, o Options, b *budget) *dxfFile {
	d := &dxfFile{ctx: ctx, file: f, size: size, b: b, forced: o.Encoding, closes: o.CloseRings, names: map[string]string{}, blocks: map[string]*dxfBlock{}, others: map[string]int{}}
	d.pairs = newDXFPairs(contextReader{ctx, f}, b.FieldBytes)
	return d
}

// load takes the whole drawing in.
func (d *dxfFile) load() error {
	if err := d.read(); err != nil || d.text != nil {
		return err
	}
	return d.chooseCharset()
}

// openDXF reads a drawing and closes the file.
func openDXF(ctx context.Context, f *os.File, size int64, o Options, b *budget) (stream, error) {
	d := newDXF(ctx, f, size, o, b)
	if err := d.load(); err != nil {
		return nil, err
	}
	s, err := d.drawing(o.Layer)
	if err != nil {
		return nil, err
	}
	return s, f.Close()
}

// read takes the sections up to the end.
func (d *dxfFile) read() error {
	for {
		err := d.pairs.next()
		switch {
		case errors.Is(err, io.EOF):
			return d.pairs.wrong(KindTruncated, "the drawing ends without its mark EOF")
		case err != nil:
			return err
		case d.pairs.is(0, "EOF"):
			return nil
		case d.pairs.is(0, "SECTION"):
			if err := d.section(); err != nil {
				return noEnd(err, d.pairs)
			}
		}
	}
}

// noEnd names the end of the file inside of something.
func noEnd(err error, p *dxfPairs) error {
	if errors.Is(err, io.EOF) {
		return p.wrong(KindTruncated, "the drawing ends within a section")
	}
	return err
}

func (d *dxfFile) section() error {
	if err := d.pairs.next(); err != nil {
		return err
	}
	name := ""
	if d.pairs.code == 2 {
		name = strings.TrimSpace(string(d.pairs.value))
	}
	switch name {
	case "HEADER":
		return d.header()
	case "BLOCKS":
		return d.blockSection()
	case "ENTITIES":
		d.into, d.left = &d.items, d.others
		return d.entities("ENDSEC")
	}
	for !d.pairs.is(0, "ENDSEC") {
		if err := d.pairs.next(); err != nil {
			return err
		}
	}
	return nil
}

// header reads the version and the code page.
func (d *dxfFile) header() error {
	variable := ""
	for {
		if err := d.pairs.next(); err != nil {
			return err
		}
		switch value := strings.TrimSpace(string(d.pairs.value)); {
		case d.pairs.is(0, "ENDSEC"):
			return nil
		case d.pairs.code == 9:
			variable = value
		case variable == "$ACADVER" && d.pairs.code == 1:
			d.acad = value
		case variable == "$DWGCODEPAGE" && d.pairs.code == 3:
			d.page = value
		}
	}
}

// blockSection reads the definitions of blocks.
func (d *dxfFile) blockSection() error {
	for {
		if err := d.pairs.next(); err != nil {
			return err
		}
		switch {
		case d.pairs.is(0, "ENDSEC"):
			return nil
		case d.pairs.is(0, "BLOCK"):
			if err := d.block(); err != nil {
				return err
			}
		}
	}
}

func (d *dxfFile) block() error {
	block, name := &dxfBlock{others: map[string]int{}}, ""
	for {
		err := d.pairs.next()
		if err == nil {
			switch d.pairs.code {
			case 2:
				name, err = d.name()
			case 10:
				block.base[0], err = d.pairs.number()
			case 20:
				block.base[1], err = d.pairs.number()
			}
		}
		if err != nil {
			return err
		}
		if d.pairs.code == 0 {
			d.pairs.again = true
			break
		}
	}
	d.into, d.left = &block.items, block.others
	if err := d.entities("ENDBLK"); err != nil {
		return err
	}
	// The layouts of paper are blocks too, and the model is one that is inserted nowhere.
	d.blocks[strings.ToLower(name)] = block
	return nil
}

// entities reads up to the mark that ends them.
func (d *dxfFile) entities(end string) error {
	if err := d.pairs.next(); err != nil {
		return err
	}
	for !d.pairs.is(0, end) {
		if d.pairs.code != 0 { // groups of the section or block itself
			if err := d.pairs.next(); err != nil {
				return err
			}
			continue
		}
		if d.pairs.is(0, "ENDSEC") || d.pairs.is(0, "EOF") {
			return d.pairs.wrong(KindMalformed, "%s is expected, found %s", end, d.pairs.value)
		}
		if err := d.entity(); err != nil {
			return err
		}
	}
	d.open = nil
	return nil
}

// entity reads one entity up to the pair that begins the next.
func (d *dxfFile) entity() error {
	e := newDXFEntity(strings.TrimSpace(string(d.pairs.value)), d.pairs.line)
	for {
		if err := d.pairs.next(); err != nil {
			return err
		}
		if d.pairs.code == 0 {
			return d.keep(e)
		}
		if err := e.take(d); err != nil {
			return err
		}
	}
}

// keep puts an entity where it belongs.
func (d *dxfFile) keep(e *dxfEntity) error {
	switch {
	case e.kind == "VERTEX":
		// Of a curve the corners of its frame are not on it; those of a mesh are no border.
		if d.open != nil && e.flags&16 == 0 {
			return d.vertex(&d.open.vertices, dxfVertex{e.at, e.bulge})
		}
		return nil
	case e.kind == "SEQEND":
		d.open = nil
		return nil
	case e.kind == "ATTDEF", e.kind == "VIEWPORT", e.paper:
		return nil
	case !dxfRead[e.kind], e.kind == "POLYLINE" && e.flags&(16|64) != 0:
		count(d.left, e.kind, 1)
		return nil
	}
	item, err := e.item(d)
	if err != nil || item == (dxfItem{}) {
		return err
	}
	if d.kept++; d.kept > 4*d.b.Features {
		return d.pairs.wrong(KindTooLarge, "more than %d lines, texts and blocks", 4*d.b.Features)
	}
	if item.text != nil {
		if d.bytes += len(item.text.text) + 16*len(item.text.lines); d.bytes > maxDXFText {
			return d.pairs.wrong(KindTooLarge, "the texts are longer than %d bytes together", maxDXFText)
		}
	}
	*d.into = append(*d.into, item)
	if e.kind == "POLYLINE" {
		d.open = item.shape
	}
	return nil
}

// vertex adds a vertex to a polyline; of too many none is kept but the one that shows it.
func (d *dxfFile) vertex(to *[]dxfVertex, v dxfVertex) error {
	if len(*to) <= d.b.RingVertices {
		*to = append(*to, v)
	} else {
		(*to)[len(*to)-1] = v
	}
	return d.b.take(1)
}

// count counts an entity that is not read.
func count(to map[string]int, kind string, n int) {
	if len(to) >= 40 && to[kind] == 0 || len(kind) > 40 {
		kind = "others"
	}
	to[kind] += n
}

// ignored words what was not read.
func (d *dxfFile) ignored() []string {
	var out []string
	for kind, n := range d.others {
		out = append(out, fmt.Sprintf("%d %s", n, strings.ToValidUTF8(kind, "?")))
	}
	slices.Sort(out)
	return out
}
