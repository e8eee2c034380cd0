package city_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// TestWalkingRulesOfAScheme: rows of the scheme take the place of the usual ones or join them, the
// scheme is read back as it was written, and what nobody can walk by is refused by name.
func TestWalkingRulesOfAScheme(t *testing.T) {
	const head = "layers:\n  - {key: grid, name: {zh: 网格, en: Grid}, parent: \"\", partition: true}\n"
	s, err := city.ParseScheme([]byte(head + "walking:\n  profiles:\n    - {name: adult, kmh: 4, steps_kmh: 2, keys: [foot, access]}\n  classes:\n    - {word: hutong, use: open}\n"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.YAML()
	if err != nil {
		t.Fatal(err)
	}
	again, err := city.ParseScheme(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	usual := walk.DefaultRules()
	for _, rules := range []*walk.Rules{s.WalkRules(), again.WalkRules()} {
		if len(rules.Classes) != len(usual.Classes)+1 || len(rules.Profiles) != len(usual.Profiles) || len(rules.Access) != len(usual.Access) {
			t.Errorf("%d classes, %d profiles, %d tags", len(rules.Classes), len(rules.Profiles), len(rules.Access))
		}
		for _, p := range rules.Profiles {
			if p.Name == walk.Adult && p.Kmh != 4 {
				t.Errorf("an adult walks %v km/h", p.Kmh)
			}
		}
	}
	for _, bad := range []string{
		"profiles:\n    - {name: adult, kmh: -4, steps_kmh: 2, keys: [foot]}",
		"profiles:\n    - {name: adult, kmh: 400, steps_kmh: 2, keys: [foot]}",
		"classes:\n    - {word: hutong, use: perhaps}",
		"stops:\n    - {word: gate, use: open, seconds: 5}\n    - {word: gate, use: open, seconds: 6}",
	} {
		if _, err := city.ParseScheme([]byte(head + "walking:\n  " + bad + "\n")); city.KindOf(err) != city.Invalid || !strings.Contains(err.Error(), "rules of walking") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
