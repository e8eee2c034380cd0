package httpapi_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
)

// TestProposals: a proposal is drawn, read again by its number, exported as the change that a dry
// run finds sound, follows the city, and is the keeper's.
func TestProposals(t *testing.T) {
	d := tinyDesk(t)
	var list struct{ Above []balanceRow }
	if err := json.Unmarshal([]byte(bodyOf(t, d.ask("GET", "/api/v1/balance?layer=grid", ""))), &list); err != nil || len(list.Above) != 1 {
		t.Fatalf("%v: %+v", err, list)
	}
	ask := `{"layer":"grid","code":"` + list.Above[0].Code + `","name":"拆"}`
	made := described(t, d, "POST", "/api/v1/balance/proposals", d.send("/api/v1/balance/proposals", ask), 201)
	path := "/api/v1/balance/proposals/" + made["id"].(string)
	parts, drawing := made["parts"].([]any), made["drawing"].([]any)
	if len(parts) != 2 || len(drawing) != 2 || made["title"] != "拆" || made["kept"] != false || made["balanced"] != true {
		t.Errorf("%v", made)
	}
	got := described(t, d, "GET", "/api/v1/balance/proposals/{id}", d.local("GET", path, ""), 200)
	if a, b := text(t, got), text(t, made); a != b {
		t.Errorf("made %s, read %s", b, a)
	}
	change := bodyOf(t, d.local("GET", path+"/export?f=change", ""))
	var exported any
	if err := json.Unmarshal([]byte(change), &exported); err != nil || text(t, exported) != text(t, made["change"]) {
		t.Errorf("exported %s", change)
	}
	layer := bodyOf(t, d.local("GET", path+"/export?f=geojson", ""))
	if !strings.Contains(layer, `"MultiPolygon"`) || !strings.Contains(layer, `"LineString"`) || !strings.Contains(layer, `"balanced":true`) {
		t.Errorf("as a layer %s", layer)
	}
	for _, target := range []string{path, path + "/export"} {
		if p := problemOf(t, d.ask("GET", target, "")); p.Code != "sign_in_needed" {
			t.Errorf("%s tells a stranger: %+v", target, p)
		}
	}
	rev := `"` + strconv.FormatFloat(made["revision"].(float64), 'f', 0, 64) + `"`
	if r := d.send("/api/v1/changes", change, "If-Match", rev); r.StatusCode != 201 {
		t.Fatal(bodyOf(t, r))
	}
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p := problemOf(t, d.local("GET", path, "")); p.Code != "within_norm" {
		t.Errorf("once it is done: %+v", p)
	}
	if r := d.local("DELETE", path, ""); r.StatusCode != 204 {
		t.Errorf("%d", r.StatusCode)
	}
	if p := problemOf(t, d.local("GET", path, "")); p.Code != "unknown_proposal" {
		t.Errorf("%+v", p)
	}
	for body, code := range map[string]string{
		`{"layer":"grid"}`: "missing_parameter", `{"layer":"x","code":"1"}`: "unknown_layer", `{"layer":"grid","code":"nix"}`: "unknown_code",
		`{"layer":"grid","code":"1","parts":11}`: "out_of_range", `{"layer":"grid","code":"1","name":"` + strings.Repeat("x", 201) + `"}`: "bad_text",
	} {
		if p := problemOf(t, d.send("/api/v1/balance/proposals", body)); p.Code != code {
			t.Errorf("%s: %+v, want %s", body, p, code)
		}
	}
}

// text is a value as JSON; keys are sorted, and numbers are as they came.
func text(t *testing.T, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
