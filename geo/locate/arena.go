package locate

// arena keeps records of numbers, each at an address that counts quads. Records are written
// once. What was built together is one stretch of memory; an index that was edited shares
// it with the one before and has further chunks.
type arena struct {
	base   []uint32
	chunks [][]uint32 // chunks[i] is at the address first + i*granule
	first  uint32
}

const (
	quad        = 4 // numbers in the unit of addresses
	granule     = 1 << 12
	addressBits = 28
)

func newArena(base []uint32) arena {
	return arena{base: base, first: uint32(len(base)/quad+granule) &^ (granule - 1)}
}

// at is the record at an address, and what lies behind it.
func (a *arena) at(address uint32) []uint32 {
	if at := int(address) * quad; at < len(a.base) {
		return a.base[at:]
	}
	address -= a.first
	return a.chunks[address/granule][address%granule*quad:]
}

// room tells whether so many more numbers have an address.
func (a *arena) room(numbers int) bool {
	return uint64(a.end())+uint64(numbers)/quad+granule <= 1<<addressBits
}

// end is the address of the next chunk.
func (a *arena) end() uint32 { return a.first + uint32(len(a.chunks))*granule }

// with is an arena that has one more stretch of memory, at end.
func (a *arena) with(words []uint32) arena {
	b := *a
	b.chunks = append([][]uint32(nil), a.chunks...)
	for ; len(words) > 0; words = words[min(len(words), granule*quad):] {
		b.chunks = append(b.chunks, words)
	}
	return b
}

// table is an array of numbers in pages, so that a changed copy shares most of them.
type table []*page

const (
	pageBits = 8
	pageLen  = 1 << pageBits
)

type page [pageLen]uint32

func (t table) get(i uint32) uint32 { return t[i>>pageBits][i&(pageLen-1)] }

// set changes a number, in a copy of its page unless that is one of copied already.
func (t *table) set(i, v uint32, copied map[*page]bool) {
	for int(i>>pageBits) >= len(*t) {
		*t = append(*t, nil)
	}
	p := &(*t)[i>>pageBits]
	if !copied[*p] {
		fresh := new(page)
		if *p != nil {
			*fresh = **p
		}
		*p = fresh
		copied[fresh] = true
	}
	(*p)[i&(pageLen-1)] = v
}

// pages cuts numbers into a table; the last page is filled with zeros.
func pages(numbers []uint32) table {
	t := make(table, 0, (len(numbers)+pageLen-1)/pageLen)
	for ; len(numbers) >= pageLen; numbers = numbers[pageLen:] {
		t = append(t, (*page)(numbers))
	}
	if len(numbers) > 0 {
		last := new(page)
		copy(last[:], numbers)
		t = append(t, last)
	}
	return t
}
