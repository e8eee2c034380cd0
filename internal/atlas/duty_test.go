package atlas_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

const dutyScheme = `
layers:
  - {key: street, name: {zh: 街道, en: Street}, parent: "", partition: true}
  - {key: community, name: {zh: 社区, en: Community}, parent: street, partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: community, partition: true}
  - {key: compound, name: {zh: 小区, en: Compound}, parent: community, partition: false}
places:
  - {key: red_sail_station, name: {zh: 红帆驿站, en: Red Sail station}}
`

var workHours = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays, Open: []city.Span{{From: 9 * 60, To: 17 * 60}}}, {Days: city.Weekend}}}

// dutyEntries is a street with a community, of which the east is in no grid; two grids, a compound
// with a branch and a property company, a building with a head, a station with a keeper.
func dutyEntries() []city.Content {
	grid, org := func(code string) city.Seat { return seat(city.KindArea, "grid", code) }, func(code string) city.Seat {
		return seat(city.KindOrganisation, city.LayerOrganisation, code)
	}
	k := seat(city.KindArea, "compound", "k")
	house := &city.Building{Code: "h", Shape: rect(2, 2, 3, 3)}
	place := station("s", at(5, 5))
	night := &city.Hours{Week: []city.WeekRule{{Days: city.Saturday, Open: []city.Span{{From: 22 * 60, To: 30 * 60}}}}}
	post := func(code, role string, at city.Seat, person string, hours *city.Hours, in ...string) *city.Post {
		return &city.Post{Code: code, Role: role, At: at, Person: person, Hours: hours, StandIns: in, OfficePhone: "0537-555" + fmt.Sprintf("%04d", len(code)*7)}
	}
	return []city.Content{
		house, &place,
		&city.Organisation{Code: "branch", Kind: "branch", Form: "joint", Of: k, Parent: "committee", Names: city.Names{Zh: "小区党支部"}},
		&city.Organisation{Code: "wuye", Kind: "property_company", Covers: []city.Seat{k}},
		&city.Organisation{Code: "group", Kind: "party_group", Of: seat(city.KindBuilding, city.LayerBuilding, "h"), Parent: "branch"},
		&city.Organisation{Code: "committee", Kind: "community_committee", Of: seat(city.KindArea, "community", "c"), Parent: "top"},
		&city.Organisation{Code: "top", Kind: "street_committee", Of: seat(city.KindArea, "street", "t")},
		&city.Organisation{Code: "shop", Kind: "firm", Of: k},
		&city.Person{Code: "P-1", Sealed: []byte("sealed")},
		post("head", "grid_head", grid("g1"), "P-1", workHours),
		post("full", "full_time_worker", grid("g1"), "P-2", workHours, "gone", "visit", "backup"),
		post("backup", "full_time_worker", grid("g2"), "P-3", night),
		post("visit", "visiting_team", grid("g2"), "P-4", &city.Hours{Month: []city.MonthRule{{Days: []int{5, 15, 25}, Open: []city.Span{{From: 540, To: 660}}}}}),
		post("empty", "professional_worker", grid("g1"), "", workHours),
		post("house", "building_head", seat(city.KindBuilding, city.LayerBuilding, "h"), "P-5", nil),
		post("secretary", "branch_secretary", org("branch"), "P-6", workHours),
		post("manager", "property_contact", org("wuye"), "P-7", workHours),
		post("boss", "property_contact", org("shop"), "P-8", workHours),
		post("contact", "community_contact", seat(city.KindArea, "community", "c"), "P-9", workHours),
		post("street", "street_contact", seat(city.KindArea, "street", "t"), "P-10", workHours),
		post("keeper", "station_keeper", seat(city.KindPlace, atlas.StationKind, "s"), "P-11", workHours),
	}
}

func dutyCity(t testing.TB) (city.Store, *atlas.Atlas) {
	t.Helper()
	s := openStore(t, dutyScheme)
	c := always(area("street", "t", "", rect(0, 0, 60, 10)), area("community", "c", "t", rect(0, 0, 60, 10)),
		area("grid", "g1", "c", rect(0, 0, 10, 10)), area("grid", "g2", "c", rect(10, 0, 20, 10)), area("grid", "g3", "c", rect(58, 0, 60, 10)),
		area("compound", "k", "c", rect(1, 1, 4, 4)))
	for _, content := range dutyEntries() {
		c.Entries = append(c.Entries, city.PutContent(content, city.Always()))
	}
	apply(t, s, c)
	return s, openAtlas(t, s, nil)
}

func when(t testing.TB, text string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	at, err := atlas.ParseInstant(text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func duties(ans atlas.Answer) string {
	var out []string
	for _, p := range ans.Posts {
		one := p.Layer + "/" + p.Area + " " + p.Role + " " + string(p.Level)
		if p.Form != "" {
			one += " (" + p.Form + ")"
		}
		switch {
		case p.OnDuty == nil:
			one += " unknown"
		case *p.OnDuty:
			one += " on"
		default:
			one += " off"
		}
		for flag, on := range map[string]bool{" stand-in": p.StandIn, " fallback": p.Fallback, " vacant": p.Vacant} {
			if on {
				one += flag
			}
		}
		out = append(out, one)
	}
	return strings.Join(out, "\n")
}

// TestDuty: the posts of a spot, the nearest level first, within a level by how they answer.
func TestDuty(t *testing.T) {
	_, a := dutyCity(t)
	pic := a.Current()
	const monday, sunday, night = "2026-11-23T10:00:00+08:00", "2026-11-22T20:00:00+08:00", "2026-11-22T02:00:00+08:00"
	for _, c := range []struct {
		name, at, want, next string
		x, y                 int32
		on                   bool
	}{{
		name: "in a building of a compound", at: monday, x: 2, y: 2, on: true, want: `building/h building_head direct unknown
grid/g1 full_time_worker direct on
grid/g1 grid_head first on
grid/g1 professional_worker service off vacant
organisation/branch branch_secretary first (joint) on
organisation/wuye property_contact service on
community/c community_contact escalation on
street/t street_contact escalation on
red_sail_station/s station_keeper direct on`,
	}, {
		name: "nobody on a Sunday evening", at: sunday, x: 8, y: 8, next: "2026-11-23T09:00:00+08:00", want: `grid/g1 full_time_worker direct off
grid/g1 grid_head first off
grid/g1 professional_worker service off vacant
community/c community_contact escalation off
street/t street_contact escalation off
red_sail_station/s station_keeper direct off`,
	}, {
		name: "the first stand-in on duty, over midnight", at: night, x: 8, y: 8, on: true, want: `grid/g1 full_time_worker direct on stand-in
grid/g1 grid_head first off
grid/g1 professional_worker service off vacant
community/c community_contact escalation off
street/t street_contact escalation off
red_sail_station/s station_keeper direct off`,
	}, {
		name: "in no grid", at: monday, x: 30, y: 5, on: true, want: `community/c community_contact escalation on fallback
street/t street_contact escalation on
red_sail_station/s station_keeper direct on`,
	}} {
		ans := pic.Locate(at(c.x, c.y), atlas.Asked{At: when(t, c.at)})
		if got := duties(ans); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
		if ans.Duty == nil || *ans.Duty.OnDuty != c.on || ans.Duty.Next != c.next {
			t.Errorf("%s: %+v", c.name, ans.Duty)
		}
		for i := range ans.Posts {
			if h := ans.Holders[i]; h.Post == "" || h.At == (city.Seat{}) || ans.Posts[i].Vacant && h.Person != "" {
				t.Errorf("%s: post %d, holder %+v", c.name, i, h)
			}
		}
	}
}

// TestDutyNext: what a post says of its next duty counts who stands in; a stand-in's phone and code
// are those that answer.
func TestDutyNext(t *testing.T) {
	_, a := dutyCity(t)
	asked := func(text string) atlas.Answer {
		return a.Current().Locate(at(8, 8), atlas.Asked{At: when(t, text), NoStations: true, NoCoverage: true})
	}
	// Friday evening: the full-time worker is back on Monday, who stands in comes on Saturday night.
	if got := asked("2026-11-20T20:00:00+08:00").Posts; got[0].Next != "2026-11-21T22:00:00+08:00" || got[1].Next != "2026-11-23T09:00:00+08:00" || got[2].Next != "" {
		t.Errorf("%+v", got)
	}
	ans := asked("2026-11-22T02:00:00+08:00")
	if h := ans.Holders[0]; h.Post != "backup" || h.Person != "P-3" || ans.Posts[0].Phone != "0537-5550042" || ans.Posts[0].Next != "" {
		t.Errorf("%+v %+v", ans.Posts[0], h)
	}
}

// TestNearestGrids: in no grid the two nearest are told with their distances, elsewhere none.
func TestNearestGrids(t *testing.T) {
	_, a := dutyCity(t)
	pic := a.Current()
	ans := pic.Locate(at(40, 5), atlas.Asked{At: when(t, "2026-11-23")})
	if len(ans.NearestGrids) != 2 || ans.NearestGrids[0].Code != "g3" || ans.NearestGrids[1].Code != "g2" {
		t.Fatalf("%+v", ans.NearestGrids)
	}
	origin := geo.NewOrigin(at(40, 5).LonLat())
	for i, x := range []int32{58, 20} {
		d, _ := origin.Segment(at(x, 0).LonLat(), at(x, 10).LonLat())
		if got := ans.NearestGrids[i].DistanceM; got < float64(d)-0.01 || got > float64(d)+0.01 {
			t.Errorf("%s: %g m, want %g", ans.NearestGrids[i].Code, got, d)
		}
	}
	if ans := pic.Locate(at(5, 5), atlas.Asked{At: when(t, "2026-11-23")}); ans.NearestGrids != nil {
		t.Errorf("%+v", ans.NearestGrids)
	}
}

// TestDutyTellsNobody: no code of a person or a post stands in an answer.
func TestDutyTellsNobody(t *testing.T) {
	_, a := dutyCity(t)
	pic := a.Current()
	moment := when(t, "2026-11-22T02:00:00+08:00")
	reply := atlas.NewReply(atlas.Point{}, moment, pic, pic.Locate(at(2, 2), atlas.Asked{At: moment}))
	plain, err := json.Marshal(reply)
	if err != nil {
		t.Fatal(err)
	}
	card, err := a.AreaPosts(t.Context(), pic, "grid", "g1", moment)
	if err != nil {
		t.Fatal(err)
	}
	list, err := json.Marshal(card)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{string(plain), string(reply.AppendJSON(nil)), string(list)} {
		if !strings.Contains(text, "full_time_worker") || strings.Contains(text, "P-") || strings.Contains(text, `"backup"`) || strings.Contains(text, "sealed") {
			t.Error(text)
		}
	}
}

// TestNoPosts: a city without posts answers with an empty list and says nothing of duty.
func TestNoPosts(t *testing.T) {
	pic := withPlaces(t, station("s", at(1, 1)))
	ans := pic.Locate(at(2, 2), atlas.Asked{At: when(t, "2026-11-23")})
	if ans.Posts == nil || len(ans.Posts) != 0 || ans.Duty != nil {
		t.Errorf("%+v %+v", ans.Posts, ans.Duty)
	}
}

// TestDutyShared: a change of something else leaves the lists of posts as they are, one of a post is
// in the next answer.
func TestDutyShared(t *testing.T) {
	s, a := dutyCity(t)
	was := a.Current()
	apply(t, s, puts(city.OpenStart, []city.Area{area("compound", "k", "c", rect(1, 1, 5, 5))}))
	refresh(t, a)
	if !a.Current().SharesDuties(was) {
		t.Error("the lists were made anew for a compound")
	}
	moment := when(t, "2026-11-23T10:00:00+08:00")
	if got := duties(a.Current().Locate(at(4, 4), atlas.Asked{At: moment})); !strings.Contains(got, "branch_secretary") {
		t.Errorf("%s", got)
	}
	apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(&city.Post{Code: "new", Role: "linked_leader", At: seat(city.KindArea, "street", "t"), Person: "P-1"}, city.Always())}})
	refresh(t, a)
	roles := []string{}
	for _, p := range a.Current().Locate(at(4, 4), atlas.Asked{At: moment}).Posts {
		roles = append(roles, p.Role)
	}
	if !slices.Contains(roles, "linked_leader") || a.Current().SharesDuties(was) {
		t.Errorf("%v", roles)
	}
}

// TestManyPosts: a large staff of one thing does not hide who is above it.
func TestManyPosts(t *testing.T) {
	s, a := dutyCity(t)
	c := city.Change{Effective: city.OpenStart}
	for n := range 200 {
		c.Entries = append(c.Entries, city.PutContent(&city.Post{Code: fmt.Sprint("w", n), Role: "community_worker", At: seat(city.KindArea, "community", "c"), Person: "P"}, city.Always()))
	}
	apply(t, s, c)
	refresh(t, a)
	got := duties(a.Current().Locate(at(30, 5), atlas.Asked{At: when(t, "2026-11-23T10:00:00+08:00")}))
	if !strings.HasPrefix(got, "community/c community_contact") || !strings.Contains(got, "street_contact") || strings.Count(got, "community_worker") != 15 {
		t.Errorf("%s", got)
	}
}
