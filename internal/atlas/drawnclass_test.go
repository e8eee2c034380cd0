package atlas_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// drawn are the classes of a layer that the map has a step for.
func drawn(t *testing.T, layer string) []string {
	t.Helper()
	raw, err := os.ReadFile("../../web/src/map/look.json")
	if err != nil {
		t.Fatal(err)
	}
	var look struct {
		Base []struct {
			Layer   string
			Classes []string
		}
	}
	if err := json.Unmarshal(raw, &look); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, step := range look.Base {
		if step.Layer == layer {
			out = append(out, step.Classes...)
		}
	}
	return out
}

func class(key, word string) map[string]string {
	if word == "" {
		return nil
	}
	return map[string]string{key: word}
}

// TestTilesDrawEverything: the map draws buildings, roads and walls by class, so each has one that the map knows,
// whatever word the city has for it, or none.
func TestTilesDrawEverything(t *testing.T) {
	for layer, words := range map[string]map[string]string{
		"building": {"": "home", "住宅": "home", "框架": "home", "village": "village", "小学": "school", "医院": "hospital", "社区服务中心": "civic", "菜市场": "market", "办公": "office", "厂房": "works", "商铺": "other"},
		"road": {
			"": "local", "主干路": "local", "motorway": "expressway", "trunk_link": "expressway", "primary": "arterial", "primary_link": "arterial", "highway": "highway", "bank": "bank",
			"secondary": "secondary", "tertiary_link": "local", "residential": "local", "living_street": "local", "unclassified": "local", "service": "lane", "track": "track", "bridge": "bridge",
		},
		"wall": {"": "wall", "fence": "wall", "hedge": "wall", "city_wall": "wall", "gate": "gate", "lift_gate": "gate", "turnstile": "gate", "main_gate": "main_gate"},
	} {
		for word, want := range words {
			c := always(area("grid", "G1", "", rect(0, 0, 16, 8)))
			var thing city.Content = &city.Line{Layer: layer, Code: "X", Shape: geo.MultiLine{{at(4, 4), at(6, 6)}}, Class: class("class", word)}
			if layer == "building" {
				thing = &city.Building{Code: "X", Shape: rect(4, 4, 6, 6), Class: class("use", word)}
			}
			c.Entries = append(c.Entries, city.PutContent(thing, city.Always()))
			got := readTile(t, pyramidOf(t, tileScheme, c), 16, layer)[layer].Features
			if len(got) != 1 || got[0].Props["class"] != want {
				t.Errorf("%s %q is drawn as %v, want %q", layer, word, got, want)
			}
		}
	}
	uses := []string{"home", "village", "school", "hospital", "civic", "market", "office", "works", "other"}
	for layer, classes := range map[string][]string{
		"building": uses, "road": {"expressway", "arterial", "highway", "bank", "secondary", "local", "lane", "track", "bridge"}, "wall": {"wall", "gate", "main_gate"},
	} {
		have := drawn(t, layer)
		slices.Sort(have)
		slices.Sort(classes)
		if !slices.Equal(have, classes) {
			t.Errorf("of %s the map draws %q; there are %q", layer, have, classes)
		}
	}
}
