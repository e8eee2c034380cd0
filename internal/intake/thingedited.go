package intake

import (
	"bytes"
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// recognise tells whether the file is an edited copy of an export of this store, and then reads
// what was exported. The table of such a file is called as its layer is.
func (im *thingImporter) recognise(ctx context.Context, s city.Reader, src *codec.Source) error {
	origin, err := originOf(im.path, src)
	if err != nil || origin == nil {
		return err
	}
	ours, err := origin.ours(ctx, s, im.state)
	switch {
	case err != nil:
		return err
	case im.layer.layer == "":
		im.layer, _ = im.exportedLayer(src.Layer)
	}
	if !ours {
		im.report.Foreign = origin
		return nil
	}
	im.report.Against = origin
	im.exported, err = origin.records(ctx, s, im.kind, im.layer.layer)
	return err
}

// exportedLayer is the layer of a table of an export.
func (im *thingImporter) exportedLayer(table string) (thingLayer, bool) {
	if im.kind == city.KindLine {
		return thingLayer{layer: table}, slices.Contains(city.LineLayers(), table)
	}
	return im.wordOf(table)
}

// exportedThing is what was exported of a draft; nil where it is new.
func (im *thingImporter) exportedThing(d *thingDraft) city.Content {
	return im.exported[city.Key{Kind: im.kind, Layer: d.layer.layer, Code: d.code}]
}

// areaCode is the code of the area that a cell names. The code that was exported stands, even
// where that area has ended since.
func (im *thingImporter) areaCode(r *rowCells, d *thingDraft, key string, finder *areaFinder) string {
	if b, was := im.exportedThing(d).(*city.Building); was {
		code := map[string]string{colGrid: b.Grid, colCompound: b.Compound}[key]
		if text, _ := r.raw(key); code != "" && strings.TrimSpace(text) == code {
			return code
		}
	}
	if v := r.area(key, finder); v != nil {
		return v.Code
	}
	return ""
}

// clearable are the fields that an edited copy empties by an empty cell, by the columns that it
// must have. What a thing cannot be without, and former codes, are none of them.
var clearable = map[string]string{
	"Storeys": colStoreys, "Households": colHouseholds, "Grid": colGrid, "Compound": colCompound, "Source": colSource, "DataDate": colDataDate,
	"Services": colServices, "Skills": colSkills, "Hours": colHours, "FloorArea": colFloorArea, "Cost": colCost, "Tenure": colTenure, "Owner": colOwner,
	"Entrances": colDoors, "Class": colClasses,
}

// editedThing is what a draft of an edited copy says: the row over what was exported, with what
// it empties.
func (im *thingImporter) editedThing(d *thingDraft, base city.Content) city.Content {
	if base == nil {
		return d.merged(nil)
	}
	out := d.merged(base)
	given, to := structOf(d.given), structOf(out)
	for field, column := range clearable {
		if from := given.FieldByName(field); from.IsValid() && im.head.has(column) && (empty(from) || field == "Class") {
			to.FieldByName(field).Set(from)
		}
	}
	editedPlace(d, base, out, im.head.titled(colStand), slices.ContainsFunc(addressKeys, im.head.has))
	names, from := to.FieldByName("Names"), given.FieldByName("Names")
	for field, column := range map[string]string{"ZhHant": colNameHant, "En": colNameEn} {
		if im.head.has(column) {
			names.FieldByName(field).Set(from.FieldByName(field))
		}
	}
	return out
}

// editedPlace gives a thing address and point of a copy that has columns for them, emptied ones too.
func editedPlace(d *thingDraft, base, out city.Content, points, addresses bool) {
	switch to := out.(type) {
	case *city.Building:
		given, _ := d.given.(*city.Building)
		was, _ := base.(*city.Building)
		if points && len(was.Shape) > 0 && len(given.Shape) > 0 {
			to.Point = d.point
		}
		if addresses {
			to.Address = given.Address
		}
	case *city.Place:
		if given, _ := d.given.(*city.Place); addresses {
			to.Address = given.Address
		}
	}
}

// readEdited keeps of a row of an edited copy what stands in it otherwise than in the export.
func (im *thingImporter) readEdited(r *rowCells, d *thingDraft) {
	base := im.exportedThing(d)
	if base == nil {
		return
	}
	cell := func(column string) (string, bool) {
		at, has := im.head.all[column]
		if !has {
			return "", false
		}
		c, _ := r.shown(at)
		return c.Text, true
	}
	var err error
	if d.edited, err = editedCells(base, cell); err != nil {
		r.fail("", "bad_value", "what was exported of it cannot be told: %s", err)
	}
	if text, _ := cell(colStand); text != "" {
		d.stand = &orb.Point{}
		r.exported(colStand, text, d.stand)
	}
	if text, _ := r.raw(colClasses); text != "" && !isJSON(text, "{") && im.kind != city.KindLine {
		r.fail(colClasses, "bad_value", "it is no JSON object of texts, as an export writes it there")
	}
}

func empty(v reflect.Value) bool {
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}

// mergeEdited gives a draft of an edited copy what the store shall hold of it; leave is true where
// that stays as it is.
func (im *thingImporter) mergeEdited(d *thingDraft, old city.Content) (leave bool, err error) {
	base := im.exportedThing(d)
	file := im.editedThing(d, base)
	c, err := judgeEdit(base, old, file, im.o.Conflicts, equalThing)
	if err != nil {
		return false, err
	}
	if len(c.fields) > 0 {
		values, err := clashing(c.fields, old, file)
		if err != nil {
			return false, err
		}
		im.report.Conflicts = append(im.report.Conflicts, Conflict{Feature: d.number, Code: d.code, Fields: c.fields, Values: values, At: pair(corner(file)), Taken: im.o.Conflicts})
	}
	left, err := leftOf(d.edited, file, func(column string) bool { return column == colStand || im.head.reads(column) })
	if err != nil {
		return false, err
	}
	for _, e := range left {
		e.Feature = d.number
		im.report.tellLeft(e)
	}
	d.edited = nil
	if d.given = c.content; c.leave {
		d.given = old
	}
	return c.leave, nil
}

// equalThing is equality of what would be stored.
func equalThing(field string, a, b any) (bool, error) {
	x, isHours := a.(*city.Hours)
	y, _ := b.(*city.Hours)
	if !isHours || x == nil || y == nil {
		return equalField(field, a, b)
	}
	before, err := city.Encode(&city.Place{Hours: x})
	if err != nil {
		return false, err
	}
	after, err := city.Encode(&city.Place{Hours: y})
	return bytes.Equal(before, after), err
}

// endEdited lists what was exported and the copy lacks; with --replace it ends, but for what the
// store has changed since, which is a conflict.
func (im *thingImporter) endEdited() error {
	has, layers, rejected := map[city.Key]bool{}, map[string]bool{im.layer.layer: true}, map[string]bool{}
	for _, d := range im.drafts {
		key := city.Key{Kind: im.kind, Layer: d.layer.layer, Code: d.code}
		has[key], layers[key.Layer] = true, true
		if d.layer.layer == "" { // it was rejected before its layer was known, and stands in the file all the same
			rejected[d.code] = true
		}
	}
	for _, key := range slices.SortedFunc(maps.Keys(im.exported), city.Key.Compare) {
		v := im.things.inForce[key]
		if has[key] || rejected[key.Code] || v == nil || !layers[key.Layer] {
			continue
		}
		if !im.o.Replace {
			im.report.Missing = append(im.report.Missing, key.Code)
			continue
		}
		fields, err := differing(im.exported[key], v.Content, equalThing)
		if err != nil {
			return err
		}
		if len(fields) > 0 {
			im.report.Conflicts = append(im.report.Conflicts, Conflict{Code: key.Code, Fields: []string{"missing"}, Values: []ConflictValue{}, At: pair(corner(v.Content)), Taken: im.o.Conflicts})
			if im.o.Conflicts == KeepStore {
				im.report.Missing = append(im.report.Missing, key.Code)
				continue
			}
		}
		im.report.Ended = append(im.report.Ended, key.Code)
		im.change.Entries = append(im.change.Entries, city.DeleteKey(key, im.from))
	}
	return nil
}
