package edit_test

import (
	"slices"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestIdlePersons: idle is who had no post for so many days, under whatever code; not who holds one or has
// one planned, who was erased, or whose record is newer.
func TestIdlePersons(t *testing.T) {
	o := newOffice(t)
	day := func(text string) city.Date {
		d, err := city.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	span := func(from, to string) city.Period {
		p := city.Period{From: city.OpenStart, To: city.OpenEnd}
		if from != "" {
			p.From = day(from)
		}
		if to != "" {
			p.To = day(to)
		}
		return p
	}
	entries := []city.Entry{}
	person := func(valid city.Period, code string, former ...string) {
		entries = append(entries, city.PutContent(o.person(code, "甲", former...), valid))
	}
	post := func(code, holder string, valid city.Period) {
		entries = append(entries, city.PutContent(staffPost(code, holder), valid))
	}
	for _, code := range []string{"holds", "left", "leaves", "planned", "handed", "never"} {
		person(city.Always(), code)
	}
	person(city.Always(), "renamed", "was")
	person(span("", "2026-03-01"), "ended")
	post("p1", "holds", city.Always())
	post("p2", "left", span("2026-01-01", "2026-06-01"))
	post("p3", "leaves", span("2026-01-01", "2026-06-02"))
	post("p4", "planned", span("2028-01-01", ""))
	post("p5", "handed", span("", "2026-02-01"))
	post("p5", "holds", span("2026-02-01", ""))
	post("p6", "was", span("", "2026-04-01"))
	post("p7", "ended", span("", "2026-03-01"))
	rev := o.do(entries...)
	list := func(on city.Date, erased ...string) (out []string) {
		t.Helper()
		found, err := city.IdlePersons(t.Context(), o.store, 0, on, 100, erased)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range found {
			out = append(out, one.Code+" "+one.Since.String())
		}
		return out
	}
	want := []string{"ended 2026-03-01", "handed 2026-02-01", "left 2026-06-01", "renamed 2026-04-01"}
	if got := list(day("2026-06-01") + 100); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := list(day("2026-06-01")+100, "ended", "was"); !slices.Equal(got, want[1:3]) {
		t.Errorf("after erasures %q", got)
	}
	// Who never had a post counts from the day on which the record was written.
	written := city.DateOf(rev.RecordedAt.UTC())
	for days, want := range map[city.Date]bool{98: false, 102: true} {
		got := list(written + days)
		if slices.ContainsFunc(got, func(s string) bool { return s[:5] == "never" }) != want {
			t.Errorf("after %d days %q", days, got)
		}
	}
}
