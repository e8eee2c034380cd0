package httpapi

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Limits of the events.
const (
	maxListeners = 256
	heartbeat    = 15 * time.Second
	// sendTimeout is how long a listener may take to accept an event before it is dropped.
	sendTimeout = 10 * time.Second
)

// paramLastEvent is for pages that open the stream anew themselves: a browser lets them send
// no header.
var paramLastEvent = Param{
	Name: "last_event_id", Type: Text,
	Says: city.Label{Zh: "最后收到的事件的 id，同 Last-Event-ID；后者优先", En: "the id of the last event heard, as Last-Event-ID, which comes first"},
}

// turnedEvent says which picture is current.
type turnedEvent struct {
	Revision int64  `json:"revision"`
	Date     string `json:"date"`
}

// events tells listeners of new revisions and new days, and of the tiles that are other ones
// from then on, as server-sent events. The first event is the current state, unless the
// listener knows it, by Last-Event-ID or the parameter of that name: then the first is what has
// become of it. So nothing is missed over a broken connection. Between events there is a
// heartbeat.
func (s *Server) events(w http.ResponseWriter, r *http.Request, q url.Values) error {
	select {
	case s.listeners <- struct{}{}:
		defer func() { <-s.listeners }()
	default:
		return city.Errorf(city.Unavailable, "busy", "%d pages listen already", maxListeners)
	}
	h := w.Header()
	h.Set("Content-Type", eventType)
	h.Set("X-Accel-Buffering", "no") // nginx keeps back what it is not told to pass on
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return nil
	}
	l := listener{w: w, control: http.NewResponseController(w)}
	at := s.known(r, cmp.Or(r.Header.Get("Last-Event-ID"), q.Get(paramLastEvent.Name)))
	if err := l.send("retry: 3000\n\n"); err != nil {
		return nil // the client has gone
	}
	moored, err := s.mooring(r)
	if err != nil {
		return nil
	}
	beat := time.NewTicker(s.heartbeat)
	defer beat.Stop()
	for alive := true; ; { // two bells may ring for one piece of news
		turned, renewed := s.atlas.Turned(), s.atlas.Renewed() // before what they tell of, so that nothing comes in between
		worked := s.jobsTurned()
		if now, err := s.mooring(r); err != nil || now != moored {
			return nil // who listens, or what they may see, is another: they come again, and are answered anew
		}
		text := s.news(r, &at)
		if alive && text == "" {
			text = "event: alive\ndata: {}\n\n"
		}
		if text != "" {
			if err := l.send(text); err != nil {
				return nil
			}
		}
		alive = false
		select {
		case <-worked:
		case <-turned:
		case <-renewed:
		case <-beat.C:
			alive = true
		case <-r.Context().Done():
			return nil
		case <-s.stopping:
			return nil
		}
	}
}

const eventType = "text/event-stream"

// mooring says who listens, and what they see: a stream is judged anew at each sending, for the
// session may have ended, or a layer been closed, since it began.
func (s *Server) mooring(r *http.Request) (string, error) {
	c, err := s.callerOf(r)
	if err != nil || s.cfg.Gate == nil {
		return "", err
	}
	v, err := s.viewOf(r.Context(), c, "events.read")
	if c == nil {
		c = &access.Caller{}
	}
	return fmt.Sprintf("%s/%s/%v/%s", c.Account, c.ID, v.all, v.id()), err
}

// heard is what a listener has been told of.
type heard struct {
	state  string // of the picture
	number int64  // of the last renewal of tiles; negative when any may have come since
	job    int64  // of the last change of a job
}

// known reads the id of the event that a listener has heard last. Numbers of renewals hold for
// one run of the server: who comes from another one may have missed any, even where the state is
// the same, since tiles are told of later than their revision. Who has heard nothing yet is going
// to ask for tiles as they are now.
func (s *Server) known(r *http.Request, id string) heard {
	now := heard{number: s.atlas.Renewals()}
	if id == "" {
		_, now.job = s.jobsSince(r, 0)
		return now
	}
	now = heard{state: id, number: -1}
	if i := strings.LastIndexByte(id, '/'); i >= 0 {
		now.state = id[:i]
		run, text, _ := strings.Cut(id[i+1:], "-")
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && run == s.run {
			now.number = n
		}
	}
	return now
}

// news are the events that tell a listener what it does not know yet; empty when there is
// nothing.
func (s *Server) news(r *http.Request, at *heard) (text string) {
	pic := s.atlas.Current()
	if state := stateID(pic); at.state != state {
		at.state = state
		data := encode(turnedEvent{Revision: pic.Revision, Date: pic.Date.String()})
		text = s.eventText(at, "revision", data)
	}
	if at.number != s.atlas.Renewals() {
		renewal, data := s.renewed(at.number)
		at.number = renewal
		text += s.eventText(at, "tiles", data)
	}
	return text + s.jobNews(r, at)
}

// stateID names the state of a picture. Of the timeline a digest is enough.
func stateID(pic *atlas.Picture) string {
	return fmt.Sprintf("%d/%s/%.8s", pic.Revision, pic.Date, digest([]byte(pic.State.Timeline)))
}

func (s *Server) eventText(at *heard, name string, data []byte) string {
	return fmt.Sprintf("id: %s/%s-%d\nevent: %s\ndata: %s\n\n", at.state, s.run, at.number, name, bytes.TrimSpace(data))
}

// listener is a client that listens.
type listener struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

// send writes an event out at once. Each has a deadline of its own: that of the server is
// for answers that end.
func (l *listener) send(text string) error {
	// A writer that knows no deadlines, as in tests, needs none.
	_ = l.control.SetWriteDeadline(time.Now().Add(sendTimeout))
	if _, err := l.w.Write([]byte(text)); err != nil {
		return err
	}
	return l.control.Flush()
}

// Stop ends the answers that would not end by themselves. It is called once, when the
// server shuts down.
func (s *Server) Stop() {
	close(s.stopping)
	s.imports.clear()
}

func (s *Server) eventRoutes() []Route {
	return []Route{{
		Method: "GET", Pattern: "/api/v1/events", Name: "listen", Action: "events.read", Personal: Public, Cost: Stream,
		Summary: city.Label{
			Zh: "新修订与变动瓦片的通知（server-sent events，支持 Last-Event-ID）", En: "Told of new revisions, and of the tiles that they change, by server-sent events, with Last-Event-ID",
		},
		Params:  []Param{paramLastEvent},
		Answers: []Answer{{eventType, nil}}, handle: s.events,
	}}
}
