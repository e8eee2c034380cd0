package partition

import (
	"context"

	"github.com/redsail/redsail/geo"
)

// Union is the canonical shape of all that the shapes cover together. They come noded
// against each other from Node (*NotNodedError otherwise).
func Union(shapes []geo.MultiPolygon) (geo.MultiPolygon, error) {
	var borders []border
	for i, m := range shapes {
		borders = bordersOf(borders, m, int32(i))
	}
	l := newLabelled(borders)
	if err := checkNoded(context.Background(), l.edges); err != nil {
		return nil, err
	}
	a := arrange(l.edges)
	covers := l.covers(a)
	return a.region(func(f int32) bool { return len(covers[f]) > 0 }), nil
}
