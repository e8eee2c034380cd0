package intake

import (
	"cmp"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// PeopleOptions say how a table of persons, posts or organisations is read and what its import
// may do.
type PeopleOptions struct {
	// Kind is KindPerson, KindPost or KindOrganisation.
	Kind city.RecordKind
	// Sheet names that of a workbook; empty = the first. Encoding is that of a CSV that does not
	// show it.
	Sheet, Encoding string
	// Mapping says what columns hold whose headings are not known; nil = none.
	Mapping *Mapping
	// Replace ends those in force at the effective date that the file lacks.
	Replace bool
	// Strict refuses the whole file on any finding.
	Strict bool
	// EffectiveFrom is the date from which rows without a date of their own hold; nil: an open
	// start for the first import of the kind, else today in the city's zone.
	EffectiveFrom *city.Date
	// Origin says where the file comes from; Seen is told what it holds.
	Origin Origin
	Seen   Seen
	// DryRun reports and writes nothing, and makes no keys.
	DryRun bool
	Author string
	Note   string
	Limits codec.Limits
	// Now tells the time; nil = time.Now.
	Now func() time.Time
	// Progress, when not nil, is told what is being done.
	Progress Progress
	// Check is as that of Options.
	Check func(ctx context.Context, c *city.Change) error
}

// ImportPeople reads a table of persons, posts or organisations as one Change; keys are those of
// the store's persons, and needed for persons alone. An error means that the store is as it was and
// that there is no report; it may be that keys were made for persons who are not there yet. A fault
// of a row is an entry of the report. An import that another writer overtakes is made again.
func ImportPeople(ctx context.Context, s city.Store, keys city.Keys, path string, o PeopleOptions) (*PeopleReport, error) {
	switch o.Kind {
	case city.KindPerson, city.KindPost, city.KindOrganisation:
	default:
		return nil, city.Errorf(city.Invalid, "unknown_kind", "a table of people holds persons, posts or organisations, not %s", o.Kind)
	}
	if o.Kind == city.KindPerson && keys == nil {
		return nil, errors.New("persons are imported without keys")
	}
	if o.Mapping != nil && o.Mapping.Kind != TableKind(o.Kind.String()) {
		return nil, badMapping("it is for tables of kind %s, not %s", o.Mapping.Kind, o.Kind)
	}
	if err := o.Origin.Check(); err != nil {
		return nil, err
	}
	if o.Origin.Permission != "" {
		return nil, city.Errorf(city.Invalid, "bad_permission", "a table of kind %s takes no permission class: what is about persons is restricted always", o.Kind)
	}
	calendars, err := atlas.Calendars()
	if err != nil {
		return nil, err
	}
	var im *peopleImporter
	err = untilFirst(o.Progress, func() error {
		im = &peopleImporter{o: &o, path: path, keys: keys, calendars: calendars}
		return im.once(ctx, s)
	})
	if err != nil {
		return nil, err
	}
	return im.report, nil
}

// peopleImporter is one try at one file.
type peopleImporter struct {
	o         *PeopleOptions
	path      string
	keys      city.Keys
	calendars map[string]*city.Calendar
	scheme    *city.Scheme
	words     words3
	state     city.State
	from      city.Date // of rows without a date
	today     city.Date
	seats     *seats
	stored    map[string][]*city.Record // by code, in the order of time
	people    *seatLayer                // persons, for the posts
	head      header
	old       bool
	texts     *hoursCache
	drafts    []*draft
	byContent map[string][]*draft // the rows of persons who have several
	ownKeys   map[string][]byte   // of persons of the store
	madeUp    map[string][]byte   // by code, keys under which who has none yet is sealed until the store takes the change
	told      map[string]bool     // columns whose words a fault has listed
	report    *PeopleReport
	unmarked  bool // see mix
	change    city.Change
	same      []city.Entry // what rows repeat that is there already
}

// draft is a row of the file.
type draft struct {
	number, row int
	code        string
	valid       city.Period
	raw         rawRow
	// content is what the row makes of its thing; stop is where what the row says ends.
	content   city.Content
	details   *city.Details // of a person, until they are sealed
	end, stop city.Date
	rejected  bool
}

func (im *peopleImporter) once(ctx context.Context, s city.Store) error {
	if err := im.open(ctx, s); err != nil {
		return err
	}
	im.o.Progress.tell("reading " + filepath.Base(im.path))
	if err := im.readFile(ctx); err != nil {
		return headed(err, TableKind(im.o.Kind.String()), &im.head)
	}
	im.o.Progress.tell("comparing with what is there")
	groups, err := im.build(ctx)
	if err != nil {
		return err
	}
	if err := im.plan(ctx, groups); err != nil {
		return err
	}
	if err := im.endMissing(groups); err != nil {
		return err
	}
	if im.o.Kind == city.KindPost {
		im.findDoubleDuty(groups)
		im.notePosts(groups)
	}
	return im.finish(ctx, s)
}

// open reads what the store holds and sets the effective date.
func (im *peopleImporter) open(ctx context.Context, s city.Store) error {
	var err error
	if im.scheme, err = s.Scheme(ctx); err != nil {
		return err
	}
	if im.state, err = s.State(ctx); err != nil {
		return err
	}
	if im.unmarked, err = mix(ctx, im.scheme, im.path, im.o.Limits); err != nil {
		return err
	}
	im.words, im.told = schemeWords(im.scheme), map[string]bool{}
	im.seats = newSeats(ctx, s, im.scheme, im.state.Revision)
	im.texts = newHoursCache()
	im.stored = map[string][]*city.Record{}
	var known []city.Record
	if im.state.Revision > 0 {
		if known, err = s.Records(ctx, city.Query{Kind: im.o.Kind, Revision: im.state.Revision}); err != nil {
			return err
		}
	}
	for i := range known {
		code := known[i].Key().Code
		im.stored[code] = append(im.stored[code], &known[i])
	}
	im.people = &seatLayer{}
	if im.o.Kind == city.KindPost {
		if im.people, err = im.seats.layer(layerRef{city.KindPerson, city.LayerPerson}); err != nil {
			return err
		}
	}
	im.today = todayIn(im.scheme, im.o.Now)
	im.from = effective(im.o.EffectiveFrom, len(known) == 0, im.today)
	return nil
}

// readFile reads every row into a draft.
func (im *peopleImporter) readFile(ctx context.Context) (err error) {
	table, err := codec.OpenTable(ctx, im.path, codec.Options{Layer: im.o.Sheet, Encoding: im.o.Encoding, Limits: tableLimits(im.o.Limits)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	src := table.Source()
	im.old = src.Epoch1904
	im.o.Seen.tell(src)
	im.report = &PeopleReport{
		SheetsUnread: len(unreadSheets(src)), ExternalLinks: len(src.External),
		DryRun: im.o.DryRun, Unmarked: im.unmarked, Kind: im.o.Kind.String(), Format: src.Format, Encoding: src.Encoding, Sheet: src.Layer,
		Effective: im.from.String(), Revision: im.state.Revision, Ended: []string{}, Rejected: []RejectedRow{}, DoubleDuty: []DoubleDuty{},
	}
	if im.o.Replace {
		if err := wholeBook(im.path, src, true); err != nil {
			return err
		}
	}
	rows := &sheetRows{table: table}
	kind := TableKind(im.o.Kind.String())
	known := headingsOf(kind)
	known.mapping = im.o.Mapping
	if im.head, err = known.findHeader(rows, im.path); err != nil {
		return err
	}
	im.report.Ignored, im.report.Columns = im.head.ignored, mappingOf(kind, &im.head).Columns
	if err := im.head.onlyWGS84(); err != nil {
		return namedIn(im.path, err)
	}
	for {
		row, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		im.readRow(row)
	}
	if im.report.Read == 0 {
		return &codec.FileError{Kind: codec.KindEmpty, File: im.path, Message: "there is no row under the headings"}
	}
	return nil
}

func (im *peopleImporter) readRow(row codec.Row) {
	im.report.Read++
	r := &rowCells{head: &im.head, row: row, old: im.old, origin: im.o.Origin}
	d := &draft{number: im.report.Read, row: row.Number}
	d.code = r.code(colCode)
	if d.code == "" {
		r.fail(colCode, "no_code", "the code is missing")
	} else if telling(d.code) || im.o.Kind == city.KindPerson && !meaningless(d.code) {
		d.code = ""
		r.fail(colCode, "telling_code", "the code tells of a person: it may be no mobile number and no identity number, and that of a person holds only letters, digits, - _ and .")
	}
	if strings.HasPrefix(d.code, exampleCode) {
		r.fail(colCode, "example_row", "it is the row of the template that shows how one is filled in: delete it")
	}
	var given bool
	if d.valid, given = r.period(); !given {
		d.valid.From = im.from
		if d.valid.Empty() {
			r.fail(colUntil, "bad_period", "it ends before it begins on %s", im.from)
		}
	}
	d.raw = im.readRaw(r)
	if r.fault != nil {
		im.reject(d, r.fault)
	}
	im.drafts = append(im.drafts, d)
}

func (im *peopleImporter) reject(d *draft, f *rowFault) {
	if d.rejected {
		return
	}
	d.rejected, d.content = true, nil
	im.report.Rejected = append(im.report.Rejected, RejectedRow{
		Feature: d.number, Row: d.row, Column: clip(f.column), Code: clip(d.code), Reason: f.reason, Message: f.message,
	})
}

// checkDates are the dates on which what a row names must hold: its first, and today where the row
// holds today; an open start counts as today. That what it names may end later is no fault: a check
// tells it then.
func (im *peopleImporter) checkDates(d *draft) []city.Date {
	now := min(im.today, d.valid.To-1)
	if first := d.valid.From; first != city.OpenStart {
		return []city.Date{first, max(first, now)}
	}
	return []city.Date{now}
}

// finish sums the report up and applies the change, where there is one and it is asked for.
func (im *peopleImporter) finish(ctx context.Context, s city.Store) error {
	r := im.report
	r.sort()
	r.Accepted = r.Read - len(r.Rejected)
	c := &im.change
	if err := im.signed(ctx); err != nil {
		return err
	}
	switch {
	case im.o.Strict && r.Findings() > 0, r.Accepted == 0:
		r.Status = Refused
		r.Ended = []string{}
		return nil
	case len(c.Entries) == 0:
		r.Status = Unchanged
		return nil
	}
	r.Status = Stored
	if r.Findings() > 0 {
		r.Status = StoredWithFindings
	}
	if err := im.settle(ctx, s); err != nil {
		return err
	}
	unchanged, revision, err := apply(ctx, s, *c, im.o.DryRun, im.o.Progress)
	if unchanged {
		r.Status = Unchanged
	}
	r.Revision = max(r.Revision, revision)
	return err
}

// signed completes the change and asks whether it, and what the file repeats, may be told to the caller.
func (im *peopleImporter) signed(ctx context.Context) error {
	c := &im.change
	c.Author, c.Base = im.o.Author, &im.state.Revision
	c.Note = cmp.Or(im.o.Note, "import "+im.o.Kind.String()) // a file's name may be a person's
	if c.Effective = im.today; len(c.Entries) > 0 {
		c.Effective = firstDay(c.Entries)
	}
	return checker(im.o.Check).signed(ctx, c, im.same)
}
