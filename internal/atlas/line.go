package atlas

import (
	"sync"
	"sync/atomic"

	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/picture"
)

// line is the row of the current pictures whose tiles somebody has asked for. Each but the
// first is made of the one before, in turn: so what differs between any two of them is known.
// A picture that is overtaken before its turn, and whose tiles nobody has asked for, is no
// part of it.
type line struct {
	current atomic.Pointer[Picture] // written under mu
	// sets are the layers whose tiles are made ahead; nil = none.
	sets func(picture.StyleCity) [][]string
	busy func(bool) // see Options

	mu   sync.Mutex
	last *Picture // the last in the row; nil before there is one

	renewals renewals
}

// turn makes a picture the current one, and begins its tiles when somebody has looked at those
// of the one before: the next who asks should not have to wait.
func (l *line) turn(p *Picture) {
	l.mu.Lock()
	l.current.Store(p)
	if p.pyramid.begun() { // as a picture of a date to come somebody has seen it before
		l.enter(p)
	}
	l.mu.Unlock()
	l.follow()
}

// follow puts the current picture into the row when the last one in it is done.
func (l *line) follow() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last != nil && l.last.pyramid.done() {
		l.enter(l.current.Load())
	}
}

// begin starts the making of a picture's pyramid.
func (l *line) begin(p *Picture) <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := l.current.Load(); now != nil && now.content == p.content {
		return l.enter(p)
	}
	ready, _ := p.start(l.last, nil) // it is of another date, or overtaken and still in use
	return ready
}

// enter puts the current picture at the end of the row, unless it is there. The caller holds
// mu.
func (l *line) enter(p *Picture) <-chan struct{} {
	base := l.last
	if base != nil && base.content == p.content {
		return p.pyramid.ready
	}
	l.last = p
	ready, started := p.start(base, l)
	if !started {
		go func() {
			<-ready
			l.made(base, p, nil)
			l.follow()
		}()
	}
	return ready
}

// made tells what the making of a picture has renewed, nil = nobody knows. It is called for each
// of the row in turn.
func (l *line) made(base, p *Picture, changed *tiles.Changed) {
	if base != nil {
		base.pyramid.retire()
		l.renewals.add(p.Revision, changed)
	}
}
