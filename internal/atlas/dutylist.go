package atlas

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// duties are the posts of a picture by what they answer for. They are made when somebody first asks,
// and pictures that have the same posts and organisations have the same ones.
type duties struct {
	once sync.Once
	// lists has, by thing, its posts and those of the organisations that are of it or look after it,
	// in the order of an answer.
	lists map[city.Seat][]*dutyPost
	codes map[string]*dutyPost
	// bodies are the organisations of a thing: of it, or looking after it, in the order of codes.
	bodies map[city.Seat][]*city.Organisation
}

// dutyPost is a post, and what its role says.
type dutyPost struct {
	*city.Post
	role     *city.Role
	calendar *city.Calendar
	level    int // of its role, in the order of levels
	order    int // of its role in the scheme
}

// levels are the labels in the order in which an answer has them.
var levels = []city.Answers{city.AnswersDirect, city.AnswersFirst, city.AnswersEscalation, city.AnswersService}

// located are the kinds of organisations that are somewhere without looking after it: their posts are
// in no answer about a spot.
var located = []string{"firm", "unit", "social_organisation"}

// dutyPostBytes is about what a post takes in the lists.
const dutyPostBytes = 200

// staffedBy gives the duties.
func (p *Picture) staffedBy() *duties {
	d := p.duties
	d.once.Do(func() {
		d.lists, d.codes, d.bodies = map[city.Seat][]*dutyPost{}, map[string]*dutyPost{}, map[city.Seat][]*city.Organisation{}
		p.listBodies(d)
		p.listPosts(d)
		p.asides.Add(int64(dutyPostBytes * len(d.codes)))
	})
	return d
}

func (p *Picture) listBodies(d *duties) {
	rs := p.inLayer(city.KindOrganisation, city.LayerOrganisation)
	for i := range rs {
		o, ok := rs[i].Content.(*city.Organisation)
		if !ok {
			continue
		}
		for _, at := range append([]city.Seat{o.Of}, o.Covers...) {
			list := d.bodies[at]
			if at != (city.Seat{}) && (len(list) == 0 || list[len(list)-1] != o) {
				d.bodies[at] = append(list, o)
			}
		}
	}
}

func (p *Picture) listPosts(d *duties) {
	all := p.Scheme.AllRoles()
	roles := make(map[string]int, len(all))
	for i := range all {
		roles[all[i].Key] = i
	}
	rs := p.inLayer(city.KindPost, city.LayerPost)
	slab := make([]dutyPost, 0, len(rs)) // never grown: others point into it
	for i := range rs {
		post, ok := rs[i].Content.(*city.Post)
		if !ok {
			continue
		}
		n, known := roles[post.Role]
		if !known { // no store takes one
			continue
		}
		slab = append(slab, dutyPost{
			Post: post, role: &all[n], calendar: calendarOf(post.Hours), order: n,
			level: max(0, slices.Index(levels, cmp.Or(all[n].Answers, city.AnswersService))),
		})
		one := &slab[len(slab)-1]
		d.lists[post.At] = append(d.lists[post.At], one)
		d.codes[post.Code] = one
	}
	own := make(map[city.Seat][]*dutyPost, len(d.bodies))
	for at, bodies := range d.bodies {
		seen := map[*city.Organisation]bool{}
		for _, o := range bodies {
			own[at] = d.gather(own[at], o, seen)
		}
	}
	for at, more := range own {
		d.lists[at] = append(slices.Clip(d.lists[at]), more...)
	}
	for _, list := range d.lists {
		slices.SortStableFunc(list, func(a, b *dutyPost) int {
			return cmp.Or(cmp.Compare(a.level, b.level), cmp.Compare(a.order, b.order))
		})
	}
}

// gather adds the posts of an organisation and of those that are of it, of each once. Lists of
// organisations hold only their own posts while this runs.
func (d *duties) gather(list []*dutyPost, o *city.Organisation, seen map[*city.Organisation]bool) []*dutyPost {
	if seen[o] || slices.Contains(located, o.Kind) {
		return list
	}
	seen[o] = true
	at := city.Seat(o.Key())
	list = append(list, d.lists[at]...)
	for _, of := range d.bodies[at] {
		list = d.gather(list, of, seen)
	}
	return list
}

// on tells whether a post is on duty by its own hours, and held.
func (o *dutyPost) on(t time.Time) (on, known bool) {
	if o.Person == "" {
		return false, true
	}
	return o.Hours.OpenAt(t, o.calendar)
}

// answered is a post as it answers at a time: itself, or, where it is vacant or not on duty, the
// first of those that stand in who is on duty.
func (d *duties) answered(o *dutyPost, t time.Time) (by *dutyPost, on, known bool) {
	if on, known = o.on(t); on || !known {
		return o, on, known
	}
	for _, code := range o.StandIns {
		if s := d.codes[code]; s != nil {
			if on, _ := s.on(t); on {
				return s, true, true
			}
		}
	}
	return o, on, known
}

// next is when the post, or one that stands in for it, is on duty next; the zero time where nobody is
// on the days that are looked at.
func (d *duties) next(o *dutyPost, t time.Time) time.Time {
	best := o.nextOwn(t)
	for _, code := range o.StandIns {
		if s := d.codes[code]; s != nil {
			if n := s.nextOwn(t); !n.IsZero() && (best.IsZero() || n.Before(best)) {
				best = n
			}
		}
	}
	return best
}

func (o *dutyPost) nextOwn(t time.Time) time.Time {
	if o.Person == "" {
		return time.Time{}
	}
	at, _ := o.Hours.NextFrom(t, o.calendar, city.MaxDutySearch)
	return at
}

// shareDuties lets the picture have the duties of another one where posts and organisations are the
// same in both.
func (p *Picture) shareDuties(base *Picture) {
	same := func(a, b city.Record) bool { return sameRecord(&a, &b) }
	for _, kind := range []city.RecordKind{city.KindPost, city.KindOrganisation} {
		if was, is := base.ofKind(kind), p.ofKind(kind); !oneList(was, is) && !slices.EqualFunc(was, is, same) {
			return
		}
	}
	p.duties = base.duties
}
