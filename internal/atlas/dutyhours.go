package atlas

import (
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// dutyHours are hours that posts have in common, with what they say of the time for which was asked
// last: most ask about now, and a city has few patterns for all its posts.
type dutyHours struct {
	hours    *city.Hours
	calendar *city.Calendar
	last     atomic.Pointer[dutyAt]
}

// dutyAt is what hours say of a minute and of those after it, before until, on a clock that was not
// moved in between.
type dutyAt struct {
	minute    minute
	until     int64
	on, known bool // on is false where nothing is known
	// next is when duty begins next, where it is not on; zero where it does not on the days that are
	// looked at. text is how it is written.
	next time.Time
	text string
}

// minute is one on a clock, counted from 1970, and how far that is from UTC. Hours say the same at all
// moments of it, for they begin and end at whole minutes, and where a clock is moved its distance is
// another one.
type minute struct {
	number int64
	offset int
	zone   *time.Location
}

// moment is a time on the city's clock, and its minute.
type moment struct {
	time.Time
	minute minute
}

func momentOf(t time.Time) moment {
	_, offset := t.Zone()
	local := t.Unix() + int64(offset)
	return moment{t, minute{(local - ((local%60)+60)%60) / 60, offset, t.Location()}}
}

// holds tells whether this is said of a minute too.
func (is *dutyAt) holds(m minute) bool {
	return is.minute.number <= m.number && m.number < is.until && is.minute.offset == m.offset && is.minute.zone == m.zone
}

// at is what the hours say of a moment.
func (h *dutyHours) at(t moment) *dutyAt {
	if is := h.last.Load(); is != nil && is.holds(t.minute) {
		return is
	}
	steady := h.hours.Steady(t.Time, h.calendar)
	begun := t.minute.number - int64(t.Hour()*60+t.Minute()) // the date
	is := &dutyAt{minute: t.minute, until: begun + int64(steady.To)}
	is.minute.number = begun + int64(steady.From)
	is.on, is.known = h.hours.DutyAt(t.Time, h.calendar)
	if is.on = is.on && is.known; !is.on {
		is.next, _ = h.hours.NextFrom(t.Time, h.calendar, city.MaxDutySearch)
		is.text = written(is.next)
	}
	h.last.Store(is)
	return is
}
