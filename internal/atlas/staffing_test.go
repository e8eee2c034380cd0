package atlas_test

import (
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// TestStaffing: the posts of what lies in an area count for it and for those above, each once; on duty
// is who is, or whose stand-in is.
func TestStaffing(t *testing.T) {
	s, _ := staffCity(t)
	day := &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{{From: 8 * 60, To: 20 * 60}}}}}
	c := always()
	for _, content := range []city.Content{
		&city.Post{Code: "r", Role: "full_time_worker", At: seat(city.KindArea, "grid", "a1"), Person: "P-1", Hours: day},
		&city.Post{Code: "s", Role: "professional_worker", At: seat(city.KindArea, "grid", "a2")},
		&city.Post{Code: "t", Role: "professional_worker", At: seat(city.KindArea, "grid", "a2"), StandIns: []string{"r"}},
		&city.Post{Code: "u", Role: "branch_secretary", At: seat(city.KindOrganisation, city.LayerOrganisation, "o")},
	} {
		c.Entries = append(c.Entries, city.PutContent(content, city.Always()))
	}
	apply(t, s, c)
	pic := openAtlas(t, s, nil).Current()
	at := func(hour int) time.Time { return time.Date(2026, 11, 23, hour, 0, 0, 0, time.FixedZone("", 8*3600)) }
	for _, tc := range []struct {
		hour  int
		layer string
		want  map[string][4]int // posts, vacant, on duty, unknown
	}{
		{10, "grid", map[string][4]int{"a1": {3, 1, 1, 1}, "a2": {3, 1, 1, 1}, "b1": {1, 1, 0, 0}}},
		{22, "grid", map[string][4]int{"a1": {3, 1, 0, 1}, "a2": {3, 2, 0, 1}, "b1": {1, 1, 0, 0}}},
		{10, "street", map[string][4]int{"a": {6, 2, 2, 2}, "b": {1, 1, 0, 0}}},
	} {
		got, err := pic.Staffing(tc.layer, at(tc.hour))
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range got.Areas {
			if is := [4]int{row.Posts, row.Vacant, row.OnDuty, row.Unknown}; is != tc.want[row.Code] {
				t.Errorf("%d:00 %s/%s: %v, want %v", tc.hour, tc.layer, row.Code, is, tc.want[row.Code])
			}
		}
		if len(got.Areas) != len(tc.want) {
			t.Errorf("%s: %d areas", tc.layer, len(got.Areas))
		}
	}
	if _, err := pic.Staffing("nix", at(10)); city.CodeOf(err) != "unknown_layer" {
		t.Error(err)
	}
}
