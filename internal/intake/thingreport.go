package intake

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/paulmach/orb"
)

// ThingReport is the outcome of an import of buildings, places or barriers. Read = Accepted +
// len(Rejected). Positions are lon, lat in degrees, WGS-84.
type ThingReport struct {
	Status Status `json:"status"`
	DryRun bool   `json:"dry_run,omitempty"`
	// Unmarked is true where the store is made up and the file does not say so of itself.
	Unmarked  bool      `json:"unmarked,omitempty"`
	Kind      TableKind `json:"kind"`
	Layer     string    `json:"layer,omitempty"`
	Format    string    `json:"format"`
	Encoding  string    `json:"encoding,omitempty"`
	Sheet     string    `json:"sheet,omitempty"`
	CRS       string    `json:"crs,omitempty"`
	Effective string    `json:"effective_from"` // empty = open start
	Read      int       `json:"read"`
	Accepted  int       `json:"accepted"`
	Unchanged int       `json:"unchanged"`
	// Ended are the codes that --replace ended.
	Ended    []string        `json:"ended"`
	Rejected []RejectedThing `json:"rejected"`
	// Columns are the headings with the keys as which they are read; empty = not read, as Ignored.
	Columns map[string]string `json:"columns"`
	Ignored []string          `json:"ignored_columns"`
	// Notes are the rows of sums and remarks, which are no things.
	Notes []int `json:"note_rows"`
	// SheetsUnread are sheets with rows beside the first one of a workbook, which was read because none was
	// named. ExternalLinks are the files, without folders, to which the workbook has links, at most 20: none is
	// opened, and a value that comes from one is refused (formula_cell).
	SheetsUnread  []UnreadSheet `json:"sheets_unread,omitempty"`
	ExternalLinks []string      `json:"external_links,omitempty"`
	// Against, Foreign, Conflicts and Missing are as in Report.
	Against   *Against   `json:"against,omitempty"`
	Foreign   *Against   `json:"foreign,omitempty"`
	Conflicts []Conflict `json:"conflicts,omitempty"`
	Missing   []string   `json:"missing,omitempty"`
	// LeftEdits and LeftEditsMore are as in Report.
	LeftEdits     []LeftEdit `json:"left_edits,omitempty"`
	LeftEditsMore int        `json:"left_edits_more,omitempty"`
	// Standing are the places of which the file says that they stand where nobody walks: they are taken.
	Standing []StandingPlace `json:"standing,omitempty"`
	// Outside are buildings and places wholly outside the areas of the widest partition, or where it has none, of
	// one right under it: the first 1,000;
	// OutsideMore counts the others.
	Outside     []OutsideThing `json:"outside,omitempty"`
	OutsideMore int            `json:"outside_more,omitempty"`
	// OtherCompounds are buildings whose address and ground are of two compounds: the first 1,000;
	// OtherCompoundsMore counts the others.
	OtherCompounds     []OtherCompound `json:"other_compounds,omitempty"`
	OtherCompoundsMore int             `json:"other_compounds_more,omitempty"`
	// Shifted is told where the rows are taken though they, or what they were compared with, are shifted as on
	// a web map; with the reason SetBack they may be in another system, and that is no finding.
	Shifted *ShiftedThings `json:"shifted,omitempty"`
	// DatumUnjudged counts the rows that are too few to tell whether their degrees are those of a web map, where neither
	// the options nor the file name a system: no finding, but worth a look at the map.
	DatumUnjudged int `json:"datum_unjudged,omitempty"`
	// LatFirst counts the positions of one cell in which the latitude stands before the longitude: they are taken.
	LatFirst int `json:"lat_first,omitempty"`
	// Mended counts the things of which what stood in a wrong datum got its true place before the effective date or
	// after what the row says, too.
	Mended int `json:"mended,omitempty"`
	// OtherClass counts the barriers that say of themselves another class than --layer, and are taken as
	// what they say: gates in a file of walls.
	OtherClass map[string]int `json:"other_class,omitempty"`
	// Assigned counts the codes that were made up because the file has none.
	Assigned int `json:"assigned"`
	// Dwellings counts the addresses of which flat or entrance was left out.
	Dwellings int `json:"dwellings_left_out,omitempty"`
	// NoGrid and NoCompound count the buildings that name none and lie in none.
	NoGrid     int   `json:"no_grid"`
	NoCompound int   `json:"no_compound"`
	Revision   int64 `json:"revision"`
}

// RejectedThing is a row or feature that was not taken, with its first reason.
type RejectedThing struct {
	Feature int        `json:"feature"`          // from 1, the headings not counted
	Row     int        `json:"row,omitempty"`    // line of the CSV, row of the sheet
	Column  string     `json:"column,omitempty"` // heading; empty = the row as a whole
	Code    string     `json:"code"`
	Reason  string     `json:"reason"`
	Message string     `json:"message"`
	At      *orb.Point `json:"at"`
}

// StandingPlace is a place of the file in water, or off the walking network of the city.
type StandingPlace struct {
	Feature int       `json:"feature"`       // from 1, the headings not counted
	Row     int       `json:"row,omitempty"` // line of the CSV, row of the sheet
	Code    string    `json:"code"`
	Reason  string    `json:"reason"` // place_in_water or place_off_network
	Message string    `json:"message"`
	At      orb.Point `json:"at"`
}

// Mapping is how the columns were read, to be kept for the next table of the same headings.
func (r *ThingReport) Mapping() *Mapping { return &Mapping{Kind: r.Kind, Columns: r.Columns} }

// Findings counts what makes a strict import refuse.
func (r *ThingReport) Findings() int {
	shifted := 0
	if r.Shifted != nil && r.Shifted.Reason != SetBack {
		shifted = 1
	}
	return shifted + len(r.Rejected) + len(r.Conflicts) + len(r.LeftEdits) + r.LeftEditsMore + len(r.Standing) + len(r.OtherCompounds) + r.OtherCompoundsMore + len(r.Outside) + r.OutsideMore + len(r.SheetsUnread)
}

// Failed is true when rows were rejected, or nothing done though something was asked.
func (r *ThingReport) Failed() bool { return r.Status == Refused || len(r.Rejected) > 0 }

// Written is the revision that the import made; 0 = none.
func (r *ThingReport) Written() int64 { return written(r.DryRun, r.Status, r.Revision) }

// Summary is the report in one line.
func (r *ThingReport) Summary() string {
	line := summary(r.Status, r.DryRun, r.Read, r.Accepted, r.Unchanged, len(r.Rejected))
	for _, c := range []struct {
		n    int
		what string
	}{
		{len(r.Conflicts), "conflicts"}, {len(r.Missing), "missing and kept"}, {len(r.Ended), "ended"}, {len(r.LeftEdits) + r.LeftEditsMore, "edits not taken"}, {r.Assigned, "with made-up codes"}, {len(r.Notes), "rows of notes"}, {r.Dwellings, "dwellings left out"},
		{len(r.Standing), "in water or off the walking network"}, {r.NoGrid, "in no grid"}, {r.NoCompound, "in no compound"},
		{len(r.Outside) + r.OutsideMore, "outside the city"},
		{len(r.OtherCompounds) + r.OtherCompoundsMore, "in another compound than their address says"},
		{r.Mended, "in a true place as long as they stood in a wrong datum"},
		{r.LatFirst, "with the latitude before the longitude"},
		{r.DatumUnjudged, "too few to tell the datum of (look at them on the map, or say --crs)"},
	} {
		if c.n > 0 {
			line += fmt.Sprintf(", %d %s", c.n, c.what)
		}
	}
	for _, class := range slices.Sorted(maps.Keys(r.OtherClass)) {
		line += fmt.Sprintf(", %d kept as %s", r.OtherClass[class], class)
	}
	if r.Shifted != nil {
		line += ", " + r.Shifted.Message
	}
	return fmt.Sprintf("%s; revision %d%s%s", line, r.Revision, BesideWords(r.SheetsUnread, r.ExternalLinks), UnmarkedWords(r.Unmarked))
}

// tellOther counts a row that says a class of its own.
func (r *ThingReport) tellOther(class string) {
	if r.OtherClass == nil {
		r.OtherClass = map[string]int{}
	}
	r.OtherClass[clip(class)]++
}

func (r *ThingReport) sort() {
	slices.SortStableFunc(r.Conflicts, func(a, b Conflict) int { return cmp.Compare(a.Feature, b.Feature) })
	slices.SortFunc(r.Rejected, func(a, b RejectedThing) int { return cmp.Compare(a.Feature, b.Feature) })
}
