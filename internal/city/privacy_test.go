package city_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestPrivacyLimits: the usual limits hold unless a scheme asks for others, and none asks for
// too few.
func TestPrivacyLimits(t *testing.T) {
	const layers = "layers: [{key: grid, name: {zh: 网格, en: Grid}, parent: \"\", partition: true}]\n"
	for text, want := range map[string][2]int{
		"": {5, 30}, "privacy: {}\n": {5, 30}, "privacy: {buildings: 8}\n": {8, 30}, "privacy: {buildings: 3, households: 10}\n": {3, 10},
	} {
		s, err := city.ParseScheme([]byte(layers + text))
		if err != nil {
			t.Fatal(err)
		}
		out, err := s.YAML()
		if err != nil {
			t.Fatal(err)
		}
		again, err := city.ParseScheme(out)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []*city.Scheme{s, again} {
			if b, h := s.Privacy.Limits(); b != want[0] || h != want[1] {
				t.Errorf("%q: %d buildings, %d households, want %v", text, b, h, want)
			}
		}
	}
	for text, words := range map[string]string{
		"buildings: 2": "buildings must lie between 3", "buildings: -5": "buildings", "households: 9": "households must lie between 10", "households: -1": "households",
		"households: 10000000": "households", "people: 4": "people",
	} {
		if _, err := city.ParseScheme([]byte(layers + "privacy: {" + text + "}\n")); city.CodeOf(err) != "bad_scheme" || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
