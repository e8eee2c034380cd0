package partition

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// Survey is FindFaults for a layer whose areas may never have been noded with each other,
// as versions of different dates that meet on one. Where they are not, they are noded
// first, and the faults are those of the noded shapes. Overlaps and gaps come by area, the
// largest first, equals by their shapes.
func Survey(ctx context.Context, areas []Area) (Faults, error) {
	found, err := FindFaults(ctx, areas)
	var notNoded *NotNodedError
	if errors.As(err, &notNoded) {
		var res NodeResult
		if res, err = Node(ctx, areas); err == nil {
			found, err = FindFaults(ctx, reshaped(areas, &res))
		}
	}
	if err != nil {
		return Faults{}, err
	}
	slices.SortStableFunc(found.Overlaps, func(x, y Overlap) int { return compareDefects(&x.Defect, &y.Defect) })
	slices.SortStableFunc(found.Gaps, func(x, y Gap) int { return compareDefects(&x.Defect, &y.Defect) })
	return found, nil
}

// reshaped are the areas with the shapes that Node gave them.
func reshaped(areas []Area, res *NodeResult) []Area {
	out := slices.Clone(areas)
	for i := range out {
		out[i].Shape = res.Shapes[i]
	}
	return out
}

func compareDefects(x, y *Defect) int {
	return cmp.Or(cmp.Compare(y.Area, x.Area), slices.CompareFunc(x.Shape, y.Shape, comparePolygons))
}
