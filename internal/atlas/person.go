package atlas

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// holders are the persons of a picture and who holds posts, by code, found when first asked for.
type holders struct {
	once sync.Once
	of   map[string]*Incumbent
}

// Incumbent is a person and the posts that they hold, in the order of their codes. Nobody may change it.
type Incumbent struct {
	Person *city.Person // nil where only posts speak of them
	Posts  []*city.Post
	duty   atomic.Int64 // whether one of the posts is on duty, and of which minute this is said: see OnDuty
}

// Incumbent is the one of a code; never nil.
func (p *Picture) Incumbent(code string) *Incumbent {
	p.holders.once.Do(func() {
		persons := p.Persons()
		of := make(map[string]*Incumbent, len(persons))
		for _, person := range persons {
			of[person.Code] = &Incumbent{Person: person}
		}
		rs := p.inLayer(city.KindPost, city.LayerPost)
		for i := range rs {
			post, ok := rs[i].Content.(*city.Post)
			if !ok || post.Person == "" {
				continue
			}
			h := of[post.Person]
			if h == nil {
				h = &Incumbent{}
				of[post.Person] = h
			}
			h.Posts = append(h.Posts, post)
		}
		p.holders.of = of
		p.asides.Add(int64(incumbentBytes * len(of)))
	})
	if h := p.holders.of[code]; h != nil {
		return h
	}
	return &Incumbent{}
}

// incumbentBytes is about what an incumbent takes.
const incumbentBytes = 118

// OnDuty tells whether one of the posts is on duty at a time, as p, whose incumbent it is, knows them. Hours
// change with whole minutes, and the city's zone lies whole minutes from UTC: of one minute it is found once.
func (h *Incumbent) OnDuty(p *Picture, at time.Time) bool {
	if len(h.Posts) == 0 {
		return false
	}
	said := at.Unix()/60*2 + 2 // never 0, what nothing was said of
	if last := h.duty.Load(); last|1 == said|1 {
		return last&1 == 1
	}
	for _, post := range h.Posts {
		if on, known := p.OnDuty(post, at); on && known {
			said |= 1
			break
		}
	}
	h.duty.Store(said)
	return said&1 == 1
}

// Person is the one of a code who is in force.
func (p *Picture) Person(code string) (*city.Person, bool) {
	person := p.Incumbent(code).Person
	return person, person != nil
}

// Persons lists all who are in force, in the order of their codes. Nobody may change them.
func (p *Picture) Persons() []*city.Person {
	rs := p.inLayer(city.KindPerson, city.LayerPerson)
	out := make([]*city.Person, 0, len(rs))
	for i := range rs {
		if person, ok := rs[i].Content.(*city.Person); ok {
			out = append(out, person)
		}
	}
	return out
}

// PostsHeldBy lists the posts that a person holds, in the order of their codes. Nobody may change it.
func (p *Picture) PostsHeldBy(person string) []*city.Post {
	return slices.Clip(p.Incumbent(person).Posts)
}

// Reach lists what the posts of a person are for, with all that these lie in: by it, rights are
// judged.
func (p *Picture) Reach(person string) []city.Seat {
	var out []city.Seat
	for _, post := range p.PostsHeldBy(person) {
		out = append(out, p.Lineage(post.At)...)
	}
	return out
}

// OnDuty tells whether a post is on duty at a time by its own hours; known is false where no rule
// speaks of it, or its calendar is not at hand.
func (p *Picture) OnDuty(post *city.Post, at time.Time) (on, known bool) {
	return post.Hours.DutyAt(at.In(p.Scheme.Location()), calendarOf(post.Hours))
}

// SeatName is the name of what a post is for; its code where that is not in force.
func (p *Picture) SeatName(at city.Seat) string {
	if at.Kind == city.KindArea {
		return p.NameOf(at.Layer, at.Code)
	}
	if r, ok := p.thing(at.Key()); ok {
		return r.Content.Name()
	}
	return at.Code
}

// ValidOf is the span in which the version of a key holds that is in force.
func (p *Picture) ValidOf(k city.Key) Span {
	if r, ok := p.thing(k); ok {
		return spanOf(r.Valid)
	}
	return Span{}
}
