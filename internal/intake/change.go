package intake

import (
	"bytes"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// endMissing finds what --replace ends: the areas of the layer that the file lacks.
func (im *importer) endMissing() error {
	im.ending = map[string]bool{}
	if !im.o.Replace {
		return nil
	}
	codes, err := im.stored.under(im.scheme, im.def, im.o.Within)
	if err != nil {
		return err
	}
	inFile := map[string]bool{}
	for _, f := range im.features {
		inFile[f.code] = true // a rejected feature is no reason to end its area
	}
	for _, code := range codes {
		if !inFile[code] {
			im.ending[code] = true
			im.report.Ended = append(im.report.Ended, code)
		}
	}
	return nil
}

// change compares with the store and makes the one Change of the import.
func (im *importer) change() (city.Change, error) {
	c := city.Change{Author: im.o.Author, Note: im.o.Note, Effective: im.from, Base: &im.state.Revision}
	if c.Note == "" {
		c.Note = "import " + im.def.Key + " " + strings.ToValidUTF8(im.base(), "?")
	}
	for _, code := range im.report.Ended {
		c.Entries = append(c.Entries, city.DeleteArea(city.Key{Layer: im.def.Key, Code: code}, im.from))
	}
	for _, f := range im.features {
		if f.rejected {
			continue
		}
		im.report.Accepted++
		if im.fields.code == nil {
			im.report.Assigned++
		}
		a, same, err := im.area(f)
		if err != nil {
			return c, err
		}
		if same {
			im.report.Unchanged++
			continue
		}
		c.Entries = append(c.Entries, city.PutArea(a, city.Period{From: im.from, To: city.OpenEnd}))
	}
	for _, v := range im.noded {
		c.Entries = append(c.Entries, city.PutArea(v.Area, city.Period{From: max(im.from, v.Valid.From), To: v.Valid.To}))
	}
	return c, nil
}

// area is the content that a feature gives its area: what the store holds, with what the
// file says put over it. same is true when that changes nothing.
func (im *importer) area(f *feature) (a city.Area, same bool, err error) {
	a = city.Area{Layer: im.def.Key, Code: f.code}
	old := im.stored.byKey[a.Key()]
	if old != nil {
		a = old.Area
	}
	if f.name != "" {
		a.Names.Zh = f.name
	}
	if a.Names == (city.Names{}) {
		a.Names.Zh = f.code
	}
	a.Parent, a.Shape = f.parent, f.shape
	if old == nil {
		return a, false, nil
	}
	before, err := city.Encode(&old.Area)
	if err != nil {
		return a, false, err
	}
	after, err := city.Encode(&a)
	return a, bytes.Equal(before, after), err
}
