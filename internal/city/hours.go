package city

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Days is a set of days of the week and of holidays, by which rules are chosen.
type Days uint8

// The days. Holiday is a day that the calendar calls one, whatever day of the week it is.
const (
	Monday Days = 1 << iota
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
	Sunday
	Holiday

	Workdays = Monday | Tuesday | Wednesday | Thursday | Friday
	Weekend  = Saturday | Sunday
)

// dayKeys name the bits of Days, in their order.
var dayKeys = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"}

// Keys are the names of the days, mon to sun and holiday.
func (d Days) Keys() []string {
	out := []string{}
	for bit, key := range dayKeys {
		if d&(Monday<<bit) != 0 {
			out = append(out, key)
		}
	}
	return out
}

// ParseDays reads names of days as Keys gives them. An unknown one is Invalid with code bad_hours.
func ParseDays(keys []string) (d Days, err error) {
	for _, key := range keys {
		bit := slices.Index(dayKeys, key)
		if bit < 0 {
			return 0, Errorf(Invalid, "bad_hours", "there is no day %q; known are mon to sun and holiday", key)
		}
		d |= Monday << bit
	}
	return d, nil
}

// WeekdayOf is the day of the week of a date.
func WeekdayOf(d Date) Days {
	const thursday = 3 // 1970-01-01, counted from Monday
	return Monday << (((int64(d)+thursday)%7 + 7) % 7)
}

// Hours say when a place is open, or a post is on duty. For a date the first of these decides: an
// exception that holds it, a turn that is another's, the rule of its day of the month, the rule of the day that the calendar
// makes of it, the rule of its weekday. Where there is no rule it is not known whether the place is
// open; it is not closed. A post is off on a day that no rule names, where its hours name others.
type Hours struct {
	Week []WeekRule `cbor:"week,omitempty"`
	// Dates are exceptions; no two hold the same date.
	Dates []DateRule `cbor:"dates,omitempty"`
	// Month are the days of each month that have hours of their own, as the 5th, 15th and 25th of
	// visiting teams; no two hold the same day.
	Month []MonthRule `cbor:"month,omitempty"`
	// Turn is that of a rota; nil = there is none.
	Turn *Turn `cbor:"turn,omitempty"`
	// Calendar names the calendar of holidays and make-up workdays that the place keeps;
	// empty = it keeps none.
	Calendar string `cbor:"calendar,omitempty"`
}

// Daily is true where the place is open at just these spans on every day, whatever the date.
func (h *Hours) Daily(open []Span) bool {
	if h == nil || len(h.Dates) > 0 || len(h.Month) > 0 || h.Turn != nil {
		return false
	}
	days := Days(0)
	for _, r := range h.Week {
		if !slices.Equal(r.Open, open) {
			return false
		}
		days |= r.Days
	}
	every := Workdays | Weekend
	if h.Calendar != "" {
		every |= Holiday
	}
	return days&every == every
}

// WeekRule says when the place is open on certain days; no span = closed on them.
type WeekRule struct {
	Days Days   `cbor:"days"`
	Open []Span `cbor:"open,omitempty"`
}

// DateRule says when the place is open on each date from From until before To; no span =
// closed on them.
type DateRule struct {
	From Date   `cbor:"from"`
	To   Date   `cbor:"to"`
	Open []Span `cbor:"open,omitempty"`
}

// MonthRule says when the place is open on certain days of every month, 1 to 31; no span = closed
// on them.
type MonthRule struct {
	Days []int  `cbor:"days"`
	Open []Span `cbor:"open,omitempty"`
}

// Span is [From, To) in minutes on the clock since the date began. To beyond Midnight
// reaches into the next date: 22:00 to 06:00 is {1320, 1800}.
type Span struct {
	_        struct{} `cbor:",toarray"`
	From, To int
}

// Midnight is the end of a date in minutes.
const Midnight = 24 * 60

// Clock is the span between two times of the day, "hh:mm" in minutes; where the end is not
// later than the beginning it is that of the next date.
func Clock(from, to int) Span {
	if to <= from {
		to += Midnight
	}
	return Span{From: from, To: to}
}

// OpenAt tells whether the place is open at t, on the clock of t's own zone, which must be
// the city's. The calendar is the one that the hours name; nil = it is not at hand. open
// means nothing where known is false.
func (h *Hours) OpenAt(t time.Time, c *Calendar) (open, known bool) { return h.holdsAt(t, c, false) }

// DutyAt is OpenAt of the hours of a post: who writes 周一至周五 or 每月5日 means that the post is off on the
// other days. It is not known without hours, nor without the calendar that they name.
func (h *Hours) DutyAt(t time.Time, c *Calendar) (on, known bool) { return h.holdsAt(t, c, true) }

func (h *Hours) holdsAt(t time.Time, c *Calendar, off bool) (open, known bool) {
	today := DateOf(t)
	minute := t.Hour()*60 + t.Minute()
	// Last night's span may still run, also into a date of which nothing is known.
	if spans, ok := h.on(today-1, c, off); ok && holdsMinute(spans, minute+Midnight) {
		return true, true
	}
	spans, known := h.on(today, c, off)
	return known && holdsMinute(spans, minute), known
}

// On gives the spans that begin on a date; false where no rule speaks of it. The calendar is the
// one that the hours name.
func (h *Hours) On(d Date, c *Calendar) ([]Span, bool) { return h.on(d, c, false) }

// DutyOn is On of the hours of a post, by the rule of DutyAt: there are none on a day off.
func (h *Hours) DutyOn(d Date, c *Calendar) ([]Span, bool) { return h.on(d, c, true) }

// on gives the spans that begin on a date; false where no rule speaks of it. With off, a day that no rule
// names has none, where rules name others.
func (h *Hours) on(d Date, c *Calendar, off bool) ([]Span, bool) {
	if h == nil {
		return nil, false
	}
	for i := range h.Dates {
		if r := &h.Dates[i]; r.From <= d && d < r.To {
			return r.Open, true
		}
	}
	if h.Turn != nil && !h.Turn.on(d) {
		return nil, true
	}
	for i := range h.Month {
		if slices.Contains(h.Month[i].Days, d.Day()) {
			return h.Month[i].Open, true
		}
	}
	day := WeekdayOf(d)
	if h.Calendar != "" {
		if c == nil || c.Name != h.Calendar {
			return nil, false
		}
		var covered bool
		if day, covered = c.Day(d); !covered {
			return nil, false
		}
	}
	return h.week(day, off && len(h.Week)+len(h.Month) > 0)
}

// week gives the spans of a day by the rules of the week. A day that may be any of several
// is known where all of them have the same spans. With off, one without a rule has none.
func (h *Hours) week(day Days, off bool) (spans []Span, known bool) {
	for one := Monday; one != 0; one <<= 1 { // Holiday is the last bit
		if day&one == 0 {
			continue
		}
		var open []Span
		if i := slices.IndexFunc(h.Week, func(r WeekRule) bool { return r.Days&one != 0 }); i >= 0 {
			open = h.Week[i].Open
		} else if !off {
			return nil, false
		}
		if known && !slices.Equal(spans, open) {
			return nil, false
		}
		spans, known = open, true
	}
	return spans, known
}

func holdsMinute(spans []Span, minute int) bool {
	return slices.ContainsFunc(spans, func(s Span) bool { return s.From <= minute && minute < s.To })
}

// MaxDateRules is the largest number of exceptions of a place.
const MaxDateRules = 1000

func (h *Hours) check() error {
	if h == nil {
		return nil
	}
	if !plain(h.Calendar) {
		return errors.New("the calendar's name is too long or no plain UTF-8 text")
	}
	if len(h.Dates) > MaxDateRules {
		return fmt.Errorf("there are %d exceptions; at most %d are kept", len(h.Dates), MaxDateRules)
	}
	if err := h.Turn.check(); err != nil {
		return err
	}
	var seen Days
	for i := range h.Week {
		r := &h.Week[i]
		if r.Days == 0 || r.Days&seen != 0 {
			return fmt.Errorf("rule %d of the week names no day, or one of an earlier rule", i+1)
		}
		seen |= r.Days
		if err := checkSpans(r.Open); err != nil {
			return fmt.Errorf("rule %d of the week: %w", i+1, err)
		}
	}
	if err := h.checkMonth(); err != nil {
		return err
	}
	return h.checkDates()
}

func (h *Hours) checkMonth() error {
	var seen [32]bool
	for i := range h.Month {
		r := &h.Month[i]
		if len(r.Days) == 0 {
			return fmt.Errorf("rule %d of the month names no day", i+1)
		}
		for _, day := range r.Days {
			if day < 1 || day > 31 || seen[day] {
				return fmt.Errorf("rule %d of the month: day %d is not of 1 to 31, or stands twice", i+1, day)
			}
			seen[day] = true
		}
		if err := checkSpans(r.Open); err != nil {
			return fmt.Errorf("rule %d of the month: %w", i+1, err)
		}
	}
	return nil
}

func (h *Hours) checkDates() error {
	for i := range h.Dates {
		r := &h.Dates[i]
		p := Period{From: r.From, To: r.To}
		if p.Empty() || r.From < FirstDate || r.To > LastDate {
			return fmt.Errorf("exception %d holds no date of the years 1 to 9999", i+1)
		}
		for j := range h.Dates[:i] {
			if p.Overlaps(Period{From: h.Dates[j].From, To: h.Dates[j].To}) {
				return fmt.Errorf("exceptions %d and %d hold the same date", j+1, i+1)
			}
		}
		if err := checkSpans(r.Open); err != nil {
			return fmt.Errorf("exception %d: %w", i+1, err)
		}
	}
	return nil
}

// checkSpans: in order, apart, each begun on its date and at most a day long.
func checkSpans(spans []Span) error {
	end := 0
	for _, s := range spans {
		if s.From < end || s.From >= Midnight || s.To <= s.From || s.To > s.From+Midnight {
			return fmt.Errorf("the span from minute %d to %d is empty, longer than a day, before the one in front of it or not of the date", s.From, s.To)
		}
		end = s.To
	}
	return nil
}
