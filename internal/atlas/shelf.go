package atlas

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/redsail/redsail/internal/city"
)

// How many pictures of other dates and revisions stay in memory, how many bytes of what they
// do not have in common with the current one, and how many contents with tiles or a
// search: these have nothing in common. The one used last always stays.
const (
	kept      = 64
	keptBytes = 512 << 20
	keptDrawn = 4
)

// shelf keeps the pictures used last. It builds each once for all who ask at the same
// time, and not more than one for each processor at once.
type shelf struct {
	slots   chan struct{}
	current func() *Picture

	mu      sync.Mutex
	kept    []shelved // most recently used last
	flights map[shelfKey]*flight
}

// shelfKey names a picture: what a revision of a timeline says of a date never changes.
type shelfKey struct {
	timeline string
	date     city.Date
	revision int64
}

type shelved struct {
	key shelfKey
	pic *Picture
}

// flight is a picture in the making.
type flight struct {
	done    chan struct{} // closed when pic and err are set
	pic     *Picture
	err     error
	waiters int // under shelf.mu
	cancel  context.CancelFunc
}

func newShelf(current func() *Picture) *shelf {
	return &shelf{slots: make(chan struct{}, runtime.GOMAXPROCS(0)), current: current, flights: map[shelfKey]*flight{}}
}

// pictures are those that are kept, those used last first.
func (s *shelf) pictures() []*Picture {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*Picture, 0, len(s.kept))
	for _, b := range slices.Backward(s.kept) {
		out = append(out, b.pic)
	}
	return out
}

// Bytes is about how much memory the pictures that are kept take, without what is drawn and searched
// of them. What two have in common is counted once.
func (a *Atlas) Bytes() int {
	count := counting{}
	bytes := count.add(a.Current())
	for _, p := range a.others.pictures() {
		bytes += count.add(p) + int(p.asides.Load())
	}
	return bytes
}

// counting are the stocks that have been counted.
type counting map[*stock]bool

// add is how many bytes a picture has that have not been counted.
func (c counting) add(p *Picture) (bytes int) {
	for _, k := range [...]*stock{p.stock, p.chronicle.stock} {
		for ; k != nil && !c[k]; k = k.of {
			c[k] = true
			bytes += k.bytes
		}
	}
	return bytes
}

// trim gives up the pictures that have not been used for longest and are too many. What two
// have in common is counted once, and what the current one has too, not at all.
func (s *shelf) trim(current *Picture) {
	count := counting{}
	count.add(current)
	bytes, drawn := 0, map[*content]bool{}
	var stay []shelved
	for _, b := range slices.Backward(s.kept) {
		if c := b.pic.content; c != current.content && !drawn[c] && (c.pyramid.begun() || c.searching.begun()) {
			if len(drawn) == keptDrawn {
				continue
			}
			drawn[c] = true
		}
		if bytes += count.add(b.pic) + int(b.pic.asides.Load()); len(stay) > 0 && (len(stay) == kept || bytes > keptBytes) {
			break
		}
		stay = append(stay, b)
	}
	slices.Reverse(stay)
	s.kept = stay
}

// get gives a kept picture, or waits for one that build makes. The making is given up when
// the last who waited for it has.
func (s *shelf) get(ctx context.Context, k shelfKey, build func(context.Context) (*Picture, error)) (*Picture, error) {
	pic, f := s.board(ctx, k, build)
	if f == nil {
		return pic, nil
	}
	select {
	case <-f.done:
		return f.pic, f.err
	case <-ctx.Done():
		s.leave(k, f)
		return nil, ctx.Err()
	}
}

// board gives the picture if it is there, else the flight that makes it.
func (s *shelf) board(ctx context.Context, k shelfKey, build func(context.Context) (*Picture, error)) (*Picture, *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.IndexFunc(s.kept, func(b shelved) bool { return b.key == k }); i >= 0 {
		b := s.kept[i]
		s.kept = append(slices.Delete(s.kept, i, i+1), b)
		return b.pic, nil
	}
	f := s.flights[k]
	if f == nil {
		// The picture is for all who wait, so it must not end with the first one's context.
		work, cancel := context.WithCancel(context.WithoutCancel(ctx))
		f = &flight{done: make(chan struct{}), cancel: cancel}
		s.flights[k] = f
		go s.fly(work, k, f, build)
	}
	f.waiters++
	return nil, f
}

// leave gives up waiting; the last to leave stops the work.
func (s *shelf) leave(k shelfKey, f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.waiters--; f.waiters > 0 {
		return
	}
	f.cancel()
	if s.flights[k] == f {
		delete(s.flights, k)
	}
}

func (s *shelf) fly(ctx context.Context, k shelfKey, f *flight, build func(context.Context) (*Picture, error)) {
	defer f.cancel()
	f.pic, f.err = s.build(ctx, build)
	s.mu.Lock()
	if f.err == nil {
		s.kept = append(s.kept, shelved{key: k, pic: f.pic})
		s.trim(s.current())
	}
	if s.flights[k] == f {
		delete(s.flights, k)
	}
	s.mu.Unlock()
	close(f.done)
}

func (s *shelf) build(ctx context.Context, build func(context.Context) (*Picture, error)) (pic *Picture, err error) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer recovered(&err)
	return build(ctx)
}

// recovered turns a panic into an error: work beside the requests must not end the process.
func recovered(err *error) {
	if v := recover(); v != nil {
		*err = NewPanicError(v)
	}
}
