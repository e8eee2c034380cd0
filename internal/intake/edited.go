package intake

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// An edited copy of an export is put over the store three ways: what the file changed since the
// revision that it was made of, over what the store has become. What the file did not change
// is no feature of the import: the store's areas stand for it.

// recognise tells whether the file is an edited copy of an export of this store.
func (im *importer) recognise(ctx context.Context, s city.Reader, origin *Against, has []string) error {
	ours, err := origin.ours(ctx, s, im.state)
	switch {
	case err != nil:
		return err
	case !ours:
		im.report.Foreign = origin
		return nil
	}
	im.report.Against = origin
	if im.o.ParentField == "" && im.def.Parent != "" {
		im.fields.parent = present("parent", has)
	}
	im.exported, err = origin.records(ctx, s, city.KindArea, im.def.Key)
	return err
}

// mergeEdited compares each feature of an edited copy with what was exported, takes out those
// that change nothing, and lists what the store has changed too.
func (im *importer) mergeEdited(ctx context.Context) error {
	if im.exported == nil {
		return nil
	}
	im.missing()
	var left []*feature
	for _, f := range im.features {
		if f.rejected {
			left = append(left, f)
			continue
		}
		keep, err := im.mergeFeature(ctx, f)
		if err != nil {
			return err
		}
		if keep {
			left = append(left, f)
		}
	}
	im.features = left
	return nil
}

// mergeFeature gives a feature what the store shall hold of it; false where that stays as it is.
func (im *importer) mergeFeature(ctx context.Context, f *feature) (keep bool, err error) {
	key := city.Key{Layer: im.def.Key, Code: f.code}
	base := im.exported[key]
	file, reason := im.editedArea(f, base)
	if reason != "" {
		im.report.reject(f, "bad_value", reason, placeOf(f.shape))
		return true, nil
	}
	left, err := leftOf(f.edited, file, im.reads)
	if err != nil {
		return false, err
	}
	for _, e := range left {
		e.Feature = f.number
		im.report.tellLeft(e)
	}
	var store city.Content
	if v := im.stored.byKey[key]; v != nil {
		store = &v.Area
	}
	c, err := judgeEdit(base, store, file, im.o.Conflicts, im.alike(ctx))
	if err != nil {
		return false, err
	}
	if len(c.fields) > 0 {
		values, err := clashing(c.fields, store, file)
		if err != nil {
			return false, err
		}
		im.report.Conflicts = append(im.report.Conflicts, Conflict{Feature: f.number, Code: f.code, Fields: c.fields, Values: values, At: pair(placeOf(f.shape)), Taken: im.o.Conflicts})
	}
	if c.leave {
		im.report.Accepted++
		im.report.Unchanged++
		return false, nil
	}
	merged, isArea := c.content.(*city.Area)
	if !isArea {
		return false, city.Errorf(city.Internal, "internal", "%s is no area", key)
	}
	if err := city.CheckContent(im.scheme, merged); err != nil {
		im.report.reject(f, "bad_content", err.Error(), placeOf(f.shape))
		return true, nil
	}
	f.merged, f.shape, f.parent, f.settled = merged, merged.Shape, merged.Parent, store != nil
	f.named = f.parent != "" || f.settled
	return true, nil
}

// editedArea is what a feature says of its area; the reason says why it says nothing.
func (im *importer) editedArea(f *feature, base city.Content) (*city.Area, string) {
	a := &city.Area{Layer: im.def.Key, Code: f.code}
	if was, has := base.(*city.Area); has {
		*a = *was
	}
	a.Shape = f.shape
	if im.fields.name != nil {
		a.Names.Zh = f.names.Zh
	}
	if im.fields.zhHant != nil {
		a.Names.ZhHant = f.names.ZhHant
	}
	if im.fields.english != nil {
		a.Names.En = f.names.En
	}
	if im.fields.parent != nil {
		a.Parent = f.parent
	}
	for _, cell := range areaCells {
		text, has := f.cells[cell.column]
		if has && !cell.put(a, text) {
			return nil, "its " + cell.column + " is not what an export writes there: " + cell.form
		}
	}
	if a.Names.Zh == "" && base == nil && !im.def.Base {
		a.Names.Zh = a.Code
	}
	return a, ""
}

// areaCell is a column, what it holds and how an area takes it; false where the text is nothing of the kind.
type areaCell struct {
	column, form string
	put          func(a *city.Area, text string) bool
}

// areaCells are the columns of an exported layer beside code, names, parent and geometry. Former
// codes are the store's own.
var areaCells = []areaCell{
	{colHouseholds, "a whole number", func(a *city.Area, text string) bool { return putCount(&a.Households, text) }},
	{colPopulation, "a whole number", func(a *city.Area, text string) bool { return putCount(&a.Population, text) }},
	{colClasses, "a JSON object of texts", func(a *city.Area, text string) bool { return putClass(&a.Class, text) }},
	{colSource, "a text", func(a *city.Area, text string) bool { a.Source = text; return true }},
	{colDataDate, "a text", func(a *city.Area, text string) bool { a.DataDate = text; return true }},
}

func putCount(to **int64, text string) bool {
	if text == "" {
		*to = nil
		return true
	}
	n, err := strconv.ParseInt(text, 10, 64)
	*to = &n
	return err == nil && n >= 0
}

func putClass(to *map[string]string, text string) bool {
	if text == "" {
		*to = nil
		return true
	}
	var class map[string]string
	err := json.Unmarshal([]byte(text), &class)
	*to = class
	return err == nil
}

// takeCells keeps the columns of areaCells that the file has; an empty cell is an empty text.
func (im *importer) takeCells(f *feature, has []string, props map[string]string) {
	if im.exported == nil {
		return
	}
	f.cells = map[string]string{}
	for _, cell := range areaCells {
		if slices.Contains(has, cell.column) {
			f.cells[cell.column] = strings.TrimSpace(props[cell.column])
		}
	}
}

// readEdited keeps of a feature what stands in its cells otherwise than in the export.
func (im *importer) readEdited(f *feature, has []string, props map[string]string) (err error) {
	f.edited, err = editedCells(im.exported[city.Key{Layer: im.def.Key, Code: f.code}], func(column string) (string, bool) {
		return props[column], slices.Contains(has, column)
	})
	return err
}

// missing are the areas that were exported and are in force, and that the file lacks: deleted
// in the copy. With --replace they end.
func (im *importer) missing() {
	inFile := map[string]bool{}
	for _, f := range im.features {
		inFile[f.code] = true // a rejected feature is no reason to end its area
	}
	for _, key := range slices.SortedFunc(maps.Keys(im.exported), city.Key.Compare) {
		v := im.stored.byKey[key]
		if !inFile[key.Code] && v != nil {
			im.report.Missing = append(im.report.Missing, key.Code)
		}
	}
}

// endEdited ends what the copy lacks, of the codes that --within allows; what the store has changed since is a conflict.
func (im *importer) endEdited(ctx context.Context, within []string) error {
	for _, code := range im.report.Missing {
		if _, may := slices.BinarySearch(within, code); !may {
			continue
		}
		key := city.Key{Layer: im.def.Key, Code: code}
		v := im.stored.byKey[key]
		fields, err := differing(im.exported[key], &v.Area, im.alike(ctx))
		if err != nil {
			return err
		}
		if len(fields) > 0 {
			im.report.Conflicts = append(im.report.Conflicts, Conflict{Code: code, Fields: []string{"missing"}, Values: []ConflictValue{}, At: pair(placeOf(v.Shape)), Taken: im.o.Conflicts})
			if im.o.Conflicts == KeepStore {
				continue
			}
		}
		im.ending[code] = true
		im.report.Ended = append(im.report.Ended, code)
	}
	im.report.Missing = slices.DeleteFunc(im.report.Missing, func(code string) bool { return im.ending[code] })
	return nil
}

// alike is equality of fields of the layer's areas.
func (im *importer) alike(ctx context.Context) fieldEqual {
	return shapesAlike(func(a, b geo.MultiPolygon) (bool, error) { return nodeAlike(ctx, im.def.Partition, a, b) })
}

// nodeAlike is true of two shapes that are one when their borders are noded.
func nodeAlike(ctx context.Context, noded bool, a, b geo.MultiPolygon) (bool, error) {
	if !noded {
		return false, nil
	}
	res, err := partition.NodeNear(ctx, []partition.Area{{Layer: 0, Code: "a", Shape: a}, {Layer: 1, Code: "b", Shape: b}}, nil, nil)
	if err != nil || len(res.Shapes) != 2 || len(res.Unstable)+len(res.Collapsed) > 0 {
		return false, err
	}
	return res.Shapes[0].Equal(res.Shapes[1]), nil
}

func pair[P ~[2]float64](p *P) *[2]float64 {
	if p == nil {
		return nil
	}
	out := [2]float64(*p)
	return &out
}
