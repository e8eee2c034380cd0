package httpapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// hostileNote is shown as text wherever it is shown.
const hostileNote = `<img src=x onerror=alert(1)>\n=1+1 {{7*7}} 界线应在河边`

// reporters gives a desk, and for the streets a and b a token of a worker and of a keeper.
func reporters(t *testing.T) (d *desk, worker, keeper map[string]string) {
	t.Helper()
	d = keeperDesk(t, nil)
	worker, keeper = map[string]string{}, map[string]string{}
	for _, street := range []string{"a", "b"} {
		seat := city.Seat{Kind: city.KindArea, Layer: "street", Code: street}
		worker[street] = d.accounts.token("work-"+street, []access.Role{access.Worker}, seat)
		keeper[street] = d.accounts.token("keep-"+street, []access.Role{access.Keeper}, seat)
	}
	return d, worker, keeper
}

// reports sends a report by a key.
func (d *desk) reports(token, key, body string) *http.Response {
	d.t.Helper()
	r := httptest.NewRequest("POST", "/api/v1/reports", strings.NewReader(body))
	r.Host = "localhost"
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	return d.do(r)
}

// TestReports: a worker's report is kept once for its key, the keeper of the area answers it, and the worker
// reads the answer; no answer says who made it, and neither log nor audit where the line lies.
func TestReports(t *testing.T) {
	d, worker, keeper := reporters(t)
	body := `{"line":[[116.0012345,39.0012345],[116.002,39.003]],"note":"` + hostileNote + `"}`
	first := described(t, d, "POST", "/api/v1/reports", d.reports(worker["a"], "k1", body), 201)
	if first["n"] != 1.0 || first["state"] != "new" || first["mine"] != true || first["area"].(object)["code"] != "a" {
		t.Errorf("%v", first)
	}
	if at := first["line"].([]any)[0].([]any); at[0] != 116.0012345 || at[1] != 39.0012345 {
		t.Errorf("the line begins at %v", at)
	}
	if again := described(t, d, "POST", "/api/v1/reports", d.reports(worker["a"], "k1", body), 200); again["n"] != 1.0 {
		t.Errorf("sent again: %v", again)
	}
	if p := problemOf(t, d.reports(worker["a"], "k1", `{"line":[[116.001,39.001],[116.002,39.003]]}`)); p.Status != 422 || p.Code != "idempotency_mismatch" {
		t.Errorf("%+v", p)
	}
	list := described(t, d, "GET", "/api/v1/reports", d.asks(keeper["a"], "GET", "/api/v1/reports", ""), 200)
	if got := list["reports"].([]any); len(got) != 1 || got[0].(object)["mine"] != false || !strings.HasPrefix(got[0].(object)["note"].(string), "<img src=x onerror=alert(1)>\n") {
		t.Errorf("%v", list)
	}
	done := described(t, d, "POST", "/api/v1/reports/{n}/state", d.asks(keeper["a"], "POST", "/api/v1/reports/1/state", `{"was":"new","state":"refused","answer":"以河道中线为准"}`), 200)
	if done["state"] != "refused" || done["answered"] == nil {
		t.Errorf("%v", done)
	}
	if p := problemOf(t, d.asks(keeper["a"], "POST", "/api/v1/reports/1/state", `{"was":"new","state":"taken"}`)); p.Status != 409 || p.Code != "report_changed" {
		t.Errorf("%+v", p)
	}
	text := bodyOf(t, d.asks(worker["a"], "GET", "/api/v1/reports?state=refused", ""))
	if !strings.Contains(text, "以河道中线为准") || strings.Contains(text, "work-a") || strings.Contains(text, "keep-a") {
		t.Errorf("the worker reads %s", text)
	}
	if text := bodyOf(t, d.asks(worker["a"], "GET", "/api/v1/reports?state=new", "")); !strings.Contains(text, `"reports":[]`) {
		t.Errorf("of another state: %s", text)
	}
	rows, err := d.accounts.gate.Audit(t.Context(), access.Command(), access.Filter{Of: "report/1"})
	if err != nil || len(rows) != 2 || rows[0].Action != "reports.write" || rows[0].Account != "work-a" || rows[1].Action != "reports.answer" || rows[1].Account != "keep-a" {
		t.Errorf("the audit has %+v, %v", rows, err)
	}
	if text := fmt.Sprint(rows); strings.Contains(text, "116.00") || strings.Contains(text, "onerror") || strings.Contains(text, "河道") {
		t.Errorf("the audit holds %s", text)
	}
}

// TestReportsOfOthers: a worker reports of the own areas alone and reads the own reports; the keeper of one
// street neither sees nor answers what is of the other.
func TestReportsOfOthers(t *testing.T) {
	d, worker, keeper := reporters(t)
	line := `{"line":[[116.001,39.001],[116.002,39.003]]}` // in a
	if p := problemOf(t, d.reports(worker["b"], "k", line)); p.Status != 403 || p.Code != "report_elsewhere" || strings.Contains(p.Detail, "116") {
		t.Errorf("%+v", p)
	}
	named := func(code string) string {
		return `{"line":[[116.001,39.001],[116.002,39.003]],"area":{"layer":"street","code":"` + code + `"}}`
	}
	var missing []string
	for _, code := range []string{"a", "nix"} {
		p := problemOf(t, d.reports(worker["b"], "k", named(code)))
		missing = append(missing, strings.Replace(fmt.Sprintf("%d %s %s", p.Status, p.Code, p.Detail), `"`+code+`"`, "…", 1))
	}
	if missing[0] != missing[1] || !strings.HasPrefix(missing[0], "404 unknown_code") {
		t.Errorf("%q", missing)
	}
	described(t, d, "POST", "/api/v1/reports", d.reports(worker["b"], "k", named("b")), 201) // a line of theirs may lie next door
	for token, want := range map[string]int{worker["a"]: 0, keeper["a"]: 0, worker["b"]: 1, keeper["b"]: 1, d.keeper: 1} {
		if text := bodyOf(t, d.asks(token, "GET", "/api/v1/reports", "")); strings.Count(text, `"state":`) != want {
			t.Errorf("want %d: %s", want, text)
		}
	}
	for _, n := range []string{"1", "2"} { // as one that never was
		if p := problemOf(t, d.asks(keeper["a"], "POST", "/api/v1/reports/"+n+"/state", `{"was":"new","state":"seen"}`)); p.Status != 404 || p.Code != "unknown_report" {
			t.Errorf("%+v", p)
		}
	}
	if res := d.asks(worker["b"], "POST", "/api/v1/reports/1/state", `{"was":"new","state":"seen"}`); res.StatusCode != 403 {
		t.Errorf("a worker answers: %d", res.StatusCode)
	}
	if res := d.reports(keeper["b"], "k", named("b")); res.StatusCode != 403 {
		t.Errorf("a keeper reports: %d", res.StatusCode)
	}
}

// TestBadReports: each fault is named, and no text repeats where the line lies.
func TestBadReports(t *testing.T) {
	d := keeperDesk(t, nil)
	token := d.accounts.token("work", []access.Role{access.Worker}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"})
	points := func(n int) string {
		return strings.TrimSuffix(strings.Repeat(`[116.001,39.001],[116.002,39.003],`, n/2), ",")
	}
	for body, want := range map[string]string{
		`{}`:           "400 missing_parameter",
		`{"line":[]}`:  "400 bad_report",
		`{"line":"x"}`: "400 ",
		`{"line":[[116.001,39.001],[116.001,39.001]]}`:                   "400 bad_report",
		`{"line":[[116.001,39.001],[116.002]]}`:                          "400 bad_report",
		`{"line":[[116.001,39.001],[126.5,39.001]]}`:                     "400 bad_report",
		`{"line":[[116.001,39.001],[1e99,39.001]]}`:                      "400 bad_report",
		`{"line":[` + points(502) + `]}`:                                 "413 report_too_large",
		`{"line":[` + points(2) + `],"note":"` + rep("界", 501) + `"}`:    "413 report_too_large",
		`{"line":[` + points(2) + `],"note":"a\u0007b"}`:                 "400 bad_text",
		`{"line":[` + points(2) + `],"who":"x"}`:                         "400 unknown_parameter",
		`{"line":[` + points(2) + `],"area":{"layer":"nix","code":"a"}}`: "404 unknown_code",
		`{"line":[` + points(2) + `],"note":"` + rep("x", 70_000) + `"}`: "413 body_too_large",
		`{"line":[` + points(2) + `],"area":{"layer":"street","x":"a"}}`: "400 ",
	} {
		p := problemOf(t, d.reports(token, "k", body))
		if got := fmt.Sprintf("%d %s", p.Status, p.Code); !strings.HasPrefix(got, want) || strings.Contains(p.Detail, "116.0") || strings.Contains(p.Detail, "126.5") {
			t.Errorf("%.80s: %s %s, want %s", body, got, p.Detail, want)
		}
	}
	if p := problemOf(t, d.reports(token, "", `{"line":[`+points(2)+`]}`)); p.Code != "missing_parameter" || p.Parameter != "Idempotency-Key" {
		t.Errorf("without a key: %+v", p)
	}
	for i := range city.MostReportsADay {
		if res := d.reports(token, fmt.Sprint("k", i), `{"line":[`+points(500)+`],"note":"`+rep("界", 500)+`"}`); res.StatusCode != 201 {
			t.Fatalf("report %d: %d %s", i, res.StatusCode, bodyOf(t, res))
		}
	}
	if p := problemOf(t, d.reports(token, "k-more", `{"line":[`+points(2)+`]}`)); p.Status != 429 || p.Code != "too_many_reports" {
		t.Errorf("%+v", p)
	}
	for _, answer := range []string{`{"was":"new","state":"new"}`, `{"was":"new","state":"refused"}`, `{"was":"new","state":"gone"}`} {
		if p := problemOf(t, d.asks(d.keeper, "POST", "/api/v1/reports/1/state", answer)); p.Status != 400 || p.Code != "bad_answer" {
			t.Errorf("%s: %+v", answer, p)
		}
	}
	if p := problemOf(t, d.asks(d.keeper, "POST", "/api/v1/reports/x/state", `{"was":"new","state":"seen"}`)); p.Status != 400 || p.Code != "bad_number" {
		t.Errorf("%+v", p)
	}
}

func rep(s string, n int) string { return strings.Repeat(s, n) }

// TestReportOfEndedArea: a report stays with its keeper when what it asks for ends the area.
func TestReportOfEndedArea(t *testing.T) {
	d, worker, keeper := reporters(t)
	const sent = `{"line":[[116.001,39.001],[116.002,39.003]],"area":{"layer":"street","code":"b"}}`
	described(t, d, "POST", "/api/v1/reports", d.reports(worker["b"], "k", sent), 201)
	if res := d.writes(d.keeper, `{"effective_from":"2026-11-01","deletes":[{"layer":"street","code":"b"}]}`); res.StatusCode != 200 && res.StatusCode != 201 {
		t.Fatalf("%d: %s", res.StatusCode, bodyOf(t, res))
	}
	// Sent again it is known by its key, though it would not be taken any more.
	described(t, d, "POST", "/api/v1/reports", d.reports(worker["b"], "k", sent), 200)
	for _, other := range []string{
		strings.Replace(sent, `"b"`, `"a"`, 1), strings.Replace(sent, "39.003", "39.0030001", 1), strings.Replace(sent, "116.002,39.003", "116.002", 1),
		strings.Replace(sent, `,"area"`, `,"note":"x","area"`, 1), strings.Replace(sent, ",[116.002,39.003]", "", 1), strings.Replace(sent, "116.002", "1e99", 1),
	} {
		if p := problemOf(t, d.reports(worker["b"], "k", other)); p.Status != 422 || p.Code != "idempotency_mismatch" {
			t.Errorf("%s: %+v", other, p)
		}
	}
	if p := problemOf(t, d.reports(worker["b"], "k2", sent)); p.Code != "unknown_code" {
		t.Errorf("%+v", p)
	}
	for token, want := range map[string]int{keeper["b"]: 1, keeper["a"]: 0, d.keeper: 1} {
		if text := bodyOf(t, d.asks(token, "GET", "/api/v1/reports", "")); strings.Count(text, `"state":`) != want {
			t.Errorf("want %d: %s", want, text)
		}
	}
	described(t, d, "POST", "/api/v1/reports/{n}/state", d.asks(keeper["b"], "POST", "/api/v1/reports/1/state", `{"was":"new","state":"taken","answer":"已并入"}`), 200)
}
