package atlas

import (
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
)

// tileWords say what the layers of tiles are that are in no scheme.
var tileWords = map[string]string{
	city.LayerBuilding: "楼栋 · buildings", city.LayerRoad: "道路 · roads", city.LayerPath: "步行道 · footpaths", city.LayerRail: "铁路 · railways",
	city.LayerRiver: "河流 · rivers", city.LayerWall: "围墙与出入口 · walls and gates", layerPlace: "服务点位 · places of service",
	layerBorder: "各级边界，每段只出现一次 · the borders of all partitions, each once", HexLayer: "H3 六边形统计 · summaries by H3 hexagon",
	CircleLayer: "步行圈（示意图形，不作统计）· walking circles: drawings, by which nothing is counted",
}

// fieldWords say what attributes are.
var fieldWords = map[string]string{
	"code": "the code in the city's data, unique in its layer", "name": "the name (zh)", "name_en": "the name in English, where there is one",
	"parent": "the code of the area above", "class": "the class, by which the map draws it", "storeys": "storeys above ground",
	"kind": "the kind of place, of the scheme", "state": "planned … open … closed",
	"layer": "the widest partition that the border bounds", "rank": "the place of that partition among all, 0 = the widest",
	"minutes": "on foot, at most; a band holds the narrower ones", "profile": "who walks", "drawing": "always true: nothing is counted by it",
	"cell": "the H3 cell", "buildings": "how many buildings", "places": "how many places of service",
	"households": "how many households; absent where privacy withholds it", "withheld": "privacy withholds the households",
}

// TileSays describes a layer of the tiles, or with a field an attribute of it, for people;
// empty when there is nothing to say.
func (p *Picture) TileSays(layer, field string) string {
	if field != "" {
		return fieldWords[field]
	}
	key, label := strings.CutSuffix(layer, tiles.LabelSuffix)
	if i := slices.IndexFunc(p.Scheme.Layers, func(l city.LayerDef) bool { return l.Key == key }); i >= 0 {
		name := p.Scheme.Layers[i].Name
		if label {
			return name.Zh + "注记点 · label points of " + name.En
		}
		return name.Zh + " · " + name.En
	}
	if words := tileWords[key]; words != "" && label {
		return words + " (label points)"
	}
	return tileWords[key]
}
