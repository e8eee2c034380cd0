package intake

import (
	"context"
	"errors"

	"github.com/redsail/redsail/geo/partition"
)

// closeHairlines closes the hairlines between features, and between them and the areas of the
// store, where that is asked for. The borders are noded; again is true when they are to be
// noded once more.
func (im *importer) closeHairlines(ctx context.Context) (again bool, err error) {
	if !im.o.asked(CloseHairlines) {
		return false, nil
	}
	im.o.Progress.tell("closing hairlines")
	var features []*feature
	for _, f := range im.features {
		if !f.rejected {
			features = append(features, f)
		}
	}
	areas := im.ownLayer(features)
	res, err := partition.CloseHairlines(ctx, areas)
	var notNoded *partition.NotNodedError
	if errors.As(err, &notNoded) { // the store holds borders that an old version did not node
		im.report.Unrepaired = append(im.report.Unrepaired, Unrepaired{Repair: CloseHairlines, At: place(notNoded.At), Message: notNoded.Error()})
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for i, f := range features {
		if !res.Shapes[i].Equal(f.shape) {
			again = true
			if f.given == nil {
				f.given = f.shape
			}
			f.shape = res.Shapes[i]
		}
	}
	im.tellStrips(CloseHairlines, features, res.Done)
	for _, d := range res.Left {
		im.report.unrepaired(&feature{}, Unrepaired{Repair: CloseHairlines, At: place(d.At),
			Message: "a gap or overlap below 5 cm on average is wider in one place, or no border can take it without moving farther"})
	}
	return again, nil
}

// undoHairlines takes back what closeHairlines told.
func (r *Report) undoHairlines() {
	kept := r.Repaired[:0]
	for _, x := range r.Repaired {
		if x.Repair != CloseHairlines {
			kept = append(kept, x)
		}
	}
	r.Repaired = kept
	left := r.Unrepaired[:0]
	for _, x := range r.Unrepaired {
		if x.Repair != CloseHairlines {
			left = append(left, x)
		}
	}
	r.Unrepaired = left
}
