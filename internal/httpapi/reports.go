package httpapi

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// maxReportBody holds the largest line and note, in bytes.
const maxReportBody = 64 << 10

// newReport says that a border is wrong on the map.
type newReport struct {
	Line [][]float64 `json:"line" doc:"longitude and latitude of 2 to 500 points: where the border should be"`
	Note string      `json:"note,omitempty" doc:"at most 500 characters"`
	Area *seatBody   `json:"area,omitempty" doc:"what it is about, one of the account's areas; when left out the first of the account's that holds a point of the line"`
}

// reportCard is a report as the keeper and who made it read it; nothing says who that is.
type reportCard struct {
	N        int64            `json:"n"`
	Made     string           `json:"made" doc:"when it was received"`
	Mine     bool             `json:"mine" doc:"of the account that asks"`
	Area     reportArea       `json:"area"`
	Line     [][2]float64     `json:"line" doc:"longitude and latitude of each point"`
	Note     string           `json:"note,omitempty"`
	State    city.ReportState `json:"state" doc:"new, seen, taken or refused"`
	Answer   string           `json:"answer,omitempty" doc:"the keeper's word"`
	Answered string           `json:"answered,omitempty"`
}

// reportArea is the area that a report is about.
type reportArea struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Name  string `json:"name,omitempty" doc:"left out where the area is no more"`
}

// reportsAnswer is a page of reports.
type reportsAnswer struct {
	Reports []reportCard `json:"reports" doc:"the latest first"`
	Next    int64        `json:"next" doc:"the before of the next page; 0 on the last one"`
}

// reportAnswer is what the keeper says of a report.
type reportAnswer struct {
	Was    city.ReportState `json:"was" doc:"the state in which it was read"`
	State  city.ReportState `json:"state" doc:"seen, taken or refused"`
	Answer string           `json:"answer,omitempty" doc:"a word for who made it, at most 500 characters; a refusal needs one"`
}

// makeReport keeps a report, once for its key.
func (s *Server) makeReport(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	key, err := keyOf(r)
	if err == nil && key == "" {
		err = &badParameter{name: "Idempotency-Key", code: "missing_parameter", msg: "Idempotency-Key is missing: a report is sent until it is kept, and kept once"}
	}
	if err != nil {
		return err
	}
	var body newReport
	if err := record(w, r, maxReportBody, &body); err != nil {
		return err
	}
	pic, c := s.atlas.Current(), callerIn(r.Context())
	have, err := s.cfg.Gate.ReportBy(r.Context(), c, key)
	if err != nil {
		return err
	}
	if have != nil { // city and rights may be others by now: it was judged when it came first
		return s.sameReport(w, r, have, &body)
	}
	line, err := reportLine(pic, body.Line)
	if err != nil {
		return err
	}
	rep := &city.BorderReport{Key: key, Line: line, Note: body.Note}
	if err := rep.Check(); err != nil {
		return err
	}
	if rep.Of, err = reportSeat(pic, c, line, body.Area); err != nil {
		return err
	}
	made, err := s.cfg.Gate.MakeReport(r.Context(), c, rep)
	if city.CodeOf(err) == "idempotency_mismatch" {
		return &badParameter{name: "Idempotency-Key", code: "idempotency_mismatch", msg: err.Error()}
	}
	if err != nil {
		return err
	}
	status := http.StatusOK
	if made {
		status = http.StatusCreated
	}
	return s.tell(w, r, status, cardOf(pic, c, rep))
}

// sameReport answers a report that is sent again by the key of one that is kept.
func (s *Server) sameReport(w http.ResponseWriter, r *http.Request, have *city.BorderReport, body *newReport) error {
	same := have.Note == body.Note && len(have.Line) == len(body.Line) &&
		(body.Area == nil || body.Area.Layer == have.Of.Layer && body.Area.Code == have.Of.Code)
	for i := 0; same && i < len(have.Line); i++ {
		at := body.Line[i]
		if len(at) != 2 {
			return otherCall()
		}
		p, err := geo.Snap(orb.Point{at[0], at[1]})
		same = err == nil && p == have.Line[i]
	}
	if !same {
		return otherCall()
	}
	return s.tell(w, r, http.StatusOK, cardOf(s.atlas.Current(), callerIn(r.Context()), have))
}

// reportLine puts a line on the lattice, which must lie in the box of the city. Errors tell no
// coordinates: these are movement data.
func reportLine(pic *atlas.Picture, sent [][]float64) (geo.Line, error) {
	if len(sent) > city.MostReportPoints {
		return nil, city.Errorf(city.TooLarge, "report_too_large", "the line has %d points; at most %d are taken", len(sent), city.MostReportPoints)
	}
	box, _ := pic.Bounds()
	line := make(geo.Line, len(sent))
	for i, at := range sent {
		if len(at) != 2 {
			return nil, city.Errorf(city.Invalid, "bad_report", "point %d of the line is no longitude and latitude", i+1)
		}
		p, err := geo.Snap(orb.Point{at[0], at[1]})
		if err != nil || !box.Contains(p) {
			return nil, city.Errorf(city.Invalid, "bad_report", "point %d of the line is not in the box of the city", i+1)
		}
		line[i] = p
	}
	return line, nil
}

// reportSeat is the area that a report is about: one that the account is for.
func reportSeat(pic *atlas.Picture, c *access.Caller, line geo.Line, named *seatBody) (city.Seat, error) {
	reaches := func(at city.Seat) bool { return c.Reaches(pic.Lineage(at)) }
	if named == nil {
		at, ok := pic.SeatOfLine(line, reaches)
		if !ok {
			return at, city.Errorf(city.Forbidden, "report_elsewhere", "no point of the line lies in an area of this account: name the area that the report is about")
		}
		return at, nil
	}
	at := city.Seat{Kind: city.KindArea, Layer: named.Layer, Code: named.Code}
	if !pic.InForce(at.Layer, at.Code) || !reaches(at) {
		return at, city.Errorf(city.NotFound, "unknown_code", "there is no area %s of the layer %s", quote(at.Code), quote(at.Layer))
	}
	return at, nil
}

func cardOf(pic *atlas.Picture, c *access.Caller, r *city.BorderReport) reportCard {
	card := reportCard{
		N: r.N, Made: r.Made.Format(time.RFC3339), Mine: r.Account != "" && r.Account == c.Account, Area: reportArea{Layer: r.Of.Layer, Code: r.Of.Code},
		Line: make([][2]float64, len(r.Line)), Note: r.Note, State: r.State, Answer: r.Answer,
	}
	if pic.InForce(r.Of.Layer, r.Of.Code) {
		card.Area.Name = pic.SeatName(r.Of)
	}
	for i, p := range r.Line {
		card.Line[i] = [2]float64(p.LonLat())
	}
	if !r.Answered.IsZero() {
		card.Answered = r.Answered.Format(time.RFC3339)
	}
	return card
}

// reports lists the caller's own, and to a keeper those of the own areas.
func (s *Server) reports(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, c, limit := s.atlas.Current(), callerIn(r.Context()), whole(q, "limit", 100)
	list, err := s.cfg.Gate.Reports(r.Context(), c, access.ReportFilter{
		Reaches: func(at city.Seat) bool { return c.Reaches(pic.LineageEver(at)) }, State: city.ReportState(q.Get("state")), Before: int64(whole(q, "before", 0)), Limit: limit,
	})
	if err != nil {
		return err
	}
	ans := reportsAnswer{Reports: make([]reportCard, len(list))}
	for i := range list {
		ans.Reports[i] = cardOf(pic, c, &list[i])
	}
	if len(list) == limit {
		ans.Next = list[len(list)-1].N
	}
	return s.tell(w, r, http.StatusOK, ans)
}

// answerReport is the keeper's word on a report of the own areas.
func (s *Server) answerReport(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	n, err := strconv.ParseInt(segment(r, "n"), 10, 64)
	if err != nil {
		return &badParameter{name: "n", code: "bad_number", msg: "a report has a number"}
	}
	var body reportAnswer
	if err := record(w, r, maxReportBody, &body); err != nil {
		return err
	}
	pic, c := s.atlas.Current(), callerIn(r.Context())
	got, err := s.cfg.Gate.AnswerReport(r.Context(), c, access.ReportAnswer{N: n, Was: body.Was, State: body.State, Answer: body.Answer},
		func(at city.Seat) bool { return c.Reaches(pic.LineageEver(at)) })
	if err != nil {
		return err
	}
	return s.tell(w, r, http.StatusOK, cardOf(pic, c, got))
}

func (s *Server) reportRoutes() []Route {
	if s.cfg.Gate == nil {
		return nil
	}
	bad := []string{"missing_parameter", "unknown_parameter", "repeated_parameter"}
	states := make([]string, 0, len(city.ReportStates()))
	for _, one := range city.ReportStates() {
		states = append(states, string(one))
	}
	return []Route{{
		Method: "POST", Pattern: "/api/v1/reports", Name: "makeReport", Action: "reports.write", Personal: Movement, Cost: Work, Writes: true, Repeat: Stored,
		Summary: city.Label{Zh: "反映边界有误：画出的线与说明；同一键只存一次", En: "Say that a border is wrong on the map: a drawn line and a note; kept once for its key"},
		Body:    &Body{Of: newReport{}}, Answers: []Answer{{jsonType, reportCard{}}}, Created: true,
		Fails: Fails{
			400: append([]string{"bad_report", "bad_text"}, bad...), 403: {"report_elsewhere"}, 404: {"unknown_code"},
			413: {"report_too_large"}, 429: {"too_many_reports"},
		}, handle: s.makeReport,
	}, {
		Method: "GET", Pattern: "/api/v1/reports", Name: "listReports", Action: "reports.read", Personal: Movement, Cost: Work,
		Summary: city.Label{Zh: "边界反映：网格员看自己的，数据管理员看自己范围内的", En: "Reports of borders: a worker's own, and to a keeper of the data those of the own areas"},
		Params: []Param{
			{Name: "state", Type: Text, Enum: states, Says: city.Label{Zh: "状态；省略则全部", En: "state; all when left out"}},
			{Name: "before", Type: Integer, Least: 0, Most: maxRevision, Says: city.Label{Zh: "早于该编号", En: "older than this number"}},
			{Name: "limit", Type: Integer, Least: 1, Most: access.MostReportPage, Default: "100", Says: city.Label{Zh: "条数", En: "number of reports"}},
		},
		Answers: []Answer{{jsonType, reportsAnswer{}}}, handle: s.reports,
	}, {
		Method: "POST", Pattern: "/api/v1/reports/{n}/state", Name: "answerReport", Action: "reports.answer", Personal: Movement, Cost: Work, Writes: true,
		Summary: city.Label{Zh: "答复边界反映：已阅、采纳或不采纳，并写一句话", En: "Answer a report of a border: seen, taken or refused, with a word"},
		Params:  []Param{{Name: "n", Type: Integer, Required: true, Example: "1", Says: city.Label{Zh: "反映编号", En: "number of a report"}}},
		Body:    &Body{Of: reportAnswer{}}, Answers: []Answer{{jsonType, reportCard{}}},
		Fails: Fails{400: append([]string{"bad_answer", "bad_text", "bad_number"}, bad...), 404: {"unknown_report"}, 409: {"report_changed"}, 413: {"report_too_large"}}, handle: s.answerReport,
	}}
}
