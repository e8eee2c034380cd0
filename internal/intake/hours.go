package intake

import (
	"fmt"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// maxHoursText is the longest text of hours, in bytes.
const maxHoursText = 2000

// HoursError says where a text of hours is wrong. It repeats no part of the text, since a cell
// may hold what stands in the wrong column.
type HoursError struct {
	Character int // from 1; 0 = no single place
	Message   string
}

func (e *HoursError) Error() string {
	if e.Character == 0 {
		return e.Message
	}
	return fmt.Sprintf("at character %d: %s", e.Character, e.Message)
}

// ParseHours reads hours as people write them, in Chinese or English:
//
//	周一至周五 08:30-18:00; 周六 09:00-12:00; 每月5,15,25日 09:00-11:00; 节假日休息
//	Mon-Fri 08:30-12:00, 14:00-18:00; Sat,Sun off; 2026-10-01-2026-10-07 off
//
// Rules stand apart by semicolons or lines. What several rules say of one day is added up, and may
// not overlap. A rule without days (or 每天, daily) holds on each day, also a holiday or one of the
// month, that no rule calls one of rest; it speaks of no exception by date. An end that is before
// its beginning is of the next day. The error is a *HoursError. Equal hours give equal content.
func ParseHours(text string) (*city.Hours, error) {
	if len(text) > maxHoursText {
		return nil, &HoursError{Message: fmt.Sprintf("the text is longer than %d bytes", maxHoursText)}
	}
	s := newHoursScanner(text)
	if at := seasons.FindStringIndex(s.text); at != nil {
		s.pos = at[0]
		return nil, s.fail("hours by season are not kept, for nothing says on which dates a season begins: write the hours of most of the year, and those of the other season by its dates, as 2026-05-01至2026-09-30 08:30-18:00")
	}
	var t timetable
	for {
		s.spaces()
		for s.take(";") || s.daysNext() && s.take(",") {
			s.spaces()
		}
		if s.done() {
			break
		}
		r, err := s.rule()
		if err != nil {
			return nil, err
		}
		if err := t.add(r); err != nil {
			return nil, err
		}
		if r.shut != 0 {
			if err := t.add(&hoursRule{at: r.at, week: r.shut, rest: true}); err != nil {
				return nil, err
			}
		}
	}
	return t.hours()
}

// hoursRule is one rule of a text. Where neither week, month nor dates are there it is of each day.
type hoursRule struct {
	at    int // character where it begins
	week  city.Days
	month []int
	dates []city.Period
	rest  bool
	shut  city.Days // of rest, said behind the hours of other days
	open  []city.Span
}

// dayPlan is what the rules say of a day.
type dayPlan struct {
	rest bool
	open []city.Span
}

func (d *dayPlan) spoken() bool { return d.rest || len(d.open) > 0 }

// timetable adds rules up.
type timetable struct {
	daily dayPlan
	week  [8]dayPlan  // by bit of city.Days
	month [32]dayPlan // by day of the month
	dates []city.DateRule
}

func (t *timetable) add(r *hoursRule) error {
	var plans []*dayPlan
	for i := range t.week {
		if r.week&(1<<i) != 0 {
			plans = append(plans, &t.week[i])
		}
	}
	for _, day := range r.month {
		plans = append(plans, &t.month[day])
	}
	if len(plans) == 0 && len(r.dates) == 0 {
		plans = append(plans, &t.daily)
	}
	for _, p := range plans {
		if r.rest && p.spoken() || p.rest {
			return &HoursError{Character: r.at, Message: "an earlier rule speaks of one of these days, and one of the two calls it a day of rest"}
		}
		p.rest, p.open = r.rest, append(p.open, r.open...)
	}
	for _, d := range r.dates {
		t.dates = append(t.dates, city.DateRule{From: d.From, To: d.To, Open: slices.Clone(r.open)})
	}
	return nil
}

// hours are those of the whole text, in one order whatever that of the rules.
func (t *timetable) hours() (*city.Hours, error) {
	h := &city.Hours{}
	for i := range t.week {
		open, spoken, err := t.onDay(&t.week[i], t.daily.spoken())
		if err != nil {
			return nil, err
		}
		if !spoken {
			continue
		}
		if at := slices.IndexFunc(h.Week, func(r city.WeekRule) bool { return slices.Equal(r.Open, open) }); at >= 0 {
			h.Week[at].Days |= 1 << i
		} else {
			h.Week = append(h.Week, city.WeekRule{Days: 1 << i, Open: open})
		}
	}
	for day := 1; day < len(t.month); day++ {
		open, spoken, err := t.onDay(&t.month[day], false)
		if err != nil {
			return nil, err
		}
		if !spoken {
			continue
		}
		if at := slices.IndexFunc(h.Month, func(r city.MonthRule) bool { return slices.Equal(r.Open, open) }); at >= 0 {
			h.Month[at].Days = append(h.Month[at].Days, day)
		} else {
			h.Month = append(h.Month, city.MonthRule{Days: []int{day}, Open: open})
		}
	}
	var err error
	if h.Dates, err = t.exceptions(); err != nil {
		return nil, err
	}
	if h.Week == nil && h.Month == nil && h.Dates == nil {
		return nil, &HoursError{Message: "it says no hours"}
	}
	return h, nil
}

// onDay are the spans of a day: its own and those of each day. always is true where a day of which
// no rule speaks by name has those of each day.
func (t *timetable) onDay(p *dayPlan, always bool) (open []city.Span, spoken bool, err error) {
	switch {
	case p.rest:
		return nil, true, nil
	case !p.spoken() && !always:
		return nil, false, nil
	}
	open, err = inOrder(slices.Concat(p.open, t.daily.open))
	return open, true, err
}

// exceptions are the dates in order.
func (t *timetable) exceptions() ([]city.DateRule, error) {
	slices.SortStableFunc(t.dates, func(a, b city.DateRule) int { return int(a.From) - int(b.From) })
	for i := range t.dates {
		if i > 0 && t.dates[i].From < t.dates[i-1].To {
			return nil, &HoursError{Message: "two exceptions hold the same date"}
		}
		var err error
		if t.dates[i].Open, err = inOrder(t.dates[i].Open); err != nil {
			return nil, err
		}
	}
	if len(t.dates) > city.MaxDateRules {
		return nil, &HoursError{Message: fmt.Sprintf("there are more than %d exceptions", city.MaxDateRules)}
	}
	return t.dates, nil
}

// inOrder sorts the spans of a day, which may not overlap.
func inOrder(spans []city.Span) ([]city.Span, error) {
	slices.SortFunc(spans, func(a, b city.Span) int { return a.From - b.From })
	for i := 1; i < len(spans); i++ {
		if spans[i].From < spans[i-1].To {
			return nil, &HoursError{Message: fmt.Sprintf("two spans of one day overlap: that from %s and that from %s", clock(spans[i-1].From), clock(spans[i].From))}
		}
	}
	if len(spans) == 0 {
		return nil, nil
	}
	return spans, nil
}

func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60%24, minute%60) }
