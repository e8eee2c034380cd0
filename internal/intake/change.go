package intake

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// endMissing finds what --replace ends: the areas of the layer that the file lacks.
func (im *importer) endMissing(ctx context.Context) error {
	im.ending = map[string]bool{}
	if !im.o.Replace {
		return nil
	}
	for _, f := range im.features {
		if f.code == "" {
			return city.Errorf(city.Invalid, "bad_code", "%s: with --replace every feature needs a code that can be read; feature %d has none", im.path, f.number)
		}
	}
	codes, err := im.stored.under(im.scheme, im.def, im.o.Within)
	if err != nil {
		return err
	}
	if im.exported != nil {
		return im.endEdited(ctx, codes)
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

// change makes the one Change of the import.
func (im *importer) change() city.Change {
	c := city.Change{Author: im.o.Author, Note: im.o.Note, Effective: im.from, Base: &im.state.Revision}
	if c.Note == "" {
		c.Note = "import " + im.def.Key + " " + strings.ToValidUTF8(im.base(), "?")
	}
	c.Note = im.o.Origin.noted(c.Note)
	for _, code := range im.report.Ended {
		c.Entries = append(c.Entries, city.DeleteArea(city.Key{Layer: im.def.Key, Code: code}, im.from, im.heirs[code]...))
	}
	for _, f := range im.features {
		if f.rejected {
			continue
		}
		if f.part <= 1 { // the parts of a feature count once
			im.report.Accepted++
			if im.fields.code == nil {
				im.report.Assigned++
			}
			if f.whole() {
				im.report.Unchanged++
			}
		}
		put := city.PutArea(f.area, city.Period{From: im.from, To: im.until(f)})
		if !f.same {
			c.Entries = append(c.Entries, put)
		} else if im.o.Check != nil {
			im.same = append(im.same, put)
		}
	}
	for _, n := range im.noded {
		v := n.version
		c.Entries = append(c.Entries, city.PutArea(v.Area, city.Period{From: max(im.from, v.Valid.From), To: v.Valid.To}))
	}
	return c
}

// whole is true when the store holds the feature, all its parts, already.
func (f *feature) whole() bool {
	return f.same && !slices.ContainsFunc(f.siblings, func(s *feature) bool { return !s.same })
}

// compare finds what each feature changes.
func (im *importer) compare() error {
	for _, f := range im.features {
		if f.rejected {
			continue
		}
		var err error
		if f.area, f.same, err = im.area(f); err != nil {
			return err
		}
	}
	return nil
}

// until is where the content of a feature ends.
func (im *importer) until(f *feature) city.Date {
	return im.stored.ends(city.Key{Layer: im.def.Key, Code: f.code})
}

// area is the content that a feature gives its area: what the store holds, with what the
// file says put over it. same is true when that changes nothing.
func (im *importer) area(f *feature) (a city.Area, same bool, err error) {
	a = city.Area{Layer: im.def.Key, Code: f.code}
	old := im.stored.byKey[a.Key()]
	if old != nil {
		a = old.Area
	}
	if f.merged != nil {
		a = *f.merged
		a.Code = f.code // a part of it has its own
	} else {
		a.Names = city.Names{
			Zh: cmp.Or(f.names.Zh, a.Names.Zh), ZhHant: cmp.Or(f.names.ZhHant, a.Names.ZhHant), En: cmp.Or(f.names.En, a.Names.En),
		}
		if f.kind != "" {
			a.Class = mergeClass(a.Class, map[string]string{`kind`: f.kind})
		}
	}
	if old == nil && a.Names.Zh == "" && !im.def.Base { // one that the store holds without a name keeps none, and a lawn needs none
		a.Names.Zh = f.code
	}
	f.told.put(&a, f.part > 0)
	a.Parent, a.Shape = f.parent, f.shape
	own := f.permission
	if f.merged != nil {
		own = city.Permission(f.merged.Class[city.ClassPermission])
	}
	a.Class = mergeClass(mergeClass(a.Class, im.o.Origin.class()), Origin{Permission: own}.class())
	a.Source, a.DataDate = cmp.Or(im.o.Origin.Source, a.Source), cmp.Or(im.o.Origin.DataDate, a.DataDate)
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
