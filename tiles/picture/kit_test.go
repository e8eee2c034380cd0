package picture_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"os"
	"strconv"
	"testing"
	"testing/fstest"

	"golang.org/x/image/font/gofont/goregular"

	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
	"github.com/redsail/redsail/tiles/picture"
)

// realLook is the table that the page ships.
func realLook(t testing.TB) *picture.Look {
	t.Helper()
	text, err := os.ReadFile("../../web/src/map/look.json")
	if err != nil {
		t.Fatal(err)
	}
	look, err := picture.ParseLook(text)
	if err != nil {
		t.Fatal(err)
	}
	return look
}

// latin has the letters of a font of the Go project.
func latin(t testing.TB) *picture.Fonts {
	t.Helper()
	fonts, err := picture.NewFonts(fstest.MapFS{
		picture.FontIndex: {Data: []byte(`[{"file":"go.ttf","weight":400,"ranges":[[32,126],[8230,8230]]}]`)},
		"go.ttf":          {Data: goregular.TTF},
	})
	if err != nil {
		t.Fatal(err)
	}
	return fonts
}

// oneTile is the same content in every tile.
type oneTile struct {
	tile tiles.Tile
	err  error
}

func (o oneTile) Tile(context.Context, []string, tiles.Address) (tiles.Tile, error) {
	return o.tile, o.err
}

func packed(raw []byte) tiles.Tile {
	var buf bytes.Buffer
	zw := gzip.NewWriter(&buf)
	zw.Write(raw)
	zw.Close()
	return tiles.Tile{Gzip: buf.Bytes()}
}

// rect is an area between two corners in tile units.
func rect(x1, y1, x2, y2 int32) *mvt.Polygons {
	g := new(mvt.Polygons)
	g.Outer([]mvt.Point{{X: x1, Y: y1}, {X: x2, Y: y1}, {X: x2, Y: y2}, {X: x1, Y: y2}})
	return g
}

func texts(kv ...string) []mvt.Prop {
	var out []mvt.Prop
	for i := 0; i < len(kv); i += 2 {
		out = append(out, mvt.Prop{Key: kv[i], Value: mvt.String(kv[i+1])})
	}
	return out
}

// built is a tile of 512 pixels with the city all over, a district from 32 to 480 pixels
// down and across, water at the upper left and a road across its middle.
func built(name string) []byte {
	var raw []byte
	layer := func(key string, fill func(l *mvt.Layer)) {
		var l mvt.Layer
		l.Reset(key, mvt.Extent)
		fill(&l)
		raw = l.AppendTo(raw)
	}
	layer("city", func(l *mvt.Layer) { l.AddPolygons(1, rect(-64, -64, 4160, 4160), texts("code", "c", "name", "City")) })
	layer("district", func(l *mvt.Layer) {
		l.AddPolygons(2, rect(256, 256, 3840, 3840), texts("code", "d", "name", name))
	})
	layer("district_label", func(l *mvt.Layer) {
		l.AddPoints(2, []mvt.Point{{X: 2048, Y: 1024}}, texts("code", "d", "name", name))
	})
	layer("land_use", func(l *mvt.Layer) {
		l.AddPolygons(3, rect(-64, -64, 1024, 1024), texts("code", "w", "name", "Lake", "class", "water"))
	})
	layer("road", func(l *mvt.Layer) {
		var g mvt.Lines
		g.Add([]mvt.Point{{X: -64, Y: 2048}, {X: 4160, Y: 2048}})
		l.AddLines(4, &g, texts("class", "arterial", "name", "High Street"))
	})
	layer("place", func(l *mvt.Layer) {
		l.AddPoints(5, []mvt.Point{{X: 2048, Y: 3072}}, texts("kind", "red_sail_station", "code", "s", "name", "Station", "state", "open"))
	})
	return raw
}

var city = picture.City{
	Layers: []picture.Layer{
		{Key: "city", Partition: true, LabelEnd: 9},
		{Key: "district", Partition: true, Rank: 1, LabelEnd: 20},
	},
	Ground: []string{"land_use"},
	Parts:  []picture.Part{{Keys: []string{"all"}, LastZoom: 16}},
}

// ask is the tile 14/8192/8191, whole: the one north-east of the origin.
var ask = picture.Ask{Lon: 360.0 / 16384 / 2, Lat: 360.0 / 16384 / 2, Zoom: 14, Width: 512, Height: 512}

func draw(t testing.TB, a picture.Ask) (*image.Paletted, picture.Drawing) {
	t.Helper()
	got, err := picture.NewDrawer(realLook(t), latin(t)).Draw(t.Context(), a, city, oneTile{tile: packed(built("Harbour"))})
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(got.PNG))
	if err != nil {
		t.Fatal(err)
	}
	return img.(*image.Paletted), got
}

func rgb(img image.Image, x, y int) color.RGBA {
	return color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
}

// colours are those of a theme of the page's table, by name.
func colours(t testing.TB, theme string) map[string]color.RGBA {
	t.Helper()
	text, err := os.ReadFile("../../web/src/map/look.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct{ Themes map[string]map[string]string }
	if err := json.Unmarshal(text, &table); err != nil {
		t.Fatal(err)
	}
	out := map[string]color.RGBA{}
	for name, text := range table.Themes[theme] {
		v, err := strconv.ParseUint(text[1:], 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
	}
	return out
}

// dark counts the pixels in a box that are darker than a grey.
func dark(img image.Image, x1, y1, x2, y2 int) int {
	n := 0
	for y := y1; y < y2; y++ {
		for x := x1; x < x2; x++ {
			if c := rgb(img, x, y); int(c.R)+int(c.G)+int(c.B) < 300 {
				n++
			}
		}
	}
	return n
}
