package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/plan"
)

// maxPlanBody bounds the body of a scenario or of a question of siting, in bytes.
const maxPlanBody = 4 << 20

// scenarioID names a scenario in the path.
const scenarioID = "id"

var paramScenario = Param{
	Name: scenarioID, Type: Text, Required: true,
	Says: city.Label{Zh: "方案编号", En: "number of a scenario"},
}

func (s *Server) newScenario(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var ask plan.ScenarioAsk
	if err := readPlan(w, r, &ask); err != nil {
		return err
	}
	if ask.Kind != "" {
		if err := knownKind(s.atlas.Current().Scheme, ask.Kind); err != nil {
			return err
		}
	}
	if err := s.policied(ask.Policy); err != nil {
		return err
	}
	var at time.Time
	if ask.OpenAt != "" {
		var err error
		if at, err = s.instant("open_at", ask.OpenAt); err != nil {
			return err
		}
	}
	got, err := s.cfg.Planner.NewScenario(r.Context(), ask, at)
	var of *plan.EditError
	if errors.As(err, &of) {
		return &edit.FieldError{Field: fmt.Sprintf("edits[%d]", of.At), Err: of.Err}
	}
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/scenarios/"+got.ID)
	return s.planned(w, r, http.StatusCreated, got)
}

// policied refuses a question by the class of areas where the scheme has no rules for that.
func (s *Server) policied(asked bool) error {
	if !asked {
		return nil
	}
	return plan.CheckPolicy(s.atlas.Current().Scheme)
}

// readPlan reads the body of a planning call.
func readPlan(w http.ResponseWriter, r *http.Request, into any) error {
	return record(w, r, maxPlanBody, into)
}

// planned answers a planning call: nobody keeps it, since a scenario changes under its address.
func (s *Server) planned(w http.ResponseWriter, r *http.Request, status int, v any) error {
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(status)
	s.write(w, r, encode(v))
	return nil
}

func (s *Server) scenario(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	return s.scenarioStep(w, r, func(id string) (*plan.ScenarioState, error) { return s.cfg.Planner.ScenarioOf(id) })
}

func (s *Server) scenarioEdit(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var e plan.Edit
	if err := readPlan(w, r, &e); err != nil {
		return err
	}
	return s.scenarioStep(w, r, func(id string) (*plan.ScenarioState, error) { return s.cfg.Planner.Edit(id, e) })
}

func (s *Server) scenarioUndo(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	return s.scenarioStep(w, r, s.cfg.Planner.Undo)
}

func (s *Server) scenarioRedo(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	return s.scenarioStep(w, r, s.cfg.Planner.Redo)
}

func (s *Server) scenarioStep(w http.ResponseWriter, r *http.Request, do func(id string) (*plan.ScenarioState, error)) error {
	got, err := do(segment(r, scenarioID))
	if err != nil {
		return err
	}
	return s.planned(w, r, http.StatusOK, got)
}

func (s *Server) scenarioDrop(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	if err := s.cfg.Planner.Drop(segment(r, scenarioID)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) scenarioCompare(w http.ResponseWriter, r *http.Request, q url.Values) error {
	got, err := s.cfg.Planner.Compare(segment(r, scenarioID), q.Get("with"))
	if err != nil {
		return err
	}
	return s.planned(w, r, http.StatusOK, got)
}

func (s *Server) scenarioExport(w http.ResponseWriter, r *http.Request, q url.Values) error {
	media, write := "text/csv; charset=utf-8", s.cfg.Planner.ScenarioCSV
	switch q.Get("f") {
	case "geojson":
		media, write = geoJSONType, s.cfg.Planner.ScenarioGeoJSON
	case "change":
		media, write = jsonType, s.cfg.Planner.ScenarioChange
	}
	text, err := write(segment(r, scenarioID))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", media)
	s.write(w, r, text)
	return nil
}

// scenarioRoutes are there where there is a planner. All of them are the keeper's: exact numbers,
// asked for again with one place more, tell of single buildings.
func (s *Server) scenarioRoutes() []Route {
	if s.cfg.Planner == nil {
		return nil
	}
	none := Fails{404: {"unknown_scenario"}, 409: {"scenario_conflict"}, 503: {"scenarios_full"}}
	edits := Fails{
		400: {"bad_edit", "missing_parameter", "unknown_value", "bad_text", "bad_code", "bad_time", "out_of_range", "off_network"}, 404: {"unknown_scenario", "unknown_code"},
		409: {"scenario_conflict", "code_taken", "already_closed", "no_change", "refused_ground"}, 413: {"too_many_edits"}, 503: none[503],
	}
	state := []Answer{{jsonType, plan.ScenarioState{}}}
	made := Fails{400: append([]string{"unknown_kind", "unknown_profile", "no_policy"}, edits[400]...), 404: {"unknown_code"}, 409: {"code_taken", "already_closed", "no_change", "refused_ground", "shifted_streets"}, 413: edits[413], 503: none[503]}
	row := func(method, path, name string, zh, en string, h handler) Route {
		return Route{
			Method: method, Pattern: "/api/v1/scenarios" + path, Name: name, Action: "scenarios.write", Personal: Public, Cost: Work, Writes: method != http.MethodGet,
			Summary: city.Label{Zh: zh, En: en}, Params: []Param{paramScenario}, Answers: state, Fails: none, handle: h,
		}
	}
	create := row("POST", "", "newScenario", "新建假设方案：在现状上增、撤、移点位，改时间，关门", "A scenario: the city as it is, with places opened, closed or moved, other hours, locked gates", s.newScenario)
	create.Params, create.Body, create.Created, create.Fails = nil, &Body{Of: plan.ScenarioAsk{}}, true, made
	one := row("POST", "/{id}/edits", "editScenario", "在方案上做一步，答户数增减", "An edit of a scenario, answered with the households gained and lost", s.scenarioEdit)
	one.Body, one.Fails = &Body{Of: plan.Edit{}}, edits
	undo := row("DELETE", "/{id}/edits/last", "undoScenario", "撤回最后一步", "Take the last edit of a scenario back", s.scenarioUndo)
	undo.Fails = Fails{404: none[404], 409: {"scenario_conflict", "nothing_to_undo"}, 503: none[503]}
	redo := row("POST", "/{id}/edits/redo", "redoScenario", "重做最后撤回的一步", "Do again the edit that was taken back last", s.scenarioRedo)
	redo.Fails = Fails{404: edits[404], 409: append([]string{"nothing_to_redo"}, edits[409]...), 400: edits[400], 503: none[503]}
	drop := row("DELETE", "/{id}", "dropScenario", "删除方案", "Give a scenario up", s.scenarioDrop)
	drop.Answers, drop.Empty, drop.Fails = nil, true, Fails{404: none[404]}
	compare := row("GET", "/{id}/compare", "compareScenarios", "两个方案的差别：按区域的户数与逐栋的图层", "What differs between two scenarios: households by area, and a layer of buildings", s.scenarioCompare)
	compare.Params = append(compare.Params, Param{
		Name: "with", Type: Text, Says: city.Label{Zh: "另一方案；省略即现状", En: "the other scenario; the city as it is when left out"},
	})
	compare.Answers, compare.Fails = []Answer{{jsonType, plan.Comparison{}}}, Fails{400: {"bad_edit"}, 404: none[404], 409: none[409], 503: none[503]}
	export := row("GET", "/{id}/export", "exportScenario", "导出方案", "A scenario as a file", s.scenarioExport)
	export.Params = append(export.Params, Param{Name: "f", Type: Text, Enum: []string{"csv", "geojson", "change"}, Default: "csv", Says: city.Label{Zh: "格式；change 是 POST /api/v1/changes 的正文", En: "format; change is the body of POST /api/v1/changes"}})
	export.Answers = []Answer{{"text/csv", nil}, {geoJSONType, nil}, {jsonType, nil}}
	return []Route{create, row("GET", "/{id}", "getScenario", "方案现状", "A scenario as it stands", s.scenario), one, undo, redo, drop, compare, export}
}
