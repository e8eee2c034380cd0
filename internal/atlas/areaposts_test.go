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
		{"compound", "k", "branch_secretary property_contact", "branch shop wuye", "top committee branch", "group"},
		{"grid", "g1", "full_time_worker grid_head professional_worker", "", "top committee", ""},
		{"community", "c", "community_contact", "committee", "top committee", "branch"},
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
