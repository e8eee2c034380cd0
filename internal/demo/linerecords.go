package demo

import (
	"fmt"
	"strconv"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// lineLayers says in which layer of the domain the kinds of lines stand, with the letters
// of their codes; all other kinds are roads.
var lineLayers = map[string][2]string{
	"path": {city.LayerPath, "P"}, "rail": {city.LayerRail, "T"}, "rail_bridge": {city.LayerRail, "TB"},
	"river": {city.LayerRiver, "W"}, "wall": {city.LayerWall, "Q"}, "bridge": {city.LayerRoad, "RB"},
}

func lineLayer(kind string) (layer, letters string) {
	if l, found := lineLayers[kind]; found {
		return l[0], l[1]
	}
	return city.LayerRoad, "R"
}

// lineRecords puts the lines of each thing together to one line of the domain.
func (c *City) lineRecords() []*city.Line {
	var out []*city.Line
	next := map[string]int{}
	type thing struct {
		kind   string
		number int
	}
	known := map[thing]*city.Line{}
	for i := range c.Lines {
		l := &c.Lines[i]
		if one := known[thing{l.Kind, l.Thing}]; one != nil {
			one.Shape = append(one.Shape, l.Points)
			continue
		}
		layer, letters := lineLayer(l.Kind)
		next[letters]++
		class := map[string]string{"class": l.Kind, "width_m": strconv.FormatFloat(l.Width, 'f', -1, 64)}
		if l.Kind == "rail_bridge" {
			class["class"] = "bridge"
		}
		if l.Walk {
			class["walk"] = "yes"
		}
		if l.Compound != "" {
			class["compound"] = l.Compound
		}
		one := &city.Line{
			Layer: layer, Code: fmt.Sprintf("%s%06d", letters, next[letters]), Names: names(l.Name),
			Shape: geo.MultiLine{l.Points}, Class: class,
		}
		known[thing{l.Kind, l.Thing}] = one
		out = append(out, one)
	}
	return out
}

// gateRecords are the gates as short lines of the layer of walls.
func (c *City) gateRecords() []*city.Line {
	out := make([]*city.Line, len(c.Gates))
	for i := range c.Gates {
		g := &c.Gates[i]
		class, name := "gate", Name{Zh: "出入口", En: "Gate"}
		if g.Main {
			class, name = "main_gate", Name{Zh: "主出入口", En: "Main Gate"}
		}
		out[i] = &city.Line{
			Layer: city.LayerWall, Code: fmt.Sprintf("G%06d", i+1), Names: names(name), Shape: geo.MultiLine{g.Across},
			Class: map[string]string{"class": class, "compound": g.Compound, "width_m": strconv.Itoa(2 * gateHalf), "walk": "yes"},
		}
	}
	return out
}
