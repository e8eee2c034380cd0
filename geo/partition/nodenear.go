package partition

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
)

// NearResult is what NodeNear made of the areas.
type NearResult struct {
	// NodeResult is that of the areas that were noded; its indices are those of Of.
	NodeResult
	// Of tells who was noded: first all fresh areas, by their index, then stored ones, by
	// len(fresh) plus theirs.
	Of []int
}

// NodeNear nodes fresh areas with those of the stored ones that they may touch, and with
// those beside stored ones that change for their sake: a border that is pulled in one
// place may come to rest against another vertex elsewhere. boxes are those of the stored
// areas. It ends early, with what it has, where areas are Unstable or Collapsed.
//
// The only error is that of ctx.
func NodeNear(ctx context.Context, fresh, stored []Area, boxes []geo.Box) (NearResult, error) {
	around := geo.EmptyBox()
	for i := range fresh {
		around = around.Union(fresh[i].Shape.Box())
	}
	near := make([]bool, len(stored))
	for i, box := range boxes {
		near[i] = widened(around).Intersects(box)
	}
	for {
		out := NearResult{}
		var areas []Area
		for i := range fresh {
			out.Of, areas = append(out.Of, i), append(areas, fresh[i])
		}
		for i := range stored {
			if near[i] {
				out.Of, areas = append(out.Of, len(fresh)+i), append(areas, stored[i])
				areas[len(areas)-1].Stored = true
			}
		}
		var err error
		if out.NodeResult, err = Node(ctx, areas); err != nil {
			return NearResult{}, err
		}
		if len(out.Unstable) > 0 || len(out.Collapsed) > 0 || !widen(near, boxes, areas, &out.NodeResult) {
			return out, nil
		}
	}
}

// widen takes in the stored areas beside those of the store that change. It is true when
// there were any that had not been looked at.
func widen(near []bool, boxes []geo.Box, areas []Area, res *NodeResult) bool {
	var changing []geo.Box
	for i := range areas {
		if areas[i].Stored && res.Changed[i] {
			changing = append(changing, widened(areas[i].Shape.Box().Union(res.Shapes[i].Box())))
		}
	}
	wider := false
	for i, box := range boxes {
		if !near[i] && slices.ContainsFunc(changing, box.Intersects) {
			near[i], wider = true, true
		}
	}
	return wider
}

// widened is the box with the two units that noding may move a border; nothing stays
// nothing.
func widened(b geo.Box) geo.Box {
	if b.Empty() {
		return b
	}
	return grow(b, int32(drift))
}
