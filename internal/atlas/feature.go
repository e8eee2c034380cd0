package atlas

import (
	"slices"
	"strings"
	"unicode"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/cql2"
	"github.com/redsail/redsail/internal/city"
)

// Feature is one version of a thing as anybody may know it.
type Feature struct {
	// ID is the code of what is in force on the picture's date, else code@YYYY-MM-DD with a
	// date on which it was.
	ID      string
	Valid   Span
	content city.Content
	period  city.Period
	box     geo.Box
	// mixed is that of a layer's areas.
	mixed bool
}

// Key names the thing.
func (f *Feature) Key() city.Key { return f.content.Key() }

// Box is that of the shape.
func (f *Feature) Box() geo.Box { return f.box }

// Shape is the geometry: polygons of areas and buildings, lines, the points of places and of
// buildings whose ground plan is not known.
func (f *Feature) Shape() cql2.Shape {
	switch c := f.content.(type) {
	case *city.Area:
		return cql2.Shape{Polygons: c.Shape}
	case *city.Building:
		if len(c.Shape) == 0 && c.Point != nil {
			return cql2.Shape{Points: []geo.Point{*c.Point}}
		}
		return cql2.Shape{Polygons: c.Shape}
	case *city.Line:
		return cql2.Shape{Lines: c.Shape}
	case *city.Place:
		return cql2.Shape{Points: []geo.Point{c.Point}}
	default:
		return cql2.Shape{}
	}
}

// featureID is the id of a version on a date.
func featureID(code string, valid city.Period, today city.Date) string {
	switch {
	case valid.Holds(today):
		return code
	case valid.From == city.OpenStart:
		return code + "@" + (valid.To - 1).String()
	default:
		return code + "@" + valid.From.String()
	}
}

func newFeature(c city.Content, valid city.Period, box geo.Box, today city.Date) Feature {
	return Feature{ID: featureID(c.Key().Code, valid, today), Valid: spanOf(valid), content: c, period: valid, box: box}
}

// FeatureColumn is a property of the features of a collection.
type FeatureColumn struct {
	cql2.Column
	Title city.Label
	// Whole is true of numbers that are counts.
	Whole bool
	// Enum lists what a text can be; empty = anything.
	Enum []string
	get  func(*Picture, *Feature) cql2.Value
}

// maxClassColumns is how many attributes of classification become columns.
const maxClassColumns = 64

// ClassPrefix stands before the columns of the attributes of classification.
const ClassPrefix = "class_"

// plainName is true of a name that needs no quotes in a filter and means nothing in a page.
func plainName(s string) bool {
	return s != "" && len(s) <= 60 && strings.IndexFunc(s, func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) < 0
}

// classKeys are the attributes of classification that things have, in byte order.
func classKeys(items []Feature) []string {
	seen := map[string]bool{}
	for i := range items {
		for key := range classification(items[i].content) {
			if !seen[key] && plainName(key) {
				seen[key] = true
			}
		}
	}
	out := make([]string, 0, len(seen))
	for key := range seen {
		out = append(out, key)
	}
	slices.Sort(out)
	return out[:min(len(out), maxClassColumns)]
}

func classification(c city.Content) map[string]string {
	switch c := c.(type) {
	case *city.Area:
		return city.ToldClass(c.Class)
	case *city.Line:
		return c.Class
	case *city.Place:
		return c.Class
	default: // of a building only the use is public
		return nil
	}
}
