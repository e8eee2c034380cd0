package geo

import "github.com/paulmach/orb"

// Line is an open run of lattice points; it has at least two.
type Line []Point

// MultiLine is the geometry of a linear thing: a road, a river, a wall.
type MultiLine []Line

// Box is the smallest box that holds the line.
func (l Line) Box() Box {
	b := EmptyBox()
	for _, p := range l {
		b = b.Extend(p)
	}
	return b
}

// Box is the smallest box that holds all lines.
func (m MultiLine) Box() Box {
	b := EmptyBox()
	for _, l := range m {
		b = b.Union(l.Box())
	}
	return b
}

// Vertices counts the points of all lines.
func (m MultiLine) Vertices() int {
	n := 0
	for _, l := range m {
		n += len(l)
	}
	return n
}

// Orb gives the lines in degrees.
func (m MultiLine) Orb() orb.MultiLineString {
	out := make(orb.MultiLineString, 0, len(m))
	for _, l := range m {
		ol := make(orb.LineString, 0, len(l))
		for _, p := range l {
			ol = append(ol, p.LonLat())
		}
		out = append(out, ol)
	}
	return out
}
