package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

func (s *Server) areaPostRoutes() []Route {
	return []Route{{
		Method: "GET", Pattern: "/api/v1/areas/{layer}/{code}/posts", Name: "listAreaPosts", Action: "areas.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "一个区域的岗位、组织与党组织链条，此刻谁在班；不含任何人", En: "The posts and organisations of an area, its chain of Party organisations, and who is on duty; no person"},
		Params:  []Param{paramLayer, paramCode, paramAt, paramRevision},
		Answers: []Answer{{jsonType, staffedArea{}}}, Fails: findFails, handle: s.areaPosts,
	}}
}

// areaPostsAnswer is who answers for an area.
type areaPostsAnswer struct {
	shown
	At string `json:"at,omitempty" doc:"the time of which duty is said, when one was asked for; else it is now"`
	*atlas.AreaPosts
}

// areaPosts answers who is responsible for an area.
func (s *Server) areaPosts(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, at, err := s.picture(r, q)
	if err != nil {
		return err
	}
	card, err := s.atlas.AreaPosts(r.Context(), pic, segment(r, "layer"), segment(r, "code"), at)
	if err != nil {
		return err
	}
	if s.seesPersons(r) {
		return s.tellStaffed(w, r, pic, q, at, card)
	}
	return s.document(w, r, pic, areaPostsAnswer{shown: shownBy(pic), At: said(q, at), AreaPosts: card})
}
