package httpapi

import (
	"cmp"
	"net/http"
	"time"
)

const (
	// pacedFrom is the length from which an answer may not fit into the buffers of a
	// connection, so that its client can keep it waiting.
	pacedFrom = 64 << 10
	// pacePatience is how long a client may take for each pieceBytes of an answer.
	pacePatience = 10 * time.Second
)

// paced writes an answer in pieces, each under a deadline of its own, so that one who takes a
// byte a second is cut off while one on a thin line gets all. By then the request has given its
// slot back: who reads slowly keeps a connection, and no one else waiting.
type paced struct {
	w       http.ResponseWriter
	control *http.ResponseController
	each    time.Duration
	bounded bool // the server sets deadlines of its own for the next request
}

func (s *Server) newPaced(w http.ResponseWriter, r *http.Request) *paced {
	p := &paced{w: w, control: http.NewResponseController(w), each: cmp.Or(s.pace, pacePatience)}
	if srv, ok := r.Context().Value(http.ServerContextKey).(*http.Server); ok {
		p.bounded = srv.WriteTimeout > 0
	}
	return p
}

func (p *paced) Write(b []byte) (int, error) {
	for done := 0; done < len(b); {
		// A writer that knows no deadlines, as in tests, needs none.
		_ = p.control.SetWriteDeadline(time.Now().Add(p.each))
		n, err := p.w.Write(b[done:min(len(b), done+pieceBytes)])
		if done += n; err != nil {
			return done, err
		}
	}
	return len(b), nil
}

// end takes the deadline off a connection where nobody else would.
func (p *paced) end() {
	if !p.bounded {
		_ = p.control.SetWriteDeadline(time.Time{})
	}
}

// release gives the slot of a request back, before its answer is written.
func release(w http.ResponseWriter) {
	rec, ok := w.(*recorder)
	if !ok {
		return
	}
	if rec.leave != nil {
		rec.leave()
		rec.leave = nil
	}
	if rec.slot != nil {
		<-rec.slot
		rec.slot = nil
	}
}

// body writes the body of an answer that nothing more has to be worked out for.
func (s *Server) body(w http.ResponseWriter, r *http.Request, content []byte) {
	release(w)
	way := oneWayOf(r)
	way.begin(content)
	defer way.end()
	if len(content) < pacedFrom {
		s.write(w, r, content)
		return
	}
	p := s.newPaced(w, r)
	s.write(p, r, content)
	p.end()
}
