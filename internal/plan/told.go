package plan

import "github.com/redsail/redsail/internal/atlas"

// The classes into which coverage puts the homes of an area.
const (
	isCovered = iota
	isUncovered
	isEstimated
	classes
)

// toldRows are the counts of spots as a stranger may know them, and that of all of them: sums of
// whole privacy blocks. Homes without a count are in no block, and nothing is told of them.
func (t *Town) toldRows(w *walks, limit limits, ground int) (all Count, of []Count) {
	homes := t.homes()
	class := func(home int) int {
		h := homes[home]
		if t.houses[h].apart {
			return isEstimated
		}
		if surely, _, _ := t.within(w, int(h), limit(int(h))); surely {
			return isCovered
		}
		return isUncovered
	}
	all = countTold(t.pic.ToldBy(class, classes))
	if ground < 0 {
		return all, nil
	}
	areas := len(t.grounds[ground].Areas)
	told := t.pic.ToldBy(func(home int) int {
		spot := t.spotOf(&t.houses[homes[home]], ground)
		if spot < 0 {
			return areas * classes
		}
		return (int(spot)-t.firstSpot[ground])*classes + class(home)
	}, areas*classes+1)
	of = make([]Count, areas)
	for a := range of {
		of[a] = countTold(told[a*classes : (a+1)*classes])
	}
	return all, of
}

// homes are the houses that are homes of the picture, by their number.
func (t *Town) homes() []int32 {
	var out []int32
	for i := range t.houses {
		if t.houses[i].home >= 0 {
			out = append(out, int32(i))
		}
	}
	return out
}

func countTold(told []atlas.Told) Count {
	out := Count{Covered: told[isCovered].Households, Uncovered: told[isUncovered].Households, Estimated: told[isEstimated].Households}
	if out.Covered != nil && out.Uncovered != nil && out.Estimated != nil {
		total := *out.Covered + *out.Uncovered + *out.Estimated
		out.Total = &total
	}
	return out
}
