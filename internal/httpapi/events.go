package httpapi

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"time"

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

// turnedEvent says which picture is current.
type turnedEvent struct {
	Revision int64  `json:"revision"`
	Date     string `json:"date"`
}

// events tells listeners of new revisions and new days, as server-sent events. The first
// event is the current state, unless Last-Event-ID says that the listener knows it: so
// nothing is missed over a broken connection. Between events there is a heartbeat.
func (s *Server) events(w http.ResponseWriter, r *http.Request, _ url.Values) error {
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
	known := r.Header.Get("Last-Event-ID")
	if err := l.send("retry: 3000\n\n"); err != nil {
		return nil // the client has gone
	}
	beat := time.NewTicker(s.heartbeat)
	defer beat.Stop()
	for {
		turned := s.atlas.Turned() // before Current, so that nothing comes in between
		text := "event: alive\ndata: {}\n\n"
		if pic := s.atlas.Current(); known != eventID(pic) {
			known = eventID(pic)
			text = turnedText(pic)
		}
		if err := l.send(text); err != nil {
			return nil
		}
		select {
		case <-turned:
		case <-beat.C:
		case <-r.Context().Done():
			return nil
		case <-s.stopping:
			return nil
		}
	}
}

const eventType = "text/event-stream"

// eventID names the state of a picture. Of the timeline a digest is enough.
func eventID(pic *atlas.Picture) string {
	return fmt.Sprintf("%d/%s/%.8s", pic.Revision, pic.Date, digest([]byte(pic.State.Timeline)))
}

func turnedText(pic *atlas.Picture) string {
	data := bytes.TrimSpace(encode(turnedEvent{Revision: pic.Revision, Date: pic.Date.String()}))
	return fmt.Sprintf("id: %s\nevent: revision\ndata: %s\n\n", eventID(pic), data)
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
func (s *Server) Stop() { close(s.stopping) }

func (s *Server) eventRoutes() []Route {
	return []Route{{
		Method: "GET", Pattern: "/api/v1/events", Name: "listen", Action: "events.read", Scope: "public", Personal: Public, Cost: Stream,
		Summary: city.Label{
			Zh: "新修订的通知（server-sent events，支持 Last-Event-ID）", En: "Told of new revisions by server-sent events, with Last-Event-ID",
		},
		Answers: []Answer{{eventType, nil}}, handle: s.events,
	}}
}
