package tiles

import (
	"context"

	"github.com/redsail/redsail/geo"
)

// thread is one line of a feature. Vertex i is drawn from zoom from[i] on.
type thread struct {
	box    geo.Box
	places []place
	from   []uint8
}

// joints tells from which zoom on a place is one where lines meet.
type joints map[place]joint

// joint keeps the two least first zooms of the lines that pass a place.
type joint struct{ first, second uint8 }

// meet finds where the lines meet. It tells whether that is known from old, which has the same.
func (p *Pyramid) meet(layers []Layer, old *Pyramid) (same bool) {
	lines := 0
	same = old != nil
	for i := range layers {
		if layers[i].Kind == Lines {
			lines++
			same = same && old.layer(layers[i].Key, Lines).filledFrom(&layers[i])
		}
	}
	if same && lines == len(old.ofKind(Lines)) {
		p.joints = old.joints
		return true
	}
	p.joints = meet(layers)
	return false
}

// meet finds where the lines of all layers meet.
func meet(layers []Layer) joints {
	out := joints{}
	for i := range layers {
		if layers[i].Kind != Lines {
			continue
		}
		for k := range layers[i].Features {
			f := &layers[i].Features[k]
			for _, l := range f.Line {
				for _, p := range l {
					out.pass(project(p), max(f.MinZoom, layers[i].MinZoom))
				}
			}
		}
	}
	return out
}

func (j joints) pass(p place, zoom uint8) {
	o, ok := j[p]
	switch {
	case !ok:
		o = joint{zoom, never}
	case zoom < o.first:
		o = joint{zoom, o.first}
	default:
		o.second = min(o.second, zoom)
	}
	j[p] = o
}

// thin says from which zoom on each vertex is drawn: ends always, places where lines meet
// as soon as two of these lines are shown, the others when they stand out enough.
func (t *thread) thin(maxZoom uint8, joints joints) {
	t.from = firstZooms(t.places, maxZoom)
	for i, p := range t.places {
		t.from[i] = min(t.from[i], joints[p].second)
	}
}

func (m *maker) lines(ctx context.Context, l *layer, a Address) error {
	window := a.window()
	for _, i := range m.hits {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !m.hasRoom() {
			m.dropped++
			continue
		}
		f := &l.features[i]
		m.line.Reset()
		for k := range f.threads {
			if t := &f.threads[k]; t.box.Intersects(window) {
				m.thread(t, a)
			}
		}
		m.layer.AddLinesTagged(f.id, &m.line, f.props)
	}
	return nil
}

// thread adds what is in the frame of a line.
func (m *maker) thread(t *thread, a Address) {
	m.run = m.run[:0]
	g := newGrid(a)
	var before spot
	begun := false
	for i, p := range t.places {
		if t.from[i] > a.Z {
			continue
		}
		s := g.spot(p)
		if begun && s != before {
			m.segment(g, before, s)
		}
		before, begun = s, true
	}
	m.endRun()
}

// segment goes on from one spot to another, as far as that is in the frame.
func (m *maker) segment(g grid, from, to spot) {
	m.cuts = g.cut(m.cuts[:0], from, to)
	for i, s := range m.cuts {
		if !g.inFrame(s) {
			continue
		}
		p := g.pixel(s)
		// A segment that enters the frame begins a new line.
		if i == 0 && len(m.run) > 0 && m.run[len(m.run)-1] == p {
			continue
		}
		if i > 0 && !g.inFrame(m.cuts[i-1]) {
			m.endRun()
		}
		m.run = append(m.run, p)
	}
	if !g.inFrame(to) {
		m.endRun()
	}
}

func (m *maker) endRun() {
	m.line.Add(m.run)
	m.run = m.run[:0]
}
