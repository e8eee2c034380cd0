package city

import (
	"fmt"
	"slices"
	"strings"
)

// BuildRule says whether a place of service may be proposed on a kind of ground.
type BuildRule string

// The answers of a kind of ground.
const (
	// BuildYes is building land.
	BuildYes BuildRule = "yes"
	// BuildBeside is ground that serves building land, as streets do: a place may be proposed there
	// where building land lies beside it.
	BuildBeside BuildRule = "beside"
	// BuildNo is ground on which nothing may be built: fields, woods, water, parks.
	BuildNo BuildRule = "no"
)

// GroundKind is a class of the areas of base layers: a row of the table of land use.
type GroundKind struct {
	// Key is what class.kind of an area holds; a small letter and up to 31 small letters, digits or _.
	Key  string `yaml:"key" json:"key"`
	Name Label  `yaml:"name" json:"name"`
	// Build says whether a place may be proposed on it.
	Build BuildRule `yaml:"build" json:"build"`
	// Words are other words that data have for it: values of OpenStreetMap, and the names and numbers of
	// Chinese surveys. Case does not count.
	Words []string `yaml:"words,omitempty" json:"words,omitempty"`
}

// MaxGrounds is the largest number of kinds of ground in a scheme, and of the words of one of them.
const MaxGrounds = 100

// DefaultGrounds is the table of land use of a scheme that names none. The words are values of the keys
// landuse, natural and leisure of OpenStreetMap, and the classes of GB/T 21010-2017 and of the classification
// of land for territorial planning (2023); of their numbers only those of the farmed and wooded classes, since
// from 05 on the two give one number to different things. The letters are those of GB 50137-2011, urban land.
func DefaultGrounds() []GroundKind {
	return []GroundKind{
		{"farmland", Label{"耕地", "Farmland"}, BuildNo, []string{
			"farm", "cropland", "arable", "paddy", "基本农田", "永久基本农田", "农田", "水田", "水浇地", "旱地", "01", "0101", "0102", "0103",
		}},
		{"orchard", Label{"园地", "Orchard"}, BuildNo, []string{"vineyard", "plantation", "plant_nursery", "果园", "茶园", "02", "0201", "0202", "0203", "0204"}},
		{"woods", Label{"林地", "Woods"}, BuildNo, []string{"forest", "wood", "scrub", "乔木林地", "灌木林地", "03", "0301", "0302", "0303", "0304", "0305", "0306", "0307"}},
		{"grassland", Label{"草地", "Grassland"}, BuildNo, []string{"meadow", "grass", "heath", "天然牧草地", "人工牧草地", "牧草地", "04", "0401", "0402", "0403", "0404"}},
		{"facility_farm", Label{"设施农用地", "Farm buildings"}, BuildNo, []string{"farmyard", "greenhouse_horticulture", "农业设施建设用地"}},
		{"wetland", Label{"湿地", "Wetland"}, BuildNo, []string{"marsh", "mud", "沼泽地", "滩涂"}},
		{"water", Label{"水面", "Water"}, BuildNo, []string{"reservoir", "basin", "river", "riverbank", "lake", "pond", "水域", "陆地水域", "海域", "河流水面", "湖泊水面", "水库水面", "坑塘水面", "E1", "E11", "E12", "E13"}},
		{"park", Label{"公园", "Park"}, BuildNo, []string{"公园绿地", "公园与绿地", "绿地", "绿地与开敞空间用地", "nature_reserve", "recreation_ground", "village_green", "G", "G1", "G2", "公园用地", "防护绿地"}},
		{"garden", Label{"花园", "Garden"}, BuildNo, []string{"flowerbed", "allotments"}},
		{"pitch", Label{"运动场", "Pitch"}, BuildNo, []string{"sports_centre", "track", "playground", "golf_course", "stadium"}},
		{"cemetery", Label{"殡葬用地", "Cemetery"}, BuildNo, []string{"grave_yard", "墓地"}},
		{"military", Label{"特殊用地", "Military and special land"}, BuildNo, []string{"军事用地", "军事设施用地", "H4", "H41", "H42"}},
		{"quarry", Label{"采矿用地", "Mining land"}, BuildNo, []string{"mine", "landfill", "salt_pond", "H5"}},
		{"bare", Label{"裸地", "Bare land"}, BuildNo, []string{"sand", "bare_rock", "beach", "scree", "裸土地", "裸岩石砾地", "沙地", "盐碱地"}},
		{"residential", Label{"居住用地", "Residential land"}, BuildYes, []string{"住宅用地", "城镇住宅用地", "城镇居住用地", "农村宅基地", "宅基地", "住宅", "R", "R1", "R11", "R12", "R2", "R21", "R22", "R3", "R31", "R32"}},
		{"commercial", Label{"商业服务业用地", "Commercial land"}, BuildYes, []string{"retail", "商服用地", "商业用地", "商务用地", "B", "B1", "B11", "B12", "B13", "B14", "B2", "B21", "B22", "B29", "B3", "B31", "B32", "B4", "B41", "B49", "B9"}},
		{"public", Label{"公共管理与公共服务用地", "Public services"}, BuildYes, []string{
			"institutional", "education", "school", "university", "hospital", "religious", "civic_admin", "机关团体用地", "机关团体新闻出版用地", "教育用地", "医疗卫生用地", "文化用地", "社会福利用地",
			"A", "A1", "A2", "A21", "A22", "A3", "A31", "A32", "A33", "A34", "A35", "A4", "A41", "A42", "A5", "A51", "A52", "A53", "A59", "A6", "A7", "A8", "A9",
		}},
		{"industrial", Label{"工业用地", "Industrial land"}, BuildYes, []string{"warehouse", "depot", "工矿用地", "工矿仓储用地", "仓储用地", "M", "M1", "M2", "M3", "W", "W1", "W2", "W3"}},
		{"construction", Label{"建设中用地", "Land being built on"}, BuildYes, []string{"brownfield", "greenfield", "留白用地", "建设用地", "空闲地"}},
		{"transport", Label{"交通运输用地", "Transport land"}, BuildBeside, []string{"highway", "road", "street", "parking", "pedestrian", "城镇道路用地", "城镇村道路用地", "公路用地", "交通用地", "交通场站用地", "广场用地", "S", "S1", "S3", "S4", "S41", "S42", "S9", "G3"}},
		{"railway", Label{"铁路用地", "Railway land"}, BuildNo, []string{"轨道交通用地", "S2", "H21"}},
		{"utility", Label{"公用设施用地", "Utilities"}, BuildBeside, []string{"公共设施用地", "U", "U1", "U11", "U12", "U13", "U14", "U15", "U2", "U21", "U22", "U3", "U31", "U32", "U9"}},
	}
}

var usualGrounds = DefaultGrounds()

// AllGrounds is the table of land use that holds: the usual rows, those of the scheme in place of the
// usual ones of the same key, or behind them. It is not to be changed.
func (s *Scheme) AllGrounds() []GroundKind {
	if len(s.Grounds) == 0 {
		return usualGrounds
	}
	out := slices.Clone(usualGrounds)
	for _, g := range s.Grounds {
		if i := slices.IndexFunc(out, func(x GroundKind) bool { return x.Key == g.Key }); i >= 0 {
			out[i] = g
		} else {
			out = append(out, g)
		}
	}
	return out
}

// GroundWords finds kinds of ground by their key, either name, or another word of theirs; where two rows
// have one word, the row of the scheme holds.
type GroundWords map[string]*GroundKind

// GroundWords makes the table of words; nothing is found under a word that no row has.
func (s *Scheme) GroundWords() GroundWords {
	out := GroundWords{}
	rows := s.AllGrounds()
	add := func(rows []GroundKind) {
		for i := range rows {
			g := &rows[i]
			for _, word := range append([]string{g.Key, g.Name.Zh, g.Name.En}, g.Words...) {
				out[groundWord(word)] = g
			}
		}
	}
	add(rows)
	add(s.Grounds)
	return out
}

// Of is the kind of ground of a word; nil where no row has it.
func (w GroundWords) Of(word string) *GroundKind { return w[groundWord(word)] }

func groundWord(word string) string { return strings.ToLower(strings.TrimSpace(word)) }

// KindsOf are the kinds of areas that a layer takes: those that it lists; of a base layer those of the
// table of land use too.
func (s *Scheme) KindsOf(l *LayerDef) []AreaKind {
	if !l.Base {
		return l.Kinds
	}
	out := slices.Clone(l.Kinds)
	for _, g := range s.AllGrounds() {
		if !slices.ContainsFunc(out, func(k AreaKind) bool { return k.Key == g.Key }) {
			out = append(out, AreaKind{Key: g.Key, Name: g.Name})
		}
	}
	return out
}

func (s *Scheme) validateGrounds() error {
	if len(s.Grounds) > MaxGrounds {
		return Errorf(Invalid, "bad_scheme", "a scheme has at most %d kinds of ground, this one %d", MaxGrounds, len(s.Grounds))
	}
	words := map[string]string{}
	for i := range s.Grounds {
		g := &s.Grounds[i]
		if err := g.validate(words); err != nil {
			return Errorf(Invalid, "bad_scheme", "ground %d (%q): %s", i+1, g.Key, err)
		}
	}
	return nil
}

// validate checks one row; words has the words of those before it, with their keys.
func (g *GroundKind) validate(words map[string]string) error {
	switch {
	case !layerKey.MatchString(g.Key):
		return fmt.Errorf("a key is a small letter and up to 31 small letters, digits or _")
	case g.Name.Zh == "" || g.Name.En == "":
		return fmt.Errorf("it needs a name in zh and in en")
	case g.Build != BuildYes && g.Build != BuildNo && g.Build != BuildBeside:
		return fmt.Errorf("build is yes, beside or no, not %.40q", string(g.Build))
	case len(g.Words) > MaxGrounds:
		return fmt.Errorf("it has %d words; at most %d are read", len(g.Words), MaxGrounds)
	}
	own := map[string]bool{}
	for _, word := range append([]string{g.Key, g.Name.Zh, g.Name.En}, g.Words...) {
		word = groundWord(word)
		if word == "" || len(word) > MaxText || !PlainText(word) {
			return fmt.Errorf("a word of it is empty, too long or no plain text")
		}
		if first, taken := words[word]; taken && !own[word] {
			return fmt.Errorf("the word %.40q stands for %q already", word, first)
		}
		words[word], own[word] = g.Key, true
	}
	return nil
}
