package picture

import (
	"cmp"
	"math"
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// Names along lines, as on the page: CSS pixels between two of one line, the sharpest bend
// between two characters, and the space kept clear.
const (
	alongEvery = 420
	alongClear = 12
	alongBend  = 28 * math.Pi / 180
	// alongApart is how far the same name is kept from itself on other lines.
	alongApart = 250
)

// alongNames draws the names of lines along them, the longest lines first.
func (p *painter) alongNames(key string, look labelLook) error {
	byName := map[string][][]point{}
	p.each([]string{key}, look.Classes, func(f *mvt.Feature, at placing) {
		name := p.name(f)
		if f.Kind != mvt.LineKind || name == "" {
			return
		}
		for _, part := range f.Parts {
			if path, seen := p.place(part, at); seen {
				byName[name] = append(byName[name], slices.Clone(path))
			}
		}
	})
	type run struct {
		name   string
		path   []point
		length float32
	}
	var runs []run
	for name, lines := range byName {
		for _, path := range merged(lines) {
			runs = append(runs, run{name, path, lengthOf(path)})
		}
	}
	slices.SortFunc(runs, func(a, b run) int {
		return cmp.Or(cmp.Compare(b.length, a.length), cmp.Compare(a.name, b.name), cmp.Compare(a.path[0].x, b.path[0].x), cmp.Compare(a.path[0].y, b.path[0].y))
	})
	placed := map[string][]point{}
	for _, r := range runs {
		t, ok, err := p.ready(r.name, look, float32(math.Inf(1)))
		if err != nil {
			return err
		}
		if !ok || t.w > r.length {
			continue
		}
		every := max(p.camera.pixels(alongEvery), t.w+p.camera.pixels(alongEvery/2))
		for at := min(r.length, every) / 2; at+t.w/2 <= r.length; at += every {
			p.alongOnce(t, r.path, at, look.Colour, r.name, placed)
		}
	}
	return nil
}

// alongOnce draws a name round a distance along a line, if it fits there.
func (p *painter) alongOnce(t text, path []point, middle float32, colour, name string, placed map[string][]point) {
	spots, ok := spotsAlong(t, path, middle-t.w/2)
	if !ok {
		return
	}
	centre := spots[len(spots)/2].at
	for _, q := range placed[name] {
		if math.Hypot(float64(q.x-centre.x), float64(q.y-centre.y)) < float64(p.camera.pixels(alongApart)) {
			return
		}
	}
	clear := p.camera.pixels(alongClear) / 2
	for _, s := range spots {
		if !p.taken.free(around(s.at, t.size, t.size, clear)) {
			return
		}
	}
	for _, s := range spots {
		p.taken.take(around(s.at, t.size, t.size, clear))
	}
	placed[name] = append(placed[name], centre)
	draw := func(use func(g *glyph, at point, dir turn, size float32)) {
		for i, s := range spots {
			g := t.lines[0].glyphs[i]
			// The character stands with its middle on the line.
			x, y := -g.advance/2*t.size, float32(baseline)*t.size
			use(g, point{s.at.x + x*s.dir.cos - y*s.dir.sin, s.at.y + x*s.dir.sin + y*s.dir.cos}, s.dir, t.size)
		}
	}
	draw(p.halo)
	p.mask.fill(p.out, p.colour("halo"))
	draw(p.solid)
	p.mask.fill(p.out, p.colour(colour))
}

// spot is where the middle of a character stands, and its direction.
type spot struct {
	at  point
	dir turn
}

// spotsAlong finds the spots of a text that begins at a distance along a line, read from
// the left; ok is false where the line bends too sharply.
func spotsAlong(t text, path []point, begin float32) (spots []spot, ok bool) {
	first, _ := along(path, begin)
	last, _ := along(path, begin+t.w)
	if last.x < first.x {
		path = slices.Clone(path)
		slices.Reverse(path)
		begin = lengthOf(path) - begin - t.w
	}
	line := t.lines[0]
	at := begin
	for i, g := range line.glyphs {
		q, dir := along(path, at+g.advance/2*t.size)
		if i > 0 {
			before := spots[i-1].dir
			if math.Abs(math.Atan2(float64(before.cos*dir.sin-before.sin*dir.cos), float64(before.cos*dir.cos+before.sin*dir.sin))) > alongBend {
				return nil, false
			}
		}
		spots = append(spots, spot{q, dir})
		at += (g.advance + line.space) * t.size
	}
	return spots, true
}

func lengthOf(path []point) float32 {
	sum := float32(0)
	for i := 1; i < len(path); i++ {
		sum += float32(math.Hypot(float64(path[i].x-path[i-1].x), float64(path[i].y-path[i-1].y)))
	}
	return sum
}

// along gives the point at a distance along a line and the direction there.
func along(path []point, distance float32) (point, turn) {
	for i := 1; ; i++ {
		a, b := path[i-1], path[i]
		length := float32(math.Hypot(float64(b.x-a.x), float64(b.y-a.y)))
		if distance <= length && length > 0 || i == len(path)-1 {
			if length == 0 {
				return a, turn{1, 0}
			}
			dir := turn{(b.x - a.x) / length, (b.y - a.y) / length}
			return point{a.x + dir.cos*distance, a.y + dir.sin*distance}, dir
		}
		distance -= length
	}
}

// merged joins lines that end where another begins into longer ones. What three or more
// share is no joint.
func merged(lines [][]point) [][]point {
	type end struct{ x, y int32 }
	endOf := func(q point) end { return end{int32(math.Round(float64(q.x))), int32(math.Round(float64(q.y)))} }
	at := map[end][]int{}
	for i, l := range lines {
		at[endOf(l[0])] = append(at[endOf(l[0])], i)
		at[endOf(l[len(l)-1])] = append(at[endOf(l[len(l)-1])], i)
	}
	used := make([]bool, len(lines))
	// follow goes on from the end of a line for as long as one other line begins or ends there.
	follow := func(path []point) []point {
		for {
			tail := endOf(path[len(path)-1])
			next := slices.IndexFunc(at[tail], func(i int) bool { return !used[i] })
			if next < 0 || len(at[tail]) > 2 {
				return path
			}
			i := at[tail][next]
			used[i] = true
			l := lines[i]
			if endOf(l[0]) != tail {
				l = slices.Clone(l)
				slices.Reverse(l)
			}
			path = append(path, l[1:]...)
		}
	}
	var out [][]point
	for i, l := range lines {
		if used[i] {
			continue
		}
		used[i] = true
		path := follow(slices.Clone(l))
		slices.Reverse(path)
		out = append(out, follow(path))
	}
	return out
}
