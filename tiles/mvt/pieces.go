package mvt

import "encoding/binary"

// Begin begins the outer ring of a polygon with its first point, in the tile. It has some points,
// three or more, and runs clockwise as seen on the screen. Forth and Back add its ways, up to and
// with that back to the first point, and End ends it.
func (g *Polygons) Begin(first Point, points int) {
	g.open = true
	g.buf = step(command(g.buf, moveTo, 1), &g.cursor, first)
	g.buf = command(g.buf, lineTo, points-1)
}

// Forth adds the ways along a piece of a line, as AppendWays writes them.
func (g *Polygons) Forth(ways []byte) { g.buf = append(g.buf, ways...) }

// Back adds the ways along a piece against its direction.
func (g *Polygons) Back(ways []byte) {
	end := len(ways)
	for end > 0 {
		for end >= 8 && (end == 8 || ways[end-9] < 0x80) {
			four := binary.LittleEndian.Uint64(ways[end-8:])
			if (four|(four+ones))&highs != 0 {
				break
			}
			g.buf = binary.LittleEndian.AppendUint64(g.buf, turnFour(four))
			end -= 8
		}
		if end == 0 {
			break
		}
		y := before(ways, end)
		x := before(ways, y)
		if end-x == 2 && ways[x] < 0x7f && ways[y] < 0x7f {
			g.buf = append(g.buf, turned[ways[x]], turned[ways[y]])
		} else {
			g.buf = turn(turn(g.buf, ways[x:y]), ways[y:end])
		}
		end = x
	}
}

// The lowest and the highest bits of eight bytes.
const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// turnFour turns four ways of a byte below 127 each way, the last one first: an odd number, which is
// negative, becomes the even one above it, an even one but 0 the odd one below it.
func turnFour(w uint64) uint64 {
	some := (w + 0x7f*ones) >> 7 & ones
	w = w - some + w&ones<<1
	w = w<<32 | w>>32
	const low = 0x0000ffff0000ffff
	return w&low<<16 | w>>16&low
}

// before is where the number begins that ends before end.
func before(b []byte, end int) int {
	end--
	for end > 0 && b[end-1] >= 0x80 {
		end--
	}
	return end
}

// turned are the ways against small ones.
var turned = func() (out [0x7f]byte) {
	for v := range out {
		out[v] = byte(zigzag(-unzigzag(uint32(v))))
	}
	return out
}()

func turn(dst, way []byte) []byte {
	v, _ := binary.Uvarint(way)
	return binary.AppendUvarint(dst, zigzag(-unzigzag(uint32(v))))
}

// End leaves out the last way, which ClosePath goes.
func (g *Polygons) End() {
	y := before(g.buf, len(g.buf))
	x := before(g.buf, y)
	dx, _ := binary.Uvarint(g.buf[x:])
	dy, _ := binary.Uvarint(g.buf[y:])
	g.cursor.X, g.cursor.Y = g.cursor.X-unzigzag(uint32(dx)), g.cursor.Y-unzigzag(uint32(dy))
	g.buf = command(g.buf[:x], closePath, 1)
}

// AppendWays appends the ways from each point of a line to the next.
func AppendWays(dst []byte, line []Point) []byte {
	for i := 1; i < len(line); i++ {
		at := line[i-1]
		dst = step(dst, &at, line[i])
	}
	return dst
}

// AppendPoints appends the points of a line, of which the first and the ways from there are given.
func AppendPoints(dst []Point, first Point, ways []byte) []Point {
	dst = append(dst, first)
	for len(ways) > 0 {
		var x, y uint64
		x, ways = uvarint(ways)
		y, ways = uvarint(ways)
		first.X, first.Y = first.X+unzigzag(uint32(x)), first.Y+unzigzag(uint32(y))
		dst = append(dst, first)
	}
	return dst
}

// TwiceArea is the area of a ring by the surveyor's formula, positive where it runs clockwise as
// seen on the screen; 0 below three points.
func TwiceArea(ring []Point) int64 { return twiceArea(ring) }
