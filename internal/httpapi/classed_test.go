package httpapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// asked counts what the served store is asked about single things.
type asked struct {
	city.Store
	one, many, records atomic.Int64
}

func (s *asked) CodeID(ctx context.Context, k city.Key) (int64, error) {
	s.one.Add(1)
	return s.Store.CodeID(ctx, k)
}

func (s *asked) CodeIDs(ctx context.Context, keys []city.Key) (map[city.Key]int64, error) {
	s.many.Add(1)
	return s.Store.CodeIDs(ctx, keys)
}

func (s *asked) Records(ctx context.Context, q city.Query) ([]city.Record, error) {
	if q.IDs != nil {
		s.records.Add(1)
	}
	return s.Store.Records(ctx, q)
}

// taken are the questions since it was asked last.
func (s *asked) taken() (one, many, records int64) {
	return s.one.Swap(0), s.many.Swap(0), s.records.Swap(0)
}

// TestClassedAtOnce: an import of 20,000 buildings that were opened knowingly asks the store by the
// thousands for what stood before, and finds the one among the last that did not; one of as many that is
// written knowingly asks once.
func TestClassedAtOnce(t *testing.T) {
	const n = 20_000
	counts := &asked{}
	var a *accounts
	d := newDesk(t, func(s city.Store) city.Reader { counts.Store = s; return counts }, func(c *httpapi.Config) { a = gate(t, c); c.Imports.MaxBytes = 4 << 20 })
	d.accounts, d.keeper = a, a.token("keeper", []access.Role{access.Keeper, access.Planner})
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	rows := func(name string) string {
		var b strings.Builder
		b.WriteString("code,name,lon,lat,class.permission\n")
		for i := range n {
			fmt.Fprintf(&b, "N-%05d,%s,%.5f,%.5f,internal\n", i, name, 116.0001+float64(i%200)*0.00004, 39.0001+float64(i/200)*0.00008)
		}
		return b.String()
	}
	const building = "kind=building&format=csv"
	if got := d.sends(t, d.keeper, building+"&even_restricted=true", rows("x")); got["state"] != "done" || got["undo"] == "" {
		t.Fatalf("%v", got)
	}
	if one, many, records := counts.taken(); one != 0 || many != 1 || records != 0 {
		t.Errorf("written knowingly: %d codes one by one, %d times many, %d times records; want 0, 1, 0", one, many, records)
	}
	got := d.sends(t, d.keeper, building, rows("y")+"Z-1,y,116.004,39.004,internal\n")
	if p, _ := got["error"].(object); got["state"] != "failed" || p["code"] != "classed_data" || !strings.Contains(p["detail"].(string), "building/Z-1 would be ") {
		t.Errorf("%v", got)
	}
	if one, many, records := counts.taken(); one != 0 || many != 5 || records != 4 {
		t.Errorf("judged to the last: %d codes one by one, %d times many, %d times records; want 0, 5, 4", one, many, records)
	}
}

// TestClassedParts: the parts of what was opened knowingly may stand under new codes, also where one
// keeps the old code, and be one again; narrower than it was they may not.
func TestClassedParts(t *testing.T) {
	d := keeperDesk(t, nil)
	revision := 2
	change := func(token, query, body string) *problemSeen {
		t.Helper()
		before := d.keeper
		d.keeper = token
		defer func() { d.keeper = before }()
		r := d.send("/api/v1/changes"+query, body, "If-Match", fmt.Sprintf(`"%d"`, revision))
		if r.StatusCode == 201 {
			revision++
			return nil
		}
		p := problemOf(t, r)
		return &problemSeen{p.Status, p.Code, p.Detail}
	}
	const closed = `{"puts":[{"kind":"area","layer":"street","code":"a","class":{"permission":"internal"}}]}`
	if p := change(d.keeper, "", closed); p == nil || p.code != "classed_data" {
		t.Fatalf("%+v", p)
	}
	if p := change(d.keeper, "?even_restricted=true", closed); p != nil {
		t.Fatalf("%+v", p)
	}
	split := func(first, second string) string {
		return `{"edits":[{"split":{"layer":"street","code":"a","line":[[116.005,38.9],[116.005,39.1]],"parts":[{"code":"` + first + `"},{"code":"` + second + `"}]}}]}`
	}
	ofD := d.accounts.token("of-d", []access.Role{access.Keeper}, city.Seat{Kind: city.KindArea, Layer: "district", Code: "d"})
	narrower := strings.Replace(split("a", "a2"), `{"code":"a2"}`, `{"code":"a2","class":{"permission":"restricted"}}`, 1)
	for _, query := range []string{"", "?even_restricted=true"} { // who may not open cannot say it
		if p := change(ofD, query, narrower); p == nil || p.status != 409 || p.code != "classed_data" || !strings.Contains(p.detail, "street/a2 would be restricted") {
			t.Errorf("%s: %+v", query, p)
		}
	}
	if p := change(ofD, "", split("a", "a2")); p != nil {
		t.Fatalf("a split that keeps the code: %+v", p)
	}
	const merged = `{"edits":[{"merge":{"layer":"street","codes":["a","a2"],"into":{"code":"a"}}}]}`
	if p := change(d.keeper, "", merged); p != nil {
		t.Fatalf("a merge that keeps the code: %+v", p)
	}
	// Two edits in one request: what the first made is gone again.
	twice := `{"edits":[` + strings.TrimSuffix(strings.TrimPrefix(split("a", "a3"), `{"edits":[`), `]}`) +
		`,{"split":{"layer":"street","code":"a3","line":[[116.0,39.005],[116.02,39.005]],"parts":[{"code":"a4"},{"code":"a5"}]}}]}`
	if p := change(d.keeper, "", twice); p != nil {
		t.Fatalf("two splits: %+v", p)
	}
	if p := change(d.keeper, "", strings.ReplaceAll(strings.ReplaceAll(closed, `"a"`, `"b"`), `internal`, `restricted`)); p == nil || p.code != "classed_data" {
		t.Errorf("an area beside them: %+v", p)
	}
}

// problemSeen is a refusal.
type problemSeen struct {
	status       int
	code, detail string
}

// TestClassedAudit: the row of a write that even_restricted alone let pass says so; that of one which
// says it without need does not.
func TestClassedAudit(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	put := func(n int, query, code, more string) {
		t.Helper()
		body := `{"puts":[{"kind":"building","layer":"building","code":"` + code + `","geometry":{"type":"Point","coordinates":[116.004,39.004]}` + more + `}]}`
		if r := d.send("/api/v1/changes"+query, body, "If-Match", fmt.Sprintf(`"%d"`, n)); r.StatusCode != 201 {
			t.Fatalf("%d %s", r.StatusCode, bodyOf(t, r))
		}
	}
	const internal = `,"class":{"permission":"internal"}`
	put(2, "?even_restricted=true", "M-1", "")
	put(3, "?even_restricted=true", "M-2", internal)
	put(4, "?even_restricted=true", "M-2", internal+`,"households":4`)
	if got := d.sends(t, d.keeper, "kind=building&format=csv&even_restricted=true", "code,lon,lat,class.permission\nM-3,116.004,39.004,restricted\n"); got["state"] != "done" {
		t.Fatalf("%v", got)
	}
	auditor := d.accounts.token("auditor", []access.Role{access.Auditor})
	var page struct {
		Entries []struct {
			Action, Outcome string
			Of              []string
			Revision        int64
		}
	}
	text := bodyOf(t, d.asks(auditor, "GET", "/api/v1/audit?limit=500", ""))
	if err := json.Unmarshal([]byte(text), &page); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range page.Entries {
		if e.Revision == 0 {
			continue
		}
		e.Of = slices.DeleteFunc(e.Of, func(key string) bool { return strings.HasPrefix(key, "token/") || strings.HasPrefix(key, "import/") })
		got = append(got, fmt.Sprintf("%d %s %s %s", e.Revision, e.Action, e.Outcome, strings.Join(e.Of, " ")))
	}
	slices.Sort(got)
	want := []string{
		"3 changes.write done building/M-1", "4 changes.write done even/restricted building/M-2", "5 changes.write done building/M-2",
		"6 changes.write done even/restricted building/M-3", "6 imports.write done even/restricted",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant\n%q\nof %s", got, want, text)
	}
}
