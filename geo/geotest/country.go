package geotest

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/redsail/redsail/geo"
)

// Country is a generated coverage: grids whose shared borders are crooked lines of 16 or 32
// edges, and wider levels made of blocks of them. Cities draw the grids around them together,
// so that a grid in one is a few hundred metres wide and one in the country kilometres. It is
// the same for the same size.
type Country struct {
	Columns, Rows int // grids

	west, south, width, height float64 // degrees
	towns                      []town
	across                     int // towns in a row
	corners                    []spot
	lines                      []geo.Line // eastward ones by rows, then northward ones
}

// town draws what lies within its radius toward its centre, all in degrees.
type town struct{ x, y, radius, pull float64 }

// spot is a place before the towns draw it: column and row of a raster of equal grids.
type spot struct{ u, v float64 }

// Extent is the size of a country.
type Extent struct {
	Columns, Rows              int
	West, South, Width, Height float64 // degrees
	Across                     int     // cities along each side
	Pull                       float64 // how near a city's centre is drawn: 0.1 to a tenth
}

// The sizes in which indexes are measured.
var (
	City     = Extent{Columns: 100, Rows: 62, West: 121.2, South: 31, Width: 0.6, Height: 0.5, Across: 1, Pull: 0.25}
	Province = Extent{Columns: 400, Rows: 250, West: 118, South: 29, Width: 5, Height: 4, Across: 4, Pull: 0.12}
	State    = Extent{Columns: 1000, Rows: 1000, West: 78, South: 20, Width: 40, Height: 30, Across: 12, Pull: 0.06}
)

// CountryAreas is one level of a country.
type CountryAreas struct {
	Block  int // grids along the side of an area
	Codes  []string
	Shapes []geo.MultiPolygon
}

// Village is a country of side × side grids of some 440 m, for quick tests.
func Village(side int) Extent {
	deg := 0.004 * float64(side)
	return Extent{Columns: side, Rows: side, West: 105, South: 35, Width: deg, Height: deg, Across: 1, Pull: 0.4}
}

// NewCountry makes the country of an extent.
func NewCountry(e Extent) *Country {
	c := &Country{
		Columns: e.Columns, Rows: e.Rows, west: e.West, south: e.South, width: e.Width, height: e.Height, across: e.Across,
	}
	r := rand.New(rand.NewPCG(uint64(e.Columns), uint64(e.Rows)))
	w, h := e.Width/float64(e.Across), e.Height/float64(e.Across)
	radius := min(w, h) * 0.45
	for j := range e.Across {
		for i := range e.Across {
			c.towns = append(c.towns, town{
				x:      e.West + w*float64(i) + radius + (w-2*radius)*r.Float64(),
				y:      e.South + h*float64(j) + radius + (h-2*radius)*r.Float64(),
				radius: radius, pull: e.Pull * (0.7 + 0.9*r.Float64()),
			})
		}
	}
	c.layOut(r)
	return c
}

// layOut places the corners and draws the lines between them.
func (c *Country) layOut(r *rand.Rand) {
	for j := range c.Rows + 1 {
		for i := range c.Columns + 1 {
			s := spot{float64(i), float64(j)}
			if i > 0 && i < c.Columns {
				s.u += (r.Float64() - 0.5) * 0.3
			}
			if j > 0 && j < c.Rows {
				s.v += (r.Float64() - 0.5) * 0.3
			}
			c.corners = append(c.corners, s)
		}
	}
	wide := c.Columns + 1
	for k := range wide * (c.Rows + 1) {
		if k%wide < c.Columns {
			c.lines = append(c.lines, c.draw(c.corners[k], c.corners[k+1], r))
		}
	}
	for k := range wide * c.Rows {
		c.lines = append(c.lines, c.draw(c.corners[k], c.corners[k+wide], r))
	}
}

// draw makes a crooked line by moving mid-points aside (Fournier, Fussell and Carpenter,
// CACM 25, 1982). They move so little that lines meet only in corners.
func (c *Country) draw(from, to spot, r *rand.Rand) geo.Line {
	n := 16 << r.IntN(2)
	way := make([]spot, n+1)
	way[0], way[n] = from, to
	swing := 0.11
	for step := n; step > 1; step /= 2 {
		for k := 0; k < n; k += step {
			a, b := way[k], way[k+step]
			d := (r.Float64()*2 - 1) * swing
			way[k+step/2] = spot{(a.u+b.u)/2 - (b.v-a.v)*d, (a.v+b.v)/2 + (b.u-a.u)*d}
		}
		swing *= 0.85
	}
	line := make(geo.Line, 0, n+1)
	for _, s := range way {
		if p := c.point(s); len(line) == 0 || p != line[len(line)-1] {
			line = append(line, p)
		}
	}
	return line
}

// point is where a spot comes to lie.
func (c *Country) point(s spot) geo.Point {
	x := c.west + s.u/float64(c.Columns)*c.width
	y := c.south + s.v/float64(c.Rows)*c.height
	i := min(max(int((x-c.west)/c.width*float64(c.across)), 0), c.across-1)
	j := min(max(int((y-c.south)/c.height*float64(c.across)), 0), c.across-1)
	t := &c.towns[j*c.across+i]
	dx, dy := x-t.x, y-t.y
	if d := math.Hypot(dx, dy) / t.radius; d < 1 {
		f := t.pull + (1-t.pull)*d*d
		x, y = t.x+float64(dx*f), t.y+float64(dy*f)
	}
	return geo.Point{X: int32(math.Round(x * geo.Scale)), Y: int32(math.Round(y * geo.Scale))}
}

// Grids is how many there are.
func (c *Country) Grids() int { return c.Columns * c.Rows }

// Level gives the areas made of block × block grids; the last in a row or column may be
// smaller. Block 1 are the grids.
func (c *Country) Level(block int) CountryAreas {
	out := CountryAreas{Block: block}
	across := (c.Columns + block - 1) / block
	for n := range across * ((c.Rows + block - 1) / block) {
		out.Codes = append(out.Codes, fmt.Sprintf("%d-%07d", block, n))
		out.Shapes = append(out.Shapes, c.Area(block, n))
	}
	return out
}

// Area is the n-th area of a level.
func (c *Country) Area(block, n int) geo.MultiPolygon {
	across := (c.Columns + block - 1) / block
	i, j := n%across*block, n/across*block
	return geo.MultiPolygon{{c.ring(i, j, min(i+block, c.Columns), min(j+block, c.Rows))}}
}

// Holding is the number of the area of a level that holds a grid.
func (c *Country) Holding(block, grid int) int {
	across := (c.Columns + block - 1) / block
	return grid/c.Columns/block*across + grid%c.Columns/block
}

// Bend moves a vertex of a border between two grids and returns them.
func (c *Country) Bend(r *rand.Rand) (a, b int) {
	k, line := 0, geo.Line(nil)
	for len(line) < 3 {
		i, j := 1+r.IntN(c.Columns-1), 1+r.IntN(c.Rows-1)
		b = j*c.Columns + i
		if k, a = j*c.Columns+i, b-c.Columns; r.IntN(2) == 0 {
			k, a = c.Columns*(c.Rows+1)+j*(c.Columns+1)+i, b-1
		}
		line = c.lines[k]
	}
	v := 1 + r.IntN(len(line)-2)
	p, q := line[v-1], line[v+1]
	// Toward the middle of its neighbours or away from it, but not as far as they are.
	line[v].X += int32(float64(p.X-line[v].X+q.X-line[v].X) * (r.Float64() - 0.5) / 4)
	line[v].Y += int32(float64(p.Y-line[v].Y+q.Y-line[v].Y) * (r.Float64() - 0.5) / 4)
	return a, b
}

// Borders calls f for each line between two corners and the grids north or west, and south
// or east of it; a grid is -1 beyond the frame.
func (c *Country) Borders(f func(line geo.Line, a, b int)) {
	grid := func(i, j int) int {
		if i < 0 || j < 0 || i >= c.Columns || j >= c.Rows {
			return -1
		}
		return j*c.Columns + i
	}
	for j := range c.Rows + 1 {
		for i := range c.Columns {
			f(c.lines[j*c.Columns+i], grid(i, j), grid(i, j-1))
		}
	}
	for j := range c.Rows {
		for i := range c.Columns + 1 {
			f(c.lines[c.Columns*(c.Rows+1)+j*(c.Columns+1)+i], grid(i-1, j), grid(i, j))
		}
	}
}

// Queries gives n points: four in five are anywhere in a grid taken at random, as people
// are, the rest anywhere in the country.
func (c *Country) Queries(n int) []geo.Point {
	r := rand.New(rand.NewPCG(42, uint64(n)))
	out := make([]geo.Point, n)
	for k := range out {
		u, v := r.Float64(), r.Float64()
		if r.IntN(5) > 0 {
			out[k] = c.point(spot{u * float64(c.Columns), v * float64(c.Rows)})
			continue
		}
		out[k] = geo.Point{
			X: int32(math.Round((c.west + u*c.width) * geo.Scale)),
			Y: int32(math.Round((c.south + v*c.height) * geo.Scale)),
		}
	}
	return out
}

// ring is the outline of the corners i0…i1, j0…j1, anticlockwise.
func (c *Country) ring(i0, j0, i1, j1 int) geo.Ring {
	var sides []geo.Line
	n := 0
	take := func(k int) { sides, n = append(sides, c.lines[k]), n+len(c.lines[k])-1 }
	east := func(i, j int) int { return j*c.Columns + i }
	north := func(i, j int) int { return c.Columns*(c.Rows+1) + j*(c.Columns+1) + i }
	for i := i0; i < i1; i++ {
		take(east(i, j0))
	}
	for j := j0; j < j1; j++ {
		take(north(i1, j))
	}
	back := len(sides)
	for i := i1 - 1; i >= i0; i-- {
		take(east(i, j1))
	}
	for j := j1 - 1; j >= j0; j-- {
		take(north(i0, j))
	}
	r := make(geo.Ring, 0, n)
	for k, s := range sides {
		if k < back {
			r = append(r, s[:len(s)-1]...)
			continue
		}
		for v := len(s) - 1; v > 0; v-- {
			r = append(r, s[v])
		}
	}
	return r
}
