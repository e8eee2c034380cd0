package atlas

import (
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// dutyHours are hours that posts have in common, with what they say of the minute for which was asked
// last: most ask about now, and a city has few patterns for all its posts.
type dutyHours struct {
	hours    *city.Hours
	calendar *city.Calendar
	last     atomic.Pointer[dutyAt]
}

// dutyAt is what hours say of a minute.
type dutyAt struct {
	minute    minute
	on, known bool // on is false where nothing is known
	// next is when duty begins next, where it is not on; zero where it does not on the days that are
	// looked at. text is how it is written.
	next time.Time
	text string
}

// minute is one on a clock, and how far that is from UTC. Hours say the same at all moments of it, for
// they begin and end at whole minutes, and where a clock is moved its distance is another one.
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

// at is what the hours say of a moment.
func (h *dutyHours) at(t moment) *dutyAt {
	if is := h.last.Load(); is != nil && is.minute == t.minute {
		return is
	}
	is := &dutyAt{minute: t.minute}
	is.on, is.known = h.hours.OpenAt(t.Time, h.calendar)
	if is.on = is.on && is.known; !is.on {
		is.next, _ = h.hours.NextFrom(t.Time, h.calendar, city.MaxDutySearch)
		is.text = written(is.next)
	}
	h.last.Store(is)
	return is
}
