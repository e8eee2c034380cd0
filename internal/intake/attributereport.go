package intake

import (
	"fmt"

	"github.com/redsail/redsail/geo/codec"
)

// AttributeReport is the outcome of joining a table to areas. Read = Accepted + len(Rejected).
type AttributeReport struct {
	Status Status `json:"status"`
	DryRun bool   `json:"dry_run,omitempty"`
	// Unmarked is true where the store is made up and the file does not say so of itself.
	Unmarked  bool          `json:"unmarked,omitempty"`
	Kind      TableKind     `json:"kind"`
	Layer     string        `json:"layer"`
	Format    string        `json:"format"`
	Encoding  string        `json:"encoding,omitempty"`
	Sheet     string        `json:"sheet,omitempty"`
	Effective string        `json:"effective_from"`
	Read      int           `json:"read"`
	Accepted  int           `json:"accepted"`
	Unchanged int           `json:"unchanged"`
	Rejected  []RejectedRow `json:"rejected"`
	// Crossed are the rows whose code is of one area and whose name is of another; the code counts.
	Crossed []CrossedRow `json:"crossed"`
	// Columns, Ignored and Notes are as in ThingReport.
	Columns map[string]string `json:"columns"`
	Ignored []string          `json:"ignored_columns"`
	Notes   []int             `json:"note_rows"`
	// SheetsUnread and ExternalLinks are as in ThingReport.
	SheetsUnread  []UnreadSheet `json:"sheets_unread,omitempty"`
	ExternalLinks []string      `json:"external_links,omitempty"`
	// Untouched counts the areas of the layer that no row is for.
	Untouched int   `json:"untouched"`
	Revision  int64 `json:"revision"`
}

// CrossedRow is a row that names two areas.
type CrossedRow struct {
	Code   string `json:"code"`
	OfName string `json:"of_name"` // the code of the area of that name
}

func newAttributeReport(im *attributeImporter, src codec.Source) *AttributeReport {
	return &AttributeReport{
		SheetsUnread: unreadSheets(src), ExternalLinks: src.External,
		DryRun: im.o.DryRun, Unmarked: im.unmarked, Kind: TableAttributes, Layer: im.def.Key, Format: src.Format, Encoding: src.Encoding, Sheet: src.Layer,
		Effective: im.from.String(), Revision: im.state.Revision, Rejected: []RejectedRow{}, Crossed: []CrossedRow{},
		Columns: map[string]string{}, Ignored: []string{}, Notes: []int{},
	}
}

// Mapping is how the columns were read, to be kept for the next table of the same headings.
func (r *AttributeReport) Mapping() *Mapping { return &Mapping{Kind: r.Kind, Columns: r.Columns} }

// Findings counts what makes a strict import refuse.
func (r *AttributeReport) Findings() int {
	return len(r.Rejected) + len(r.Crossed) + len(r.SheetsUnread)
}

// Failed is true when rows were rejected, or nothing done though something was asked.
func (r *AttributeReport) Failed() bool { return r.Status == Refused || len(r.Rejected) > 0 }

// Written is the revision that the import made; 0 = none.
func (r *AttributeReport) Written() int64 { return written(r.DryRun, r.Status, r.Revision) }

// Summary is the report in one line.
func (r *AttributeReport) Summary() string {
	line := summary(r.Status, r.DryRun, r.Read, r.Accepted, r.Unchanged, len(r.Rejected)) + fmt.Sprintf(", %d areas without a row", r.Untouched)
	if len(r.Crossed) > 0 {
		line += fmt.Sprintf(", %d with code and name of two areas", len(r.Crossed))
	}
	return fmt.Sprintf("%s; revision %d%s%s", line, r.Revision, BesideWords(r.SheetsUnread, r.ExternalLinks), UnmarkedWords(r.Unmarked))
}
