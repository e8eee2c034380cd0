package walk

import (
	"math"
	"math/bits"
	"unsafe"
)

// span is how many times the buckets hold at once: 13.6 minutes, so that a ten-minute search
// never leaves the first span and the heads stay in the nearest cache.
const span = 8192

// item is what waits in a queue: a node and what a search wants to know of it again, the
// facility that may reach it for one.
type item struct {
	node uint32
	what uint32
}

type slot struct {
	item
	next int32 // the slot behind it in its bucket, or in the list of the free, plus one
}

type later struct {
	item
	at Time
}

// buckets is a queue of items by time (Dial): one list for each tenth of a second of the span
// that is under way, and one unsorted list for all that comes after. Times never go back: none
// may be pushed below the one popped last. The zero value is ready; one that was emptied is too.
type buckets struct {
	base  Time // the time of bucket 0
	low   int  // no bucket below is in use
	head  [span]int32
	used  [span / 64]uint64
	slots []slot
	free  int32
	after []later
}

func (q *buckets) push(at Time, x item) {
	if at-q.base >= span {
		q.after = append(q.after, later{x, at})
		return
	}
	b := at - q.base
	i := q.free
	if i == 0 {
		q.slots = append(q.slots, slot{})
		i = int32(len(q.slots))
	} else {
		q.free = q.slots[i-1].next
	}
	q.slots[i-1] = slot{x, q.head[b]}
	q.head[b] = i
	q.used[b>>6] |= 1 << (b & 63)
}

// pop takes an item of the least time; it is false when there is none, and the queue then
// starts again at 0.
func (q *buckets) pop() (Time, item, bool) {
	for {
		for w := q.low >> 6; w < len(q.used); w++ {
			if q.used[w] != 0 {
				b := w<<6 + bits.TrailingZeros64(q.used[w])
				q.low = b
				return q.base + Time(b), q.take(b), true
			}
		}
		if len(q.after) == 0 {
			q.base, q.low = 0, 0
			return 0, item{}, false
		}
		q.turn()
	}
}

func (q *buckets) take(b int) item {
	i := q.head[b]
	s := &q.slots[i-1]
	if q.head[b] = s.next; s.next == 0 {
		q.used[b>>6] &^= 1 << (b & 63)
	}
	s.next, q.free = q.free, i
	return s.item
}

// turn begins the span of the earliest item that did not fit into the last one.
func (q *buckets) turn() {
	q.base, q.low = q.after[0].at, 0
	for _, l := range q.after {
		q.base = min(q.base, l.at)
	}
	rest := q.after
	q.after = q.after[:0]
	for _, l := range rest {
		q.push(l.at, l.item) // writes to after, at most where rest was read
	}
}

// warm is a queue of nodes that sends for the arcs of a node when it is put in: waiting for them
// is most of the work of a search, and so it goes on beside the rest instead of holding it up.
type warm struct {
	q    buckets
	rows *rows
}

// none is no node.
const none = math.MaxUint32

func (w *warm) push(at Time, node uint32) {
	first := w.rows.first[node]
	prefetch(unsafe.Pointer(&w.rows.hops[first]))
	w.q.push(at, item{node, first})
}

// pop takes a node of the least time with its arcs; it is none when there is none.
func (w *warm) pop() (Time, uint32, []hop) {
	at, x, ok := w.q.pop()
	if !ok {
		return 0, none, nil
	}
	return at, x.node, w.rows.hops[x.what:w.rows.first[x.node+1]]
}
