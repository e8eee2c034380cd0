package walk

import "unsafe"

// step is what one edit changed, both ways.
type step struct {
	rows  []rowStep
	doors []doorStep
	edges []edgeStep
}

type rowStep struct {
	node          uint32
	before, after row
}

type doorStep struct {
	facility      int32
	before, after []Door
}

type edgeStep struct {
	id            uint32
	before, after Edge
}

func (s *Session) begin() {
	s.edit++
	s.touched = s.touched[:0]
	s.step = step{}
}

// commit ends an edit: it can be undone, and what was undone before is forgotten.
func (s *Session) commit() []uint32 {
	for i := range s.step.rows {
		r := &s.step.rows[i]
		r.after = *rowOf(s.pages, r.node)
	}
	s.done = append(s.done, s.step)
	s.undone = nil
	s.rows += len(s.step.rows)
	for len(s.done) > 1 && (len(s.done) > MostSteps || s.rows > mostRows) {
		s.rows -= len(s.done[0].rows)
		s.done[0] = step{}
		s.done = s.done[1:]
	}
	return s.touched
}

// Steps tells how many edits can be undone, and how many done again.
func (s *Session) Steps() (done, undone int) { return len(s.done), len(s.undone) }

// Undo takes the last edit back; it is false when there is none. The nodes are those of the
// edit.
func (s *Session) Undo() ([]uint32, bool) {
	if len(s.done) == 0 {
		return nil, false
	}
	x := s.done[len(s.done)-1]
	s.done = s.done[:len(s.done)-1]
	s.undone = append(s.undone, x)
	s.rows -= len(x.rows)
	s.touched = s.touched[:0]
	for i := range x.rows {
		s.restore(x.rows[i].node, x.rows[i].before)
	}
	s.restoreEdges(x, func(e edgeStep) Edge { return e.before })
	for i := len(x.doors) - 1; i >= 0; i-- {
		s.putDoors(x.doors[i].facility, x.doors[i].before)
	}
	return s.touched, true
}

// Redo does again the edit that was undone last; it is false when there is none.
func (s *Session) Redo() ([]uint32, bool) {
	if len(s.undone) == 0 {
		return nil, false
	}
	x := s.undone[len(s.undone)-1]
	s.undone = s.undone[:len(s.undone)-1]
	s.done = append(s.done, x)
	s.rows += len(x.rows)
	s.touched = s.touched[:0]
	for i := range x.rows {
		s.restore(x.rows[i].node, x.rows[i].after)
	}
	s.restoreEdges(x, func(e edgeStep) Edge { return e.after })
	for _, d := range x.doors {
		s.putDoors(d.facility, d.after)
	}
	return s.touched, true
}

// restore writes a row of the log; its page is the session's own since the edit.
func (s *Session) restore(node uint32, r row) {
	*rowOf(s.pages, node) = r
	s.touched = append(s.touched, node)
}

func (s *Session) restoreEdges(x step, side func(edgeStep) Edge) {
	for _, e := range x.edges {
		s.putEdge(e.id, side(e))
	}
}

// Bytes is about how much memory the session takes beside the field that it began with.
func (s *Session) Bytes() int64 {
	n := int64(s.rows) * int64(unsafe.Sizeof(rowStep{}))
	for i := range s.undone {
		n += int64(len(s.undone[i].rows)) * int64(unsafe.Sizeof(rowStep{}))
	}
	for _, p := range s.pages {
		if n += int64(unsafe.Sizeof(p)); p.owner == s {
			n += int64(unsafe.Sizeof(*p))
		}
	}
	const entry = 200 // of a map, with the doors, starts or arcs that it holds, about
	return n + entry*int64(len(s.doors)+len(s.startsAt)+len(s.doorsOn)+len(s.edges)+len(s.edgesAt)+len(s.arcs)+len(s.done)+len(s.undone))
}

// Forget gives the steps up that could be undone or done again, with their memory. What was
// edited stands.
func (s *Session) Forget() {
	s.done, s.undone, s.step, s.rows = nil, nil, step{}, 0
}

// Bytes is about how much memory the field takes, the graph aside.
func (t *TopK) Bytes() int64 {
	n := int64(len(t.pages)) * int64(unsafe.Sizeof(page{})+unsafe.Sizeof(&page{}))
	return n + int64(len(t.doors))*int64(3*unsafe.Sizeof(Door{})+2*unsafe.Sizeof(Start{}))
}
