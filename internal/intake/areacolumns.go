package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// A file of areas says more of them than outline, code and name: 户数, 人口, 别名 … stand beside in most of them. They
// are read as a table of attributes reads them.

// doubtCell is the reason of a doubt: a cell of such a column is not understood, the area is taken without it.
const doubtCell = "unread_cell"

// toldKeys are the columns that are read so, beside attributes of classification.
var toldKeys = []string{colHouseholds, colPopulation, colAka, colSource, colDataDate, colClasses}

// told is what a feature says of its area beside outline, code, names, parent and class.
type told struct {
	households, population *int64
	class                  map[string]string
	source, dataDate       string
	fault                  *rowFault
}

// chooseTold finds the columns of attributes among those that nothing else reads, and lists in the report what then
// nobody reads. Of two columns for one thing the one of the plain name is read, else none: which is meant nobody knows.
func (im *importer) chooseTold(has []string) {
	im.toldHead = newHeader()
	if im.drawn() {
		return // its fields are ways to read the texts, which the report counts
	}
	keys, known := make([]string, len(has)), areaHeadings(im.scheme, im.def)
	count := map[string]int{}
	for i, title := range has {
		if keys[i] = im.toldKey(known, title); keys[i] != "" {
			count[keys[i]]++
		}
	}
	for i, title := range has {
		key := keys[i]
		if im.reads(title) {
			continue
		}
		if key != "" && title != key && (count[key] > 1 || slices.Contains(has, key)) {
			key = ""
		}
		im.toldHead.add(i, title, key)
	}
	im.report.IgnoredColumns = im.toldHead.ignored
}

// drawn is true of a drawing.
func (im *importer) drawn() bool { return im.report.Format == "dxf" }

// reads is true of a column that is read for something else: of an edited copy all that an export writes.
func (im *importer) reads(title string) bool {
	f := &im.fields
	for _, names := range [][]string{f.code, f.name, f.parent, f.zhHant, f.english} {
		if slices.Contains(names, title) {
			return true
		}
	}
	if title == f.kind && title != codec.ClassColumn {
		return true
	}
	return im.exported != nil && slices.ContainsFunc(areaCells, func(c areaCell) bool { return c.column == title })
}

// toldKey is the key of a column of attributes; empty where it is none, or is read for something else.
func (im *importer) toldKey(known *headings, title string) string {
	if im.exported != nil || im.reads(title) {
		return ""
	}
	key := known.usual(title)
	if slices.Contains(toldKeys, key) || strings.HasPrefix(key, colClass) && key != colClass+`kind` {
		return key
	}
	return ""
}

// readTold keeps what the columns of attributes say of a feature.
func (im *importer) readTold(f *feature, has []string, props map[string]string) {
	if len(im.toldHead.at) == 0 {
		return
	}
	cells := make([]codec.Cell, len(has))
	for i, title := range has {
		cells[i].Text = props[title]
	}
	r := rowCells{head: &im.toldHead, row: codec.Row{Cells: cells}}
	t := &f.told
	t.households, t.population = r.count(colHouseholds), r.count(colPopulation)
	t.class = r.attributes()
	if len(im.scheme.KindsOf(im.def)) > 0 {
		delete(t.class, `kind`) // read with the words of the layer's classes
	}
	if aka := r.list(colAka); len(aka) > 0 {
		t.class = mergeClass(t.class, map[string]string{city.ClassAlias: strings.Join(aka, "、")})
	}
	for _, text := range t.class {
		if !city.PlainText(text) {
			r.fail(colClasses, "bad_text", "one of the texts is too long or no plain UTF-8 text")
			t.class = nil
			break
		}
	}
	t.source, t.dataDate, t.fault = r.text(colSource), r.dataDate(), r.fault
}

// put writes what is told over an area. Of a feature that was split nobody knows the counts of a part.
func (t *told) put(a *city.Area, part bool) {
	if !part {
		a.Households, a.Population = cmp.Or(t.households, a.Households), cmp.Or(t.population, a.Population)
	}
	a.Class = mergeClass(a.Class, t.class)
	a.Source, a.DataDate = cmp.Or(t.source, a.Source), cmp.Or(t.dataDate, a.DataDate)
}

// doubtCells tells what a feature is taken without.
func (im *importer) doubtCells(f *feature) {
	if t := &f.told; t.fault != nil && f.part <= 1 {
		im.doubt(f, doubtCell, "its "+clip(t.fault.column)+" is left out: "+t.fault.message)
	} else if f.part == 1 && (t.households != nil || t.population != nil) {
		im.doubt(f, doubtCell, "its households and population are left out: it is split, and what part of them is whose nobody knows")
	}
	if f.part == 1 {
		im.doubtStoredCounts(f)
	}
}

// doubtStoredCounts tells what the store has counted of an area that is split: no part takes it over.
func (im *importer) doubtStoredCounts(f *feature) {
	code := partOf(f.code)
	v := im.stored.byKey[city.Key{Layer: im.def.Key, Code: code}]
	if v == nil || v.Households == nil && v.Population == nil {
		return
	}
	known := func(n *int64) string {
		if n == nil {
			return "no"
		}
		return strconv.FormatInt(*n, 10)
	}
	im.doubt(f, doubtSplit, fmt.Sprintf("%s is split, and what the store has of it (%s households, %s people) is counted no more: what part of it is whose nobody knows", clip(code), known(v.Households), known(v.Population)))
}
