package tiles

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/klauspost/compress/gzip"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles/mvt"
)

// Tile is a tile ready to be sent.
type Tile struct {
	// Gzip is the compressed content, the same bytes for the same content; nil when Empty.
	// Callers must not change it.
	Gzip []byte
	// ETag is a strong entity tag with its quotes: a hash of the content before compression.
	ETag string
	// Empty is true when no layer has anything here.
	Empty bool
	// Dropped counts what was left out because a limit of Options was reached: features near
	// the tile that were not looked at, and features and label points for which no room was
	// left. What is too small to be seen at the zoom does not count.
	Dropped int
}

// maker makes tiles one after another in buffers that it keeps.
type maker struct {
	clip   clipper
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
	cuts  []spot
	props []mvt.Prop

	hit     func(geo.Box, int32) bool // adds to hits
	hits    []int32                   // features near the tile, in their order
	shown   []int32                   // feature of each shape
	raw     []byte
	packed  bytes.Buffer
	zip     *gzip.Writer
	dropped int
	left    int // features that the tile may still hold
	room    int // bytes that it may hold
}

// gzipLevel is a middle way: tiles are kept, so they are compressed once, but somebody
// waits for the first.
const gzipLevel = 6

func newMaker() (*maker, error) {
	zip, err := gzip.NewWriterLevel(nil, gzipLevel)
	if err != nil {
		return nil, fmt.Errorf("tiles: %w", err)
	}
	m := &maker{zip: zip}
	m.hit = func(_ geo.Box, i int32) bool {
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
		m.search(l, a)
		if err := m.draw(ctx, p, l, a); err != nil {
			return Tile{}, fmt.Errorf("tiles: layer %q: %w", l.key, err) // not which tile: errors go to the log
		}
	}
	return m.finish()
}

// draw adds a layer, and that of its labels, to the tile.
func (m *maker) draw(ctx context.Context, p *Pyramid, l *layer, a Address) error {
	m.layer.Reset(l.key, mvt.Extent)
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
		m.layer.Reset(l.labelKey, mvt.Extent)
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
			t.tree.Search(window, m.hit)
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
		for k := range l.features[i].rings {
			if r := &l.features[i].rings[k]; r.box.Intersects(window) {
				m.clip.ring(&m.shapes, r, a)
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
		m.layer.AddPolygons(l.features[i].id, &m.area, l.features[i].props)
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
func (m *maker) point(f *feature, a Address, props []mvt.Prop) {
	p, here := a.label(f.label)
	if !here {
		return
	}
	if !m.hasRoom() {
		m.dropped++
		return
	}
	m.run = append(m.run[:0], p)
	m.layer.AddPoints(f.id, m.run, props)
}

func (m *maker) hasRoom() bool { return len(m.raw)+m.layer.Size() < m.room }

func (m *maker) finish() (Tile, error) {
	sum := sha256.Sum256(m.raw)
	t := Tile{ETag: `"` + hex.EncodeToString(sum[:16]) + `"`, Empty: len(m.raw) == 0, Dropped: m.dropped}
	if t.Empty {
		return t, nil
	}
	m.packed.Reset()
	m.zip.Reset(&m.packed)
	if _, err := m.zip.Write(m.raw); err != nil {
		return Tile{}, fmt.Errorf("tiles: compress: %w", err)
	}
	if err := m.zip.Close(); err != nil {
		return Tile{}, fmt.Errorf("tiles: compress: %w", err)
	}
	t.Gzip = bytes.Clone(m.packed.Bytes())
	return t, nil
}
