package httpapi_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
)

type balanceRow struct {
	Code       string
	Households int64
}

// TestBalance: the list names the grid above the norm; its proposal, sent as it is to a dry
// run and then to be applied, makes the parts that it promises; then the list names it no more.
func TestBalance(t *testing.T) {
	d := tinyDesk(t)
	var list struct {
		Norm         struct{ Least, Most int64 }
		Above, Below []balanceRow
		Areas        int
	}
	get := func() {
		t.Helper()
		text := bodyOf(t, d.ask("GET", "/api/v1/balance?layer=grid", ""))
		list.Above, list.Below = nil, nil
		if err := json.Unmarshal([]byte(text), &list); err != nil || list.Norm.Least != 300 || list.Norm.Most != 500 {
			t.Fatalf("%v: %s", err, text)
		}
	}
	get()
	if len(list.Above) != 1 || list.Above[0].Households <= 500 || len(list.Below) == 0 {
		t.Fatalf("%+v", list)
	}
	over, areas := list.Above[0], list.Areas
	var p struct {
		Revision, Households int64
		Balanced             bool
		Parts                []struct {
			Buildings  int
			Households *int64
		}
		Change json.RawMessage
	}
	ask := `{"layer":"grid","code":"` + over.Code + `"}`
	text := bodyOf(t, d.send("/api/v1/balance", ask))
	if err := json.Unmarshal([]byte(text), &p); err != nil || !p.Balanced || len(p.Parts) != 2 || p.Households != over.Households {
		t.Fatalf("%v: %s", err, text)
	}
	described(t, d, "POST", "/api/v1/balance", d.send("/api/v1/balance", ask), 200)
	if twin := bodyOf(t, d.send("/api/v1/balance", ask)); twin != text {
		t.Errorf("asked again it says %s", twin)
	}
	dry := bodyOf(t, d.send("/api/v1/changes?dry_run=true", string(p.Change)))
	var report struct {
		Report struct {
			Gaps, Overlaps, Levels struct{ Opened []any }
			Households             []struct {
				Layer      string
				Buildings  int
				Households *int64
			}
		}
	}
	if err := json.Unmarshal([]byte(dry), &report); err != nil {
		t.Fatalf("%v: %s", err, dry)
	}
	r := report.Report
	if len(r.Gaps.Opened)+len(r.Overlaps.Opened)+len(r.Levels.Opened) > 0 || len(r.Households) != 1 {
		t.Fatal(dry)
	}
	if m := r.Households[0]; m.Layer != "grid" || m.Buildings != p.Parts[0].Buildings || *m.Households != *p.Parts[0].Households {
		t.Errorf("%+v; promised %+v", m, p.Parts[0])
	}
	rev := `"` + strconv.FormatInt(p.Revision, 10) + `"`
	if done := d.send("/api/v1/changes", string(p.Change), "If-Match", rev); done.StatusCode != 201 {
		t.Fatal(bodyOf(t, done))
	}
	get()
	if len(list.Above) != 0 || list.Areas != areas+1 {
		t.Errorf("%+v", list)
	}
}

// TestBalanceTellsNoBuilding: parts of few homes have no numbers, and no answer has a member
// that is of a building.
func TestBalanceTellsNoBuilding(t *testing.T) {
	d := tinyDesk(t)
	above := bodyOf(t, d.ask("GET", "/api/v1/balance?layer=grid", ""))
	if usual := bodyOf(t, d.ask("GET", "/api/v1/balance", "")); usual != above {
		t.Errorf("without a layer: %s", usual)
	}
	var list struct{ Above []balanceRow }
	if err := json.Unmarshal([]byte(above), &list); err != nil || len(list.Above) != 1 {
		t.Fatal(err, above)
	}
	var p struct {
		Parts []struct {
			Households *int64
		}
		Worst *float64 `json:"worst_percent"`
	}
	text := bodyOf(t, d.send("/api/v1/balance", `{"layer":"grid","code":"`+list.Above[0].Code+`","parts":6}`))
	if err := json.Unmarshal([]byte(text), &p); err != nil || len(p.Parts) != 6 || p.Worst != nil {
		t.Fatalf("%v: %s", err, text)
	}
	for _, q := range p.Parts {
		if q.Households != nil {
			t.Errorf("%s", text)
		}
	}
}

// TestBadBalance: what is wrong with a question is said by its code and name.
func TestBadBalance(t *testing.T) {
	d := writingDesk(t)
	for _, c := range []struct{ target, body, code, parameter string }{
		{"?layer=nix", "", "unknown_layer", "layer"},
		{"?layer=", "", "empty_parameter", "layer"},
		{"?layer=park", "", "no_norm", "layer"},
		{"?layer=ground", "", "unknown_layer", "layer"},
		{"", `{"layer":"nix","code":"a"}`, "unknown_layer", "layer"},
		{"", `{"layer":"ground","code":"a"}`, "unknown_layer", "layer"},
		{"", `{"layer":"street"}`, "missing_parameter", "code"},
		{"", `{"layer":"street","code":"nix"}`, "unknown_code", ""},
		{"", `{"layer":"street","code":"b"}`, "no_households", ""},
		{"", `{"layer":"park","code":"p"}`, "no_norm", ""},
		{"", `{"layer":"street","code":"a"}`, "too_many_parts", ""},
		{"", `{"layer":"street","code":"a","parts":1}`, "out_of_range", "parts"},
		{"", `{"layer":"street","code":"a","parts":11}`, "out_of_range", "parts"},
		{"", `{"layer":"street","code":"a","parts":1.5}`, "wrong_type", "parts"},
		{"", `{"layer":"street","code":"a","nix":1}`, "unknown_parameter", "nix"},
	} {
		r := d.ask("GET", "/api/v1/balance"+c.target, "")
		if c.body != "" {
			r = d.send("/api/v1/balance", c.body)
		}
		if p := problemOf(t, r); p.Code != c.code || p.Parameter != c.parameter {
			t.Errorf("%s %s: %+v", c.target, c.body, p)
		}
	}
	// One building cannot be cut: there is no proposal, and it says why; its households stay in the house.
	text := bodyOf(t, d.send("/api/v1/balance", `{"layer":"street","code":"a","parts":2}`))
	if !strings.Contains(text, `"method":"none"`) || !strings.Contains(text, `"change":null`) || !strings.Contains(text, `"reason":"`) || strings.Contains(text, "424242") {
		t.Error(text)
	}
}
