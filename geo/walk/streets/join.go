package streets

import "slices"

// Joined is what the streets of a file and those around them become where they are one network.
type Joined struct {
	// Lines are those of the file, some with more vertices; Around are those of the others that gained one, by their
	// place in what was given.
	Lines  []Line
	Around map[int]Line
	// Noded counts the ends that got a vertex on the street of the other side; Loose are those less than a metre from
	// one, which they do not meet.
	Noded int
	Loose []Mention
}

// Join gives the streets of a file a vertex where one of those around ends on them, and the other way round: as within
// one file. Streets of one side are not joined to each other.
func Join(file, around []Line) *Joined {
	both := slices.Concat(file, around)
	lines := make([]osmLine, len(both))
	for i := range both {
		lines[i].Line = both[i]
		if both[i].Class[Stop] != "" { // a place to wait is no street
			lines[i].Kind = Wall
		}
		for _, l := range both[i].Shape {
			lines[i].runs = append(lines[i].runs, run{line: l})
		}
	}
	ofFile := func(i int) bool { return i < len(file) }
	n := newNoder(lines)
	out := &Joined{Lines: both[:len(file):len(file)], Around: map[int]Line{}}
	out.Noded, out.Loose = n.node(func(end, on int) bool { return ofFile(end) != ofFile(on) })
	for s := range n.added {
		l := both[s.line]
		l.Shape = slices.Clone(l.Shape)
		for k := range lines[s.line].runs {
			l.Shape[k] = lines[s.line].runs[k].line
		}
		if ofFile(s.line) {
			both[s.line] = l
		} else {
			out.Around[s.line-len(file)] = l
		}
	}
	return out
}
