package atlas

import (
	"context"
	"sync"

	"github.com/redsail/redsail/tiles"
)

// tileCache is the budget for made tiles of one picture, in bytes.
const tileCache = 128 << 20

// tileMessages is the budget for what single layers add to tiles. Most tiles are asked for with the
// layers of Options.TileSets, and these are kept whole: messages serve other sets only, and those of
// the widest zooms, which come first, save the most.
const tileMessages = 4 << 20

// pyramid is the tiles' ground, made once and beside the requests, when the first tile is
// asked for: a picture that only answers points never pays for it.
type pyramid struct {
	mu    sync.Mutex
	ready chan struct{} // nil until the making begins, closed when it is done
	ahead chan struct{} // as ready, of the tiles that are made ahead
	tiles *tiles.Pyramid
	err   error
	cool  context.CancelFunc // ends the warming of the tiles

	drawn   *drawnLayers   // what the tiles are made of
	changed *tiles.Changed // what differs from the picture that it was made of; nil = nobody knows
}

func (p *pyramid) begun() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ready != nil
}

// done tells whether the making has ended.
func (p *pyramid) done() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ready == nil {
		return false
	}
	select {
	case <-p.ready:
		return true
	default:
		return false
	}
}

// Pyramid gives the vector tiles of the picture. The first who asks starts the making;
// ctx only limits the waiting.
func (p *Picture) Pyramid(ctx context.Context) (*tiles.Pyramid, error) {
	ready := p.beginPyramid()
	select {
	case <-ready: // as mostly: then ctx need not start a timer
		return p.pyramid.tiles, p.pyramid.err
	default:
	}
	select {
	case <-ready:
		return p.pyramid.tiles, p.pyramid.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// beginPyramid starts the making, unless it has been started; the channel is closed at its
// end. That of the current picture of an atlas has its place in the line of those before.
func (p *Picture) beginPyramid() <-chan struct{} {
	o := &p.pyramid
	o.mu.Lock()
	ready := o.ready
	o.mu.Unlock()
	switch {
	case ready != nil:
		return ready
	case p.line != nil:
		return p.line.begin(p)
	}
	begun, _ := p.start(nil, nil)
	return begun
}

// start starts the making of the picture's pyramid from that of another one, nil = none. It
// tells whether it did: the making may have been started already. Of the line, if it is in one,
// made is called when the making is done, and follow when that is known.
func (p *Picture) start(base *Picture, l *line) (ready <-chan struct{}, started bool) {
	o := &p.pyramid
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ready != nil {
		return o.ready, false
	}
	warm, cool := context.WithCancel(context.Background())
	o.ready, o.ahead, o.cool = make(chan struct{}), make(chan struct{}), cool
	if l != nil {
		l.busy(true) // before whoever started it says that it is done
	}
	go func() {
		defer close(o.ahead)
		if l != nil {
			defer l.busy(false)
		}
		defer cool()
		p.makePyramid(base, l != nil)
		if l != nil {
			l.made(base, p, o.changed)
		}
		close(o.ready)
		if l != nil {
			l.follow()
		}
		if o.tiles != nil {
			o.warm(warm, p.ahead(l)) // beside the first requests
		}
	}()
	return o.ready, true
}

// warm makes tiles ready. A defect in that is no fault of the tiles: what is not ready is
// made of the true borders, tile by tile.
func (p *pyramid) warm(ctx context.Context, sets [][]string) {
	var defect error
	defer recovered(&defect)
	p.tiles.Warm(ctx, sets...)
}

// ahead are the sets of layers whose tiles are made before anybody asks: of a current picture.
func (p *Picture) ahead(l *line) [][]string {
	if l == nil || l.sets == nil {
		return nil
	}
	return l.sets(p.StyleOf())
}

// retire ends the warming: another picture has come, and its tiles are asked for now.
func (p *pyramid) retire() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cool != nil {
		p.cool()
	}
}

// makePyramid makes the pyramid out of that of a base, which may still be in the making
// itself. Where that fails it is made anew: both are the same. An heir takes over the tiles that
// the base keeps, which only one can: a picture off the line leaves them to the next in it.
func (p *Picture) makePyramid(base *Picture, heir bool) {
	o := &p.pyramid
	if base != nil {
		<-base.pyramid.ready
		if base.pyramid.tiles != nil && p.editPyramid(base, heir) == nil {
			return
		}
	}
	defer recovered(&o.err)
	o.drawn = p.tileLayers(nil)
	o.tiles, o.err = tiles.New(o.drawn.all(), tiles.Options{
		CacheBytes: tileCache, MessageBytes: tileMessages, Panicked: func(v any) error { return NewPanicError(v) },
	})
}

func (p *Picture) editPyramid(base *Picture, heir bool) (err error) {
	defer recovered(&err)
	drawn := p.tileLayers(base.pyramid.drawn)
	var made *tiles.Pyramid
	var changed *tiles.Changed
	if heir {
		made, changed, err = base.pyramid.tiles.Edit(context.Background(), drawn.all())
	} else {
		made, err = base.pyramid.tiles.Beside(drawn.all())
	}
	if err == nil {
		o := &p.pyramid
		o.drawn, o.tiles, o.changed = drawn, made, changed
	}
	return err
}
