package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

func (s *Server) norms(w http.ResponseWriter, r *http.Request, q url.Values) error {
	ask, err := s.planAsk(r, q)
	if err != nil {
		return err
	}
	got, err := s.cfg.Planner.Norms(r.Context(), ask)
	if err != nil {
		return err
	}
	return s.counted(w, r, ask, got)
}

// usageBody is a table of visits.
type usageBody struct {
	Rows []plan.Visits `json:"rows"`
}

func (s *Server) usage(w http.ResponseWriter, r *http.Request, q url.Values) error {
	var body usageBody
	if err := record(w, r, maxVisitsBody, &body); err != nil {
		return err
	}
	ask, err := s.planAsk(r, q)
	if err != nil {
		return err
	}
	got, err := s.cfg.Planner.Use(r.Context(), ask, body.Rows)
	if err != nil {
		return err
	}
	return s.planned(w, r, http.StatusOK, got)
}

// maxVisitsBody holds plan.MostVisits rows.
const maxVisitsBody = 16 << 20

func (s *Server) report(w http.ResponseWriter, r *http.Request, q url.Values) error {
	ask, err := s.planAsk(r, q)
	if err != nil {
		return err
	}
	form := q.Get("f")
	if form == "" {
		form = "html"
	}
	text, err := s.cfg.Planner.Report(r.Context(), ask, form)
	if err != nil {
		return err
	}
	media := reportTypes[form]
	if ask.Exact {
		w.Header().Set("Content-Type", media)
		s.write(w, r, text)
		return nil
	}
	return s.sendDocument(w, r, &representation{contentType: media, etag: revisionTag(s.atlas.Current(), text), content: text})
}

// normRoutes are there where there is a planner.
func (s *Server) normRoutes() []Route {
	if s.cfg.Planner == nil {
		return nil
	}
	fails := Fails{400: {"unknown_layer", "unknown_kind", "unknown_profile", "bad_time", "out_of_range", "no_policy", "bad_network"}, 401: {"sign_in_needed"}, 403: {"forbidden", "session_bound"}, 409: {"shifted_streets"}}
	form := Param{Name: "f", Type: Text, Enum: []string{"html", "csv", "geojson"}, Default: "html", Says: city.Label{Zh: "格式", En: "format"}}
	return []Route{{
		Method: "GET", Pattern: "/api/v1/coverage/norms", Name: "getNorms", Action: "coverage.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "达标检查：活动场所、街道中心、社区服务站、面积与租用、365 天开放、逐小时覆盖", En: "Checks of norms: activity venues, service centres, floor area and tenure, open on 365 days, coverage by hour"},
		Params:  []Param{paramMinutes, paramPolicy, paramAt, paramPlanKind, paramProfile}, Answers: []Answer{{jsonType, plan.Norms{}}}, Fails: fails, handle: s.norms,
	}, {
		Method: "POST", Pattern: "/api/v1/coverage/usage", Name: "getUsage", Action: "usage.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "按月人次表判断点位：超负荷、闲置、偏远", En: "Places by a table of monthly visits: over-used, idle, remote"},
		Params:  []Param{paramMinutes, paramAt, paramOpenAt, paramPlanKind, paramProfile}, Body: &Body{Of: usageBody{}}, Answers: []Answer{{jsonType, plan.Usage{}}},
		Fails: Fails{400: append([]string{"bad_visits", "missing_parameter", "unknown_parameter", "repeated_parameter"}, fails[400]...), 409: fails[409], 413: {"too_many_candidates"}}, handle: s.usage,
	}, {
		Method: "GET", Pattern: "/api/v1/coverage/report", Name: "getReport", Action: "coverage.read", Personal: Public, Cost: Heavy,
		Summary: city.Label{Zh: "服务圈报告：可打印页面（含地图、图例、比例尺、假设），或表格、图层", En: "A report on the service circle: a page to print with map, legend, scale and assumptions, or a table, or a layer"},
		Params:  append([]Param{paramBy, form, paramDirection}, planParams...),
		Answers: []Answer{{contentTypes[".html"], nil}, {"text/csv", nil}, {geoJSONType, nil}}, Fails: fails, handle: s.report,
	}}
}
