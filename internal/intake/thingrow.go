package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/internal/city"
)

// rateRows is after how many rows the progress is told.
const rateRows = 100_000

// readRow makes a draft of a row.
func (im *thingImporter) readRow(r *rowCells, row int, g orb.Geometry) {
	im.report.Read++
	if im.report.Read%rateRows == 0 {
		im.o.Progress.tell(fmt.Sprintf("%d rows read, %.0f a second", im.report.Read, float64(im.report.Read)/time.Since(im.begun).Seconds()))
	}
	d := &thingDraft{number: im.report.Read, row: row, raw: g, layer: im.layer}
	im.drafts = append(im.drafts, d)
	d.code = im.code(r, d.number)
	switch im.kind {
	case city.KindBuilding:
		d.given = im.readBuilding(r, d)
	case city.KindPlace:
		d.given = im.readPlace(r, d)
	default:
		d.given = im.readBarrier(r, d)
	}
	im.readEdited(r, d)
	im.checkGeometry(r, d)
	if r.fault != nil {
		im.reject(d, r.fault, d.somewhere())
		if last := &im.report.Rejected[len(im.report.Rejected)-1]; last.Code == "" && last.Reason != "telling_code" {
			last.Code = clip(r.plain(colCode))
		}
		return
	}
	key := d.given.Key()
	if first := im.rows[key]; first != nil {
		im.reject(d, &rowFault{im.head.titles[colCode], "duplicate_code", fmt.Sprintf("%s has the same code", first.words())}, d.somewhere())
		return
	}
	im.rows[key] = d
}

// words say which row a draft is.
func (d *thingDraft) words() string {
	if d.row == 0 {
		return fmt.Sprintf("feature %d", d.number)
	}
	return fmt.Sprintf("row %d", d.row)
}

// code is that of a row, or one that is made up where the file has none.
func (im *thingImporter) code(r *rowCells, number int) string {
	if !im.head.coded() {
		im.report.Assigned++
		return fmt.Sprintf("%s%05d", im.madeUp(), number)
	}
	code := ""
	if len(im.head.joined) > 0 {
		code = r.join(im.head.joined)
	} else {
		code = r.code(colCode)
	}
	switch {
	case code == "" && r.fault == nil:
		r.fail(colCode, "no_code", "the code is missing")
	case telling(code):
		code = ""
		r.fail(colCode, "telling_code", "the code tells of a person: it may be no mobile number and no identity number")
	case strings.HasPrefix(code, exampleCode):
		r.fail(colCode, "example_row", "it is the row of the template that shows how one is filled in: delete it")
	}
	return code
}

// join makes a code of several columns.
func (r *rowCells) join(columns []int) string {
	var parts []string
	for _, at := range columns {
		c, _ := r.shown(at)
		if strings.TrimSpace(c.Text) == "" {
			return ""
		}
		parts = append(parts, strings.TrimSpace(plainWidth(c.Text)))
	}
	code := strings.Join(parts, "-")
	if city.ProfileFree.CheckCode(code) != nil || slices.ContainsFunc(parts, scientific.MatchString) {
		r.fail(colCode, "bad_code", "it is no code: 1 to 64 characters, and not what a spreadsheet made of a long number (3.70811E+14)")
		return ""
	}
	return code
}

// attributes are those of classification that a row gives; nil where it gives none.
func (r *rowCells) attributes() map[string]string {
	var out map[string]string
	if text, _ := r.raw(colClasses); isJSON(text, "{") {
		r.exported(colClasses, text, &out)
	}
	for _, c := range r.head.classes {
		if text := r.text(c); text != "" {
			if out == nil {
				out = map[string]string{}
			}
			out[c[len(colClass):]] = text
		}
	}
	return out
}

// classCache gives equal attributes as one map: a city has few, and a map is larger than a building.
type classCache struct {
	known map[string]map[string]string
	key   []byte
}

const maxClassCache = 10_000

// shared are the attributes of a row as a map that nobody changes.
func (c *classCache) shared(r *rowCells) map[string]string {
	whole, _ := r.raw(colClasses)
	c.key = append(append(c.key[:0], whole...), 0)
	for _, name := range r.head.classes {
		c.key = append(append(c.key, r.text(name)...), 0)
	}
	if out, known := c.known[string(c.key)]; known {
		return out
	}
	out := mergeClass(r.origin.class(), r.attributes())
	if c.known == nil {
		c.known = map[string]map[string]string{}
	}
	if len(c.known) < maxClassCache {
		c.known[string(c.key)] = out
	}
	return out
}

// names are those of a row in all scripts.
func (r *rowCells) names() city.Names {
	return city.Names{Zh: r.text(colName), ZhHant: r.text(colNameHant), En: r.text(colNameEn)}
}

// address is the standard address of a row: its parts, and for those that have no column what the
// whole address says. The dwelling is left out, and counted.
func (im *thingImporter) address(r *rowCells, d *thingDraft) city.Address {
	switch was := im.exportedThing(d).(type) {
	case *city.Building:
		return im.editedAddress(r, was.Address)
	case *city.Place:
		return im.editedAddress(r, was.Address)
	}
	whole, dwelling := splitAddress(r.text(colAddress))
	house, inHouse := cutDwelling(r.text(colHouseNo))
	if dwelling || inHouse {
		im.report.Dwellings++
	}
	a := city.Address{Road: r.text(colRoad), Number: r.text(colNumber), Compound: r.text(colYard), Building: house}
	if a == (city.Address{}) {
		return whole
	}
	return city.Address{
		Road: cmp.Or(a.Road, whole.Road), Number: cmp.Or(a.Number, whole.Number),
		Compound: cmp.Or(a.Compound, whole.Compound), Building: cmp.Or(a.Building, whole.Building),
	}
}

func (im *thingImporter) reject(d *thingDraft, f *rowFault, at *orb.Point) {
	if d.rejected {
		return
	}
	d.rejected, d.given, d.raw = true, nil, nil
	im.report.Rejected = append(im.report.Rejected, RejectedThing{
		Feature: d.number, Row: d.row, Column: clip(f.column), Code: clip(d.code), Reason: f.reason, Message: f.message, At: at,
	})
}

// exactDigits are what a spreadsheet keeps of a number.
const exactDigits = 15

// rejectLostDigits rejects the codes of more than 15 digits that end in zeros from the 16th on, where
// all such codes of the file do: a spreadsheet took them for numbers and rounded them.
func (im *thingImporter) rejectLostDigits() {
	var lost []*thingDraft
	for _, d := range im.drafts {
		switch isLong, zeros := longNumber(d.code); {
		case isLong && !zeros:
			return // the column kept all digits
		case isLong && !d.rejected:
			lost = append(lost, d)
		}
	}
	for _, d := range lost {
		im.reject(d, &rowFault{im.head.titles[colCode], "lost_digits", lostDigits + " (there stands " + d.code + ")"}, nil)
	}
}

const lostDigits = "a spreadsheet kept 15 digits of the code and put zeros for the others, as it does with numbers: make the column a text and enter the codes again"

// longNumber is true of a code of digits alone that a spreadsheet cannot keep; zeros is true where all
// beyond the 15th are.
func longNumber(code string) (isLong, zeros bool) {
	if len(code) <= exactDigits || strings.Trim(code, "0123456789") != "" {
		return false, false
	}
	return true, strings.Trim(code[exactDigits:], "0") == ""
}
