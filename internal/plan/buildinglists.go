package plan

import (
	"context"
	"slices"
	"sync"
	"time"
)

// listsKept is how many answers about all buildings are remembered: two, so that two readers who take
// page after page at the same time do not undo each other's.
const listsKept = 2

// listsIdle is after how long without a question they are forgotten: each holds a picture of the city.
const listsIdle = 10 * time.Minute

// buildingLists are the answers about all buildings that were asked for last.
type buildingLists struct {
	mu   sync.Mutex
	last []*buildingList // used last at the end
	idle *time.Timer     // until they are forgotten; nil = nobody has asked
}

// buildingList is one answer, made when somebody first asks.
type buildingList struct {
	town *Town
	ask  Ask           // as sameAsk has it
	turn chan struct{} // who is inside makes it, or reads made
	made *Buildings    // nil = nobody has waited until it was there
}

// sameAsk is a question without what makes no difference to the ways of buildings.
func sameAsk(a Ask) Ask {
	a.At, a.By, a.Exact = time.Time{}, "", false
	if a.Open {
		a.OpenAt = a.OpenAt.Round(0).UTC()
	} else {
		a.OpenAt = time.Time{}
	}
	return a
}

// of is the answer to a question about a town. Who asks for one that somebody else is making waits for
// it; when that one leaves, the next one makes it.
func (l *buildingLists) of(ctx context.Context, t *Town, a Ask) (*Buildings, error) {
	one := l.find(t, sameAsk(a))
	select {
	case one.turn <- struct{}{}:
		defer func() { <-one.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if one.made != nil {
		return one.made, nil
	}
	s, err := t.stand(a)
	if err != nil {
		return nil, err
	}
	made, err := s.buildings(ctx)
	if err != nil {
		return nil, err
	}
	one.made = made
	return made, nil
}

// find is the answer among those remembered, or a place for it.
func (l *buildingLists) find(t *Town, a Ask) *buildingList {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.idle == nil {
		l.idle = time.AfterFunc(listsIdle, l.forget)
	}
	l.idle.Reset(listsIdle)
	one := &buildingList{town: t, ask: a, turn: make(chan struct{}, 1)}
	if i := slices.IndexFunc(l.last, func(b *buildingList) bool { return b.town == t && b.ask == a }); i >= 0 {
		one = l.last[i]
		l.last = slices.Delete(l.last, i, i+1)
	}
	if l.last = append(l.last, one); len(l.last) > listsKept {
		l.last = slices.Delete(l.last, 0, 1)
	}
	return one
}

func (l *buildingLists) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = nil
}
