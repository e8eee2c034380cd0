package tiles

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// Changed tells of each layer which of its tiles have other content.
type Changed struct{ Layers []LayerChange }

// LayerChange names tiles of a layer, and of its labels, in the order of z, x, y. Whole is
// true where all of them may differ; then none is named.
type LayerChange struct {
	Key   string
	Tiles []Address
	Whole bool
}

// maxCandidates bounds the tiles of a layer that are compared one by one.
const maxCandidates = 20_000

// Edit gives the pyramid of other layers, equal to New(layers, o), and what differs: tiles are
// compared where a feature, or what a zoom shows of it, has changed. What has not changed is taken
// over from p. It fails as New does, or with the error of ctx.
func (p *Pyramid) Edit(ctx context.Context, layers []Layer) (*Pyramid, *Changed, error) {
	q, err := build(layers, p.options, p)
	if err != nil {
		return nil, nil, err
	}
	m, err := newMaker()
	if err != nil {
		return nil, nil, err
	}
	out := &Changed{}
	var dirty []dirt
	for i := range q.layers {
		change, err := p.compare(ctx, m, q, &q.layers[i])
		if err != nil {
			return nil, nil, err
		}
		if change.Whole || len(change.Tiles) > 0 {
			out.Layers = append(out.Layers, change)
			dirty = append(dirty, dirt{layer: change.Key, whole: change.Whole, tiles: change.Tiles})
		}
	}
	q.takeOver(p, dirty)
	return q, out, nil
}

// Beside gives the pyramid of other layers, equal to New(layers, o), that has in common with p what
// has not changed of the ground. It takes no tiles over, and p stays as it is: the next Edit of p
// has them. It fails as New does.
func (p *Pyramid) Beside(layers []Layer) (*Pyramid, error) { return build(layers, p.options, p) }

// compare finds the tiles in which a layer of q is not what it is in p.
func (p *Pyramid) compare(ctx context.Context, m *maker, q *Pyramid, l *layer) (LayerChange, error) {
	change := LayerChange{Key: l.key}
	n, ok := p.number[l.key]
	if !ok {
		change.Whole = true
		return change, nil
	}
	if l.repeated && l.kind != Partition && l.kind != Borders {
		return change, nil // a partition may change where another one does
	}
	o := &p.layers[n]
	d := differ{p: p, q: q, old: o, now: l, tiles: map[Address]struct{}{}}
	if o.kind != l.kind || o.minZoom != l.minZoom || o.maxZoom != l.maxZoom || !d.find() {
		change.Whole = true
		return change, nil
	}
	for _, a := range slices.SortedFunc(maps.Keys(d.tiles), compareAddresses) {
		if err := ctx.Err(); err != nil {
			return change, err
		}
		before, dropped, err := m.alone(ctx, p, o, a)
		if err != nil {
			return change, err
		}
		d.before = append(d.before[:0], before...)
		after, droppedNow, err := m.alone(ctx, q, l, a)
		if err != nil {
			return change, err
		}
		if dropped != droppedNow || !slices.Equal(d.before, after) {
			change.Tiles = append(change.Tiles, a)
		}
	}
	return change, nil
}

// alone makes the message of a layer in a tile that has no other.
func (m *maker) alone(ctx context.Context, p *Pyramid, l *layer, a Address) (raw []byte, dropped int, err error) {
	m.raw, m.dropped, m.keeps = m.raw[:0], 0, false
	m.left, m.room = p.options.TileFeatures, p.options.TileBytes
	err = m.add(ctx, p, l, a)
	return m.raw, m.dropped, err
}

func compareAddresses(a, b Address) int {
	return cmp.Or(cmp.Compare(a.Z, b.Z), cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y))
}

// differ gathers the tiles in which a layer may have changed.
type differ struct {
	p, q     *Pyramid
	old, now *layer
	tiles    map[Address]struct{}
	before   []byte
}

// find is false when they are too many, or the order of features has changed.
func (d *differ) find() bool {
	if d.now.kind == Borders {
		return d.findBorders()
	}
	at := make(map[uint64]int32, len(d.old.features))
	for i := range d.old.features {
		at[d.old.features[i].id] = int32(i)
	}
	last := int32(-1)
	oldFirst, nowFirst := d.old.firstZoom(), d.now.firstZoom()
	for k := range d.now.features {
		i, ok := at[d.now.features[k].id]
		if !ok {
			d.add(nil, &d.now.features[k])
			continue
		}
		if i < last {
			return false
		}
		last = i
		delete(at, d.now.features[k].id)
		if oldFirst[i] != nowFirst[k] || !d.old.features[i].same(&d.now.features[k]) {
			d.add(&d.old.features[i], &d.now.features[k])
		} else if d.now.cover != nil {
			d.addFigures(i, int32(k))
		}
		if len(d.tiles) > maxCandidates {
			return false
		}
	}
	for _, i := range at {
		d.add(&d.old.features[i], nil)
	}
	return len(d.tiles) <= maxCandidates
}

// same is true of a feature that is drawn alike, neighbours apart.
func (f *feature) same(o *feature) bool {
	return f.id == o.id && f.told == o.told && f.label == o.label && f.labelled == o.labelled &&
		f.drawn == o.drawn &&
		slices.EqualFunc(f.threads, o.threads, func(a, b thread) bool {
			return slices.Equal(a.places, b.places) && slices.Equal(a.from, b.from)
		})
}

// firstZoom is by feature the first zoom that shows it.
func (l *layer) firstZoom() []uint8 {
	out := make([]uint8, len(l.features))
	for _, t := range l.trees {
		for _, i := range t.index.order {
			out[i] = t.zoom
		}
	}
	return out
}

// add names the tiles near a feature as it was and as it is.
func (d *differ) add(features ...*feature) {
	for _, f := range features {
		if f == nil {
			continue
		}
		box := f.reach()
		if box.Empty() {
			continue
		}
		for z := d.now.minZoom; z <= d.now.maxZoom && len(d.tiles) <= maxCandidates; z++ {
			// In world units; a unit of the zoom more, since shapes are rounded.
			unit := int64(1) << max(flatZoom-int(z), 0)
			side := worldBits - uint(z)
			margin := (buffer + 2) * unit
			tile := func(v int32, by int64) int64 { return (int64(v) + 1<<31 + by) >> side }
			d.span(z, tile(box.Min.X, -margin), tile(box.Min.Y, -margin), tile(box.Max.X, margin), tile(box.Max.Y, margin))
		}
	}
}

// addFigures names the tiles near a feature that has not changed itself, but what a zoom shows of
// it has.
func (d *differ) addFigures(i, k int32) {
	if d.old.cover == d.now.cover {
		return
	}
	for z := d.now.minZoom; z <= min(d.now.maxZoom, levelZoom); z++ {
		before, after := d.old.cover.level(z), d.now.cover.level(z)
		if before == nil || after == nil {
			if before != after {
				d.add(&d.old.features[i])
			}
			continue
		}
		a, b := &before.figures[d.old.inCover], &after.figures[d.now.inCover]
		if len(a.end) == 0 || len(b.end) == 0 {
			continue
		}
		if !sameFigure(before, a, i, after, b, k) {
			d.frame(z, a.frames[i])
			d.frame(z, b.frames[k])
		}
	}
}

// sameRings compares rings from aFrom … aTo−1 with those from bFrom … bTo−1.
func sameRings(a *mvt.Rings, aFrom, aTo int, b *mvt.Rings, bFrom, bTo int) bool {
	same := aTo-aFrom == bTo-bFrom
	for i := 0; same && i < aTo-aFrom; i++ {
		same = a.At(aFrom + i).Equal(b.At(bFrom + i))
	}
	return same
}

func (d *differ) findBorders() bool {
	if d.p.partitions == nil || d.q.partitions == nil {
		return d.p.partitions == d.q.partitions
	}
	if d.p.partitions == d.q.partitions {
		return true // nor has the order of the layers changed
	}
	for z := d.now.minZoom; z <= min(d.now.maxZoom, levelZoom); z++ {
		before, after := d.p.partitions.level(z), d.q.partitions.level(z)
		if before == nil || after == nil {
			if before != after {
				return false
			}
			continue
		}
		d.otherBorders(z, before, after)
		if len(d.tiles) > maxCandidates {
			return false
		}
	}
	return slices.EqualFunc(d.p.partitions.layers, d.q.partitions.layers, func(a, b covered) bool { return a.key == b.key })
}

// otherBorders names the tiles near lines that are in one list only.
func (d *differ) otherBorders(z uint8, before, after *level) {
	list := before.borders.list
	at := make(map[uint64]int32, len(list))
	for i := range list {
		at[list[i].id] = int32(i)
	}
	for i := range after.borders.list {
		now := &after.borders.list[i]
		k, there := at[now.id]
		if !there {
			d.frame(z, now.frame)
			continue
		}
		delete(at, now.id)
		if old := &list[k]; old.layer != now.layer || !sameBorder(before, int(k), after, i) {
			d.frame(z, now.frame)
			d.frame(z, old.frame)
		}
	}
	for _, k := range at {
		d.frame(z, list[k].frame)
	}
}

// frame names the tiles whose frames meet one in tile units of a zoom.
func (d *differ) frame(z uint8, f frame) {
	tile := func(v, by int32) int64 { return int64(v+by) >> extentBits }
	d.span(z, tile(f.minX, -buffer), tile(f.minY, -buffer), tile(f.maxX, buffer), tile(f.maxY, buffer))
}

func (d *differ) span(z uint8, x0, y0, x1, y1 int64) {
	last := int64(1)<<z - 1
	for x := max(x0, 0); x <= min(x1, last); x++ {
		for y := max(y0, 0); y <= min(y1, last); y++ {
			d.tiles[Address{Z: z, X: uint32(x), Y: uint32(y)}] = struct{}{}
			if len(d.tiles) > maxCandidates {
				return
			}
		}
	}
}
