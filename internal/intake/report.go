package intake

import (
	"cmp"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/city"
)

// Status sums a report up.
type Status string

// The values of Status.
const (
	Stored             Status = "stored"
	StoredWithFindings Status = "stored_with_findings"
	Unchanged          Status = "unchanged"
	Refused            Status = "refused"
)

// Report is the outcome of an import, in the words of the contract. Read = Accepted +
// len(Rejected). Positions are lon, lat in degrees, WGS-84.
type Report struct {
	Status    Status     `json:"status"`
	DryRun    bool       `json:"dry_run,omitempty"`
	Layer     string     `json:"layer"`
	Format    string     `json:"format"`
	CRS       string     `json:"crs"`
	Effective string     `json:"effective_from"` // empty = open start
	Read      int        `json:"read"`
	Accepted  int        `json:"accepted"`
	Unchanged int        `json:"unchanged"`
	Ended     []string   `json:"ended"`
	Repaired  []Repaired `json:"repaired"`
	// Unrepaired are the places at which a repair was asked for and could not be done within
	// its bounds, so that the finding stays; UnrepairedMore when there are more than 1,000.
	Unrepaired     []Unrepaired `json:"unrepaired,omitempty"`
	UnrepairedMore bool         `json:"unrepaired_more,omitempty"`
	// Unsettled is true when repairs beside areas of the store did not come to rest: what is
	// stored is sound, but a second import of the file may change it by a unit.
	Unsettled bool       `json:"unsettled,omitempty"`
	Rejected  []Rejected `json:"rejected"`
	// Notes are the rows of sums and remarks of a table, which are no areas.
	Notes    []int     `json:"note_rows,omitempty"`
	Gaps     []Gap     `json:"gaps"`
	Overlaps []Overlap `json:"overlaps"`
	// Uncovered are parents, at the effective date, with ground that none of the layer's areas has though
	// some name them: at the edge of the layer that is no gap.
	Uncovered []Uncovered `json:"uncovered,omitempty"`
	// Doubts are features that are taken, though their code or their place is hardly meant: the first
	// 1,000; DoubtsMore counts the others.
	Doubts     []Doubt `json:"doubts,omitempty"`
	DoubtsMore int     `json:"doubts_more,omitempty"`
	// Unsearched counts the later dates at which the layer changes and that were not
	// searched for gaps and overlaps, because there are too many.
	Unsearched int `json:"unsearched_dates,omitempty"`
	// Rehomed counts the buildings that named an area which split-parents ended, and name now the part that
	// has their ground.
	Rehomed int `json:"rehomed,omitempty"`
	// Noded counts areas of the store that gained or lost a vertex so that shared borders
	// stay the same line; NodedIn counts those of the file.
	Noded   int `json:"noded"`
	NodedIn int `json:"noded_in_file"`
	// Assigned counts the codes that were made up because the file has no code field.
	Assigned int `json:"assigned"`
	// PerhapsCode is a column that has a value of its own for each feature and may hold the codes, though codes were made up.
	PerhapsCode string `json:"perhaps_code,omitempty"`
	// NoParent counts areas for which the parent layer has no area at their label point.
	NoParent int `json:"no_parent"`
	// MovedMaxM is the largest distance that rounding and noding moved a border.
	MovedMaxM float64 `json:"moved_max_m"`
	Revision  int64   `json:"revision"`

	// Against is the export of this store that the file is an edited copy of; Foreign one of
	// another store, or of a history that this one does not have: then the file is as any other.
	Against *Against `json:"against,omitempty"`
	Foreign *Against `json:"foreign,omitempty"`
	// Conflicts are what both the copy and the store have changed; Missing the codes that the copy
	// lacks and that stay, for lack of --replace.
	Conflicts []Conflict `json:"conflicts,omitempty"`
	Missing   []string   `json:"missing,omitempty"`
	// LeftEdits are edited cells of the copy whose values are not taken: the first 1,000; LeftEditsMore counts
	// the others.
	LeftEdits     []LeftEdit `json:"left_edits,omitempty"`
	LeftEditsMore int        `json:"left_edits_more,omitempty"`

	// Control tells of the control points, where there are any.
	Control *ControlReport `json:"control,omitempty"`
	// Ignored lists what the file holds and is not read: "12 SPLINE".
	Ignored []string `json:"ignored,omitempty"`
	// IgnoredColumns are those of the file that nothing reads; of a drawing none are listed.
	IgnoredColumns []string `json:"ignored_columns,omitempty"`
	// SheetsUnread and ExternalLinks are as in ThingReport.
	SheetsUnread  []UnreadSheet `json:"sheets_unread,omitempty"`
	ExternalLinks []string      `json:"external_links,omitempty"`
	// Unmarked is true where the store is made up and the file does not say so of itself.
	Unmarked bool `json:"unmarked,omitempty"`
}

// Repaired is a named repair of a feature; Feature counts from 1 in file order.
type Repaired struct {
	Feature int    `json:"feature"`
	Code    string `json:"code"`
	Repair  string `json:"repair"`
	// At is the place of the largest repair, of Places in all.
	At     *orb.Point `json:"at"`
	Places int        `json:"places"`
	// AreaM2 is the ground that changed hands, MovedM how far a vertex of the border moved, or
	// the length of the longest line that closed a ring.
	AreaM2 float64 `json:"area_m2,omitempty"`
	MovedM float64 `json:"moved_m,omitempty"`
	// Parts are the codes of the areas into which it was split.
	Parts []string `json:"parts,omitempty"`
}

// Unrepaired is a place that a repair left as it was; Feature is 0 where it is none of a
// single feature.
type Unrepaired struct {
	Feature int        `json:"feature,omitempty"`
	Code    string     `json:"code,omitempty"`
	Repair  string     `json:"repair"`
	Message string     `json:"message"`
	At      *orb.Point `json:"at"`
}

// Rejected is a feature that was not taken, with its first reason.
type Rejected struct {
	Feature int        `json:"feature"`
	Code    string     `json:"code"`
	Reason  string     `json:"reason"`
	Message string     `json:"message"`
	At      *orb.Point `json:"at"`
}

// Gap is a connected piece inside the layer that no area covers. From is the later date at
// which it appears first, empty when it is there at the effective date.
type Gap struct {
	AreaM2   float64   `json:"area_m2"`
	WidthM   float64   `json:"width_m"`
	Hairline bool      `json:"hairline"`
	At       orb.Point `json:"at"`
	From     string    `json:"from,omitempty"`
}

// Uncovered is the ground of a parent that no area has, pieces summed; At lies in the largest one.
type Uncovered struct {
	Parent string    `json:"parent"`
	AreaM2 float64   `json:"area_m2"`
	WidthM float64   `json:"width_m"`
	At     orb.Point `json:"at"`
	// Outline draws that ground: at most 1,000 points, and 20,000 in a report, simplified where it has more;
	// absent where there is no room left.
	Outline orb.MultiPolygon `json:"outline,omitempty"`
}

// Overlap is what a pair of areas shares, pieces summed; At lies in the largest piece. From
// is as in Gap: a pair has a further entry for each later date at which it shares something
// else than before.
type Overlap struct {
	Codes    [2]string `json:"codes"`
	AreaM2   float64   `json:"area_m2"`
	WidthM   float64   `json:"width_m"`
	Hairline bool      `json:"hairline"`
	At       orb.Point `json:"at"`
	From     string    `json:"from,omitempty"`
}

// Findings counts what makes a strict import refuse.
func (r *Report) Findings() int {
	return len(r.Rejected) + len(r.Gaps) + len(r.Overlaps) + len(r.Conflicts) + len(r.LeftEdits) + r.LeftEditsMore + len(r.Doubts) + r.DoubtsMore + len(r.SheetsUnread) + len(r.Uncovered)
}

// Failed is true when the run found what its exit code must tell: features rejected, or
// nothing done though something was asked.
func (r *Report) Failed() bool { return r.Status == Refused || len(r.Rejected) > 0 }

// Written is the revision that the import made; 0 = none: the report's is then the one that was read.
func (r *Report) Written() int64 { return written(r.DryRun, r.Status, r.Revision) }

func written(dry bool, s Status, revision int64) int64 {
	if dry || s != Stored && s != StoredWithFindings {
		return 0
	}
	return revision
}

// reject takes a feature out, for good.
func (r *Report) reject(f *feature, reason, message string, at *orb.Point) {
	f.rejected, f.raw = true, nil
	for _, s := range f.siblings { // a feature is taken whole or not at all
		s.rejected = true
	}
	r.Rejected = append(r.Rejected, Rejected{Feature: f.number, Code: clip(f.code), Reason: reason, Message: message, At: at})
}

// place turns the positions of what was rejected so far from the system of the file into
// degrees; one that is none in that system is left out.
func (r *Report) place(sys crs.System) {
	for i := range r.Rejected {
		at := r.Rejected[i].At
		r.Rejected[i].At = nil
		if at == nil {
			continue
		}
		ll, err := sys.ToWGS84(*at)
		if err != nil {
			continue
		}
		if p, err := geo.Snap(ll); err == nil {
			r.Rejected[i].At = place(p)
		}
	}
}

// sort brings what was rejected into file order, whatever the stage that found it.
func (r *Report) sort() {
	slices.SortStableFunc(r.Repaired, func(a, b Repaired) int { return cmp.Compare(a.Feature, b.Feature) })
	slices.SortStableFunc(r.Conflicts, func(a, b Conflict) int { return cmp.Compare(a.Feature, b.Feature) })
	slices.SortFunc(r.Rejected, func(a, b Rejected) int { return cmp.Compare(a.Feature, b.Feature) })
}

func place(p geo.Point) *orb.Point {
	ll := p.LonLat()
	return &ll
}

// placeOf is the first point of a shape.
func placeOf(m geo.MultiPolygon) *orb.Point {
	for _, poly := range m {
		for _, r := range poly {
			if len(r) > 0 {
				return place(r[0])
			}
		}
	}
	return nil
}

// clip keeps a text from a file short enough for a line of a report.
func clip(s string) string {
	const most = 4 * city.MaxCode
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
