package partition

import (
	"context"
	"sync"

	"github.com/redsail/redsail/geo"
)

// mostCrossings is how many crossings of so many edges are looked for: each edge of a hostile
// shape may cross each other one, and all that would fill the memory.
func mostCrossings(edges int) int { return max(1<<20, 4*edges) }

// meetings are pairs of edges that cross, until there are most of them.
type meetings struct {
	most  int
	mutex sync.Mutex
	pairs [][2]edge // in no order
}

// add takes two edges if they cross; it is false when there are most.
func (m *meetings) add(e, f edge) bool {
	if !crosses(e.a, e.b, f.a, f.b) {
		return true
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.pairs = append(m.pairs, [2]edge{e, f})
	return !m.full()
}

func (m *meetings) full() bool { return len(m.pairs) >= m.most }

// crossings returns the rounded points where noded edges cross inside both, and these edges; full is true
// when there are mostCrossings. Nearly all edges are raw ones, whose crossings are known from the first round
// on, so only the others are looked up.
func (c *cuts) crossings(ctx context.Context) (at []geo.Point, which []edge, full bool, err error) {
	if err := c.crossRaw(ctx); err != nil {
		return nil, nil, false, err
	}
	parts := c.parts()
	m := &meetings{most: mostCrossings(len(c.raw) - len(c.bent) + len(parts))}
	if err := c.meet(ctx, parts, m); err != nil {
		return nil, nil, false, err
	}
	if m.full() || c.crossed.full() { // then which ones are told must not depend on who found them first
		at, which, err = crossings(ctx, c.noded())
		return at, which, len(at) == m.most, err
	}
	for _, x := range m.pairs {
		at, which = append(at, crossing(x[0].a, x[0].b, x[1].a, x[1].b)), append(which, x[0], x[1])
	}
	return at, which, false, nil
}

// crossRaw finds which raw edges cross.
func (c *cuts) crossRaw(ctx context.Context) error {
	if c.crossed != nil {
		return nil
	}
	c.crossed = &meetings{most: mostCrossings(len(c.raw))}
	return eachNear(ctx, c.raw, c.tree, c.tree, func(i, id int32) bool {
		return id <= i || c.crossed.add(c.raw[i], c.raw[id])
	})
}

// meet adds the noded edges that cross: the uncut ones, and the parts of others.
func (c *cuts) meet(ctx context.Context, parts []edge, m *meetings) error {
	if c.crossed.full() {
		return nil
	}
	for _, x := range c.crossed.pairs {
		if len(c.inner(x[0])) == 0 && len(c.inner(x[1])) == 0 {
			m.add(x[0], x[1])
		}
	}
	t := edgeTree(parts)
	err := eachNear(ctx, parts, t, c.tree, func(i, id int32) bool {
		return c.isBent[id] || m.add(parts[i], c.raw[id])
	})
	if err != nil {
		return err
	}
	return eachNear(ctx, parts, t, t, func(i, id int32) bool {
		return id <= i || m.add(parts[i], parts[id])
	})
}

// crossings returns the rounded points where edges cross inside both, and these edges, but no
// more than mostCrossings.
func crossings(ctx context.Context, edges []edge) (at []geo.Point, which []edge, err error) {
	t := edgeTree(edges)
	most := mostCrossings(len(edges))
	for i, e := range edges {
		if i%stride == 0 && ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		t.search(strip(e.a, e.b), func(id int32) bool {
			if f := edges[id]; int(id) > i && crosses(e.a, e.b, f.a, f.b) {
				at = append(at, crossing(e.a, e.b, f.a, f.b))
				which = append(which, e, f)
			}
			return len(at) < most
		})
		if len(at) >= most {
			break
		}
	}
	return at, which, nil
}
