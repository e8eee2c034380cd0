package httpapi

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/jobs"
	"github.com/redsail/redsail/internal/plan"
)

// jobAnswer is a job as it stands.
type jobAnswer struct {
	jobs.Status
	Begun  string      `json:"begun" doc:"RFC 3339 in the city's zone"`
	Ended  *string     `json:"ended" doc:"null while it waits or runs"`
	Result *plan.Sites `json:"result" doc:"of a job that is done"`
	Error  *Problem    `json:"error" doc:"of a job that failed"`
}

func (s *Server) jobAnswer(j jobs.Status) jobAnswer {
	out := jobAnswer{Status: j, Begun: j.Begun.In(s.atlas.Zone()).Format(time.RFC3339)}
	if !j.Ended.IsZero() {
		at := j.Ended.In(s.atlas.Zone()).Format(time.RFC3339)
		out.Ended = &at
	}
	out.Result, _ = j.Result.(*plan.Sites)
	if j.State == jobs.Failed {
		p := problemOf(j.Err)
		p.Type, p.Title = "about:blank", http.StatusText(p.Status)
		out.Error = &p
	}
	return out
}

// siting starts a run of siting.
func (s *Server) siting(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var ask plan.SitingAsk
	if err := readPlan(w, r, &ask); err != nil {
		return err
	}
	if ask.Kind != "" {
		if err := knownKind(s.atlas.Current().Scheme, ask.Kind); err != nil {
			return err
		}
	}
	if err := ask.Check(); err != nil {
		return err
	}
	if _, err := atlas.ProfileOf(s.atlas.Current().Scheme, ask.Profile); err != nil {
		return err
	}
	if err := s.policied(ask.Policy); err != nil {
		return err
	}
	if err := s.checkInstant("open_at", ask.OpenAt); err != nil {
		return err
	}
	j, err := s.cfg.Jobs.Start("siting", func(ctx context.Context, report jobs.Report) (any, error) {
		got, err := s.cfg.Planner.Site(ctx, ask, report)
		if err != nil {
			s.faulty(ctx, err)
			return nil, err
		}
		return got, nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/jobs/"+j.ID)
	return s.planned(w, r, http.StatusAccepted, s.jobAnswer(j))
}

// records lists the places that are not there yet.
func (s *Server) records(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, kind := s.atlas.Current(), q.Get("kind")
	if kind == "" {
		kind = stationKind
	}
	if err := knownKind(pic.Scheme, kind); err != nil {
		return err
	}
	return s.planned(w, r, http.StatusOK, plan.RecordsOf(pic, kind, city.PlaceState(q.Get("stage"))))
}

// spot answers about a place where one could stand.
func (s *Server) spot(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var ask plan.SpotAsk
	if err := readPlan(w, r, &ask); err != nil {
		return err
	}
	if ask.Kind != "" {
		if err := knownKind(s.atlas.Current().Scheme, ask.Kind); err != nil {
			return err
		}
	}
	if err := cmp.Or(s.checkInstant("at", ask.At), s.checkInstant("open_at", ask.OpenAt)); err != nil {
		return err
	}
	got, err := s.cfg.Planner.Spot(r.Context(), ask)
	if err != nil {
		return err
	}
	return s.planned(w, r, http.StatusOK, got)
}

// checkInstant refuses a field of a body that is neither left out nor a moment.
func (s *Server) checkInstant(name, text string) error {
	if text == "" {
		return nil
	}
	_, err := s.instant(name, text)
	return err
}

// faulty logs a job that failed by a defect or the store: nobody else is told why.
func (s *Server) faulty(ctx context.Context, err error) {
	if p := problemOf(err); p.Status >= http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
		s.log.ErrorContext(ctx, "job failed", "error", err.Error())
	}
}

func (s *Server) job(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	j, err := s.cfg.Jobs.Get(segment(r, "id"))
	if err != nil {
		return err
	}
	return s.planned(w, r, http.StatusOK, s.jobAnswer(j))
}

// jobReport is what a run of siting found, as a report.
func (s *Server) jobReport(w http.ResponseWriter, r *http.Request, q url.Values) error {
	j, err := s.cfg.Jobs.Get(segment(r, "id"))
	if err != nil {
		return err
	}
	found, ok := j.Result.(*plan.Sites)
	if !ok {
		return city.Errorf(city.Conflict, "no_result", "the job is %s: it has no result to report", j.State)
	}
	form := cmp.Or(q.Get("f"), "html")
	text, err := s.cfg.Planner.SitingReport(r.Context(), found, form)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", reportTypes[form])
	s.write(w, r, text)
	return nil
}

// reportTypes are the media of the forms of a report.
var reportTypes = map[string]string{"html": contentTypes[".html"], "csv": "text/csv; charset=utf-8", "geojson": geoJSONType}

func (s *Server) cancelJob(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	j, err := s.cfg.Jobs.Cancel(segment(r, "id"))
	if err != nil {
		return err
	}
	return s.planned(w, r, http.StatusOK, s.jobAnswer(j))
}

// jobEvent tells how far a job has come.
type jobEvent struct {
	jobs.Status
}

// jobsTurned is closed when a job changes; nil where there are none.
func (s *Server) jobsTurned() <-chan struct{} {
	if s.cfg.Jobs == nil {
		return nil
	}
	return s.cfg.Jobs.Changed()
}

// tellsJobs is true where a listener is told of jobs. It is judged anew at each sending, for the
// session may have ended, or its rights, since the listener came.
func (s *Server) tellsJobs(r *http.Request) bool {
	if s.cfg.Jobs == nil {
		return false
	}
	c, err := s.callerOf(r)
	return err == nil && c.May("jobs.read")
}

func (s *Server) jobsSince(r *http.Request, number int64) (list []jobs.Status, last int64) {
	if !s.tellsJobs(r) {
		return nil, 0
	}
	return s.cfg.Jobs.Since(number)
}

// jobNews are the events of jobs that changed since a listener was told. One who comes back after
// a broken connection is told of all that are remembered.
func (s *Server) jobNews(r *http.Request, at *heard) (text string) {
	var list []jobs.Status
	list, at.job = s.jobsSince(r, at.job)
	for _, j := range list {
		text += s.eventText(at, "job", encode(jobEvent{j}))
	}
	return text
}

// jobRoutes are there where there are jobs.
func (s *Server) jobRoutes() []Route {
	if s.cfg.Planner == nil || s.cfg.Jobs == nil {
		return nil
	}
	id := Param{Name: "id", Type: Text, Required: true, Says: city.Label{Zh: "任务编号", En: "number of a job"}}
	stage := Param{Name: "stage", Type: Text, Enum: []string{"planned", "applied", "reviewed", "approved", "building", "accepted"}, Says: city.Label{Zh: "只列此阶段；省略则全部", En: "only those at this stage; all when left out"}}
	row := Route{
		Pattern: "/api/v1/jobs/{id}", Personal: Public, Cost: Cheap, Params: []Param{id},
		Answers: []Answer{{jsonType, jobAnswer{}}}, Fails: Fails{404: {"unknown_job"}},
	}
	get, drop := row, row
	get.Method, get.Name, get.Action, get.handle = "GET", "getJob", "jobs.read", s.job
	drop.Writes = true
	get.Summary = city.Label{Zh: "一个任务：进度与结果", En: "A job: its progress and, when done, its result"}
	drop.Method, drop.Name, drop.Action, drop.handle = "DELETE", "cancelJob", "jobs.write", s.cancelJob
	drop.Summary = city.Label{Zh: "取消任务", En: "Cancel a job"}
	report := row
	report.Method, report.Pattern, report.Name, report.Action, report.handle = "GET", "/api/v1/jobs/{id}/report", "getJobReport", "jobs.read", s.jobReport
	report.Cost = Work
	report.Summary = city.Label{Zh: "选址报告：可打印页面（含地图、图例、比例尺、假设），或表格、图层", En: "A report on a run of siting: a page to print with map, legend, scale and assumptions, or a table, or a layer"}
	report.Params = []Param{id, {Name: "f", Type: Text, Enum: []string{"html", "csv", "geojson"}, Default: "html", Says: city.Label{Zh: "格式", En: "format"}}}
	report.Answers = []Answer{{contentTypes[".html"], nil}, {"text/csv", nil}, {geoJSONType, nil}}
	report.Fails = Fails{400: {"bad_network"}, 404: {"unknown_job"}, 409: {"no_result", "shifted_streets"}}
	return []Route{{
		Method: "POST", Pattern: "/api/v1/siting", Name: "site", Action: "siting.write", Personal: Public, Cost: Work, Writes: true, Accepted: true,
		Summary: city.Label{Zh: "选址：新点位放在哪里，附上界与差距", En: "Where new places should stand, with an upper bound and the gap; a job"},
		Body:    &Body{Of: plan.SitingAsk{}}, Answers: []Answer{{jsonType, jobAnswer{}}},
		Fails: Fails{400: {"unknown_kind", "unknown_profile", "no_policy", "unknown_value", "out_of_range", "missing_parameter", "bad_siting", "bad_time"}, 413: {"too_many_candidates"}, 503: {"busy"}}, handle: s.siting,
	}, {
		Method: "POST", Pattern: "/api/v1/siting/spot", Name: "getSpot", Action: "siting.read", Personal: Movement, Cost: Heavy,
		Summary: city.Label{Zh: "一个拟选位置：用地、能覆盖与重复覆盖的住户、重叠的服务圈、附近可用的公共建筑", En: "A spot where a place could stand: land use, households covered and covered twice, circles that overlap, public buildings near"},
		Body:    &Body{Of: plan.SpotAsk{}}, Answers: []Answer{{jsonType, plan.Spot{}}},
		Fails: Fails{400: {"unknown_kind", "unknown_profile", "no_policy", "unknown_value", "out_of_range", "missing_parameter", "unknown_parameter", "repeated_parameter", "bad_time", "bad_network"}, 409: {"shifted_streets"}, 413: {"too_many_candidates"}}, handle: s.spot,
	}, {
		Method: "GET", Pattern: "/api/v1/siting/records", Name: "listRecords", Action: "siting.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "候选点位记录：阶段、造价、面积、产权与进度（申报→审核→审批→在建→验收→启用）", En: "Records of candidates: stage, cost, floor area, tenure, and the log of stages"},
		Params:  []Param{paramPlanKind, stage}, Answers: []Answer{{jsonType, plan.Records{}}}, Fails: Fails{400: {"unknown_kind"}}, handle: s.records,
	}, get, drop, report}
}
