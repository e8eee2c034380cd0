package atlas

import (
	"cmp"
	"slices"
	"sync"

	"github.com/redsail/redsail/internal/city"
)

// duties are the posts of a picture by what they answer for. They are made when somebody first asks,
// and pictures that have the same posts and organisations have the same ones. A large city has posts by
// the hundred thousand, so lists hold their numbers, and hours that many have stand once.
type duties struct {
	once  sync.Once
	roles []city.Role // of the scheme
	// posts are in the order of codes.
	posts []dutyPost
	hours []dutyHours // each that posts have, once
	// standIns are the numbers of the posts that stand in for others, one list behind the other.
	standIns []int32
	// lists has, by thing, the numbers of its posts and of those of the organisations that are of it or
	// look after it, in the order of an answer.
	lists map[city.Seat][]int32
	// bodies are the organisations of a thing: of it, or looking after it, in the order of codes.
	bodies map[city.Seat][]*city.Organisation
}

// dutyPost is a post, and what its role says.
type dutyPost struct {
	*city.Post
	hours   int32 // which of the duties' hours
	firstIn int32 // in standIns
	ins     uint8 // how many stand in
	level   uint8 // of its role, in the order of levels
	role    uint16
	vacant  bool
}

// levels are the labels in the order in which an answer has them.
var levels = []city.Answers{city.AnswersDirect, city.AnswersFirst, city.AnswersEscalation, city.AnswersService}

// located are the kinds of organisations that are somewhere without looking after it: their posts are
// in no answer about a spot.
var located = []string{"firm", "unit", "social_organisation"}

// dutyPostBytes is about what a post takes in the lists.
const dutyPostBytes = 50

// staffedBy gives the duties.
func (p *Picture) staffedBy() *duties {
	d := p.duties
	d.once.Do(func() {
		d.lists, d.bodies = map[city.Seat][]int32{}, map[city.Seat][]*city.Organisation{}
		p.listBodies(d)
		p.listPosts(d)
		p.asides.Add(int64(dutyPostBytes * len(d.posts)))
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
	d.roles = p.Scheme.AllRoles()
	roles := make(map[string]int, len(d.roles))
	for i := range d.roles {
		roles[d.roles[i].Key] = i
	}
	numbers := map[*city.Hours]int32{}
	rs := p.inLayer(city.KindPost, city.LayerPost)
	d.posts = make([]dutyPost, 0, len(rs))
	for i := range rs {
		post, ok := rs[i].Content.(*city.Post)
		if !ok {
			continue
		}
		n, known := roles[post.Role]
		if !known { // no store takes one
			continue
		}
		hours, known := numbers[post.Hours]
		if !known {
			hours = int32(len(d.hours))
			numbers[post.Hours] = hours
			d.hours = append(d.hours, dutyHours{hours: post.Hours, calendar: calendarOf(post.Hours)})
		}
		d.lists[post.At] = append(d.lists[post.At], int32(len(d.posts)))
		level := max(0, slices.Index(levels, cmp.Or(d.roles[n].Answers, city.AnswersService)))
		d.posts = append(d.posts, dutyPost{Post: post, role: uint16(n), level: uint8(level), hours: hours, vacant: post.Person == "" && !d.roles[n].Team})
	}
	d.listStandIns()
	d.listOwn()
}

// listStandIns finds the posts that stand in; one that is not in force is left out.
func (d *duties) listStandIns() {
	for i := range d.posts {
		o := &d.posts[i]
		o.firstIn = int32(len(d.standIns))
		for _, code := range o.StandIns {
			if n, found := slices.BinarySearchFunc(d.posts, code, func(p dutyPost, code string) int { return cmp.Compare(p.Code, code) }); found {
				d.standIns = append(d.standIns, int32(n))
				o.ins++
			}
		}
	}
}

// listOwn adds the posts of organisations to what these are of, and puts the lists in order.
func (d *duties) listOwn() {
	own := make(map[city.Seat][]int32, len(d.bodies))
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
		slices.SortStableFunc(list, func(i, j int32) int {
			a, b := &d.posts[i], &d.posts[j]
			return cmp.Or(cmp.Compare(a.level, b.level), cmp.Compare(a.role, b.role))
		})
	}
}

// gather adds the posts of an organisation and of those that are of it, of each once. Lists of
// organisations hold only their own posts while this runs.
func (d *duties) gather(list []int32, o *city.Organisation, seen map[*city.Organisation]bool) []int32 {
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

// standing are the posts that stand in for one.
func (d *duties) standing(o *dutyPost) []int32 {
	return d.standIns[o.firstIn : o.firstIn+int32(o.ins)]
}

// own is what the hours of a post say of a moment; one that is vacant is never on duty.
func (d *duties) own(o *dutyPost, at moment) *dutyAt {
	if o.vacant {
		return &nobody
	}
	return d.hours[o.hours].at(at)
}

var nobody = dutyAt{known: true}

// answered is a post as it answers at a time: itself, or, where it is vacant or not on duty, the
// first of those that stand in who is on duty.
func (d *duties) answered(o *dutyPost, at moment) (by *dutyPost, is *dutyAt) {
	if is = d.own(o, at); is.on || !is.known {
		return o, is
	}
	for _, n := range d.standing(o) {
		s := &d.posts[n]
		if in := d.own(s, at); in.on {
			return s, in
		}
	}
	return o, is
}

// next is when the post, or one that stands in for it, is on duty next; none of which next is zero
// where nobody is on the days that are looked at.
func (d *duties) next(o *dutyPost, at moment) *dutyAt {
	best := d.own(o, at)
	for _, n := range d.standing(o) {
		if in := d.own(&d.posts[n], at); !in.next.IsZero() && (best.next.IsZero() || in.next.Before(best.next)) {
			best = in
		}
	}
	return best
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
