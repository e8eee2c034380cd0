package atlas_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles/picture"
)

const drawScheme = `
zone: Asia/Shanghai
layers:
  - {key: land_use, name: {zh: 用地, en: Land use}, base: true, kinds: [{key: water, name: {zh: 水面, en: Water}}]}
  - {key: district, name: {zh: 区, en: District}, partition: true}
  - {key: compound, name: {zh: 小区, en: Compound}, parent: district, zoom: [0, 12]}
  - {key: overlay, name: {zh: 叠加, en: Overlay}}
places:
  - {key: red_sail_station, name: {zh: 红帆驿站, en: Red Sail station}}
`

// drawer draws with the page's look, and its fonts where they are built.
func drawer(t testing.TB) *picture.Drawer {
	t.Helper()
	text, err := os.ReadFile("../../web/src/map/look.json")
	if err != nil {
		t.Fatal(err)
	}
	look, err := picture.ParseLook(text)
	if err != nil {
		t.Fatal(err)
	}
	built := os.DirFS("../../web/dist/app")
	if _, err := fs.Stat(built, picture.FontIndex); err != nil {
		return picture.NewDrawer(look, nil)
	}
	fonts, err := picture.NewFonts(built)
	if err != nil {
		t.Fatal(err)
	}
	return picture.NewDrawer(look, fonts)
}

// lightColours are those of the page's table by name.
func lightColours(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../web/src/map/look.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct{ Themes map[string]map[string]string }
	if err := json.Unmarshal(text, &table); err != nil {
		t.Fatal(err)
	}
	return table.Themes["light"]
}

// TestDraw draws a city of one district, half of it water, and asks pixels what they are.
func TestDraw(t *testing.T) {
	s := openStore(t, drawScheme)
	water := area("land_use", "w", "", rect(0, 0, 20, 40))
	water.Class = map[string]string{"kind": "water"}
	apply(t, s, always(
		water, area("district", "d", "", rect(0, 0, 40, 40)), area("compound", "c", "d", rect(24, 4, 36, 36)), area("overlay", "o", "", rect(2, 2, 38, 38)),
	))
	station := &city.Place{Kind: "red_sail_station", Code: "s", Names: city.Names{Zh: "站"}, Point: at(30, 20), State: city.PlaceOpen}
	apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(station, city.Always())}})
	middle := at(20, 20).LonLat()
	ask := picture.Ask{Lon: middle[0], Lat: middle[1], Zoom: 16, Width: 400, Height: 400, Selected: &picture.Area{Layer: "compound", Code: "c"}}
	got, err := openAtlas(t, s, nil).Current().Draw(t.Context(), drawer(t), ask)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(got.PNG))
	if err != nil {
		t.Fatal(err)
	}
	colour := func(x, y int) string {
		r, g, b, _ := img.At(x, y).RGBA()
		return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
	}
	want := lightColours(t)
	if got := colour(150, 200); got != want["water"] {
		t.Errorf("water is %s, want %s", got, want["water"])
	}
	if got := colour(2, 2); got != want["ground"] {
		t.Errorf("the ground is %s, want %s", got, want["ground"])
	}
	red := 0
	for y := range 400 {
		for x := range 400 {
			if colour(x, y) == want["selected"] {
				red++
			}
		}
	}
	if red < 500 {
		t.Errorf("the outline of the selected compound has %d red pixels", red)
	}
	if len(got.Places) != 1 || got.Places[0].Code != "s" || len(got.Areas) != 3 {
		t.Errorf("seen are %+v and %+v", got.Places, got.Areas)
	}
}

// TestDrawSaysMadeUp: a picture of a made-up city differs from that of another in its lower right corner.
func TestDrawSaysMadeUp(t *testing.T) {
	drawn := func(scheme string) (image.Image, int) {
		t.Helper()
		got, err := openAtlas(t, openStore(t, scheme), nil).Current().Draw(t.Context(), drawer(t), picture.Ask{Zoom: 3, Width: 400, Height: 300, Lang: "en"})
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(got.PNG))
		if err != nil {
			t.Fatal(err)
		}
		return img, got.LeftOut
	}
	real, _ := drawn(drawScheme)
	madeUp, leftOut := drawn("demo: true\n" + drawScheme)
	if leftOut > 0 {
		t.Skipf("the page, whose fonts are used, is not built: %d names are left out", leftOut)
	}
	corner := 0
	for y := range 300 {
		for x := range 400 {
			if real.At(x, y) == madeUp.At(x, y) {
				continue
			}
			if corner++; x < 250 || y < 270 {
				t.Fatalf("the pictures differ at %d, %d", x, y)
			}
		}
	}
	if corner < 100 {
		t.Errorf("%d pixels say that the city is made up", corner)
	}
}

func TestDrawFails(t *testing.T) {
	s := openStore(t, drawScheme)
	pic := openAtlas(t, s, nil).Current()
	d := drawer(t)
	if got, err := pic.Draw(t.Context(), d, picture.Ask{Zoom: 3, Width: 64, Height: 64}); err != nil || len(got.PNG) == 0 {
		t.Errorf("an empty city: %v", err)
	}
	var bad *picture.AskError
	if _, err := pic.Draw(t.Context(), d, picture.Ask{Width: 1}); !errors.As(err, &bad) {
		t.Errorf("a bad ask: %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := pic.Draw(stopped, d, picture.Ask{Zoom: 3, Width: 64, Height: 64}); !errors.Is(err, context.Canceled) {
		t.Errorf("after it was stopped: %v", err)
	}
}
