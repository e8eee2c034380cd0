package intake

import (
	"context"
	"fmt"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// Reasons of a Doubt.
const (
	doubtCode    = "code_not_under_parent" // as check has it
	doubtOutside = "outside_city"
	doubtSplit   = "split_counts"
)

// Doubt is a feature that is taken though it can hardly be meant so.
type Doubt struct {
	Feature int         `json:"feature"`
	Code    string      `json:"code"`
	Reason  string      `json:"reason"` // code_not_under_parent, outside_city, several_names, split_counts or unread_cell
	Message string      `json:"message"`
	At      *[2]float64 `json:"at"`
}

// mostDoubts bounds those that are told; the rest are counted.
const mostDoubts = 1000

// findDoubts tells the features whose code does not begin with that of their parent, where codes are
// national, and those that lie wholly beside what the layers above cover.
func (im *importer) findDoubts(ctx context.Context) error {
	outside, layer, err := im.outside(ctx)
	if err != nil {
		return err
	}
	for i, f := range im.features {
		if f.rejected {
			continue
		}
		if err := im.def.Code.Profile.CheckUnder(f.code, f.parent); err != nil {
			im.doubt(f, doubtCode, err.Error())
		}
		im.doubtUnnamed(f)
		im.doubtCells(f)
		if outside[i] {
			im.doubt(f, doubtOutside, outsideOf(layer))
		}
	}
	return nil
}

// outside tells of each feature whether it lies wholly beside the areas of the layer above: it has no ground
// of any of them, hairlines aside. Most are told by their box or their label point; the others are laid over
// the areas about them. What cannot be laid is not told.
func (im *importer) outside(ctx context.Context) (out []bool, layer string, err error) {
	def, above := im.areasAbove()
	out = make([]bool, len(im.features))
	if len(above) == 0 {
		return out, "", nil
	}
	ix, err := indexOf(def, above)
	if err != nil {
		return nil, "", err
	}
	extent := boxOf(above)
	var doubtful []int
	var over []int32
	for i, f := range im.features {
		switch {
		case f.rejected:
		case !extent.Intersects(f.shape.Box()):
			out[i] = true
		default:
			if over = ix.Covering(0, partition.LabelPoint(f.shape), over[:0]); len(over) == 0 {
				doubtful = append(doubtful, i)
			}
		}
	}
	return out, def.Key, im.layOver(ctx, above, doubtful, out)
}

// layOver lays features over areas and tells which have no ground of them.
func (im *importer) layOver(ctx context.Context, above []*city.Version, doubtful []int, out []bool) error {
	children, named := make([]partition.Area, len(doubtful)), make([]int, len(doubtful))
	for k, i := range doubtful {
		children[k], named[k] = partition.Area{Code: im.features[i].code, Shape: im.features[i].shape}, -2 // nobody's
		out[i] = true
	}
	parents := make([]partition.Area, len(above))
	for k, v := range above {
		parents[k] = partition.Area{Code: v.Code, Shape: v.Shape}
	}
	strays, err := partition.FindStrays(ctx, children, parents, named)
	if err != nil {
		return err
	}
	for _, k := range strays.Untold {
		out[doubtful[k]] = false
	}
	for _, s := range strays.Found {
		if s.Parent >= 0 && !s.Hairline {
			out[doubtful[s.Child]] = false
		}
	}
	return nil
}

func (im *importer) doubt(f *feature, reason, message string) {
	r := im.report
	if len(r.Doubts) >= mostDoubts {
		r.DoubtsMore++
		return
	}
	r.Doubts = append(r.Doubts, Doubt{Feature: f.number, Code: clip(f.code), Reason: reason, Message: message, At: pair(placeOf(f.shape))})
}

// areasAbove are those of the nearest layer above that has any; for a layer without a parent, those of the
// first partition of the scheme that has none either.
func (im *importer) areasAbove() (*city.LayerDef, []*city.Version) {
	for key := im.def.Parent; key != ""; {
		up, err := im.scheme.Layer(key)
		if err != nil {
			return nil, nil
		}
		if areas := im.stored.inForce[key]; len(areas) > 0 {
			return up, areas
		}
		key = up.Parent
	}
	for i := range im.scheme.Layers {
		def := &im.scheme.Layers[i]
		if def.Key == im.def.Key {
			break // what stands before it in the scheme is wider
		}
		if def.Partition && def.Parent == "" {
			return def, im.stored.inForce[def.Key]
		}
	}
	return nil, nil
}

func boxOf(areas []*city.Version) geo.Box {
	box := geo.EmptyBox()
	for _, v := range areas {
		box = box.Union(v.Shape.Box())
	}
	return box
}

// outsideOf says of an area, a building or a place that a layer has no ground of it.
func outsideOf(layer string) string {
	return fmt.Sprintf("it lies wholly outside what layer %s covers: is it of this city, and in this coordinate system?", layer)
}
