package intake

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// thingDraft is a row of a table, or a feature of a file.
type thingDraft struct {
	number, row int // row is 0 for a feature
	layer       thingLayer
	code        string
	raw         orb.Geometry // in the system of the file, until it is on the lattice
	doors       []orb.Point  // entrances, as raw
	given       city.Content // what the row says, later what the store will hold
	moved       bool         // the row says where it is
	rejected    bool
	// Of an edited copy: what differs from the export, and the point that stands for it, as raw and on the lattice.
	edited []editedCell
	stand  *orb.Point
	point  *geo.Point
}

// somewhere is a point to show where a draft is, in the system of the file.
func (d *thingDraft) somewhere() *orb.Point { return somewhere(d.raw) }

// readFile reads every row into a draft and takes the positions to the lattice.
func (im *thingImporter) readFile(ctx context.Context, s city.Reader) error {
	var src codec.Source
	var err error
	if codec.IsTable(im.path) {
		src, err = im.readTable(ctx)
	} else {
		src, err = im.readFeatures(ctx, s)
	}
	if err != nil {
		return err
	}
	if im.report.Read == 0 {
		return &codec.FileError{Kind: codec.KindEmpty, File: im.path, Message: "there is no row in it"}
	}
	return im.toLattice(ctx, src)
}

func (im *thingImporter) begin(src codec.Source) error {
	im.o.Seen.tell(src)
	im.report = &ThingReport{
		SheetsUnread: unreadSheets(src), ExternalLinks: src.External,
		DryRun: im.o.DryRun, Unmarked: im.unmarked, Kind: im.o.Kind, Layer: im.o.Layer, Format: src.Format, Encoding: src.Encoding, Sheet: src.Layer, Effective: im.from.String(),
		Revision: im.state.Revision, Ended: []string{}, Rejected: []RejectedThing{}, Notes: []int{}, Columns: map[string]string{}, Ignored: []string{},
	}
	if im.o.Replace {
		return wholeBook(im.path, src, false)
	}
	return nil
}

// readTable reads the rows under the headings.
func (im *thingImporter) readTable(ctx context.Context) (src codec.Source, err error) {
	table, err := codec.OpenTable(ctx, im.path, codec.Options{Layer: im.o.SourceLayer, Encoding: im.o.Encoding, Limits: tableLimits(im.o.Limits)})
	if err != nil {
		return src, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	src = table.Source()
	if err := im.begin(src); err != nil {
		return src, err
	}
	h, rows := im.named(), &sheetRows{table: table}
	if im.head, err = h.findHeader(rows, im.path); err != nil {
		return src, err
	}
	if err := im.useHeader(h); err != nil {
		return src, err
	}
	for {
		row, err := rows.next()
		if errors.Is(err, io.EOF) {
			return src, nil
		}
		if err != nil {
			return src, err
		}
		if im.head.isNote(&row) {
			im.report.Notes = append(im.report.Notes, row.Number)
			continue
		}
		r := &rowCells{head: &im.head, row: row, old: src.Epoch1904, origin: im.o.Origin}
		im.readRow(r, row.Number, im.position(r, &src))
	}
}

// readFeatures reads the features of a file; their fields are the columns.
func (im *thingImporter) readFeatures(ctx context.Context, s city.Reader) (src codec.Source, err error) {
	file, err := codec.Open(ctx, im.path, codec.Options{
		Layer: im.o.SourceLayer, LikelyLayer: im.layer.layer, AboutTable: atlas.AboutTable, Encoding: im.o.Encoding, Limits: im.o.Limits,
	})
	if err != nil {
		return src, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	src = file.Source()
	if err := im.begin(src); err != nil {
		return src, err
	}
	if err := im.recognise(ctx, s, &src); err != nil {
		return src, err
	}
	h := im.named()
	im.head = h.read(src.Fields)
	for _, key := range []string{colLon, colLat, colWKT, colPosition} { // the feature has its own geometry
		im.head.drop(key)
	}
	if im.head.twice != "" {
		return src, city.Errorf(city.Invalid, "unknown_field", "%s: two fields hold the same, one of them is %q: name the right one by a mapping", im.path, im.head.twice)
	}
	if err := errors.Join(h.mapping.missing(im.path, &im.head), im.useHeader(h)); err != nil {
		return src, err
	}
	cells := make([]codec.Cell, len(src.Fields))
	for {
		f, err := file.Next()
		if errors.Is(err, io.EOF) {
			return src, nil
		}
		if err != nil {
			return src, err
		}
		for i, name := range src.Fields {
			// No cell of a spreadsheet: what begins with = is a text here.
			cells[i] = codec.Cell{Text: f.Properties[name], Kind: codec.CellNumber}
		}
		r := &rowCells{head: &im.head, row: codec.Row{Cells: cells}, origin: im.o.Origin}
		if f.Err != nil {
			r.fail("", f.Err.Reason, "%s", f.Err.Message)
		}
		im.readRow(r, 0, f.Geometry)
	}
}

func (h *header) drop(key string) {
	if title, has := h.titles[key]; has {
		h.ignored = append(h.ignored, clip(title))
		delete(h.at, key)
		delete(h.titles, key)
	}
}

// named are the headings with the fields that the options name.
func (im *thingImporter) named() *headings {
	h := headingsOf(im.o.Kind)
	h.mapping = im.o.Mapping
	h.fields = map[string]string{}
	if im.o.CodeField != "" && !strings.Contains(im.o.CodeField, "+") {
		h.fields[im.o.CodeField] = colCode
	}
	if im.o.NameField != "" {
		h.fields[im.o.NameField] = colName
	}
	return h
}

// useHeader checks what the options name, and tells the report how the columns are read.
func (im *thingImporter) useHeader(h *headings) error {
	for title, key := range h.fields {
		if im.head.titles[key] != title {
			return city.Errorf(city.Invalid, "unknown_field", "%s: there is no column %q for the %s", im.path, clip(title), key)
		}
	}
	if strings.Contains(im.o.CodeField, "+") {
		for _, title := range strings.Split(im.o.CodeField, "+") {
			at, has := im.head.all[strings.TrimSpace(title)]
			if !has {
				return city.Errorf(city.Invalid, "unknown_field", "%s: there is no column %q for the code", im.path, clip(title))
			}
			im.head.joined = append(im.head.joined, at)
		}
	}
	im.report.Ignored = im.head.ignored
	if im.exported != nil { // the point is read beside the columns of tables
		im.report.Ignored = slices.DeleteFunc(im.head.ignored, func(title string) bool { return title == colStand })
	}
	im.report.Columns = mappingOf(im.o.Kind, &im.head).Columns
	if err := im.knowsKinds(); err != nil {
		return err
	}
	if im.head.coded() {
		return nil
	}
	if unread := im.unreadCode(); unread != "" {
		return city.Errorf(city.Invalid, "unknown_field", "%s: the column %q may hold the codes, and nobody reads it: say --code-field %s, or map it", im.path, unread, unread)
	}
	if !im.holdsNamed() {
		return nil
	}
	// Made-up codes beside real ones would be a second city over the first.
	return city.Errorf(city.Invalid, "unknown_field", "%s: the store holds things of kind %s with codes already: the file needs a column of codes (%s)",
		im.path, im.o.Kind, columnsOf(im.o.Kind)[0].zh+", "+colCode)
}

// unreadCode is the heading of an ignored column that may hold the codes; empty = none. One of which the
// mapping says that it is not read holds none.
func (im *thingImporter) unreadCode() string {
	known := func(title string) bool {
		mapped := false
		if im.o.Mapping != nil {
			_, mapped = im.o.Mapping.key(title)
		}
		return mapped || otherLevel(title)
	}
	for _, title := range im.head.ignored {
		if plainHeading(title) == "id" && !known(title) {
			return title
		}
	}
	return unreadCode(im.head.ignored, known)
}

// coded is true where the rows have codes of their own.
func (h *header) coded() bool { return h.has(colCode) || len(h.joined) > 0 }

// holdsNamed is true where the store holds some whose codes were not made up by an import.
func (im *thingImporter) holdsNamed() bool {
	for k := range im.things.inForce {
		if !strings.HasPrefix(k.Code, im.madeUp()) {
			return true
		}
	}
	return false
}

// madeUp begins the codes that are given where the file has none.
func (im *thingImporter) madeUp() string {
	if im.o.Layer != "" {
		return im.o.Layer + "-"
	}
	return string(im.o.Kind) + "-"
}
