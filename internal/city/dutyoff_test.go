package city_test

import (
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// TestDutyAt: a day that no rule of a post's hours names is off, where they name others; of a place it is
// not known. What a calendar would have to say is not known without it.
func TestDutyAt(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	day := func(m time.Month, d int) city.Date {
		return city.DateOf(time.Date(2026, m, d, 0, 0, 0, 0, time.UTC))
	}
	cn := &city.Calendar{Name: "cn", Covers: city.Period{From: day(1, 1), To: day(12, 31)}, Days: map[city.Date]city.Days{day(10, 1): city.Holiday, day(10, 10): city.Workdays}}
	open := []city.Span{{From: 9 * 60, To: 17 * 60}}
	week := []city.WeekRule{{Days: city.Workdays, Open: open}}
	at := func(m time.Month, d, hour int) time.Time { return time.Date(2026, m, d, hour, 0, 0, 0, zone) }
	for _, it := range []struct {
		name  string
		hours *city.Hours
		at    time.Time
		want  string
	}{
		{"a workday", &city.Hours{Week: week}, at(9, 30, 10), "on"},
		{"a Saturday that is not named", &city.Hours{Week: week}, at(10, 10, 10), "off"},
		{"a make-up Saturday", &city.Hours{Week: week, Calendar: "cn"}, at(10, 10, 10), "on"},
		{"a holiday that is not named", &city.Hours{Week: week, Calendar: "cn"}, at(10, 1, 10), "off"},
		{"the days of a month", &city.Hours{Month: []city.MonthRule{{Days: []int{5, 15}, Open: open}}}, at(9, 5, 10), "on"},
		{"the days between", &city.Hours{Month: []city.MonthRule{{Days: []int{5, 15}, Open: open}}}, at(9, 6, 10), "off"},
		{"a year without a calendar", &city.Hours{Week: week, Calendar: "cn"}, at(9, 30, 10).AddDate(1, 0, 0), "unknown"},
		{"a make-up day worked as nobody knows which", &city.Hours{Week: []city.WeekRule{{Days: city.Monday, Open: open}}, Calendar: "cn"}, at(10, 10, 10), "unknown"},
		{"exceptions alone", &city.Hours{Dates: []city.DateRule{{From: day(9, 1), To: day(9, 2), Open: open}}}, at(9, 6, 10), "unknown"},
		{"no hours", nil, at(9, 6, 10), "unknown"},
	} {
		got := "unknown"
		if on, known := it.hours.DutyAt(it.at, cn); known && on {
			got = "on"
		} else if known {
			got = "off"
		}
		if got != it.want {
			t.Errorf("%s: %s, want %s", it.name, got, it.want)
		}
		if on, known := it.hours.OpenAt(it.at, cn); known && on != (it.want == "on") || it.want == "off" && known {
			t.Errorf("%s: of a place %v, %v", it.name, on, known)
		}
	}
	if next, ok := (&city.Hours{Week: week, Calendar: "cn"}).NextFrom(at(10, 1, 10), cn, city.MaxDutySearch); !ok || next != at(10, 2, 9) {
		t.Errorf("after the holiday duty begins %v, %v", next, ok)
	}
}
