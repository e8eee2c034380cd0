package httpapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/internal/jobs"
)

// planned are the calls whose answers TestScenarios, TestSiting, TestBalance and TestProposals hold against their
// descriptions: their addresses hold a number that the server makes, or a city must be large enough.
var planned = map[string]bool{
	"newScenario": true, "getScenario": true, "editScenario": true, "undoScenario": true, "redoScenario": true, "compareScenarios": true,
	// Those of TestSession, TestDemoSignIn, TestFactor, TestOfficers, TestPersons, TestChecks and TestOpening ask for rights.
	"getSession": true, "signIn": true, "signInDemo": true, "signInWall": true, "changePassword": true, "beginFactor": true, "confirmFactor": true, "listSessions": true,
	"listUsers": true, "createUser": true, "resetUser": true, "listTokens": true, "createToken": true, "listAudit": true, "verifyAudit": true, "getAuditHead": true,
	"listReasons": true, "searchPersons": true, "getPerson": true, "revealPerson": true, "listChecks": true, "listIncompleteGrids": true, "getOpened": true, "setOpened": true, "previewOpened": true, "getOpening": true, "foundCity": true, "listDivisions": true, "listSchemes": true, "exportPerson": true, "erasePerson": true,
	"newImport": true, "confirmImport": true, "getImport": true, "listImports": true, "dropImport": true, "getImportTemplate": true, "getDrawingLayers": true, // TestImport, TestDrawingLayers
	"listPosts": true, "getPost": true, "listOrganisations": true, "getOrganisation": true, // TestPostsDesk
	"makeReport": true, "listReports": true, "answerReport": true, // TestReports
	"getPack": true, "getStaffWords": true, // TestPack, TestStaffWords
	"listCoverageBuildings": true, "listRecords": true, // TestCoverageBuildings, TestListRecords
	"holdSplit": true, "getSplit": true, "proposeSplit": true, "site": true, "getSpot": true, "getUsage": true, "getJob": true, "cancelJob": true,
	"findAddress": true, // TestAddress
	"listInside":  true, // TestInside
	"listChanges": true, // TestListChanges
}

// local asks as the keeper of the data.
func (d *desk) local(method, target, body string) *http.Response {
	d.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "localhost"
	d.signs(r)
	return d.do(r)
}

// described reads an answer and holds it against the description of its row.
func described(t *testing.T, d *desk, method, pattern string, r *http.Response, status int) object {
	t.Helper()
	text := bodyOf(t, r)
	var v object
	if err := json.Unmarshal([]byte(text), &v); err != nil || r.StatusCode != status {
		t.Fatalf("%s %s: %d %s", method, pattern, r.StatusCode, text)
	}
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		if rt.Method == method && rt.Pattern == pattern {
			doc := openAPI(t, d)
			(&judge{t: t, doc: doc}).check(method+" "+pattern+" ", form(t, doc, &rt, "application/json"), v)
			return v
		}
	}
	t.Fatalf("no row %s %s", method, pattern)
	return nil
}

// TestScenarios: a scenario is made, edited, taken back, compared, exported and given up.
func TestScenarios(t *testing.T) {
	d := writingDesk(t)
	const all, one = "/api/v1/scenarios", "/api/v1/scenarios/{id}"
	made := described(t, d, "POST", all, d.local("POST", all, `{"name":"甲","minutes":5}`), 201)
	at := all + "/" + made["id"].(string)
	edited := described(t, d, "POST", one+"/edits", d.local("POST", at+"/edits", `{"op":"close","place":"s1"}`), 200)
	if n := len(edited["edits"].([]any)); n != 1 {
		t.Errorf("%d edits after one", n)
	}
	if got := described(t, d, "GET", one, d.local("GET", at, ""), 200); len(got["places"].([]any)) != 1 {
		t.Errorf("places %v", got["places"])
	}
	if p := problemOf(t, d.local("POST", all, `{"profile":"nix"}`)); p.Code != "unknown_profile" || !strings.Contains(p.Detail, "adult, elderly, wheelchair, bicycle") {
		t.Errorf("a profile that is none: %+v", p)
	}
	for path, body := range map[string]string{all: `{"policy":true}`, "/api/v1/siting/spot": `{"lon":116.003,"lat":39.003,"policy":true}`} {
		if p := problemOf(t, d.local("POST", path, body)); p.Code != "no_policy" {
			t.Errorf("%s by the class of areas, of which the scheme says nothing: %+v", path, p)
		}
	}
	if got := described(t, d, "POST", all, d.local("POST", all, `{"profile":"wheelchair"}`), 201); got["profile"] != "wheelchair" {
		t.Errorf("a wheelchair: %v", got["profile"])
	}
	described(t, d, "GET", one+"/compare", d.local("GET", at+"/compare", ""), 200)
	if r := d.local("GET", at+"/export?f=csv", ""); r.StatusCode != 200 || !strings.HasPrefix(bodyOf(t, r), "layer,code,name,households_gained") {
		t.Errorf("CSV: %d", r.StatusCode)
	}
	if r := d.local("GET", at+"/export?f=geojson", ""); r.StatusCode != 200 || r.Header.Get("Content-Type") != "application/geo+json" {
		t.Errorf("GeoJSON: %d", r.StatusCode)
	}
	undone := described(t, d, "DELETE", one+"/edits/last", d.local("DELETE", at+"/edits/last", ""), 200)
	if len(undone["edits"].([]any)) != 0 || undone["undone"].(float64) != 1 {
		t.Errorf("undone: %v", undone)
	}
	described(t, d, "POST", one+"/edits/redo", d.local("POST", at+"/edits/redo", ""), 200)
	for body, code := range map[string]string{
		`{"op":"close","place":"s1"}`: "already_closed", `{"op":"close","place":"nix"}`: "unknown_code", `{"op":"burn"}`: "unknown_value", `{"op":"close"}`: "missing_parameter",
		`{"op":"open","lon":116.003,"lat":39.9}`: "refused_ground", `{"op":"open","lon":116.003,"lat":39.9,"even_refused":true}`: "off_network", `{"op":"gate","line":"nix","closed":true}`: "unknown_code", `{"op":"close","place":"s2","lon":1}`: "bad_edit",
		`{"op":"hours","place":"s2","daily":[["08:00","09:00"]]}`: "bad_edit", `{"op":"hours","place":"s2"}`: "missing_parameter", `{"op":"move","place":"s1","lon":116.003,"lat":39.9}`: "already_closed",
		`{"op":"hours","place":"s2","daily":[["8","9"]]}`: "bad_edit", `{"op":"open","lon":1,"lat":200}`: "out_of_range", `[`: "bad_body", `{"nix":1}`: "unknown_parameter",
	} {
		if p := problemOf(t, d.local("POST", at+"/edits", body)); p.Code != code {
			t.Errorf("%s: %+v, want %s", body, p, code)
		}
	}
	for path, body := range map[string]string{all: `{"minutes":0}`, "/api/v1/siting": `{"new":1,"minutes":0}`, "/api/v1/siting/spot": `{"lon":116,"lat":39.9,"minutes":0}`} {
		if p := problemOf(t, d.local("POST", path, body)); p.Status != 400 || p.Code != "out_of_range" || p.Parameter != "minutes" || !strings.Contains(p.Detail, "minutes") {
			t.Errorf("%s of no minute: %+v", path, p)
		}
	}
	if p := problemOf(t, d.local("POST", all, `{"edits":[{"op":"close","place":"a"},{"op":"close","code":"X"}]}`)); p.Status != 400 || p.Code != "unknown_parameter" || p.Parameter != "edits[1].code" || !strings.Contains(p.Detail, "known are op, place") {
		t.Errorf("an edit with a field that none has: %+v", p)
	}
	if p := problemOf(t, d.local("POST", all, `{"edits":[{"op":"close","place":"s1"},{"op":"close","place":"nix"}]}`)); p.Status != 404 || p.Code != "unknown_code" || p.Parameter != "edits[1]" {
		t.Errorf("an edit that cannot be done: %+v", p)
	}
	part := described(t, d, "POST", all, d.local("POST", all, `{"partly":true,"edits":[{"op":"close","place":"s1"},{"op":"close","place":"nix"}]}`), 201)
	if left := part["left_out"].([]any); len(left) != 1 || left[0].(map[string]any)["edit"] != 1.0 || left[0].(map[string]any)["code"] != "unknown_code" || len(part["edits"].([]any)) != 1 {
		t.Errorf("partly: %v", part)
	}
	for path, body := range map[string]string{all: `{"direction":"up"}`, "/api/v1/siting": `{"new":1,"direction":"up"}`, "/api/v1/siting/spot": `{"lon":116,"lat":39.9,"direction":"up"}`} {
		if p := problemOf(t, d.local("POST", path, body)); p.Status != 400 || p.Code != "unknown_value" || !strings.Contains(p.Detail, "direction") {
			t.Errorf("%s in no direction: %+v", path, p)
		}
	}
	if r := d.local("DELETE", at, ""); r.StatusCode != 204 {
		t.Errorf("dropped: %d", r.StatusCode)
	}
	if p := problemOf(t, d.local("GET", at, "")); p.Code != "unknown_scenario" {
		t.Errorf("after that: %+v", p)
	}
}

// TestSiting: a run is a job, which ends, and one that cannot be answered says why.
func TestSiting(t *testing.T) {
	d := writingDesk(t)
	run := func(body string) object {
		t.Helper()
		j := described(t, d, "POST", "/api/v1/siting", d.local("POST", "/api/v1/siting", body), 202)
		for {
			got := described(t, d, "GET", "/api/v1/jobs/{id}", d.local("GET", "/api/v1/jobs/"+j["id"].(string), ""), 200)
			if s := got["state"]; s == "done" || s == "failed" {
				return got
			}
		}
	}
	// The only building of this city stands off the network: nobody can be covered.
	j := run(`{"new":1}`)
	if p, ok := j["error"].(object); j["state"] != "failed" || !ok || p["code"] != "no_siting" {
		t.Errorf("no demand: %v", j)
	}
	if p := problemOf(t, d.local("GET", "/api/v1/jobs/"+j["id"].(string)+"/report", "")); p.Code != "no_result" || p.Status != 409 {
		t.Errorf("a report of a failed job: %+v", p)
	}
	described(t, d, "DELETE", "/api/v1/jobs/{id}", d.local("DELETE", "/api/v1/jobs/"+j["id"].(string), ""), 200)
	for body, code := range map[string]string{
		`{}`: "missing_parameter", `{"new":1,"model":"guess"}`: "unknown_value", `{"new":-1}`: "out_of_range", `{"new":1,"model":"lscp"}`: "bad_siting", `{"new":1,"kind":"nix"}`: "unknown_kind", `{"new":1,"profile":"nix"}`: "unknown_profile", `{"new":1,"policy":true}`: "no_policy", `{"new":1,"spacing_m":0}`: "out_of_range",
	} {
		if p := problemOf(t, d.local("POST", "/api/v1/siting", body)); p.Code != code {
			t.Errorf("%s: %+v, want %s", body, p, code)
		}
	}
	card := described(t, d, "POST", "/api/v1/siting/spot", d.local("POST", "/api/v1/siting/spot", `{"lon":116.003,"lat":39.003}`), 200)
	if card["allowed"] != false || card["why"] != "off the network" || len(card["areas"].([]any)) < 2 {
		t.Errorf("spot: %v", card)
	}
	for name, body := range map[string]string{"at": `{"lon":116.003,"lat":39.003,"at":"yesterday"}`, "open_at": `{"lon":116.003,"lat":39.003,"open_at":"20:00"}`} {
		if p := problemOf(t, d.local("POST", "/api/v1/siting/spot", body)); p.Code != "bad_time" || p.Parameter != name {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if p := problemOf(t, d.local("GET", "/api/v1/jobs/nix", "")); p.Code != "unknown_job" {
		t.Errorf("%+v", p)
	}
}

// TestJobsAreToldOf: whoever may begin jobs hears how far they come, and nobody else does.
func TestJobsAreToldOf(t *testing.T) {
	for _, keeper := range []bool{true, false} {
		work := jobs.New(jobs.Options{})
		t.Cleanup(work.Close)
		d := keeperDesk(t, func(c *httpapi.Config) { c.Heartbeat, c.Jobs = 50*time.Millisecond, work })
		srv := httptest.NewServer(d.handler)
		t.Cleanup(func() {
			http.DefaultClient.CloseIdleConnections()
			srv.Close()
		})
		s := listenAs(t, srv.URL+"/api/v1/events", "", map[bool]string{true: d.keeper}[keeper])
		s.next()
		s.next()
		if _, err := work.Start("siting", func(context.Context, jobs.Report) (any, error) { return nil, nil }); err != nil {
			t.Fatal(err)
		}
		heard := ""
		for !strings.Contains(heard, "event: alive") {
			if heard = s.next(); strings.Contains(heard, "event: job") && strings.Contains(heard, `"state":"done"`) {
				break
			}
			if keeper && strings.Contains(heard, "event: alive") {
				heard = "" // the job ends sooner or later
			}
		}
		if told := strings.Contains(heard, "event: job"); told != keeper {
			t.Errorf("keeper %v: told %v, %q", keeper, told, heard)
		}
		s.res.Body.Close()
		d.handler.(*httpapi.Server).Stop()
	}
}

// TestWhoIsToldHowMuch: the keeper gets exact sums, a stranger none that a single building makes.
func TestWhoIsToldHowMuch(t *testing.T) {
	d := writingDesk(t)
	for _, target := range []string{"/api/v1/coverage?by=street", "/api/v1/coverage/gaps", "/api/v1/coverage/norms", "/api/v1/coverage/report?by=street", "/api/v1/coverage/report?f=csv", "/api/v1/coverage/report?f=geojson"} {
		told := bodyOf(t, d.ask("GET", target, ""))
		if strings.Contains(told, "424242") || strings.Contains(told, `"exact":true`) {
			t.Errorf("%s tells a stranger %s", target, told)
		}
	}
	if exact := bodyOf(t, d.local("GET", "/api/v1/coverage?by=street", "")); !strings.Contains(exact, `"exact":true`) || !strings.Contains(exact, `"estimated":424242`) {
		t.Errorf("the keeper is told %s", exact)
	}
	// Two days of which a building differs would tell of that building.
	for _, path := range []string{"coverage", "coverage/gaps", "coverage/norms", "coverage/report"} {
		if p := problemOf(t, d.ask("GET", "/api/v1/"+path+"?at=2026-01-02", "")); p.Code != "sign_in_needed" {
			t.Errorf("%s of another day: %+v", path, p)
		}
	}
	for _, target := range []string{"/api/v1/scenarios/x", "/api/v1/jobs/x", "/api/v1/scenarios/x/compare", "/api/v1/scenarios/x/export"} {
		if p := problemOf(t, d.ask("GET", target, "")); p.Code != "sign_in_needed" {
			t.Errorf("%s: %+v", target, p)
		}
	}
	if p := problemOf(t, d.ask("POST", "/api/v1/coverage/usage", `{"rows":[{"code":"s1","month":"2026-01","visits":1}]}`)); p.Code != "sign_in_needed" {
		t.Errorf("usage: %+v", p)
	}
	described(t, d, "POST", "/api/v1/coverage/usage", d.local("POST", "/api/v1/coverage/usage", `{"rows":[{"code":"s1","month":"2026-01","visits":1}]}`), 200)
}

// TestScenarioIsAdopted: what a scenario gives as a change is taken, and then the city is as planned; a station that was
// closed so is opened so again.
func TestScenarioIsAdopted(t *testing.T) {
	d := writingDesk(t)
	for i, step := range []struct {
		edits string
		want  map[string]string
	}{
		{`{"op":"close","place":"s1"},{"op":"move","place":"s2","lon":116.008,"lat":39.005},{"op":"open","place":"n1","name":"新站","lon":116.004,"lat":39.005}`,
			map[string]string{"s1": `"state":"closed"`, "s2": `"point":[116.008,39.005]`, "n1": `"state":"planned"`}},
		{`{"op":"close","place":"s2"}`, map[string]string{"s2": `"state":"closed"`}},
		{`{"op":"open","place":"s2"}`, map[string]string{"s2": `"state":"open"`}},
	} {
		made := described(t, d, "POST", "/api/v1/scenarios", d.local("POST", "/api/v1/scenarios", `{"minutes":5,"edits":[`+step.edits+`]}`), 201)
		change := bodyOf(t, d.local("GET", "/api/v1/scenarios/"+made["id"].(string)+"/export?f=change", ""))
		if r := d.send("/api/v1/changes", change, "If-Match", fmt.Sprintf(`"%d"`, i+2)); r.StatusCode != 201 {
			t.Fatalf("%d %s\n%s", r.StatusCode, bodyOf(t, r), change)
		}
		if _, err := d.atlas.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		for code, want := range step.want {
			if got := bodyOf(t, d.ask("GET", "/api/v1/stations/"+code, "")); !strings.Contains(got, want) {
				t.Errorf("%s: %s", code, got)
			}
		}
	}
}
