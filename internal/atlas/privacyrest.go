package atlas

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// hideRest keeps the numbers of areas in which no building is known from being worked out: a
// withheld one would be what its parent has more than its siblings. So where the
// withheld children of an area have together fewer than may be told, the smallest
// of the others are withheld too, and so on downwards, so that what was hidden for this is
// not the sum of its own children.
func (p *Picture) hideRest(few int64, number func(*city.Version) *int64) {
	forced := map[member]bool{} // areas hidden for the sake of others
	for _, i := range p.byRank() {
		l := &p.layers[i]
		if l.parent < 0 {
			continue
		}
		under := map[string][]int32{}
		for j := range l.areas {
			if code := l.areas[j].Parent; code != "" {
				under[code] = append(under[code], int32(j))
			}
		}
		above := &p.layers[l.parent]
		for j := range above.areas {
			must := forced[member{int32(l.parent), int32(j)}]
			if must || above.shows(number(above.areas[j]), j, few) {
				for _, c := range l.hide(under[above.areas[j].Code], few, must, number) {
					l.mixed[c], forced[member{int32(i), c}] = true, true
				}
			}
		}
	}
}

// shows is true of an area whose number is told.
func (l *layer) shows(n *int64, i int, few int64) bool {
	return n != nil && !l.mixed[i] && *n >= few
}

// hide chooses which of the children of one area are to be withheld beside those that are.
// Where the number of one is not known nothing can be worked out. must is true when some have
// to be.
func (l *layer) hide(children []int32, few int64, must bool, number func(*city.Version) *int64) (out []int32) {
	var told []int32
	hidden, none := int64(0), true
	for _, c := range children {
		switch n := number(l.areas[c]); {
		case n == nil:
			return nil
		case l.mixed[c] || *n < few:
			hidden, none = hidden+*n, false
		default:
			told = append(told, c)
		}
	}
	if none && !must {
		return nil
	}
	slices.SortStableFunc(told, func(x, y int32) int { return cmp.Compare(*number(l.areas[x]), *number(l.areas[y])) })
	for _, c := range told {
		if hidden >= few {
			break
		}
		hidden += *number(l.areas[c])
		out = append(out, c)
	}
	return out
}
