package atlas

import (
	"context"
	"sync"

	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
)

// tileCache is the budget for made tiles of one picture, in bytes.
const tileCache = 256 << 20

// pyramid is the tiles' ground, made once and beside the requests, when the first tile is
// asked for: a picture that only answers points never pays for it.
type pyramid struct {
	mu    sync.Mutex
	ready chan struct{} // nil until the making begins, closed when it is done
	tiles *tiles.Pyramid
	err   error
}

func (p *pyramid) begun() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ready != nil
}

// Pyramid gives the vector tiles of the picture. The first who asks starts the making;
// ctx only limits the waiting.
func (p *Picture) Pyramid(ctx context.Context) (*tiles.Pyramid, error) {
	select {
	case <-p.beginPyramid():
		return p.pyramid.tiles, p.pyramid.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// beginPyramid starts the making, unless it has been started; the channel is closed at its
// end.
func (p *Picture) beginPyramid() <-chan struct{} {
	o := &p.pyramid
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ready == nil {
		o.ready = make(chan struct{})
		go func() {
			defer close(o.ready)
			defer recovered(&o.err)
			o.tiles, o.err = tiles.New(p.tileLayers(), tiles.Options{CacheBytes: tileCache})
		}()
	}
	return o.ready
}

func (p *Picture) tileLayers() []tiles.Layer {
	out := make([]tiles.Layer, len(p.layers))
	for i := range p.layers {
		l := &p.layers[i]
		lo, hi := l.def.ZoomRange()
		out[i] = tiles.Layer{
			Key: l.def.Key, MinZoom: uint8(lo), MaxZoom: uint8(hi),
			Features: make([]tiles.Feature, len(l.areas)),
			Fields:   map[string]string{"code": "String", "name": "String", "parent": "String"},
		}
		for j := range l.areas {
			v := &l.areas[j]
			out[i].Features[j] = tiles.Feature{
				ID: uint64(v.ID), Shape: v.Shape, Label: partition.LabelPoint(v.Shape),
				// The public attribute set, and nothing else.
				Props: []mvt.Prop{
					{Key: "code", Value: mvt.String(v.Code)},
					{Key: "name", Value: mvt.String(v.Name())},
					{Key: "parent", Value: mvt.String(v.Parent)},
				},
			}
		}
	}
	return out
}
