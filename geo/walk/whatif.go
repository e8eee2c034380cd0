package walk

import (
	"fmt"
	"slices"
)

// Limits of a session: the doors of one facility, the edges that may be added, and the log of
// what can be undone, the oldest steps of which fall off.
const (
	MostDoors = 1000
	MostAdded = 10_000
	MostSteps = 1000
	mostRows  = 1 << 20 // rows of all steps together: about 52 MB
)

// Session is a TopK field with changes of its own: facilities opened, closed and moved, edges
// closed, slowed down, mended or added. After each edit it holds just what a field built anew
// would hold. It shares with the field all rows that it did not change. One goroutine at a
// time may use it; sessions do not see each other.
//
// An edit answers with the nodes whose nearest facilities may have changed and with the ends
// of the edges that it is about, each once: what stands on an edge of none of them is as it
// was. The list is valid until the next edit.
type Session struct {
	base  *TopK
	pages []*page

	doors    map[int32][]Door   // of the facilities that an edit was about; empty: closed
	startsAt map[uint32][]Start // of these
	doorsOn  map[uint32][]Door  // of these
	edges    map[uint32]Edge    // those that an edit was about, the added ones too
	edgesAt  map[uint32][]uint32
	arcs     map[uint32]*arcs // of the ends of these edges
	added    int              // edges behind those of the graph

	edit    uint32
	touched []uint32
	step    step
	done    []step
	undone  []step
	rows    int // in done

	q        buckets
	withered []label  // taken out, and not yet followed
	bare     []uint32 // nodes that lost a facility
}

type arcs struct{ out, in []hop } // as a search goes

type label struct {
	node uint32
	Found
}

// Session begins a session over the field.
func (t *TopK) Session() *Session {
	return &Session{
		base: t, pages: slices.Clone(t.pages),
		doors: map[int32][]Door{}, startsAt: map[uint32][]Start{}, doorsOn: map[uint32][]Door{},
		edges: map[uint32]Edge{}, edgesAt: map[uint32][]uint32{}, arcs: map[uint32]*arcs{},
	}
}

// Of are the nearest facilities of a node, nearest first; not to be written to, and valid
// until the next edit.
func (s *Session) Of(node uint32) []Found { return rowOf(s.pages, node).list() }

// At is TopK.At with the session's changes.
func (s *Session) At(f Foothold, out []Found) []Found {
	if !sound(&f, s.edgeCount()) {
		return out
	}
	e := s.Edge(f.Edge)
	r := s.base.between(&e, &f, rowOf(s.pages, e.A), rowOf(s.pages, e.B))
	doors := s.base.on(f.Edge)
	for i := range doors {
		if _, changed := s.doors[doors[i].Facility]; !changed {
			s.base.along(&r, &e, &f, &doors[i])
		}
	}
	doors = s.doorsOn[f.Edge]
	for i := range doors {
		s.base.along(&r, &e, &f, &doors[i])
	}
	return append(out, r.list()...)
}

func (s *Session) edgeCount() int { return len(s.base.graph.edges) + s.added }

// Edge is an edge as the session has it, one of the graph or an added one.
func (s *Session) Edge(id uint32) Edge {
	if e, ok := s.edges[id]; ok {
		return e
	}
	return s.base.graph.edges[id]
}

// Doors are where a facility stands; none if it is closed or unknown. Not to be written to.
func (s *Session) Doors(facility int32) []Door {
	if d, ok := s.doors[facility]; ok {
		return d
	}
	return s.base.facilities[facility]
}

// Add opens a facility that is not open yet.
func (s *Session) Add(facility int32, at []Foothold) ([]uint32, error) {
	if len(s.Doors(facility)) > 0 {
		return nil, fmt.Errorf("walk: facility %d is open already", facility)
	}
	doors, err := s.newDoors(facility, at)
	if err != nil {
		return nil, err
	}
	s.begin()
	s.open(facility, doors)
	return s.commit(), nil
}

// Close closes a facility.
func (s *Session) Close(facility int32) ([]uint32, error) {
	if len(s.Doors(facility)) == 0 {
		return nil, fmt.Errorf("walk: facility %d is not open", facility)
	}
	s.begin()
	s.shut(facility)
	return s.commit(), nil
}

// Move gives an open facility other doors.
func (s *Session) Move(facility int32, to []Foothold) ([]uint32, error) {
	if len(s.Doors(facility)) == 0 {
		return nil, fmt.Errorf("walk: facility %d is not open", facility)
	}
	doors, err := s.newDoors(facility, to)
	if err != nil {
		return nil, err
	}
	s.begin()
	s.shut(facility)
	s.open(facility, doors)
	return s.commit(), nil
}

func (s *Session) newDoors(facility int32, at []Foothold) ([]Door, error) {
	if len(at) == 0 || len(at) > MostDoors {
		return nil, fmt.Errorf("walk: facility %d has %d doors; 1 to %d are possible", facility, len(at), MostDoors)
	}
	doors := make([]Door, len(at))
	for i, f := range at {
		doors[i] = Door{facility, f}
		if err := checkDoor(&doors[i], s.edgeCount()); err != nil {
			return nil, fmt.Errorf("walk: door %d: %w", i, err)
		}
	}
	return doors, nil
}

// open lets a facility spread from its doors.
func (s *Session) open(facility int32, doors []Door) {
	s.setDoors(facility, doors)
	s.touchDoors(doors)
	for _, x := range s.startsOf(doors) {
		s.enter(x.Node, Found{facility, x.Time})
	}
	s.spread()
}

// shut takes a facility out of all rows and lets the next ones in.
func (s *Session) shut(facility int32) {
	doors := s.Doors(facility)
	s.touchDoors(doors)
	for _, x := range s.startsOf(doors) {
		s.wither(x.Node, Found{facility, x.Time})
	}
	s.setDoors(facility, nil)
	s.witherOn()
	s.refill()
}

func (s *Session) touchDoors(doors []Door) {
	for i := range doors {
		e := s.Edge(doors[i].Edge)
		s.save(e.A)
		s.save(e.B)
	}
}

func (s *Session) startsOf(doors []Door) []Start {
	var out []Start
	for i := range doors {
		e := s.Edge(doors[i].Edge)
		out = appendStarts(out, &doors[i], &e, s.base.dir, s.base.limit)
	}
	return out
}

// setDoors writes down where a facility stands from now on.
func (s *Session) setDoors(facility int32, doors []Door) {
	s.step.doors = append(s.step.doors, doorStep{facility, s.Doors(facility), doors})
	s.putDoors(facility, doors)
}

func (s *Session) putDoors(facility int32, doors []Door) {
	for _, d := range s.doors[facility] {
		s.doorsOn[d.Edge] = slices.DeleteFunc(s.doorsOn[d.Edge], func(x Door) bool { return x.Facility == facility })
		for e, i := s.Edge(d.Edge), 0; i < 2; i++ {
			n := [2]uint32{e.A, e.B}[i]
			s.startsAt[n] = slices.DeleteFunc(s.startsAt[n], func(x Start) bool { return x.Facility == facility })
		}
	}
	s.doors[facility] = doors
	for _, d := range doors {
		s.doorsOn[d.Edge] = append(s.doorsOn[d.Edge], d)
	}
	for _, x := range s.startsOf(doors) {
		s.startsAt[x.Node] = append(s.startsAt[x.Node], x)
	}
}
