package atlas_test

import (
	"slices"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// TestStaffBranchSize: members enough for a general branch or a committee are named with what they are
// enough for; not at one less, nor where the number is not known, nor of what is that already.
func TestStaffBranchSize(t *testing.T) {
	sized := func(code, kind string, n int64) *city.Organisation {
		return &city.Organisation{Code: code, Kind: kind, Of: seat(city.KindArea, "grid", "g1"), Members: &n}
	}
	things := []city.Content{
		sized("b49", "branch", 49), sized("b50", "branch", 50), sized("b99", "branch", 99), sized("b100", "branch", 100),
		sized("g50", "general_branch", 50), sized("g99", "general_branch", 99), sized("g100", "general_branch", 100),
		sized("c300", "community_committee", 300), sized("f300", "firm", 300), &city.Organisation{Code: "unknown", Kind: "branch", Of: seat(city.KindArea, "grid", "g1")},
	}
	c := moreStaff(t, "", nil, things...)
	wantStaff(t, c, map[string]string{atlas.StaffBranchSize: "b100 b50 b99 g100 "})
	for _, f := range staffFindings(c, atlas.StaffBranchSize) {
		want, least := "general_branch", int64(50)
		if f.Count == 100 {
			want, least = "committee", 100
		}
		if !slices.Equal(f.Missing, []string{want}) || f.Least != least {
			t.Errorf("%+v, want %s from %d", f, want, least)
		}
	}
	wantStaff(t, moreStaff(t, "norms: {general_branch_members: 100, committee_members: 101}\n", nil, things...), map[string]string{atlas.StaffBranchSize: "b100 "})
	wantStaff(t, moreStaff(t, "norms: {general_branch_members: 0, committee_members: 0}\n", nil, things...), map[string]string{atlas.StaffBranchSize: ""})
}

// TestStaffCommunity: workers of a community, each once, and its deputy are asked for where the scheme does.
func TestStaffCommunity(t *testing.T) {
	post := func(code, role, person string) *city.Post {
		return &city.Post{Code: code, Role: role, At: seat(city.KindArea, "community", "c"), Person: person}
	}
	things := []city.Content{
		post("w1", "window_staff", "P2"), post("w2", "community_contact", "P2"), post("w3", "community_worker", "P3"), post("w4", "community_worker", ""),
		post("w5", "linked_leader", "P4"), post("d1", "community_deputy", ""),
	}
	for norms, want := range map[string][2]string{
		"": {"", ""}, "norms: {community_workers: 2, community_deputy: 0}\n": {"", ""}, "norms: {community_workers: 3, community_deputy: 1}\n": {"c ", "c "},
	} {
		c := moreStaff(t, norms, nil, things...)
		wantStaff(t, c, map[string]string{atlas.StaffCommunity: want[0], atlas.StaffDeputy: want[1]})
		for _, f := range staffFindings(c, atlas.StaffCommunity) {
			if f.Count != 2 {
				t.Errorf("%+v", f)
			}
		}
	}
	c := moreStaff(t, "norms: {community_workers: 3, community_deputy: [1, 1]}\n", nil, append(things, post("d2", "community_deputy", "P5"))...)
	wantStaff(t, c, map[string]string{atlas.StaffCommunity: "", atlas.StaffDeputy: ""})
}
