package atlas_test

import (
	"testing"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// daily are hours of every day.
func daily(spans ...city.Span) *city.Hours {
	return &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: spans}}}
}

func keeperOf(code, layer, seat, person string, h *city.Hours, standIns ...string) *city.Post {
	at := city.Seat{Kind: city.KindArea, Layer: layer, Code: seat}
	if layer == "red_sail_station" {
		at.Kind = city.KindPlace
	}
	return &city.Post{Code: code, Role: "station_keeper", At: at, Person: person, Hours: h, StandIns: standIns}
}

// TestStaffKeepers, on Sunday 2026-03-01: a keeper counts whose duty meets the opening of the day, also over
// midnight, in turn, and by who stands in; at the station, its grid, community or street.
func TestStaffKeepers(t *testing.T) {
	day, night := city.Span{From: 540, To: 1020}, city.Clock(1320, 360)
	sunday, err := city.ParseDate("2026-03-01")
	if err != nil {
		t.Fatal(err)
	}
	turn := func(nth int) *city.Hours {
		h := daily(day)
		h.Turn = &city.Turn{From: sunday, Days: 1, Of: 3, Nth: nth}
		return h
	}
	shut := &city.Hours{Week: []city.WeekRule{{Days: city.Workdays, Open: []city.Span{day}}, {Days: city.Weekend}}}
	things := []city.Content{
		stationOf("none", 1, daily(day)), stationOf("shut", 1, shut), stationOf("unknown", 1, nil),
		stationOf("met", 1, daily(day)), keeperOf("k1", "red_sail_station", "met", "P2", daily(city.Span{From: 1019, To: 1100})),
		stationOf("missed", 1, daily(day)), keeperOf("k2", "red_sail_station", "missed", "P3", daily(city.Span{From: 1020, To: 1100})),
		stationOf("vacant", 1, daily(day)), keeperOf("k3", "red_sail_station", "vacant", "", daily(day)),
		stationOf("night", 1, daily(night)), keeperOf("k4", "red_sail_station", "night", "P4", daily(city.Span{From: 60, To: 120})), // tomorrow at one
		stationOf("morning", 1, daily(city.Span{From: 300, To: 400})), keeperOf("k5", "red_sail_station", "morning", "P5", daily(night)), // since yesterday
		stationOf("turn", 1, daily(day)), keeperOf("k6", "red_sail_station", "turn", "P6", turn(0)), keeperOf("k7", "red_sail_station", "turn", "P7", turn(1)),
		stationOf("unturned", 1, daily(day)), keeperOf("k8", "red_sail_station", "unturned", "", turn(0)), keeperOf("k9", "red_sail_station", "unturned", "P9", turn(1)),
		stationOf("stood", 1, daily(day)), keeperOf("k10", "red_sail_station", "stood", "", daily(day), "k11"), keeperOf("k11", "red_sail_station", "shut", "P11", daily(day)),
		stationOf("of_grid", 12, daily(day)), keeperOf("k12", "grid", "g2", "P12", daily(city.Span{From: 540, To: 780})),
	}
	// One minute of 480 is less than the least of one in a hundred; half of them is enough.
	wantStaff(t, moreStaff(t, "", nil, things...), map[string]string{atlas.StaffKeeper: "met missed none unknown unturned vacant "})
	// Where the scheme asks for one in no hundred, one minute will do.
	c := moreStaff(t, "norms: {keeper_cover_percent: 0}\n", nil, things...)
	wantStaff(t, c, map[string]string{atlas.StaffKeeper: "missed none unknown unturned vacant "})
	c = moreStaff(t, "norms: {keeper_cover_percent: 100}\n", nil, things...)
	wantStaff(t, c, map[string]string{atlas.StaffKeeper: "met missed morning night none of_grid unknown unturned vacant "})
	for _, f := range staffFindings(c, atlas.StaffKeeper) {
		if f.Code == "of_grid" && f.Count != 240 || f.Code == "night" && f.Count != 420 {
			t.Errorf("minutes without a keeper: %+v", f)
		}
	}
	// A keeper of the whole community serves all of them, whose hours are not known too.
	wantStaff(t, moreStaff(t, "", nil, append(things, keeperOf("all", "community", "c", "P20", daily(city.Span{From: 0, To: 1440})))...), map[string]string{atlas.StaffKeeper: ""})
}

// TestStaffAway: an organisation is away from the one above it by its place, by its point, or by what it is of.
func TestStaffAway(t *testing.T) {
	p := at(15, 5)
	in := func(code, of, station string) *city.Organisation {
		o := &city.Organisation{Code: code, Kind: "branch", Parent: "up", Of: seat(city.KindArea, "grid", of)}
		if station != "" {
			o.Place = seat(city.KindPlace, "red_sail_station", station)
		}
		return o
	}
	point := in("point", "g1", "")
	point.Point = &p
	orphan := in("orphan", "g2", "s2")
	orphan.Parent = "nobody"
	things := []city.Content{
		stationOf("s1", 1, nil), stationOf("s2", 12, nil),
		&city.Organisation{Code: "up", Kind: "general_branch", Of: seat(city.KindArea, "grid", "g1")},
		in("home", "g1", "s1"), in("place", "g1", "s2"), point, in("of", "g2", ""), in("both", "g2", "s1"), orphan,
	}
	c := moreStaff(t, "", nil, things...)
	wantStaff(t, c, map[string]string{atlas.StaffAway: "bothg2 ofg2 placeg2 pointg2 "})
	for _, f := range staffFindings(c, atlas.StaffAway) {
		if f.Of != "grid" || f.OfCode != "g1" {
			t.Errorf("%+v", f)
		}
	}
}

// TestStaffBranchCover: own and joint branches are one figure, and each apart; by street too.
func TestStaffBranchCover(t *testing.T) {
	joint := &city.Organisation{Code: "j", Kind: "branch", Covers: []city.Seat{seat(city.KindArea, "compound", "k2"), seat(city.KindArea, "compound", "k3")}}
	firm := &city.Organisation{Code: "f", Kind: "firm", Of: seat(city.KindArea, "compound", "k4")}
	c := moreStaff(t, "", []city.Area{compound("k1", 0, "4", ""), compound("k2", 2, "1", ""), compound("k3", 4, "1", ""), compound("k4", 6, "1", "")}, branchOf("o", "k1"), joint, firm)
	if b := c.Branches; b.Compounds != 4 || b.Covered != 3 || b.Own != 1 || b.Joint != 2 || b.Setting.Min != 98 {
		t.Errorf("%+v", b)
	}
	wantStaff(t, c, map[string]string{atlas.StaffNoBranch: "k4 ", atlas.StaffOwnBranch: ""})
	only := c.BranchesOf(func(s city.Seat) bool { return s.Code == "k1" || s.Code == "k4" })
	if only.Compounds != 2 || only.Covered != 1 {
		t.Errorf("of two: %+v", only)
	}
}

// TestStaffProposal: a member without a building is measured from the branch's place; a building whose data
// names no grid belongs to the one that owns its point; of a grid without members nothing is said.
func TestStaffProposal(t *testing.T) {
	house := func(code, grid string, x int32, households int64) *city.Building {
		return &city.Building{Code: code, Grid: grid, Households: &households, Shape: rect(x, 1, x+1, 2)}
	}
	link := func(code, layer, seat, person string) *city.Post {
		at := city.Seat{Kind: city.KindArea, Layer: layer, Code: seat}
		if layer == "building" {
			at.Kind = city.KindBuilding
		}
		return &city.Post{Code: code, Role: "linked_member", At: at, Person: person}
	}
	p := at(9, 1)
	branch := &city.Organisation{Code: "o", Kind: "branch", Of: seat(city.KindArea, "grid", "g1"), Point: &p}
	c := moreStaff(t, "", nil, branch, house("b1", "g1", 0, 7), house("b2", "", 2, 3), house("b3", "", 8, 6), house("b4", "g1", 7, 9), house("b5", "g2", 12, 5),
		link("m1", "building", "b1", "P1"), link("m2", "grid", "g1", "P2"))
	// m1 has 7 and takes 3 more beside it; m2 sits at the branch and takes 6; nobody has room for 9: m2 has fewer.
	wantStaff(t, c, map[string]string{atlas.StaffNoLink: "b2m1 b3m2 b4m2 ", atlas.StaffLinks: "m2 "})
	for _, f := range staffFindings(c, atlas.StaffNoLink) {
		if (f.Code == "b4") != (len(f.Missing) == 1 && f.Missing[0] == "room") {
			t.Errorf("%+v", f)
		}
	}
}

// TestStaffEnding: a post ends soon on the last of the setting's days, and not a day later.
func TestStaffEnding(t *testing.T) {
	sunday, err := city.ParseDate("2026-03-01")
	if err != nil {
		t.Fatal(err)
	}
	store := openStore(t, branchScheme)
	apply(t, store, always(area("street", "s", "", rect(0, 0, 20, 10)), area("community", "c", "s", rect(0, 0, 20, 10)), area("grid", "g1", "c", rect(0, 0, 10, 10))))
	change := city.Change{Effective: city.OpenStart}
	for code, days := range map[string]int{"p1": 1, "p30": 30, "p31": 31} {
		change.Entries = append(change.Entries, city.PutContent(gridPost(code, "grid_head", "g1", "P1", nil), city.Period{From: city.OpenStart, To: sunday + city.Date(days)}))
	}
	change.Entries = append(change.Entries, city.PutContent(gridPost("open", "grid_head", "g1", "P1", nil), city.Always()))
	apply(t, store, change)
	now := func() time.Time { return time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC) }
	c, err := openAtlas(t, store, now).Current().Staff(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wantStaff(t, c, map[string]string{atlas.StaffEnding: "p1 p30 "})
	if f := staffFindings(c, atlas.StaffEnding)[1]; f.Count != 30 || f.Ends != "2026-03-31" {
		t.Errorf("%+v", f)
	}
}

// TestStaffCompound: those at work in a compound are its own, its grids' and those above, each once; fewer than
// five and more than ten are found. A grid is served by a branch of a compound that has buildings in it.
func TestStaffCompound(t *testing.T) {
	support := func(code, compound, person string) *city.Post { return supporter(code, compound, person) }
	house := &city.Building{Code: "b1", Grid: "g1", Compound: "k1", Shape: rect(0, 1, 1, 2)}
	things := []city.Content{house, branchOf("o", "k1")}
	for i, person := range []string{"P2", "P3", "P4", "P5", "P5"} { // with P1, the head of g1: five
		things = append(things, support(string(rune('p'+i)), "k1", person))
	}
	compounds := []city.Area{compound("k1", 0, "1", ""), compound("k2", 12, "1", "")}
	wantStaff(t, moreStaff(t, "", compounds, things...), map[string]string{atlas.StaffCompound: "k2 ", atlas.StaffGridBranch: "g2 "})
	for i := range 6 {
		things = append(things, support(string(rune('A'+i)), "k1", "Q"+string(rune('0'+i))))
	}
	c := moreStaff(t, "norms: {compound_staff: [0, 10]}\n", compounds, things...)
	wantStaff(t, c, map[string]string{atlas.StaffCompound: "k1 "})
	if f := staffFindings(c, atlas.StaffCompound)[0]; f.Count != 11 {
		t.Errorf("%+v", f)
	}
}
