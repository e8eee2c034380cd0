package intake

import (
	"maps"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
)

// join makes one network of the file's streets and those that the import leaves in the store: a street gets a vertex
// where one of the other side ends on it. Those of the store that gain one go into the change.
func (im *networkImporter) join() {
	keys, around := im.streetsAround()
	if len(keys) == 0 {
		return
	}
	joined := streets.Join(im.file.Lines, around)
	file := *im.file // another try begins with what was read
	file.Lines = joined.Lines
	im.file = &file
	c := &im.report.Counts
	c.Noded += joined.Noded
	c.LooseEnds += len(joined.Loose)
	im.report.LooseEnds = few(append(im.report.LooseEnds, joined.Loose...))
	for _, i := range slices.Sorted(maps.Keys(joined.Around)) {
		stored, isLine := im.lines.inForce[keys[i]].Content.(*city.Line)
		if !isLine {
			continue
		}
		content := *stored
		content.Shape = joined.Around[i].Shape
		im.change.Entries = append(im.change.Entries, city.PutContent(&content, city.Period{From: im.from, To: im.lines.ends(keys[i])}))
	}
}

// streetsAround are the streets of the store that the import neither puts anew nor ends and that reach into its box,
// by key.
func (im *networkImporter) streetsAround() (keys []city.Key, around []streets.Line) {
	box := geo.EmptyBox()
	for i := range im.file.Lines {
		box = box.Union(im.file.Lines[i].Shape.Box())
	}
	box = streets.Wider(box, 1) // metre, as far as an end is loose
	leaves := im.leaves()
	for k, v := range im.lines.inForce {
		if (k.Layer == city.LayerRoad || k.Layer == city.LayerPath) && leaves(k) && v.Content.Box().Intersects(box) && city.CheckContent(im.scheme, v.Content) == nil {
			keys = append(keys, k) // one that cannot be walked meets nothing
		}
	}
	slices.SortFunc(keys, city.Key.Compare)
	for _, k := range keys {
		if l, isLine := im.lines.inForce[k].Content.(*city.Line); isLine {
			around = append(around, streets.Line{Code: l.Code, Kind: streets.Kind(l.Layer), Class: l.Class, Shape: l.Shape})
		} else {
			around = append(around, streets.Line{}) // no street; a key of these layers has none
		}
	}
	return keys, around
}
