package intake

import (
	"fmt"
	"strings"

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
	switch {
	case reason != "no_code":
	case im.report.Format == "dxf" && cf.Err != nil:
		reason, message = cf.Err.Reason, cf.Err.Message
	case cf.Note != "":
		message += "; " + cf.Note
	case im.report.Format == "dxf" && len(cf.Open) > 0:
		message += ": the polyline is open, and no text lies in it"
	}
	im.report.reject(f, reason, message, at)
}

// countTexts counts the texts in a polyline that none of the fields which are read has: a drawing loses
// none without a word.
func (im *importer) countTexts(cf *codec.Feature) {
	if len(cf.Texts) == 0 {
		return
	}
	var read strings.Builder
	for _, names := range [][]string{im.fields.code, im.fields.name, im.fields.parent, im.fields.zhHant, im.fields.english} {
		for _, n := range names {
			read.WriteString(cf.Properties[n])
			read.WriteByte('\n')
		}
	}
	for _, text := range cf.Texts {
		if !strings.Contains(read.String(), text) {
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
