package city_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/internal/city"
)

func TestParseDate(t *testing.T) {
	for text, want := range map[string]city.Date{
		"1970-01-01": 0, "1970-01-02": 1, "1969-12-31": -1, "2000-02-29": 11016, "2026-07-01": 20635,
		"0001-01-01": city.FirstDate, "9999-12-31": city.LastDate,
	} {
		got, err := city.ParseDate(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%s: %d (%s), %v; want %d", text, got, got, err, want)
		}
	}
	for _, text := range []string{
		"", "2026", "2026-7-1", "2026-02-30", "2025-02-29", "2026-13-01", "2026/07/01", "20260701", " 2026-07-01", "2026-07-01 ",
		"2026-07-01T00:00:00Z", "0000-01-01", "-001-01-01", "10000-01-01", "２０２６-07-01", "today",
	} {
		if d, err := city.ParseDate(text); city.CodeOf(err) != "bad_date" || city.KindOf(err) != city.Invalid {
			t.Errorf("%q: %s, %v; want bad_date", text, d, err)
		}
	}
}

// TestDateOf: the date is the one in the zone of the time, and Start is its first moment.
func TestDateOf(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	instant := time.Date(2026, 6, 30, 16, 0, 0, 0, time.UTC)
	if got := city.DateOf(instant.In(shanghai)).String(); got != "2026-07-01" {
		t.Errorf("16:00 UTC in Shanghai: %s", got)
	}
	if got := city.DateOf(instant.Add(-time.Nanosecond).In(shanghai)).String(); got != "2026-06-30" {
		t.Errorf("just before: %s", got)
	}
	for _, zone := range []string{"Asia/Shanghai", "UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Sao_Paulo", "Europe/Berlin"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		// Summer time began at midnight in Shanghai in 1986, in São Paulo in 2018.
		for _, year := range []int{1900, 1986, 2018, 2026} {
			for d := city.DateOf(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)); d < city.DateOf(time.Date(year+1, 1, 1, 0, 0, 0, 0, time.UTC)); d++ {
				if got := city.DateOf(d.Start(loc)); got != d && got != d-1 {
					t.Fatalf("%s starts in %s at %s", d, zone, d.Start(loc))
				}
				if got := city.DateOf(d.Start(loc).Add(12 * time.Hour)); got != d {
					t.Fatalf("noon of %s in %s is on %s", d, zone, got)
				}
			}
		}
	}
}

func TestDateRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := city.Date(rapid.Int32Range(int32(city.FirstDate), int32(city.LastDate)).Draw(rt, "date"))
		got, err := city.ParseDate(d.String())
		if err != nil || got != d || d.Open() || city.DateOf(d.Start(time.UTC)) != d {
			rt.Fatalf("%d is written %s and read as %d (%v)", d, d, got, err)
		}
	})
}

// TestPeriods: Holds, Overlaps and Empty agree with counting days.
func TestPeriods(t *testing.T) {
	ends := []city.Date{city.OpenStart, -2, -1, 0, 1, 2, city.OpenEnd}
	days := []city.Date{city.OpenStart, -3, -2, -1, 0, 1, 2, 3, city.OpenEnd - 1}
	count := func(ps ...city.Period) int {
		n := 0
		for _, d := range days {
			all := true
			for _, p := range ps {
				all = all && p.Holds(d)
			}
			if all {
				n++
			}
		}
		return n
	}
	for _, a := range ends {
		for _, b := range ends {
			p := city.Period{From: a, To: b}
			if p.Empty() != (count(p) == 0) {
				t.Errorf("%v: empty %t, holds %d days", p, p.Empty(), count(p))
			}
			for _, c := range ends {
				for _, d := range ends {
					q := city.Period{From: c, To: d}
					if !p.Empty() && !q.Empty() && p.Overlaps(q) != (count(p, q) > 0) {
						t.Errorf("%v and %v: overlap %t, share %d days", p, q, p.Overlaps(q), count(p, q))
					}
				}
			}
		}
	}
}

func TestParsePeriod(t *testing.T) {
	p, err := city.ParsePeriod("", "")
	if err != nil || p != city.Always() || !p.From.Open() || !p.To.Open() || p.From.String() != "" || p.To.String() != "" {
		t.Errorf("open period: %v, %v", p, err)
	}
	if p, err = city.ParsePeriod("1970-01-01", "1970-01-03"); err != nil || p != (city.Period{From: 0, To: 2}) {
		t.Errorf("two days: %v, %v", p, err)
	}
	for _, bad := range [][2]string{{"x", ""}, {"", "x"}} {
		if _, err := city.ParsePeriod(bad[0], bad[1]); city.CodeOf(err) != "bad_date" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
