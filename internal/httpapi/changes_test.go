package httpapi_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
)

// writingDesk is one whose keeper of the data may write.
func writingDesk(t testing.TB) *desk {
	return keeperDesk(t, nil)
}

// send asks as the keeper of the data.
func (d *desk) send(target, body string, header ...string) *http.Response {
	d.t.Helper()
	r := httptest.NewRequest("POST", target, strings.NewReader(body))
	r.Host = "localhost"
	d.signs(r)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	return d.do(r)
}

// signs adds the keeper's token.
func (d *desk) signs(r *http.Request) {
	if d.keeper != "" {
		r.Header.Set("Authorization", "Bearer "+d.keeper)
	}
}

// told is what a change answers.
type told struct {
	DryRun   bool `json:"dry_run"`
	Written  bool
	Revision int64
	Report   struct {
		Areas []struct {
			Layer, Code, What string
			BeforeM2          *float64 `json:"before_m2"`
			AfterM2           *float64 `json:"after_m2"`
		}
		Gaps, Overlaps, Levels struct{ Opened, Closed []any }
		Entries                int
	}
}

func toldOf(t testing.TB, r *http.Response) told {
	t.Helper()
	var out told
	text := bodyOf(t, r)
	if err := json.Unmarshal([]byte(text), &out); err != nil || r.StatusCode >= 300 {
		t.Fatalf("%d %s (%v)", r.StatusCode, text, err)
	}
	return out
}

// moveAB moves the border of the streets a and b, at 116.010° E, 0.001° to the west in its
// middle.
const moveAB = `{"note":"n","edits":[{"move_arc":{"layer":"street","between":["a","b"],"from":[116.01,39.002],"to":[116.01,39.008],"path":[[116.009,39.002],[116.009,39.008]],"levels":"one"}}]}`

// outAndIn lets a park end, opens an overlap, cuts a street, and puts a building.
const outAndIn = `{"effective_from":"2026-12-01","deletes":[{"layer":"park","code":"p"}],"puts":[
 {"layer":"street","code":"c","parent":"d","geometry":{"type":"Polygon","coordinates":[[[116.016,39],[116.02,39],[116.02,39.01],[116.016,39.01],[116.016,39]]]}},
 {"kind":"building","layer":"building","code":"h2","households":3,"geometry":{"type":"Point","coordinates":[116.003,39.003]},"address":{"road":"柳舟路"}},
 {"kind":"place","layer":"police_post","code":"s9","state":"planned","geometry":{"type":"Point","coordinates":[116.003,39.003]}},
 {"kind":"line","layer":"road","code":"r1","names":{"zh":"路"}}],
 "edits":[{"split":{"layer":"street","code":"a","line":[[116.005,38.9],[116.005,39.1]],"parts":[{"code":"a1","at":[116.001,39.005]},{"code":"a2","name":"二"}]}}]}`

// TestChanges: a dry run says what the change then does, and writes nothing; what is written
// is seen by the next reader; a change on an older revision is refused with the latest.
func TestChanges(t *testing.T) {
	d := writingDesk(t)
	owner := func() string {
		return bodyOf(t, d.ask("GET", "/api/v1/locate?lon=116.0095&lat=39.005&fields=areas", ""))
	}
	if !strings.Contains(owner(), `"code":"a"`) {
		t.Fatal(owner())
	}
	dry := d.send("/api/v1/changes?dry_run=true", moveAB)
	plan := toldOf(t, dry)
	if dry.StatusCode != 200 || !plan.DryRun || plan.Written || plan.Revision != 2 || plan.Report.Entries != 3 || len(plan.Report.Areas) != 3 || dry.Header.Get("ETag") != `"2"` {
		t.Errorf("%d %+v", dry.StatusCode, plan)
	}
	if !strings.Contains(owner(), `"code":"a"`) {
		t.Error("a dry run has written")
	}
	r := d.send("/api/v1/changes", moveAB, "If-Match", `"2"`)
	done := toldOf(t, r)
	if r.StatusCode != 201 || done.Revision != 3 || !done.Written || r.Header.Get("ETag") != `"3"` || r.Header.Get("Location") != "/api/v1/revisions/3" {
		t.Errorf("%d %v %+v", r.StatusCode, r.Header, done)
	}
	// The border of the district had no vertex where the streets' border ends.
	if a := done.Report.Areas; len(a) != 3 || a[0].What != "noded" || a[1].What != "changed" || !reflect.DeepEqual(done.Report, plan.Report) || *a[1].AfterM2 >= *a[1].BeforeM2 {
		t.Errorf("%+v, the dry run said %+v", done.Report, plan.Report)
	}
	if !strings.Contains(owner(), `"code":"b"`) {
		t.Error("the next reader does not see it", owner())
	}
	card := bodyOf(t, d.ask("GET", "/api/v1/revisions/3", "", "Authorization", "Bearer "+d.keeper))
	if !strings.Contains(card, `"note":"n"`) {
		t.Error(card)
	}
	stale := d.send("/api/v1/changes", moveAB, "If-Match", `"2"`)
	if p := problemOf(t, stale); p.Status != 412 || p.Code != "stale_revision" || p.Revision == nil || *p.Revision != 3 {
		t.Errorf("%+v", p)
	}
	// The ETag of an answer is a revision too.
	tag := d.ask("GET", "/api/v1/layers", "").Header.Get("ETag")
	back := d.send("/api/v1/revisions/3/reverse", `{"note":"back"}`, "If-Match", tag)
	if got := toldOf(t, back); back.StatusCode != 201 || got.Revision != 4 || len(got.Report.Areas) != 3 {
		t.Errorf("%d %+v", back.StatusCode, got)
	}
	if !strings.Contains(owner(), `"code":"a"`) {
		t.Error("it was not taken back")
	}
	if p := problemOf(t, d.send("/api/v1/revisions/3/reverse", `{}`, "If-Match", `"4"`)); p.Status != 409 || p.Code != "conflict" || p.Revision == nil || *p.Revision != 4 {
		t.Errorf("%+v", p)
	}
}

// TestListChanges: what was written says how much of what it was, and what took it back; only who may
// write is told.
func TestListChanges(t *testing.T) {
	d := writingDesk(t)
	toldOf(t, d.send("/api/v1/changes", moveAB, "If-Match", `"2"`))
	toldOf(t, d.send("/api/v1/revisions/3/reverse", `{"note":"back"}`, "If-Match", `"3"`))
	type listed struct {
		Revision int64 `json:"revision"`
		Changes  []struct {
			Number     int64              `json:"number"`
			Author     *string            `json:"author"`
			Note       string             `json:"note"`
			Wrote      []atlas.WroteLayer `json:"wrote"`
			Reverses   *int64             `json:"reverses"`
			ReversedBy *int64             `json:"reversed_by"`
		} `json:"changes"`
		Before *int64 `json:"before"`
	}
	list := func(query string) (out listed) {
		t.Helper()
		r := d.ask("GET", "/api/v1/changes"+query, "", "Authorization", "Bearer "+d.keeper)
		if text := bodyOf(t, r); r.StatusCode != 200 || json.Unmarshal([]byte(text), &out) != nil {
			t.Fatalf("%d %s", r.StatusCode, text)
		}
		return out
	}
	described(t, d, "GET", "/api/v1/changes", d.ask("GET", "/api/v1/changes", "", "Authorization", "Bearer "+d.keeper), 200)
	all := list("")
	if all.Revision != 4 || len(all.Changes) != 4 || all.Before != nil {
		t.Fatalf("%+v", all)
	}
	back, moved := all.Changes[0], all.Changes[1]
	if back.Number != 4 || back.Reverses == nil || *back.Reverses != 3 || back.ReversedBy != nil || back.Note != "back" || back.Author == nil || *back.Author != "keeper" {
		t.Errorf("%+v", back)
	}
	want := []atlas.WroteLayer{{Kind: "area", Layer: "district", N: 1}, {Kind: "area", Layer: "street", N: 2}}
	if moved.Reverses != nil || moved.ReversedBy == nil || *moved.ReversedBy != 4 || !slices.Equal(moved.Wrote, want) {
		t.Errorf("%+v", moved)
	}
	if first := all.Changes[3]; first.ReversedBy != nil || first.Reverses != nil || len(first.Wrote) == 0 {
		t.Errorf("%+v", first)
	}
	if page := list("?limit=1&before=4"); len(page.Changes) != 1 || page.Changes[0].Number != 3 || page.Changes[0].ReversedBy == nil || page.Before == nil || *page.Before != 3 {
		t.Errorf("%+v", page)
	}
	if p := problemOf(t, d.ask("GET", "/api/v1/changes?limit=101", "", "Authorization", "Bearer "+d.keeper)); p.Code != "out_of_range" || p.Parameter != "limit" {
		t.Errorf("%+v", p)
	}
}

// TestUnchanged: what is as it should be takes no revision.
func TestUnchanged(t *testing.T) {
	d := writingDesk(t)
	r := d.send("/api/v1/changes", `{"puts":[{"layer":"street","code":"b","parent":"d"}]}`, "If-Match", `"2"`)
	if got := toldOf(t, r); r.StatusCode != 200 || got.Written || got.Revision != 2 || got.Report.Entries != 0 || r.Header.Get("Location") != "" {
		t.Errorf("%d %+v", r.StatusCode, got)
	}
}

// TestIdempotency: the same call with a key is done once, also when both come together;
// another call with the key is refused; a call that failed may come again.
func TestIdempotency(t *testing.T) {
	d := writingDesk(t)
	headers := []string{"If-Match", `"2"`, "Idempotency-Key", "k1"}
	var wg sync.WaitGroup
	answers := make([]string, 4)
	for i := range answers {
		wg.Go(func() {
			r := httptest.NewRequest("POST", "/api/v1/changes", strings.NewReader(moveAB))
			r.Host = "localhost"
			d.signs(r)
			r.Header.Set("If-Match", `"2"`)
			r.Header.Set("Idempotency-Key", "k1")
			w := httptest.NewRecorder()
			d.handler.ServeHTTP(w, r)
			answers[i] = fmt.Sprint(w.Code, w.Header().Get("ETag"), w.Header().Get("Location"), w.Body)
		})
	}
	wg.Wait()
	for _, a := range answers {
		if a != answers[0] || !strings.HasPrefix(a, "201") {
			t.Errorf("%.80s, %.80s", a, answers[0])
		}
	}
	if p := problemOf(t, d.send("/api/v1/changes", moveAB+" ", headers...)); p.Status != 422 || p.Code != "idempotency_mismatch" || p.Parameter != "Idempotency-Key" {
		t.Errorf("%+v", p)
	}
	if p := problemOf(t, d.send("/api/v1/changes", moveAB, "If-Match", `"2"`, "Idempotency-Key", "k2")); p.Status != 412 {
		t.Errorf("%+v", p)
	}
	if p := problemOf(t, d.send("/api/v1/changes", `{}`, "If-Match", `"3"`, "Idempotency-Key", "k2")); p.Code != "empty_change" {
		t.Errorf("a failed call holds its key: %+v", p)
	}
	for _, bad := range []string{"", " ", "a b", "ü", strings.Repeat("x", 256)} {
		if p := problemOf(t, d.send("/api/v1/changes", moveAB, "If-Match", `"3"`, "Idempotency-Key", bad)); p.Code != "bad_header" {
			t.Errorf("%q: %+v", bad, p)
		}
	}
}

// TestBadChanges: what is wrong is refused by a code and by the path of the value.
func TestBadChanges(t *testing.T) {
	d := writingDesk(t)
	before := d.atlas.Current().Revision
	arc := func(between, from, to, path, more string) string {
		return `{"edits":[{"move_arc":{"layer":"street","between":` + between + `,"from":` + from + `,"to":` + to + `,"path":` + path + more + `}}]}`
	}
	const low, high = `[116.01,39.002]`, `[116.01,39.008]`
	for _, c := range []struct {
		name, body, code, parameter string
		status                      int
	}{
		{"no JSON", `{`, "bad_body", "", 400},
		{"a list", `[]`, "bad_body", "", 400},
		{"text after it", `{"puts":[]} x`, "bad_body", "", 400},
		{"no UTF-8", "{\"note\":\"\xff\"}", "bad_body", "", 400},
		{"unknown field", `{"nix":1}`, "unknown_parameter", "nix", 400},
		{"unknown deep field", `{"edits":[{"merge":{"layer":"street","codes":[],"into":{"code":"x","nix":1}}}]}`, "unknown_parameter", "edits[0].merge.into.nix", 400},
		{"another case", `{"Note":"x"}`, "unknown_parameter", "Note", 400},
		{"twice", `{"note":"a","note":"b"}`, "repeated_parameter", "note", 400},
		{"missing", `{"edits":[{"split":{"layer":"street","code":"a","line":[]}}]}`, "missing_parameter", "edits[0].split.parts", 400},
		{"wrong type", `{"edits":[{"split":{"layer":5}}]}`, "wrong_type", "edits[0].split.layer", 400},
		{"three numbers", arc(`["a","b"]`, `[1,2,3]`, high, `[]`, ``), "wrong_type", "edits[0].move_arc.from", 400},
		{"one number", arc(`["a","b"]`, low, high, `[[1]]`, ``), "wrong_type", "edits[0].move_arc.path[0]", 400},
		{"a huge number", arc(`["a","b"]`, `[1e999,2]`, high, `[]`, ``), "bad_number", "edits[0].move_arc.from[0]", 400},
		{"off the earth", arc(`["a","b"]`, low, high, `[[116.01,39.004],[200,39]]`, ``), "out_of_range", "edits[0].move_arc.path[1]", 400},
		{"nothing", `{}`, "empty_change", "", 400},
		{"no operation", `{"edits":[{}]}`, "bad_edit", "edits[0]", 400},
		{"a date", `{"effective_from":"today","deletes":[{"layer":"park","code":"p"}]}`, "bad_date", "effective_from", 400},
		{"layer", `{"deletes":[{"layer":"nix","code":"p"}]}`, "unknown_layer", "deletes[0].layer", 404},
		{"code", `{"deletes":[{"layer":"park","code":"nix"}]}`, "unknown_code", "deletes[0].code", 404},
		{"kind", `{"deletes":[{"kind":"nix","layer":"park","code":"p"}]}`, "unknown_value", "deletes[0].kind", 400},
		{"a person", `{"deletes":[{"kind":"person","layer":"person","code":"p"}]}`, "unknown_value", "deletes[0].kind", 400},
		{"a post", `{"puts":[{"kind":"post","layer":"post","code":"p"}]}`, "unknown_role", "puts[0]", 404},
		{"children", `{"deletes":[{"layer":"district","code":"d"}]}`, "has_children", "", 409},
		{"heirs", `{"deletes":[{"layer":"park","code":"p","successors":["nix"]}]}`, "unknown_successor", "", 400},
		{"free layer", `{"edits":[{"move_arc":{"layer":"park","between":["p",null],"from":[1,1],"to":[1,1],"path":[]}}]}`, "free_layer", "edits[0].move_arc.layer", 400},
		{"an area alone", arc(`["a","a"]`, low, high, `[]`, ``), "bad_edit", "edits[0].move_arc.between", 400},
		{"no border", arc(`["a","c"]`, low, high, `[]`, ``), "no_such_border", "edits[0].move_arc.between", 400},
		{"off the border", arc(`["a","b"]`, `[116.0101,39.002]`, high, `[]`, ``), "off_border", "edits[0].move_arc.from", 400},
		{"a far tolerance", arc(`["a","b"]`, low, high, `[]`, `,"tolerance_m":51`), "out_of_range", "edits[0].move_arc.tolerance_m", 400},
		{"levels", arc(`["a","b"]`, low, high, `[]`, `,"levels":"all"`), "unknown_value", "edits[0].move_arc.levels", 400},
		{"one point", arc(`["a","b"]`, low, low, `[]`, ``), "bad_edit", "edits[0].move_arc.to", 400},
		{"a bow-tie", arc(`["a","b"]`, low, high, `[[116.008,39.007],[116.008,39.003],[116.009,39.007]]`, ``), "path_crosses_itself", "edits[0].move_arc.path", 400},
		{"out of the two", arc(`["a","b"]`, low, high, `[[115.99,39.003],[115.99,39.007]]`, ``), "path_leaves_areas", "edits[0].move_arc.path", 400},
		{"in two", arc(`["a","b"]`, low, high, `[[116,39.003],[116.004,39.005],[116,39.007]]`, ``), "area_falls_apart", "edits[0].move_arc.path", 400},
		{"all of it", arc(`["a","b"]`, `[116.01,39]`, `[116.01,39.01]`, `[[116,39],[116,39.01]]`, ``), "area_vanishes", "edits[0].move_arc.path", 400},
		{"parts", `{"edits":[{"split":{"layer":"street","code":"a","line":[[116.005,38.9],[116.005,39.1]],"parts":[{"code":"x"},{"code":"y"},{"code":"z"}]}}]}`, "wrong_part_count", "edits[0].split.line", 400},
		{"a short line", `{"edits":[{"split":{"layer":"street","code":"a","line":[[116.005,38.9],[116.005,39.005]],"parts":[{"code":"x"},{"code":"y"}]}}]}`, "off_border", "edits[0].split.line[1]", 400},
		{"a part without a code", `{"edits":[{"split":{"layer":"street","code":"a","line":[[116.005,38.9],[116.005,39.1]],"parts":[{"code":"x"},{}]}}]}`, "code_needed", "edits[0].split.parts[1].code", 400},
		{"a code given before", `{"edits":[{"split":{"layer":"street","code":"a","line":[[116.005,38.9],[116.005,39.1]],"parts":[{"code":"x"},{"code":"b"}]}}]}`, "code_taken", "edits[0].split.parts[1].code", 409},
		{"a part elsewhere", `{"edits":[{"split":{"layer":"street","code":"a","line":[[116.005,38.9],[116.005,39.1]],"parts":[{"code":"x","at":[117,39]},{"code":"y"}]}}]}`, "bad_edit", "edits[0].split.parts[0].at", 400},
		{"one to merge", `{"edits":[{"merge":{"layer":"street","codes":["a"],"into":{"code":"x"}}}]}`, "bad_edit", "edits[0].merge.codes", 400},
		{"twice to merge", `{"edits":[{"merge":{"layer":"street","codes":["a","a"],"into":{"code":"x"}}}]}`, "bad_edit", "edits[0].merge.codes[1]", 400},
		{"apart", `{"edits":[{"merge":{"layer":"street","codes":["a","c"],"into":{"code":"x"}}}]}`, "not_connected", "edits[0].merge.codes", 400},
		{"two parents", `{"edits":[{"merge":{"layer":"street","codes":["b","c"],"allow_parts":true,"into":{"code":"x"}}}]}`, "different_parents", "edits[0].merge.into.parent", 400},
		{"no geometry", `{"puts":[{"layer":"street","code":"n"}]}`, "empty_shape", "puts[0].geometry", 400},
		{"a bad geometry", `{"puts":[{"layer":"street","code":"n","geometry":{"type":"Polygon","coordinates":[[[116,39],[116.1,39.1],[116.1,39],[116,39.1],[116,39]]]}}]}`, "bad_shape", "puts[0].geometry", 400},
		{"a road with a vertex at 0, 0", `{"puts":[{"kind":"line","layer":"road","code":"n","class":{"class":"residential"},"geometry":{"type":"LineString","coordinates":[[116,39],[0,0]]}}]}`, "leg_too_long", "", 400},
		{"a line of an area", `{"puts":[{"layer":"street","code":"n","geometry":{"type":"LineString","coordinates":[[116,39],[116.1,39]]}}]}`, "bad_shape", "puts[0].geometry.type", 400},
		{"too deep", `{"puts":[{"layer":"street","code":"n","geometry":{"type":"Polygon","coordinates":[[[[[1]]]]]}}]}`, "wrong_type", "puts[0].geometry.coordinates[0][0][0][0]", 400},
		{"mixed", `{"puts":[{"layer":"street","code":"n","geometry":{"type":"Polygon","coordinates":[[1,[2]]]}}]}`, "wrong_type", "puts[0].geometry.coordinates[0][1]", 400},
		{"too shallow", `{"puts":[{"layer":"street","code":"n","geometry":{"type":"Polygon","coordinates":[1,2]}}]}`, "bad_shape", "puts[0].geometry.coordinates[0]", 400},
		{"put twice", `{"puts":[{"layer":"street","code":"b"},{"layer":"street","code":"b"}]}`, "bad_edit", "puts[1].code", 400},
		{"a field of others", `{"puts":[{"layer":"street","code":"b","storeys":3}]}`, "unknown_parameter", "puts[0].storeys", 400},
		{"a parent", `{"puts":[{"layer":"street","code":"b","parent":"nix"}]}`, "unknown_parent", "", 400},
		{"a long note", `{"note":"` + strings.Repeat("x", 2001) + `","deletes":[{"layer":"park","code":"p"}]}`, "bad_text", "note", 400},
		{"many edits", `{"edits":[` + strings.Repeat(`{},`, 100) + `{}]}`, "change_too_large", "edits", 413},
	} {
		p := problemOf(t, d.send("/api/v1/changes", c.body, "If-Match", `"2"`))
		if p.Code != c.code || p.Parameter != c.parameter || p.Status != c.status || p.Detail == "" {
			t.Errorf("%s: %+v, want %d %s %s", c.name, p, c.status, c.code, c.parameter)
		}
	}
	for _, h := range []struct {
		value, code string
		status      int
	}{{"", "precondition_required", 428}, {"2", "bad_header", 400}, {`*`, "bad_header", 400}, {`W/"2"`, "bad_header", 400}, {`"02"`, "bad_header", 400}, {`"x"`, "bad_header", 400}, {`"1"`, "stale_revision", 412}, {`"9"`, "stale_revision", 412}} {
		var header []string
		if h.value != "" {
			header = []string{"If-Match", h.value}
		}
		if p := problemOf(t, d.send("/api/v1/changes", moveAB, header...)); p.Code != h.code || p.Status != h.status || p.Parameter != "If-Match" {
			t.Errorf("If-Match %s: %+v", h.value, p)
		}
	}
	if p := problemOf(t, d.send("/api/v1/changes?dry_run=yes", moveAB)); p.Code != "unknown_value" || p.Parameter != "dry_run" {
		t.Errorf("%+v", p)
	}
	if p := problemOf(t, d.send("/api/v1/changes", moveAB, "Content-Type", "text/plain")); p.Status != 415 {
		t.Errorf("%+v", p)
	}
	big := io.MultiReader(strings.NewReader(`{"note":"`), io.LimitReader(forever('x'), 9<<20))
	r := httptest.NewRequest("POST", "/api/v1/changes", big)
	r.Host = "localhost"
	d.signs(r)
	if p := problemOf(t, d.do(r)); p.Status != 413 || p.Code != "body_too_large" {
		t.Errorf("%+v", p)
	}
	if p := problemOf(t, d.send("/api/v1/revisions/99/reverse", `{}`, "If-Match", `"2"`)); p.Status != 404 || p.Code != "unknown_revision" {
		t.Errorf("%+v", p)
	}
	if _, err := d.atlas.Refresh(t.Context()); err != nil || d.atlas.Current().Revision != before {
		t.Errorf("revision %d, before %d: something was written (%v)", d.atlas.Current().Revision, before, err)
	}
}

// forever gives one byte without end.
type forever byte

func (f forever) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(f)
	}
	return len(p), nil
}
