package intake

import (
	"slices"

	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
)

// settleLayers gives each line of an export that does not say its layer (those of before the column kind did
// not) the layer in which the store has its code, where its class may be of that one too: a track is of the
// roads or of the paths, a bridge of a road or a railway. Else the file would put it a second time, and
// --replace would end a layer of which the file does not speak. im.file is its own here (refuse).
func (im *networkImporter) settleLayers() {
	for i := range im.file.Lines {
		l := &im.file.Lines[i]
		if !l.Guessed {
			continue
		}
		if kind, found := im.layerInStore(l); found {
			l.Kind, l.Guessed = kind, false
		}
	}
}

// layerInStore is the layer of the store's line of this code; where several have one, that of the guess goes
// first.
func (im *networkImporter) layerInStore(l *streets.Line) (streets.Kind, bool) {
	walked := []streets.Kind{streets.Road, streets.Path}
	for _, kind := range []streets.Kind{l.Kind, streets.Road, streets.Path, streets.Rail, streets.River, streets.Wall} {
		if im.lines.inForce[city.Key{Kind: city.KindLine, Layer: string(kind), Code: l.Code}] == nil {
			continue
		}
		like, known := streets.KindOf(l.Class["class"], kind)
		if known && like == kind || slices.Contains(walked, kind) && slices.Contains(walked, l.Kind) {
			return kind, true
		}
	}
	return "", false
}
