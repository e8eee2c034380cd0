package locate

import (
	"iter"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/redsail/redsail/geo"
)

// ground is what an index is made of: the rings of all areas, and the areas themselves by
// layer, then rank.
type ground struct {
	lines []line
	names []entry
	boxes []geo.Box // of names
	box   geo.Box
}

// survey lists the rings of the areas in the order of their ranks.
func survey(layers []Layer, facts [][]fact) *ground {
	g := &ground{box: geo.EmptyBox()}
	for l := range layers {
		for _, a := range byRank(layers[l].Areas, facts[l]) {
			ref := uint32(len(g.names))
			g.names = append(g.names, entryOf(l, a))
			g.boxes = append(g.boxes, facts[l][a].box)
			g.box = g.box.Union(facts[l][a].box)
			g.lines = ringsOf(layers[l].Areas[a].Shape, ref, g.lines)
		}
	}
	return g
}

func ringsOf(m geo.MultiPolygon, ref uint32, lines []line) []line {
	for _, poly := range m {
		for _, r := range poly {
			lines = append(lines, line{points: r, ref: ref, closed: true})
		}
	}
	return lines
}

// frame is a raster over the box with about one cell for each topEdges edges, or for each edge
// where they are few. It begins one unit before the box, so that nothing holds the corners in
// its first column.
func (g *ground) frame(t tuning) raster {
	edges := 0
	for i := range g.lines {
		edges += int(g.lines[i].edges())
	}
	edges /= 2 // most are the border of two areas
	if edges > t.dense {
		edges /= t.topEdges
	}
	most := uint64(min(max(edges, 1), maxTop))
	w, h := uint64(int64(g.box.Max.X)-int64(g.box.Min.X))+2, uint64(int64(g.box.Max.Y)-int64(g.box.Min.Y))+2
	r := raster{at: geo.Point{X: g.box.Min.X - 1, Y: g.box.Min.Y - 1}, shift: minShift}
	for ((w>>r.shift)+1)*((h>>r.shift)+1) > most && r.shift < 31 {
		r.shift++
	}
	r.nx, r.ny = uint32(w>>r.shift)+1, uint32(h>>r.shift)+1
	return r
}

// onAll runs work on all processors, each of which takes numbers below n until none is left.
func onAll(n int, work func(numbers iter.Seq[int])) {
	var wg sync.WaitGroup
	var taken atomic.Int64
	numbers := func(yield func(int) bool) {
		for {
			if i := int(taken.Add(1)) - 1; i >= n || !yield(i) {
				return
			}
		}
	}
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() { work(numbers) })
	}
	wg.Wait()
}

// band is some rows of pages, which are made together.
type band struct {
	rows    raster
	records []uint32
	lists   []uint32
	top     []uint32 // the words, by pages
	borders []uint64 // of each page, the layers with borders in it
}

// plant makes the cells, bands of rows on all processors.
func (g *ground) plant(t tuning) (cells, error) {
	if len(g.lines) == 0 {
		return cells{lists: newArena(make([]uint32, quad))}, nil
	}
	c := cells{raster: g.frame(t)}
	c.across = (c.nx + pageSide - 1) / pageSide
	bands := c.bands()
	of := g.share(&c.raster, bands)
	faults := make([]error, len(bands))
	onAll(len(bands), func(numbers iter.Seq[int]) {
		p := newPlanter(g.names, t)
		var s spreader
		for i := range numbers {
			bands[i].fill(p, &s, g.lines, of[i])
			faults[i] = p.err
		}
	})
	if i := slices.IndexFunc(faults, func(err error) bool { return err != nil }); i >= 0 {
		return cells{}, faults[i]
	}
	return c, c.gather(bands)
}

// bands parts the frame into bands of whole pages, enough to keep all processors busy.
func (c *cells) bands() []band {
	deep := (c.ny + pageSide - 1) / pageSide
	n := min(deep, uint32(16*runtime.GOMAXPROCS(0)))
	bands := make([]band, n)
	for i := range bands {
		from, to := uint32(i)*deep/n*pageSide, min(uint32(i+1)*deep/n*pageSide, c.ny)
		bands[i].rows = c.raster
		bands[i].rows.at.Y = int32(uint32(c.at.Y) + from<<c.shift)
		bands[i].rows.ny = to - from
	}
	return bands
}

// share gives each band the lines that pass it, whole.
func (g *ground) share(r *raster, bands []band) [][]piece {
	of := make([][]piece, len(bands))
	for i := range g.lines {
		box := &g.boxes[g.lines[i].ref]
		for k := range bands {
			rows := &bands[k].rows
			low := int64(rows.at.Y)
			high := low + int64(rows.ny)<<r.shift
			if int64(box.Max.Y) >= low && int64(box.Min.Y) <= high {
				of[k] = append(of[k], piece{line: uint32(i), to: g.lines[i].edges()})
			}
		}
	}
	return of
}

// fill makes the words of a band.
func (b *band) fill(p *planter, s *spreader, lines []line, in []piece) {
	p.begin()
	r := &b.rows
	across := (r.nx + pageSide - 1) / pageSide
	deep := (r.ny + pageSide - 1) / pageSide
	b.top = make([]uint32, across*deep*pageLen)
	b.borders = make([]uint64, across*deep)
	start, pieces := s.spread(r, lines, in)
	for j := range r.ny {
		var base []uint32
		for i := range r.nx {
			n := j*r.nx + i
			at := j/pageSide*across + i/pageSide
			b.top[at*pageLen+j%pageSide*pageSide+i%pageSide] = uint32(p.ground(r.square(n), lines, pieces[start[n]:start[n+1]], base))
			b.borders[at] |= p.borders
			if len(p.east) > 0 {
				base = differ(base, p.east)
			}
		}
	}
	b.records, b.lists = slices.Clone(p.records), slices.Clone(p.lists.records)
}

// gather puts the bands one after the other.
func (c *cells) gather(bands []band) error {
	starts := make([]mover, len(bands)+1)
	tops := make([]int, len(bands)+1)
	var borders []uint64
	for i := range bands {
		b := &bands[i]
		starts[i+1].records = starts[i].records + word(len(b.records)+lineLen-1)/lineLen*lineLen/quad
		starts[i+1].lists = starts[i].lists + word(len(b.lists)+quad-1)/quad
		tops[i+1] = tops[i] + len(b.top)
		borders = append(borders, b.borders...)
	}
	end := starts[len(bands)]
	if max(end.records, end.lists)+granule > 1<<addressBits {
		return &BuildError{Reason: "more borders than an index has room for"}
	}
	records, lists, top := stretch(int(end.records)*quad), stretch(int(end.lists)*quad), stretch(tops[len(bands)])
	onAll(len(bands), func(numbers iter.Seq[int]) {
		for i := range numbers {
			b, m := &bands[i], starts[i]
			m.to = records[m.records*quad:]
			copy(m.to, b.records)
			copy(lists[m.lists*quad:], b.lists)
			for k, w := range b.top {
				top[tops[i]+k] = uint32(m.move(word(w)))
			}
			*b = band{}
		}
	})
	c.records, c.lists, c.top = newArena(records), newArena(lists), pages(top)
	c.borders = newPyramid(borders, c.across)
	return nil
}

// mover gives words the new addresses of their records, those inside them too.
type mover struct {
	records, lists word     // where the records begin now
	to             []uint32 // the records
}

func (m *mover) move(w word) word {
	switch {
	case w == 0:
		return 0
	case w.kind() == listWord:
		return w + m.lists<<wordBits
	case w.kind() == rasterWord:
		inner := m.to[w.address()*quad:]
		for i := range 1 << (2 * w.halvings()) {
			inner[i] = uint32(m.move(word(inner[i])))
		}
	}
	return w + m.records<<wordBits
}

// stretch is a long stretch of memory.
func stretch(n int) []uint32 {
	words := make([]uint32, n)
	adviseHuge(words)
	return words
}
