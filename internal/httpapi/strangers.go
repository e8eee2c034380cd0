package httpapi

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
	"github.com/redsail/redsail/internal/plan/balance"
)

// What strangers ask for where not everything is open is answered by a server of their own, whose
// atlas looks at the store as if it held nothing else (access.Seen). So no handler has to know what
// is open, and neither a list, a count, a box, a tag, a cache nor the text of a problem can tell of
// the rest. There is one such server at a time: where the keeper of the data opens or closes
// something, the next one takes its place at once, and nothing of the last one is answered any more.
type strangers struct {
	mu   sync.Mutex
	here *stranger
}

// stranger is the server of one set of opened keys.
type stranger struct {
	keys  string
	made  chan struct{} // closed when srv or err is there
	srv   *Server
	err   error
	leave context.CancelFunc
	turn  chan struct{} // has room for as many as may make pictures at once; nil = no bound
}

// strangerPatience is how long the making of such a server, and a step of it, may take.
const strangerPatience = 10 * time.Minute

var errGettingReady = city.Errorf(city.Unavailable, "busy", "what is open is being got ready; ask again")

// guarded is true of rows whose answers come from the data of the city.
func (rt *Route) guarded() bool { return rt.Scope == access.Opened }

// seenRow is the row that answers a caller: of this server, or of that of strangers.
func (s *Server) seenRow(r *http.Request, rt *Route) (*Route, error) {
	if s.cfg.Gate == nil || !rt.guarded() {
		return rt, nil
	}
	v, err := s.viewOf(r.Context(), callerIn(r.Context()), rt.Action)
	if err != nil || v.all {
		return rt, err
	}
	srv, err := s.sideOf(r.Context(), &v)
	if err != nil {
		return nil, err
	}
	theirs := &srv.table[rt.row]
	if rt.lines {
		theirs = theirs.inBulk()
	}
	return theirs, nil
}

// sideOf is the server of a view that is not all.
func (s *Server) sideOf(ctx context.Context, v *view) (*Server, error) {
	if v.wall != nil {
		return s.wallOf(ctx, v.wall)
	}
	return s.strangersOf(ctx, v.open)
}

// strangersOf is the server of what is open. Many who ask at once wait for one to be made.
func (s *Server) strangersOf(ctx context.Context, open access.Opening) (*Server, error) {
	id := s.timed(open.ID())
	s.strangers.mu.Lock()
	at := s.strangers.here
	if at == nil || at.keys != id {
		if at != nil {
			at.leave()
		}
		at = s.makeSide(ctx, id, func(scheme *city.Scheme) func(city.Reader) city.Reader {
			if open.Opens(scheme) { // the scheme changes with the timeline alone
				return nil
			}
			return func(r city.Reader) city.Reader { return access.Seen(r, open) }
		}, s.forget, nil)
		s.strangers.here = at
	}
	s.strangers.mu.Unlock()
	return s.sideWhen(ctx, at)
}

// timed is the name of a view with the timeline: a city that is founded anew has another scheme, and so other
// views.
func (s *Server) timed(id string) string { return id + " " + s.atlas.Current().State.Timeline }

// makeSide begins to make a server that looks at the store through what view gives for its scheme;
// nil = as this server does. forget is called where that fails. turn bounds those that make pictures at
// once; nil = nothing does.
func (s *Server) makeSide(ctx context.Context, keys string, view func(*city.Scheme) func(city.Reader) city.Reader, forget func(*stranger), turn chan struct{}) *stranger {
	at := &stranger{keys: keys, made: make(chan struct{}), turn: turn}
	var life context.Context
	life, at.leave = context.WithCancel(context.WithoutCancel(ctx))
	go s.makeStranger(life, at, view(s.atlas.Current().Scheme), forget)
	return at
}

// sideWhen waits for such a server.
func (s *Server) sideWhen(ctx context.Context, at *stranger) (*Server, error) {
	select {
	case <-at.made:
		return at.srv, at.err
	default:
	}
	wait := newPatience(ctx, s.patience)
	defer wait.end()
	select {
	case <-at.made:
		return at.srv, at.err
	case <-wait.Done():
		return nil, errGettingReady
	}
}

// makeStranger makes a server of what is seen through view, and keeps its pictures up with the city's
// until something else is open or this server stops.
func (s *Server) makeStranger(life context.Context, at *stranger, view func(city.Reader) city.Reader, forget func(*stranger)) {
	if view == nil {
		at.srv = s
		close(at.made)
		return
	}
	var a *atlas.Atlas
	err := at.inTurn(life, func(ctx context.Context) (err error) {
		a, err = s.atlas.Through(ctx, view)
		return err
	})
	if err != nil {
		if at.err = err; life.Err() != nil { // something else has been opened meanwhile
			at.err = errGettingReady
		}
		forget(at)
		close(at.made)
		return
	}
	at.srv = s.serverOf(a)
	close(at.made)
	defer close(at.srv.stopping)
	s.follow(life, at, a)
}

// inTurn makes a picture when it is this one's turn.
func (at *stranger) inTurn(life context.Context, work func(context.Context) error) error {
	if at.turn != nil {
		select {
		case at.turn <- struct{}{}:
			defer func() { <-at.turn }()
		case <-life.Done():
			return life.Err()
		}
	}
	ctx, cancel := context.WithTimeout(life, strangerPatience)
	defer cancel()
	return work(ctx)
}

// forget lets the next who asks try again.
func (s *Server) forget(at *stranger) {
	s.strangers.mu.Lock()
	defer s.strangers.mu.Unlock()
	if s.strangers.here == at {
		s.strangers.here = nil
	}
}

// follow makes an atlas turn when that of this server does.
func (s *Server) follow(life context.Context, at *stranger, a *atlas.Atlas) {
	const again = time.Second // after an error of the store
	for {
		turned := s.atlas.Turned()
		var retry <-chan time.Time
		if a.Behind(s.atlas) {
			err := at.inTurn(life, func(ctx context.Context) error {
				_, err := a.Refresh(ctx)
				return err
			})
			if err != nil || a.Behind(s.atlas) {
				retry = time.After(again)
			}
		}
		select {
		case <-turned:
		case <-retry:
		case <-s.stopping:
			return
		case <-life.Done():
			return
		}
	}
}

// serverOf is a server like this one for another atlas: it has the same rows, and the same bounds of
// how much is done at once.
func (s *Server) serverOf(a *atlas.Atlas) *Server {
	cfg := s.cfg
	cfg.Atlas = a
	if cfg.Planner != nil {
		cfg.Planner = plan.New(a)
	}
	cfg.Proposals = balance.Options{} // who has no account keeps none
	out := New(cfg)
	out.inHand, out.listeners, out.bulks, out.ogc.making = s.inHand, s.listeners, s.bulks, s.ogc.making
	return out
}

// strange is true of a caller without an account that is let in, where there are accounts: a wall is
// one too.
func (s *Server) strange(r *http.Request) bool {
	c := callerIn(r.Context())
	return s.cfg.Gate != nil && (c.Anonymous() || c.Bound)
}
