package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// twoStreets are b, moved to the west so that it overlaps a, and one whose ring is not closed.
const twoStreets = `{"type":"FeatureCollection","features":[
 {"type":"Feature","properties":{"code":"b","name":"B"},"geometry":{"type":"Polygon","coordinates":[[[116.009,39],[116.02,39],[116.02,39.01],[116.009,39.01],[116.009,39]]]}},
 {"type":"Feature","properties":{"code":"x","name":"X"},"geometry":{"type":"Polygon","coordinates":[[[116.03,39],[116.04,39],[116.04,39.01],[116.03,39.01]]]}}]}`

// imported asks until an import has ended.
func (d *desk) imported(t *testing.T, token, id string) object {
	t.Helper()
	for range 1000 {
		v := described(t, d, "GET", "/api/v1/imports/{id}", d.asks(token, "GET", "/api/v1/imports/"+id, ""), 200)
		if s := v["state"]; s != "queued" && s != "running" {
			return v
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("the import does not end")
	return nil
}

// sends starts an import and waits for its end.
func (d *desk) sends(t *testing.T, token, query, body string) object {
	t.Helper()
	v := described(t, d, "POST", "/api/v1/imports", d.asks(token, "POST", "/api/v1/imports?"+query, body), 202)
	return d.imported(t, token, v["id"].(string))
}

func (d *desk) confirms(token, id, query, match string) *http.Response {
	r := httptest.NewRequest("POST", "/api/v1/imports/"+id+"/confirm"+query, nil)
	r.Host = "localhost"
	r.Header.Set("Authorization", "Bearer "+token)
	if match != "" {
		r.Header.Set("If-Match", match)
	}
	return d.do(r)
}

// TestImport: a dry run writes nothing and shows where its findings are; it is confirmed on the
// revision that it was judged on alone, once, by who sent it, and can be taken back.
func TestImport(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	got := d.sends(t, d.keeper, "layer=street&format=geojson&dry_run=true", twoStreets)
	report, _ := got["report"].(object)
	if got["state"] != "done" || report["accepted"] != 1.0 || report["status"] != "stored_with_findings" || got["undo"] != "" {
		t.Fatalf("%v", got)
	}
	id := got["id"].(string)
	found := bodyOf(t, d.asks(d.keeper, "GET", "/api/v1/imports/"+id+"/findings", ""))
	if !strings.Contains(found, `"finding":"overlap"`) || !strings.Contains(found, `"reason":"ring_unclosed"`) {
		t.Error(found)
	}
	other := d.accounts.token("other", []access.Role{access.Keeper})
	for _, c := range []struct {
		token, match string
		status       int
		code         string
	}{{other, `"2"`, 404, "unknown_import"}, {d.keeper, "", 428, "precondition_required"}, {d.keeper, `"1"`, 412, "stale_revision"}} {
		if p := problemOf(t, d.confirms(c.token, id, "", c.match)); p.Status != c.status || p.Code != c.code {
			t.Errorf("%+v, want %+v", p, c)
		}
	}
	d.apply("", ptr(area("park", "q", "", rect(12, 2, 14, 4)))) // another change comes first
	if p := problemOf(t, d.confirms(d.keeper, id, "", `"2"`)); p.Code != "stale_revision" || p.Revision == nil || *p.Revision != 3 {
		t.Errorf("%+v", p)
	}
	if p := problemOf(t, d.confirms(d.keeper, id, "", `"3"`)); p.Code != "stale_revision" {
		t.Errorf("what was judged on another revision is written: %+v", p)
	}
	described(t, d, "POST", "/api/v1/imports/{id}/confirm", d.confirms(d.keeper, id, "?dry_run=true", ""), 202)
	if again := d.imported(t, d.keeper, id); again["report"].(object)["revision"] != 3.0 {
		t.Fatalf("%v", again)
	}
	d.confirms(d.keeper, id, "", `"3"`)
	done := d.imported(t, d.keeper, id)
	if done["dry_run"] != false || done["undo"] != "/api/v1/revisions/4/reverse" {
		t.Fatalf("%v", done)
	}
	if p := problemOf(t, d.confirms(d.keeper, id, "", `"4"`)); p.Code != "import_busy" {
		t.Errorf("twice: %+v", p)
	}
	if revs, err := d.store.Revisions(t.Context(), 3, 1); err != nil || len(revs) != 1 || revs[0].Author != "keeper" {
		t.Errorf("%+v, %v", revs, err)
	}
	if back := d.send(done["undo"].(string), `{}`, "If-Match", `"4"`); back.StatusCode != 201 {
		t.Errorf("%d %s", back.StatusCode, bodyOf(t, back))
	}
}

// TestImportScope: the keeper of one street takes nothing into another, in a dry run or for good.
func TestImportScope(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	token := d.accounts.token("of-a", []access.Role{access.Keeper}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"})
	for _, dry := range []string{"true", "false"} {
		got := d.sends(t, token, "layer=street&format=geojson&dry_run="+dry, twoStreets)
		p, _ := got["error"].(object)
		if got["state"] != "failed" || p["code"] != "unknown_code" {
			t.Errorf("dry run %s: %v", dry, got)
		}
	}
	if st, err := d.store.State(t.Context()); err != nil || st.Revision != 2 {
		t.Errorf("revision %d, %v", st.Revision, err)
	}
}

// TestImportScopeOfEachRow: of areas each row that a file names is judged, also one that says what is
// there already, alone or beside others and beside a row for which a strict import is refused; the words are those
// of a code that never was.
func TestImportScopeOfEachRow(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	token := d.accounts.token("of-a", []access.Role{access.Keeper}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"})
	ring := func(x0, x1 string) string {
		return `"geometry":{"type":"Polygon","coordinates":[[[` + x0 + `,39],[` + x1 + `,39],[` + x1 + `,39.01],[` + x0 + `,39.01],[` + x0 + `,39]]]}}`
	}
	row := func(code, more, x0, x1 string) string {
		return `{"type":"Feature","properties":{"code":"` + code + `"` + more + `},` + ring(x0, x1)
	}
	file := func(rows ...string) string {
		return `{"type":"FeatureCollection","features":[` + strings.Join(rows, ",") + `]}`
	}
	open := `{"type":"Feature","properties":{"code":"x"},"geometry":{"type":"Polygon","coordinates":[[[116.03,39],[116.04,39],[116.04,39.01],[116.03,39.01]]]}}`
	b, a := row("b", `,"parent":"d"`, "116.01", "116.02"), row("a", `,"parent":"d"`, "116", "116.01")
	if got := d.sends(t, d.keeper, "layer=street&format=geojson&parent_field=parent", file(a, b)); got["state"] != "done" { // which nodes what was put by hand
		t.Fatal(got)
	}
	for _, c := range []struct{ query, body string }{
		{"", file(b)}, {"", file(row("a", `,"parent":"d","name":"改名"`, "116", "116.01"), b)}, {"&strict=true", file(b, open)}, {"&strict=true", file(a, b)},
	} {
		for _, dry := range []string{"true", "false"} {
			got := d.sends(t, token, "layer=street&format=geojson&parent_field=parent&dry_run="+dry+c.query, c.body)
			if p, _ := got["error"].(object); got["state"] != "failed" || p["code"] != "unknown_code" || got["report"] != nil {
				t.Errorf("%q %s, dry run %s: %v", c.query, c.body, dry, got)
			}
			d.asks(token, "DELETE", "/api/v1/imports/"+got["id"].(string), "")
		}
	}
	got := d.sends(t, token, "layer=street&format=geojson&parent_field=parent", file(a))
	if report, _ := got["report"].(object); got["state"] != "done" || report["status"] != "unchanged" {
		t.Errorf("of the own street: %v", got)
	}
	got = d.sends(t, d.keeper, "layer=street&format=geojson&parent_field=parent&dry_run=true", file(b)) // it is unchanged: the test tests something
	if report, _ := got["report"].(object); report["status"] != "unchanged" {
		t.Errorf("of the whole city: %v", got)
	}
}

// TestImportPersons: neither answers nor the log repeat a name or a number.
func TestImportPersons(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	got := d.sends(t, d.keeper, "kind=person&format=csv", "code,name,duty_phone\nP-7,王金丝雀,0537-7654321\nP-8,赵金丝雀,13812ABC\n")
	people, _ := got["people"].(object)
	if got["state"] != "done" || people["accepted"] != 1.0 || got["undo"] != "/api/v1/revisions/3/reverse" {
		t.Fatalf("%v", got)
	}
	text := bodyOf(t, d.asks(d.keeper, "GET", "/api/v1/imports/"+got["id"].(string), "")) + d.log.String()
	for _, told := range []string{"金丝雀", "7654321", "13812ABC"} {
		if strings.Contains(text, told) {
			t.Errorf("%s is told: %s", told, text)
		}
	}
}

// TestImportBadAsks: what cannot be done is refused by name, and its file is not kept.
func TestImportBadAsks(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	for _, c := range []struct{ query, body, code string }{
		{"format=geojson", "{}", "missing_parameter"}, {"layer=street", "{}", "missing_parameter"}, {"layer=nix&format=json", "{}", "unknown_layer"},
		{"kind=post&format=csv&layer=street", "a", "unknown_parameter"}, {"layer=street&format=json&within=a", "{}", "unknown_parameter"},
		{"layer=street&format=json", "", "bad_body"}, {"layer=street&format=json", strings.Repeat(" ", 1<<20+1), "body_too_large"},
	} {
		if p := problemOf(t, d.asks(d.keeper, "POST", "/api/v1/imports?"+c.query, c.body)); p.Code != c.code {
			t.Errorf("%s: %+v, want %s", c.query, p, c.code)
		}
	}
	got := d.sends(t, d.keeper, "layer=street&format=json&dry_run=true", "not json")
	if p, _ := got["error"].(object); p["code"] != "bad_file" || strings.Contains(p["detail"].(string), "redsail-import") {
		t.Errorf("%v", got)
	}
	if text := bodyOf(t, d.asks(d.keeper, "GET", "/api/v1/imports/templates/person?headings=en", "")); !strings.Contains(text, "duty_phone") {
		t.Error(text)
	}
}

// TestImportsWaiting: four files of an account wait for being confirmed and a fifth is refused; one that failed, was
// refused as a whole, is there already or is written waits for nobody, and makes room.
func TestImportsWaiting(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	const query = "kind=building&format=csv&dry_run="
	const written = "code,lon,lat\nN-1,116.004,39.004\n"
	if got := d.sends(t, d.keeper, query+"false", written); got["undo"] == "" {
		t.Fatalf("%v", got)
	}
	over := []struct{ query, body string }{
		{query + "true", written}, {query + "true&strict=true", "code,lon,lat\n" + strings.Repeat("N-2,116.004,39.004\n", 2)}, {query + "true", "nothing"},
	}
	for range 3 {
		for _, c := range over {
			if got := d.sends(t, d.keeper, c.query, c.body); got["state"] != "done" && got["state"] != "failed" {
				t.Fatalf("%q: %v", c.body, got)
			}
		}
	}
	for i := range 4 {
		if got := d.sends(t, d.keeper, query+"true", "code,lon,lat\nM-1,116.004,39.004\n"); got["state"] != "done" || got["things"].(object)["status"] != "stored" {
			t.Fatalf("%d: %v", i, got)
		}
	}
	if p := problemOf(t, d.asks(d.keeper, "POST", "/api/v1/imports?"+query+"true", "code,lon,lat\nM-1,116.004,39.004\n")); p.Status != 429 || p.Code != "imports_full" {
		t.Errorf("a fifth file: %+v", p)
	}
	if list := described(t, d, "GET", "/api/v1/imports", d.asks(d.keeper, "GET", "/api/v1/imports", ""), 200); len(list["imports"].([]any)) != 4 {
		t.Errorf("%v", list)
	}
}
