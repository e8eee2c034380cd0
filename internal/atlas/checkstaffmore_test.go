package atlas_test

import (
	"testing"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

const branchScheme = staffScheme + `  - {key: compound, name: {zh: 小区, en: K}, parent: ""}
places:
  - {key: red_sail_station, name: {zh: 红帆驿站, en: Station}}
`

// compound has so many self-managed members; a mark of weakness where weak is said.
func compound(code string, x int32, members, weak string) city.Area {
	a := area("compound", code, "", rect(x, 1, x+1, 2))
	a.Class = map[string]string{"self_managed_members": members}
	if weak != "" {
		a.Class["weak"] = weak
	}
	return a
}

func branchOf(code, compound string) *city.Organisation {
	return &city.Organisation{Code: code, Kind: "branch", Of: seat(city.KindArea, "compound", compound)}
}

func supporter(code, compound, person string) *city.Post {
	return &city.Post{Code: code, Role: "compound_support", At: seat(city.KindArea, "compound", compound), Person: person}
}

// moreStaff is the check on 2026-03-01 of a city with these compounds, and of what else is given; a
// post is always there.
func moreStaff(t *testing.T, norms string, compounds []city.Area, things ...city.Content) *atlas.StaffCheck {
	t.Helper()
	store := openStore(t, branchScheme+norms)
	areas := append([]city.Area{area("street", "s", "", rect(0, 0, 20, 10)), area("community", "c", "s", rect(0, 0, 20, 10)),
		area("grid", "g1", "c", rect(0, 0, 10, 10)), area("grid", "g2", "c", rect(10, 0, 20, 10))}, compounds...)
	apply(t, store, always(areas...))
	change := city.Change{Effective: city.OpenStart}
	for _, c := range append(things, gridPost("a", "grid_head", "g1", "P1", nil)) {
		change.Entries = append(change.Entries, city.PutContent(c, city.Always()))
	}
	apply(t, store, change)
	now := func() time.Time { return time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC) }
	c, err := openAtlas(t, store, now).Current().Staff(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func wantStaff(t *testing.T, c *atlas.StaffCheck, want map[string]string) {
	t.Helper()
	for kind, codes := range want {
		if got := staffCodes(c, kind); got != codes {
			t.Errorf("%s: found %q, want %q", kind, got, codes)
		}
	}
}

func staffFindings(c *atlas.StaffCheck, kind string) []atlas.StaffFinding {
	for _, k := range c.Kinds {
		if k.Kind == kind {
			return k.Findings
		}
	}
	return nil
}

// TestStaffJointBranch: small compounds of one grid make a joint branch together; one that is
// served, big, without members, of unknown members or over two grids does not help.
func TestStaffJointBranch(t *testing.T) {
	house := func(code, compound, grid string, x int32) *city.Building {
		return &city.Building{Code: code, Grid: grid, Compound: compound, Shape: rect(x, 1, x+1, 2)}
	}
	compounds := []city.Area{
		compound("k1", 0, "2", ""), compound("k2", 2, "1", ""), // 3 in g1
		compound("k3", 4, "3", ""), compound("k4", 6, "0", ""), compound("k5", 8, "?", ""),
		compound("k6", 11, "2", ""), compound("k7", 13, "2", ""), compound("k8", 15, "2", ""), // k7 served, k8 over both
	}
	c := moreStaff(t, "", compounds, branchOf("o", "k7"), house("b1", "k8", "g1", 9), house("b2", "k8", "g2", 15))
	wantStaff(t, c, map[string]string{atlas.StaffJoint: "k1 k2 "})
	for _, f := range staffFindings(c, atlas.StaffJoint) {
		if f.Of != "grid" || f.OfCode != "g1" || f.Count != 3 || f.At == nil {
			t.Errorf("%+v", f)
		}
	}
	// With the second one's building in the other grid they are not of one.
	c = moreStaff(t, "", compounds[:2], house("b1", "k2", "g2", 11))
	wantStaff(t, c, map[string]string{atlas.StaffJoint: ""})
	c = moreStaff(t, "norms: {joint_branch_members: 4}\n", compounds[:2])
	wantStaff(t, c, map[string]string{atlas.StaffJoint: ""})
}

// TestStaffWeak: weakness is told of the compound or of its branch; a vacant post supports nobody.
func TestStaffWeak(t *testing.T) {
	weak := branchOf("o", "k4")
	weak.Class = map[string]string{"weak": "yes"}
	compounds := []city.Area{
		compound("k1", 0, "1", "yes"), compound("k2", 2, "1", "yes"), compound("k3", 4, "1", "no"), compound("k4", 6, "1", ""), compound("k5", 8, "1", "yes"),
	}
	c := moreStaff(t, "", compounds, weak, supporter("p2", "k2", "P2"), supporter("p5", "k5", ""))
	wantStaff(t, c, map[string]string{atlas.StaffWeak: "k1 k4 k5 "})
}

func stationOf(code string, x int32, h *city.Hours) *city.Place {
	return &city.Place{Kind: "red_sail_station", Code: code, Point: at(x, 5), State: city.PlaceOpen, Hours: h}
}

// TestStaffStationBranch: asked only where the scheme asks; closed stations and other kinds of
// organisations do not count.
func TestStaffStationBranch(t *testing.T) {
	shut := stationOf("s3", 4, nil)
	shut.State = city.PlaceClosed
	in := func(code, kind, station string) *city.Organisation {
		return &city.Organisation{Code: code, Kind: kind, Place: seat(city.KindPlace, "red_sail_station", station)}
	}
	things := []city.Content{
		stationOf("s1", 1, nil), stationOf("s2", 2, nil), shut, stationOf("s4", 6, nil),
		in("o1", "branch", "s1"), in("o2", "firm", "s2"), in("o3", "branch", "s3"), branchOf("o4", "k1"), in("o5", "party_group", "s4"),
	}
	compounds := []city.Area{compound("k1", 0, "1", "")}
	wantStaff(t, moreStaff(t, "", compounds, things...), map[string]string{atlas.StaffStationBranch: "", atlas.StaffBranchStation: ""})
	wantStaff(t, moreStaff(t, "norms: {station_branch: 1, branch_station: 1}\n", compounds, things...), map[string]string{
		atlas.StaffStationBranch: "s2 ", atlas.StaffBranchStation: "o3 o4 ",
	})
}

// TestStaffOpenDays: each day of the year is judged, holidays by the calendar; what runs over
// midnight opens the next day too; days of which nothing is known are no closed ones.
func TestStaffOpenDays(t *testing.T) {
	day := []city.Span{{From: 540, To: 1020}}
	week := func(calendar string, rules ...city.WeekRule) *city.Hours {
		return &city.Hours{Week: rules, Calendar: calendar}
	}
	all := city.WeekRule{Days: city.Workdays | city.Weekend, Open: day}
	once := week("", all)
	lunarNewYear, _ := city.ParseDate("2026-02-17")
	once.Dates = []city.DateRule{{From: lunarNewYear, To: lunarNewYear + 1}}
	things := []city.Content{
		stationOf("always", 1, week("", all)), stationOf("workdays", 2, week("", city.WeekRule{Days: city.Workdays, Open: day}, city.WeekRule{Days: city.Weekend})),
		stationOf("once", 3, once), stationOf("feasts", 4, week("cn", all, city.WeekRule{Days: city.Holiday})),
		stationOf("feasts_open", 5, week("cn", all, city.WeekRule{Days: city.Holiday, Open: day})), stationOf("feasts_unknown", 6, week("cn", all)),
		stationOf("nothing", 7, nil), stationOf("monday", 8, week("", city.WeekRule{Days: city.Monday, Open: day})),
		stationOf("nights", 9, week("", city.WeekRule{Days: city.Workdays | city.Saturday, Open: []city.Span{city.Clock(1320, 360)}}, city.WeekRule{Days: city.Sunday})),
	}
	c := moreStaff(t, "", nil, things...)
	wantStaff(t, c, map[string]string{
		atlas.StaffOpenDays: "feasts once workdays ", atlas.StaffOpenUnknown: "feasts_unknown monday nothing ",
	})
	for code, want := range map[string]int64{"once": 364, "workdays": 261, "nothing": 365, "monday": 313} { // 2026 has 261 workdays, 52 Mondays
		for _, f := range append(staffFindings(c, atlas.StaffOpenDays), staffFindings(c, atlas.StaffOpenUnknown)...) {
			if f.Code == code && f.Count != want {
				t.Errorf("%s: %d days, want %d", code, f.Count, want)
			}
		}
	}
	wantStaff(t, moreStaff(t, "norms: {station_open_days: 261}\n", nil, things...), map[string]string{
		atlas.StaffOpenDays: "", atlas.StaffOpenUnknown: "monday nothing ",
	})
}

// TestStaffOldRecords: a record is old after the days of the setting, not on the last of them.
func TestStaffOldRecords(t *testing.T) {
	dated := func(code string, x int32, day string) *city.Place {
		s := stationOf(code, x, nil)
		s.DataDate = day
		return s
	}
	old := gridPost("p", "full_time_worker", "g1", "P2", nil)
	old.DataDate = "2024-01-01"
	firm := &city.Organisation{Code: "o", Kind: "firm", DataDate: "2020-02-30"} // no date
	things := []city.Content{dated("s1", 1, "2025-03-01"), dated("s2", 2, "2025-02-28"), dated("s3", 3, ""), old, firm}
	c := moreStaff(t, "", nil, things...)
	wantStaff(t, c, map[string]string{atlas.StaffOld: "p s2 "})
	of := func(reach atlas.Reach) int { // s3, the firm, whose date is none, two grids, and the post that is always there
		for i := range c.Kinds {
			if c.Kinds[i].Kind == atlas.StaffOld {
				return c.Kinds[i].Reached(reach).Undated
			}
		}
		return -1
	}
	if all, grids := of(nil), of(func(at city.Seat) bool { return at.Layer == "grid" }); all != 5 || grids != 2 {
		t.Errorf("%d records without a date, %d of them grids", all, grids)
	}
	if f := staffFindings(c, atlas.StaffOld); len(f) == 2 && f[1].Count != 366 {
		t.Errorf("%+v", f[1])
	}
	wantStaff(t, moreStaff(t, "norms: {record_days: 364}\n", nil, things...), map[string]string{atlas.StaffOld: "p s1 s2 "})
}

// TestStaffMemberless: a grid with inhabited buildings and no member at all is told with the counts of both;
// one without homes is not, nor where a member is of the grid alone.
func TestStaffMemberless(t *testing.T) {
	house := func(code, grid string, x int32, households int64) *city.Building {
		return &city.Building{Code: code, Grid: grid, Households: &households, Shape: rect(x, 1, x+1, 2)}
	}
	things := []city.Content{house("b1", "g1", 1, 12), house("b2", "g1", 3, 30), house("b3", "g1", 5, 0), house("b4", "g2", 12, 0)}
	c := moreStaff(t, "", nil, things...)
	wantStaff(t, c, map[string]string{atlas.StaffNoMember: "g1 ", atlas.StaffNoLink: ""})
	if f := staffFindings(c, atlas.StaffNoMember); len(f) == 1 && (f[0].Count != 42 || f[0].Buildings != 2 || f[0].At == nil) {
		t.Errorf("%+v", f[0])
	}
	member := gridPost("m", "linked_member", "g1", "P7", nil)
	wantStaff(t, moreStaff(t, "", nil, append(things, member)...), map[string]string{atlas.StaffNoMember: "", atlas.StaffNoLink: "b1m b2m "})
	member = gridPost("m", "linked_member", "g1", "", nil)
	wantStaff(t, moreStaff(t, "", nil, append(things, member)...), map[string]string{atlas.StaffNoMember: "g1 "})
}
