package tiles

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/redsail/redsail/geo"
)

// lineIndex finds the borders of a level by where they are. It is made when it has been asked for
// some tiles: an edit, which looks at few, can do without.
type lineIndex struct {
	asked atomic.Int32
	once  sync.Once
	index *boxIndex
}

// scans is how many tiles are served by looking at all borders.
const scans = 32

// bordersNear are the numbers of the borders whose frames meet the window, rising. They stand until
// the next search of m.
func (m *maker) bordersNear(lev *level, window frame) []int32 {
	m.hits = m.hits[:0]
	list, near := lev.borders.list, &lev.lines
	if near.asked.Add(1) <= scans {
		for i := range list {
			if list[i].frame.meets(window) {
				m.hits = append(m.hits, int32(i))
			}
		}
		return m.hits
	}
	near.once.Do(func() {
		all := make([]int32, len(list))
		for i := range all {
			all[i] = int32(i)
		}
		near.index = newBoxIndex(all, func(i int32) geo.Box { return list[i].frame.box() })
	})
	near.index.search(window.box(), m.hit)
	slices.Sort(m.hits)
	return m.hits
}

func (f frame) box() geo.Box {
	return geo.Box{Min: geo.Point{X: f.minX, Y: f.minY}, Max: geo.Point{X: f.maxX, Y: f.maxY}}
}
