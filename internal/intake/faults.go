package intake

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/redsail/redsail/geo/partition"
)

// findFaults looks for gaps and overlaps in the layer as the import leaves it.
func (im *importer) findFaults(ctx context.Context) error {
	if !im.def.Partition {
		return nil
	}
	areas := im.outcome()
	found, err := partition.FindFaults(ctx, areas)
	var notNoded *partition.NotNodedError
	if errors.As(err, &notNoded) {
		// A reverse may bring versions together that never were noded with each other.
		found, err = nodeAndFind(ctx, areas)
	}
	if err != nil {
		return err
	}
	im.report.tell(areas, &found)
	return nil
}

func nodeAndFind(ctx context.Context, areas []partition.Area) (partition.Faults, error) {
	res, err := partition.Node(ctx, areas)
	if err != nil {
		return partition.Faults{}, err
	}
	for i := range areas {
		areas[i].Shape = res.Shapes[i]
	}
	return partition.FindFaults(ctx, areas)
}

// outcome is the layer as it will be in force at the effective date.
func (im *importer) outcome() []partition.Area {
	var areas []partition.Area
	mine := map[string]bool{}
	for _, f := range im.features {
		if !f.rejected {
			mine[f.code] = true
			areas = append(areas, partition.Area{Code: f.code, Shape: f.shape})
		}
	}
	for _, v := range im.stored.inForce[im.def.Key] {
		if !mine[v.Code] && !im.ending[v.Code] {
			areas = append(areas, partition.Area{Code: v.Code, Shape: v.Shape, Stored: true})
		}
	}
	return areas
}

// tell puts gaps and overlaps into the report, the largest first.
func (r *Report) tell(areas []partition.Area, found *partition.Faults) {
	for _, g := range found.Gaps {
		r.Gaps = append(r.Gaps, Gap{
			AreaM2: float64(g.Area), WidthM: float64(g.Width), Hairline: g.Hairline, At: g.At.LonLat(),
		})
	}
	for _, ov := range found.Overlaps {
		codes := [2]string{areas[ov.A].Code, areas[ov.B].Code}
		slices.Sort(codes[:])
		r.Overlaps = append(r.Overlaps, Overlap{
			Codes: codes, AreaM2: float64(ov.Area), WidthM: float64(ov.Width), Hairline: ov.Hairline, At: ov.At.LonLat(),
		})
	}
	slices.SortStableFunc(r.Gaps, func(a, b Gap) int { return cmp.Compare(b.AreaM2, a.AreaM2) })
	slices.SortStableFunc(r.Overlaps, func(a, b Overlap) int {
		return cmp.Or(cmp.Compare(b.AreaM2, a.AreaM2), slices.Compare(a.Codes[:], b.Codes[:]))
	})
}
