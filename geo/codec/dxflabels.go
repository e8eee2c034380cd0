package codec

import (
	"cmp"
	"context"
	"slices"
)

// maxDXFWork bounds the sides looked at while the polylines of texts are found.
const maxDXFWork = 1 << 30

// placeTexts gives every text to the smallest polyline that holds its place, and says how many
// lie in none. A text on a border is in none. An open one counts as if a straight line closed
// it, so that it can be told by its code, and closed later; but where its ends are far apart,
// only for texts that no other one holds: a street that winds must not take a grid's.
func placeTexts(ctx context.Context, outlines []dxfOutline, texts []dxfPlaced) (outside int, err error) {
	slices.SortStableFunc(texts, func(a, b dxfPlaced) int { return cmp.Compare(a.at[0], b.at[0]) })
	owner := make([]int, len(texts))
	size := make([]float64, len(texts))
	for i := range owner {
		owner[i] = -1
	}
	f := textFinder{ctx: ctx, texts: texts, owner: owner, size: size}
	for _, loose := range []bool{false, true} {
		for i := range outlines {
			if outlines[i].loose != loose {
				continue
			}
			if err := f.offer(i, &outlines[i]); err != nil {
				return 0, err
			}
		}
		f.settle()
	}
	for j, i := range owner {
		if i < 0 {
			outside++
			continue
		}
		outlines[i].texts = append(outlines[i].texts, texts[j])
	}
	for i := range outlines {
		slices.SortStableFunc(outlines[i].texts, readingOrder)
	}
	return outside, nil
}

// textFinder finds the polylines of texts, which are in the order of x.
type textFinder struct {
	ctx   context.Context
	texts []dxfPlaced
	owner []int     // number of the outline, -1 = none yet
	size  []float64 // its area; settled = nobody may take the text away
	work  int
}

// settled is smaller than any outline.
const settled = -1

// offer gives an outline the texts that it holds, unless a smaller one has them.
func (f *textFinder) offer(i int, o *dxfOutline) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	ring := o.ring
	if n := len(ring); n > 2 && ring[0] != ring[n-1] {
		ring = append(slices.Clip(ring), ring[0])
	}
	if sound := o.err == nil && checkRing(ring, len(ring)) == nil; !sound { // Reader.Next tells why
		return nil
	}
	box, area := ring.Bound(), abs(signedArea(ring))
	first, _ := slices.BinarySearchFunc(f.texts, box.Min[0], func(t dxfPlaced, x float64) int { return cmp.Compare(t.at[0], x) })
	for j := first; j < len(f.texts) && f.texts[j].at[0] <= box.Max[0]; j++ {
		f.work++
		at := f.texts[j].at
		if at[1] < box.Min[1] || at[1] > box.Max[1] || f.owner[j] >= 0 && f.size[j] <= area {
			continue
		}
		if f.work += len(ring); f.work > maxDXFWork {
			return &FileError{Kind: KindTooLarge, Message: "too many texts lie in too many polylines to find where each belongs"}
		}
		if side(ring, at) > 0 {
			f.owner[j], f.size[j] = i, area
		}
	}
	return nil
}

// settle keeps every text where it is.
func (f *textFinder) settle() {
	for j, i := range f.owner {
		if i >= 0 {
			f.size[j] = settled
		}
	}
}

// readingOrder is from the top, then from the left.
func readingOrder(a, b dxfPlaced) int {
	return cmp.Or(cmp.Compare(b.at[1], a.at[1]), cmp.Compare(a.at[0], b.at[0]))
}
