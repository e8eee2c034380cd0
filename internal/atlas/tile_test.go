package atlas_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

const tileScheme = `
name: {zh: 测, en: Test}
layers:
  - {key: grid, name: {zh: 网格, en: Grid}, partition: true}
  - {key: compound, name: {zh: 小区, en: Compound}}
  - {key: land_use, name: {zh: 用地, en: Land use}, base: true}
places:
  - {key: red_sail_station, name: {zh: 红帆驿站, en: Red Sail station}}
  - {key: resident_unit, name: {zh: 驻区单位, en: Resident unit}}
`

// things is a city with one of everything.
func things() city.Change {
	c := always(area("grid", "G1", "", rect(0, 0, 8, 8)), area("grid", "G2", "", rect(8, 0, 16, 8)))
	put := func(x city.Content) { c.Entries = append(c.Entries, city.PutContent(x, city.Always())) }
	park := area("land_use", "W1", "", rect(1, 1, 3, 3))
	park.Class = map[string]string{"kind": "water"}
	put(&park)
	storeys, households := int64(6), int64(48)
	put(&city.Building{
		Code: "B1", Shape: rect(4, 4, 6, 6), Storeys: &storeys, Households: &households, Grid: "G1",
		Address: city.Address{Road: "幸福路", Number: "8号", Building: "3号楼"}, Class: map[string]string{"use": "home"},
	})
	put(&city.Line{Layer: "road", Code: "R1", Names: city.Names{Zh: "幸福路", En: "Xingfu Road"}, Class: map[string]string{"class": "secondary"}, Shape: geo.MultiLine{{at(0, 4), at(16, 4)}}})
	put(&city.Line{Layer: "wall", Code: "W1", Class: map[string]string{"class": "gate"}, Shape: geo.MultiLine{{at(5, 0), at(5, 8)}}})
	put(&city.Place{Kind: "red_sail_station", Code: "S1", Names: city.Names{Zh: "红帆驿站"}, Point: at(6, 6), State: city.PlaceOpen})
	put(&city.Place{Kind: "resident_unit", Code: "U1", Names: city.Names{Zh: "银行"}, Point: at(7, 7), State: city.PlaceOpen})
	return c
}

func pyramidOf(t *testing.T, scheme string, c city.Change) *tiles.Pyramid {
	t.Helper()
	store := openStore(t, scheme)
	apply(t, store, c)
	p, err := openAtlas(t, store, nil).Current().Pyramid(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// readTile reads the tile round the middle of the ground.
func readTile(t *testing.T, p *tiles.Pyramid, z uint8, keys ...string) map[string]mvttest.Layer {
	t.Helper()
	return read(t, p, addressOf(at(6, 6), z), keys...)
}

// read makes a tile and reads it with the strict reader.
func read(t *testing.T, p *tiles.Pyramid, a tiles.Address, keys ...string) map[string]mvttest.Layer {
	t.Helper()
	tile, err := p.Tile(t.Context(), keys, a)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]mvttest.Layer{}
	if tile.Empty {
		return out
	}
	zr, err := gzip.NewReader(bytes.NewReader(tile.Gzip))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	layers, err := mvttest.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		out[l.Name] = l
	}
	return out
}

func addressOf(p geo.Point, z uint8) tiles.Address {
	for x := range uint32(1) << z {
		if b := (tiles.Address{Z: z, X: x}).Bounds(); p.LonLat()[0] < b.Max[0] {
			for y := range uint32(1) << z {
				if b := (tiles.Address{Z: z, X: x, Y: y}).Bounds(); p.LonLat()[1] >= b.Min[1] {
					return tiles.Address{Z: z, X: x, Y: y}
				}
			}
		}
	}
	return tiles.Address{}
}

var builtIn = []string{"building", "road", "path", "rail", "river", "wall", "place", "border"}

func TestTilesShowEverything(t *testing.T) {
	p := pyramidOf(t, tileScheme, things())
	got := readTile(t, p, 16, append(builtIn, "grid", "land_use")...)
	props := map[string]map[string]any{}
	for name, l := range got {
		props[name] = l.Features[0].Props
	}
	for name, want := range map[string]map[string]any{
		"grid":           {"code": "G1", "name": "名G1"},
		"land_use":       {"code": "W1", "name": "名W1", "class": "water"},
		"building":       {"code": "B1", "name": "3号楼", "class": "home", "storeys": int64(6)},
		"building_label": {"code": "B1", "name": "3号楼", "class": "home"},
		"land_use_label": {"code": "W1", "name": "名W1", "class": "water"},
		"road":           {"class": "secondary", "name": "幸福路", "name_en": "Xingfu Road"},
		"wall":           {"class": "gate"},
		"border":         {"layer": "grid", "rank": int64(0)},
		"place":          {"kind": "red_sail_station", "code": "S1", "name": "红帆驿站", "state": "open"},
	} {
		if a, b := asJSON(t, props[name]), asJSON(t, want); a != b {
			t.Errorf("%s has %s, want %s", name, a, b)
		}
	}
}

// TestALandmarkNamesItsGround: the name of a park is not written twice.
func TestALandmarkNamesItsGround(t *testing.T) {
	scheme := tileScheme + "  - {key: landmark, name: {zh: 地标, en: Landmark}}\n"
	for name, labels := range map[string]int{"名W1": 0, "别的": 1} {
		for _, away := range []int32{0, 8} {
			c := things()
			c.Entries = append(c.Entries, city.PutContent(&city.Place{
				Kind: "landmark", Code: "L1", Names: city.Names{Zh: name}, Point: at(2+away, 2), State: city.PlaceOpen,
			}, city.Always()))
			want := labels
			if away > 0 {
				want = 1 // another park of the name
			}
			if got := len(readTile(t, pyramidOf(t, scheme, c), 16, "land_use")["land_use_label"].Features); got != want {
				t.Errorf("with the landmark %s %d away the ground has %d labels, want %d", name, away, got, want)
			}
		}
	}
}

// TestTilesTellNoHouseholds looks for the figure of a building in the whole tile.
func TestTilesTellNoHouseholds(t *testing.T) {
	for name, l := range readTile(t, pyramidOf(t, tileScheme, things()), 16, append(builtIn, "grid")...) {
		for _, f := range l.Features {
			if text := asJSON(t, f.Props); strings.Contains(text, "48") || strings.Contains(text, "household") {
				t.Errorf("%s: %s", name, text)
			}
		}
	}
}

func TestFirstZooms(t *testing.T) {
	p := pyramidOf(t, tileScheme, things())
	for z, want := range map[uint8]string{
		10: "border", 11: "border place road", 13: "border place road", 14: "border building building_label place road", 15: "border building building_label place road wall",
	} {
		var names []string
		places := 0
		for name, l := range readTile(t, p, z, builtIn...) {
			names = append(names, name)
			if name == "place" {
				places = len(l.Features)
			}
		}
		slices.Sort(names)
		if got := strings.Join(names, " "); got != want {
			t.Errorf("z%d shows %q, want %q", z, got, want)
		}
		if z >= 11 && (places == 2) != (z >= 15) {
			t.Errorf("z%d shows %d places", z, places)
		}
	}
}

// TestGroundIsShownWhenItIsSeen: the water of things is 22 m wide.
func TestGroundIsShownWhenItIsSeen(t *testing.T) {
	p := pyramidOf(t, tileScheme, things())
	for z, want := range map[uint8]bool{6: false, 12: false, 15: true, 16: true} {
		if _, got := readTile(t, p, z, "land_use")["land_use"]; got != want {
			t.Errorf("z%d shows water: %v", z, got)
		}
	}
}

func TestTileJSONTellsOfAllLayers(t *testing.T) {
	p := pyramidOf(t, tileScheme, things())
	text, err := p.TileJSON(append(builtIn, "grid"), tiles.About{Tiles: "t"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`{"id":"grid","minzoom":0,"maxzoom":16,"fields":{"class":"String","code":"String","name":"String","parent":"String"}}`,
		`{"id":"building","minzoom":14,"maxzoom":16,"fields":{"class":"String","code":"String","name":"String","storeys":"Number"}}`,
		`{"id":"building_label","minzoom":14,"maxzoom":16,"fields":{"class":"String","code":"String","name":"String","name_en":"String"}}`,
		`{"id":"road","minzoom":11,"maxzoom":16,"fields":{"class":"String","name":"String","name_en":"String"}}`,
		`{"id":"wall","minzoom":15,"maxzoom":16,"fields":{"class":"String","name":"String","name_en":"String"}}`,
		`{"id":"place","minzoom":11,"maxzoom":16,"fields":{"code":"String","kind":"String","name":"String","name_en":"String","state":"String"}}`,
		`{"id":"border","minzoom":0,"maxzoom":16,"fields":{"layer":"String","rank":"Number"}}`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
}

func TestALayerOfTheSchemeWins(t *testing.T) {
	scheme := strings.Replace(tileScheme, "key: compound", "key: building_label", 1)
	p := pyramidOf(t, strings.Replace(scheme, "key: land_use", "key: wall", 1), always(area("grid", "G1", "", rect(0, 0, 8, 8)), area("wall", "X1", "", rect(0, 0, 8, 8))))
	if got := readTile(t, p, 16, "wall"); got["wall"].Features[0].Props["code"] != "X1" {
		t.Errorf("%v", got)
	}
	if _, err := p.Tile(t.Context(), []string{"building"}, tiles.Address{}); err == nil {
		t.Error("buildings and the labels of another layer have one name")
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// addressesIn are up to 64 tiles round the middle of a box.
func addressesIn(box geo.Box, z uint8) []tiles.Address {
	mid := geo.Point{X: box.Min.X/2 + box.Max.X/2, Y: box.Min.Y/2 + box.Max.Y/2}
	a, lo, hi := addressOf(mid, z), addressOf(northWest(box), z), addressOf(southEast(box), z)
	var out []tiles.Address
	for y := max(lo.Y, a.Y-min(a.Y, 4)); y <= min(hi.Y, a.Y+3); y++ {
		for x := max(lo.X, a.X-min(a.X, 4)); x <= min(hi.X, a.X+3); x++ {
			out = append(out, tiles.Address{Z: z, X: x, Y: y})
		}
	}
	return out
}

func northWest(b geo.Box) geo.Point { return geo.Point{X: b.Min.X, Y: b.Max.Y} }
func southEast(b geo.Box) geo.Point { return geo.Point{X: b.Max.X, Y: b.Min.Y} }
