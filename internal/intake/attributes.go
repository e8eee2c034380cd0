package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// AttributeOptions say how a table of attributes is read and what joining it to areas may do.
type AttributeOptions struct {
	// Layer is that of the areas.
	Layer string
	// CodeField, NameField and ParentField name columns whose headings are not known.
	CodeField, NameField, ParentField string
	// Mapping says what columns hold whose headings are not known; nil = none.
	Mapping *Mapping
	// SourceLayer names the sheet of a workbook; Encoding is that of a CSV that does not show it.
	SourceLayer, Encoding string
	// Strict refuses the whole file on any finding.
	Strict bool
	// EffectiveFrom is the date from which the attributes hold; nil = today in the city's zone.
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

// ImportAttributes joins a table to the areas of a layer, by their code or by a name that only one of
// them has, as one Change: households, population, classes, other names, source. Shape, code and
// parent of an area stay as they are, and no area is made or ended. Errors are as for ImportThings.
func ImportAttributes(ctx context.Context, s city.Store, path string, o AttributeOptions) (*AttributeReport, error) {
	if o.Mapping != nil && o.Mapping.Kind != TableAttributes {
		return nil, badMapping("it is for tables of kind %s, not %s", o.Mapping.Kind, TableAttributes)
	}
	if err := o.Origin.Check(); err != nil {
		return nil, err
	}
	var im *attributeImporter
	err := untilFirst(o.Progress, func() error {
		im = &attributeImporter{o: &o, path: path}
		return im.once(ctx, s)
	})
	if err != nil {
		return nil, err
	}
	return im.report, nil
}

// attributeImporter is one try at one file.
type attributeImporter struct {
	o        *AttributeOptions
	path     string
	scheme   *city.Scheme
	def      *city.LayerDef
	state    city.State
	from     city.Date // the effective date
	stored   *stored
	areas    *areaFinder
	parents  *areaFinder // nil where the layer has no parent
	head     header
	rows     map[string]int // by the code of the area: the row that gave it something
	report   *AttributeReport
	unmarked bool // see mix
	change   city.Change
	same     []city.Entry // of rows that change nothing, where there is a Check
}

func (im *attributeImporter) once(ctx context.Context, s city.Store) error {
	if err := im.open(ctx, s); err != nil {
		return err
	}
	im.o.Progress.tell("reading " + filepath.Base(im.path))
	if err := im.readFile(ctx); err != nil {
		return headed(err, TableAttributes, &im.head)
	}
	return im.finish(ctx, s)
}

// open reads the areas and sets the effective date.
func (im *attributeImporter) open(ctx context.Context, s city.Store) error {
	var err error
	if im.scheme, err = s.Scheme(ctx); err != nil {
		return err
	}
	if im.def, err = im.scheme.Layer(im.o.Layer); err != nil {
		return err
	}
	if im.state, err = s.State(ctx); err != nil {
		return err
	}
	if im.unmarked, err = mix(ctx, im.scheme, im.path, im.o.Limits); err != nil {
		return err
	}
	im.from = effective(im.o.EffectiveFrom, false, todayIn(im.scheme, im.o.Now))
	layers := []string{im.def.Key}
	for def := im.def; def.Parent != ""; {
		if def, err = im.scheme.Layer(def.Parent); err != nil {
			return err
		}
		layers = append(layers, def.Key)
	}
	if im.stored, err = readAreas(ctx, s, im.scheme, im.state.Revision, im.from, layers...); err != nil {
		return err
	}
	if len(im.stored.inForce[im.def.Key]) == 0 {
		return city.Errorf(city.Invalid, "empty_layer", "layer %q has no area at the effective date: import the areas first, the table joins attributes to them", im.def.Key)
	}
	im.rows, im.areas = map[string]int{}, newAreaFinder(im.stored, im.def.Key)
	if im.def.Parent != "" {
		im.parents = newAreaFinder(im.stored, im.def.Parent)
	}
	return nil
}

// headings are those of attributes, with the fields that the options name.
func (im *attributeImporter) headings() *headings {
	h := areaHeadings(im.scheme, im.def)
	h.mapping, h.fields = im.o.Mapping, map[string]string{}
	for field, key := range map[string]string{im.o.CodeField: colCode, im.o.NameField: colName, im.o.ParentField: colParent} {
		if field != "" {
			h.fields[field] = key
		}
	}
	return h
}

// areaHeadings are those of attributes, and those that name the layer and the one above: in a table of
// compounds 小区 is the name, 社区 the parent.
func areaHeadings(scheme *city.Scheme, def *city.LayerDef) *headings {
	h := headingsOf(TableAttributes)
	add := func(key string, words ...string) {
		for _, word := range words {
			if word = plainHeading(word); word != "" && h.keys[word] == "" {
				h.keys[word] = key
			}
		}
	}
	zh := func(l city.Label) string { name, _, _ := strings.Cut(l.Zh, "（"); return name }
	if def.Parent != "" {
		if up, err := scheme.Layer(def.Parent); err == nil {
			add(colParent, up.Key, up.Name.En)
			for _, name := range levelWords(up.Key, zh(up.Name)) {
				add(colParent, name, "所属"+name, "所在"+name, name+"名称", name+"编码", name+"代码", name+"编号", "所属"+name+"编码")
			}
		}
	}
	for _, name := range levelWords(def.Key, zh(def.Name)) {
		for _, word := range []string{name + "编码", name + "代码", name + "编号"} {
			if !def.Base || !isGroundColumn(word) { // 用地代码 is the class of a plot, the same for many
				add(colCode, word)
			}
		}
		add(colName, name, name+"名称")
		add(colHouseholds, name+"户数", name+"总户数")
		add(colPopulation, name+"人口", name+"人口数")
	}
	add(colName, def.Key, def.Name.En)
	return h
}

// levels are what tables call the layers that cities have, beside the names of the scheme.
var levels = map[string][]string{
	"city": {"城市", "市"}, "district": {"区县", "县区", "市辖区", "区", "县"}, "street": {"街道", "镇街", "街镇", "乡镇", "乡镇街道"},
	"community": {"社区", "村居", "村社区"}, "compound": {"小区", "院落"}, "grid": {"网格"},
}

// levelWords are all words for a layer: that of the scheme first.
func levelWords(key, name string) []string { return append([]string{name}, levels[key]...) }

// unreadCode is the heading of a column that holds codes by its name, and that nobody reads, where
// codes would be made up; empty = none. taken tells what is read or known for something else.
func unreadCode(has []string, taken func(title string) bool) string {
	for _, title := range has {
		plain := plainHeading(title)
		code := plain == colCode || plain == "标识码" || plain == "唯一标识" ||
			slices.ContainsFunc([]string{"编码", "代码", "编号", "_code"}, func(end string) bool { return strings.HasSuffix(plain, end) })
		post := strings.HasPrefix(plain, "邮政") || strings.HasPrefix(plain, "post") || strings.HasPrefix(plain, "zip")
		if code && !post && !taken(title) {
			return title
		}
	}
	return ""
}

// otherLevel is true of the heading of a column that holds codes of areas of some layer.
func otherLevel(title string) bool {
	plain := strings.TrimPrefix(strings.TrimPrefix(plainHeading(title), "所属"), "所在")
	for key, words := range levels {
		if plain == key+"_code" {
			return true
		}
		for _, word := range words {
			if plain == word+"编码" || plain == word+"代码" || plain == word+"编号" {
				return true
			}
		}
	}
	return false
}

// readFile reads the table and joins each row.
func (im *attributeImporter) readFile(ctx context.Context) (err error) {
	table, err := codec.OpenTable(ctx, im.path, codec.Options{Layer: im.o.SourceLayer, Encoding: im.o.Encoding, Limits: tableLimits(im.o.Limits)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	src := table.Source()
	im.o.Seen.tell(src)
	im.report = newAttributeReport(im, src)
	h, rows := im.headings(), &sheetRows{table: table}
	if im.head, err = h.findHeader(rows, im.path); err != nil {
		return err
	}
	for title, key := range h.fields {
		if im.head.titles[key] != title {
			return city.Errorf(city.Invalid, "unknown_field", "%s: there is no column %q for the %s", im.path, clip(title), key)
		}
	}
	im.report.Ignored, im.report.Columns = im.head.ignored, mappingOf(TableAttributes, &im.head).Columns
	for {
		row, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if im.head.isNote(&row) {
			im.report.Notes = append(im.report.Notes, row.Number)
			continue
		}
		if err := im.join(&rowCells{head: &im.head, row: row, old: src.Epoch1904, origin: im.o.Origin}, row.Number); err != nil {
			return err
		}
	}
	if im.report.Read == 0 {
		return &codec.FileError{Kind: codec.KindEmpty, File: im.path, Message: "there is no row under the headings"}
	}
	return nil
}

// join puts a row over the area that it names.
func (im *attributeImporter) join(r *rowCells, row int) error {
	im.report.Read++
	v := im.find(r)
	code := ""
	if v != nil {
		code = v.Code
		if first := im.rows[code]; first > 0 {
			r.fail("", "duplicate_code", "row %d is for the same area", first)
		}
	}
	if v == nil || r.fault != nil {
		im.reject(r, row, code)
		return nil
	}
	a := im.merged(r, v)
	if r.fault == nil {
		if err := city.CheckContent(im.scheme, &a); err != nil {
			r.fail("", "bad_content", "%s", err)
		}
	}
	if r.fault != nil {
		im.reject(r, row, code)
		return nil
	}
	im.rows[code] = row
	im.report.Accepted++
	same, err := sameContent(&v.Area, &a)
	if err != nil {
		return err
	}
	put := city.PutArea(a, city.Period{From: max(im.from, v.Valid.From), To: v.Valid.To})
	if same {
		im.report.Unchanged++
		if im.o.Check != nil {
			im.same = append(im.same, put)
		}
		return nil
	}
	im.change.Entries = append(im.change.Entries, put)
	return nil
}

// find is the area of a row: that of its code, else the only one of its name, within the parent that
// the row names.
func (im *attributeImporter) find(r *rowCells) *city.Version {
	code, name, parent := r.code(colCode), r.text(colName), strings.TrimSpace(plainWidth(r.text(colParent)))
	if r.fault != nil {
		return nil
	}
	if strings.HasPrefix(code, exampleCode) {
		r.fail(colCode, "example_row", "it is the row of the template that shows how one is filled in: delete it")
		return nil
	}
	var in func(*city.Version) bool
	if parent != "" {
		if im.parents == nil {
			r.fail(colParent, "unknown_parent", "layer %s has no parent layer", im.def.Key)
			return nil
		}
		up, reason := im.parents.find(parent, nil)
		switch reason {
		case "unknown_area":
			r.fail(colParent, reason, "layer %s has no area of this code or name at the effective date", im.def.Parent)
			return nil
		case "ambiguous_area":
			r.fail(colParent, reason, "several areas of layer %s have this name: write the code, or the name of the area above in front of it", im.def.Parent)
			return nil
		}
		in = func(v *city.Version) bool { return v.Parent == up.Code }
	}
	column, text := colCode, code
	if text == "" {
		column, text = colName, name
	}
	if text == "" {
		r.fail(colCode, "no_code", "the row has neither code nor name")
		return nil
	}
	v, reason := im.areas.find(text, in)
	within := ""
	if in != nil {
		within = " in the parent that the row names"
	}
	switch reason {
	case "unknown_area":
		if long, zeros := longNumber(code); long && zeros && column == colCode {
			r.fail(colCode, "lost_digits", "%s (there stands %s)", lostDigits, code)
			return nil
		}
		r.fail(column, reason, "layer %s has no area of this %s at the effective date%s", im.def.Key, column, within)
	case "ambiguous_area":
		r.fail(column, reason, "several areas of layer %s have this name%s: write the code, or a column of the parent", im.def.Key, within)
	default:
		im.compareName(v, column, name)
	}
	return v
}

// compareName counts the rows whose code and name are of two areas: often a sheet of which one column
// was sorted alone.
func (im *attributeImporter) compareName(v *city.Version, column, name string) {
	if column != colCode || name == "" {
		return
	}
	named, reason := im.areas.find(name, nil)
	if reason == "" && named.Code != v.Code {
		im.report.Crossed = append(im.report.Crossed, CrossedRow{Code: clip(v.Code), OfName: clip(named.Code)})
	}
}

// merged is the area with what the row says over it; an empty cell says nothing.
func (im *attributeImporter) merged(r *rowCells, v *city.Version) city.Area {
	a := v.Area
	a.Names = mergeNames(a.Names, city.Names{Zh: r.text(colNameNew), ZhHant: r.text(colNameHant), En: r.text(colNameEn)})
	a.Households, a.Population = cmp.Or(r.count(colHouseholds), a.Households), cmp.Or(r.count(colPopulation), a.Population)
	given := r.attributes()
	if kind := given[`kind`]; kind != "" {
		given[`kind`] = im.kindOf(r, kind)
	}
	if aka := r.list(colAka); len(aka) > 0 {
		given = mergeClass(given, map[string]string{city.ClassAlias: strings.Join(aka, "、")})
	}
	a.Class = mergeClass(mergeClass(a.Class, r.origin.class()), given)
	a.Source, a.DataDate = cmp.Or(r.source(), a.Source), cmp.Or(r.dataDate(), a.DataDate)
	return a
}

// kindOf is the key of a class of areas that the layer has, by key or label; where the layer lists
// none, the word itself.
func (im *attributeImporter) kindOf(r *rowCells, word string) string {
	key, known := kindKey(im.scheme, im.def, word)
	if !known {
		r.fail(colClass+`kind`, "unknown_kind", "layer %s has no kind of this key or name", im.def.Key)
	}
	return key
}

// kindKey is the key of a class of areas of a layer, by key or label; of a base layer also by the other
// words of the table of land use. Where the layer has no classes it is the word itself; known is false
// where it has some and none is of this word.
func kindKey(scheme *city.Scheme, def *city.LayerDef, word string) (key string, known bool) {
	kinds := scheme.KindsOf(def)
	if len(kinds) == 0 {
		return word, true
	}
	plain := plainName(word)
	for _, k := range kinds {
		if plain == k.Key || plain == plainName(k.Name.Zh) || plain == plainName(k.Name.En) {
			return k.Key, true
		}
	}
	if g := scheme.GroundWords().Of(word); g != nil && def.Base {
		return g.Key, true
	}
	return word, false
}

func (im *attributeImporter) reject(r *rowCells, row int, code string) {
	if code == "" {
		code = r.plain(colCode)
	}
	f := r.fault
	im.report.Rejected = append(im.report.Rejected, RejectedRow{
		Feature: im.report.Read, Row: row, Column: clip(f.column), Code: clip(code), Reason: f.reason, Message: f.message,
	})
}

// plain is the text of a cell, whatever it is.
func (r *rowCells) plain(key string) string {
	at, has := r.head.at[key]
	if !has {
		return ""
	}
	c, _ := r.shown(at)
	return strings.TrimSpace(strings.ToValidUTF8(c.Text, "?"))
}

// finish sums the report up and applies the change, where there is one and it is asked for.
func (im *attributeImporter) finish(ctx context.Context, s city.Store) error {
	r := im.report
	r.Untouched = len(im.stored.inForce[im.def.Key]) - len(im.rows)
	im.change.Author, im.change.Effective, im.change.Base = im.o.Author, im.from, &im.state.Revision
	if err := checker(im.o.Check).signed(ctx, &im.change, im.same); err != nil {
		return err
	}
	switch {
	case im.o.Strict && r.Findings() > 0, r.Accepted == 0:
		r.Status = Refused
		return nil
	case len(im.change.Entries) == 0:
		r.Status = Unchanged
		return nil
	}
	im.change.Note = im.o.Origin.noted(cmp.Or(im.o.Note, fmt.Sprintf("attributes of %s from %s", im.def.Key, strings.ToValidUTF8(filepath.Base(im.path), "?"))))
	r.Status = Stored
	if r.Findings() > 0 {
		r.Status = StoredWithFindings
	}
	unchanged, revision, err := apply(ctx, s, im.change, im.o.DryRun, im.o.Progress)
	if unchanged {
		r.Status = Unchanged
	}
	r.Revision = max(r.Revision, revision)
	return err
}
