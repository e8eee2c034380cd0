package edit

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// Hours are those of duty of a post, in the form in which its card has them.
type Hours struct {
	Week     []WeekHours  `json:"week,omitempty"`
	Dates    []DateHours  `json:"dates,omitempty" doc:"exceptions; no two hold the same date"`
	Month    []MonthHours `json:"month,omitempty"`
	Turn     *Turn        `json:"turn,omitempty" doc:"of a rota: on the days of others it is not on duty"`
	Calendar string       `json:"calendar,omitempty" doc:"calendar of holidays and make-up workdays"`
}

// WeekHours are those of days of the week.
type WeekHours struct {
	Days []string    `json:"days" enum:"mon,tue,wed,thu,fri,sat,sun,holiday"`
	Open [][2]string `json:"open" doc:"spans from hh:mm to hh:mm, an end not later than the beginning lies on the next day; none = off duty"`
}

// DateHours are those of dates.
type DateHours struct {
	From string      `json:"from"`
	To   string      `json:"to" doc:"first date on which it no longer holds"`
	Open [][2]string `json:"open" doc:"as in week"`
}

// MonthHours are those of days of every month.
type MonthHours struct {
	Days []int64     `json:"days" doc:"1 to 31"`
	Open [][2]string `json:"open" doc:"as in week"`
}

// Turn is that of one post of a rota.
type Turn struct {
	From string `json:"from" doc:"first date of a turn of number 0"`
	Days int64  `json:"days" doc:"how long a turn is"`
	Of   int64  `json:"of" doc:"how many turns make a round, at most 366 days"`
	Nth  int64  `json:"nth" doc:"which of them it is, from 0"`
}

// hours are those of the model; nil where there are none.
func (h *Hours) hours() (*city.Hours, error) {
	out := &city.Hours{Calendar: h.Calendar}
	for i, w := range h.Week {
		days, err := city.ParseDays(w.Days)
		if err != nil {
			return nil, in(err, "week[%d].days", i)
		}
		rule := city.WeekRule{Days: days}
		if rule.Open, err = spans(w.Open); err != nil {
			return nil, in(err, "week[%d].open", i)
		}
		out.Week = append(out.Week, rule)
	}
	for i, d := range h.Dates {
		rule, err := d.rule()
		if err != nil {
			return nil, in(err, "dates[%d]", i)
		}
		out.Dates = append(out.Dates, rule)
	}
	for i, m := range h.Month {
		rule := city.MonthRule{}
		for _, day := range m.Days {
			rule.Days = append(rule.Days, int(min(max(day, 0), 99)))
		}
		var err error
		if rule.Open, err = spans(m.Open); err != nil {
			return nil, in(err, "month[%d].open", i)
		}
		out.Month = append(out.Month, rule)
	}
	if h.Turn != nil {
		from, err := city.ParseDate(h.Turn.From)
		if err != nil {
			return nil, in(err, "turn.from")
		}
		whole := func(n int64) int { return int(min(max(n, -1), 10_000)) } // what is beyond is refused as such
		out.Turn = &city.Turn{From: from, Days: whole(h.Turn.Days), Of: whole(h.Turn.Of), Nth: whole(h.Turn.Nth)}
	}
	if len(out.Week)+len(out.Dates)+len(out.Month) == 0 && out.Turn == nil {
		return nil, nil
	}
	return out, nil
}

func (d *DateHours) rule() (city.DateRule, error) {
	from, err := city.ParseDate(d.From)
	if err != nil {
		return city.DateRule{}, in(err, "from")
	}
	to, err := city.ParseDate(d.To)
	if err != nil {
		return city.DateRule{}, in(err, "to")
	}
	open, err := spans(d.Open)
	return city.DateRule{From: from, To: to, Open: open}, in(err, "open")
}

func badHours(format string, args ...any) error {
	return city.Errorf(city.Invalid, "bad_hours", format, args...)
}

// spans reads times of the day, in the order of their beginnings.
func spans(list [][2]string) ([]city.Span, error) {
	var out []city.Span
	for i, one := range list {
		from, ok := clock(one[0])
		to, also := clock(one[1])
		if !ok || !also || from == city.Midnight {
			return nil, in(badHours("%.20q to %.20q is no span from hh:mm to hh:mm", one[0], one[1]), "[%d]", i)
		}
		out = append(out, city.Clock(from, to))
	}
	slices.SortFunc(out, func(a, b city.Span) int { return cmp.Compare(a.From, b.From) })
	return out, nil
}

// clock reads hh:mm from 00:00 to 24:00 in minutes.
func clock(text string) (int, bool) {
	if len(text) != 5 || text[2] != ':' {
		return 0, false
	}
	digit := func(i int) int { return int(text[i]) - '0' }
	for _, i := range []int{0, 1, 3, 4} {
		if digit(i) < 0 || digit(i) > 9 {
			return 0, false
		}
	}
	minute := (digit(0)*10+digit(1))*60 + digit(3)*10 + digit(4)
	return minute, minute <= city.Midnight && digit(3) < 6
}
