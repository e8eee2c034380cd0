package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan/balance"
)

// heldAnswer is a proposal that is remembered, as it is today.
type heldAnswer struct {
	Date string `json:"date" doc:"the civil date, in the city's zone, of which it is said"`
	*balance.Held
}

// holdSplit proposes a split and remembers it under a number.
func (s *Server) holdSplit(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var ask balance.HoldAsk
	if err := record(w, r, maxBalanceBody, &ask); err != nil {
		return err
	}
	pic := s.atlas.Current()
	if err := splittable(pic, ask.Layer, ask.Parts); err != nil {
		return err
	}
	got, err := s.balancing.Hold(r.Context(), pic, ask)
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/balance/proposals/"+got.ID)
	return s.planned(w, r, http.StatusCreated, heldAnswer{pic.Date.String(), got})
}

func (s *Server) heldSplit(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	pic := s.atlas.Current()
	got, err := s.balancing.Again(r.Context(), pic, segment(r, scenarioID))
	if err != nil {
		return err
	}
	return s.planned(w, r, http.StatusOK, heldAnswer{pic.Date.String(), got})
}

func (s *Server) dropSplit(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	if err := s.balancing.GiveUp(segment(r, scenarioID)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) exportSplit(w http.ResponseWriter, r *http.Request, q url.Values) error {
	got, err := s.balancing.Again(r.Context(), s.atlas.Current(), segment(r, scenarioID))
	if err != nil {
		return err
	}
	if q.Get("f") == "geojson" {
		text, err := got.GeoJSON()
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", geoJSONType)
		s.write(w, r, text)
		return nil
	}
	if got.Change == nil {
		return city.Errorf(city.Conflict, "no_proposal", "%s %s: nothing is proposed (%s)", got.Layer, got.Code, got.Reason)
	}
	w.Header().Set("Content-Type", jsonType)
	s.write(w, r, encode(got.Change))
	return nil
}

// proposalRoutes are those of proposals that are remembered: like scenarios they are the keeper's.
func (s *Server) proposalRoutes() []Route {
	id := Param{Name: scenarioID, Type: Text, Required: true, Says: city.Label{Zh: "拆分方案编号", En: "number of a proposal"}}
	again := Fails{400: {"no_norm"}, 404: {"unknown_proposal", "unknown_code"}, 409: {"no_households", "within_norm"}, 413: {"too_many_parts"}}
	row := func(method, path, name string, zh, en string, h handler) Route {
		return Route{
			Method: method, Pattern: "/api/v1/balance/proposals" + path, Name: name, Action: "balance.plan", Personal: Public, Cost: Work, Writes: method != http.MethodGet,
			Summary: city.Label{Zh: zh, En: en}, Params: []Param{id}, Answers: []Answer{{jsonType, heldAnswer{}}}, Fails: again, handle: h,
		}
	}
	hold := row("POST", "", "holdSplit", "拟定拆分方案并保存：各部分的范围、户数与变更", "A proposed split that is kept under a number: the ground and the households of each part, and the change", s.holdSplit)
	hold.Params, hold.Body, hold.Created = nil, &Body{Of: balance.HoldAsk{}}, true
	hold.Fails = Fails{400: {"unknown_layer", "no_norm", "out_of_range", "missing_parameter", "bad_text"}, 404: {"unknown_code"}, 409: again[409], 413: again[413]}
	drop := row("DELETE", "/{id}", "dropSplit", "删除拆分方案", "Give a proposal up", s.dropSplit)
	drop.Answers, drop.Empty, drop.Fails = nil, true, Fails{404: {"unknown_proposal"}}
	export := row("GET", "/{id}/export", "exportSplit", "导出拆分方案", "A proposal as a file", s.exportSplit)
	export.Params = append(export.Params, Param{Name: "f", Type: Text, Enum: []string{"change", "geojson"}, Default: "change", Says: city.Label{Zh: "格式；change 是 POST /api/v1/changes 的正文", En: "format; change is the body of POST /api/v1/changes"}})
	export.Answers = []Answer{{jsonType, nil}, {geoJSONType, nil}}
	export.Fails = Fails{400: again[400], 404: again[404], 409: append([]string{"no_proposal"}, again[409]...), 413: again[413]}
	return []Route{hold, row("GET", "/{id}", "getSplit", "一个拆分方案，按现有数据", "A proposal, on the data as it is now", s.heldSplit), drop, export}
}
