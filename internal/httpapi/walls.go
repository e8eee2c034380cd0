package httpapi

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// walls are the servers of what walls show, the one asked last at the end: like that of strangers,
// each looks at the store as if it held nothing else, so that no row, tile or text can tell of the
// rest. A view is made once for all who ask, and one after the other; one that is being asked for
// never makes way for another, so that many walls at once do not make each other's anew.
type walls struct {
	mu   sync.Mutex
	here []*wallSide
	turn chan struct{} // of who makes a picture
}

// wallSide is the server of one view.
type wallSide struct {
	*stranger
	asked time.Time
}

const (
	// mostWalls is how many views are kept ready at most.
	mostWalls = 64
	// wallBytes is how many bytes their pictures may take, without what is drawn and searched of them.
	wallBytes = 512 << 20
	// wallSilent is after how long a view that nobody asks for makes way for another one, wallGone after
	// how long it is given up in any case: pages of walls ask each minute.
	wallSilent = 2 * time.Minute
	wallGone   = 15 * time.Minute
)

var errWallsFull = city.Errorf(city.Unavailable, "walls_full", "the views that walls show just now take all the memory that they may")

// wallOf is the server of what a wall shows.
func (s *Server) wallOf(ctx context.Context, wall *access.Wall) (*Server, error) {
	id := s.timed(wall.ID())
	at, err := s.walls.get(id, time.Now(), func() *stranger {
		return s.makeSide(ctx, id, func(scheme *city.Scheme) func(city.Reader) city.Reader {
			return func(r city.Reader) city.Reader { return access.Walled(r, *wall, scheme) }
		}, s.forgetWall, s.walls.turn)
	})
	if err != nil {
		return nil, err
	}
	return s.sideWhen(ctx, at)
}

// get gives the server of a view, which make begins to make where there is none; Unavailable,
// walls_full, where there is no room and all others are being asked for.
func (w *walls) get(id string, now time.Time, make func() *stranger) (*stranger, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.IndexFunc(w.here, func(at *wallSide) bool { return at.keys == id })
	if i >= 0 {
		at := w.here[i]
		at.asked = now
		w.here = append(slices.Delete(w.here, i, i+1), at)
	}
	w.clear(now, i < 0)
	if i >= 0 {
		return w.here[len(w.here)-1].stranger, nil
	}
	if w.full() {
		return nil, errWallsFull
	}
	at := &wallSide{make(), now}
	w.here = append(w.here, at)
	return at.stranger, nil
}

// clear gives up views that nobody asks for: those that are gone, and where another is wanted as many
// silent ones as it needs.
func (w *walls) clear(now time.Time, another bool) {
	for len(w.here) > 0 {
		silent := now.Sub(w.here[0].asked)
		if silent < wallGone && !(another && silent >= wallSilent && w.full()) {
			return
		}
		w.here[0].leave()
		w.here = slices.Delete(w.here, 0, 1)
	}
}

// full tells whether there is no room for another view. One in the making counts as much as the
// largest that is there.
func (w *walls) full() bool {
	if len(w.here) >= mostWalls {
		return true
	}
	sum, most, making := 0, 0, 0
	for _, at := range w.here {
		select {
		case <-at.made:
			n := at.bytes()
			sum, most = sum+n, max(most, n)
		default:
			making++
		}
	}
	return sum+making*most >= wallBytes
}

// bytes is about how much memory the pictures of a view that is made take.
func (at *stranger) bytes() int {
	if at.srv == nil {
		return 0
	}
	return at.srv.atlas.Bytes()
}

// forgetWall lets the next who asks try again.
func (s *Server) forgetWall(at *stranger) {
	s.walls.mu.Lock()
	defer s.walls.mu.Unlock()
	s.walls.here = slices.DeleteFunc(s.walls.here, func(one *wallSide) bool { return one.stranger == at })
}
