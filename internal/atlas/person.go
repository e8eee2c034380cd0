package atlas

import (
	"sync"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// holders are the posts of a picture by the person who holds them, found when first asked for.
type holders struct {
	once sync.Once
	of   map[string][]*city.Post
}

// Person is the one of a code who is in force.
func (p *Picture) Person(code string) (*city.Person, bool) {
	r, ok := p.thing(city.Key{Kind: city.KindPerson, Layer: city.LayerPerson, Code: code})
	if !ok {
		return nil, false
	}
	person, ok := r.Content.(*city.Person)
	return person, ok
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

// PostsHeldBy lists the posts that a person holds, in the order of their codes.
func (p *Picture) PostsHeldBy(person string) []*city.Post {
	p.holders.once.Do(func() {
		p.holders.of = map[string][]*city.Post{}
		rs := p.inLayer(city.KindPost, city.LayerPost)
		for i := range rs {
			if post, ok := rs[i].Content.(*city.Post); ok && post.Person != "" {
				p.holders.of[post.Person] = append(p.holders.of[post.Person], post)
			}
		}
	})
	return p.holders.of[person]
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
	return post.Hours.OpenAt(at.In(p.Scheme.Location()), calendarOf(post.Hours))
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
