package picture

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/paulmach/orb"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles"
)

// noTiles has nothing anywhere.
type noTiles struct{}

func (noTiles) Tile(context.Context, []string, tiles.Address) (tiles.Tile, error) {
	return tiles.Tile{}, nil
}

// sheetDrawer draws by the table of the page, with the letters of a font of the Go project.
func sheetDrawer(t *testing.T) *Drawer {
	t.Helper()
	text, err := os.ReadFile("../../web/src/map/look.json")
	if err != nil {
		t.Fatal(err)
	}
	look, err := ParseLook(text)
	if err != nil {
		t.Fatal(err)
	}
	fonts, err := NewFonts(fstest.MapFS{
		FontIndex: {Data: []byte(`[{"file":"go.ttf","weight":400,"ranges":[[32,126],[8230,8230]]},{"file":"go.ttf","weight":700,"ranges":[[32,126]]}]`)},
		"go.ttf":  {Data: goregular.TTF},
	})
	if err != nil {
		t.Fatal(err)
	}
	return NewDrawer(look, fonts)
}

// facts are of an area of some 870 m by 1,110 m.
func sheetFacts() SheetFacts {
	return SheetFacts{
		Name: map[string]string{"zh": "A", "en": "Area"}, Above: []map[string]string{{"zh": "C", "en": "City"}}, Code: "1", Bounds: [4]float64{119.85, 38.69, 119.86, 38.70},
		DataDate: "2026-07-01", Source: "survey", Drawn: "2026-11-30", Revision: 12, Names: map[string]map[string]string{"street": {"zh": "S", "en": "Street"}},
	}
}

var sheetCity = City{Layers: []Layer{{Key: "street", Partition: true, LabelEnd: neverEnds}}, Mark: map[string]string{"zh": "MADE UP", "en": "Made up"}}

func drawnSheet(t *testing.T, d *Drawer, a SheetAsk, f SheetFacts) (SheetDrawing, image.Image) {
	t.Helper()
	got, err := d.DrawSheet(t.Context(), a, f, sheetCity, noTiles{})
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(got.PNG))
	if err != nil {
		t.Fatal(err)
	}
	return got, img
}

// near is true of a colour that is almost another: the picture has 256 of them.
func near(c color.Color, want color.NRGBA) bool {
	r, g, b, _ := c.RGBA()
	far := func(a uint32, b uint8) bool { return math.Abs(float64(a>>8)-float64(b)) > 12 }
	return !far(r, want.R) && !far(g, want.G) && !far(b, want.B)
}

// Each sheet has the size of its paper at 150 dots an inch, says so, and has a margin on which nothing is.
func TestSheetIsAsLargeAsItsPaper(t *testing.T) {
	d := sheetDrawer(t)
	for name, want := range map[string]image.Point{"a4 portrait": {1240, 1754}, "a4 landscape": {1754, 1240}, "a3 portrait": {1754, 2480}, "a3 landscape": {2480, 1754}} {
		paper, turn, _ := strings.Cut(name, " ")
		got, img := drawnSheet(t, d, SheetAsk{Area: Area{"street", "1"}, Paper: paper, Turn: turn, Lang: "en"}, sheetFacts())
		if img.Bounds().Size() != want {
			t.Errorf("%s is %v, want %v", name, img.Bounds().Size(), want)
		}
		// 150 dots an inch are 5906 in a metre.
		if !bytes.Contains(got.PNG, []byte("pHYs\x00\x00\x17\x12\x00\x00\x17\x12\x01")) {
			t.Errorf("%s does not say that 5906 of its pixels make a metre", name)
		}
		const margin = sheetDots * (sheetMargin - 1) * 10 / 254
		for y := range want.Y {
			for x := range want.X {
				if in := x >= margin && y >= margin && x < want.X-margin && y < want.Y-margin; !in && !near(img.At(x, y), color.NRGBA{255, 255, 255, 255}) {
					t.Fatalf("%s: something is on the margin at %d, %d", name, x, y)
				}
			}
		}
	}
}

// The bar that is drawn is so long that, laid on the map above it, it covers the metres that it says, within half a per cent; at every scale.
func TestSheetBarIsTrue(t *testing.T) {
	d := sheetDrawer(t)
	ink := d.look.themes["light"]["ink"]
	for _, ratio := range sheetRatios {
		a := SheetAsk{Area: Area{"street", "1"}, Ratio: ratio, Lang: "en"}
		got, img := drawnSheet(t, d, a, sheetFacts())
		if got.Ratio != ratio {
			t.Fatalf("1:%d is drawn at 1:%d", ratio, got.Ratio)
		}
		a, _ = a.settle()
		s, err := d.sheet(a, sheetFacts(), sheetCity)
		if err != nil {
			t.Fatal(err)
		}
		y := int(s.camera.pixels(float64(s.frame.y+s.frame.height+6) + 16 - 0.75))
		x := int(s.camera.pixels(float64(s.frame.x))) + 2
		from := x
		for ; near(img.At(x, y), ink); x++ {
		}
		long := float64(x - from + 2)
		lon, lat := middleOf(sheetFacts().Bounds)
		c := newCamera(Ask{Lon: lon, Lat: lat, Zoom: zoomOf(float64(ratio), lat), Width: s.frame.width, Height: s.frame.height, Scale: s.camera.scale})
		middle := point{float32(c.w) / 2, float32(c.h) / 2}
		ground := float64(geo.Distance(orb.Point(c.lonLat(point{middle.x - float32(long)/2, middle.y})), orb.Point(c.lonLat(point{middle.x + float32(long)/2, middle.y}))))
		metres, _ := barOf(ratio)
		// One dot more or less is what the edge of the bar is read to.
		if dot := ground / long; math.Abs(ground-metres) > 0.005*metres+dot {
			t.Errorf("1:%d: a bar of %v m is %.1f m on the map above it", ratio, metres, ground)
		}
	}
}

// What stands round the map stands where it is looked for, and nothing lies on the map but the arrow.
func TestSheetFurniture(t *testing.T) {
	d := sheetDrawer(t)
	red := d.look.themes["light"][d.look.table.Selected.Colour]
	count := func(img image.Image, box image.Rectangle, c color.NRGBA) (n int) {
		for y := box.Min.Y; y < box.Max.Y; y++ {
			for x := box.Min.X; x < box.Max.X; x++ {
				if near(img.At(x, y), c) {
					n++
				}
			}
		}
		return n
	}
	a := SheetAsk{Area: Area{"street", "1"}, Paper: "a4", Turn: "portrait", Lang: "en"}
	s, err := d.sheet(a, sheetFacts(), sheetCity)
	if err != nil {
		t.Fatal(err)
	}
	part := func(x1, y1, x2, y2 float64) image.Rectangle {
		dot := func(v float64) int { return int(v * s.camera.scale) }
		return image.Rect(dot(x1), dot(y1), dot(x2), dot(y2))
	}
	ink := d.look.themes["light"]["ink"]
	top, edge := float64(s.frame.y), cssOf(sheetMargin)
	_, marked := drawnSheet(t, d, a, sheetFacts())
	a.Unmarked = true
	_, unmarked := drawnSheet(t, d, a, sheetFacts())
	right := part(s.width/2, 0, s.width, top-2)
	if with, without := count(marked, right, red), count(unmarked, right, red); with < 200 || without != 0 {
		t.Errorf("the mark of internal papers has %d red dots, and %d where it is left out", with, without)
	}
	for name, box := range map[string]image.Rectangle{
		"the title": part(edge, edge, s.width/2, edge+30), "the areas above": part(edge, edge+32, s.width/2, edge+50), "the mark of made-up data": part(s.width-edge-80, edge, s.width-edge, edge+24),
		"the arrow": part(float64(s.frame.x+s.frame.width-36), top+16, float64(s.frame.x+s.frame.width-8), top+50), "the scale": part(edge, s.legendTop-cssOf(sheetCaption), s.width-edge, s.legendTop),
		"the legend": part(edge, s.legendTop, s.width-edge, s.legendTop+cssOf(sheetRow)), "the foot": part(edge, s.footTop, s.width-edge, s.height-edge),
	} {
		if n := count(unmarked, box, ink); n < 20 {
			t.Errorf("%s has %d dots of ink in %v", name, n, box)
		}
	}
	if bottom := s.footTop + cssOf(sheetRow); bottom > s.height-edge+1 {
		t.Errorf("the foot ends at %.0f of %.0f", bottom, s.height)
	}
}

// A long source makes the map lower, and is written to its end; without fonts there is the map alone, and it is told.
func TestSheetMakesRoom(t *testing.T) {
	d := sheetDrawer(t)
	a, _ := SheetAsk{Lang: "en"}.settle()
	short, err := d.sheet(a, sheetFacts(), sheetCity)
	if err != nil {
		t.Fatal(err)
	}
	long := sheetFacts()
	long.Notices = []string{strings.Repeat("notice ", 14), strings.Repeat("notice ", 14), strings.Repeat("notice ", 14)}
	tall, err := d.sheet(a, long, sheetCity)
	if err != nil {
		t.Fatal(err)
	}
	if tall.frame.height >= short.frame.height || tall.footTop >= short.footTop {
		t.Errorf("with notices the map is %d high, without %d", tall.frame.height, short.frame.height)
	}
	if got, _ := drawnSheet(t, NewDrawer(d.look, nil), a, sheetFacts()); got.LeftOut == 0 {
		t.Error("without fonts no text is told to be missing")
	}
}

// A text that is wider than the paper goes on in the next rows, none of its letters is lost, and nothing reaches the margin.
func TestSheetBreaksLongTexts(t *testing.T) {
	d := sheetDrawer(t)
	a, _ := SheetAsk{Lang: "en"}.settle()
	for name, text := range map[string]string{
		"words": strings.TrimSpace(strings.Repeat("survey of streets ", 22)), "one word": strings.Repeat("survey", 66), "Chinese": strings.Repeat("测", 228), "a blank near its beginning": "s " + strings.Repeat("测", 226),
	} {
		facts := sheetFacts()
		facts.Source, facts.Notices = text, []string{"a notice"}
		facts.Names = map[string]map[string]string{"street": {"en": text}}
		s, err := d.sheet(a, facts, sheetCity)
		if err != nil {
			t.Fatal(err)
		}
		foot, err := s.flow(s.words.foot(a, facts), 0)
		if err != nil {
			t.Fatal(err)
		}
		legend, err := s.legendFlow(math.Inf(1))
		if err != nil {
			t.Fatal(err)
		}
		var read [2]string
		for part, rows := range [][][]flowing{foot, legend} {
			for _, row := range rows {
				for _, it := range row {
					w, err := s.measure(it.text, wordSize, false)
					if err != nil || it.x+w > s.width-2*cssOf(sheetMargin) {
						t.Errorf("%s: %q is from %.0f to %.0f on a paper of %.0f, %v", name, it.text, it.x, it.x+w, s.width, err)
					}
					read[part] += it.text
				}
			}
		}
		letters := strings.ReplaceAll(text, " ", "")
		for part, it := range read {
			if !strings.Contains(strings.ReplaceAll(it, " ", ""), letters) {
				t.Errorf("%s: part %d says %q", name, part, it)
			}
		}
		if signs := len(legend[1]); legend[1][0].row == nil || legend[2][0].row != nil || !legend[2][0].rest {
			t.Errorf("%s: the sign stands elsewhere than before the first of %d", name, signs)
		}
		if _, img := drawnSheet(t, d, a, facts); !near(img.At(img.Bounds().Dx()-10, int(s.camera.pixels(s.footTop+cssOf(sheetRow)*1.5))), color.NRGBA{255, 255, 255, 255}) {
			t.Errorf("%s: something is on the margin", name)
		}
	}
	facts := sheetFacts()
	facts.Notices = slices.Repeat([]string{strings.Repeat("notice ", 30)}, 40)
	var bad *AskError
	if _, err := d.sheet(a, facts, sheetCity); !errors.As(err, &bad) || bad.Field != "paper" || !strings.Contains(bad.Reason, "no room") {
		t.Errorf("forty long notices: %v", err)
	}
}

func TestSheetThatCannotBe(t *testing.T) {
	d := sheetDrawer(t)
	whole := sheetFacts()
	whole.Bounds = [4]float64{100, 20, 130, 50}
	for field, c := range map[string]struct {
		ask   SheetAsk
		facts SheetFacts
	}{
		"paper": {SheetAsk{Paper: "a5"}, sheetFacts()}, "turn": {SheetAsk{Turn: "round"}, sheetFacts()}, "lang": {SheetAsk{Lang: "fr"}, sheetFacts()},
		"ratio": {SheetAsk{Ratio: 7000}, sheetFacts()}, "review": {SheetAsk{Review: strings.Repeat("审", MaxReview+1)}, sheetFacts()},
		"paper ": {SheetAsk{}, whole},
	} {
		var bad *AskError
		if _, err := d.DrawSheet(t.Context(), c.ask, c.facts, sheetCity, noTiles{}); !errors.As(err, &bad) || bad.Field != strings.TrimSpace(field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := (SheetAsk{Review: strings.Repeat("审", MaxReview)}).settle(); err != nil {
		t.Error(err)
	}
}

// A sheet takes the largest scale that holds all of its area: the same as the page that prints.
func TestSheetScale(t *testing.T) {
	for _, c := range []struct {
		width, height float64 // millimetres
		want          int
	}{{190, 200, 10_000}, {380, 260, 5000}} {
		if got := ratioFor(sheetFacts().Bounds, cssOf(c.width), cssOf(c.height)); got != c.want {
			t.Errorf("%v × %v mm: 1:%d, want 1:%d", c.width, c.height, got, c.want)
		}
	}
	for _, ratio := range sheetRatios {
		if _, millimetres := barOf(ratio); millimetres < 30 || millimetres > 75 {
			t.Errorf("1:%d: a bar of %v mm", ratio, millimetres)
		}
	}
}
