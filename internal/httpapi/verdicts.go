package httpapi

import (
	"fmt"
	"sync"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
)

// mostVerdicts is how many verdicts are kept.
const mostVerdicts = 5000

// reachKey names what it was asked of: a revision, for a scope, in the city of a revision and a day.
type reachKey struct {
	timeline, scope, date string
	latest, of            int64
}

func reachKeyOf(p *atlas.Picture, who *access.Caller, n int64) reachKey {
	return reachKey{timeline: p.State.StoreID + "/" + p.State.Timeline, scope: fmt.Sprintf("%q", who.Scope), date: p.Date.String(), latest: p.Revision, of: n}
}

// verdicts keep, each for its reachKey, whether a revision lies in a scope, which costs reading all that it touched.
type verdicts struct {
	mu sync.Mutex
	by map[reachKey]bool
}

func (v *verdicts) get(of reachKey) (mine, known bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	mine, known = v.by[of]
	return mine, known
}

func (v *verdicts) put(of reachKey, mine bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.by == nil || len(v.by) >= mostVerdicts {
		v.by = map[reachKey]bool{}
	}
	v.by[of] = mine
}
