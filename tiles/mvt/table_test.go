package mvt_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/tiles/mvt"
)

// TestTagsAreProps writes features both ways, in several layers one after another: the bytes are
// the same.
func TestTagsAreProps(t *testing.T) {
	words := rapid.SampledFrom([]string{"", "code", "name", "类", "a\xffb"})
	rapid.Check(t, func(t *rapid.T) {
		var tagged, plain mvt.Layer
		tables := [2]mvt.Table{}
		type feature struct {
			props []mvt.Prop
			tags  mvt.Tags
		}
		features := [2][]feature{}
		for i := range features {
			for range rapid.IntRange(0, 6).Draw(t, "features") {
				var f feature
				for range rapid.IntRange(0, 5).Draw(t, "props") {
					value := mvt.Value{}
					switch rapid.IntRange(0, 5).Draw(t, "kind") {
					case 0:
						value = mvt.String(words.Draw(t, "text"))
					case 1:
						value = mvt.Int(rapid.Int64Range(-3, 300).Draw(t, "int"))
					case 2:
						value = mvt.Double(rapid.Float64Range(-1, 1).Draw(t, "double"))
					case 3:
						value = mvt.Bool(rapid.Bool().Draw(t, "bool"))
					case 4:
						value = mvt.Uint(rapid.Uint64Range(0, 3).Draw(t, "uint"))
					}
					f.props = append(f.props, mvt.Prop{Key: words.Draw(t, "key"), Value: value})
				}
				f.tags = tables[i].Tags(f.props)
				features[i] = append(features[i], f)
			}
			tables[i].Close()
		}
		for range rapid.IntRange(1, 5).Draw(t, "layers") {
			i := rapid.IntRange(0, 1).Draw(t, "table")
			tagged.ResetTable("l", 0, &tables[i])
			plain.Reset("l", 0)
			for id, f := range features[i] {
				if rapid.Bool().Draw(t, "left out") {
					continue
				}
				at := []mvt.Point{{X: int32(id), Y: 7}, {X: 9, Y: 9}, {X: 9, Y: 0}}
				switch id % 3 {
				case 0:
					tagged.AddPointsTagged(uint64(id), at, f.tags)
					plain.AddPoints(uint64(id), at, f.props)
				case 1:
					var g mvt.Lines
					g.Add(at)
					tagged.AddLinesTagged(uint64(id), &g, f.tags)
					plain.AddLines(uint64(id), &g, f.props)
				default:
					var g mvt.Polygons
					g.Outer(at)
					tagged.AddPolygonsTagged(uint64(id), &g, f.tags)
					plain.AddPolygons(uint64(id), &g, f.props)
				}
			}
			if tagged.Size() != plain.Size() || tagged.Len() != plain.Len() || !bytes.Equal(tagged.AppendTo(nil), plain.AppendTo(nil)) {
				t.Fatal("other bytes")
			}
		}
	})
}

func TestNothingIsAddedWithTags(t *testing.T) {
	var l mvt.Layer
	l.ResetTable("l", 0, new(mvt.Table))
	if l.AddPointsTagged(1, nil, nil) || l.AddLinesTagged(1, new(mvt.Lines), nil) || l.AddPolygonsTagged(1, new(mvt.Polygons), nil) || l.Len() != 0 {
		t.Error("a feature without a shape was added")
	}
}
