package atlas

import (
	"fmt"

	"github.com/redsail/redsail/internal/city"
)

// HoursCard says when a place is open. The first that speaks of a date decides: an
// exception, the day that the calendar makes of it, its weekday; where none does, it is not
// known.
type HoursCard struct {
	Week     []WeekCard  `json:"week"`
	Dates    []DateCard  `json:"dates" doc:"exceptions; no two hold the same date"`
	Month    []MonthCard `json:"month,omitempty" doc:"days of each month that have hours of their own"`
	Turn     *TurnCard   `json:"turn,omitempty" doc:"of a rota: on other days it is not on duty, whatever the week says"`
	Calendar string      `json:"calendar" doc:"calendar of holidays and make-up workdays that the place keeps; empty = none"`
}

// WeekCard says when a place is open on certain days.
type WeekCard struct {
	Days []string    `json:"days" enum:"mon,tue,wed,thu,fri,sat,sun,holiday"`
	Open [][2]string `json:"open" doc:"spans from hh:mm to hh:mm, an end not later than the beginning lies on the next day; none = closed"`
}

// DateCard says when a place is open on certain dates.
type DateCard struct {
	Span
	Open [][2]string `json:"open" doc:"as in week"`
}

// MonthCard says when a place is open, or a post on duty, on certain days of every month.
type MonthCard struct {
	Days []int64     `json:"days" doc:"1 to 31"`
	Open [][2]string `json:"open" doc:"as in week"`
}

// TurnCard is the turn of one post of a rota.
type TurnCard struct {
	From string `json:"from" doc:"first date of a turn of number 0"`
	Days int64  `json:"days" doc:"how long a turn is"`
	Of   int64  `json:"of" doc:"how many turns make a round"`
	Nth  int64  `json:"nth" doc:"which of them it is, from 0"`
}

func hoursCard(h *city.Hours) *HoursCard {
	if h == nil {
		return nil
	}
	out := &HoursCard{Week: []WeekCard{}, Dates: []DateCard{}, Calendar: h.Calendar}
	for i := range h.Week {
		out.Week = append(out.Week, WeekCard{Days: h.Week[i].Days.Keys(), Open: clocks(h.Week[i].Open)})
	}
	for i := range h.Dates {
		r := &h.Dates[i]
		out.Dates = append(out.Dates, DateCard{Span: spanOf(city.Period{From: r.From, To: r.To}), Open: clocks(r.Open)})
	}
	for i := range h.Month {
		m := MonthCard{Open: clocks(h.Month[i].Open)}
		for _, day := range h.Month[i].Days {
			m.Days = append(m.Days, int64(day))
		}
		out.Month = append(out.Month, m)
	}
	if t := h.Turn; t != nil {
		out.Turn = &TurnCard{From: t.From.String(), Days: int64(t.Days), Of: int64(t.Of), Nth: int64(t.Nth)}
	}
	return out
}

func clocks(spans []city.Span) [][2]string {
	out := make([][2]string, len(spans))
	for i, s := range spans {
		out[i] = [2]string{clock(s.From), clock(s.To)}
	}
	return out
}

// clock is hh:mm; the end of the day is 24:00, what lies behind it is of the next one.
func clock(minute int) string {
	if minute > city.Midnight {
		minute -= city.Midnight
	}
	return fmt.Sprintf("%02d:%02d", minute/60, minute%60)
}
