package city_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/city"
)

const fullScheme = `
zone: Asia/Urumqi
name: {zh: 试, en: Trial}
layers:
  - {key: district, name: {zh: 区, en: District}, parent: "", partition: true, zoom: [0, 16]}
  - {key: street, name: {zh: 街道, en: Street}, parent: district, partition: true, code: {profile: cn12}}
  - key: grid
    name: {zh: 网格, en: Grid}
    parent: street
    partition: true
    code: {profile: cn15}
    kinds: [{key: ordinary, name: {zh: 普通, en: Ordinary}}, {key: special, name: {zh: 专属, en: Special-purpose}}]
  - {key: compound, name: {zh: 小区, en: Compound}, parent: street}
places:
  - {key: station, name: {zh: 红帆驿站, en: Red Sail station}}
staffing: {grid: {head: 1, full_time: 2}}
norms: {households: [300, 500], share: 0.5}
`

func parse(t testing.TB, text string) *city.Scheme {
	t.Helper()
	s, err := city.ParseScheme([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestScheme(t *testing.T) {
	s := parse(t, fullScheme)
	if s.Location().String() != "Asia/Urumqi" || len(s.Layers) != 4 || s.Places[0].Name.Zh != "红帆驿站" || s.Layers[2].Kinds[1].Key != "special" {
		t.Errorf("scheme: %+v", s)
	}
	for key, depth := range map[string]int{"district": 0, "street": 1, "grid": 2, "compound": 2, "none": 0} {
		if got := s.Depth(key); got != depth {
			t.Errorf("depth of %s: %d, want %d", key, got, depth)
		}
	}
	for key, want := range map[string]string{"district": "[street]", "street": "[grid compound]", "grid": "[]"} {
		if got := fmt.Sprint(s.Children(key)); got != want {
			t.Errorf("children of %s: %s, want %s", key, got, want)
		}
	}
	l, err := s.Layer("street")
	if err != nil || l.Code.Profile != city.ProfileCN12 || !l.Partition {
		t.Errorf("street: %+v, %v", l, err)
	}
	if lo, hi := l.ZoomRange(); lo != 0 || hi != 16 {
		t.Errorf("zooms: %d–%d", lo, hi)
	}
	if _, err := s.Layer("beat"); city.CodeOf(err) != "unknown_layer" || city.KindOf(err) != city.NotFound || !strings.Contains(err.Error(), "the scheme has district, street, grid, compound") {
		t.Errorf("unknown layer: %v", err)
	}
	if got := parse(t, "layers: [{key: a}]").Zone; got != "Asia/Shanghai" {
		t.Errorf("zone by default: %s", got)
	}
}

// TestSchemeYAML: what YAML writes is read back the same, for the shipped schemes too.
func TestSchemeYAML(t *testing.T) {
	texts := map[string]string{"full": fullScheme, "least": "layers: [{key: a}]"}
	shipped, err := filepath.Glob(filepath.Join(geotest.RepoRoot(t), "data", "schemes", "*.yaml"))
	if err != nil || len(shipped) < 6 {
		t.Fatalf("%d shipped schemes, want at least 6 (%v)", len(shipped), err)
	}
	for _, path := range shipped {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(path)] = string(b)
	}
	for name, text := range texts {
		s := parse(t, text)
		b, err := s.YAML()
		if err != nil {
			t.Fatal(err)
		}
		if got := parse(t, string(b)); !reflect.DeepEqual(got, s) {
			t.Errorf("%s: %+v\ncomes back as\n%+v", name, s, got)
		}
	}
}

func TestBadSchemes(t *testing.T) {
	many := "layers:\n"
	for i := range city.MaxLayers + 1 {
		many += fmt.Sprintf("  - {key: l%d}\n", i)
	}
	bomb := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := range 12 {
		bomb += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 8))
	}
	for text, why := range map[string]string{
		"": "1 to 32 layers", "layers: []": "1 to 32 layers", many: "this one 33",
		"layers: [{key: A}]": `layer 1 ("A")`, "layers: [{key: 1a}]": "small letter", "layers: [{key: ''}]": "small letter", "layers: [{key: a-b}]": "small letter",
		"layers: [{key: 区}]": "small letter", "layers: [{key: a}, {key: " + strings.Repeat("b", 33) + "}]": "layer 2",
		"layers: [{key: a}, {key: a}]": "stands twice", "layers: [{key: a, parent: b}, {key: b}]": "stands before it", "layers: [{key: a, parent: a}]": "stands before it",
		"layers: [{key: a, code: {profile: cn18}}]": "cn18", "layers: [{key: a, zoom: [5, 4]}]": "zoom", "layers: [{key: a, zoom: [-1, 4]}]": "zoom",
		"layers: [{key: a, zoom: [0, 23]}]": "zoom", "layers: [{key: a, zoom: [0, 3, 4]}]": "two numbers", "layers: [{key: a, zoom: [0]}]": "two numbers",
		"layers: ![key: a}": "cannot be read", bomb: "alias", strings.Repeat("[", city.MaxSchemeBytes): "deeper than", "layers: &l [{key: a}]\nplaces: *l": "alias", "layers: [{key: a, colour: red}]": "colour", "layer: [{key: a}]": "layer",
		"zone: Mars/Base\nlayers: [{key: a}]": "Mars/Base", "zone: Local\nlayers: [{key: a}]": "Local", "zone: ../../etc/passwd\nlayers: [{key: a}]": "zone",
		"layers: 5": "cannot be read", "layers: [": "cannot be read", "layers: [{key: a, partition: maybe}]": "cannot be read", "\x00": "",
	} {
		s, err := city.ParseScheme([]byte(text))
		if city.KindOf(err) != city.Invalid || city.CodeOf(err) != "bad_scheme" || !strings.Contains(err.Error(), why) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %+v, %v; want bad_scheme with %q", text, s, err, why)
		}
	}
	if _, err := city.ParseScheme(make([]byte, city.MaxSchemeBytes+1)); city.KindOf(err) != city.TooLarge {
		t.Errorf("too large: %v", err)
	}
}

// FuzzParseScheme: no text upsets the reader; what it takes keeps the rules and can be
// written and read again.
func FuzzParseScheme(f *testing.F) {
	for _, text := range []string{fullScheme, "layers: [{key: a}]", "layers: [", "a: &a [*a]", "zone: UTC\nlayers: [{key: a, zoom: [0, 3]}]"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		s, err := city.ParseScheme(src)
		if err != nil {
			var e *city.Error
			if !errors.As(err, &e) || e.Kind != city.Invalid && e.Kind != city.TooLarge {
				t.Fatalf("%v", err)
			}
			return
		}
		for i := range s.Layers {
			if p := s.Layers[i].Parent; p != "" {
				if _, err := s.Layer(p); err != nil || s.Depth(s.Layers[i].Key) < 1 {
					t.Fatalf("layer %s: parent %q, depth %d (%v)", s.Layers[i].Key, p, s.Depth(s.Layers[i].Key), err)
				}
			}
		}
		text, err := s.YAML()
		if err != nil {
			t.Fatalf("%+v cannot be written: %v", s, err)
		}
		if again, err := city.ParseScheme(text); err != nil || !reflect.DeepEqual(again.Layers, s.Layers) || again.Name != s.Name || again.Zone != s.Zone {
			t.Fatalf("%s\ncomes back as %+v (%v)", text, again, err)
		}
	})
}

// TestReservedKeys: what either store keeps for itself is the key of no layer.
func TestReservedKeys(t *testing.T) {
	for key, want := range map[string]string{
		"gpkg_x": "reserved_layer_key", "rtree_x": "reserved_layer_key", "sqlite_x": "reserved_layer_key", "redsail_migration": "reserved_layer_key",
		"settings": "reserved_layer_key", "counter": "reserved_layer_key", "revision": "reserved_layer_key", "change_log": "reserved_layer_key",
		"area_code": "reserved_layer_key", "area_version": "reserved_layer_key", "area_content": "reserved_layer_key", "area_edges": "reserved_layer_key",
		"layer": "reserved_layer_key", "migration": "reserved_layer_key", "area_version_code": "reserved_layer_key", "area_edges_reach": "reserved_layer_key",
		"layer_pkey": "reserved_layer_key", "layer_position_key": "reserved_layer_key",
		"buildings": "reserved_layer_key", "lines": "reserved_layer_key", "places": "reserved_layer_key", "place_version_pkey": "reserved_layer_key",
		"building_version": "reserved_layer_key", "building_version_grid": "reserved_layer_key", "line_content": "reserved_layer_key", "place_code": "reserved_layer_key",
		"area": "", "migration_zone": "", "layers": "", "street": "", "house_key": "", "gpkg": "", "building": "", "line": "", "place": "",
	} {
		_, err := city.ParseScheme([]byte("layers: [{key: a}, {key: " + key + "}]"))
		if want == "" && err != nil || want != "" && (city.CodeOf(err) != want || city.KindOf(err) != city.Invalid) {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// TestReservedTables: the migrations make no table or index that is not reserved.
func TestReservedTables(t *testing.T) {
	made := regexp.MustCompile(`(?i)CREATE (?:UNIQUE )?(?:TABLE|INDEX|VIEW|SEQUENCE) (?:redsail\.)?([a-z_]+)`)
	files, err := filepath.Glob(filepath.Join(geotest.RepoRoot(t), "migrations", "*", "*.sql"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%d migrations, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range made.FindAllStringSubmatch(string(text), -1) {
			if _, err := city.ParseScheme([]byte("layers: [{key: " + m[1] + "}]")); city.CodeOf(err) != "reserved_layer_key" {
				t.Errorf("%s makes %s, which a layer may be named: %v", file, m[1], err)
			}
		}
	}
}

func TestBaseLayersAreFreeRoots(t *testing.T) {
	head := "zone: Asia/Shanghai\nlayers:\n  - {key: city, name: {zh: 市, en: City}, partition: true}\n"
	good := head + "  - {key: green, name: {zh: 绿地, en: Green}, base: true}\nterms: {park: {zh: 公园, en: Park}}\n"
	s, err := city.ParseScheme([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if !s.Layers[1].Base || s.Layers[0].Base || s.Terms["park"].Zh != "公园" {
		t.Errorf("read as %+v", s)
	}
	for _, bad := range []string{"{key: green, name: {zh: 绿地, en: Green}, base: true, partition: true}", "{key: green, name: {zh: 绿地, en: Green}, base: true, parent: city}"} {
		if _, err := city.ParseScheme([]byte(head + "  - " + bad + "\n")); city.CodeOf(err) != "bad_scheme" {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
