package city_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/internal/city"
)

func date(t testing.TB, s string) city.Date {
	t.Helper()
	d, err := city.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// year2026 has the days of the State Council's notice for 2026 that the tests
// ask about: the new year and the make-up workday after it.
func year2026(t testing.TB) *city.Calendar {
	return &city.Calendar{
		Name: "cn", Covers: city.Period{From: date(t, "2026-01-01"), To: date(t, "2027-01-01")},
		Days: map[city.Date]city.Days{
			date(t, "2026-01-01"): city.Holiday, date(t, "2026-01-02"): city.Holiday, date(t, "2026-01-03"): city.Holiday,
			date(t, "2026-01-04"): city.Friday, // a Sunday, worked
		},
	}
}

func TestOpenAt(t *testing.T) {
	cn := year2026(t)
	office := &city.Hours{
		Week: []city.WeekRule{
			{Days: city.Workdays, Open: []city.Span{city.Clock(9*60, 12*60), city.Clock(14*60, 18*60)}},
			{Days: city.Weekend},
			{Days: city.Holiday, Open: []city.Span{city.Clock(10*60, 11*60)}},
		},
		Calendar: "cn",
		Dates: []city.DateRule{
			{From: date(t, "2026-03-02"), To: date(t, "2026-03-04")},
			{From: date(t, "2026-01-02"), To: date(t, "2026-01-03"), Open: []city.Span{city.Clock(20*60, 2*60)}},
		},
	}
	night := &city.Hours{Week: []city.WeekRule{{Days: city.Friday | city.Saturday, Open: []city.Span{city.Clock(22*60, 6*60)}}}}
	always := &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{{From: 0, To: city.Midnight}}}}}
	for _, c := range []struct {
		name  string
		hours *city.Hours
		cal   *city.Calendar
		at    string
		want  string
	}{
		{"nothing known", nil, cn, "2026-01-05 10:00", "unknown"},
		{"no rule at all", &city.Hours{}, nil, "2026-01-05 10:00", "unknown"},
		{"a Monday", office, cn, "2026-01-05 09:00", "open"},
		{"before", office, cn, "2026-01-05 08:59", "closed"},
		{"the end is out", office, cn, "2026-01-05 12:00", "closed"},
		{"second span", office, cn, "2026-01-05 17:59", "open"},
		{"a Saturday", office, cn, "2026-01-10 10:00", "closed"},
		{"a holiday", office, cn, "2026-01-01 10:30", "open"},
		{"a holiday, as a workday", office, cn, "2026-01-01 15:00", "closed"},
		{"a make-up Sunday", office, cn, "2026-01-04 15:00", "open"},
		{"the Sunday after", office, cn, "2026-01-11 15:00", "closed"},
		{"an exception beats the calendar", office, cn, "2026-01-02 10:30", "closed"},
		{"an exception's night", office, cn, "2026-01-02 23:00", "open"},
		{"into the next date", office, cn, "2026-01-03 01:59", "open"},
		{"and no longer", office, cn, "2026-01-03 02:00", "closed"},
		{"closed on exception", office, cn, "2026-03-03 10:00", "closed"},
		{"the day after it", office, cn, "2026-03-04 10:00", "open"},
		{"beyond the calendar", office, cn, "2027-01-04 10:00", "unknown"},
		{"without the calendar", office, nil, "2026-01-05 10:00", "unknown"},
		{"another calendar", office, &city.Calendar{Name: "other", Covers: city.Always()}, "2026-01-05 10:00", "unknown"},
		{"an exception needs no calendar", office, nil, "2026-03-03 10:00", "closed"},
		{"the calendar is not its own", always, cn, "2026-01-01 10:00", "open"},
		{"a Friday night", night, nil, "2026-01-09 22:00", "open"},
		{"Saturday's early morning", night, nil, "2026-01-10 05:59", "open"},
		{"Saturday's day", night, nil, "2026-01-10 06:00", "closed"},
		{"Sunday's early morning", night, nil, "2026-01-11 03:00", "open"},
		{"Sunday's day has no rule", night, nil, "2026-01-11 06:00", "unknown"},
		{"a Monday without rule", night, nil, "2026-01-12 05:00", "unknown"},
		{"round the clock", always, nil, "2026-01-12 00:00", "open"},
		{"its last minute", always, nil, "2026-01-12 23:59", "open"},
		{"before 1970", always, nil, "1969-12-28 23:59", "open"},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", c.at, time.FixedZone("", 8*3600))
		if err != nil {
			t.Fatal(err)
		}
		open, known := c.hours.OpenAt(at.Add(59*time.Second), c.cal)
		got := map[[2]bool]string{{true, true}: "open", {false, true}: "closed", {false, false}: "unknown"}[[2]bool{open, known}]
		if got != c.want {
			t.Errorf("%s (%s): %s, want %s", c.name, c.at, got, c.want)
		}
	}
}

// TestWeekdayOf agrees with the standard library over all dates.
func TestWeekdayOf(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := city.Date(rapid.Int32Range(int32(city.FirstDate), int32(city.LastDate)).Draw(rt, "date"))
		want := city.Monday << ((d.Start(time.UTC).Weekday() + 6) % 7)
		if got := city.WeekdayOf(d); got != want {
			rt.Fatalf("%s is %b, want %b", d, got, want)
		}
	})
}

// TestOpenIsTheSpansOfTheDays: open at a minute is what painting all spans of the days
// around it on one long clock gives.
func TestOpenIsTheSpansOfTheDays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := &city.Hours{}
		for day := range 7 {
			var spans []city.Span
			end := 0
			for range rapid.IntRange(0, 3).Draw(rt, "spans") {
				if end >= city.Midnight {
					break
				}
				from := rapid.IntRange(end, city.Midnight-1).Draw(rt, "from")
				end = rapid.IntRange(from+1, from+city.Midnight).Draw(rt, "to")
				spans = append(spans, city.Span{From: from, To: end})
			}
			h.Week = append(h.Week, city.WeekRule{Days: city.Monday << day, Open: spans})
		}
		clock := make([]bool, 9*city.Midnight)
		monday := city.Date(4) // 1970-01-05
		for day := range 8 {   // from the Sunday before
			for _, s := range h.Week[(day+6)%7].Open {
				for m := s.From; m < s.To; m++ {
					if at := day*city.Midnight + m; at < len(clock) {
						clock[at] = true
					}
				}
			}
		}
		at := rapid.IntRange(0, 7*city.Midnight-1).Draw(rt, "minute")
		moment := monday.Start(time.UTC).Add(time.Duration(at) * time.Minute)
		open, known := h.OpenAt(moment, nil)
		if want := clock[city.Midnight+at]; !known || open != want {
			rt.Fatalf("%s: open %t, known %t, want %t; %+v", moment, open, known, want, h.Week)
		}
	})
}

func TestBadHours(t *testing.T) {
	spans := func(s ...city.Span) *city.Hours {
		return &city.Hours{Week: []city.WeekRule{{Days: city.Monday, Open: s}}}
	}
	many := &city.Hours{Dates: make([]city.DateRule, city.MaxDateRules+1)}
	for name, h := range map[string]*city.Hours{
		"no day":           {Week: []city.WeekRule{{}}},
		"a day twice":      {Week: []city.WeekRule{{Days: city.Workdays}, {Days: city.Friday}}},
		"empty span":       spans(city.Span{From: 60, To: 60}),
		"longer than day":  spans(city.Span{From: 60, To: 60 + city.Midnight + 1}),
		"begins tomorrow":  spans(city.Span{From: city.Midnight, To: city.Midnight + 1}),
		"begins yesterday": spans(city.Span{From: -1, To: 1}),
		"spans overlap":    spans(city.Span{From: 60, To: 120}, city.Span{From: 119, To: 180}),
		"empty exception":  {Dates: []city.DateRule{{From: 1, To: 1}}},
		"open exception":   {Dates: []city.DateRule{{From: 1, To: city.OpenEnd}}},
		"exceptions meet":  {Dates: []city.DateRule{{From: 1, To: 5}, {From: 4, To: 6}}},
		"exception's span": {Dates: []city.DateRule{{From: 1, To: 5, Open: []city.Span{{From: 2, To: 1}}}}},
		"too many":         many,
		"calendar's name":  {Calendar: "\x00"},
	} {
		s := newMemory(t, spec(t))
		p := city.Place{Kind: "station", Code: "p", State: city.PlaceOpen, Hours: h}
		_, err := s.Apply(t.Context(), city.Change{Entries: []city.Entry{city.PutContent(&p, city.Always())}})
		if city.CodeOf(err) != "bad_hours" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func ExampleHours_OpenAt() {
	canteen := &city.Hours{Week: []city.WeekRule{
		{Days: city.Workdays, Open: []city.Span{city.Clock(11*60, 13*60)}},
		{Days: city.Sunday}, // closed; of Saturday nothing is said
	}}
	for _, day := range []int{20, 21, 22} { // Friday to Sunday
		fmt.Println(canteen.OpenAt(time.Date(2026, 11, day, 12, 0, 0, 0, time.UTC), nil))
	}
	// Output:
	// true true
	// false false
	// false true
}
