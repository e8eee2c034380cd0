package httpapi

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// stationKind is the kind of places that /stations is short for.
const stationKind = atlas.StationKind

// placesAnswer is a page of a list of places.
type placesAnswer struct {
	shown
	At     string            `json:"at,omitempty" doc:"the time of which open is said, when one was asked for; else it is now"`
	Places []atlas.PlaceCard `json:"places"`
	Next   string            `json:"next" doc:"cursor of the next page; empty on the last one"`
}

// placeAnswer is one place.
type placeAnswer struct {
	shown
	At string `json:"at,omitempty" doc:"the time of which open is said, when one was asked for; else it is now"`
	*atlas.PlaceDetail
}

// said echoes the time that was asked for. What is said of now does not name the minute, so
// that caches can tell when it still holds.
func said(q url.Values, at time.Time) string {
	if !q.Has("at") {
		return ""
	}
	return at.Format(time.RFC3339)
}

func (s *Server) places(w http.ResponseWriter, r *http.Request, q url.Values) error {
	var kinds []string
	if text := q.Get("kind"); text != "" {
		kinds = strings.Split(text, ",")
	}
	return s.placePage(w, r, q, kinds)
}

func (s *Server) stations(w http.ResponseWriter, r *http.Request, q url.Values) error {
	return s.placePage(w, r, q, []string{stationKind})
}

func (s *Server) placePage(w http.ResponseWriter, r *http.Request, q url.Values, kinds []string) error {
	p, err := s.turn(r, q)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		if err := knownKind(p.pic.Scheme, kind); err != nil {
			return err
		}
	}
	f := atlas.PlaceFilter{Kinds: kinds, State: city.PlaceState(q.Get("state"))}
	if f.Box, err = box(q); err != nil {
		return err
	}
	cards, more := p.pic.Places(f, p.after, p.limit, p.at)
	ans := placesAnswer{shown: shownBy(p.pic), At: said(q, p.at), Places: cards}
	if more {
		last := cards[len(cards)-1]
		ans.Next = p.next(last.Kind, last.Code)
	}
	return s.document(w, r, p.pic, ans)
}

func knownKind(scheme *city.Scheme, kind string) error {
	known := make([]string, len(scheme.Places))
	for i := range scheme.Places {
		known[i] = scheme.Places[i].Key
	}
	if slices.Contains(known, kind) {
		return nil
	}
	return &badParameter{name: "kind", code: "unknown_kind", msg: "there is no kind of places " + quote(kind) + "; known are " + strings.Join(known, ", ")}
}

func (s *Server) place(w http.ResponseWriter, r *http.Request, q url.Values) error {
	return s.onePlace(w, r, q, q.Get("kind"))
}

func (s *Server) station(w http.ResponseWriter, r *http.Request, q url.Values) error {
	return s.onePlace(w, r, q, stationKind)
}

func (s *Server) onePlace(w http.ResponseWriter, r *http.Request, q url.Values, kind string) error {
	pic, at, err := s.picture(r, q)
	if err != nil {
		return err
	}
	if kind != "" {
		if err := knownKind(pic.Scheme, kind); err != nil {
			return err
		}
	}
	d, err := s.atlas.Place(r.Context(), pic, kind, segment(r, "code"), at)
	if err != nil {
		return err
	}
	return s.document(w, r, pic, placeAnswer{shown: shownBy(pic), At: said(q, at), PlaceDetail: d})
}

// buildingAnswer is one building.
type buildingAnswer struct {
	shown
	*atlas.BuildingCard
}

func (s *Server) building(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, _, err := s.picture(r, q)
	if err != nil {
		return err
	}
	b, err := s.atlas.Building(r.Context(), pic, segment(r, "code"))
	if err != nil {
		return err
	}
	return s.document(w, r, pic, buildingAnswer{shown: shownBy(pic), BuildingCard: b})
}
