package atlas

import (
	"math"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles/picture"
)

// columnTitles are what people call the columns of exports; an import knows the Chinese ones.
var columnTitles = map[string]city.Label{
	"code": {Zh: "编码", En: "code, the key of an edited copy"}, "name": {Zh: "名称", En: "name"},
	"name_zh_hant": {Zh: "繁体名称", En: "name in traditional characters"}, "name_en": {Zh: "英文名称", En: "English name"},
	"former": {Zh: "原编码", En: "former codes (JSON)"}, "parent": {Zh: "上级编码", En: "code of the parent"},
	"households": {Zh: "户数", En: "households"}, "population": {Zh: "人口", En: "population"},
	"class": {Zh: "属性", En: "attributes of classification (JSON)"}, "source": {Zh: "来源", En: "source"}, "data_date": {Zh: "数据日期", En: "date of the data"},
	"address": {Zh: "地址", En: "address"}, "address_road": {Zh: "道路", En: "road of the address"}, "address_number": {Zh: "门牌号", En: "house number"},
	"address_compound": {Zh: "小区名称", En: "compound of the address"}, "address_building": {Zh: "楼栋号", En: "building of the address"},
	"grid": {Zh: "网格编码", En: "code of the grid"}, "compound": {Zh: "小区编码", En: "code of the compound"}, "storeys": {Zh: "层数", En: "storeys"},
	"point": {Zh: "代表点", En: "the point that stands for it (JSON)"}, "entrances": {Zh: "出入口", En: "entrances (JSON)"},
	"kind": {Zh: "类型", En: "kind of the place; layer of the line"}, "state": {Zh: "状态", En: "state"}, "hours": {Zh: "开放时间", En: "opening hours (JSON)"}, "services": {Zh: "服务", En: "services (JSON)"},
	"skills": {Zh: "技能", En: "skills (JSON)"}, "floor_area": {Zh: "建筑面积", En: "floor area in m²"}, "cost": {Zh: "造价", En: "cost in yuan"}, "stages": {Zh: "进度记录", En: "log of stages: state, date, office"}, "tenure": {Zh: "产权", En: "tenure"},
	"owner": {Zh: "运营单位编码", En: "code of the organisation that runs it"},
}

// lineTitles are the layers that no scheme names.
var lineTitles = map[string]city.Label{
	city.LayerBuilding: {Zh: "楼栋", En: "Buildings"}, city.LayerRoad: {Zh: "道路", En: "Roads"}, city.LayerRiver: {Zh: "河流", En: "Rivers"},
	city.LayerRail: {Zh: "铁路", En: "Railways"}, city.LayerWall: {Zh: "围墙与出入口", En: "Walls and gates"}, city.LayerPath: {Zh: "步行道", En: "Footpaths"},
}

func titleOf(s *city.Scheme, kind city.RecordKind, key string) string {
	label := lineTitles[key]
	if kind == city.KindArea {
		if def, err := s.Layer(key); err == nil {
			label = def.Name
		}
	}
	for i := range s.Places {
		if kind == city.KindPlace && s.Places[i].Key == key {
			label = s.Places[i].Name
		}
	}
	return label.Zh + " / " + label.En
}

// styleOf is how the map draws a layer, for programs that know QGIS styles; nil without a look.
func styleOf(look *picture.Look, s *city.Scheme, kind city.RecordKind, key string) *codec.LayerStyle {
	if look == nil {
		return nil
	}
	var sketch picture.Sketch
	switch kind {
	case city.KindArea:
		sketch = sketchOf(look, s, key)
	case city.KindPlace:
		sketch = look.SketchPlaces(key)
	default:
		sketch = look.SketchBase(key)
	}
	style := &codec.LayerStyle{}
	unless := otherwise(key, sketch.Steps)
	for _, step := range sketch.Steps {
		rule := codec.StyleRule{
			Label: strings.Join(step.Classes, ", "), Classes: drawnBy(key, step.Classes), Fill: plainly(step.Fill), Stroke: plainly(step.Stroke), Width: step.Width, Dash: step.Dash, Size: step.Size, Square: step.Square,
		}
		if slices.Contains(step.Classes, usualClass[key]) {
			rule.Unless = unless
		}
		style.Rules = append(style.Rules, rule)
	}
	if w := sketch.Words; w.Size > 0 {
		style.Labels = codec.LabelStyle{Column: "name", Colour: plainly(w.Colour), Halo: plainly(w.Halo), Size: w.Size, Bold: w.Bold, Along: w.Along, Least: scaleOf(w.Zoom)}
	}
	return style
}

// usualClass is the class by which the map draws what has none that it knows (drawnClass, drawnUse).
var usualClass = map[string]string{city.LayerRoad: "local", city.LayerWall: "wall", city.LayerBuilding: string(city.UseHome)}

// drawnBy are classes of the map with the words that are drawn by them; an export keeps the city's own.
func drawnBy(layer string, classes []string) []string {
	out := slices.Clone(classes)
	for word, class := range drawnWords[layer] {
		if slices.Contains(classes, class) && word != class {
			out = append(out, word)
		}
	}
	slices.Sort(out[len(classes):])
	return out
}

// otherwise are all words that steps of a layer have; what has none of them is drawn as usual.
func otherwise(layer string, steps []picture.SketchStep) []string {
	var out []string
	for _, step := range steps {
		out = append(out, drawnBy(layer, step.Classes)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func plainly(c picture.Colour) codec.RGBA { return codec.RGBA{c.R, c.G, c.B, c.A} }

func sketchOf(look *picture.Look, s *city.Scheme, key string) picture.Sketch {
	def, err := s.Layer(key)
	switch {
	case err != nil:
		return picture.Sketch{}
	case def.Base:
		return look.SketchBase(key)
	case !def.Partition:
		return look.SketchFree(def.Parent == "")
	}
	above, depth := map[int]bool{}, s.Depth(key)
	for i := range s.Layers {
		if l := &s.Layers[i]; l.Partition && !l.Base && s.Depth(l.Key) < depth {
			above[s.Depth(l.Key)] = true
		}
	}
	return look.SketchPartition(len(above))
}

// scaleOf is the scale, 1:…, of a zoom of the map at the equator on a screen of 96 dots an inch.
func scaleOf(zoom float64) float64 {
	const equator, dot = 40_075_016.686, 0.0254 / 96
	return equator / 512 / dot / math.Exp2(zoom)
}
