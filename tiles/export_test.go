package tiles

import (
	"context"
	"testing"
	"time"
)

// TimeMessages is the time that a maker takes for the messages of layers, the second time in its buffers.
func TimeMessages(t testing.TB, p *Pyramid, keys []string, a Address) time.Duration {
	t.Helper()
	set, err := p.resolve(keys)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := p.makers.Get().(*maker)
	if m == nil {
		if m, err = newMaker(); err != nil {
			t.Fatal(err)
		}
	}
	defer p.makers.Put(m)
	m.keeps = false
	draw := func() {
		m.raw, m.left, m.room = m.raw[:0], p.options.TileFeatures, p.options.TileBytes
		for _, i := range set {
			m.search(&p.layers[i], a)
			if err := m.draw(context.Background(), p, &p.layers[i], a); err != nil {
				t.Fatal(err)
			}
		}
	}
	draw()
	const rounds = 8
	start := time.Now()
	for range rounds {
		draw()
	}
	return time.Since(start) / rounds
}
