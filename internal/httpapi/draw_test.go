package httpapi_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/httpapi"
)

const drawn = `{"lon":116.01,"lat":39.005,"zoom":13,"width":320,"height":240,"scale":2,"theme":"dark","lang":"en","hidden":["park"],"selected":{"layer":"street","code":"a"}}`

func TestPicture(t *testing.T) {
	d := newDesk(t, nil, nil)
	r := d.ask("POST", "/api/v1/picture", drawn)
	img, err := png.Decode(strings.NewReader(bodyOf(t, r)))
	if err != nil || img.Bounds().Dx() != 640 || img.Bounds().Dy() != 480 {
		t.Fatalf("%d: %v", r.StatusCode, err)
	}
	if r.Header.Get("X-Redsail-Names-Left-Out") == "" || r.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("without fonts the answer says %v", r.Header)
	}
	r = d.ask("POST", "/api/v1/picture", drawn, "Accept", "application/json")
	var ans struct {
		Revision int64
		PNG      string
		Areas    []struct {
			Layer, Code, Name string
			Point             [2]float64
		}
		Places []struct{ Layer, Code string }
	}
	if err := json.Unmarshal([]byte(bodyOf(t, r)), &ans); err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(ans.PNG)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := png.Decode(bytes.NewReader(raw)); err != nil || again.Bounds() != img.Bounds() {
		t.Errorf("the picture in JSON: %v", err)
	}
	codes := ""
	for _, a := range ans.Areas {
		codes += a.Layer + ":" + a.Code + " "
	}
	if !strings.Contains(codes, "street:a ") || !strings.Contains(codes, "district:d ") || len(ans.Places) == 0 || ans.Revision == 0 {
		t.Errorf("on the picture are %s and %+v", codes, ans.Places)
	}
	if text := d.log.String(); strings.Contains(text, "116.01") {
		t.Errorf("the log holds the position: %s", text)
	}
}

func TestPictureRefuses(t *testing.T) {
	d := newDesk(t, nil, nil)
	for _, c := range []struct{ body, code, parameter string }{
		{`{"lon":116,"lat":39,"zoom":13,"width":9,"height":240}`, "out_of_range", "width"},
		{`{"lon":116,"lat":39,"zoom":13,"width":2048,"height":2048,"scale":3}`, "out_of_range", "scale"},
		{`{"lon":116,"lat":91,"zoom":13,"width":64,"height":64}`, "out_of_range", "lat"},
		{`{"lon":116,"lat":39,"zoom":13,"width":64,"height":64,"theme":"sepia"}`, "unknown_value", "theme"},
		{`{"lon":116,"lat":39,"zoom":0,"ratio":499,"width":64,"height":64}`, "out_of_range", "ratio"},
		{`{"lon":116,"lat":39,"zoom":13,"ratio":5000,"width":64,"height":64}`, "out_of_range", "ratio"},
		{`{"lon":"116"}`, "wrong_type", "lon"},
		{`{"lon":116,"colour":1}`, "unknown_parameter", "colour"},
		{drawn + "{}", "bad_body", ""},
		{drawn[:40], "bad_body", ""},
		{`{"lon":116}`, "missing_parameter", "lat"},
		{`{"lon":116,"lon":116}`, "repeated_parameter", "lon"},
		{`{"lon":null}`, "wrong_type", "lon"},
		{`{"lon":1e999}`, "wrong_type", "lon"},
		{`{"width":64.5}`, "wrong_type", "width"},
		{`{"width":1000000000,"lon":116,"lat":39,"zoom":1,"height":64}`, "out_of_range", "width"},
		{`{"hidden":"x"}`, "wrong_type", "hidden"},
		{`{"selected":{"layer":"a","code":"b","who":1}}`, "unknown_parameter", "selected.who"},
		{`{"hidden":[` + strings.Repeat(`"x",`, 64) + `"x"],"lon":116,"lat":39,"zoom":1,"width":64,"height":64}`, "out_of_range", "hidden"},
		{`[]`, "bad_body", ""},
		{``, "bad_body", ""},
		{`{"hidden":["` + strings.Repeat("x", 9000) + `"]}`, "body_too_large", ""},
	} {
		var p httpapi.Problem
		r := d.ask("POST", "/api/v1/picture", c.body)
		if err := json.Unmarshal([]byte(bodyOf(t, r)), &p); err != nil || p.Code != c.code || p.Parameter != c.parameter {
			t.Errorf("%.60s: %d %+v %v", c.body, r.StatusCode, p, err)
		}
	}
	var none httpapi.Problem
	off := newDesk(t, nil, func(c *httpapi.Config) { c.Drawer = nil })
	if err := json.Unmarshal([]byte(bodyOf(t, off.ask("POST", "/api/v1/picture", drawn))), &none); err != nil || none.Code != "no_such_path" {
		t.Errorf("without a drawer: %+v %v", none, err)
	}
}

// TestPictureToScale: a sheet of A3 at 200 dots an inch is drawn to a ratio and tells its size on paper.
func TestPictureToScale(t *testing.T) {
	d := newDesk(t, nil, nil)
	const a3 = `{"lon":116.01,"lat":39.005,"zoom":0,"ratio":5000,"width":1587,"height":1123,"scale":2.0833333333}`
	text := bodyOf(t, d.ask("POST", "/api/v1/picture", a3))
	img, err := png.Decode(strings.NewReader(text))
	if err != nil || img.Bounds().Dx() != 3306 || img.Bounds().Dy() != 2340 {
		t.Fatalf("%.200s: %v", text, err)
	}
	// 200 dots an inch are 7874 in a metre.
	if !strings.Contains(text, "pHYs\x00\x00\x1e\xc2\x00\x00\x1e\xc2\x01") {
		t.Error("the picture does not say that 7874 of its pixels make a metre")
	}
	if plain := bodyOf(t, d.ask("POST", "/api/v1/picture", drawn)); strings.Contains(plain, "pHYs") {
		t.Error("a picture for the screen says how large it is on paper")
	}
}

// TestPictureAccept: JSON is for those who name it, with a weight above none.
func TestPictureAccept(t *testing.T) {
	d := newDesk(t, nil, nil)
	for accept, want := range map[string]string{
		"": "image/png", "*/*": "image/png", "image/png": "image/png", "application/json": "application/json", "text/html, application/json;q=0.5": "application/json",
		"application/json;q=0": "image/png", "application/jsonx": "image/png",
	} {
		if got := d.ask("POST", "/api/v1/picture", drawn, "Accept", accept).Header.Get("Content-Type"); got != want {
			t.Errorf("Accept %q: %s, want %s", accept, got, want)
		}
	}
}

// TestPictureIsAsDescribed: the form in JSON holds what the description says.
func TestPictureIsAsDescribed(t *testing.T) {
	d := newDesk(t, nil, nil)
	var v any
	if err := json.Unmarshal([]byte(bodyOf(t, d.ask("POST", "/api/v1/picture", drawn, "Accept", "application/json"))), &v); err != nil {
		t.Fatal(err)
	}
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		if rt.Pattern == "/api/v1/picture" {
			j := &judge{t: t, doc: openAPI(t, d)}
			j.check("picture", form(t, j.doc, &rt, "application/json"), v)
			return
		}
	}
	t.Error("there is no row")
}

func FuzzPictureBody(f *testing.F) {
	for _, s := range []string{bodies["/api/v1/picture"], `{`, `{"lon":1,"lat":2,"zoom":-0,"width":16,"height":16,"scale":1e-9}`, `{"selected":{}}`, `{"hidden":[null]}`} {
		f.Add(s)
	}
	d := newDesk(f, nil, nil)
	f.Fuzz(func(t *testing.T, body string) {
		res := sane(t, d, request("POST", "/api/v1/picture", "", io.NopCloser(strings.NewReader(body))))
		if res.StatusCode == 200 {
			if _, err := png.DecodeConfig(res.Body); err != nil {
				t.Fatal(err)
			}
		}
	})
}
