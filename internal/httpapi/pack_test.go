package httpapi_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// packSeen is what the tests read of a pack.
type packSeen struct {
	Layer, Code, Grid string
	Own               []string
	Neighbours        []struct{ Of, Code string }
	Areas             []struct {
		Layer, Code string
		Ground      [][][]int32
	}
	Buildings []struct {
		Code, Grid string
		Households *int64
	}
	Posts []struct {
		Code   string
		Phones []string
	}
	Mine    []struct{ Code string }
	LeftOut []struct {
		What  string
		Count int
	} `json:"left_out"`
}

func packOf(t *testing.T, text string) packSeen {
	t.Helper()
	var p packSeen
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return p
}

// TestPack: a worker's pack has the ground of the street's grids, numbers of duty and no name, households
// of the own grid alone; the account's person finds the own posts, and every number is in the audit.
func TestPack(t *testing.T) {
	d := keeperDesk(t, nil)
	staff(t, d)
	a := city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"}
	worker := d.accounts.token("work-a", []access.Role{access.Worker}, a)
	if err := d.accounts.gate.GrantUser(t.Context(), access.Command(), "work-a", access.Grant{Roles: []access.Role{access.Worker}, Scope: []city.Seat{a}, Person: "P-1"}); err != nil {
		t.Fatal(err)
	}
	described(t, d, "GET", "/api/v1/pack", d.asks(worker, "GET", "/api/v1/pack", ""), 200)
	text := bodyOf(t, d.asks(worker, "GET", "/api/v1/pack", ""))
	p := packOf(t, text)
	if p.Layer != "district" || p.Code != "d" || p.Grid != "street" || !slices.Equal(p.Own, []string{"a"}) {
		t.Errorf("the pack is of %s/%s for %v of %s", p.Layer, p.Code, p.Own, p.Grid)
	}
	var ground []string
	for _, one := range p.Areas {
		if len(one.Ground) > 0 {
			ground = append(ground, one.Code)
		}
	}
	if slices.Sort(ground); !slices.Contains(ground, "a") || !slices.Contains(ground, "b") || !slices.Contains(ground, "d") {
		t.Errorf("there is ground of %v", ground)
	}
	if len(p.Neighbours) != 1 || p.Neighbours[0].Code != "b" || p.Neighbours[0].Of != "a" {
		t.Errorf("next to it are %v", p.Neighbours)
	}
	if len(p.Mine) != 1 || p.Mine[0].Code != "post-a" {
		t.Errorf("own posts are %v", p.Mine)
	}
	for _, post := range p.Posts {
		if !slices.Equal(post.Phones, []string{"13812345678"}) {
			t.Errorf("%s has the numbers %v", post.Code, post.Phones)
		}
	}
	if len(p.Posts) != 2 {
		t.Errorf("there are the posts %v", p.Posts)
	}
	for _, b := range p.Buildings {
		if b.Grid != "a" && b.Households != nil {
			t.Errorf("it tells the households of %s in %s", b.Code, b.Grid)
		}
	}
	for _, not := range []string{"金丝雀", "13987654321", "P-1", "P-2"} {
		if strings.Contains(text, not) {
			t.Errorf("the pack holds %s", not)
		}
	}
	rows, err := d.accounts.gate.Audit(t.Context(), access.Command(), access.Filter{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(rows, func(e access.EntryInfo) bool {
		return e.Account == "work-a" && e.Action == "persons.read" && slices.Contains(e.Of, "person/P-1") && slices.Contains(e.Of, "person/P-2")
	}) {
		t.Errorf("the audit has no row of the numbers: %v", rows)
	}
}

// TestPackOfOthers: a pack of a grid outside one's areas is one of a grid that never was; who is no worker
// gets none.
func TestPackOfOthers(t *testing.T) {
	d, of := scoped(t)
	worker := of[access.Worker]["a"]
	other, never := d.asks(worker, "GET", "/api/v1/pack?grid=b", ""), d.asks(worker, "GET", "/api/v1/pack?grid=q", "")
	if got, want := bodyOf(t, other), strings.ReplaceAll(bodyOf(t, never), "grid q", "grid b"); other.StatusCode != 404 || never.StatusCode != 404 || strings.ReplaceAll(got, `\"b\"`, `\"q\"`) != want {
		t.Errorf("of another's %d %s, of none %d %s", other.StatusCode, got, never.StatusCode, want)
	}
	for role, want := range map[access.Role]int{access.Dispatcher: 403, access.Planner: 403, access.Keeper: 200} {
		if r := d.asks(of[role]["a"], "GET", "/api/v1/pack", ""); r.StatusCode != want {
			t.Errorf("%s: %d, want %d", role, r.StatusCode, want)
		}
	}
	if r := d.ask("GET", "/api/v1/pack", ""); r.StatusCode != 401 {
		t.Errorf("anybody: %d", r.StatusCode)
	}
}

// TestStaffWords: roles, domains and kinds of organisations are told to the desks, as the scheme has them.
func TestStaffWords(t *testing.T) {
	d := postDesk(t)
	got := described(t, d, "GET", "/api/v1/staff/words", d.local("GET", "/api/v1/staff/words", ""), 200)
	for _, of := range []string{"roles", "domains", "organisations"} {
		if list, ok := got[of].([]any); !ok || len(list) == 0 {
			t.Errorf("%s: %v", of, got[of])
		}
	}
	if r := d.ask("GET", "/api/v1/staff/words", ""); r.StatusCode != 401 {
		t.Errorf("anybody: %d", r.StatusCode)
	}
}

// TestPackStandIns: to name somebody elsewhere as a stand-in, or to hold a post elsewhere, tells nothing of
// there, and does not keep the pack of the own grid away.
func TestPackStandIns(t *testing.T) {
	d := keeperDesk(t, nil)
	staff(t, d)
	a, b := city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "b"}
	d.apply("2026-07-03",
		&city.Organisation{Code: "org-far", Kind: "property_company", Covers: []city.Seat{b}},
		&city.Post{Code: "far", Role: "property_contact", Person: "P-2", At: city.Seat{Kind: city.KindOrganisation, Layer: city.LayerOrganisation, Code: "org-far"}},
		&city.Post{Code: "mine", Role: "street_contact", Person: "P-1", At: a, StandIns: []string{"far"}},
		&city.Post{Code: "besides", Role: "street_contact", Person: "P-1", Acting: true, At: b})
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	worker := d.accounts.token("work-a", []access.Role{access.Worker}, a)
	if err := d.accounts.gate.GrantUser(t.Context(), access.Command(), "work-a", access.Grant{Roles: []access.Role{access.Worker}, Scope: []city.Seat{a}, Person: "P-1"}); err != nil {
		t.Fatal(err)
	}
	r := d.asks(worker, "GET", "/api/v1/pack", "")
	p := packOf(t, bodyOf(t, r))
	if r.StatusCode != 200 || !slices.Equal(p.Own, []string{"a"}) {
		t.Errorf("%d: the pack is for %v", r.StatusCode, p.Own)
	}
	for _, post := range p.Posts {
		if post.Code == "far" {
			t.Errorf("the pack tells %v of a post elsewhere", post.Phones)
		}
	}
}

// TestPackTooBig: a street of which a phone cannot hold all has a pack within the bytes, which says what it is
// without; it comes compressed for who takes that.
func TestPackTooBig(t *testing.T) {
	d := keeperDesk(t, nil)
	staff(t, d)
	dice := rand.New(rand.NewPCG(1, 2))
	name := func() string { // it packs badly
		runes := make([]rune, 300)
		for i := range runes {
			runes[i] = rune(0x4e00 + dice.IntN(20_000))
		}
		return string(runes)
	}
	var houses []city.Content
	for i := range 4_400 {
		x := int32(i / 2 % 9)
		if i%2 == 1 {
			x += 10 // in b
		}
		houses = append(houses, &city.Building{Code: fmt.Sprint("big-", i), Shape: rect(x, 1, x+1, 2), Names: city.Names{Zh: name()}, Households: ptr[int64](1)})
	}
	d.apply("2026-07-03", houses...)
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	worker := d.accounts.token("work-a", []access.Role{access.Worker}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"})
	r := d.ask("GET", "/api/v1/pack", "", "Authorization", "Bearer "+worker, "Accept-Encoding", "gzip")
	packed := bodyOf(t, r)
	if r.StatusCode != 200 || r.Header.Get("Content-Encoding") != "gzip" || len(packed) > 2_000_000 || r.Header.Get("Content-Length") != strconv.Itoa(len(packed)) {
		t.Fatalf("%d, %v, %d bytes", r.StatusCode, r.Header, len(packed))
	}
	z, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	p := packOf(t, string(text))
	left := map[string]int{}
	for _, l := range p.LeftOut {
		left[l.What] = l.Count
	}
	if left["buildings_elsewhere"] != 2_200 || left["buildings"] != 0 || len(p.Buildings) < 2_200 || len(p.Posts) != 2 {
		t.Errorf("it has %d buildings and %d posts, and is without %v", len(p.Buildings), len(p.Posts), left)
	}
	if plain := bodyOf(t, d.asks(worker, "GET", "/api/v1/pack", "")); !strings.Contains(plain, `"left_out":[{`) || len(plain) < len(packed) {
		t.Errorf("as it is, it has %d bytes", len(plain))
	}
}

// TestPackOfStreet: who is for more than grids has the pack of these grids, and is not refused.
func TestPackOfStreet(t *testing.T) {
	d := keeperDesk(t, nil)
	staff(t, d)
	worker := d.accounts.token("work-d", []access.Role{access.Worker}, city.Seat{Kind: city.KindArea, Layer: "district", Code: "d"})
	p := packOf(t, bodyOf(t, d.asks(worker, "GET", "/api/v1/pack", "")))
	if p.Code != "d" || p.Grid != "street" || !slices.Equal(p.Own, []string{"a", "b"}) || len(p.Posts) != 2 {
		t.Errorf("the pack is of %s for %v with the posts %v", p.Code, p.Own, p.Posts)
	}
}
