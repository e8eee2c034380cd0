package streets

import (
	"math"

	"github.com/redsail/redsail/geo"
)

// gateHalf is half the breadth of a gate, in metres, where nothing says it: that of a lane.
const gateHalf = 1.5

// metresPerUnit is the length of a lattice unit along a meridian, about right anywhere.
const metresPerUnit = 111_319.49 / geo.Scale

// cutGates makes the gates, and opens the walls at them as wide as the gate is.
func (m *maker) cutGates() {
	m.survey()
	m.meetWalls()
	arms := map[int64]geo.MultiLine{} // what each gate took of walls
	open := map[int64]bool{}
	for i := range m.marked {
		if gates[m.marked[i].tags["barrier"]] {
			open[m.marked[i].id] = true
		}
	}
	cut := map[int]bool{}
	for i := range m.marked {
		for _, wall := range m.walls[m.marked[i].id] {
			if open[m.marked[i].id] && !cut[wall] {
				cut[wall] = true
				m.openWall(&m.lines[wall], open, arms)
			}
		}
	}
	for i := range m.marked {
		m.gate(&m.marked[i], arms)
	}
}

// gate makes the line of one barrier or crossing at a point.
func (m *maker) gate(b *markedNode, arms map[int64]geo.MultiLine) {
	value := b.tags["barrier"]
	switch {
	case value == "":
		m.crossing(b)
		return
	case passed[value], kinds["barrier"][value] != "" && !gates[value]: // a fence at a point is none to who walks
		m.net.leave(LeftNoHindrance, "")
		return
	case left["barrier"][value] != "":
		m.net.leave(left["barrier"][value], "")
		return
	case !gates[value]:
		p, _ := m.find(b.id)
		m.net.unknown(b.code, "", "barrier="+clip(value), p.LonLat())
		return
	}
	l := Line{Code: b.code, Kind: Wall, Class: classTags(Gate, b.tags), Shape: arms[b.id], Date: b.date}
	l.name(b.tags)
	if len(l.Shape) == 0 {
		l.Shape = m.across(b.id)
	}
	if len(l.Shape) == 0 {
		m.net.leave(LeftNothing, "")
		return
	}
	m.gates = append(m.gates, l)
}

// crossing makes the line of a place where people wait to cross; one that is on no way is of no
// use to them and not counted.
func (m *maker) crossing(b *markedNode) {
	l := Line{Code: b.code, Kind: Path, Class: classTags(stopWord(b.tags), b.tags), Shape: m.across(b.id), Date: b.date}
	l.Class[Stop] = "yes"
	l.name(b.tags)
	if len(l.Shape) > 0 {
		m.gates = append(m.gates, l)
	}
}

// openWall takes out of a wall a piece on both sides of each gate on it.
func (m *maker) openWall(l *osmLine, open map[int64]bool, arms map[int64]geo.MultiLine) {
	l.Shape = nil
	for _, r := range l.runs {
		far := lengths(r.line)
		total := far[len(far)-1]
		var at []int // vertices that are gates
		for i, id := range r.nodes {
			if open[id] {
				at = append(at, i)
			}
		}
		from := 0.0
		for k, i := range at {
			half := min(m.spots[r.nodes[i]].half, 0.4*total)
			if k > 0 {
				half = min(half, 0.4*(far[i]-far[at[k-1]]))
			}
			if k+1 < len(at) {
				half = min(half, 0.4*(far[at[k+1]]-far[i]))
			}
			lo, hi := max(far[i]-half, 0), min(far[i]+half, total)
			l.add(part(r.line, far, from, lo))
			if arm := part(r.line, far, lo, hi); len(arm) > 1 {
				arms[r.nodes[i]] = append(arms[r.nodes[i]], arm)
			}
			from = hi
		}
		l.add(part(r.line, far, from, total))
	}
	if len(l.Shape) == 0 { // a wall of a few centimetres
		for _, r := range l.runs {
			l.Shape = append(l.Shape, r.line)
		}
	}
}

func (l *osmLine) add(piece geo.Line) {
	if len(piece) > 1 {
		l.Shape = append(l.Shape, piece)
	}
}

// lengths are the metres up to each vertex.
func lengths(l geo.Line) []float64 {
	far := make([]float64, len(l))
	for i := 1; i < len(l); i++ {
		far[i] = far[i-1] + float64(geo.Distance(l[i-1].LonLat(), l[i].LonLat()))
	}
	return far
}

// part are the points of a line between two lengths; vertices there stay what they are.
func part(l geo.Line, far []float64, from, to float64) geo.Line {
	if to <= from {
		return nil
	}
	var out geo.Line
	add := func(p geo.Point) {
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	for i := range l {
		if i > 0 && far[i-1] < from && far[i] > from {
			add(between(l, far, i, from))
		}
		if far[i] >= from && far[i] <= to {
			add(l[i])
		}
		if i > 0 && far[i-1] < to && far[i] > to {
			add(between(l, far, i, to))
		}
	}
	return out
}

// between is the point at a length within the segment that ends at vertex i.
func between(l geo.Line, far []float64, i int, at float64) geo.Point {
	t := (at - far[i-1]) / (far[i] - far[i-1])
	a, b := l[i-1], l[i]
	mix := func(a, b int32) int32 {
		return int32(math.Round(float64(a) + float64(t*float64(int64(b)-int64(a)))))
	}
	return geo.Point{X: mix(a.X, b.X), Y: mix(a.Y, b.Y)}
}
