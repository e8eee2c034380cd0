package intake

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// ThingOptions say how a file of buildings, places or barriers is read and what its import may do.
type ThingOptions struct {
	// Kind is TableBuilding, TablePlace or TableBarrier.
	Kind TableKind
	// Layer is what all rows are: for places a kind of the scheme, for barriers wall, gate, river or
	// rail; empty = each row says it. Buildings have none.
	Layer string
	// CRS and SwapAxes are as in Options.
	CRS      string
	SwapAxes bool
	// CodeField and NameField name columns whose headings are not known; A+B joins two with "-".
	CodeField, NameField string
	// Mapping says what columns hold whose headings are not known; nil = none.
	Mapping *Mapping
	// SourceLayer names the sheet of a workbook, or the layer of a file that holds several; Encoding
	// is that of a file that does not show it.
	SourceLayer, Encoding string
	// Replace ends those in force at the effective date that the file lacks: of the kind, for places
	// and barriers those of the kinds that the file has.
	Replace bool
	// Conflicts is as in Options.
	Conflicts ConflictRule
	// Strict refuses the whole file on any finding.
	Strict bool
	// EffectiveFrom is the date from which the rows hold; nil: an open start for the first import of
	// the kind, else today in the city's zone.
	EffectiveFrom *city.Date
	// Origin says where the file comes from; Seen is told what it holds.
	Origin Origin
	Seen   Seen
	// DryRun reports and writes nothing.
	DryRun bool
	Author string
	Note   string
	Limits codec.Limits
	// Now tells the time; nil = time.Now.
	Now func() time.Time
	// Progress, when not nil, is told what is being done.
	Progress Progress
	// Check, when not nil, may sign the change or refuse it, before it is judged or written, in strict
	// and dry runs too. Before, it is asked about the rows that change nothing, by puts of their own.
	Check func(ctx context.Context, c *city.Change) error
}

// ImportThings reads buildings, places or barriers into the store as one Change: from a table (CSV,
// .xlsx) with columns of longitude and latitude or of well-known text, or from any file of features.
// An error means that the store is as it was, and that there is no report; a fault of a row is an
// entry of the report. An import that another writer overtakes is made again.
func ImportThings(ctx context.Context, s city.Store, path string, o ThingOptions) (*ThingReport, error) {
	kind, err := recordKindOf(o.Kind)
	if err != nil {
		return nil, err
	}
	if o.Mapping != nil && o.Mapping.Kind != o.Kind {
		return nil, badMapping("it is for tables of kind %s, not %s", o.Mapping.Kind, o.Kind)
	}
	if err := o.Origin.Check(); err != nil {
		return nil, err
	}
	calendars, err := atlas.Calendars()
	if err != nil {
		return nil, err
	}
	var im *thingImporter
	err = untilFirst(o.Progress, func() error {
		im = &thingImporter{o: &o, path: path, kind: kind, calendars: calendars}
		return im.once(ctx, s)
	})
	if err != nil {
		return nil, err
	}
	return im.report, nil
}

func recordKindOf(kind TableKind) (city.RecordKind, error) {
	things := map[TableKind]city.RecordKind{TableBuilding: city.KindBuilding, TablePlace: city.KindPlace, TableBarrier: city.KindLine}
	if record, is := things[kind]; is {
		return record, nil
	}
	return 0, city.Errorf(city.Invalid, "unknown_kind", "things are of kind %s, %s or %s, not %q", TableBuilding, TablePlace, TableBarrier, kind)
}

// thingImporter is one try at one file.
type thingImporter struct {
	o         *ThingOptions
	path      string
	kind      city.RecordKind
	calendars map[string]*city.Calendar
	scheme    *city.Scheme
	state     city.State
	from      city.Date     // the effective date
	known     []city.Record // what the revision knows of such things, at every date
	mends     *datumMend    // nil where the file mends no datum
	things    storedLines
	areas     *stored // grids and compounds, for buildings
	grids     *areaFinder
	compounds *areaFinder
	layer     thingLayer // of all rows, where the options say it
	kindsTold bool       // a row was told which kinds of places there are
	begun     time.Time  // when reading began
	texts     *hoursCache
	classes   classCache
	head      header
	drafts    []*thingDraft
	rows      map[city.Key]*thingDraft // those that are taken
	report    *ThingReport
	unmarked  bool // see mix
	stated    bool // the file itself names its system
	projected bool // the positions are in metres
	change    city.Change
	// exported is what was exported, where the file is an edited copy of an export of this store;
	// else nil.
	exported map[city.Key]city.Content
	same     []city.Entry // of rows that change nothing, where there is a Check
}

func (im *thingImporter) once(ctx context.Context, s city.Store) error {
	if err := im.open(ctx, s); err != nil {
		return err
	}
	im.o.Progress.tell("reading " + filepath.Base(im.path))
	im.begun = time.Now()
	if err := im.readFile(ctx, s); err != nil {
		return headed(err, im.o.Kind, &im.head)
	}
	im.rejectLostDigits()
	if err := im.checkShift(ctx, s); err != nil {
		return err
	}
	im.o.Progress.tell(fmt.Sprintf("comparing %d rows with what is there", im.report.Read))
	if err := im.compare(ctx); err != nil {
		return err
	}
	if err := im.endMissing(); err != nil {
		return err
	}
	if err := im.countUnplaced(ctx); err != nil {
		return err
	}
	if err := im.tellOutside(ctx, s); err != nil {
		return err
	}
	if err := im.tellCompounds(ctx, s); err != nil {
		return err
	}
	if err := im.judgeStanding(ctx, s); err != nil {
		return err
	}
	if err := im.tellSetBack(ctx, s); err != nil {
		return err
	}
	return im.finish(ctx, s)
}

// open reads what the store holds and sets the effective date.
func (im *thingImporter) open(ctx context.Context, s city.Store) error {
	var err error
	if im.scheme, err = s.Scheme(ctx); err != nil {
		return err
	}
	if im.layer, err = im.layerOf(im.o.Layer); err != nil {
		return err
	}
	if im.state, err = s.State(ctx); err != nil {
		return err
	}
	if im.unmarked, err = mix(ctx, im.scheme, im.path, im.o.Limits); err != nil {
		return err
	}
	im.texts, im.rows = newHoursCache(), map[city.Key]*thingDraft{}
	im.known, im.mends = nil, nil
	if im.state.Revision > 0 {
		q := city.Query{Kind: im.kind, Layer: im.layer.layer, Revision: im.state.Revision}
		if im.known, err = s.Records(ctx, q); err != nil {
			return err
		}
	}
	im.from = effective(im.o.EffectiveFrom, len(im.known) == 0, todayIn(im.scheme, im.o.Now))
	im.things = linesAt(im.known, im.from)
	return im.openAreas(ctx, s)
}

// openAreas reads the areas that buildings may name.
func (im *thingImporter) openAreas(ctx context.Context, s city.Reader) error {
	if im.kind != city.KindBuilding {
		return nil
	}
	var err error
	if im.areas, err = readAreas(ctx, s, im.scheme, im.state.Revision, im.from, city.LayerGrid, city.LayerCompound); err != nil {
		return err
	}
	im.grids, im.compounds = newAreaFinder(im.areas, city.LayerGrid), newAreaFinder(im.areas, city.LayerCompound)
	return nil
}

// readAreas gives what the revision knows of some layers from a date on; layers that the scheme does
// not have are empty.
func readAreas(ctx context.Context, s city.Reader, scheme *city.Scheme, revision int64, from city.Date, layers ...string) (*stored, error) {
	known := map[string][]city.Version{}
	for _, key := range layers {
		if _, err := scheme.Layer(key); err != nil || revision == 0 {
			continue
		}
		vs, err := s.Versions(ctx, city.Query{Layer: key, Revision: revision})
		if err != nil {
			return nil, err
		}
		known[key] = vs
	}
	return storedAt(known, scheme, from), nil
}
