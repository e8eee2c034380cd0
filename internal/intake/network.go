package intake

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
)

// NetworkOptions say how a file of streets is read and what its import may do.
type NetworkOptions struct {
	streets.Options
	// Replace ends the lines that the file lacks, in the layers of which it has lines.
	Replace bool
	// Source is kept with each line of a file that does not say its own.
	Source string
	// Permission is the class of all lines; empty = those there keep theirs.
	Permission city.Permission
	// EffectiveFrom is the date from which the lines hold; nil: an open start for the first
	// import into a store without lines, else today in the city's zone.
	EffectiveFrom *city.Date
	// DryRun reports and writes nothing.
	DryRun bool
	Author string
	Note   string
	// Now tells the time; nil = time.Now.
	Now func() time.Time
	// Progress, when not nil, is told what is being done.
	Progress Progress
	// Check is as that of ThingOptions.
	Check func(ctx context.Context, c *city.Change) error
}

// ImportNetwork reads a file of streets into the layers of lines as one Change. An error means
// that the store is as it was and that there is no report. An import that another writer
// overtakes is made again from the start.
func ImportNetwork(ctx context.Context, s city.Store, path string, o NetworkOptions) (*NetworkReport, error) {
	if _, err := city.ParsePermission(string(o.Permission)); err != nil {
		return nil, err
	}
	o.Progress.tell("reading " + filepath.Base(path))
	file, err := streets.Read(ctx, path, o.Options)
	if err != nil {
		return nil, err
	}
	var im *networkImporter
	err = untilFirst(o.Progress, func() error {
		im = &networkImporter{o: &o, path: path, file: file}
		return im.once(ctx, s)
	})
	if err != nil {
		return nil, err
	}
	return im.report, nil
}

// networkImporter is one try at one file.
type networkImporter struct {
	o         *NetworkOptions
	path      string
	file      *streets.Network
	scheme    *city.Scheme
	state     city.State
	from      city.Date // the effective date
	lines     storedLines
	report    *NetworkReport
	change    city.Change
	refused   map[string]bool // codes of lines of the file that cannot be kept
	unchanged []city.Entry    // of lines that are there as they are, where somebody judges them
	view      *buildingView
	hasView   bool // the buildings were asked
}

func (im *networkImporter) once(ctx context.Context, s city.Store) error {
	if err := im.open(ctx, s); err != nil {
		return err
	}
	if im.o.Replace {
		if err := wholeBook(im.path, codec.Source{Unread: im.file.Unread}, false); err != nil {
			return err
		}
	}
	im.begin()
	if err := im.refuse(); err != nil {
		return err
	}
	im.settleLayers()
	im.o.Progress.tell("comparing with the streets, borders and buildings that are there")
	if err := im.checkDatum(ctx, s); err != nil {
		return sided(err)
	}
	im.join()
	if err := im.compare(ctx); err != nil {
		return err
	}
	im.endMissing()
	im.o.Progress.tell("building the network")
	if err := im.survey(ctx, s); err != nil {
		return err
	}
	return im.finish(ctx, s)
}

// open reads what the store holds and sets the effective date.
func (im *networkImporter) open(ctx context.Context, s city.Store) error {
	var err error
	if im.scheme, err = s.Scheme(ctx); err != nil {
		return err
	}
	if im.state, err = s.State(ctx); err != nil {
		return err
	}
	if _, err = mix(ctx, im.scheme, im.path, codec.Limits{}); err != nil {
		return err
	}
	var known []city.Record
	if im.state.Revision > 0 {
		if known, err = s.Records(ctx, city.Query{Kind: city.KindLine, Revision: im.state.Revision}); err != nil {
			return err
		}
	}
	im.from = effective(im.o.EffectiveFrom, len(known) == 0, todayIn(im.scheme, im.o.Now))
	im.lines = linesAt(known, im.from)
	return nil
}

// storedLines are the lines of the store from the effective date on.
type storedLines struct {
	inForce map[city.Key]*city.Record
	next    map[city.Key]city.Date // when the first later version begins
}

func linesAt(known []city.Record, from city.Date) storedLines {
	s := storedLines{inForce: map[city.Key]*city.Record{}, next: map[city.Key]city.Date{}}
	for i := range known {
		v := &known[i]
		switch k := v.Key(); {
		case v.Valid.Holds(from):
			s.inForce[k] = v
		case v.Valid.From > from:
			if at, later := s.next[k]; !later || v.Valid.From < at {
				s.next[k] = v.Valid.From
			}
		}
	}
	return s
}

// now is the content that is in force of a key; nil where none is.
func (s *storedLines) now(k city.Key) city.Content {
	if v := s.inForce[k]; v != nil {
		return v.Content
	}
	return nil
}

// ends is when a content put at the effective date ends, as with areas: a file says what holds
// and not that it holds for ever.
func (s *storedLines) ends(k city.Key) city.Date {
	if v := s.inForce[k]; v != nil {
		return v.Valid.To
	}
	if at, later := s.next[k]; later {
		return at
	}
	return city.OpenEnd
}

func (im *networkImporter) begin() {
	f := im.file
	im.report = &NetworkReport{
		DryRun: im.o.DryRun, Format: f.Format, CRS: f.CRS, Source: cmp.Or(f.Source, im.o.Source), Effective: im.from.String(), Revision: im.state.Revision,
		Lines: map[string]int{}, LeftOut: f.Left, Unknown: f.Unknown, Ended: []LineKey{}, Islands: []Island{}, BlockedGates: []NetworkFault{}, Shifted: []NetworkFault{},
		CutWays: few(f.Cut), Openings: few(f.Openings), LooseEnds: few(f.Loose), Rejected: few(f.Rejected),
	}
	im.report.Counts = NetworkCounts{
		Rejected: len(f.Rejected), Cut: len(f.Cut), Openings: len(f.Openings), LooseEnds: len(f.Loose), Noded: f.Noded, TwinNodes: f.Twins,
	}
	for i := range f.Rejected {
		if f.Rejected[i].Reason == streets.ReasonMissingNodes {
			im.report.Counts.MissingNodes++
		}
	}
	im.change = city.Change{Author: im.o.Author, Note: im.o.Note, Effective: im.from, Base: &im.state.Revision}
	if im.change.Note == "" {
		im.change.Note = "import streets " + strings.ToValidUTF8(filepath.Base(im.path), "?")
	}
	im.change.Note = Origin{Permission: im.o.Permission}.noted(im.change.Note)
}

// line is the content that a line of the file gives. Former codes stay those of the store, and so does
// the permission class where none is said.
func (im *networkImporter) line(l *streets.Line) *city.Line {
	out := &city.Line{
		Layer: string(l.Kind), Code: l.Code, Names: city.Names{Zh: l.Zh, ZhHant: l.ZhHant, En: l.En},
		Shape: l.Shape, Class: l.Class, Former: l.Former, Source: cmp.Or(l.Source, im.report.Source), DataDate: l.Date,
	}
	permission := im.o.Permission
	if old := im.lines.inForce[out.Key()]; old != nil {
		if stored, isLine := old.Content.(*city.Line); isLine {
			out.Former = stored.Former
			permission = cmp.Or(permission, city.Permission(stored.Class[city.ClassPermission]))
		}
	}
	out.Class = mergeClass(Origin{Permission: permission}.class(), out.Class)
	return out
}

// compare makes the puts of the Change: one for each line that is not there as it is.
func (im *networkImporter) compare(ctx context.Context) error {
	r := im.report
	for i := range im.file.Lines {
		if err := ctx.Err(); err != nil {
			return err
		}
		l := &im.file.Lines[i]
		content := im.line(l)
		r.Accepted++
		r.count(l)
		same, err := im.same(content)
		if err != nil {
			return err
		}
		put := city.PutContent(content, city.Period{From: im.from, To: im.lines.ends(content.Key())})
		if !same {
			im.change.Entries = append(im.change.Entries, put)
			continue
		}
		r.Unchanged++
		if im.o.Check != nil {
			im.unchanged = append(im.unchanged, put)
		}
	}
	r.Read = r.Accepted + r.Counts.Rejected
	return nil
}

// count sums up what is taken.
func (r *NetworkReport) count(l *streets.Line) {
	switch {
	case l.Class[streets.Stop] != "":
		r.Lines["crossing"]++
	case l.Kind == streets.Wall && l.Class["class"] == streets.Gate:
		r.Lines[streets.Gate]++
	default:
		r.Lines[string(l.Kind)]++
	}
}

func (im *networkImporter) same(l *city.Line) (bool, error) {
	old := im.lines.inForce[l.Key()]
	if old == nil {
		return false, nil
	}
	before, err := city.Encode(old.Content)
	if err != nil {
		return false, err
	}
	after, err := city.Encode(l)
	return bytes.Equal(before, after), err
}

// endMissing ends the lines that the file lacks, when that is asked for: those of the layers of
// which it has any. One that the file has and that was rejected stays.
func (im *networkImporter) endMissing() {
	if !im.o.Replace {
		return
	}
	has, layers := im.keys()
	rejected := maps.Clone(im.refused)
	for _, f := range im.file.Rejected {
		rejected[f.Code] = true
	}
	var ended []city.Key
	for k := range im.lines.inForce {
		if layers[k.Layer] && !has[k] && !rejected[k.Code] {
			ended = append(ended, k)
		}
	}
	slices.SortFunc(ended, func(a, b city.Key) int { return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Code, b.Code)) })
	for _, k := range ended {
		im.report.Ended = append(im.report.Ended, LineKey{k.Layer, k.Code})
		im.change.Entries = append(im.change.Entries, city.DeleteKey(k, im.from))
	}
}

// keys are those of the lines of the file, and the layers that they are of; a layer that is guessed only counts
// where no line says its own.
func (im *networkImporter) keys() (has map[city.Key]bool, layers map[string]bool) {
	has, layers = map[city.Key]bool{}, map[string]bool{}
	guesses := !slices.ContainsFunc(im.file.Lines, func(l streets.Line) bool { return !l.Guessed })
	for i := range im.file.Lines {
		l := &im.file.Lines[i]
		if guesses || !l.Guessed {
			layers[string(l.Kind)] = true
		}
		has[city.Key{Kind: city.KindLine, Layer: string(l.Kind), Code: l.Code}] = true
	}
	return has, layers
}

// finish applies the change, where there is one and it is asked for.
func (im *networkImporter) finish(ctx context.Context, s city.Store) error {
	if err := checker(im.o.Check).signed(ctx, &im.change, im.unchanged); err != nil {
		return err
	}
	r := im.report
	r.Status = Stored
	if r.Findings() > 0 {
		r.Status = StoredWithFindings
	}
	if len(im.change.Entries) == 0 {
		r.Status = Unchanged
		return nil
	}
	if im.o.DryRun {
		judged, err := city.Judge(ctx, s, im.change)
		if err == nil && judged.Empty() {
			r.Status = Unchanged
		}
		return err
	}
	im.o.Progress.tell("writing")
	rev, err := s.Apply(ctx, im.change)
	if err != nil {
		return err
	}
	if r.Revision = rev.Number; rev.Entries == 0 {
		r.Status = Unchanged
	}
	return nil
}
