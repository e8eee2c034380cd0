package atlas

import (
	"slices"
	"sync"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/internal/city"
)

const (
	// mostPosts is how many posts an answer has at most, and mostOfOne how many of one thing, so that
	// a community with a large staff does not hide the street: those that come first.
	mostPosts, mostOfOne = 100, 16
	// nearGrids is how many areas are told of where a point lies in none of the deepest layer.
	nearGrids = 2
)

// asking is an answer about duty in the making.
type asking struct {
	p    *Picture
	d    *duties
	at   moment
	ans  *Answer
	next *dutyAt // the first at which somebody who answers is on duty; nil = none
	seen []*dutyPost
}

// dutySeat is a thing whose posts answer for a point.
type dutySeat struct {
	city.Seat
	fallback bool // it answers where there is no area of the deepest layer
}

// duty adds the posts that answer for a point, the nearest level first.
func (p *Picture) duty(ans *Answer, q geo.Point, held []locate.Held, owner []int, at time.Time) {
	d := p.staffedBy()
	ans.Posts = []PostAnswer{}
	deepest, leaf := p.deepest(owner)
	if deepest >= 0 && deepest != leaf {
		ans.NearestGrids = p.nearAreas(leaf, q, nearGrids)
	}
	if len(d.posts) == 0 {
		return
	}
	a := asking{p: p, d: d, at: momentOf(at), ans: ans}
	var buf [16]dutySeat
	seats := p.dutySeats(buf[:0], q, held, owner, ans.near)
	most := 0
	for _, seat := range seats {
		most += min(mostOfOne, len(d.lists[seat.Seat]))
	}
	most = min(mostPosts, most)
	ans.Posts, ans.Holders, a.seen = make([]PostAnswer, 0, most), make([]Holder, 0, most), make([]*dutyPost, 0, most)
	for _, seat := range seats {
		a.posts(seat, min(mostPosts, len(ans.Posts)+mostOfOne))
	}
	ans.Duty = a.said()
}

// dutySeats are the things whose posts answer for a point, the nearest first: its building, the
// smallest area, those of free layers (compounds, beats), the areas above by the parent codes that
// the data names, the nearest place.
func (p *Picture) dutySeats(out []dutySeat, q geo.Point, held []locate.Held, owner []int, place city.Seat) []dutySeat {
	out = p.staffedHouses(out, q)
	deepest, leaf := p.deepest(owner)
	var above string
	var up int
	if deepest >= 0 {
		l := &p.layers[deepest]
		v := l.areas[owner[deepest]]
		out = append(out, dutySeat{areaSeat(l, v.Code), deepest != leaf})
		above, up = v.Parent, l.parent
	}
	for n := len(p.order) - 1; n >= 0; n-- {
		if i := p.order[n]; !p.layers[i].def.Partition {
			for _, h := range ofLayer(held, i) {
				out = append(out, dutySeat{Seat: areaSeat(&p.layers[i], p.layers[i].areas[h.Area].Code)})
			}
		}
	}
	out = p.seatsAbove(out, above, up)
	if place != (city.Seat{}) {
		out = append(out, dutySeat{Seat: place})
	}
	return out
}

// seatsAbove adds the area of a code and layer and, by the parent codes that the data names, those above it.
func (p *Picture) seatsAbove(out []dutySeat, above string, up int) []dutySeat {
	for above != "" && up >= 0 {
		l := &p.layers[up]
		i, found := l.find(above)
		if !found {
			break
		}
		out = append(out, dutySeat{Seat: areaSeat(l, above)})
		above, up = l.areas[i].Parent, l.parent
	}
	return out
}

func areaSeat(l *layer, code string) city.Seat {
	return city.Seat{Kind: city.KindArea, Layer: l.def.Key, Code: code}
}

// deepest is the deepest partition layer that answered, and the deepest that has areas; less than 0
// where there is none.
func (p *Picture) deepest(owner []int) (answered, leaf int) {
	answered, leaf = -1, -1
	for n := len(p.order) - 1; n >= 0; n-- {
		i := p.order[n]
		if !p.layers[i].def.Partition || len(p.layers[i].areas) == 0 {
			continue
		}
		if leaf < 0 {
			leaf = i
		}
		if owner[i] >= 0 {
			return i, leaf
		}
	}
	return answered, leaf
}

// posts adds those of a thing and of the organisations that are of it or look after it, until there
// are so many.
func (a *asking) posts(at dutySeat, most int) {
	before := len(a.ans.Posts)
	a.all(at.Seat, most)
	if at.fallback {
		for i := range a.ans.Posts[before:] {
			a.ans.Posts[before+i].Fallback = true
		}
	}
}

// all is posts, until there are so many.
func (a *asking) all(at city.Seat, most int) {
	list := a.d.lists[at]
	if len(list) == 0 {
		return
	}
	said := a.p.staffedSeat(at)
	for _, n := range list {
		one := &a.d.posts[n]
		switch {
		case len(a.ans.Posts) >= most:
			return
		case slices.Contains(a.seen, one):
		case one.At == at:
			a.post(one, said)
		default:
			a.post(one, a.p.staffedSeat(one.At))
		}
	}
}

// post adds one; at is said of what it is for.
func (a *asking) post(o *dutyPost, at *staffedSeat) {
	a.seen = append(a.seen, o)
	by, is := a.d.answered(o, a.at)
	out := PostAnswer{
		Role: o.Role, RoleName: a.d.roles[o.role].Name, Specialty: o.Rare().Specialty, Layer: o.At.Layer, Area: o.At.Code, AreaName: at.name, AreaNameEn: at.en, Form: at.form,
		Level: levels[o.level], Vacant: o.vacant, Acting: o.Acting, StandIn: by != o, Phone: by.OfficePhone,
	}
	if is.known {
		out.OnDuty = &yesNo[0]
		if is.on {
			out.OnDuty = &yesNo[1]
		}
	}
	if !is.on && is.known {
		if next := a.d.next(o, a.at); !next.next.IsZero() {
			out.Next = next.text
			if out.Level != city.AnswersService && (a.next == nil || next.next.Before(a.next.next)) {
				a.next = next
			}
		}
	}
	a.ans.Posts = append(a.ans.Posts, out)
	a.ans.Holders = append(a.ans.Holders, Holder{Post: by.Code, Person: by.Person, At: by.At, Own: o.Post})
}

// staffedBuildings are the buildings that posts are of, or of whose organisations, by their boxes.
type staffedBuildings struct {
	once sync.Once
	tree near.Tree[*city.Building]
}

// staffedHouses adds the buildings with posts that hold the point.
func (p *Picture) staffedHouses(out []dutySeat, q geo.Point) []dutySeat {
	s := &p.staffed
	s.once.Do(func() {
		for at := range p.staffedBy().lists {
			if at.Kind != city.KindBuilding {
				continue
			}
			if r, ok := p.thing(at.Key()); ok {
				if b, ok := r.Content.(*city.Building); ok && len(b.Shape) > 0 {
					s.tree.Insert(b.Box(), b)
				}
			}
		}
	})
	first := len(out)
	s.tree.Search(geo.Box{Min: q, Max: q}, func(_ geo.Box, b *city.Building) bool {
		if b.Shape.Owns(q) {
			out = append(out, dutySeat{Seat: city.Seat(b.Key())})
		}
		return true
	})
	slices.SortFunc(out[first:], func(x, y dutySeat) int { return x.Key().Compare(y.Key()) })
	return out
}
