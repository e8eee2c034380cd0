package locate

import "slices"

// lists writes lists, equal ones once.
type lists struct {
	records []uint32
	slot    []uint32 // hash table: address
	used    int
}

const noAddress = 1<<32 - 1

func (ls *lists) begin() {
	// The first quad is nobody's, for the zero word is not of a list.
	ls.records = append(ls.records[:0], make([]uint32, quad)...)
	ls.used = 0
	ls.resize(1 << 8)
}

func (ls *lists) resize(n int) {
	ls.slot = slices.Grow(ls.slot[:0], n)[:n]
	for i := range ls.slot {
		ls.slot[i] = noAddress
	}
}

// word is that of a list, which ends with the last flag.
func (ls *lists) word(es []uint32) word {
	at := ls.find(es)
	if ls.slot[at] == noAddress {
		for len(ls.records)%quad != 0 {
			ls.records = append(ls.records, 0)
		}
		address := uint32(len(ls.records) / quad)
		ls.records = append(ls.records, es...)
		ls.slot[at] = address
		if ls.used++; 2*ls.used > len(ls.slot) {
			ls.grow()
		}
		return listAt(address)
	}
	return listAt(ls.slot[at])
}

// listAt is the word of a list; its kind is 0.
func listAt(address uint32) word { return word(address) << wordBits }

// find is the slot of a list, or the free one for it.
func (ls *lists) find(es []uint32) uint32 {
	hash := uint64(0)
	for _, e := range es {
		hash = (hash ^ uint64(e)) * 0x9e3779b97f4a7c15 // Fibonacci hashing
		hash ^= hash >> 32
	}
	mask := uint32(len(ls.slot) - 1)
	at := uint32(hash) & mask
	for ls.slot[at] != noAddress {
		// Lists end with a flag, so that none is the beginning of another.
		if from := int(ls.slot[at]) * quad; from+len(es) <= len(ls.records) && slices.Equal(ls.records[from:from+len(es)], es) {
			break
		}
		at = (at + 1) & mask
	}
	return at
}

func (ls *lists) grow() {
	old := slices.Clone(ls.slot)
	ls.resize(2 * len(old))
	for _, address := range old {
		if address == noAddress {
			continue
		}
		es := ls.records[address*quad:]
		n := slices.IndexFunc(es, func(e uint32) bool { return e&lastEntry != 0 }) + 1
		ls.slot[ls.find(es[:n])] = address
	}
}
