package demo

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// day is one span from an hour to an hour.
func day(from, to int) []Span { return []Span{{From: from * 60, To: to * 60}} }

// daily is open the same hours each day of the year.
func daily(from, to int) *Hours {
	h := &Hours{Holiday: day(from, to)}
	for d := range h.Week {
		h.Week[d] = day(from, to)
	}
	return h
}

// office is open from Monday to Friday with a break at noon, and closed on holidays.
func office() *Hours {
	h := &Hours{}
	for d := range 5 {
		h.Week[d] = []Span{{From: 8*60 + 30, To: 12 * 60}, {From: 14 * 60, To: 17*60 + 30}}
	}
	return h
}

// stationHours are those of Red Sail stations: open all year, a few of them not.
func stationHours(c float64) *Hours {
	var h *Hours
	switch {
	case c < 0.5:
		h = daily(8, 20)
	case c < 0.75:
		h = daily(7, 21)
	case c < 0.87:
		h = daily(9, 18)
		h.Holiday = day(10, 16)
	case c < 0.94:
		h = daily(0, 24)
	case c < 0.97: // closed on Sundays: a breach of the promise, for the checks to find
		h = daily(8, 18)
		h.Week[6] = nil
	default:
		return office()
	}
	if c > 0.3 && c < 0.34 {
		closed, err := city.ParseDate("2026-02-17")
		if err == nil {
			h.Exceptions = []Exception{{Date: closed, Note: Name{Zh: "春节初一闭站", En: "Closed on the first day of the Spring Festival"}}}
		}
	}
	return h
}

// calendar names the holidays and make-up workdays that offices keep.
const calendar = "cn"

// record are the hours of the domain. Days with the same hours share a rule; hours that are
// the same every day need no calendar.
func (h *Hours) record() *city.Hours {
	if h == nil {
		return nil
	}
	out := &city.Hours{}
	for i, day := range append(slices.Clone(h.Week[:]), h.Holiday) {
		rule := city.WeekRule{Days: city.Monday << i, Open: spans(day)}
		at := slices.IndexFunc(out.Week, func(r city.WeekRule) bool { return slices.Equal(r.Open, rule.Open) })
		if at < 0 {
			out.Week = append(out.Week, rule)
			continue
		}
		out.Week[at].Days |= rule.Days
	}
	if len(out.Week) > 1 {
		out.Calendar = calendar
	}
	for _, x := range h.Exceptions {
		out.Dates = append(out.Dates, city.DateRule{From: x.Date, To: x.Date + 1, Open: spans(x.Spans)})
	}
	return out
}

func spans(day []Span) []city.Span {
	var out []city.Span
	for _, s := range day {
		out = append(out, city.Span{From: s.From, To: s.To})
	}
	return out
}
