package picture_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
	"github.com/redsail/redsail/tiles/picture"
)

func TestColoursOfThePicture(t *testing.T) {
	a := ask
	a.Selected = &picture.Area{Layer: "district", Code: "d"}
	light, got := draw(t, a)
	a.Theme, a.Scale = "dark", 2
	night, _ := draw(t, a)
	if b := night.Bounds(); b.Dx() != 1024 || b.Dy() != 1024 {
		t.Fatalf("at scale 2 the picture is %v", b)
	}
	byDay, byNight := colours(t, "light"), colours(t, "dark")
	for what, c := range map[string]struct{ x, y int }{
		"water": {80, 80}, "land": {400, 400}, "avenue": {100, 256}, "selected": {300, 32}, "casing": {300, 34},
	} {
		if got := rgb(light, c.x, c.y); !near(got, byDay[what]) {
			t.Errorf("%s is %v in light, want %v", what, got, byDay[what])
		}
		if got := rgb(night, 2*c.x, 2*c.y); !near(got, byNight[what]) {
			t.Errorf("%s is %v in dark, want %v", what, got, byNight[what])
		}
	}
	if got.LeftOut != 0 || len(got.Places) != 1 || got.Places[0].Code != "s" || got.Places[0].Layer != "red_sail_station" {
		t.Errorf("the places seen are %+v; %d names are left out", got.Places, got.LeftOut)
	}
	if len(got.Areas) != 1 || got.Areas[0].Code != "d" || got.Areas[0].Name != "Harbour" {
		t.Fatalf("the areas seen are %+v", got.Areas)
	}
	if p := got.Areas[0].Point; math.Abs(p[0]-ask.Lon) > 1e-9 || math.Abs(p[1]-ask.Lat*1.5) > 1e-6 {
		t.Errorf("the label stands at %v", p)
	}
}

func near(a, b color.RGBA) bool {
	d := func(x, y uint8) bool { return math.Abs(float64(x)-float64(y)) <= 10 }
	return d(a.R, b.R) && d(a.G, b.G) && d(a.B, b.B)
}

func TestNamesAndIcons(t *testing.T) {
	img, _ := draw(t, ask)
	if n := dark(img, 200, 110, 312, 146); n < 60 {
		t.Errorf("the name of the district has %d dark pixels", n)
	}
	if n := dark(img, 240, 370, 272, 398); n < 100 {
		t.Errorf("the station has %d dark pixels", n)
	}
	if n := dark(img, 220, 396, 292, 412); n < 20 {
		t.Errorf("the name under the station's icon has %d dark pixels", n)
	}
	hidden := ask
	hidden.Hidden = []string{"district", "red_sail_station", "waters", "main_roads"}
	img, got := draw(t, hidden)
	if n := dark(img, 0, 0, 512, 512); n > 0 {
		t.Errorf("%d dark pixels are left when all is hidden", n)
	}
	if c := rgb(img, 80, 80); c != colours(t, "light")["land"] {
		t.Errorf("hidden water is %v", c)
	}
	if len(got.Places) != 0 || len(got.Areas) != 1 {
		t.Errorf("a hidden place is told, or a hidden area is not: %+v", got)
	}
}

// Of two names at one spot the first has it.
func TestNamesDoNotOverlap(t *testing.T) {
	place := func(n int) picture.Drawing {
		var l mvt.Layer
		l.Reset("place", mvt.Extent)
		for i := range n {
			l.AddPoints(uint64(i), []mvt.Point{{X: 2048, Y: 2048}}, texts("kind", "red_sail_station", "code", string(rune('a'+i)), "name", "Station"))
		}
		got, err := picture.NewDrawer(realLook(t), latin(t)).Draw(t.Context(), ask, city, oneTile{tile: packed(l.AppendTo(nil))})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	one, many := place(1), place(20)
	if !bytes.Equal(one.PNG, many.PNG) {
		t.Error("20 places at one spot look other than one")
	}
	if len(one.Places) != 1 || len(many.Places) != 20 {
		t.Errorf("of 1 and 20 places at one spot %d and %d are told", len(one.Places), len(many.Places))
	}
}

// An open place has room before a planned one that is nearer to the middle, and where it has
// none a dot tells of it; of a planned one nothing does.
func TestOpenPlacesGoFirst(t *testing.T) {
	spots := func(states ...string) (image.Image, string) {
		var l mvt.Layer
		l.Reset("place", mvt.Extent)
		for i, state := range states {
			x := 2048 + 80*int32(i) // 10 pixels apart: no room for two icons
			l.AddPoints(uint64(i), []mvt.Point{{X: x, Y: 2048}}, texts("kind", "red_sail_station", "code", string(rune('a'+i)), "state", state))
		}
		got, err := picture.NewDrawer(realLook(t), nil).Draw(t.Context(), ask, city, oneTile{tile: packed(l.AppendTo(nil))})
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(got.PNG))
		if err != nil {
			t.Fatal(err)
		}
		codes := ""
		for _, it := range got.Places {
			codes += it.Code
		}
		return img, codes
	}
	for _, c := range []struct {
		states []string
		seen   string
	}{{[]string{"planned", "open"}, "b"}, {[]string{"open", "closed"}, "a"}, {[]string{"open", "open"}, "ab"}, {[]string{"planned"}, "a"}} {
		if _, seen := spots(c.states...); seen != c.seen {
			t.Errorf("of %v %q are seen, want %q", c.states, seen, c.seen)
		}
	}
	alone, _ := spots("open")
	both, _ := spots("open", "", "open")
	if at := image.Pt(256+20, 256); rgb(alone, at.X, at.Y) == rgb(both, at.X, at.Y) {
		t.Error("there is no dot for a place whose icon has no room")
	}
}

func TestSameBytes(t *testing.T) {
	_, a := draw(t, ask)
	_, b := draw(t, ask)
	if !bytes.Equal(a.PNG, b.PNG) {
		t.Error("two drawings of the same tiles differ")
	}
}

func TestLimits(t *testing.T) {
	d := picture.NewDrawer(realLook(t), nil)
	for field, change := range map[string]func(*picture.Ask){
		"lon":    func(a *picture.Ask) { a.Lon = 181 },
		"lat":    func(a *picture.Ask) { a.Lat = math.NaN() },
		"zoom":   func(a *picture.Ask) { a.Zoom = -0.1 },
		"width":  func(a *picture.Ask) { a.Width = 15 },
		"height": func(a *picture.Ask) { a.Height = 2049 },
		"scale":  func(a *picture.Ask) { a.Width, a.Height, a.Scale = 2048, 2048, 3 },
		"theme":  func(a *picture.Ask) { a.Theme = "sepia" },
		"lang":   func(a *picture.Ask) { a.Lang = "de" },
		"hidden": func(a *picture.Ask) { a.Hidden = make([]string, 65) },
	} {
		a := ask
		change(&a)
		_, err := d.Draw(t.Context(), a, city, oneTile{tile: packed(nil)})
		var bad *picture.AskError
		if !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// The whole world, the ends of it and the closest zoom are drawn, whatever the tiles hold.
func TestEdges(t *testing.T) {
	d := picture.NewDrawer(realLook(t), latin(t))
	for _, a := range []picture.Ask{
		{Zoom: 0, Width: 16, Height: 2048},
		{Lon: 180, Lat: 85.0511, Zoom: 3, Width: 600, Height: 600, Scale: 1.5},
		{Lon: -180, Lat: -85.0511, Zoom: 22, Width: 600, Height: 600, Scale: 3},
		{Lon: 0.01, Lat: 0.01, Zoom: 22, Width: 2048, Height: 1024, Lang: "en"},
	} {
		if _, err := d.Draw(t.Context(), a, city, oneTile{tile: packed(built("Harbour"))}); err != nil {
			t.Errorf("%+v: %v", a, err)
		}
	}
}

func TestHostileNames(t *testing.T) {
	for _, name := range []string{
		strings.Repeat("网格", 100), strings.Repeat("a", 5000), "\u202eenala\u202c", "a\x00b\nc", "\xff\xfe", "   ", "🏴‍☠️ العربية", `<img src=x onerror="1">`,
	} {
		got, err := picture.NewDrawer(realLook(t), latin(t)).Draw(t.Context(), ask, city, oneTile{tile: packed(built(name))})
		if err != nil || got.LeftOut != 0 {
			t.Errorf("%.20q: %v, %d left out", name, err, got.LeftOut)
		}
	}
}

// TestMark: the mark of a city stands in the lower right corner in the reader's language, and nowhere else;
// a picture too small for it has none.
func TestMark(t *testing.T) {
	marked := city
	marked.Mark = map[string]string{"zh": "MADE UP", "en": "Demo data (made up)"}
	drawn := func(a picture.Ask, c picture.City) image.Image {
		t.Helper()
		got, err := picture.NewDrawer(realLook(t), latin(t)).Draw(t.Context(), a, c, oneTile{tile: packed(built("Harbour"))})
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(got.PNG))
		if err != nil {
			t.Fatal(err)
		}
		return img
	}
	changed := func(a picture.Ask) (n int, box image.Rectangle) {
		bare, with := drawn(a, city), drawn(a, marked)
		for y := range bare.Bounds().Dy() {
			for x := range bare.Bounds().Dx() {
				a, b := rgb(bare, x, y), rgb(with, x, y)
				if math.Abs(float64(a.R)-float64(b.R)) > 60 { // edges may be reduced to another colour
					n, box = n+1, box.Union(image.Rect(x, y, x+1, y+1))
				}
			}
		}
		return n, box
	}
	english := ask
	english.Lang = "en"
	n, box := changed(ask)
	if n < 100 || box.Min.X < 400 || box.Min.Y < 480 || box.Max.X > 510 || box.Max.Y > 510 {
		t.Errorf("the mark changes %d pixels in %v", n, box)
	}
	if _, longer := changed(english); longer.Dx() < box.Dx()*3/2 {
		t.Errorf("in English it stands in %v, in Chinese in %v", longer, box)
	}
	small := ask
	small.Width, small.Height = 100, 100
	if n, box := changed(small); n > 0 {
		t.Errorf("a small picture has %d pixels of it in %v", n, box)
	}
}

// Without fonts the picture is drawn and says how many names are not.
func TestNoFonts(t *testing.T) {
	got, err := picture.NewDrawer(realLook(t), nil).Draw(t.Context(), ask, city, oneTile{tile: packed(built("Harbour"))})
	if err != nil || got.LeftOut == 0 || len(got.Places) != 1 {
		t.Errorf("%d names are left out, %d places drawn: %v", got.LeftOut, len(got.Places), err)
	}
}

func TestTilesThatFail(t *testing.T) {
	d := picture.NewDrawer(realLook(t), nil)
	away := errors.New("away")
	for name, c := range map[string]struct {
		from oneTile
		want string
	}{
		"an error":      {oneTile{err: away}, "away"},
		"no gzip":       {oneTile{tile: tiles.Tile{Gzip: []byte("x")}}, "a tile: "},
		"a broken tile": {oneTile{tile: packed([]byte{0x1a, 9})}, "a tile: "},
	} {
		if _, err := d.Draw(t.Context(), ask, city, c.from); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "14/") {
			t.Errorf("%s: %v", name, err) // which tile would tell where somebody looks
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for range 20 { // with a free slot either way out of the waiting may be taken
		if _, err := d.Draw(stopped, ask, city, oneTile{tile: packed(nil)}); !errors.Is(err, context.Canceled) {
			t.Fatalf("after it was stopped: %v", err)
		}
	}
}
