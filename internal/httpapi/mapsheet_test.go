package httpapi_test

import (
	"encoding/json"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/httpapi"
)

const sheetOfA = "/api/v1/areas/street/a/sheet"

// TestMapSheet: a sheet is a picture of the paper that was asked for, and the header tells its scale; the same sheet again is not sent again.
func TestMapSheet(t *testing.T) {
	d := newDesk(t, nil, nil)
	for query, want := range map[string]image.Point{
		"": {X: 1240, Y: 1754}, "?paper=a3&turn=landscape&lang=en&internal=0&review=GS(2026)0001": {X: 2480, Y: 1754}, "?scale=5000": {X: 1240, Y: 1754},
	} {
		r := d.ask("GET", sheetOfA+query, "")
		scale, tag := r.Header.Get("X-Redsail-Scale"), r.Header.Get("ETag")
		img, err := png.Decode(strings.NewReader(bodyOf(t, r)))
		if err != nil || img.Bounds().Size() != want {
			t.Fatalf("%s: %d %v", query, r.StatusCode, err)
		}
		if scale == "" || strings.Contains(query, "scale") && scale != "5000" {
			t.Errorf("%s is drawn at 1:%s", query, scale)
		}
		if again := d.ask("GET", sheetOfA+query, "", "If-None-Match", tag); again.StatusCode != 304 {
			t.Errorf("%s again: %d", query, again.StatusCode)
		}
	}
}

func TestMapSheetRefuses(t *testing.T) {
	d := newDesk(t, nil, nil)
	for _, c := range []struct{ target, code, parameter string }{
		{"/api/v1/areas/street/nowhere/sheet", "unknown_code", ""},
		{"/api/v1/areas/nothing/a/sheet", "unknown_layer", ""},
		{sheetOfA + "?paper=a5", "unknown_value", "paper"},
		{sheetOfA + "?turn=round", "unknown_value", "turn"},
		{sheetOfA + "?scale=7000", "unknown_value", "scale"},
		{sheetOfA + "?internal=no", "unknown_value", "internal"},
		{sheetOfA + "?review=" + strings.Repeat("x", 41), "out_of_range", "review"},
		{sheetOfA + "?who=1", "unknown_parameter", "who"},
	} {
		var p httpapi.Problem
		r := d.ask("GET", c.target, "")
		if err := json.Unmarshal([]byte(bodyOf(t, r)), &p); err != nil || p.Code != c.code || c.parameter != "" && p.Parameter != c.parameter {
			t.Errorf("%s: %d %+v %v", c.target, r.StatusCode, p, err)
		}
	}
	var none httpapi.Problem
	off := newDesk(t, nil, func(c *httpapi.Config) { c.Drawer = nil })
	if err := json.Unmarshal([]byte(bodyOf(t, off.ask("GET", sheetOfA, ""))), &none); err != nil || none.Code != "no_such_path" {
		t.Errorf("without a drawer: %+v %v", none, err)
	}
}
