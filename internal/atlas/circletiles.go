package atlas

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas/public"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
)

// CircleLayer is the layer of drawn circles in tiles, CircleZoom the last zoom that it has.
const (
	CircleLayer = "circle"
	CircleZoom  = deepestTile
)

// Limits of the circles that a picture keeps as tiles.
const (
	mostDrawings  = 4                // sets of circles that are kept
	mostDrawn     = 16               // sets in the making, or waiting for it
	circleCache   = 8 << 20          // bytes of made tiles, of each set
	drawingsGrace = 30 * time.Second // a drawing goes on so long when nobody waits: who asks again soon finds more done
)

// circleKey names a set of circles.
type circleKey struct {
	kinds, tags, profile, minutes string
	split, from                   bool
}

// drawings are the circles of a picture as tiles, drawn when somebody first asks.
type drawings struct {
	mu      sync.Mutex
	kept    []*sketch // used last at the end
	flights map[circleKey]*sketch
	drawn   atomic.Int64
}

// key names the set; the order of tags does not count.
func (s *CircleSet) key() circleKey {
	return circleKey{s.kinds(), strings.Join(slices.Sorted(slices.Values(s.Tags)), ","), s.Profile, fmt.Sprint(s.Minutes), s.Split, s.From}
}

// sketch is a set of circles, or one in the making.
type sketch struct {
	key     circleKey
	done    chan struct{} // closed when tiles and err are set
	tiles   *tiles.Pyramid
	err     error
	waiters int // these under drawings.mu
	cancel  context.CancelFunc
	grace   *time.Timer
}

// CircleTiles gives the tiles of a set of circles. They are drawn beside the requests, one set after the other;
// ctx only limits the waiting, and a drawing for which nobody waits any longer is given up after a while.
// Too many sets at once are Unavailable with code busy, too much ground TooLarge with code
// circles_too_large; otherwise it fails as Circles does.
func (a *Atlas) CircleTiles(ctx context.Context, p *Picture, set CircleSet) (*tiles.Pyramid, error) {
	if _, err := ProfileOf(p.Scheme, set.Profile); err != nil {
		return nil, err
	}
	set.Minutes = widestFirst(set.Minutes)
	k := set.key()
	d, err := p.drawings.board(k, func(ctx context.Context) (*tiles.Pyramid, error) { //nolint:contextcheck // a drawing is for all who wait, and ends by itself
		leave, err := a.drawing.enter(ctx)
		if err != nil {
			return nil, err
		}
		defer leave()
		return p.drawCircles(ctx, set)
	})
	if err != nil {
		return nil, err
	}
	defer p.drawings.leave(d)
	select {
	case <-d.done:
		return d.tiles, d.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// board finds a set, or begins to draw it.
func (s *drawings) board(k circleKey, draw func(context.Context) (*tiles.Pyramid, error)) (*sketch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.IndexFunc(s.kept, func(d *sketch) bool { return d.key == k }); i >= 0 {
		d := s.kept[i]
		s.kept = append(slices.Delete(s.kept, i, i+1), d)
		d.waiters++
		return d, nil
	}
	d := s.flights[k]
	if d == nil {
		if len(s.flights) >= mostDrawn {
			return nil, city.Errorf(city.Unavailable, "busy", "too many circles wait to be drawn already")
		}
		work, cancel := context.WithCancel(context.Background())
		d = &sketch{key: k, done: make(chan struct{}), cancel: cancel}
		if s.flights == nil {
			s.flights = map[circleKey]*sketch{}
		}
		s.flights[k] = d
		go s.fly(work, d, draw)
	}
	d.waiters++
	if d.grace != nil {
		d.grace.Stop()
		d.grace = nil
	}
	return d, nil
}

// leave gives up waiting; when nobody is left, the drawing ends after a while.
func (s *drawings) leave(d *sketch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d.waiters--; d.waiters > 0 || s.flights[d.key] != d {
		return
	}
	d.grace = time.AfterFunc(drawingsGrace, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if d.waiters == 0 && s.flights[d.key] == d {
			delete(s.flights, d.key)
			d.cancel()
		}
	})
}

func (s *drawings) fly(ctx context.Context, d *sketch, draw func(context.Context) (*tiles.Pyramid, error)) {
	defer d.cancel()
	func() {
		defer recovered(&d.err)
		d.tiles, d.err = draw(ctx)
	}()
	s.mu.Lock()
	if d.grace != nil {
		d.grace.Stop()
	}
	if s.flights[d.key] == d {
		delete(s.flights, d.key)
	}
	if d.err == nil {
		if s.kept = append(s.kept, d); len(s.kept) > mostDrawings {
			s.kept = slices.Clone(s.kept[1:])
		}
	}
	s.mu.Unlock()
	close(d.done)
}

// drawCircles draws a set and lays its pyramid. Each band is a feature, the widest first, and holds the
// narrower ones of all places, or of its own.
func (p *Picture) drawCircles(ctx context.Context, set CircleSet) (*tiles.Pyramid, error) {
	bands, err := p.cityCircles(ctx, set)
	if err != nil {
		return nil, err
	}
	layer := tiles.Layer{Key: CircleLayer, Kind: tiles.Areas, MaxZoom: CircleZoom, Fields: public.Fields(public.Circle{})}
	points := 0
	for _, b := range bands {
		layer.Features = append(layer.Features, p.circleFeature(&set, &b))
		for _, poly := range b.Shape {
			for _, ring := range poly {
				points += len(ring)
			}
		}
	}
	if p.drawings.drawn.Add(1) <= mostDrawings { // so many are kept, whatever is asked for
		p.asides.Add(int64(points)*circlePointBytes + circleCache)
	}
	return tiles.New([]tiles.Layer{layer}, tiles.Options{CacheBytes: circleCache, MessageBytes: -1, Panicked: func(v any) error { return NewPanicError(v) }}) //nolint:contextcheck // as all pyramids
}

// circleFeature is a band in tiles. Its id is the minutes, or of the circle of one place 32 times the
// place's id and the minutes, of which there are fewer.
func (p *Picture) circleFeature(set *CircleSet, b *Band) tiles.Feature {
	id, about := uint64(b.Minutes), public.Circle{Minutes: int64(b.Minutes), Kind: set.kinds(), Profile: cmp.Or(set.Profile, walk.Adult), Drawing: true}
	if pl := b.Place; pl != nil {
		if r, ok := p.thing(pl.Key()); ok {
			id += uint64(r.ID) << circleIDBits
		}
		about.Kind, about.Code, about.Name, about.NameEn = pl.Kind, pl.Code, nameOf(pl), english(pl.Names)
	}
	f := public.Feature(id, about)
	f.Shape = b.Shape
	return f
}

// circleIDBits hold the minutes of a circle in the id of its feature.
const circleIDBits = 5

const _ uint = 1<<circleIDBits - 1 - MostMinutes

// circlePointBytes is what a point of an outline takes with its edges at all zooms, about.
const circlePointBytes = 100
