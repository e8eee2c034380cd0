package intake

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// feature is one feature of the file on its way into the store.
type feature struct {
	number     int // from 1 in file order
	code       string
	names      city.Names // empty = the file does not say
	parent     string
	kind       string           // key of its class; empty = the file does not say
	permission city.Permission  // its own; empty = the file does not say
	named      bool             // the parent is the data's, not that of the ground
	raw        orb.MultiPolygon // in the system of the file, until it is on the lattice
	shape      geo.MultiPolygon
	given      geo.MultiPolygon // shape before the noding, where that changed it
	area       city.Area        // what the store will hold
	same       bool             // the store holds that already
	rejected   bool
	// Of an edited copy: the cells of areaCells, what the store shall hold but for parent and
	// shape, and whether a parent of none is meant.
	cells    map[string]string
	edited   []editedCell // what stands in it otherwise than in the export
	merged   *city.Area
	settled  bool
	open     []codec.OpenRing // rings that were closed in reading
	told     told             // by its columns of attributes
	drawn    string           // of a drawing without a name: the texts that could be it
	siblings []*feature       // all its parts, where it is one of several
	part     int              // from 1, where it is one of several parts of the feature; else 0
}

// readFile reads and checks every feature by itself and takes it to the lattice.
func (im *importer) readFile(ctx context.Context, s city.Reader) error {
	r, err := codec.Open(ctx, im.path, codec.Options{
		Limits: im.o.Limits, Layer: im.o.SourceLayer, LikelyLayer: im.def.Key, AboutTable: atlas.AboutTable, Encoding: im.o.Encoding, CloseRings: im.o.asked(CloseRing),
	})
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // nothing was written
	src := r.Source()
	im.o.Seen.tell(src)
	if im.o.Replace {
		if err := wholeBook(im.path, src, false); err != nil {
			return err
		}
	}
	origin, err := originOf(im.path, &src)
	if err != nil {
		return err
	}
	if err := im.chooseFields(src.Fields); err != nil {
		return err
	}
	im.report = newReport(im, src.Format)
	im.report.Ignored, im.report.SheetsUnread, im.report.ExternalLinks = src.Ignored, unreadSheets(src), src.External
	if err := im.recognise(ctx, s, origin, src.Fields); err != nil {
		return err
	}
	im.chooseTold(src.Fields)
	im.o.Progress.tell("reading " + im.base())
	codes := im.watchCodes(src.Fields)
	if err := im.readFeatures(r, codes); err != nil {
		return err
	}
	if err := codes.judge(im, src.Fields); err != nil {
		return err
	}
	im.rejectLostDigits()
	if im.report.Read = len(im.features); im.report.Read == 0 {
		return city.Errorf(city.Invalid, "empty_file", "%s: there is no feature in it", im.path)
	}
	if im.fields.code == nil && im.stored.named(im.def.Key) {
		// Made-up codes beside real ones would be a second city over the first.
		return city.Errorf(city.Invalid, "unknown_field", "%s: layer %q holds areas with codes already: name the field of the codes with --code-field; the file has %s",
			im.path, im.def.Key, list(src.Fields))
	}
	sys, err := im.system(ctx, src)
	if err != nil {
		return err
	}
	return im.convert(ctx, sys)
}

func newReport(im *importer, format string) *Report {
	return &Report{
		DryRun: im.o.DryRun, Unmarked: im.unmarked, Layer: im.def.Key, Format: format, Effective: im.from.String(), Revision: im.state.Revision,
		Ended: []string{}, Repaired: []Repaired{}, Rejected: []Rejected{}, Gaps: []Gap{}, Overlaps: []Overlap{},
	}
}

// readFeatures takes all features of the file; those with a fault go into the report. codes may be nil.
func (im *importer) readFeatures(r *codec.Reader, codes *uniqueCodes) error {
	src, first := r.Source(), map[string]int{} // the feature that came first with a code
	for {
		cf, err := r.Next()
		if errors.Is(err, io.EOF) {
			im.tellTexts()
			return nil
		}
		if err != nil {
			return err
		}
		if noted, none := noFeature(&cf, src.Fields); none {
			if noted {
				im.report.Notes = append(im.report.Notes, cf.Row)
			}
			continue
		}
		f := &feature{number: cf.Index + 1}
		im.features = append(im.features, f)
		codes.see(cf.Properties)
		im.takeCells(f, src.Fields, cf.Properties)
		im.readTold(f, src.Fields, cf.Properties)
		if reason, message := im.identify(f, cf.Properties, first); reason != "" {
			im.rejectUnnamed(f, &cf, reason, message)
			continue
		}
		im.drawnBefore(f, &cf)
		if err := im.readEdited(f, src.Fields, cf.Properties); err != nil {
			return err
		}
		if cf.Err != nil {
			im.report.reject(f, cf.Err.Reason, cf.Err.Message, cf.Err.At)
			continue
		}
		f.open, f.drawn = cf.Open, cf.Names
		im.countTexts(&cf)
		var ok bool
		if f.raw, ok = polygons(cf.Geometry); !ok {
			im.report.reject(f, codec.ReasonWrongGeometry, "an area is needed; the feature holds a "+kindOf(cf.Geometry), somewhere(cf.Geometry))
		}
	}
}

// noFeature is true of a row of a table in which nothing stands, or only a sum or a note.
func noFeature(f *codec.Feature, names []string) (noted, none bool) {
	if f.Row == 0 || f.Geometry != nil {
		return false, false
	}
	cells := make([]codec.Cell, len(names))
	empty := f.Err == nil || f.Err.Reason == codec.ReasonNoGeometry
	for i, name := range names {
		cells[i].Text = f.Properties[name]
		empty = empty && strings.TrimSpace(cells[i].Text) == ""
	}
	noted = isNote(cells)
	return noted, noted || empty
}

// identify reads code, name and parent, and gives the reason to reject them, if any.
func (im *importer) identify(f *feature, props map[string]string, first map[string]int) (reason, message string) {
	whole := true
	if im.fields.code == nil {
		f.code = fmt.Sprintf("%s-%05d", im.def.Key, f.number)
	} else {
		f.code, whole = join(props, im.fields.code)
	}
	f.names.Zh, _ = join(props, im.fields.name)
	f.names.ZhHant, _ = join(props, im.fields.zhHant)
	f.names.En, _ = join(props, im.fields.english)
	if parent, named := join(props, im.fields.parent); named {
		f.parent, f.named = parent, parent != ""
	}
	if !whole {
		return "no_code", "the field " + strings.Join(im.fields.code, "+") + " has no value"
	}
	if strings.HasPrefix(f.code, exampleCode) {
		return "example_row", "it is the row of the template that shows how one is filled in: delete it"
	}
	if code := plainWidth(f.code); scientific.MatchString(code) {
		return "lost_digits", fmt.Sprintf(scientificCode, code)
	}
	if err := im.def.Code.Profile.CheckCode(f.code); err != nil {
		return "bad_code", err.Error()
	}
	if n, dup := first[f.code]; dup {
		return "duplicate_code", fmt.Sprintf("feature %d has the same code", n)
	}
	first[f.code] = f.number
	for _, name := range []string{f.names.Zh, f.names.ZhHant, f.names.En} {
		if len(name) > city.MaxText || !utf8.ValidString(name) || strings.ContainsRune(name, 0) {
			return "bad_text", "its name is too long or no plain text"
		}
	}
	return im.classify(f, props)
}

// rejectLostDigits rejects the codes that a spreadsheet rounded, as those of tables; one that the store
// has is a code.
func (im *importer) rejectLostDigits() {
	var lost []*feature
	for _, f := range im.features {
		switch isLong, zeros := longNumber(f.code); {
		case isLong && !zeros:
			return // the column kept all digits
		case isLong && !f.rejected && im.stored.byKey[city.Key{Layer: im.def.Key, Code: f.code}] == nil:
			lost = append(lost, f)
		}
	}
	for _, f := range lost {
		im.report.reject(f, "lost_digits", lostDigits+" (there stands "+f.code+")", somewhere(f.raw))
	}
}

// classify reads the class of a feature, and gives the reason to reject it, if any: a class that nobody
// knows would be neither drawn nor asked whether it is building land.
func (im *importer) classify(f *feature, props map[string]string) (reason, message string) {
	word, own := strings.TrimSpace(props[im.fields.kind]), props[colClass+city.ClassPermission]
	if told := classIn(props[codec.ClassColumn]); im.fields.kind == codec.ClassColumn {
		word, own = told.Kind, cmp.Or(own, told.Permission)
	} else {
		own = cmp.Or(own, told.Permission)
	}
	f.permission = city.Permission(strings.TrimSpace(own))
	if im.fields.kind == "" || word == "" {
		return "", ""
	}
	kind, known := kindKey(im.scheme, im.def, word)
	if !known {
		what := ""
		if im.def.Base {
			what = "; add a row for it to the scheme's grounds"
		}
		return "unknown_kind", fmt.Sprintf("its %s is %q, and layer %s has no kind of this key or name%s", im.fields.kind, clip(word), im.def.Key, what)
	}
	f.kind = kind
	return "", ""
}

// toldClass is what is read of a column of attributes as our own exports write it, a JSON object.
type toldClass struct {
	Kind       string `json:"kind"`
	Permission string `json:"permission"`
}

// classIn reads such a column; it is empty where it holds something else.
func classIn(text string) (out toldClass) {
	if text == "" || json.Unmarshal([]byte(text), &out) != nil {
		return toldClass{}
	}
	return out
}

// polygons takes the polygons of a geometry.
func polygons(g orb.Geometry) (orb.MultiPolygon, bool) {
	switch g := g.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{g}, len(g) > 0
	case orb.MultiPolygon:
		return g, len(g) > 0
	default:
		return nil, false
	}
}

func kindOf(g orb.Geometry) string {
	if g == nil {
		return "null geometry"
	}
	return g.GeoJSONType()
}

// somewhere is a point of a geometry, to show where a feature is.
func somewhere(g orb.Geometry) *orb.Point {
	if g == nil {
		return nil
	}
	if mp, ok := polygons(g); ok && len(mp[0]) > 0 && len(mp[0][0]) > 0 {
		return &mp[0][0][0]
	}
	p := g.Bound().Min
	return &p
}
