package httpapi_test

import (
	"bytes"
	"encoding/json"
	"image/png"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/httpapi"
)

func TestStyles(t *testing.T) {
	d := newDesk(t, nil, func(c *httpapi.Config) { c.Demo = true })
	var list struct {
		Styles []struct{ Name, URL, Sprite string }
	}
	if err := json.Unmarshal([]byte(bodyOf(t, d.ask("GET", "/styles.json", ""))), &list); err != nil || len(list.Styles) != 2 {
		t.Fatal(err, list)
	}
	for _, it := range list.Styles {
		for _, lang := range []string{"", "?lang=zh", "?lang=en"} {
			target := strings.TrimPrefix(it.URL, "http://localhost") + lang
			r := d.ask("GET", target, "")
			text := bodyOf(t, r)
			var style struct {
				Version int
				Sprite  string
				Sources map[string]struct {
					Tiles       []string
					Attribution string
				}
				Layers []struct {
					ID, Source  string
					SourceLayer string `json:"source-layer"`
				}
			}
			if err := json.Unmarshal([]byte(text), &style); err != nil || r.StatusCode != 200 {
				t.Fatal(target, r.StatusCode, err)
			}
			if style.Version != 8 || style.Sprite != it.Sprite || len(style.Layers) < 20 || strings.Contains(text, "glyphs") || strings.Contains(text, `:"",`) {
				t.Errorf("%s: %.300s", target, text)
			}
			if en := strings.Contains(text, "name_en"); en != (lang == "?lang=en") {
				t.Errorf("%s: names in English: %v", target, en)
			}
			ids := map[string]bool{}
			for _, l := range style.Layers {
				if _, there := style.Sources[l.Source]; ids[l.ID] || !there && l.ID != "ground" {
					t.Errorf("%s: layer %s twice, or of no source", target, l.ID)
				}
				ids[l.ID] = true
			}
			for _, want := range []string{"ground", "district-land", "street-border", "district-name", "place-red_sail_station", "base-building-building"} {
				if !ids[want] {
					t.Errorf("%s has no layer %s", target, want)
				}
			}
			for id, source := range style.Sources {
				tile := strings.NewReplacer("{z}", "14", "{x}", "13471", "{y}", "6261", "http://localhost", "").Replace(source.Tiles[0])
				if r := d.ask("GET", tile, ""); r.StatusCode != 200 || !strings.Contains(source.Attribution, "made up") && !strings.Contains(source.Attribution, "虚构") {
					t.Errorf("%s: source %s: %d, %q", target, id, r.StatusCode, source.Attribution)
				}
			}
		}
	}
	for target, want := range map[string]string{
		"/styles/redsail-red.json": "unknown_style", "/styles/light.json": "unknown_style", "/sprites/redsail-.png": "unknown_style",
		"/sprites/redsail-light@3x.png": "unknown_style", "/styles/redsail-light.json?lang=fr": "unknown_value",
	} {
		if p := problemOf(t, d.ask("GET", target, "")); p.Code != want {
			t.Errorf("%s: %+v", target, p)
		}
	}
}

func TestSprites(t *testing.T) {
	d := newDesk(t, nil, nil)
	for name, ratio := range map[string]int{"redsail-light": 1, "redsail-light@2x": 2, "redsail-dark": 1, "redsail-dark@2x": 2} {
		var spots map[string]struct{ X, Y, Width, Height, PixelRatio int }
		if err := json.Unmarshal([]byte(bodyOf(t, d.ask("GET", "/sprites/"+name+".json", ""))), &spots); err != nil {
			t.Fatal(err)
		}
		r := d.ask("GET", "/sprites/"+name+".png", "")
		img, err := png.Decode(bytes.NewReader([]byte(bodyOf(t, r))))
		if err != nil || r.Header.Get("Content-Type") != "image/png" {
			t.Fatal(name, err)
		}
		if spots["red_sail_station"].Width == 0 || spots["other_place"].Width == 0 {
			t.Errorf("%s: %v", name, spots)
		}
		for icon, s := range spots {
			alpha := func(x, y int) uint32 { _, _, _, a := img.At(s.X+x, s.Y+y).RGBA(); return a }
			if s.PixelRatio != ratio || s.Width != 28*ratio || s.X+s.Width > img.Bounds().Dx() || s.Y+s.Height > img.Bounds().Dy() {
				t.Errorf("%s, %s: %+v", name, icon, s)
			}
			if alpha(0, 0) != 0 || alpha(s.Width-1, s.Height-1) != 0 || alpha(s.Width/2, s.Height/2) != 0xffff && icon != "people" && alpha(s.Width/2, s.Height*2/3) != 0xffff {
				t.Errorf("%s, %s: the corners are not clear, or the middle is", name, icon)
			}
		}
	}
}

// TestLinksBehindAProxy: what a client sends of itself makes no link; the address that the
// operator gives does.
func TestLinksBehindAProxy(t *testing.T) {
	forged := []string{"X-Forwarded-Host", "evil.example.org", "X-Forwarded-Proto", "https", "Forwarded", "host=evil.example.org"}
	d := newDesk(t, nil, nil)
	for _, target := range []string{"/tiles/district.json", "/styles/redsail-light.json", "/styles.json"} {
		if text := bodyOf(t, d.ask("GET", target, "", forged...)); !strings.Contains(text, `"http://localhost/`) || strings.Contains(text, "evil") {
			t.Errorf("%s: %.400s", target, text)
		}
	}
	d = newDesk(t, nil, func(c *httpapi.Config) { c.PublicURL = "https://maps.example.org/redsail/" })
	for target, want := range map[string]string{
		"/tiles/district.json":       `"https://maps.example.org/redsail/tiles/district/{z}/{x}/{y}.mvt"`,
		"/styles/redsail-light.json": `"https://maps.example.org/redsail/sprites/redsail-light"`,
		"/styles.json":               `"https://maps.example.org/redsail/styles/redsail-light.json"`,
	} {
		if text := bodyOf(t, d.ask("GET", target, "", forged...)); !strings.Contains(text, want) || strings.Contains(text, "localhost") {
			t.Errorf("%s: %.400s", target, text)
		}
	}
}
