package tiles

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/klauspost/compress/gzip"

	"github.com/redsail/redsail/tiles/mvt"
)

// maker makes tiles one after another in buffers that it keeps.
type maker struct {
	clip   clipper
	clamp  mvt.Clamper
	wide   ring         // not clipped
	shapes bundle[spot] // clipped, in fine units
	nodes  shapes       // rounded, in tile units
	split  shapes       // nodes, cut along the frame
	rim    []mvt.Point
	node   noder
	join   assembler
	area   mvt.Polygons
	layer  mvt.Layer

	line  mvt.Lines
	run   []mvt.Point
	ring  []mvt.Point
	cuts  []spot
	props []mvt.Prop

	hit      func(int32) bool // adds to hits
	hits     []int32          // features near the tile, in their order
	shown    []int32          // feature of each shape
	raw      []byte
	packed   bytes.Buffer
	zip      *gzip.Writer
	largeZip *gzip.Writer
	dropped  int
	keeps    bool // messages, for other tiles with the same layers
	left     int  // features that the tile may still hold
	room     int  // bytes that it may hold
}

func newMaker() (*maker, error) {
	zip, err := gzip.NewWriterLevel(nil, gzipLevel)
	if err != nil {
		return nil, fmt.Errorf("tiles: %w", err)
	}
	large, err := gzip.NewWriterLevel(nil, largeGzipLevel)
	if err != nil {
		return nil, fmt.Errorf("tiles: %w", err)
	}
	m := &maker{zip: zip, largeZip: large}
	m.hit = func(i int32) bool {
		m.hits = append(m.hits, i)
		return true
	}
	return m, nil
}

// tile makes the tile of the layers at their numbers, in this order.
func (m *maker) tile(ctx context.Context, p *Pyramid, layers []uint16, a Address) (Tile, error) {
	m.raw, m.dropped = m.raw[:0], 0
	m.left, m.room = p.options.TileFeatures, p.options.TileBytes
	for _, i := range layers {
		l := &p.layers[i]
		if a.Z < l.minZoom || a.Z > l.maxZoom {
			continue
		}
		if err := m.add(ctx, p, l, a); err != nil {
			return Tile{}, fmt.Errorf("tiles: layer %q: %w", l.key, err) // not which tile: errors go to the log
		}
	}
	return m.finish()
}

// add appends what a layer adds to the tile: the message kept, if it is within what the tile may
// still hold, else one made for that.
func (m *maker) add(ctx context.Context, p *Pyramid, l *layer, a Address) error {
	shelf := l.shelf(a.Z)
	first := len(m.raw) == 0 && m.left == p.options.TileFeatures
	if k := shelf.get(a); k != nil && (first || k.dropped == 0 && k.hits <= m.left && len(m.raw)+len(k.raw) <= m.room) {
		m.raw = append(m.raw, k.raw...)
		m.left -= k.hits
		m.dropped += k.dropped
		return nil
	}
	from, left, dropped := len(m.raw), m.left, m.dropped
	m.search(l, a)
	if err := m.draw(ctx, p, l, a); err != nil {
		return err
	}
	made := message{hits: left - m.left, dropped: m.dropped - dropped}
	// Tiles where the layer has nothing are as many as there are on earth.
	nothing := made.hits == 0 && len(m.raw) == from
	if m.keeps && !nothing && (first || made.dropped == 0) && (len(m.raw)-from >= dearBytes || !l.ready(a.Z)) {
		made.raw = bytes.Clone(m.raw[from:])
		shelf.put(a, &made, p.stock)
	}
	return nil
}

// dearBytes is the size from which on a message of a layer that is ready for the zoom is kept: a
// smaller one is drawn again in less than 0.1 ms, less than it takes to compress the tile.
const dearBytes = 16 << 10

// ready is true when tiles of the layer are cut out of a level.
func (l *layer) ready(zoom uint8) bool {
	return l.kind == Borders || l.kind == Points || l.cover != nil && l.cover.level(zoom) != nil
}

// draw adds a layer, and that of its labels, to the tile.
func (m *maker) draw(ctx context.Context, p *Pyramid, l *layer, a Address) error {
	if l.kind == Borders {
		m.layer.Reset(l.key, mvt.Extent)
	} else {
		m.layer.ResetTable(l.key, mvt.Extent, l.table)
	}
	var err error
	switch l.kind {
	case Areas, Partition:
		if lev := l.cover.level(a.Z); lev != nil {
			err = m.figures(ctx, l, lev, a)
		} else {
			err = m.areas(ctx, l, a)
		}
	case Footprints:
		err = m.footprints(ctx, l, a)
	case Lines:
		err = m.lines(ctx, l, a)
	case Points:
		m.points(l, a)
	case Borders:
		m.borders(p, a)
	}
	if err != nil {
		return err
	}
	m.raw = m.layer.AppendTo(m.raw)
	if l.labelKey != "" {
		m.layer.ResetTable(l.labelKey, mvt.Extent, l.labelTable)
		m.labels(l, a)
		m.raw = m.layer.AppendTo(m.raw)
	}
	return nil
}

// search finds the features near the tile, as many as it may still hold.
func (m *maker) search(l *layer, a Address) {
	m.hits = m.hits[:0]
	window := a.window()
	for _, t := range l.trees {
		if t.zoom <= a.Z {
			t.index.search(window, m.hit)
		}
	}
	slices.Sort(m.hits)
	if over := len(m.hits) - m.left; over > 0 {
		m.dropped += over
		m.hits = m.hits[:m.left]
	}
	m.left -= len(m.hits)
}

func (m *maker) areas(ctx context.Context, l *layer, a Address) error {
	window := a.window()
	m.shapes.reset()
	m.shown = m.shown[:0]
	for _, i := range m.hits {
		if err := ctx.Err(); err != nil {
			return err
		}
		before := len(m.shapes.runEnd)
		from, to := l.cover.rings[l.inCover].runs(int(i))
		for k := from; k < to; k++ {
			m.wide.places = l.cover.ring(l.inCover, k, m.wide.places[:0])
			if boxOfPlaces(m.wide.places).Intersects(window) {
				m.clip.ring(&m.shapes, &m.wide, a)
			}
		}
		if len(m.shapes.runEnd) > before {
			m.shapes.closeFeature()
			m.shown = append(m.shown, i)
		}
	}
	if err := m.node.run(ctx, &m.shapes, fineBits(a.Z), &m.nodes); err != nil {
		return err
	}
	for s, i := range m.shown {
		if !m.hasRoom() {
			m.dropped++
			continue
		}
		m.join.polygons(&m.nodes, s, &m.area)
		m.layer.AddPolygonsTagged(l.features[i].id, &m.area, l.features[i].props)
	}
	return nil
}

func (m *maker) labels(l *layer, a Address) {
	for _, i := range m.hits {
		if f := &l.features[i]; f.labelled {
			m.point(f, a, f.named)
		}
	}
}

func (m *maker) points(l *layer, a Address) {
	for _, i := range m.hits {
		m.point(&l.features[i], a, l.features[i].props)
	}
}

// point adds the feature's place, if it is in the tile.
func (m *maker) point(f *feature, a Address, props mvt.Tags) {
	p, here := a.label(f.label)
	if !here {
		return
	}
	if !m.hasRoom() {
		m.dropped++
		return
	}
	m.run = append(m.run[:0], p)
	m.layer.AddPointsTagged(f.id, m.run, props)
}

func (m *maker) hasRoom() bool { return len(m.raw)+m.layer.Size() < m.room }
