package walk

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
)

// spread lays the points of the walked ways one after the other, with those put in at gates
// and without those that stand twice.
func (b *builder) spread() {
	inserted := 0
	for _, ins := range b.inserted {
		inserted += len(ins)
	}
	b.line = make([]geo.Point, 0, b.total+inserted)
	b.ids = make([]int32, 0, b.total+inserted)
	high := b.ruling.profile.Slopes && slices.ContainsFunc(b.walked, func(w walkedWay) bool { return len(b.in.Ways[w.way].Heights) > 0 })
	b.report.Flat = !high
	known := b.known
	put := func(p geo.Point, spot int32, h float32) {
		b.line = append(b.line, p)
		b.ids = append(b.ids, spot)
		if high {
			b.heights = append(b.heights, h)
		}
	}
	for k := range b.walked {
		w := &b.walked[k]
		way := &b.in.Ways[w.way]
		height := func(i int) float32 {
			if !high || len(way.Heights) == 0 {
				return float32(math.NaN())
			}
			return way.Heights[i]
		}
		w.from = len(b.line)
		ins := b.inserted[int32(k)]
		slices.SortFunc(ins, func(x, y insert) int {
			return cmp.Or(cmp.Compare(x.run, y.run), cmp.Compare(x.along, y.along), x.point.Compare(y.point))
		})
		for i, p := range way.Points {
			for len(ins) > 0 && int(ins[0].run) == i {
				h := height(i-1) + float32(ins[0].along)*(height(i)-height(i-1))
				put(ins[0].point, b.spots.find(ins[0].point), h)
				ins = ins[1:]
			}
			if i > 0 && p == way.Points[i-1] {
				b.report.ZeroLength++
				continue
			}
			put(p, known[i], height(i))
		}
		known = known[len(way.Points):]
		w.to = len(b.line)
	}
}

// pieces cuts the walked ways at their nodes and measures what is between.
func (b *builder) pieces() error {
	b.nodeOf = make([]int32, len(b.spots.points))
	for i := range b.nodeOf {
		b.nodeOf[i] = -1
	}
	b.parts = make([]stretch, 0, len(b.walked)+len(b.walked)/2)
	b.nodes = make([]geo.Point, 0, len(b.walked))
	for k := range b.walked {
		w := &b.walked[k]
		if w.to-w.from < 2 {
			continue // it was a single point, and is counted
		}
		from, last := w.from, b.node(b.ids[w.from])
		for i := w.from + 1; i < w.to; i++ {
			if b.uses[b.ids[i]] < 2 && b.held(b.ids[i]) < 0 {
				continue
			}
			to := b.node(b.ids[i])
			p, err := b.stretch(w, from, i+1)
			if err != nil {
				return err
			}
			p.a, p.b = last, to
			b.parts = append(b.parts, p)
			from, last = i, to
			if b.held(b.ids[i]) >= 0 && i+1 < w.to {
				last = b.node(b.ids[i]) // the next piece begins on the other side of the gate
			}
		}
	}
	return nil
}

// held is the stop at a spot, or -1.
func (b *builder) held(spot int32) int32 {
	if len(b.stops) == 0 {
		return -1
	}
	if k, ok := b.stopAt[spot]; ok {
		return k
	}
	return -1
}

// node is the node of a spot; at a stop, a new one for each piece that ends there.
func (b *builder) node(spot int32) int32 {
	k := b.held(spot)
	if k < 0 && b.nodeOf[spot] >= 0 {
		return b.nodeOf[spot]
	}
	n := int32(len(b.nodes))
	b.nodes = append(b.nodes, b.spots.points[spot])
	b.nodeOf[spot] = n
	if k >= 0 {
		b.stops[k].arms = append(b.stops[k].arms, n)
	}
	return n
}

// stretch measures the points from…to of a way.
func (b *builder) stretch(w *walkedWay, from, to int) (stretch, error) {
	v := &w.verdict
	number := b.in.Ways[w.way].Number
	p := stretch{way: w.way, from: int32(from), to: int32(to), use: v.use, steps: v.steps, islet: w.islet, bridge: number, onBridge: v.bridge}
	forth, back := 0.0, 0.0 // tenths of a second
	flat := v.kmh / 36
	for i := from + 1; i < to; i++ {
		l := b.metric.length(b.line[i-1], b.line[i])
		p.metres += l
		up, down := 1.0, 1.0
		if b.heights != nil && l > 0 {
			if slope := float64(b.heights[i]-b.heights[i-1]) / l; !math.IsNaN(slope) {
				up, down = tobler(slope), tobler(-slope)
			}
		}
		forth += l / (flat * up)
		back += l / (flat * down)
		if len(b.bridges) > 0 {
			if n, on := b.bridges[pairOf(b.line[i-1], b.line[i])]; on {
				p.bridge, p.onBridge = n, true
			}
		}
	}
	if forth > float64(MostTime) || back > float64(MostTime) {
		return p, fmt.Errorf("walk: a part of way %d is %.0f m long; one of at most %d tenths of a second is kept", number, p.metres, MostTime)
	}
	p.forth, p.back = Never, Never
	if v.forth {
		p.forth = Time(math.Round(forth))
	}
	if v.back {
		p.back = Time(math.Round(back))
	}
	return p, nil
}

// tobler is the part of the speed on the flat that is left on a slope (Tobler, "Three
// presentations on geographical analysis and modeling", NCGIA 93-1): it is greatest a little
// downhill. Slopes of more than 35 % count as such.
func tobler(slope float64) float64 {
	slope = max(-0.35, min(0.35, slope))
	return math.Exp(-3.5 * (math.Abs(slope+0.05) - 0.05))
}

// joinStops joins the nodes at each stop by links that take the wait: two by one link, more by
// links of half the wait to a node in the middle.
func (b *builder) joinStops() {
	for k := range b.stops {
		s := &b.stops[k]
		switch {
		case len(s.arms) == 2:
			b.links = append(b.links, link{a: s.arms[0], b: s.arms[1], cost: s.wait, use: s.use, stop: int32(k)})
		case len(s.arms) > 2:
			hub := int32(len(b.nodes))
			b.nodes = append(b.nodes, b.spots.points[s.spot])
			for _, a := range s.arms {
				b.links = append(b.links, link{a: a, b: hub, cost: (s.wait + 1) / 2, use: s.use, stop: int32(k)})
			}
		}
	}
}
