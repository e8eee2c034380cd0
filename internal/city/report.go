package city

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/redsail/redsail/geo"
)

// Limits of a report of a border.
const (
	MostReportPoints = 500
	MostReportText   = 500 // characters of a note or an answer
	MostReportsADay  = 50  // of one account
)

// ReportState is how far the keeper of the data is with a report.
type ReportState string

// The states of a report.
const (
	ReportNew     ReportState = "new"
	ReportSeen    ReportState = "seen"
	ReportTaken   ReportState = "taken"   // the border was, or will be, drawn anew
	ReportRefused ReportState = "refused" // the border is right as it is
)

// ReportStates lists the states of a report, in their order.
func ReportStates() []ReportState {
	return []ReportState{ReportNew, ReportSeen, ReportTaken, ReportRefused}
}

// BorderReport is what somebody says of a border that is wrong on the map. It is a claim: it changes
// nothing of the city.
type BorderReport struct {
	N       int64 // 1, 2, … of the store
	Made    time.Time
	Account string // who made it; empty = the account is no more
	Key     string // by which sending it again is known, of the account
	Of      Seat   // the area that it is about
	Line    geo.Line
	Note    string

	State    ReportState
	Answer   string
	Answered time.Time // zero = not yet
}

// Check refuses a report that is none: Invalid, bad_report, or TooLarge, report_too_large. The text names
// points by their numbers, never where they lie.
func (r *BorderReport) Check() error {
	switch {
	case len(r.Line) > MostReportPoints:
		return Errorf(TooLarge, "report_too_large", "the line has %d points; at most %d are taken", len(r.Line), MostReportPoints)
	case len(r.Line) < 2 || len(slices.Compact(slices.Clone(r.Line))) < 2:
		return Errorf(Invalid, "bad_report", "the line needs two points at least that are not the same")
	}
	for i, p := range r.Line {
		if !onEarth(p) {
			return Errorf(Invalid, "bad_report", "point %d of the line is not on the earth", i+1)
		}
	}
	return checkReportText("note", r.Note)
}

// CheckAnswer refuses an answer that is none: back to new, or a refusal without a word; Invalid, bad_answer.
func (r *BorderReport) CheckAnswer() error {
	if r.State == ReportNew || !slices.Contains(ReportStates(), r.State) {
		return Errorf(Invalid, "bad_answer", "a report is answered as seen, taken or refused")
	}
	if r.State == ReportRefused && r.Answer == "" {
		return Errorf(Invalid, "bad_answer", "a refusal needs a word for who made the report")
	}
	return checkReportText("answer", r.Answer)
}

func checkReportText(what, text string) error {
	if n := utf8.RuneCountInString(text); n > MostReportText {
		return Errorf(TooLarge, "report_too_large", "the %s has %d characters; at most %d are taken", what, n, MostReportText)
	}
	if !utf8.ValidString(text) {
		return Errorf(Invalid, "bad_text", "the %s is no UTF-8 text", what)
	}
	for _, c := range text {
		if unicode.IsControl(c) && c != '\n' {
			return Errorf(Invalid, "bad_text", "the %s holds a control character", what)
		}
	}
	return nil
}

// Same tells whether two reports say the same of the same area.
func (r *BorderReport) Same(o *BorderReport) bool {
	return r.Of == o.Of && r.Note == o.Note && slices.Equal(r.Line, o.Line)
}

// UnknownReport says that there is no report of a number.
func UnknownReport(n int64) *Error {
	return Errorf(NotFound, "unknown_report", "there is no report %d", n)
}
