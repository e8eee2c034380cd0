package walk

import "math/bits"

// stripBits is the width of a strip, 3.2 s. So few strips stay in the nearest cache, which one
// list for each tenth of a second would fill.
const stripBits = 5

const mostStrips = 256

// Up to this limit strips hold every time.
const _ uint = mostStrips<<stripBits - 1 - uint(tenMinutes)

// strips is a queue of nodes by about their time: what is taken out may be later than what is
// put in afterwards, by less than a strip. It serves searches that take a node up again when it
// gets better. The zero value is ready; one that was emptied is too.
type strips struct {
	head  [mostStrips]int32 // slot plus one
	used  [mostStrips / 64]uint64
	low   int // no word of used below is in use
	slots []stripSlot
	free  int32
}

type stripSlot struct {
	node uint32
	at   Time
	next int32 // the slot behind it in its strip, or in the list of the free, plus one
}

// push takes a node at a time up to tenMinutes, no earlier than the strip under way.
func (q *strips) push(at Time, node uint32) {
	b := at >> stripBits % mostStrips
	i := q.free
	if i == 0 {
		q.slots = append(q.slots, stripSlot{})
		i = int32(len(q.slots))
	} else {
		q.free = q.slots[i-1].next
	}
	q.slots[i-1] = stripSlot{node, at, q.head[b]}
	q.head[b] = i
	q.used[b>>6] |= 1 << (b & 63)
}

// pop takes a node of the first strip that has any; it is none when there is none.
func (q *strips) pop() (Time, uint32) {
	for w := q.low; w < len(q.used); w++ {
		u := q.used[w]
		if u == 0 {
			continue
		}
		q.low = w
		b := w<<6 + bits.TrailingZeros64(u)
		i := q.head[b]
		s := &q.slots[i-1]
		if q.head[b] = s.next; s.next == 0 {
			q.used[w] = u & (u - 1)
		}
		s.next, q.free = q.free, i
		return s.at, s.node
	}
	q.low = 0
	return 0, none
}
