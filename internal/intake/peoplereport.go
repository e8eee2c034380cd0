package intake

import (
	"cmp"
	"fmt"
	"slices"
)

// PeopleReport is the outcome of an import of persons, posts or organisations. Read = Accepted +
// len(Rejected). It holds codes of posts, organisations and persons, and neither a name nor a phone
// nor any other text of a cell.
type PeopleReport struct {
	Status Status `json:"status"`
	DryRun bool   `json:"dry_run,omitempty"`
	// Unmarked is true where the store is made up and the file does not say so of itself.
	Unmarked  bool   `json:"unmarked,omitempty"`
	Kind      string `json:"kind"`
	Format    string `json:"format"`
	Encoding  string `json:"encoding"`
	Sheet     string `json:"sheet,omitempty"`
	Effective string `json:"effective_from"` // of rows without a date; empty = open start
	Read      int    `json:"read"`
	Accepted  int    `json:"accepted"`
	Unchanged int    `json:"unchanged"`
	// Ended are the codes that --replace ended.
	Ended    []string      `json:"ended"`
	Rejected []RejectedRow `json:"rejected"`
	// Columns are the headings with the keys as which they are read; empty = not read, as Ignored.
	Columns map[string]string `json:"columns"`
	// Ignored are the headings of columns that are not read.
	Ignored []string `json:"ignored_columns"`
	// SheetsUnread counts the sheets with rows that were not read because none was named, ExternalLinks the
	// other workbooks to which there are links, which are not opened: their names may be those of persons.
	SheetsUnread  int `json:"sheets_unread_count,omitempty"`
	ExternalLinks int `json:"external_link_count,omitempty"`
	// Doubled counts the pairs of posts that one person has at the same hour; DoubleDuty holds the
	// first 1,000 of them.
	Doubled    int          `json:"double_duty_pairs"`
	DoubleDuty []DoubleDuty `json:"double_duty"`
	// Uncompared counts posts beyond the first 200 of one person, which were not compared.
	Uncompared int `json:"double_duty_uncompared,omitempty"`
	// VacantPosts counts the posts that rows leave vacant, without a person though their role is of no team
	// or desk; Vacant are the codes of the first 1,000.
	VacantPosts int      `json:"vacant_posts,omitempty"`
	Vacant      []string `json:"vacant,omitempty"`
	// EndingPosts counts the posts that end with a row's own end, nothing holding afterwards; Ending are the
	// first 1,000.
	EndingPosts int        `json:"ending_posts,omitempty"`
	Ending      []PostEnds `json:"ending,omitempty"`
	Revision    int64      `json:"revision"`
}

// RejectedRow is a row that was not taken, with its first reason.
type RejectedRow struct {
	Feature int    `json:"feature"` // from 1, the headings not counted
	Row     int    `json:"row"`     // line of the CSV, row of the sheet
	Column  string `json:"column"`  // heading; empty = the row as a whole
	Code    string `json:"code"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// DoubleDuty are two posts of one person whose hours overlap.
type DoubleDuty struct {
	Posts [2]string `json:"posts"`
	// SameSeat is true where both are for the same area, building, place or organisation.
	SameSeat bool `json:"same_seat"`
	// From is the first minute at which both are on duty within a year, 2026-12-01T20:00.
	From string `json:"from"`
}

// PostEnds is a post that ends with its row.
type PostEnds struct {
	Code string `json:"code"`
	// From is the first day without the post, 2027-01-01.
	From string `json:"from"`
}

// Mapping is how the columns were read, to be kept for the next table of the same headings.
func (r *PeopleReport) Mapping() *Mapping {
	return &Mapping{Kind: TableKind(r.Kind), Columns: r.Columns}
}

// Findings counts what makes a strict import refuse.
func (r *PeopleReport) Findings() int { return len(r.Rejected) + r.Doubled + r.SheetsUnread }

// Failed is true when rows were rejected, or nothing done though something was asked.
func (r *PeopleReport) Failed() bool { return r.Status == Refused || len(r.Rejected) > 0 }

// Written is the revision that the import made; 0 = none.
func (r *PeopleReport) Written() int64 { return written(r.DryRun, r.Status, r.Revision) }

// Summary is the report in one line.
func (r *PeopleReport) Summary() string {
	line := summary(r.Status, r.DryRun, r.Read, r.Accepted, r.Unchanged, len(r.Rejected))
	if len(r.Ended) > 0 {
		line += fmt.Sprintf(", %d ended", len(r.Ended))
	}
	if r.Doubled > 0 {
		line += fmt.Sprintf(", %d pairs of posts of one person at the same hour", r.Doubled)
	}
	if r.VacantPosts > 0 {
		line += fmt.Sprintf(", %d posts vacant (no person)", r.VacantPosts)
	}
	if r.EndingPosts > 0 {
		line += fmt.Sprintf(", %d posts end with their row", r.EndingPosts)
	}
	if r.ExternalLinks > 0 {
		line += fmt.Sprintf(", links to %d other workbooks, which were not opened", r.ExternalLinks)
	}
	if r.SheetsUnread > 0 {
		line += fmt.Sprintf(", %d sheets with rows not read, as none was named and the first was taken", r.SheetsUnread)
	}
	return fmt.Sprintf("%s; revision %d%s", line, r.Revision, UnmarkedWords(r.Unmarked))
}

func (r *PeopleReport) sort() {
	slices.SortFunc(r.Rejected, func(a, b RejectedRow) int { return cmp.Compare(a.Feature, b.Feature) })
}
