package atlas

import (
	"context"
	"sync"

	"github.com/redsail/redsail/tiles"
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
	cool  context.CancelFunc // ends the warming of the tiles
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
		warm, cool := context.WithCancel(context.Background())
		o.ready, o.cool = make(chan struct{}), cool
		go func() {
			defer cool()
			if p.makePyramid(); o.tiles != nil {
				o.warm(warm) // beside the first requests
			}
		}()
	}
	return o.ready
}

// warm makes tiles ready. A defect in that is no fault of the tiles: what is not ready is
// made of the true borders, tile by tile.
func (p *pyramid) warm(ctx context.Context) {
	var defect error
	defer recovered(&defect)
	p.tiles.Warm(ctx)
}

// retire ends the warming: another picture has come, and its tiles are asked for now.
func (p *pyramid) retire() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cool != nil {
		p.cool()
	}
}

func (p *Picture) makePyramid() {
	o := &p.pyramid
	defer close(o.ready)
	defer recovered(&o.err)
	o.tiles, o.err = tiles.New(p.tileLayers(), tiles.Options{
		CacheBytes: tileCache, Panicked: func(v any) error { return NewPanicError(v) },
	})
}
