package city_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// randomSpans are in order and apart; the last may reach into the next date.
func randomSpans(r *rand.Rand) []city.Span {
	var out []city.Span
	from := r.IntN(8) * 60
	for range r.IntN(3) {
		to := from + 30 + r.IntN(16*60)
		out = append(out, city.Span{From: from, To: to})
		if from = to + r.IntN(2)*r.IntN(300); from >= city.Midnight {
			break
		}
	}
	return out
}

// randomHours have rules of all kinds, or of few.
func randomHours(r *rand.Rand, day city.Date) *city.Hours {
	h := &city.Hours{}
	if r.IntN(2) == 0 {
		h.Calendar = "made"
	}
	for _, days := range []city.Days{city.Workdays, city.Saturday, city.Sunday, city.Holiday} {
		if r.IntN(3) > 0 {
			h.Week = append(h.Week, city.WeekRule{Days: days, Open: randomSpans(r)})
		}
	}
	if r.IntN(2) == 0 {
		h.Month = []city.MonthRule{{Days: []int{5, 15, 25}, Open: randomSpans(r)}}
	}
	if r.IntN(3) == 0 {
		h.Dates = []city.DateRule{{From: day + 1, To: day + 3, Open: randomSpans(r)}}
	}
	return h
}

// naive walks minute by minute until duty begins.
func naive(h *city.Hours, t time.Time, c *city.Calendar, days int) (time.Time, bool) {
	last := city.DateOf(t) + city.Date(days)
	was, _ := h.OpenAt(t, c)
	for m := t.Truncate(time.Minute).Add(time.Minute); city.DateOf(m) <= last; m = m.Add(time.Minute) {
		on, _ := h.OpenAt(m, c)
		if on && !was {
			return m, true
		}
		was = on
	}
	return time.Time{}, false
}

// TestNextFrom: the next beginning of duty is the one that a walk minute by minute finds: over
// midnight, over holidays and make-up workdays, on days of the month, in zones that move their clocks
// at night or at midnight, and where only some days are known.
func TestNextFrom(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	found, none := 0, 0
	for _, zoneName := range []string{"Asia/Shanghai", "America/New_York", "Asia/Beirut", "Australia/Lord_Howe"} {
		zone, err := time.LoadLocation(zoneName)
		if err != nil {
			t.Fatal(err)
		}
		var starts []time.Time
		for range 60 {
			starts = append(starts, time.Date(2026, time.Month(1+r.IntN(12)), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60), 0, zone))
		}
		for at := time.Date(2026, 1, 1, 0, 0, 0, 0, zone); at.Year() == 2026; { // around each move of the clocks
			_, jump := at.ZoneBounds()
			if at = jump; jump.IsZero() {
				break
			}
			for range 60 {
				starts = append(starts, jump.Add(time.Duration(r.IntN(180)-150)*time.Minute))
			}
		}
		for _, start := range starts {
			day := city.DateOf(start)
			c := &city.Calendar{Name: "made", Covers: city.Period{From: day - 3, To: day + 1 + city.Date(r.IntN(9))}, Days: map[city.Date]city.Days{}}
			for n := range city.Date(5) {
				if d := day + n; r.IntN(3) == 0 {
					c.Days[d] = []city.Days{city.Holiday, city.Workdays, city.Monday}[r.IntN(3)]
				}
			}
			h := randomHours(r, day)
			want, ok := naive(h, start, c, 6)
			got, gotOK := h.NextFrom(start, c, 6)
			if ok != gotOK || !got.Equal(want) {
				t.Fatalf("%s %s: %v %v, want %v %v\n%+v\n%+v", zoneName, start, got, gotOK, want, ok, h, c)
			}
			if ok {
				found++
			} else {
				none++
			}
		}
	}
	if found < 200 || none < 20 {
		t.Errorf("%d found, %d not: too few of one kind are tried", found, none)
	}
}

// TestNextFromVisits: a team that comes on the 5th, 15th and 25th is not known to be there on other
// days, and its next visit is told all the same.
func TestNextFromVisits(t *testing.T) {
	zone := time.FixedZone("", 8*3600)
	h := &city.Hours{Month: []city.MonthRule{{Days: []int{5, 15, 25}, Open: []city.Span{{From: 540, To: 1020}}}}}
	got, ok := h.NextFrom(time.Date(2026, 11, 26, 20, 0, 0, 0, zone), nil, city.MaxDutySearch)
	if !ok || got.Format(time.RFC3339) != "2026-12-05T09:00:00+08:00" {
		t.Errorf("%v %v", got, ok)
	}
	if _, ok := h.NextFrom(time.Date(2026, 11, 26, 20, 0, 0, 0, zone), nil, 3); ok {
		t.Error("found beyond the days that were to be searched")
	}
	var none *city.Hours
	if _, ok := none.NextFrom(time.Now(), nil, 60); ok {
		t.Error("no hours have a next")
	}
}

// TestSteady: throughout the stretch that Steady tells, hours say the same; in the minutes beside it
// they need not.
func TestSteady(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	zone := time.FixedZone("city", 8*3600)
	calendar := &city.Calendar{Name: "made"}
	narrow := 0
	for range 4000 {
		at := time.Date(2026, 7, 1+r.IntN(20), r.IntN(24), r.IntN(60), r.IntN(60), 0, zone)
		h := randomHours(r, city.DateOf(at))
		steady := h.Steady(at, calendar)
		minute := at.Hour()*60 + at.Minute()
		if steady.From > minute || minute >= steady.To || steady.From < 0 || steady.To > city.Midnight {
			t.Fatalf("%v is not in %v", at, steady)
		}
		if steady.To-steady.From < city.Midnight {
			narrow++
		}
		on, known := h.OpenAt(at, calendar)
		next, found := h.NextFrom(at, calendar, 7)
		for _, m := range []int{steady.From, (steady.From + steady.To) / 2, steady.To - 1} {
			other := at.Add(time.Duration(m-minute) * time.Minute).Truncate(time.Minute)
			if on2, known2 := h.OpenAt(other, calendar); on2 != on || known2 != known {
				t.Fatalf("%+v: %v,%v at %v, but %v,%v at %v of %v", h, on, known, at, on2, known2, other, steady)
			}
			if next2, found2 := h.NextFrom(other, calendar, 7); !next2.Equal(next) || found2 != found {
				t.Fatalf("%+v: next is %v at %v, but %v at %v of %v", h, next, at, next2, other, steady)
			}
		}
	}
	if narrow < 1000 {
		t.Errorf("only %d of 4,000 stretches end within their date", narrow)
	}
}
