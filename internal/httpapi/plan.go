package httpapi

import (
	"maps"
	"net/http"
	"net/url"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

// Parameters of questions about coverage.
var (
	paramMinutes = Param{
		Name: "minutes", Type: Integer, Least: 1, Most: plan.MostMinutes, Example: "10",
		Says: city.Label{Zh: "步行分钟数；省略即方案所定（10分钟服务圈）", En: "minutes on foot; what the scheme's norms say (10) when it is left out"},
	}
	paramBy = Param{
		Name: "by", Type: Text, Example: "community",
		Says: city.Label{Zh: "按此图层的区域统计；省略即最细一级", En: "layer whose areas are counted; the deepest partition when it is left out"},
	}
	paramOpenAt = Param{
		Name: "open_at", Type: Text, Example: "2026-10-01T20:00:00+08:00",
		Says: city.Label{Zh: "只算此刻开放的点位（时刻或日期）；省略则不看开放时间", En: "only places open at this instant count; hours aside when it is left out"},
	}
	paramPolicy = Param{
		Name: "policy", Type: Text, Enum: []string{"true", "false"}, Default: "false",
		Says: city.Label{Zh: "按方案中各类区域的分钟数判断（service_circle_by_class）", En: "judge by the minutes of the class of each area, as the scheme's norms say (service_circle_by_class)"},
	}
	paramPlanKind = Param{
		Name: "kind", Type: Text, Default: atlas.StationKind, Example: atlas.StationKind,
		Says: city.Label{Zh: "点位类别", En: "kind of places"},
	}
)

// paramProfile is who walks.
var paramProfile = Param{
	Name: "profile", Type: Text, Default: walk.Adult, Example: "elderly",
	Says: city.Label{Zh: "行人类别：adult 成人、elderly 老人、wheelchair 轮椅（不走台阶）、bicycle 自行车，或方案规则中的其他类别", En: "who walks: adult, elderly, wheelchair (no steps), bicycle, or another profile of the scheme's rules of walking"},
}

// paramDirection is who walks where.
var paramDirection = Param{
	Name: "direction", Type: Text, Enum: []string{"to", "from"}, Default: "to",
	Says: city.Label{Zh: "步行方向：to 走到点位，from 从点位回家；单行道等使两者不同", En: "who walks where: to the place, or from it home; one-way streets make the two differ"},
}

// planParams are those of all questions about coverage.
var planParams = []Param{paramMinutes, paramPolicy, paramAt, paramOpenAt, paramPlanKind, paramProfile}

// exactHere tells whether the caller is one who gets exact sums.
func (s *Server) exactHere(r *http.Request) bool { return s.may(r, "households.read") }

// planAsk reads a question about coverage.
func (s *Server) planAsk(r *http.Request, q url.Values) (plan.Ask, error) {
	a := plan.Ask{Minutes: whole(q, "minutes", 0), At: s.atlas.Now(), By: q.Get("by"), Kind: q.Get("kind"), Policy: q.Get("policy") == "true", Profile: q.Get("profile"), Exact: s.exactHere(r), From: isFrom(q)}
	var err error
	if q.Has("at") {
		if a.At, err = s.instant("at", q.Get("at")); err != nil {
			return a, err
		}
	}
	if !a.Exact && city.DateOf(a.At) != city.DateOf(s.atlas.Now()) {
		// Of two days on which one building differs, the difference would be that building's.
		return a, refusal(callerIn(r.Context()), "households.read")
	}
	if a.Open = q.Has("open_at"); a.Open {
		if a.OpenAt, err = s.instant("open_at", q.Get("open_at")); err != nil {
			return a, err
		}
	}
	if a.Kind != "" {
		if err := knownKind(s.atlas.Current().Scheme, a.Kind); err != nil {
			return a, err
		}
	}
	if _, err := atlas.ProfileOf(s.atlas.Current().Scheme, a.Profile); err != nil {
		return a, err
	}
	if a.By != "" {
		if err := countable(s.atlas.Current(), a.By); err != nil {
			return a, err
		}
	}
	return a, nil
}

// countable refuses a layer in which no household counts.
func countable(pic *atlas.Picture, layer string) error {
	if layer == city.LayerBuilding {
		return &badParameter{name: "by", code: "unknown_layer", msg: "buildings are no areas: /api/v1/coverage/buildings lists each with its three nearest places"}
	}
	def, err := pic.Scheme.Layer(layer)
	if err != nil {
		return &badParameter{name: "by", code: "unknown_layer", msg: err.Error()}
	}
	if def.Base {
		return &badParameter{name: "by", code: "unknown_layer", msg: layer + " is ground of the map: no household counts in it"}
	}
	return nil
}

func (s *Server) coverage(w http.ResponseWriter, r *http.Request, q url.Values) error {
	ask, err := s.planAsk(r, q)
	if err != nil {
		return err
	}
	got, err := s.cfg.Planner.Coverage(r.Context(), ask)
	if err != nil {
		return err
	}
	return s.counted(w, r, ask, got)
}

func (s *Server) gaps(w http.ResponseWriter, r *http.Request, q url.Values) error {
	ask, err := s.planAsk(r, q)
	if err != nil {
		return err
	}
	got, err := s.cfg.Planner.Gaps(r.Context(), ask, whole(q, "limit", usualGaps))
	if err != nil {
		return err
	}
	return s.counted(w, r, ask, got)
}

// buildings lists single buildings with their three nearest places: only for who may read households.
func (s *Server) buildings(w http.ResponseWriter, r *http.Request, q url.Values) error {
	p, err := s.turn(r, q)
	if err != nil {
		return err
	}
	ask, err := s.planAsk(r, q)
	if err != nil {
		return err
	}
	ask.At = p.at
	got, err := s.cfg.Planner.BuildingsOf(r.Context(), p.pic, ask)
	if err != nil {
		return err
	}
	page, more := got.Page(p.after.Code, p.limit)
	if more {
		page.Next = p.next(city.LayerBuilding, page.Buildings[len(page.Buildings)-1].Code)
	}
	return s.planned(w, r, http.StatusOK, page)
}

// counted answers with numbers of households. Exact ones are the keeper's, and no cache keeps them:
// under the same address a stranger is told others.
func (s *Server) counted(w http.ResponseWriter, r *http.Request, ask plan.Ask, got any) error {
	if ask.Exact {
		return s.planned(w, r, http.StatusOK, got)
	}
	return s.document(w, r, s.atlas.Current(), got)
}

const usualGaps = 100

// planRoutes are there where there is a planner.
func (s *Server) planRoutes() []Route {
	if s.cfg.Planner == nil {
		return nil
	}
	fails := Fails{400: {"unknown_layer", "unknown_kind", "unknown_profile", "bad_time", "out_of_range", "no_policy", "bad_network"}, 401: {"sign_in_needed"}, 403: {"forbidden", "session_bound"}, 409: {"shifted_streets"}}
	limit := paramLimit
	limit.Most, limit.Default = plan.MostGaps, "100"
	page := paramLimit
	page.Most, page.Default = plan.MostBuildings, "100"
	paged := maps.Clone(fails)
	paged[400] = append([]string{"bad_cursor"}, fails[400]...)
	return []Route{{
		Method: "GET", Pattern: "/api/v1/coverage", Name: "getCoverage", Action: "coverage.read", Personal: Public, Cost: Heavy,
		Summary: city.Label{Zh: "服务圈覆盖：多少户在步行时限内，按区域统计", En: "Coverage of the service circle: households within a walk, in all and by area"},
		Params:  append([]Param{paramBy, paramDirection}, planParams...), Answers: []Answer{{jsonType, plan.Coverage{}}}, Fails: fails, handle: s.coverage,
	}, {
		Method: "GET", Pattern: "/api/v1/coverage/gaps", Name: "listGaps", Action: "coverage.read", Personal: Public, Cost: Heavy,
		Summary: city.Label{Zh: "未覆盖的住户在哪里，原因是什么，户数多的在前", En: "Where the households lie that are not covered, and why; the most households first"},
		Params:  append([]Param{limit, paramDirection}, planParams...), Answers: []Answer{{jsonType, plan.GapList{}}}, Fails: fails, handle: s.gaps,
	}, {
		Method: "GET", Pattern: "/api/v1/coverage/buildings", Name: "listCoverageBuildings", Action: "households.read", Personal: Households, Cost: Heavy,
		Summary: city.Label{Zh: "每栋楼最近的三个点位与步行时间，按编码分页", En: "Every building with its three nearest places and the walks, page by page in the order of codes"},
		Params:  append([]Param{page, paramCursor, paramDirection}, planParams...), Answers: []Answer{{jsonType, plan.BuildingPage{}}}, Fails: paged, handle: s.buildings,
	}}
}
