package access_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// golden is the table a second time, written by hand: one line an action, one column a role, in the
// order public, display, worker, dispatcher, planner, keeper, auditor, security, admin.
//
//nolint:dupword // they are cells
const golden = `
health          all    Y Y Y Y Y Y Y Y Y
page            all    Y Y Y Y Y Y Y Y Y
api             all    Y Y Y Y Y Y Y Y Y
session         self   Y Y Y Y Y Y Y Y Y
layers.read     opened Y Y Y Y Y Y Y Y Y
areas.read      opened Y Y Y Y Y Y Y Y Y
places.read     opened Y Y Y Y Y Y Y Y Y
buildings.read  opened Y Y Y Y Y Y Y Y Y
hexagons.read   opened Y Y Y Y Y Y Y Y Y
tiles.read      opened Y Y Y Y Y Y Y Y Y
events.read     opened Y Y Y Y Y Y Y Y Y
search          opened Y Y Y Y Y Y Y Y Y
coverage.read   opened Y Y Y Y Y Y Y Y Y
revisions.read  opened Y Y Y Y Y Y Y Y Y
locate          opened Y - Y Y Y Y Y Y Y
account.self    self   - - Y Y Y Y Y Y Y
households.read all    - - Y Y Y Y - - -
balance.read    opened Y Y Y Y Y Y Y Y Y
ogc.read        opened Y Y Y Y Y Y Y Y Y
usage.read      all    - - - - Y Y - - -
jobs.read       all    - - - - Y Y - - -
jobs.write      all    - - - - Y Y - - -
balance.plan    all    - - - - Y Y - - -
siting.read     all    - - - - Y Y - - -
siting.write    all    - - - - Y Y - - -
scenarios.write all    - - - - Y Y - - -
changes.write   scope  - - - - - Y - - -
imports.write   scope  - - - - - Y - - -
checks.read     scope  - - - Y Y Y - - -
posts.read      scope  - - Y Y Y Y - - -
publish         city   - - - - - Y - - -
pack.read       scope  - - Y - - Y - - -
reports.write   scope  - - Y - - - - - -
reports.read    scope  - - Y - - Y - - -
reports.answer  scope  - - - - - Y - - -
opening.read    all    - - - - - Y - - Y
opening.write   city   - - - - - Y - - -
persons.read    scope  - - Y Y Y Y - - -
persons.reveal  scope  - - - Y - Y - - -
persons.export  scope  - - - - - Y - - -
persons.erase   scope  - - - - - Y - - -
users.read      all    - - - - - - - Y Y
users.write     all    - - - - - - - - Y
users.grant     all    - - - - - - - Y -
tokens.write    all    - - - - - - - Y -
audit.read      all    - - - - - - Y - -
`

var columns = []access.Role{
	access.Public, access.Display, access.Worker, access.Dispatcher, access.Planner, access.Keeper, access.Auditor, access.Security, access.Admin,
}

// cells reads golden: for each action its reach and who may.
func cells(t *testing.T) map[access.Action][]string {
	t.Helper()
	out := map[access.Action][]string{}
	for _, line := range strings.Split(strings.TrimSpace(golden), "\n") {
		f := strings.Fields(line)
		if len(f) != 2+len(columns) {
			t.Fatalf("line %q", line)
		}
		out[access.Action(f[0])] = f[1:]
	}
	return out
}

// as is a caller of one role.
func as(r access.Role) *access.Caller {
	if r == access.Public {
		return &access.Caller{}
	}
	if r == access.Display {
		return &access.Caller{Roles: []access.Role{r}, Via: access.ViaDisplay}
	}
	return &access.Caller{Account: "a", Roles: []access.Role{r}, Via: access.ViaSession, WholeCity: true}
}

// TestTable holds every cell of the table, and that nothing stands in it besides.
func TestTable(t *testing.T) {
	want := cells(t)
	for _, a := range access.Actions() {
		row, ok := want[a]
		if !ok {
			t.Errorf("%s is in the table and not here", a)
			continue
		}
		if reach, _ := access.ReachOf(a); string(reach) != row[0] {
			t.Errorf("%s reaches %s, want %s", a, reach, row[0])
		}
		for i, r := range columns {
			if got := as(r).May(a); got != (row[i+1] == "Y") {
				t.Errorf("%s may do %s: %v", r, a, got)
			}
		}
	}
	if len(access.Actions()) != len(want) {
		t.Errorf("the table has %d actions, %d are here", len(access.Actions()), len(want))
	}
}

// TestOthersMayNothingMore: an action that is in no row, nobody, a bound session, a token for less.
func TestOthersMayNothingMore(t *testing.T) {
	public, all := as(access.Public), access.Roles()
	for _, a := range append(access.Actions(), "", "no.such", "CHANGES.WRITE", "changes.write ") {
		var nobody *access.Caller
		if nobody.May(a) != public.May(a) || (&access.Caller{Roles: all}).May(a) != public.May(a) {
			t.Errorf("who is not known may do %s", a)
		}
		bound := &access.Caller{Account: "a", Roles: all, Via: access.ViaSession, WholeCity: true, Bound: true}
		if own := a == "session" || a == "account.self"; bound.May(a) != (own || public.May(a)) {
			t.Errorf("a bound session may do %s: %v", a, bound.May(a))
		}
		for _, only := range [][]access.Action{{}, {"search"}, {"audit.read"}} {
			token := &access.Caller{Account: "a", Roles: []access.Role{access.Planner}, Via: access.ViaToken, Only: only}
			mayAt := public.May(a) || len(only) > 0 && only[0] == a && as(access.Planner).May(a)
			if token.May(a) != mayAt {
				t.Errorf("a token of a planner for %v may do %s: %v", only, a, token.May(a))
			}
		}
		if _, known := access.ReachOf(a); !known && (as(access.Keeper).May(a) || access.Command().May(a)) {
			t.Errorf("%q is in no row and allowed", a)
		}
	}
}

// TestOfTheWholeCity: what the whole city has in common is changed by nobody who is for a part of it,
// and the refusal says that this is why; all else is judged by the roles alone.
func TestOfTheWholeCity(t *testing.T) {
	street, n := city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"}, 0
	for _, a := range access.Actions() {
		reach, _ := access.ReachOf(a)
		for _, r := range access.Roles() {
			whole, part := as(r), as(r)
			part.WholeCity, part.Scope = false, []city.Seat{street}
			if want := whole.May(a) && reach != access.WholeCity; part.May(a) != want {
				t.Errorf("%s of a street may do %s: %v", r, a, !want)
			}
			told := strings.Contains(part.Refusal(a).Error(), "whole city")
			if lacks := whole.May(a) && !part.May(a); told != lacks {
				t.Errorf("%s of a street is told of %s: %v", r, a, part.Refusal(a))
			} else if lacks {
				n++
			}
		}
	}
	if n != 2 { // publish and opening.write, of keepers
		t.Errorf("%d acts need the whole city", n)
	}
}

// TestSeesAll: the officers of system and audit see of the map what strangers do; the officer of security,
// who says which areas an account is for, and the desks see all of it.
func TestSeesAll(t *testing.T) {
	for _, r := range access.Roles() {
		if got, want := as(r).SeesAll("areas.read"), r != access.Admin && r != access.Auditor; got != want {
			t.Errorf("%s sees all areas: %v", r, got)
		}
	}
}

// TestOfficersApart: no account is two of the three officers, and none of them does another's acts.
func TestOfficersApart(t *testing.T) {
	officers := []access.Role{access.Auditor, access.Security, access.Admin}
	own := map[access.Role][]access.Action{
		access.Auditor: {"audit.read"}, access.Security: {"users.grant", "tokens.write"}, access.Admin: {"users.write"},
	}
	for _, a := range officers {
		for _, b := range access.Roles() {
			if a != b && (access.Apart([]access.Role{a, b}) || access.Apart([]access.Role{b, a})) {
				t.Errorf("one account may be %s and %s", a, b)
			}
			for _, act := range own[a] {
				if as(b).May(act) != (a == b) {
					t.Errorf("%s does %s, which is the act of %s: %v", b, act, a, as(b).May(act))
				}
			}
		}
		if !access.Apart([]access.Role{a}) || !access.NeedsSecondFactor(a) {
			t.Errorf("%s", a)
		}
	}
	if !access.Apart([]access.Role{access.Worker, access.Dispatcher, access.Planner, access.Keeper}) {
		t.Error("the desks are apart")
	}
}
