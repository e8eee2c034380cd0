package atlas

import (
	"slices"
	"sync"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
)

// boxes are the boxes of a layer's areas in a tree, made when somebody first asks.
type boxes struct {
	once sync.Once
	tree near.Tree[int]
}

// meeting are the areas of a layer whose boxes meet a box, in the order of their codes.
func (l *layer) meeting(box geo.Box) []int {
	l.boxes.once.Do(func() {
		for i := range l.facts {
			l.boxes.tree.Insert(l.facts[i].box, i)
		}
	})
	var out []int
	l.boxes.tree.Search(box, func(_ geo.Box, i int) bool {
		out = append(out, i)
		return true
	})
	slices.Sort(out)
	return out
}
