package locate

import (
	"bufio"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"unsafe"
)

// Save writes the index into a file: under another name in the same folder, on the disk
// before it is renamed, so that the file is whole or not there. On a failure, such as a
// full disk, what stood at path stays.
func (x *Index) Save(path string, name Name) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := x.write(f, name); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a rename last.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func (x *Index) write(to io.Writer, name Name) error {
	h := x.head(name)
	sums := &summer{}
	if err := x.body(sums); err != nil {
		return err
	}
	h.checksums = sums.done()
	text := h.encode()
	prefix := encoder(magic)
	for _, v := range []uint32{byteOrder, formatNumber, uint32(len(text)), crc32.Checksum(text, castagnoli)} {
		prefix.u32(v)
	}
	w := bufio.NewWriterSize(to, 1<<20)
	for _, b := range [][]byte{prefix, text, make([]byte, bodyStart(len(text))-prefixLen-len(text))} {
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	if err := x.body(w); err != nil {
		return err
	}
	return w.Flush()
}

// bodyStart is where the body begins behind a head.
func bodyStart(headLen int) int { return (prefixLen + headLen + bodyAlign - 1) / bodyAlign * bodyAlign }

func (x *Index) head(name Name) *head {
	c := &x.cells
	h := &head{name: name, frame: c.raster, top: uint32(len(c.top))}
	for _, l := range x.layers {
		h.layers = append(h.layers, layerHead{key: l.key, partition: l.partition, len: uint32(l.len), pages: uint32(len(l.areas))})
	}
	for i, a := range x.arenas() {
		h.arenas[i].base = uint64(len(a.base))
		for _, chunk := range a.chunks {
			h.arenas[i].chunks = append(h.arenas[i].chunks, uint32(len(own(chunk))))
		}
	}
	for _, s := range c.borders {
		h.pyramid = append(h.pyramid, storeyHead{across: s.across, blocks: uint32(len(s.layers))})
	}
	return h
}

func (x *Index) arenas() [3]*arena { return [3]*arena{&x.cells.records, &x.cells.lists, &x.areas} }

// own is what belongs to a chunk and not to the next one.
func own(chunk []uint32) []uint32 { return chunk[:min(len(chunk), granule*quad)] }

// body writes the sections in the order in which sections cuts them.
func (x *Index) body(to io.Writer) error {
	w := &bodyWriter{to: to}
	for _, a := range x.arenas() {
		w.numbers(a.base)
		w.align()
		for _, chunk := range a.chunks {
			w.numbers(own(chunk))
		}
		w.align()
	}
	w.table(x.cells.top)
	for _, l := range x.layers {
		w.table(l.areas)
	}
	for _, s := range x.cells.borders {
		for _, layers := range s.layers {
			w.bytes(binary.NativeEndian.AppendUint64(w.room[:0], layers))
		}
		w.align()
	}
	return w.err
}

type bodyWriter struct {
	to   io.Writer
	at   int
	err  error
	room [8]byte
}

func (w *bodyWriter) bytes(b []byte) {
	if w.err == nil {
		_, w.err = w.to.Write(b)
		w.at += len(b)
	}
}

func (w *bodyWriter) numbers(words []uint32) {
	w.bytes(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), len(words)*4))
}

func (w *bodyWriter) table(t table) {
	for _, p := range t {
		w.numbers(p[:])
	}
	w.align()
}

// align goes on to where the next section begins.
func (w *bodyWriter) align() {
	var zeros [sectionAlign]byte
	w.bytes(zeros[:-w.at&(sectionAlign-1)])
}

// summer takes the checksum of each MiB that is written to it.
type summer struct {
	sums []uint32
	sum  uint32
	n    int // bytes in sum
}

func (s *summer) Write(b []byte) (int, error) {
	for rest := b; len(rest) > 0; {
		part := rest[:min(len(rest), checked-s.n)]
		s.sum = crc32.Update(s.sum, castagnoli, part)
		s.n += len(part)
		rest = rest[len(part):]
		if s.n == checked {
			s.done()
		}
	}
	return len(b), nil
}

// done ends a MiB and gives all checksums.
func (s *summer) done() []uint32 {
	if s.n > 0 {
		s.sums, s.sum, s.n = append(s.sums, s.sum), 0, 0
	}
	return s.sums
}
