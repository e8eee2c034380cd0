package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

func (s *Server) staffingRoutes() []Route {
	return []Route{{
		Method: "GET", Pattern: "/api/v1/staffing", Name: "listStaffing", Action: "areas.read", Personal: Public, Cost: Heavy,
		Summary: city.Label{Zh: "按区域统计岗位：总数、空缺、此刻在班；不含任何人", En: "The posts of each area of a layer, counted: all, vacant, on duty now; no person"},
		Params:  []Param{paramLayer, paramAt, paramRevision},
		Answers: []Answer{{jsonType, staffingAnswer{}}}, Fails: Fails{400: {"bad_time"}, 404: {"unknown_layer", "unknown_revision"}}, handle: s.staffing,
	}}
}

// staffingAnswer counts the posts of areas.
type staffingAnswer struct {
	shown
	*atlas.Staffing
}

// staffing counts posts by area.
func (s *Server) staffing(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, at, err := s.picture(r, q)
	if err != nil {
		return err
	}
	got, err := pic.Staffing(q.Get("layer"), at)
	if err != nil {
		return err
	}
	return s.document(w, r, pic, staffingAnswer{shownBy(pic), got})
}
