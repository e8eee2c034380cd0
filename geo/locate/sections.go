package locate

import "unsafe"

// sections cuts a body, in the order in which Index.body writes it. Without a body it only
// measures.
type sections struct {
	body []byte
	at   uint64
}

// next is the next section, of so many numbers of a size in bytes.
func (s *sections) next(n, size uint64) []byte {
	from := s.at
	s.at += n * size
	if s.body == nil {
		return nil
	}
	return s.body[from:s.at:s.at]
}

// align goes on to where a section begins.
func (s *sections) align() { s.at += -s.at & (sectionAlign - 1) }

func words(b []byte) []uint32 {
	return unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/4)
}

// maxBody is far more than addresses reach, and far less than int64.
const maxBody = 1 << 50

// bodyLen is how many bytes the body has; less than 0 when that cannot be.
func (h *head) bodyLen() int64 {
	for _, a := range h.arenas {
		if a.base > quad<<addressBits {
			return -1
		}
	}
	var s sections
	h.cut(&s, &Index{})
	if s.at > maxBody {
		return -1
	}
	return int64(s.at)
}

// index is the index of a body that has the length of the head.
func (h *head) index(body []byte) *Index {
	x := &Index{}
	x.cells.raster = h.frame
	x.cells.across = uint32(pagesOf(h.frame.nx))
	h.cut(&sections{body: body}, x)
	return x
}

// cut gives an index its sections.
func (h *head) cut(s *sections, x *Index) {
	for i, a := range x.arenas() {
		*a = newArena(words(s.next(h.arenas[i].base, 4)))
		s.align()
		a.chunks = s.chunks(h.arenas[i].chunks)
		s.align()
	}
	x.cells.top = s.table(h.top)
	for _, l := range h.layers {
		x.layers = append(x.layers, layer{key: l.key, partition: l.partition, len: int(l.len), areas: s.table(l.pages)})
	}
	for _, st := range h.pyramid {
		b := s.next(uint64(st.blocks), 8)
		x.cells.borders = append(x.cells.borders, storey{
			across: st.across, layers: unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/8),
		})
		s.align()
	}
}

// chunks are stretches of so many numbers. A full one reaches into the next, for the two
// may have been one.
func (s *sections) chunks(lengths []uint32) [][]uint32 {
	for _, n := range lengths {
		s.next(uint64(n), 4)
	}
	if s.body == nil {
		return nil
	}
	chunks := make([][]uint32, len(lengths))
	for i, from, end := len(lengths)-1, s.at, s.at; i >= 0; i-- {
		if lengths[i] != granule*quad {
			end = from
		}
		from -= uint64(lengths[i]) * 4
		chunks[i] = words(s.body[from:end:end])
	}
	return chunks
}

// table is a table of so many pages.
func (s *sections) table(pages uint32) table {
	b := s.next(uint64(pages), pageLen*4)
	s.align()
	if b == nil {
		return nil
	}
	t := make(table, pages)
	for i := range t {
		t[i] = (*page)(words(b[i*pageLen*4:]))
	}
	return t
}
