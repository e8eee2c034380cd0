package atlas

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"

	"github.com/redsail/redsail/geo/locate"
)

// mapping is a snapshot under an index. Nobody has read its body yet, so all lookups are
// guarded; none may be on the way when it is closed.
type mapping struct {
	using  sync.RWMutex
	file   *locate.Snapshot
	closed bool
}

// errClosed is met by a lookup that comes when the index stands on something else already.
var errClosed = errors.New("the snapshot is closed")

func (m *mapping) guard(lookups func()) error {
	m.using.RLock()
	defer m.using.RUnlock()
	if m.closed {
		return errClosed
	}
	return m.file.Guard(lookups)
}

func (m *mapping) close() {
	m.using.Lock()
	defer m.using.Unlock()
	if !m.closed {
		m.closed = true
		_ = m.file.Close() // it was only read
	}
}

// indexName is what the index of a picture is of.
func (p *Picture) indexName() locate.Name {
	return locate.Name{
		Store: p.State.StoreID, Timeline: p.State.Timeline, Revision: p.Revision, Hash: hex.EncodeToString(p.State.Hash[:]),
		Date: p.Date.String(),
	}
}

// open puts the index of the picture on a snapshot.
func (p *Picture) open(s *locate.Snapshot) error {
	m := &mapping{file: s}
	f := &footing{Index: s.Index, file: m}
	var err error
	fault := m.guard(func() { err = p.number(f) })
	if err = errors.Join(fault, err); err != nil {
		m.close()
		return err
	}
	p.index.now.Store(f)
	return nil
}

// number finds the numbers of the areas in an index that was read from a file: by the codes
// that it has of them. It is refused when it has not just the areas of the picture.
func (p *Picture) number(f *footing) error {
	f.at, f.number = make([][]int32, len(p.layers)), make([][]int32, len(p.layers))
	for i := range p.layers {
		l := &p.layers[i]
		at, number := make([]int32, f.Len(i)), make([]int32, len(l.areas))
		found := 0
		for n := range at {
			at[n] = locate.None
			code := f.Code(i, n)
			if code == "" {
				continue // an ended one; no area is without a code
			}
			place, known := n, n < len(l.areas) && l.areas[n].Code == code // most are where they were
			if !known {
				place, known = l.find(code)
			}
			if !known {
				return fmt.Errorf("it has an area that layer %q has not", l.def.Key)
			}
			at[n], number[place] = int32(place), int32(n)
			found++
		}
		if found != len(l.areas) {
			return fmt.Errorf("it has %d areas of layer %q, not %d", found, l.def.Key, len(l.areas))
		}
		f.at[i], f.number[i] = at, number
	}
	return nil
}

// settle reads the file under the index into memory, all of it checked, and lets go of it.
// After an error of ctx the index stands on the file still.
func (p *Picture) settle(ctx context.Context) error {
	x := &p.index
	f := x.now.Load()
	if f.file == nil {
		return nil
	}
	g, err := p.load(ctx, f.file.file)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		x.replace(f, err)
		return nil
	}
	x.replacing.Lock()
	defer x.replacing.Unlock()
	if x.now.Load() == f {
		x.now.Store(g)
		f.file.close()
	}
	return nil
}

// load is a footing in memory from a snapshot.
func (p *Picture) load(ctx context.Context, s *locate.Snapshot) (*footing, error) {
	x, err := s.Load(ctx)
	if err != nil {
		return nil, err
	}
	f := &footing{Index: x}
	return f, p.number(f)
}
