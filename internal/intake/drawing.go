package intake

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/codec"
)

// doubtName is the reason of a Doubt: the texts in a polyline of a drawing leave open what its name is.
const doubtName = "several_names"

// rejectUnnamed rejects a feature for what identify says of it. In a drawing the code is a text in the
// polyline: one that is not closed may have none for that very reason, which is then the one to tell.
func (im *importer) rejectUnnamed(f *feature, cf *codec.Feature, reason, message string) {
	at := somewhere(cf.Geometry)
	if cf.Err != nil {
		at = cf.Err.At
	}
	twin := im.drawnBefore(f, cf)
	switch {
	case reason != "no_code":
	case twin > 0:
		reason, message = "drawn_twice", fmt.Sprintf("feature %d has the same border: it is drawn twice, one over the other, and the texts are of the first; delete one", twin)
	case im.report.Format == "dxf" && cf.Err != nil:
		reason, message = cf.Err.Reason, cf.Err.Message
	case cf.Note != "":
		message += "; " + cf.Note
	case im.report.Format == "dxf" && len(cf.Open) > 0:
		message += ": the polyline is open, and no text lies in it"
	}
	im.report.reject(f, reason, message, at)
}

// drawnBefore is the number of the feature of a drawing that has the very border of this one; 0 = none.
func (im *importer) drawnBefore(f *feature, cf *codec.Feature) int {
	polygon, closed := cf.Geometry.(orb.Polygon)
	if !im.drawn() || !closed || len(polygon) != 1 {
		return 0
	}
	if im.borders == nil {
		im.borders = map[[sha256.Size]byte]int{}
	}
	// A ring is the same wherever it begins and however it turns.
	points := slices.Clone(polygon[0][:max(0, len(polygon[0])-1)])
	slices.SortFunc(points, func(a, b orb.Point) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	key := sha256.Sum256(fmt.Append(nil, points))
	first := im.borders[key]
	if first == 0 {
		im.borders[key] = f.number
	}
	return first
}

// countTexts counts the texts in a polyline that none of the fields which are read has: a drawing loses
// none without a word.
func (im *importer) countTexts(cf *codec.Feature) {
	if len(cf.Texts) == 0 {
		return
	}
	var read []string
	for _, names := range [][]string{im.fields.code, im.fields.name, im.fields.parent, im.fields.zhHant, im.fields.english} {
		for _, n := range names {
			read = append(read, squeezed(cf.Properties[n]))
		}
	}
	for _, text := range cf.Texts {
		text = squeezed(text)
		if !slices.ContainsFunc(read, func(has string) bool { return strings.Contains(has, text) }) {
			im.texts++
		}
	}
}

// tellTexts puts the count of countTexts into the report.
func (im *importer) tellTexts() {
	if im.texts > 0 {
		im.report.Ignored = append(im.report.Ignored, fmt.Sprintf("%d TEXT neither code nor name", im.texts))
	}
}

// doubtUnnamed tells the areas that got no name because several texts could be it.
func (im *importer) doubtUnnamed(f *feature) {
	if f.names.Zh == "" && f.drawn != "" {
		im.doubt(f, doubtName, "several texts in it could be its name: "+f.drawn)
	}
}
