package demo

import "github.com/redsail/redsail/internal/city"

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
