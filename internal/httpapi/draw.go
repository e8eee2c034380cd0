package httpapi

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles/picture"
)

const (
	pngType     = "image/png"
	maxDrawBody = 8 << 10
)

// drawnAnswer is a picture with what is to be seen on it: for a page that cannot ask the
// picture what was clicked.
type drawnAnswer struct {
	Revision int64  `json:"revision"`
	PNG      string `json:"png" doc:"the picture, in base64"`
	// Areas are those whose label points are in the picture, drawn or not.
	Areas   []picture.Seen `json:"areas" doc:"areas whose label points are in the picture, nearest to the middle first, at most 200 of each layer"`
	Places  []picture.Seen `json:"places" doc:"places that are drawn, nearest to the middle first, at most 200"`
	LeftOut int            `json:"left_out" doc:"names that are missing since the server has no fonts"`
}

// draw answers with a picture of the map, or, for those who name
// JSON among what they accept, with the picture and what is on it.
func (s *Server) draw(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var ask picture.Ask
	if err := record(w, r, maxDrawBody, &ask); err != nil {
		return err
	}
	pic := s.atlas.Current()
	got, err := pic.Draw(r.Context(), s.cfg.Drawer, ask)
	if bad := (*picture.AskError)(nil); errors.As(err, &bad) {
		if bad.Field == "theme" || bad.Field == "lang" {
			return &badParameter{name: bad.Field, code: "unknown_value", msg: bad.Error()}
		}
		return &badParameter{name: bad.Field, code: "out_of_range", msg: bad.Error()}
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Vary", "Accept")
	if got.LeftOut > 0 {
		h.Set("X-Redsail-Names-Left-Out", strconv.Itoa(got.LeftOut))
	}
	if !wantsJSON(r) {
		h.Set("Content-Type", pngType)
		s.write(w, r, got.PNG)
		return nil
	}
	h.Set("Content-Type", jsonType)
	s.write(w, r, encode(newDrawnAnswer(pic.Revision, got)))
	return nil
}

func newDrawnAnswer(revision int64, d picture.Drawing) drawnAnswer {
	ans := drawnAnswer{Revision: revision, PNG: d.Base64(), Areas: d.Areas, Places: d.Places, LeftOut: d.LeftOut}
	if ans.Areas == nil {
		ans.Areas = []picture.Seen{}
	}
	if ans.Places == nil {
		ans.Places = []picture.Seen{}
	}
	return ans
}

// wantsJSON is true where a client names JSON among what it accepts.
func wantsJSON(r *http.Request) bool {
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), jsonType) {
			return quality(params) > 0
		}
	}
	return false
}

// drawRoutes are there where pictures can be drawn.
func (s *Server) drawRoutes() []Route {
	if s.cfg.Drawer == nil {
		return nil
	}
	return []Route{{
		Method: "POST", Pattern: "/api/v1/picture", Name: "drawPicture", Action: "tiles.read", Personal: Movement, Cost: Heavy,
		Summary: city.Label{
			Zh: "地图图片（PNG）：供不支持 WebGL 的浏览器与打印使用；Accept: application/json 时附图中可见的区域与点位",
			En: "The map as a picture (PNG): for browsers without WebGL and for prints; with Accept: application/json also what is on it",
		},
		Body: &Body{Of: picture.Ask{}}, Answers: []Answer{{pngType, nil}, {jsonType, drawnAnswer{}}},
		Fails: Fails{400: {"out_of_range", "unknown_value", "missing_parameter", "unknown_parameter", "repeated_parameter"}}, handle: s.draw,
	}, {
		Method: "GET", Pattern: "/api/v1/areas/{layer}/{code}/sheet", Name: "drawSheet", Action: "tiles.read", Personal: Public, Cost: Heavy,
		Summary: city.Label{
			Zh: "区域图纸（PNG，150 点每英寸）：按比例尺绘制的地图，带标题、比例尺、指北针、图例、数据日期、资料来源、审图号栏与标记",
			En: "A sheet of an area (PNG, 150 dots an inch): the map to scale with title, scale, north, legend, data date, source, the slot of the review number and marks",
		},
		Params:  slices.Concat([]Param{paramLayer, paramCode, paramAt, paramRevision}, sheetParams),
		Answers: []Answer{{pngType, nil}},
		Fails:   Fails{400: {"out_of_range", "bad_time"}, 404: findFails[404]}, handle: s.mapSheet,
	}}
}
