package atlas

import (
	"slices"
	"sync"

	"github.com/redsail/redsail/internal/city"
)

// staffedSeat is what is said of a thing that has posts: of it that is asked again and again.
type staffedSeat struct {
	name, en string
	form     string      // of an organisation
	above    []city.Seat // its lineage
}

// staffedSeats are those that were asked for.
type staffedSeats struct {
	mu sync.RWMutex
	of map[city.Seat]*staffedSeat
}

// staffedSeatBytes is about what one takes, and seatBytes what each of its lineage does.
const staffedSeatBytes, seatBytes = 150, 40

// staffedSeat finds what is said of a thing. Only things with posts may be asked for, of which there
// are so many.
func (p *Picture) staffedSeat(at city.Seat) *staffedSeat {
	s := &p.seats
	s.mu.RLock()
	out := s.of[at]
	s.mu.RUnlock()
	if out != nil {
		return out
	}
	out = &staffedSeat{name: p.SeatName(at), en: p.SeatNames(at).En, above: slices.Clip(p.lineage(at, 0))}
	if r, found := p.thing(at.Key()); found {
		if o, ok := r.Content.(*city.Organisation); ok {
			out.form = o.Form
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil {
		s.of = map[city.Seat]*staffedSeat{}
	}
	if s.of[at] == nil {
		s.of[at] = out
		p.asides.Add(int64(staffedSeatBytes + seatBytes*len(out.above)))
	}
	return out
}
