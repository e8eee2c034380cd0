package atlas

import (
	"time"

	"github.com/redsail/redsail/internal/city"
)

// dutyColumns are the columns about duty that a line in bulk gets: whether somebody who answers for
// the spot is on duty (on, off, unknown; empty where nobody answers), and of the first who is, else of
// who is next, else of the first there is: role, what the post is for, office phone; and when
// somebody is on duty next, where nobody is now.
var dutyColumns = [...]string{"duty", "duty_role", "duty_area", "duty_phone", "duty_next"}

// dutyLine is what a line in bulk says of duty.
type dutyLine struct{ state, role, area, phone, next string }

func (l dutyLine) cells() [len(dutyColumns)]string {
	return [...]string{l.state, l.role, l.area, l.phone, l.next}
}

// appendDuty writes the members of NDJSON.
func appendDuty(dst []byte, l dutyLine) []byte {
	for i, cell := range l.cells() {
		dst = append(append(append(dst, '"'), dutyColumns[i]...), `":`...)
		dst = append(appendString(dst, cell), ',')
	}
	return dst
}

// onDuty is what is said of point k.
func (a *asker) onDuty(k int) dutyLine {
	d := a.pic.staffedBy()
	if len(d.posts) == 0 || a.bulk.At.IsZero() || a.vague(k) {
		return dutyLine{}
	}
	if !a.station { // else it has been looked for
		a.nearStation(k)
	}
	q := a.points[k]
	a.held = a.pic.index.All(q, a.held[:0])
	a.pic.owners(a.owner, a.rows[k*a.layers:(k+1)*a.layers])
	a.seats = a.pic.dutySeats(a.seats[:0], q, a.held, a.owner, nearestSeat(&a.near))
	return d.first(a.seats, momentOf(a.bulk.At))
}

// nearestSeat is the nearest place within ten minutes; the zero Seat where there is none.
func nearestSeat(n *vicinity) city.Seat {
	if len(n.found) == 0 || n.found[0].walkS() > serviceSeconds {
		return city.Seat{}
	}
	return city.Seat{Kind: city.KindPlace, Layer: n.found[0].Kind, Code: n.found[0].Code}
}

// first looks for the first post that answers and is on duty, in the order of an answer and with its
// limits.
func (d *duties) first(seats []dutySeat, at moment) dutyLine {
	var best, unknown *dutyPost
	next := &nobody
	for _, seat := range seats {
		list := d.lists[seat.Seat]
		for _, n := range list[:min(len(list), mostOfOne)] {
			o := &d.posts[n]
			if levels[o.level] == city.AnswersService {
				break // they come last
			}
			by, is := d.answered(o, at)
			if is.on {
				return dutyLine{"on", o.Role, o.At.Code, by.OfficePhone, ""}
			}
			if !is.known && unknown == nil {
				unknown = o
			}
			when := &nobody
			if is.known {
				when = d.next(o, at)
			}
			if best == nil || !when.next.IsZero() && (next.next.IsZero() || when.next.Before(next.next)) {
				best, next = o, when
			}
		}
	}
	switch {
	case best == nil:
		return dutyLine{}
	case unknown != nil:
		return dutyLine{"unknown", unknown.Role, unknown.At.Code, unknown.OfficePhone, next.text}
	default:
		return dutyLine{"off", best.Role, best.At.Code, best.OfficePhone, next.text}
	}
}

// written is a time in RFC 3339; empty for none.
func written(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// said is whether somebody who answers is on duty: who only serves does not count.
func (a *asking) said() *DutyAnswer {
	out := &DutyAnswer{OnDuty: &yesNo[0]}
	if a.next != nil {
		out.Next = a.next.text
	}
	for i := range a.ans.Posts {
		post := &a.ans.Posts[i]
		switch {
		case post.Level == city.AnswersService:
		case post.OnDuty == nil:
			out.OnDuty = nil
		case *post.OnDuty:
			return &DutyAnswer{OnDuty: &yesNo[1]}
		}
	}
	return out
}

// yesNo are what OnDuty points to; nobody writes to them.
var yesNo = [2]bool{false, true}
