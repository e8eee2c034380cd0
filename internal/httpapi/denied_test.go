package httpapi_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// refusedRows are the rows of refusals: account, action, reason and keys.
func (d *desk) refusedRows() []string {
	d.t.Helper()
	rows, err := d.accounts.gate.Audit(d.t.Context(), access.Command(), access.Filter{Limit: 1000})
	if err != nil {
		d.t.Fatal(err)
	}
	var out []string
	for _, r := range rows {
		if r.Outcome == "denied" {
			r.Of = slices.DeleteFunc(r.Of, func(key string) bool { return strings.HasPrefix(key, "token/") })
			out = append(out, strings.TrimSpace(fmt.Sprint(r.Account, " ", r.Action, " ", r.Reason, " ", strings.Join(r.Of, ","))))
		}
	}
	return out
}

// TestDeniedActs: what an account is refused for want of the right stands in the audit with who, what and
// why, once a minute however often it is tried; of strangers, of typing errors and of codes that nobody has
// nothing does.
func TestDeniedActs(t *testing.T) {
	d := keeperDesk(t, nil)
	staff(t, d)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	admin, security := d.officer("boss", access.Admin), d.officer("guard", access.Security)
	d.accounts.account("wang", false, access.Dispatcher)
	worker := d.accounts.token("work", []access.Role{access.Worker}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"})
	keeper := d.accounts.token("of-a", []access.Role{access.Keeper}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"})
	reason := `{"reason":"emergency"}`
	for range 20 { // a flood
		admin.ask("POST", "/api/v1/users/wang/grant", `{"roles":["keeper"]}`)
		d.asks(worker, "POST", "/api/v1/persons/P-1/reveal", reason)
	}
	security.ask("POST", "/api/v1/users", `{"name":"x"}`)
	security.ask("POST", "/api/v1/users/guard/grant", `{"roles":["keeper"]}`)
	security.ask("POST", "/api/v1/users/wang/grant", `{"roles":["keeper","admin"]}`)
	admin.ask("POST", "/api/v1/users/guard/reset", "")
	d.asks(keeper, "POST", "/api/v1/persons/P-2/reveal", reason) // of the other street
	d.asks(keeper, "POST", "/api/v1/persons/P-2/erase", "")
	d.asks(keeper, "POST", "/api/v1/persons/13812345678/erase", "") // nobody's
	d.asks(keeper, "POST", "/api/v1/opened", `{"close":["all"]}`)
	d.stranger("/api/v1/users")
	got := d.refusedRows()
	want := []string{
		"boss users.grant forbidden account/wang", "boss users.write officer_reset account/guard", "guard users.grant own_rights account/guard", "guard users.grant roles_apart account/wang",
		"guard users.write forbidden", "of-a persons.erase unknown_code person/P-2", "of-a persons.reveal unknown_code person/P-2", "of-a publish forbidden", "work persons.reveal forbidden",
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("refused acts in the audit:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestAuthors: who wrote a revision is told to keepers and auditors, to nobody else.
func TestAuthors(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	period, err := city.ParsePeriod("2026-09-01", "")
	if err != nil {
		t.Fatal(err)
	}
	again := area("street", "a", "d", rect(0, 0, 10, 10))
	again.Names.Zh = "改名"
	if _, err := d.store.Apply(t.Context(), city.Change{Author: "li-si", Effective: period.From, Entries: []city.Entry{city.PutArea(again, period)}}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	tells := func(text string) bool { return strings.Contains(text, `"author":"li-si"`) }
	n := d.atlas.Current().Revision
	for _, r := range []access.Role{access.Worker, access.Dispatcher, access.Planner, access.Keeper, access.Auditor} {
		token := d.accounts.token("as-"+string(r), []access.Role{r})
		for _, target := range []string{"/api/v1/revisions", fmt.Sprintf("/api/v1/revisions/%d", n)} {
			if text := bodyOf(t, d.asks(token, "GET", target, "")); tells(text) != (r == access.Keeper || r == access.Auditor) {
				t.Errorf("%s: %s: %s", r, target, text)
			}
		}
	}
	for _, target := range []string{"/api/v1/revisions", fmt.Sprintf("/api/v1/revisions/%d", n)} {
		if _, text := d.stranger(target); tells(text) {
			t.Errorf("a stranger is told by %s: %s", target, text)
		}
	}
}
