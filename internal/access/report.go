package access

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Bounds of a page of reports, and of what is read at once.
const (
	MostReportPage = 200
	reportBatch    = 500
)

// PackLine writes a line as the stores keep it: JSON, points of the lattice.
func PackLine(line geo.Line) string {
	list := make([][2]int32, len(line))
	for i, p := range line {
		list[i] = [2]int32{p.X, p.Y}
	}
	text, _ := json.Marshal(list) // numbers always can be written
	return string(text)
}

// UnpackLine reads what PackLine wrote.
func UnpackLine(text string) (geo.Line, error) {
	var list [][2]int32
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, unreadable(err)
	}
	line := make(geo.Line, len(list))
	for i, p := range list {
		line[i] = geo.Point{X: p[0], Y: p[1]}
	}
	return line, nil
}

// ScanReport reads a row of reports, its columns in the order of Tables.
func ScanReport(scan func(dest ...any) error) (city.BorderReport, error) {
	r := city.BorderReport{Of: city.Seat{Kind: city.KindArea}}
	var made, answered int64
	var line string
	err := scan(&r.N, &made, &r.Account, &r.Key, &r.Of.Layer, &r.Of.Code, &line, &r.Note, &r.State, &r.Answer, &answered)
	if err != nil {
		return r, err
	}
	r.Made, r.Answered = FromMicro(made), FromMicro(answered)
	r.Line, err = UnpackLine(line)
	return r, err
}

// ReportRow are the values of a report in the order of Tables.
func ReportRow(r *city.BorderReport) []any {
	return []any{r.N, Micro(r.Made), r.Account, r.Key, r.Of.Layer, r.Of.Code, PackLine(r.Line), r.Note, string(r.State), r.Answer, Micro(r.Answered)}
}

// SentBefore gives a report that is kept already for what is sent again: Invalid, idempotency_mismatch,
// where its key came with another one.
func SentBefore(have, again *city.BorderReport) error {
	if !have.Same(again) {
		return city.Errorf(city.Invalid, "idempotency_mismatch", "the key came before with another report")
	}
	*again = *have
	return nil
}

// TooManyReports says that an account has made all that it may of a day.
func TooManyReports(most int) *city.Error {
	return city.Errorf(city.TooMany, "too_many_reports", "this account has made %d reports in 24 hours; no more are taken until the first of them is a day old", most)
}

// ReportChanged says that a report is not in the state in which it was read.
func ReportChanged(n int64) *city.Error {
	return city.Errorf(city.Conflict, "report_changed", "report %d was answered by somebody else meanwhile", n)
}

// ReportBy gives the caller's report of a key, which may be sent again when much has changed; nil = there is none.
func (s *Service) ReportBy(ctx context.Context, by *Caller, key string) (*city.BorderReport, error) {
	if err := may(by, "reports.write"); err != nil {
		return nil, err
	}
	return s.store.ReportBy(ctx, by.Account, key)
}

// MakeReport keeps a report of the caller's, once for its key, together with its row of the audit; made tells
// whether it is a new one.
func (s *Service) MakeReport(ctx context.Context, by *Caller, r *city.BorderReport) (made bool, err error) {
	if err := may(by, "reports.write"); err != nil {
		return false, err
	}
	if err := r.Check(); err != nil {
		return false, err
	}
	now := s.now()
	r.N, r.Account, r.Made, r.State = 0, by.Account, now, city.ReportNew
	row := s.signedBy(ctx, by, &Entry{Action: "reports.write", Of: []string{reportKey(0), r.Of.Key().String()}})
	if err := checkEntry(&row); err != nil {
		return false, err
	}
	return s.store.PutReport(ctx, r, now.Add(-24*time.Hour), city.MostReportsADay, func(n int64) Entry {
		row := row.clone()
		row.Of[0] = reportKey(n)
		return row
	})
}

// leastReportDays is how long a settled report stays at the least: who made it reads the answer.
const leastReportDays = 30

// RetainReports takes reports away that were taken or refused more than days ago, of which there are 30 at the
// least, and says so in the audit. It gives how many went.
func (s *Service) RetainReports(ctx context.Context, days int) (int, error) {
	if days < leastReportDays {
		return 0, city.Errorf(city.Invalid, "bad_retention", "a report that is settled is kept for %d days at the least", leastReportDays)
	}
	return s.store.DropReports(ctx, s.now().AddDate(0, 0, -days), func(n int) Entry {
		return s.signedBy(ctx, nil, &Entry{Action: "reports.trim", Via: ViaCommand, Of: []string{"reports/" + strconv.Itoa(n)}})
	})
}

func reportKey(n int64) string { return "report/" + strconv.FormatInt(n, 10) }

// ReportFilter says which reports. Zero fields ask for nothing.
type ReportFilter struct {
	// Reaches tells whether the caller is for an area.
	Reaches func(city.Seat) bool
	State   city.ReportState
	Before  int64 // older than this one
	Limit   int   // at most MostReportPage
}

// sees is true of the caller's own reports, and of those about the areas that a keeper is for.
func (f *ReportFilter) sees(by *Caller, r *city.BorderReport) bool {
	return r.Account != "" && r.Account == by.Account || by.May("reports.answer") && f.Reaches(r.Of)
}

// Reports lists those that a caller may see, the latest first.
func (s *Service) Reports(ctx context.Context, by *Caller, f ReportFilter) ([]city.BorderReport, error) {
	if err := may(by, "reports.read"); err != nil {
		return nil, err
	}
	limit := min(cmp.Or(max(f.Limit, 0), MostReportPage), MostReportPage)
	out := []city.BorderReport{}
	of := by.Account
	if by.May("reports.answer") {
		of = ""
	}
	for before := f.Before; ; {
		rows, err := s.store.Reports(ctx, of, before, reportBatch)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			if r := &rows[i]; f.sees(by, r) && (f.State == "" || r.State == f.State) {
				if out = append(out, *r); len(out) == limit {
					return out, nil
				}
			}
		}
		if len(rows) < reportBatch {
			return out, nil
		}
		before = rows[len(rows)-1].N
	}
}

// ReportAnswer is what the keeper says of a report.
type ReportAnswer struct {
	N          int64
	Was, State city.ReportState // the state in which it was read, and the new one
	Answer     string
}

// AnswerReport puts a report that stood in a state into another, with a word. One of an area that the caller
// is not for is NotFound, unknown_report; one in another state Conflict, report_changed.
func (s *Service) AnswerReport(ctx context.Context, by *Caller, a ReportAnswer, reaches func(city.Seat) bool) (*city.BorderReport, error) {
	if err := may(by, "reports.answer"); err != nil {
		return nil, err
	}
	rows, err := s.store.Reports(ctx, "", a.N+1, 1)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(rows, func(r city.BorderReport) bool { return r.N == a.N })
	if i < 0 || !reaches(rows[i].Of) {
		return nil, city.UnknownReport(a.N)
	}
	r := rows[i]
	r.State, r.Answer, r.Answered = a.State, a.Answer, s.now()
	if err := r.CheckAnswer(); err != nil {
		return nil, err
	}
	row := s.signedBy(ctx, by, &Entry{Action: "reports.answer", Of: []string{reportKey(a.N), r.Of.Key().String(), "state/" + string(a.State)}})
	if err := checkEntry(&row); err != nil {
		return nil, err
	}
	if err := s.store.SetReport(ctx, &r, a.Was, row); err != nil {
		return nil, err
	}
	return &r, nil
}
