package tiles

import (
	"sync"
	"sync/atomic"
)

// message is what one layer, and that of its labels, adds to a tile: the bytes of a tile are
// those of its layers, one after another.
type message struct {
	raw     []byte
	hits    int // features looked at
	dropped int // left out because a limit was reached, which is that of a tile of this layer alone
}

// stock counts the bytes of all messages that pyramids of one descent keep.
type stock struct {
	budget int64
	used   atomic.Int64
}

// take counts bytes; false, and nothing is counted, when there is no room for them.
func (s *stock) take(bytes int64) bool {
	if s.used.Add(bytes) > s.budget {
		s.used.Add(-bytes)
		return false
	}
	return true
}

// messageBytes is what a message costs beside its content: itself, and its place in a block.
const messageBytes = 64

func (m *message) cost() int64 { return int64(len(m.raw)) + messageBytes }

// shelf keeps the messages of one layer at one zoom. Once made, they stay. A shelf may be that of
// several pyramids in which the layer has the same tiles.
type shelf struct {
	mu     sync.RWMutex
	blocks map[uint64]*block
}

// A block holds the messages of a square of tiles.
const (
	blockBits = 4
	blockSide = 1 << blockBits
	// blockBytes is what a block costs: its places, and the entry of the map.
	blockBytes = 8*blockSide*blockSide + 64
)

type block [blockSide * blockSide]atomic.Pointer[message]

// cell gives the number of the block that holds a tile, and the place there.
func (a Address) cell() (key uint64, place int) {
	return uint64(a.X>>blockBits)<<32 | uint64(a.Y>>blockBits), int(a.X%blockSide*blockSide + a.Y%blockSide)
}

func (s *shelf) get(a Address) *message {
	key, at := a.cell()
	s.mu.RLock()
	b := s.blocks[key]
	s.mu.RUnlock()
	if b == nil {
		return nil
	}
	return b[at].Load()
}

// put keeps a message, unless there is no room for it or one is there already.
func (s *shelf) put(a Address, m *message, in *stock) {
	key, at := a.cell()
	b := s.block(key, m.cost(), in)
	if b == nil || !in.take(m.cost()) {
		return
	}
	if !b[at].CompareAndSwap(nil, m) {
		in.used.Add(-m.cost())
	}
}

// block finds a block, or adds it when there is room for it and more.
func (s *shelf) block(key uint64, more int64, in *stock) *block {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b := s.blocks[key]; b != nil {
		return b
	}
	if in.used.Load()+blockBytes+more > in.budget || !in.take(blockBytes) {
		return nil
	}
	if s.blocks == nil {
		s.blocks = map[uint64]*block{}
	}
	b := new(block)
	s.blocks[key] = b
	return b
}

// without is a shelf with the same messages but those of some tiles. It shares the blocks in
// which none of these lies. freed is what the messages left out have cost.
func (s *shelf) without(tiles []Address) (out *shelf, freed int64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out = &shelf{blocks: make(map[uint64]*block, len(s.blocks))}
	for key, b := range s.blocks {
		out.blocks[key] = b
	}
	for _, a := range tiles {
		key, at := a.cell()
		b := s.blocks[key]
		if b == nil {
			continue
		}
		own := out.blocks[key]
		if own == b {
			own = b.copied()
			out.blocks[key] = own
		}
		if m := own[at].Swap(nil); m != nil {
			freed += m.cost()
		}
	}
	return out, freed
}

func (b *block) copied() *block {
	out := new(block)
	for i := range b {
		out[i].Store(b[i].Load())
	}
	return out
}

// cost is what all that is on the shelf costs.
func (s *shelf) cost() (sum int64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, b := range s.blocks {
		sum += blockBytes
		for i := range b {
			if m := b[i].Load(); m != nil {
				sum += m.cost()
			}
		}
	}
	return sum
}
