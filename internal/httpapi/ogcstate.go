package httpapi

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Bounds of what answers of /ogc may take together. A page of features is up to maxItemBytes:
// few are made at once, and those that slow clients read have a budget.
const (
	ogcAtOnce  = 4
	ogcSending = 512 << 20 // bytes
	ogcSmall   = 64 << 10  // what is smaller is not counted
)

// ogcState is what the answers of /ogc share.
type ogcState struct {
	making  chan struct{}
	sending atomic.Int64
	stamps  stamps
}

// make waits for a slot in which a page of features is made, until ctx ends.
func (o *ogcState) make(ctx context.Context) (leave func(), err error) {
	select {
	case o.making <- struct{}{}:
		return func() { <-o.making }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hold counts an answer while it is sent; what is too much is Unavailable with code busy.
func (o *ogcState) hold(bytes int) (leave func(), err error) {
	if bytes < ogcSmall {
		return func() {}, nil
	}
	leave = func() { o.sending.Add(-int64(bytes)) }
	if o.sending.Add(int64(bytes)) > ogcSending {
		leave()
		return nil, city.Errorf(city.Unavailable, "busy", "too many large answers are on their way to clients that read slowly")
	}
	return leave, nil
}

// stamps remembers when a picture was first answered from: that is when the answers were
// made, and equal answers stay equal, byte by byte.
type stamps struct {
	mu sync.Mutex
	at map[stamp]time.Time
}

type stamp struct {
	timeline string
	revision int64
	date     city.Date
}

// maxStamps is how many are remembered; then all are forgotten.
const maxStamps = 256

func (s *stamps) of(pic *atlas.Picture, now time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := stamp{pic.State.Timeline, pic.Revision, pic.Date}
	at, known := s.at[k]
	if !known {
		if len(s.at) >= maxStamps || s.at == nil {
			s.at = map[stamp]time.Time{}
		}
		at = now
		s.at[k] = at
	}
	return at.UTC().Format(time.RFC3339)
}
