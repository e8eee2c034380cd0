package opening

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/city"
)

// Choice is a shipped scheme that a city may begin with.
type Choice struct {
	Key    string        `json:"key"`
	Name   city.Label    `json:"name"`
	Suits  city.Label    `json:"suits" doc:"for which cities it is"`
	Layers []ChoiceLayer `json:"layers"`
}

// ChoiceLayer is a layer of a choice.
type ChoiceLayer struct {
	Key       string     `json:"key"`
	Name      city.Label `json:"name"`
	Parent    string     `json:"parent" doc:"key of the layer above; empty for a root"`
	Partition bool       `json:"partition" doc:"its areas fill their ground"`
	Profile   string     `json:"profile" doc:"which codes it takes" enum:"free,cn12,cn15"`
}

// suits says for whom the shipped schemes are, in the order in which they are offered.
var suits = []struct {
	key  string
	says city.Label
}{
	{"default", city.Label{Zh: "多数城市：市、区县、街道、社区、网格五级，小区另成一层。拿不准就选它。", En: "Most cities: city, district, street, community and grid, with compounds beside them. Choose this when in doubt."}},
	{"jining", city.Label{Zh: "一个网格可含几个小区；网格按 12 位统计代码加 3 位序号编码。", En: "A grid may hold several compounds; grids are numbered by the 12-digit statistical code and three digits."}},
	{"ordos", city.Label{Zh: "一个小区就是一个网格，小区以外的地方划为专属网格。", En: "Each compound is a grid; ground outside compounds lies in special-purpose grids."}},
	{"guangzhou", city.Label{Zh: "楼栋直接归网格、网格归社区，没有小区这一层。", En: "Buildings belong to grids and grids to communities; there is no layer of compounds."}},
	{"microgrid", city.Label{Zh: "网格之下再分微网格，到楼栋或几个单元。", En: "Grids are cut once more, into micro-grids of a building or a few stairwells."}},
	{"rural", city.Label{Zh: "县和乡村：村分片区，片区分排；步行圈放宽到 15 分钟。", En: "Counties and villages: villages are cut into tracts and rows; the circle on foot is 15 minutes."}},
}

// shipped reads a shipped scheme.
func shipped(key string) (*city.Scheme, error) {
	src, err := data.Scheme(key)
	if err != nil {
		return nil, city.Errorf(city.Invalid, "unknown_scheme", "there is no scheme %.40q; there are %s", key, strings.Join(data.Schemes(), ", "))
	}
	return city.ParseScheme(src)
}

// Choices lists the shipped schemes, those that suit most cities first.
func Choices() ([]Choice, error) {
	out := make([]Choice, 0, len(suits))
	for _, s := range suits {
		scheme, err := shipped(s.key)
		if err != nil {
			return nil, err
		}
		c := Choice{Key: s.key, Name: scheme.Name, Suits: s.says}
		for i := range scheme.Layers {
			l := &scheme.Layers[i]
			if !l.Base {
				c.Layers = append(c.Layers, ChoiceLayer{l.Key, l.Name, l.Parent, l.Partition, string(cmp.Or(l.Code.Profile, city.ProfileFree))})
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// Founding is what is said of a city when it begins.
type Founding struct {
	City   string `json:"city" doc:"six digits of GB/T 2260: a city or a county"`
	Scheme string `json:"scheme" doc:"key of a shipped scheme"`
	Zh     string `json:"zh,omitempty" doc:"what the city is called in Chinese; empty = as in the table of divisions"`
	En     string `json:"en,omitempty" doc:"the same in English"`
	// Codes are those of districts to communities.
	Codes Codes `json:"codes,omitempty" enum:"national,scheme" doc:"national (the default): districts to communities take codes of the statistical bureau; scheme: what the scheme says"`
}

// Codes say which codes the layers of a new city take.
type Codes string

// The codes of a new city.
const (
	National Codes = "national"
	AsScheme Codes = "scheme"
)

// maxName is the longest name of a city, in characters.
const maxName = 60

// divided are the layers whose areas the statistical bureau numbers.
var divided = []string{"city", "county", "district", "street", "township", "community", "village"}

// Make gives the scheme of a new city. It fails with Invalid: unknown_division, unknown_scheme,
// bad_city_name, bad_codes.
func (f *Founding) Make(madeUp bool) (*city.Scheme, error) {
	d, err := Find(f.City)
	if err != nil {
		return nil, err
	}
	s, err := shipped(f.Scheme)
	if err != nil {
		return nil, err
	}
	s.City, s.Demo = d.Code, madeUp
	s.Name = city.Label{Zh: cmp.Or(strings.TrimSpace(f.Zh), d.Name), En: cmp.Or(strings.TrimSpace(f.En), d.En, d.Name)}
	for _, name := range []string{s.Name.Zh, s.Name.En} {
		if utf8.RuneCountInString(name) > maxName || !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
			return nil, city.Errorf(city.Invalid, "bad_city_name", "a name of a city has at most %d characters and is plain text", maxName)
		}
	}
	switch f.Codes {
	case "", National:
		for i := range s.Layers {
			if l := &s.Layers[i]; slices.Contains(divided, l.Key) {
				l.Code.Profile = city.ProfileCN12
			}
		}
	case AsScheme:
	default:
		return nil, city.Errorf(city.Invalid, "bad_codes", "codes are %s or %s, not %.40q", National, AsScheme, f.Codes)
	}
	return s, nil
}

// SchemeOf is the key of the shipped scheme whose layers and kinds of places a scheme has; empty
// where it is none.
func SchemeOf(s *city.Scheme) string {
	for _, c := range suits {
		if t, err := shipped(c.key); err == nil && sameLayers(s, t) && reflect.DeepEqual(s.Places, t.Places) {
			return c.key
		}
	}
	return ""
}

// sameLayers tells whether two schemes have the same layers, whatever codes these take.
func sameLayers(s, t *city.Scheme) bool {
	return slices.EqualFunc(s.Layers, t.Layers, func(a, b city.LayerDef) bool {
		a.Code, b.Code = city.CodeDef{}, city.CodeDef{}
		return reflect.DeepEqual(a, b)
	})
}
