package streets

import (
	"fmt"
	"slices"
	"unicode"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

// run is an unbroken piece of a way: its nodes and their places, repeated places left out.
type run struct {
	nodes []int64
	line  geo.Line
}

// osmLines makes the lines of what was read.
func osmLines(d *osmData, format string) *Network {
	d.sort()
	n := newNetwork(format)
	n.CRS, n.Source = "EPSG:4326", OSMSource
	m := newMaker(n, d.find, d.marked)
	for i := range d.ways {
		m.way(d, &d.ways[i])
	}
	m.finish()
	return n
}

// maker collects lines and remembers which nodes the ways and walls stand on.
type maker struct {
	net    *Network
	find   func(node int64) (geo.Point, bool)
	marked []markedNode
	lines  []osmLine
	gates  []Line
	walls  map[int64][]int // node → walls (in lines) that stand on it
	ways   map[int64]int32 // node → first way (in lines) that runs over it
	spots  map[int64]*gateSpot
}

type osmLine struct {
	Line
	runs []run
}

func newMaker(n *Network, find func(int64) (geo.Point, bool), marked []markedNode) *maker {
	return &maker{net: n, find: find, marked: marked, walls: map[int64][]int{}, ways: map[int64]int32{}}
}

// finish makes the gates and puts all lines into the network.
func (m *maker) finish() {
	m.cutGates()
	m.openings()
	m.countTwins()
	m.net.Lines = make([]Line, 0, len(m.lines)+len(m.gates))
	for i := range m.lines {
		m.net.Lines = append(m.net.Lines, m.lines[i].Line)
	}
	m.net.Lines = append(m.net.Lines, m.gates...)
}

func (m *maker) way(d *osmData, w *osmWay) {
	kind, word, cause := class(w.tags)
	if kind == "" && d.shores[w.id] {
		kind, word = River, "water"
	}
	switch {
	case kind == "" && cause == "":
		return
	case cause == LeftUnknown:
		var at orb.Point
		if w.first < w.last {
			p, _ := m.find(d.refs[w.first])
			at = p.LonLat()
		}
		m.net.unknown(wayCode(w.id), "", word, at)
		return
	case kind == "":
		m.net.leave(cause, word)
		return
	}
	l := osmLine{Line: Line{Code: wayCode(w.id), Kind: kind, Class: classTags(word, w.tags), Date: w.date}}
	l.name(w.tags)
	if m.place(d, w, &l) {
		m.add(&l)
	}
}

// add takes a line whose runs are there.
func (m *maker) add(l *osmLine) {
	for _, r := range l.runs {
		l.Shape = append(l.Shape, r.line)
		m.remember(r.nodes, l.Kind, l.Class["class"], len(m.lines))
	}
	m.lines = append(m.lines, *l)
}

// remember notes on which nodes a line stands.
func (m *maker) remember(nodes []int64, kind Kind, word string, at int) {
	for _, id := range nodes {
		switch {
		case kind == Wall && word != Gate:
			if !slices.Contains(m.walls[id], at) {
				m.walls[id] = append(m.walls[id], at)
			}
		case kind == Road || kind == Path:
			if _, known := m.ways[id]; !known {
				m.ways[id] = int32(at)
			}
		}
	}
}

// place finds the nodes of a way; false when it has to be rejected.
func (m *maker) place(d *osmData, w *osmWay, l *osmLine) bool {
	var r run
	var found geo.Point
	known, missing, fault := 0, 0, ""
	end := func() {
		if len(r.line) > 1 {
			l.runs = append(l.runs, r)
		}
		r = run{}
	}
	for _, id := range d.refs[w.first:w.last] {
		p, ok := m.find(id)
		if !ok {
			if why := d.astray[id]; why != "" {
				fault = fmt.Sprintf("node %d: %s", id, why)
			}
			missing++
			end()
			continue
		}
		known++
		found = p
		if n := len(r.line); n > 0 && r.line[n-1] == p {
			continue
		}
		r.nodes, r.line = append(r.nodes, id), append(r.line, p)
	}
	end()
	at := found.LonLat()
	switch {
	case fault != "":
		m.net.reject(l.Code, ReasonOutOfRange, fault, at)
	case len(l.runs) == 0 && (missing > 0 || known < 2):
		m.net.reject(l.Code, ReasonMissingNodes, fmt.Sprintf("of its %d nodes the file has %d", known+missing, known), at)
	case len(l.runs) == 0:
		m.net.reject(l.Code, ReasonCollapsed, "all its nodes are at one place", at)
	case missing > 0:
		m.net.Cut = append(m.net.Cut, Mention{Code: l.Code, Message: fmt.Sprintf("%d of its nodes are not in the file", missing), At: m.edge(l)})
		return true
	default:
		return true
	}
	return false
}

// edge is where a cut way ends first.
func (m *maker) edge(l *osmLine) orb.Point {
	line := l.runs[0].line
	return line[len(line)-1].LonLat()
}

// name takes the names of an element.
func (l *Line) name(tags map[string]string) {
	l.Zh = clean(first(tags["name:zh-Hans"], tags["name:zh"]))
	l.ZhHant, l.En = clean(tags["name:zh-Hant"]), clean(tags["name:en"])
	name := clean(tags["name"])
	switch {
	case name == "" || name == l.Zh || name == l.En || name == l.ZhHant:
	case l.Zh == "" && han(name):
		l.Zh = name
	case l.En == "" && !han(name):
		l.En = name
	}
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func han(s string) bool {
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}

// openings notes where ways meet walls without a gate.
func (m *maker) openings() {
	gated := map[int64]bool{}
	for i := range m.marked {
		gated[m.marked[i].id] = true
	}
	var ids []int64
	for id := range m.walls {
		if _, meets := m.ways[id]; meets && !gated[id] {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		p, _ := m.find(id) // a node of a line has a place
		m.net.Openings = append(m.net.Openings, Mention{
			Code: nodeCode(id), Message: fmt.Sprintf("%s goes through %s and no gate is drawn", m.lines[m.ways[id]].Code, m.lines[m.walls[id][0]].Code), At: p.LonLat(),
		})
	}
}

// countTwins counts the places that several nodes of ways have.
func (m *maker) countTwins() {
	at := make(map[geo.Point]int64, len(m.ways))
	for id := range m.ways {
		p, _ := m.find(id)
		if _, twice := at[p]; twice {
			m.net.Twins++
			continue
		}
		at[p] = id
	}
}
