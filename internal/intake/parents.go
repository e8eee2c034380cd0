package intake

import (
	"context"
	"fmt"

	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// checkParents rejects the features whose data names a parent that does not exist. It
// runs before the noding, so that a rejected feature leaves no vertex behind.
func (im *importer) checkParents() {
	for _, f := range im.features {
		if !f.rejected && f.parent != "" && im.stored.byKey[city.Key{Layer: im.def.Parent, Code: f.parent}] == nil {
			im.report.reject(f, "unknown_parent",
				fmt.Sprintf("layer %s has no area %q at the effective date", im.def.Parent, clip(f.parent)), placeOf(f.shape))
		}
	}
}

// rejectOrphans rejects the features that change something and outlive their parent.
func (im *importer) rejectOrphans() (any bool) {
	for _, f := range im.features {
		if f.rejected || f.same || f.parent == "" {
			continue
		}
		parent := city.Key{Layer: im.def.Parent, Code: f.parent}
		if end := im.stored.lasts(parent, im.from); end < im.until(f) {
			any = true
			im.report.reject(f, "unknown_parent", fmt.Sprintf("its parent %s/%s does not exist on %s", im.def.Parent, clip(f.parent), end), placeOf(f.shape))
		}
	}
	return any
}

// placeParents gives each feature whose data names no parent the owner of its label point
// in the parent layer.
func (im *importer) placeParents(ctx context.Context) error {
	if im.def.Parent == "" {
		return nil
	}
	up, err := im.scheme.Layer(im.def.Parent)
	if err != nil {
		return err
	}
	areas := im.stored.inForce[up.Key]
	l := locate.Layer{Key: up.Key, Partition: up.Partition, Areas: make([]locate.Area, len(areas))}
	for i, v := range areas {
		l.Areas[i] = locate.Area{Code: v.Code, Shape: v.Shape}
	}
	ix, err := locate.Build([]locate.Layer{l})
	if err != nil {
		return err
	}
	var over []int32
	for _, f := range im.features {
		if f.rejected || f.parent != "" || f.settled {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if over = ix.Covering(0, partition.LabelPoint(f.shape), over[:0]); len(over) > 0 {
			f.parent = areas[over[0]].Code
		} else {
			im.report.NoParent++
		}
	}
	return nil
}
