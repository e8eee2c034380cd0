package atlas_test

import (
	"encoding/json"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestTimes: the spans of the date of the picture beside the hours; none on a day that no rule names, and
// nothing where it is not known: without hours, and beyond the calendar.
func TestTimes(t *testing.T) {
	_, a := dutyCity(t)
	pic := a.Current()
	week := city.WeekdayOf(pic.Date)
	open := []city.Span{{From: 20 * 60, To: 32 * 60}}
	for want, hours := range map[string]*city.Hours{
		`null`:                nil,
		`[["20:00","08:00"]]`: {Week: []city.WeekRule{{Days: week, Open: open}}},
		`[]`:                  {Week: []city.WeekRule{{Days: (city.Workdays | city.Weekend) &^ week, Open: open}}},
		` null`:               {Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: open}}, Calendar: "nowhere"},
	} {
		work := pic.Work(&city.Post{Hours: hours, Duty: "巡查", Tasks: []string{"safety"}})
		got, err := json.Marshal(work.Today)
		if want == ` null` {
			want = `null`
		}
		if err != nil || string(got) != want || (work.Hours == nil) != (hours == nil) || work.Duty != "巡查" || len(work.Tasks) != 1 {
			t.Errorf("%v: %s, want %s", err, got, want)
		}
	}
}
