package atlas_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

func bodyCodes(list []atlas.BodyAnswer) string {
	var out []string
	for i := range list {
		out = append(out, list[i].Code)
	}
	return strings.Join(out, " ")
}

// TestAreaPosts: the card of an area has its posts, its organisations and the chain of the Party
// from the street down.
func TestAreaPosts(t *testing.T) {
	s, a := dutyCity(t)
	monday := when(t, "2026-11-23T10:00:00+08:00")
	for _, c := range []struct{ layer, code, posts, bodies, chain, below string }{
		{"compound", "k", "full_time_worker grid_head professional_worker branch_secretary property_contact community_contact street_contact", "branch shop wuye", "top committee branch", "group"},
		{"grid", "g1", "full_time_worker grid_head professional_worker community_contact street_contact", "", "top committee", ""},
		{"community", "c", "community_contact street_contact", "committee", "top committee", "branch"},
		{"street", "t", "street_contact", "top", "top", "committee"},
	} {
		card, err := a.AreaPosts(t.Context(), a.Current(), c.layer, c.code, monday)
		if err != nil {
			t.Fatal(err)
		}
		var roles []string
		for i := range card.Posts {
			roles = append(roles, card.Posts[i].Role)
		}
		if got := strings.Join(roles, " "); got != c.posts || len(card.Holders) != len(card.Posts) {
			t.Errorf("%s: posts %s, want %s", c.code, got, c.posts)
		}
		if got := bodyCodes(card.Organisations); got != c.bodies {
			t.Errorf("%s: organisations %s, want %s", c.code, got, c.bodies)
		}
		if got := bodyCodes(card.Chain); got != c.chain {
			t.Errorf("%s: chain %s, want %s", c.code, got, c.chain)
		}
		if got := bodyCodes(card.Below); got != c.below {
			t.Errorf("%s: below %s, want %s", c.code, got, c.below)
		}
		if card.Duty == nil || !*card.Duty.OnDuty {
			t.Errorf("%s: %+v", c.code, card.Duty)
		}
	}
	if _, err := a.AreaPosts(t.Context(), a.Current(), "grid", "none", monday); city.CodeOf(err) != "unknown_code" {
		t.Error(err)
	}
	// Organisations above one another in a ring are each told once.
	c := city.Change{Effective: city.OpenStart}
	c.Entries = append(c.Entries, city.PutContent(&city.Organisation{Code: "top", Kind: "street_committee", Parent: "branch", Of: seat(city.KindArea, "street", "t")}, city.Always()))
	apply(t, s, c)
	refresh(t, a)
	card, err := a.AreaPosts(t.Context(), a.Current(), "compound", "k", monday)
	if err != nil || bodyCodes(card.Chain) != "top committee branch" {
		t.Errorf("%v %s", err, bodyCodes(card.Chain))
	}
}

// TestCompoundPosts: the card of a compound names who answers for a spot of its ground: the people of
// each grid that holds a part of it worth the name, those of the compound, those of the areas above
// the grids; who is on duty next, where nobody is; the area above where there is no grid.
func TestCompoundPosts(t *testing.T) {
	s, a := dutyCity(t)
	c := always(area("compound", "both", "c", rect(8, 1, 16, 4)), area("compound", "edge", "c", rect(9, 5, 300, 6)), area("compound", "far", "c", rect(30, 1, 34, 4)))
	c.Entries = append(c.Entries, city.PutContent(&city.Post{
		Code: "other", Role: "full_time_worker", At: seat(city.KindArea, "grid", "g2"), Person: "P-20", OfficePhone: "0537-5550001",
		Hours: &city.Hours{Week: []city.WeekRule{{Days: city.Sunday, Open: []city.Span{{From: 21 * 60, To: 22 * 60}}}}},
	}, city.Always()))
	apply(t, s, c)
	refresh(t, a)
	const monday, sunday, later = "2026-11-23T10:00:00+08:00", "2026-11-22T20:00:00+08:00", "2026-11-22T21:30:00+08:00"
	for _, c := range []struct{ code, at, want, next string }{
		{"k", monday, "grid/g1 full_time_worker direct on\ngrid/g1 grid_head first on\ngrid/g1 professional_worker service off vacant\n" +
			"organisation/branch branch_secretary first (joint) on\norganisation/wuye property_contact service on\ncommunity/c community_contact escalation on\nstreet/t street_contact escalation on", ""},
		{"k", sunday, "grid/g1 full_time_worker direct off\ngrid/g1 grid_head first off\ngrid/g1 professional_worker service off vacant\n" +
			"organisation/branch branch_secretary first (joint) off\norganisation/wuye property_contact service off\ncommunity/c community_contact escalation off\nstreet/t street_contact escalation off", "2026-11-23T09:00:00+08:00"},
		{"both", later, "grid/g2 full_time_worker direct off\ngrid/g2 full_time_worker direct on\ngrid/g2 visiting_team service off\n" +
			"grid/g1 full_time_worker direct off\ngrid/g1 grid_head first off\ngrid/g1 professional_worker service off vacant\ncommunity/c community_contact escalation off\nstreet/t street_contact escalation off", ""},
		{"far", sunday, "community/c community_contact escalation off fallback\nstreet/t street_contact escalation off", "2026-11-23T09:00:00+08:00"},
	} {
		card, err := a.AreaPosts(t.Context(), a.Current(), "compound", c.code, when(t, c.at))
		if err != nil {
			t.Fatal(err)
		}
		if got := duties(atlas.Answer{Posts: card.Posts}); got != c.want {
			t.Errorf("%s at %s:\n%s\nwant\n%s", c.code, c.at, got, c.want)
		}
		if on := strings.Contains(c.want, " on"); card.Duty == nil || *card.Duty.OnDuty != (on && c.next == "") || card.Duty.Next != c.next || len(card.Holders) != len(card.Posts) {
			t.Errorf("%s at %s: %+v", c.code, c.at, card.Duty)
		}
	}
	// A spot of its ground is answered the same, and by the nearest station besides.
	spot := a.Current().Locate(at(3, 3), atlas.Asked{At: when(t, sunday)})
	whole, err := a.AreaPosts(t.Context(), a.Current(), "compound", "k", when(t, sunday))
	if err != nil || duties(spot) != duties(atlas.Answer{Posts: whole.Posts})+"\nred_sail_station/s station_keeper direct off" || *spot.Duty.OnDuty || spot.Duty.Next != whole.Duty.Next {
		t.Errorf("%v: the spot is answered\n%s %+v", err, duties(spot), spot.Duty)
	}
	// A grid that holds less than a hundredth of it does not answer for it.
	card, err := a.AreaPosts(t.Context(), a.Current(), "compound", "edge", when(t, monday))
	if err != nil {
		t.Fatal(err)
	}
	if got := duties(atlas.Answer{Posts: card.Posts}); strings.Contains(got, "grid/g1") || !strings.HasPrefix(got, "grid/g2 ") {
		t.Errorf("%s", got)
	}
}

// TestGridPosts: where only its community's people are on duty, the card of a grid says so, as a click on
// its ground does: the posts of the areas above come after its own. A community's card has its street's.
func TestGridPosts(t *testing.T) {
	s, a := dutyCity(t)
	c := city.Change{Effective: city.OpenStart}
	c.Entries = append(c.Entries, city.PutContent(&city.Post{
		Code: "evening", Role: "community_contact", At: seat(city.KindArea, "community", "c"), Person: "P-21", OfficePhone: "0537-5550002",
		Hours: &city.Hours{Week: []city.WeekRule{{Days: city.Sunday, Open: []city.Span{{From: 19 * 60, To: 21 * 60}}}}},
	}, city.Always()))
	apply(t, s, c)
	refresh(t, a)
	for _, c := range []struct{ layer, code, at, want, next string }{
		{"grid", "g1", "2026-11-22T20:00:00+08:00", "grid/g1 full_time_worker direct off\ngrid/g1 grid_head first off\ngrid/g1 professional_worker service off vacant\n" +
			"community/c community_contact escalation off\ncommunity/c community_contact escalation on\nstreet/t street_contact escalation off", ""},
		{"grid", "g3", "2026-11-22T21:00:00+08:00", "community/c community_contact escalation off\ncommunity/c community_contact escalation off\nstreet/t street_contact escalation off", "2026-11-23T09:00:00+08:00"},
		{"community", "c", "2026-11-22T20:00:00+08:00", "community/c community_contact escalation off\ncommunity/c community_contact escalation on\nstreet/t street_contact escalation off", ""},
		{"street", "t", "2026-11-22T20:00:00+08:00", "street/t street_contact escalation off", "2026-11-23T09:00:00+08:00"},
	} {
		card, err := a.AreaPosts(t.Context(), a.Current(), c.layer, c.code, when(t, c.at))
		if err != nil {
			t.Fatal(err)
		}
		if got := duties(atlas.Answer{Posts: card.Posts}); got != c.want {
			t.Errorf("%s at %s:\n%s\nwant\n%s", c.code, c.at, got, c.want)
		}
		if card.Duty == nil || *card.Duty.OnDuty != (c.next == "") || card.Duty.Next != c.next || len(card.Holders) != len(card.Posts) {
			t.Errorf("%s at %s: %+v", c.code, c.at, card.Duty)
		}
	}
	// A spot of its ground, far from compounds, is answered the same, and by the nearest station besides.
	asked := when(t, "2026-11-22T20:00:00+08:00")
	spot := a.Current().Locate(at(7, 8), atlas.Asked{At: asked})
	card, err := a.AreaPosts(t.Context(), a.Current(), "grid", "g1", asked)
	if err != nil || duties(spot) != duties(atlas.Answer{Posts: card.Posts})+"\nred_sail_station/s station_keeper direct off" || !*spot.Duty.OnDuty {
		t.Errorf("%v: the spot is answered\n%s %+v", err, duties(spot), spot.Duty)
	}
}
