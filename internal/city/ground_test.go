package city_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

const groundScheme = `
layers:
  - {key: city, name: {zh: 市, en: City}, parent: "", partition: true}
  - {key: land_use, name: {zh: 用地, en: Land use}, parent: "", partition: false, base: true}
grounds:
`

// TestGrounds: the words of OpenStreetMap and of Chinese surveys find their rows; a scheme's rows stand in
// place of the usual ones or beside them, and their words hold over the usual words.
func TestGrounds(t *testing.T) {
	usual, err := city.ParseScheme([]byte(groundScheme + "  []\n"))
	if err != nil {
		t.Fatal(err)
	}
	own, err := city.ParseScheme([]byte(groundScheme + `
  - {key: park, name: {zh: 口袋公园, en: Pocket park}, build: "yes"}
  - {key: yard, name: {zh: 堆场, en: Yard}, build: beside, words: [depot, 场地]}
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		scheme    *city.Scheme
		word, key string
		build     city.BuildRule
	}{
		{usual, "farmland", "farmland", city.BuildNo}, {usual, "耕地", "farmland", city.BuildNo}, {usual, " Farm ", "farmland", city.BuildNo},
		{usual, "0103", "farmland", city.BuildNo}, {usual, "meadow", "grassland", city.BuildNo}, {usual, "公园", "park", city.BuildNo},
		{usual, "农村宅基地", "residential", city.BuildYes}, {usual, "RETAIL", "commercial", city.BuildYes}, {usual, "highway", "transport", city.BuildBeside},
		{usual, "depot", "industrial", city.BuildYes}, {own, "depot", "yard", city.BuildBeside}, {own, "口袋公园", "park", city.BuildYes},
		{own, "耕地", "farmland", city.BuildNo},
	} {
		got := c.scheme.GroundWords().Of(c.word)
		if got == nil || got.Key != c.key || got.Build != c.build {
			t.Errorf("%q is %+v, want %s, %s", c.word, got, c.key, c.build)
		}
	}
	if got := own.GroundWords().Of("moon"); got != nil {
		t.Errorf("a word of no row is %+v", got)
	}
	base, _ := own.Layer("land_use")
	kinds, first := own.KindsOf(base), map[string]string{}
	for _, k := range kinds {
		first[k.Key] = k.Name.Zh
	}
	if len(kinds) != len(first) || first["park"] != "口袋公园" || first["yard"] != "堆场" || first["farmland"] != "耕地" {
		t.Errorf("kinds %v", kinds)
	}
	if part, _ := own.Layer("city"); len(own.KindsOf(part)) != 0 {
		t.Error("a partition has kinds of ground")
	}
}

// TestUsualGroundsAreSound: no word of the usual table stands for two rows, and a scheme may give it itself.
func TestUsualGroundsAreSound(t *testing.T) {
	s := city.Scheme{Zone: "UTC", Layers: []city.LayerDef{{Key: "city", Partition: true}}, Grounds: city.DefaultGrounds()}
	text, err := s.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := city.ParseScheme(text); err != nil {
		t.Error(err)
	}
}

func TestBadGrounds(t *testing.T) {
	for row, want := range map[string]string{
		`{key: Park, name: {zh: a, en: b}, build: "no"}`:              "a key is a small letter",
		`{key: park, name: {zh: a}, build: "no"}`:                     "a name in zh and in en",
		`{key: park, name: {zh: a, en: b}, build: maybe}`:             "build is yes, beside or no",
		`{key: park, name: {zh: a, en: b}, build: "no", words: [""]}`: "is empty",
		`{key: park, name: {zh: a, en: b}, build: "no", words: [farm, a1]}` + "\n  - " + `{key: field, name: {zh: c, en: d}, build: "no", words: [FARM]}`: `"farm" stands for "park" already`,
	} {
		_, err := city.ParseScheme([]byte(groundScheme + "  - " + row + "\n"))
		if city.CodeOf(err) != "bad_scheme" || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", row, err)
		}
	}
}
