package atlas_test

import (
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// TestLaidCalendar: what a place's hours say of a year that does not ship is known once the operator gives
// that year, and not where the file is bad.
func TestLaidCalendar(t *testing.T) {
	t.Cleanup(func() {
		if err := atlas.LayCalendars(nil); err != nil {
			t.Error(err)
		}
	})
	open := []city.Span{city.Clock(540, 1020)}
	office := &city.Place{Kind: "station", Code: "s", State: city.PlaceOpen, Hours: &city.Hours{Calendar: "cn", Week: []city.WeekRule{
		{Days: city.Workdays, Open: open}, {Days: city.Weekend}, {Days: city.Holiday},
	}}}
	// A Friday that is a feast, a Sunday that is worked, a plain Monday.
	said := func() (out []string) {
		for _, date := range []string{"2027-10-01", "2027-10-10", "2027-11-08"} {
			at, err := time.Parse(time.RFC3339, date+"T10:00:00+08:00")
			if err != nil {
				t.Fatal(err)
			}
			is, known := atlas.OpenAt(office, at)
			out = append(out, map[[2]bool]string{{true, true}: "open", {false, true}: "closed", {false, false}: "unknown"}[[2]bool{is, known}])
		}
		return out
	}
	year := func(row string) fstest.MapFS {
		return fstest.MapFS{"cn/2027.csv": {Data: []byte("date,day,name\n2027-10-01,holiday,国庆节\n" + row)}}
	}
	if got := said(); !slices.Equal(got, []string{"unknown", "unknown", "unknown"}) {
		t.Errorf("without the year: %v", got)
	}
	if err := atlas.LayCalendars(year("2027-10-11,workday,国庆节\n")); city.CodeOf(err) != "bad_calendar" {
		t.Errorf("a worked Monday: %v", err)
	}
	if got := said(); !slices.Equal(got, []string{"unknown", "unknown", "unknown"}) {
		t.Errorf("after a bad file: %v", got)
	}
	if err := atlas.LayCalendars(year("2027-10-10,workday,国庆节\n")); err != nil {
		t.Fatal(err)
	}
	if got := said(); !slices.Equal(got, []string{"closed", "open", "open"}) {
		t.Errorf("with the year: %v", got)
	}
}
