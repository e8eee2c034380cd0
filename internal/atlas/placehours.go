package atlas

import (
	"fmt"

	"github.com/redsail/redsail/internal/city"
)

// HoursCard says when a place is open. The first that speaks of a date decides: an
// exception, the day that the calendar makes of it, its weekday; where none does, it is not
// known.
type HoursCard struct {
	Week     []WeekCard `json:"week"`
	Dates    []DateCard `json:"dates" doc:"exceptions; no two hold the same date"`
	Calendar string     `json:"calendar" doc:"calendar of holidays and make-up workdays that the place keeps; empty = none"`
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

// dayNames are in the order of the bits of city.Days.
var dayNames = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"}

func hoursCard(h *city.Hours) *HoursCard {
	if h == nil {
		return nil
	}
	out := &HoursCard{Week: []WeekCard{}, Dates: []DateCard{}, Calendar: h.Calendar}
	for i := range h.Week {
		w := WeekCard{Days: []string{}, Open: clocks(h.Week[i].Open)}
		for bit, name := range dayNames {
			if h.Week[i].Days&(city.Monday<<bit) != 0 {
				w.Days = append(w.Days, name)
			}
		}
		out.Week = append(out.Week, w)
	}
	for i := range h.Dates {
		r := &h.Dates[i]
		out.Dates = append(out.Dates, DateCard{Span: spanOf(city.Period{From: r.From, To: r.To}), Open: clocks(r.Open)})
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
