package city_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/city"
)

func shipped(t testing.TB) *city.Calendar {
	t.Helper()
	all, err := city.ReadCalendars(data.Calendars())
	if err != nil || all["cn"] == nil || all["cn"].Name != "cn" {
		t.Fatal(all, err)
	}
	return all["cn"]
}

// TestShippedCalendar compares with what the State Council's notices say of each year: days
// off in all, and days worked.
func TestShippedCalendar(t *testing.T) {
	cn := shipped(t)
	for _, c := range []struct {
		date string
		want city.Days
	}{
		{"2024-01-01", city.Holiday},
		{"2024-02-09", city.Friday}, // the eve was only recommended
		{"2024-02-18", city.Workdays},
		{"2024-06-09", city.Sunday}, // a weekend beside a feast is no holiday of its own
		{"2024-10-12", city.Workdays},
		{"2025-01-02", city.Thursday},
		{"2025-01-28", city.Holiday},
		{"2025-09-28", city.Workdays},
		{"2025-10-08", city.Holiday},
		{"2026-02-15", city.Holiday},
		{"2026-02-28", city.Workdays},
		{"2026-09-20", city.Workdays},
		{"2026-11-21", city.Saturday},
		{"2026-12-31", city.Thursday},
	} {
		if got, ok := cn.Day(date(t, c.date)); !ok || got != c.want {
			t.Errorf("%s is %b, %t; want %b", c.date, got, ok, c.want)
		}
	}
	for _, out := range []string{"2023-12-31", "2027-01-01"} {
		if _, ok := cn.Day(date(t, out)); ok {
			t.Errorf("%s is not covered, yet known", out)
		}
	}
	off, worked := map[int]int{}, map[int]int{}
	for d, day := range cn.Days {
		year := d.Start(time.UTC).Year()
		if day == city.Holiday {
			off[year]++
		} else {
			worked[year]++
		}
	}
	for year, want := range map[int][2]int{2024: {28, 8}, 2025: {28, 5}, 2026: {33, 6}} {
		if got := [2]int{off[year], worked[year]}; got != want {
			t.Errorf("%d has %v days off and worked, want %v", year, got, want)
		}
	}
}

// TestMakeUpWorkday: of a Saturday worked as some workday it is known what holds on all of
// them alike.
func TestMakeUpWorkday(t *testing.T) {
	cn := shipped(t)
	noon := date(t, "2026-02-28").Start(time.UTC).Add(12 * time.Hour)
	open, shut := []city.Span{{From: 600, To: 900}}, []city.Span(nil)
	for name, c := range map[string]struct {
		week        []city.WeekRule
		open, known bool
	}{
		"one rule":            {[]city.WeekRule{{Days: city.Workdays, Open: open}, {Days: city.Weekend}}, true, true},
		"rules that agree":    {[]city.WeekRule{{Days: city.Monday | city.Tuesday, Open: open}, {Days: city.Workdays &^ (city.Monday | city.Tuesday), Open: open}}, true, true},
		"rules that do not":   {[]city.WeekRule{{Days: city.Monday, Open: shut}, {Days: city.Workdays &^ city.Monday, Open: open}}, false, false},
		"a day without rule":  {[]city.WeekRule{{Days: city.Workdays &^ city.Friday, Open: open}}, false, false},
		"closed on workdays":  {[]city.WeekRule{{Days: city.Workdays}, {Days: city.Weekend, Open: open}}, false, true},
		"the weekend's alone": {[]city.WeekRule{{Days: city.Weekend, Open: open}}, false, false},
	} {
		h := &city.Hours{Week: c.week, Calendar: "cn"}
		if got, known := h.OpenAt(noon, cn); got != c.open || known != c.known {
			t.Errorf("%s: open %t, known %t; want %t, %t", name, got, known, c.open, c.known)
		}
	}
}

func TestBadCalendars(t *testing.T) {
	head := "date,day,name\n"
	for name, c := range map[string]struct {
		file, text, want string
	}{
		"the name":        {"cn/twenty.csv", head, "named like 2026.csv"},
		"the head":        {"cn/2026.csv", "date,day\n", "first line"},
		"nothing":         {"cn/2026.csv", "", "first line"},
		"a short row":     {"cn/2026.csv", head + "2026-01-01\n", "wrong number of fields"},
		"no date":         {"cn/2026.csv", head + "1.1.,holiday,x\n", "not a date"},
		"another year":    {"cn/2026.csv", head + "2025-01-01,holiday,x\n", "not of the year"},
		"twice":           {"cn/2026.csv", head + "2026-01-01,holiday,x\n2026-01-01,holiday,x\n", "twice"},
		"no such day":     {"cn/2026.csv", head + "2026-01-01,feast,x\n", "neither holiday"},
		"the line":        {"cn/2026.csv", head + "2026-01-01,holiday,x\n# said so\n2026-01-02,workday,x\n", "cn/2026.csv: line 4: 2026-01-02"},
		"no folder":       {"2026.csv", head, "like cn/2027.csv"},
		"a deeper folder": {"cn/old/2026.csv", head, "like cn/2027.csv"},
		"far too large":   {"cn/2026.csv", head + strings.Repeat("#", 64<<10), "larger than 65536 bytes"},
		"a worked Friday": {"cn/2026.csv", head + "2026-01-02,workday,x\n", "neither holiday"},
		"a year missing":  {"cn/2028.csv", head, "is missing"},
	} {
		files := fstest.MapFS{c.file: {Data: []byte(c.text)}}
		if name == "a year missing" {
			files["cn/2026.csv"] = &fstest.MapFile{Data: []byte(head)}
		}
		if _, err := city.ReadCalendars(files); city.CodeOf(err) != "bad_calendar" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if all, err := city.ReadCalendars(fstest.MapFS{}); err != nil || len(all) != 0 {
		t.Errorf("no calendars: %v, %v", all, err)
	}
}

// TestCalendarsLaidOver: a year of a later folder stands for the shipped one or comes after the last, a
// calendar of its own stands beside, and what begins with a dot is none.
func TestCalendarsLaidOver(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	all, err := city.ReadCalendars(data.Calendars(), fstest.MapFS{
		"cn/2026.csv": file("date,day,name\n2026-11-27,holiday,本地\n"),
		"cn/2027.csv": file("\ufeffdate,day,name\r\n2027-01-01,holiday,元旦\r\n2027-01-03,workday,元旦\r\n"), "cn/.2028.csv.swp": file("x"), ".git/config": file("x"),
		"hk/2027.csv": file("date,day,name\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	day := func(calendar, text string) string {
		d, err := city.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		is, known := all[calendar].Day(d)
		return fmt.Sprint(is, known)
	}
	for _, c := range []struct {
		calendar, date string
		want           string
	}{
		{"cn", "2025-10-01", fmt.Sprint(city.Holiday, true)}, {"cn", "2026-10-01", fmt.Sprint(city.Thursday, true)}, {"cn", "2026-11-27", fmt.Sprint(city.Holiday, true)},
		{"cn", "2027-01-01", fmt.Sprint(city.Holiday, true)}, {"cn", "2027-01-03", fmt.Sprint(city.Workdays, true)}, {"cn", "2027-12-31", fmt.Sprint(city.Friday, true)},
		{"cn", "2028-01-01", fmt.Sprint(city.Days(0), false)}, {"hk", "2027-01-01", fmt.Sprint(city.Friday, true)}, {"hk", "2026-12-31", fmt.Sprint(city.Days(0), false)},
	} {
		if got := day(c.calendar, c.date); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.calendar, c.date, got, c.want)
		}
	}
	if first, last := all["cn"].Years(); first != 2024 || last != 2027 {
		t.Errorf("%d to %d", first, last)
	}
	if first, last := all["none"].Years(); first != 0 || last != 0 {
		t.Errorf("%d to %d", first, last)
	}
}

func FuzzReadCalendars(f *testing.F) {
	f.Add("2026.csv", "date,day,name\n2026-01-01,holiday,元旦\n2026-01-04,workday,元旦\n")
	f.Add("2026.csv", "date,day,name\n\"")
	f.Fuzz(func(t *testing.T, name, text string) {
		all, err := city.ReadCalendars(fstest.MapFS{"cn/" + name: {Data: []byte(text)}})
		if err != nil {
			return
		}
		for _, c := range all {
			for d := range c.Days {
				if !c.Covers.Holds(d) {
					t.Fatalf("%s is not of the year", d)
				}
			}
		}
	})
}
