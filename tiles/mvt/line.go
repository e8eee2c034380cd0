package mvt

// Lines is the geometry of one linear thing: one line or several. Reset makes it empty and
// keeps its buffers; the zero value is empty.
type Lines struct {
	buf    []byte
	cursor Point
}

// Reset empties the geometry.
func (g *Lines) Reset() { g.buf, g.cursor = g.buf[:0], Point{} }

// Empty is true when no line was taken.
func (g *Lines) Empty() bool { return len(g.buf) == 0 }

// Add adds a line. Repeated points are dropped. It is not taken (false) when fewer than two
// points are left, or a coordinate is beyond ±MaxCoordinate.
func (g *Lines) Add(line []Point) bool {
	kept := 0
	for i, p := range line {
		if p.X < -MaxCoordinate || p.X > MaxCoordinate || p.Y < -MaxCoordinate || p.Y > MaxCoordinate {
			return false
		}
		if i == 0 || p != line[i-1] {
			kept++
		}
	}
	if kept < 2 {
		return false
	}
	g.buf = step(command(g.buf, moveTo, 1), &g.cursor, line[0])
	g.buf = command(g.buf, lineTo, kept-1)
	for i, p := range line[1:] {
		if p != line[i] {
			g.buf = step(g.buf, &g.cursor, p)
		}
	}
	return true
}

// AddLines adds a feature with the shape g, unless that is empty.
func (l *Layer) AddLines(id uint64, g *Lines, props []Prop) bool {
	if g.Empty() {
		return false
	}
	l.intern(props)
	l.append(id, typeLine, g.buf)
	return true
}
