package locate

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"github.com/redsail/redsail/geo"
)

// A snapshot is an index in a file, in the byte order of the machine that wrote it:
//
//	magic        8 bytes
//	order        4 bytes: byteOrder
//	version      4 bytes
//	head length  4 bytes
//	checksum     4 bytes: CRC-32C of the head
//	the head     what the index is of, its frame and layers, how long each section of the
//	             body is, and the CRC-32C of each MiB of the body
//	the body     from the next multiple of bodyAlign on: numbers of 4 bytes, each section
//	             from a multiple of sectionAlign on
//
// It is written once under another name and then renamed, and never changed in place. The
// head is checked when the file is opened, so that every section lies in the file; the body
// by Verify and by Load.
const (
	magic        = "redsail\x1a"
	byteOrder    = 0x01020304
	formatNumber = 1
	prefixLen    = 24
	maxHead      = 1 << 26
	bodyAlign    = 4096
	sectionAlign = 64
	checked      = 1 << 20 // bytes of the body under one checksum
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Name says what an index is of: the areas in force at a date, as a revision of a timeline
// of a store has them, and the hash by which two such revisions differ.
type Name struct {
	Store, Timeline string
	Revision        int64
	Hash            string
	Date            string
}

func (n Name) String() string {
	return fmt.Sprintf("store %q, timeline %q, revision %d, hash %q, date %q", n.Store, n.Timeline, n.Revision, n.Hash, n.Date)
}

// head is what a snapshot says of itself.
type head struct {
	name      Name
	frame     raster
	layers    []layerHead
	arenas    [3]arenaHead // records, lists, areas
	top       uint32       // pages
	pyramid   []storeyHead
	checksums []uint32
}

type layerHead struct {
	key       string
	partition bool
	len       uint32 // areas
	pages     uint32
}

type arenaHead struct {
	base   uint64   // numbers
	chunks []uint32 // numbers of each
}

type storeyHead struct{ across, blocks uint32 }

// encoder appends values.
type encoder []byte

func (e *encoder) u32(v uint32) { *e = binary.NativeEndian.AppendUint32(*e, v) }
func (e *encoder) u64(v uint64) { *e = binary.NativeEndian.AppendUint64(*e, v) }

func (e *encoder) text(s string) {
	e.u32(uint32(len(s)))
	*e = append(*e, s...)
}

// encode writes the head.
func (h *head) encode() []byte {
	var e encoder
	for _, s := range []string{h.name.Store, h.name.Timeline, h.name.Hash, h.name.Date} {
		e.text(s)
	}
	e.u64(uint64(h.name.Revision))
	for _, v := range []uint32{uint32(h.frame.at.X), uint32(h.frame.at.Y), uint32(h.frame.shift), h.frame.nx, h.frame.ny, h.top} {
		e.u32(v)
	}
	e.u32(uint32(len(h.layers)))
	for _, l := range h.layers {
		e.text(l.key)
		partition := uint32(0)
		if l.partition {
			partition = 1
		}
		e.u32(partition)
		e.u32(l.len)
		e.u32(l.pages)
	}
	for _, a := range h.arenas {
		e.u64(a.base)
		e.u32(uint32(len(a.chunks)))
		for _, n := range a.chunks {
			e.u32(n)
		}
	}
	e.u32(uint32(len(h.pyramid)))
	for _, s := range h.pyramid {
		e.u32(s.across)
		e.u32(s.blocks)
	}
	e.u32(uint32(len(h.checksums)))
	for _, c := range h.checksums {
		e.u32(c)
	}
	return e
}

// decoder reads what an encoder wrote. Once something is missing, it reads zeros.
type decoder struct {
	rest  []byte
	short bool
}

func (d *decoder) take(n uint64) []byte {
	if n > uint64(len(d.rest)) {
		d.short, d.rest = true, nil
		return nil
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder) u32() uint32 {
	if b := d.take(4); b != nil {
		return binary.NativeEndian.Uint32(b)
	}
	return 0
}

func (d *decoder) u64() uint64 {
	if b := d.take(8); b != nil {
		return binary.NativeEndian.Uint64(b)
	}
	return 0
}

func (d *decoder) text() string { return string(d.take(uint64(d.u32()))) }

// count reads how many values of a size follow: not more than there can be.
func (d *decoder) count(size int) int {
	n := uint64(d.u32())
	if n*uint64(size) > uint64(len(d.rest)) {
		d.short = true
		return 0
	}
	return int(n)
}

func (d *decoder) numbers() []uint32 {
	out := make([]uint32, d.count(4))
	for i := range out {
		out[i] = d.u32()
	}
	return out
}

// decode reads a head; the reason is empty when it makes sense.
func decode(b []byte) (h *head, reason string) {
	d := decoder{rest: b}
	h = &head{name: Name{Store: d.text(), Timeline: d.text(), Hash: d.text(), Date: d.text(), Revision: int64(d.u64())}}
	at := geo.Point{X: int32(d.u32()), Y: int32(d.u32())}
	shift := d.u32()
	h.frame = raster{at: at, shift: uint8(shift), nx: d.u32(), ny: d.u32()}
	h.top = d.u32()
	for range d.count(16) {
		h.layers = append(h.layers, layerHead{key: d.text(), partition: d.u32() == 1, len: d.u32(), pages: d.u32()})
	}
	for i := range h.arenas {
		h.arenas[i] = arenaHead{base: d.u64(), chunks: d.numbers()}
	}
	for range d.count(8) {
		h.pyramid = append(h.pyramid, storeyHead{across: d.u32(), blocks: d.u32()})
	}
	h.checksums = d.numbers()
	if d.short || len(d.rest) > 0 || shift > 31 {
		return nil, "the head cannot be read"
	}
	return h, h.fault()
}

// fault says where a head contradicts itself.
func (h *head) fault() string {
	across, deep := pagesOf(h.frame.nx), pagesOf(h.frame.ny)
	switch {
	case len(h.layers) > maxLayers:
		return "it has too many layers"
	case across*deep != uint64(h.top):
		return "its frame and its pages differ"
	case h.top > 0 && (len(h.pyramid) == 0 || uint64(h.pyramid[0].across) != across || h.pyramid[0].blocks != h.top):
		return "its frame and its pyramid differ"
	}
	for i, s := range h.pyramid {
		if s.across == 0 || s.blocks%s.across != 0 {
			return "its pyramid is not one"
		}
		if i > 0 {
			below := h.pyramid[i-1]
			if s.across != (below.across+1)/2 || s.blocks/s.across != (below.blocks/below.across+1)/2 {
				return "its pyramid is not one"
			}
		}
	}
	for _, l := range h.layers {
		if l.len > maxAreas || uint64(l.pages)*pageLen < uint64(l.len) {
			return "its areas and their pages differ"
		}
	}
	return ""
}

// pagesOf is how many pages lie along so many cells.
func pagesOf(cells uint32) uint64 { return (uint64(cells) + pageSide - 1) / pageSide }
