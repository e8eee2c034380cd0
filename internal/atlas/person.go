package atlas

import (
	"slices"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// holders are the persons of a picture and who holds posts, by code, found when first asked for.
type holders struct {
	once sync.Once
	of   map[string]*holder
}

// holder is a person and the posts that they hold; nil where only posts speak of them.
type holder struct {
	person *city.Person
	posts  []*city.Post
}

// holder is the one of a code; never nil.
func (p *Picture) holder(code string) *holder {
	p.holders.once.Do(func() {
		persons := p.Persons()
		of := make(map[string]*holder, len(persons))
		for _, person := range persons {
			of[person.Code] = &holder{person: person}
		}
		rs := p.inLayer(city.KindPost, city.LayerPost)
		for i := range rs {
			post, ok := rs[i].Content.(*city.Post)
			if !ok || post.Person == "" {
				continue
			}
			h := of[post.Person]
			if h == nil {
				h = &holder{}
				of[post.Person] = h
			}
			h.posts = append(h.posts, post)
		}
		p.holders.of = of
		p.asides.Add(int64(holderBytes * len(of)))
	})
	if h := p.holders.of[code]; h != nil {
		return h
	}
	return &holder{}
}

// holderBytes is about what a holder with their posts takes.
const holderBytes = 110

// Person is the one of a code who is in force.
func (p *Picture) Person(code string) (*city.Person, bool) {
	person := p.holder(code).person
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
func (p *Picture) PostsHeldBy(person string) []*city.Post { return slices.Clip(p.holder(person).posts) }

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
