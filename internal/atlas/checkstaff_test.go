package atlas_test

import (
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

const staffScheme = `
layers:
  - {key: street, name: {zh: 街道, en: S}, parent: "", partition: true}
  - {key: community, name: {zh: 社区, en: C}, parent: street, partition: true}
  - {key: grid, name: {zh: 网格, en: G}, parent: community, partition: true}
`

// overnight is on duty from 22:00 to 06:00 of the next day.
func overnight() *city.Hours {
	return &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{city.Clock(1320, 360)}}}}
}

func early(to int) *city.Hours {
	return &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{{From: 300, To: to}}}}}
}

func gridPost(code, role, grid, person string, h *city.Hours) *city.Post {
	return &city.Post{
		Code: code, Role: role, At: city.Seat{Kind: city.KindArea, Layer: "grid", Code: grid}, Person: person,
		Hours: h, Tasks: []string{"public_order"}, Duty: "巡查",
	}
}

func staffCheck(t *testing.T, scheme string, posts ...city.Content) (*atlas.StaffCheck, error) {
	t.Helper()
	store := openStore(t, scheme)
	apply(t, store, always(area("street", "s", "", rect(0, 0, 20, 10)), area("community", "c", "s", rect(0, 0, 20, 10)),
		area("grid", "g1", "c", rect(0, 0, 10, 10)), area("grid", "g2", "c", rect(10, 0, 20, 10))))
	change := city.Change{Effective: city.OpenStart}
	for _, p := range posts {
		change.Entries = append(change.Entries, city.PutContent(p, city.Always()))
	}
	if len(posts) > 0 {
		apply(t, store, change)
	}
	return openAtlas(t, store, nil).Current().Staff(t.Context())
}

func staffCodes(c *atlas.StaffCheck, kind string) string {
	out := ""
	for _, k := range c.Kinds {
		for _, f := range k.Findings {
			if k.Kind == kind {
				out += f.Code + f.Other + " "
			}
		}
	}
	return out
}

// TestStaffClash: hours of one person meet over midnight, touch without meeting, or are of the same
// place; an acting head besides the head makes two.
func TestStaffClash(t *testing.T) {
	c, err := staffCheck(t, staffScheme,
		gridPost("a", "grid_head", "g1", "P1", overnight()), gridPost("b", "grid_head", "g2", "P1", early(360)), // 05:00 to 06:00 on both
		gridPost("d", "full_time_worker", "g1", "P2", early(400)), gridPost("e", "full_time_worker", "g1", "P2", early(400)),
		gridPost("f", "professional_worker", "g2", "P3", early(420)),
		gridPost("g", "professional_worker", "g1", "P3", &city.Hours{Week: []city.WeekRule{{Days: city.Monday, Open: []city.Span{{From: 420, To: 500}}}}}),
		gridPost("h", "grid_head", "g9", "", nil),
	)
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]string{
		atlas.StaffClash: "ab ", atlas.StaffHead: "", atlas.StaffWorker: "g1 g2 ", atlas.StaffEnded: "h ", atlas.StaffVacant: "h ",
		atlas.StaffFixing: "h ", atlas.StaffProfessional: "", atlas.StaffWindow: "c ", atlas.StaffGridBranch: "g1 g2 ",
	} {
		if got := staffCodes(c, kind); got != want {
			t.Errorf("%s: found %q, want %q", kind, got, want)
		}
	}
	if s := c.Streets; len(s) != 1 || s[0].Grids != 2 || s[0].Complete != 1 || s[0].Missing[0].Code != "g2" {
		t.Errorf("streets: %+v", s)
	}
}

// TestStaffSettings: norms of the scheme hold, a bad one is told, and without posts nothing is said.
func TestStaffSettings(t *testing.T) {
	head := gridPost("a", "grid_head", "g1", "P1", early(360))
	c, err := staffCheck(t, staffScheme+"norms:\n  window_staff: [0, 3]\n  grid_worker: 0\n", head)
	if err != nil {
		t.Fatal(err)
	}
	if staffCodes(c, atlas.StaffWindow)+staffCodes(c, atlas.StaffWorker) != "" || staffCodes(c, atlas.StaffHead) != "g2 " {
		t.Errorf("by the scheme's norms: %+v", c.Kinds)
	}
	for _, bad := range []string{"[3, 2]", "few", "[1]", "-1"} {
		if _, err := staffCheck(t, staffScheme+"norms:\n  window_staff: "+bad+"\n", head); city.CodeOf(err) != "bad_norm" {
			t.Errorf("window_staff %s: %v", bad, err)
		}
	}
	if c, err := staffCheck(t, staffScheme); c != nil || err != nil {
		t.Errorf("without posts: %+v, %v", c, err)
	}
}

// TestStaffLinks: households are shared among the members of a building, a member's buildings lie
// in one grid, and a building without one is proposed to the nearest who has room.
func TestStaffLinks(t *testing.T) {
	house := func(code, grid string, x int32, households int64) *city.Building {
		return &city.Building{Code: code, Grid: grid, Households: &households, Shape: rect(x, 1, x+1, 2)}
	}
	link := func(code, building, person string) *city.Post {
		return &city.Post{Code: code, Role: "linked_member", At: city.Seat{Kind: city.KindBuilding, Layer: city.LayerBuilding, Code: building}, Person: person}
	}
	c, err := staffCheck(t, staffScheme,
		house("b1", "g1", 1, 12), house("b2", "g1", 5, 30), house("b3", "g1", 7, 3), house("b4", "g2", 12, 4), house("b5", "g1", 9, 0),
		link("m1", "b1", "P1"), link("m2", "b1", "P2"), // 6 each
		link("m3", "b2", "P3"), // 30
		link("m4", "b4", "P1"), // 6 + 4, in another grid
	)
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]string{
		atlas.StaffLinks: "m3 ", atlas.StaffLinkGrid: "m4 ", atlas.StaffNoLink: "b3m2 ", // the nearest, m3, has no room
	} {
		if got := staffCodes(c, kind); got != want {
			t.Errorf("%s: found %q, want %q", kind, got, want)
		}
	}
}
