package basemap_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/basemap"
)

// TestConfig: each fault is told with its line and its field, and no key is.
func TestConfig(t *testing.T) {
	head := "basemaps:\n- id: m\n  kind: xyz\n  datum: wgs84\n"
	url := "  url: https://maps.example/{z}/{x}/{y}.png\n"
	for name, it := range map[string]struct{ text, code, says string }{
		"unknown field": {head + url + "  colour: red\n", "bad_basemaps", "[6:3] unknown field"},
		"no yaml":       {"basemaps: [", "bad_basemaps", "maps.yaml"},
		"alias":         {"basemaps: &a\n- id: m\n  layers: *a\n", "bad_basemaps", "aliases"},
		"id":            {"basemaps:\n- id: Own\n", "bad_basemaps", "line 2: basemaps[0].id"},
		"twice":         {head + url + "- id: m\n", "bad_basemaps", "line 6: basemaps[1].id"},
		"no datum":      {"basemaps:\n- id: m\n  kind: xyz\n" + url, "bad_basemaps", "basemaps[0].datum: it is missing"},
		"gcj02":         {"basemaps:\n- id: m\n  kind: xyz\n  datum: gcj02\n" + url, "basemap_refused", "line 4: basemaps[0].datum: a base map in GCJ02 is refused: its positions are shifted by 50 to 700 m"},
		"gaode":         {head + "  url: https://webrd01.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}\n", "basemap_refused", "line 5: basemaps[0].url"},
		"degrees":       {head + "  url: https://t0.tianditu.gov.cn/vec_c/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}\n", "basemap_refused", "EPSG:4490"},
		"key in url":    {head + "  url: https://maps.example/{z}/{x}/{y}.png?tk=" + key + "\n", "bad_basemaps", "a key stands in the address"},
		"no y":          {head + "  url: https://maps.example/{z}/{x}.png\n", "bad_basemaps", "{y}"},
		"braces":        {head + "  url: https://{s}.maps.example/{z}/{x}/{y}.png\n", "bad_basemaps", "basemaps[0].url"},
		"password":      {head + "  url: https://me:" + key + "@maps.example/{z}/{x}/{y}.png\n", "bad_basemaps", "password"},
		"file scheme":   {head + "  url: file:///etc/{z}/{x}/{y}\n", "bad_basemaps", "http"},
		"no key":        {head + "  url: https://maps.example/{z}/{x}/{y}.png?tk={key}\n", "bad_basemaps", "{key}"},
		"unset":         {head + url + "  key_env: NOT_SET\n", "bad_basemaps", "NOT_SET is not set"},
		"two keys":      {head + url + "  key_env: TK\n  key_file: k\n", "bad_basemaps", "is enough"},
		"zooms":         {head + url + "  min_zoom: 9\n  max_zoom: 3\n", "bad_basemaps", "min_zoom"},
		"opacity":       {head + url + "  opacity: 7\n", "bad_basemaps", "line 6: basemaps[0].opacity"},
		"dark":          {head + url + "  dark: night\n", "bad_basemaps", "line 6: basemaps[0].dark"},
		"wmts layers":   {"basemaps:\n- id: m\n  kind: wmts\n  datum: wgs84\n  url: https://maps.example/wmts\n", "bad_basemaps", "layers"},
		"role":          {"basemaps:\n- id: m\n  kind: wmts\n  datum: wgs84\n  url: https://maps.example/wmts\n  layers:\n  - id: a\n    role: top\n", "bad_basemaps", "line 8: basemaps[0].layers[0].role"},
		"large":         {strings.Repeat("#\n", 200_000), "bad_basemaps", "larger"},
		"deep":          {strings.Repeat("[", 1000), "bad_basemaps", "nest"},
	} {
		_, err := load(t, it.text)
		if code(err) != it.code || !strings.Contains(err.Error(), it.says) || strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{"", "basemaps: []\n", head + url} {
		if _, err := load(t, text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestKeys: a key in the list itself is taken only where nobody else can read it.
func TestKeys(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "maps.yaml")
	text := "basemaps:\n- id: m\n  kind: xyz\n  datum: wgs84\n  url: https://maps.example/{z}/{x}/{y}.png?tk={key}\n  "
	write := func(key string, mode os.FileMode) error {
		if err := os.WriteFile(name, []byte(text+key+"\n"), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
		_, err := basemap.Load(name, func(string) string { return "" })
		return err
	}
	if err := write("key: "+key, 0o644); code(err) != "bad_basemaps" || !strings.Contains(err.Error(), "chmod 600") || strings.Contains(err.Error(), key) {
		t.Errorf("%v", err)
	}
	if err := write("key: "+key, 0o600); err != nil {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "tk"), []byte(key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := write("key_file: tk", 0o644); err != nil {
		t.Errorf("%v", err)
	}
	if err := write("key_file: none", 0o644); code(err) != "bad_basemaps" {
		t.Errorf("%v", err)
	}
}
