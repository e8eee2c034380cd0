package intake

import (
	"context"
	"fmt"

	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/city"
)

// The buildings of an area that is split. Each names the part that owns its ground; one that lies in none
// of them, as its data may say, the largest.

// askingAreas says which areas name the area of this code as their parent, so that it cannot be split;
// empty = none.
func (im *importer) askingAreas(code string) string {
	for i := range im.scheme.Layers {
		def := &im.scheme.Layers[i]
		if def.Parent != im.def.Key {
			continue
		}
		for _, versions := range [][]*city.Version{im.stored.inForce[def.Key], im.stored.later[def.Key]} {
			for _, v := range versions {
				if v.Parent == code {
					return fmt.Sprintf("%s names it as its parent", v.Key())
				}
			}
		}
	}
	return ""
}

// rehome lets the buildings that name an area which a split ends name the part that has their ground.
func (im *importer) rehome(ctx context.Context, s city.Reader, c *city.Change) error {
	if len(im.heirs) == 0 || im.def.Key != city.LayerGrid && im.def.Key != city.LayerCompound {
		return nil
	}
	parts, err := im.partIndexes()
	if err != nil {
		return err
	}
	rs, err := s.Records(ctx, city.Query{Kind: city.KindBuilding, Layer: city.LayerBuilding, Revision: im.state.Revision})
	if err != nil {
		return err
	}
	for i := range rs {
		b, isBuilding := rs[i].Content.(*city.Building)
		if !isBuilding || rs[i].Valid.To <= im.from {
			continue
		}
		to := *b
		name := &to.Grid
		if im.def.Key == city.LayerCompound {
			name = &to.Compound
		}
		ix := parts[*name]
		if ix == nil {
			continue
		}
		heirs, at := im.heirs[*name], 0
		if b.Point != nil || len(b.Entrances) > 0 || len(b.Shape) > 0 {
			at = max(ix.Owner(0, pointOf(b)), 0)
		}
		*name = heirs[at]
		c.Entries = append(c.Entries, city.PutContent(&to, city.Period{From: max(im.from, rs[i].Valid.From), To: rs[i].Valid.To}))
		im.report.Rehomed++
	}
	return nil
}

// partIndexes tell which part owns a point, by the code of the area that was split; the parts are in the
// order of heirs.
func (im *importer) partIndexes() (map[string]*locate.Index, error) {
	shapes := map[string]*feature{}
	for _, f := range im.features {
		shapes[f.code] = f
	}
	out := map[string]*locate.Index{}
	for code, heirs := range im.heirs {
		if !im.ending[code] {
			continue
		}
		// All parts are in one community each, so that they lie beside each other.
		l := locate.Layer{Key: im.def.Key, Partition: true}
		for i, heir := range heirs {
			if f := shapes[heir]; f != nil {
				l.Areas = append(l.Areas, locate.Area{Code: fmt.Sprintf("%s %d", code, i), Shape: f.shape})
			}
		}
		if len(l.Areas) != len(heirs) {
			continue // the store tells that it cannot end
		}
		ix, err := locate.Build([]locate.Layer{l})
		if err != nil {
			return nil, err
		}
		out[code] = ix
	}
	return out, nil
}
