package tiles

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
)

// lineIndex finds the borders of a level by where they are. It is made when it has been asked for
// some tiles: an edit, which looks at few, can do without.
type lineIndex struct {
	asked atomic.Int32
	once  sync.Once
	tree  near.Tree[int32]
}

// scans is how many tiles are served by looking at all borders.
const scans = 32

// bordersNear are the numbers of the borders whose frames meet the window, rising. They stand until
// the next search of m.
func (m *maker) bordersNear(lev *level, window frame) []int32 {
	if lev.lines.asked.Add(1) <= scans {
		m.hits = m.hits[:0]
		for i := range lev.borders {
			if lev.borders[i].frame.meets(window) {
				m.hits = append(m.hits, int32(i))
			}
		}
		return m.hits
	}
	lev.lines.once.Do(func() {
		for i := range lev.borders {
			lev.lines.tree.Insert(lev.borders[i].frame.box(), int32(i))
		}
	})
	m.hits = m.hits[:0]
	lev.lines.tree.Search(window.box(), m.hit)
	slices.Sort(m.hits)
	return m.hits
}

func (f frame) box() geo.Box {
	return geo.Box{Min: geo.Point{X: f.minX, Y: f.minY}, Max: geo.Point{X: f.maxX, Y: f.maxY}}
}
