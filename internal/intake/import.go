package intake

import (
	"context"
	"crypto/sha256"
	"path/filepath"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Import reads a file of areas into a layer of the store. An error means that the store is
// as it was, and that there is no report; a fault of single features is no error but an
// entry of the report. An import that another writer overtakes is made again from the
// start.
func Import(ctx context.Context, s city.Store, path string, o Options) (*Report, error) {
	if err := o.Origin.Check(); err != nil {
		return nil, err
	}
	var report *Report
	err := untilFirst(o.Progress, func() (err error) {
		report, err = once(ctx, s, path, &o)
		return err
	})
	return report, err
}

// importer is one try at one file.
type importer struct {
	o        *Options
	path     string
	scheme   *city.Scheme
	def      *city.LayerDef
	state    city.State
	from     city.Date                 // the effective date
	known    map[string][]city.Version // what the revision knows of each layer, at every date
	stored   *stored
	fields   fields
	toldHead header // columns of attributes; see chooseTold
	features []*feature
	report   *Report
	unmarked bool                // see mix
	ending   map[string]bool     // codes that --replace or a split ends
	heirs    map[string][]string // of those that a split ends
	noded    []noded
	// exported is what was exported, where the file is an edited copy of an export of this store; else
	// nil.
	exported map[city.Key]city.Content
	// taken is the system that the file, or its control points, were taken for.
	taken     string
	projected bool
	same      []city.Entry              // of rows that say what is there already, where somebody judges them
	texts     int                       // of a drawing: those in its polylines that no field which is read has
	borders   map[[sha256.Size]byte]int // of a drawing: the features that are drawn, by their borders
	rounded   float64                   // farthest that rounding moved a position, in lattice units
	pulled    float64                   // farthest that noding moved a border, in lattice units
}

func once(ctx context.Context, s city.Store, path string, o *Options) (*Report, error) {
	im := &importer{o: o, path: path}
	if err := im.open(ctx, s); err != nil {
		return nil, err
	}
	if err := im.readFile(ctx, s); err != nil {
		return nil, err
	}
	if err := im.checkShift(ctx); err != nil {
		return nil, err
	}
	if err := im.mergeEdited(ctx); err != nil {
		return nil, err
	}
	if err := im.endMissing(ctx); err != nil {
		return nil, err
	}
	im.checkParents()
	if err := im.repairAndFit(ctx); err != nil {
		return nil, err
	}
	o.Progress.tell("looking for gaps and overlaps")
	if err := im.findFaults(ctx); err != nil {
		return nil, err
	}
	if err := im.findDoubts(ctx); err != nil {
		return nil, err
	}
	change := im.change()
	if err := im.rehome(ctx, s, &change); err != nil {
		return nil, err
	}
	if err := im.finish(ctx, s, change); err != nil {
		return nil, err
	}
	return im.report, nil
}

// fit nodes the borders, gives each feature its parent, and compares it with the store. A
// feature whose parent ends before it is rejected, and the others are fitted without it.
func (im *importer) fit(ctx context.Context) error {
	for {
		im.o.Progress.tell("noding borders")
		if err := im.node(ctx); err != nil {
			return err
		}
		if again, err := im.closeHairlines(ctx); err != nil {
			return err
		} else if again {
			if err := im.node(ctx); err != nil {
				return err
			}
		}
		if err := im.placeParents(ctx); err != nil {
			return err
		}
		if err := im.compare(); err != nil {
			return err
		}
		if !im.rejectOrphans() {
			return nil
		}
		im.undoFit()
	}
}

// undoFit takes back what fit has done to features and to the store's areas.
func (im *importer) undoFit() {
	for _, f := range im.features {
		if f.given != nil {
			f.shape, f.given = f.given, nil
		}
		if !f.named {
			f.parent = ""
		}
	}
	for _, n := range im.noded {
		n.version.Shape = n.given
	}
	im.noded, im.pulled = nil, 0
	im.report.undoHairlines()
	im.report.Noded, im.report.NodedIn, im.report.NoParent = 0, 0, 0
}

// open reads what the store holds and sets the effective date.
func (im *importer) open(ctx context.Context, s city.Store) error {
	var err error
	if im.scheme, err = s.Scheme(ctx); err != nil {
		return err
	}
	if im.def, err = im.scheme.Layer(im.o.Layer); err != nil {
		return err
	}
	if err = im.checkRepairs(); err != nil {
		return err
	}
	if im.state, err = s.State(ctx); err != nil {
		return err
	}
	if im.unmarked, err = mix(ctx, im.scheme, im.path, im.o.Limits); err != nil {
		return err
	}
	if im.known, err = readVersions(ctx, s, im.scheme, im.state.Revision); err != nil {
		return err
	}
	im.from = effective(im.o.EffectiveFrom, len(im.known[im.def.Key]) == 0, todayIn(im.scheme, im.o.Now))
	im.stored = storedAt(im.known, im.scheme, im.from)
	return nil
}

// finish sums the report up and applies the change, where there is one and it is asked for.
func (im *importer) finish(ctx context.Context, s city.Store, c city.Change) error {
	r := im.report
	r.MovedMaxM = metresPerUnit * (im.rounded + im.pulled)
	r.dropRejected(im.features)
	r.sort()
	if err := checker(im.o.Check).signed(ctx, &c, im.same); err != nil {
		return err
	}
	switch {
	case im.o.Strict && r.Findings() > 0, r.Accepted == 0, len(r.Conflicts) > 0 && im.o.Conflicts == "":
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
	if im.o.DryRun {
		judged, err := city.Judge(ctx, s, c)
		if err == nil && judged.Empty() {
			r.Status = Unchanged
		}
		return err
	}
	im.o.Progress.tell("writing")
	rev, err := s.Apply(ctx, c)
	if err != nil {
		return err
	}
	r.Revision = rev.Number
	if rev.Entries == 0 {
		r.Status = Unchanged
	}
	return nil
}

// base is the file's name without its folder.
func (im *importer) base() string { return filepath.Base(im.path) }

// metresPerUnit is the length of a lattice unit along a meridian, rounded up: a degree of
// latitude is at most 111,694 m on WGS-84.
const metresPerUnit = 111_694 / geo.Scale
