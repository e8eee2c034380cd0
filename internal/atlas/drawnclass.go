package atlas

import (
	"cmp"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// drawnRoads are the classes of roads that the map draws, each with the words of OpenStreetMap's key highway that
// are drawn like it. A street of any other word is drawn as a local one.
var drawnRoads = classesOf(map[string]string{
	"expressway": "motorway motorway_link trunk trunk_link", "arterial": "primary primary_link", "highway": "", "secondary": "secondary_link", "bank": "", "bridge": "",
	"local": "tertiary tertiary_link unclassified residential living_street road", "lane": "service busway bus_guideway escape emergency_bay", "track": "raceway",
})

// drawnWalls are those of barriers: gates stay gates, all else is a wall.
var drawnWalls = classesOf(map[string]string{
	"wall": "", "main_gate": "",
	"gate": "lift_gate swing_gate sliding_gate wicket_gate kissing_gate hampshire_gate bump_gate sliding_beam turnstile full-height_turnstile entrance sally_port stile border_control door security_control",
})

var drawnWords = map[string]map[string]string{city.LayerRoad: drawnRoads, city.LayerWall: drawnWalls}

// classesOf turns the words of each class round, the class itself being one of them.
func classesOf(words map[string]string) map[string]string {
	out := map[string]string{}
	for class, list := range words {
		out[class] = class
		for _, w := range strings.Fields(list) {
			out[w] = class
		}
	}
	return out
}

// drawnClass is the class by which a line is drawn. Every line has one that the map knows: the words of a city's
// file decide how its streets look, never whether they are there.
func drawnClass(layer, class string) string {
	switch layer {
	case city.LayerRoad:
		return cmp.Or(drawnRoads[class], "local")
	case city.LayerWall:
		if strings.HasSuffix(class, "_gate") {
			return cmp.Or(drawnWalls[class], "gate")
		}
		return cmp.Or(drawnWalls[class], "wall")
	}
	return class
}

// drawnUse is the class by which a building is drawn; one whose use nobody knows is drawn as homes are.
func drawnUse(b *city.Building) string { return string(cmp.Or(b.Use(), city.UseHome)) }
