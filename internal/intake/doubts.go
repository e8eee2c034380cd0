package intake

import (
	"fmt"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Reasons of a Doubt.
const (
	doubtCode    = "code_not_under_parent" // as check has it
	doubtOutside = "outside_city"
)

// Doubt is a feature that is taken though it can hardly be meant so.
type Doubt struct {
	Feature int         `json:"feature"`
	Code    string      `json:"code"`
	Reason  string      `json:"reason"` // code_not_under_parent or outside_city
	Message string      `json:"message"`
	At      *[2]float64 `json:"at"`
}

// mostDoubts bounds those that are told; the rest are counted.
const mostDoubts = 1000

// findDoubts tells the features whose code does not begin with that of their parent, where codes are
// national, and those that lie wholly beside what the layers above cover.
func (im *importer) findDoubts() {
	layer, extent := im.extentAbove()
	for _, f := range im.features {
		if f.rejected {
			continue
		}
		if err := im.def.Code.Profile.CheckUnder(f.code, f.parent); err != nil {
			im.doubt(f, doubtCode, err.Error())
		}
		if !extent.Empty() && !extent.Intersects(f.shape.Box()) {
			im.doubt(f, doubtOutside, fmt.Sprintf("it lies wholly outside what layer %s covers: is it of this city, and in this coordinate system?", layer))
		}
	}
}

func (im *importer) doubt(f *feature, reason, message string) {
	r := im.report
	if len(r.Doubts) >= mostDoubts {
		r.DoubtsMore++
		return
	}
	r.Doubts = append(r.Doubts, Doubt{Feature: f.number, Code: clip(f.code), Reason: reason, Message: message, At: pair(placeOf(f.shape))})
}

// extentAbove is the box of the nearest layer above that has areas; for a layer without a parent, that of
// the first partition of the scheme that has none either. It is empty where there is none.
func (im *importer) extentAbove() (layer string, box geo.Box) {
	for key := im.def.Parent; key != ""; {
		if box = boxOf(im.stored.inForce[key]); !box.Empty() {
			return key, box
		}
		up, err := im.scheme.Layer(key)
		if err != nil {
			return "", box
		}
		key = up.Parent
	}
	for i := range im.scheme.Layers {
		def := &im.scheme.Layers[i]
		if def.Key == im.def.Key {
			break // what stands before it in the scheme is wider
		}
		if def.Partition && def.Parent == "" {
			return def.Key, boxOf(im.stored.inForce[def.Key])
		}
	}
	return "", geo.EmptyBox()
}

func boxOf(areas []*city.Version) geo.Box {
	box := geo.EmptyBox()
	for _, v := range areas {
		box = box.Union(v.Shape.Box())
	}
	return box
}
