package picture

import (
	"cmp"
	"maps"
	"slices"
)

// families are fonts as in CSS: MapLibre draws every character with those of the reader.
var families = list{"PingFang SC", "HarmonyOS Sans SC", "MiSans", "Microsoft YaHei UI", "Noto Sans CJK SC", "sans-serif"}

// boldFamilies begin with a name that is no font: MapLibre looks for a weight in the first name
// only, and then takes it of any of the others.
var boldFamilies = append(list{"Redsail Bold"}, families...)

// name is the text of a name, in the reader's language where the tiles have it.
func (s *styler) name() list {
	if s.ask.Lang == "en" {
		return list{"coalesce", list{"get", "name_en"}, list{"get", "name"}}
	}
	return list{"get", "name"}
}

// short is the name, from shortFrom on without the name of the area around it.
func (s *styler) short() list {
	name := s.name()
	cases := list{"case"}
	for _, prefix := range shortPrefixes[s.ask.Lang] {
		cases = append(cases,
			list{">=", list{"index-of", prefix.text, name}, 0},
			list{"slice", name, list{"+", list{"index-of", prefix.text, name}, prefix.cut}})
	}
	return list{"step", list{"zoom"}, name, shortFrom, append(cases, name)}
}

// shortPrefixes are what stands before the number of an area that carries the name of the one
// around it, and how much of that goes.
var shortPrefixes = map[string][]struct {
	text string
	cut  int
}{
	"zh": {{"社区第", 2}, {"村第", 1}, {"嘎查第", 2}},
	"en": {{" Community Grid ", len(" Community ")}, {" Village Grid ", len(" Village ")}},
}

func (s *styler) text(of labelLook, field list) (layout, paint entry) {
	fonts := families
	if of.Bold {
		fonts = boldFamilies
	}
	return entry{"text-field": field, "text-font": fonts, "text-size": of.Size.expression(1, 0), "text-letter-spacing": of.Spacing},
		entry{"text-color": s.colour(of.Colour), "text-halo-color": s.colour("halo"), "text-halo-width": 1.5}
}

// areaNames are the names of a layer's areas, one for each.
func (s *styler) areaNames(it drawnArea) entry {
	look, from := ranked(s.look.table.Labels, it.Rank), it.Label
	if !it.Partition {
		look = s.look.table.FreeLabel
		if it.Overlay {
			look = s.look.table.OverLabel
		}
		from = max(from, look.Zoom[0])
	}
	field, to := s.name(), it.LabelEnd
	if it.LabelEnd == neverEnds {
		to = lastZoom
		if it.Partition {
			field = s.short()
		}
	}
	layout, paint := s.text(look, field)
	layout["text-max-width"], layout["text-padding"] = areaWidth, areaClear
	return entry{
		"id": it.Key + "-name", "type": "symbol", "source": it.source, "source-layer": it.Key + labelSuffix,
		"minzoom": from, "maxzoom": to, "layout": layout, "paint": paint,
	}
}

// baseNames are the names of the base map, least important first.
func (s *styler) baseNames() (out list) {
	for _, of := range slices.Backward(s.look.table.BaseLabels) {
		for _, in := range s.found(of.Layer) {
			layout, paint := s.text(of, s.name())
			key := in.key + labelSuffix
			if of.Along {
				key = in.key
				maps.Copy(layout, alongLine)
			} else {
				layout["text-max-width"], layout["text-padding"] = baseWidth, groundClear
			}
			out = append(out, among(entry{
				"id": "base-" + of.ID + "-" + in.key, "type": "symbol", "source": in.source, "source-layer": key,
				"minzoom": of.Zoom[0], "maxzoom": of.Zoom[1], "layout": layout, "paint": paint,
			}, "class", of.Classes))
		}
	}
	return out
}

// alongLine are names along lines: never upside down, not round sharp bends, not every few
// pixels.
var alongLine = entry{
	"symbol-placement": "line", "symbol-spacing": 420, "text-max-angle": 28, "text-keep-upright": true,
	"text-rotation-alignment": "map", "text-padding": 12,
}

// kinds are those of the places that are drawn, those that give way first.
func (s *styler) kinds() []string {
	if s.sourceWith(placeLayer, true) == "" {
		return nil
	}
	out := slices.Clone(s.city.Kinds)
	slices.SortStableFunc(out, func(a, b string) int {
		return cmp.Compare(s.look.table.place(b).Rank, s.look.table.place(a).Rank)
	})
	return out
}

// placeState is the state of a place; one that says nothing is open.
var placeState = list{"coalesce", list{"get", "state"}, "open"}

// dots are one under each open place, for where its icon has no room.
func (s *styler) dots(kinds []string) (out list) {
	for _, kind := range kinds {
		of := s.look.table.place(kind)
		out = append(out, entry{
			"id": "place-" + kind + "-dot", "type": "circle", "source": s.sourceWith(placeLayer, true), "source-layer": placeLayer,
			"minzoom": of.Zoom, "maxzoom": lastZoom,
			"filter": list{"all", list{"==", list{"get", "kind"}, kind}, list{"==", placeState, "open"}},
			"paint": entry{
				"circle-color": s.colour(of.Colour), "circle-radius": s.look.table.PlaceDot.Size.expression(0.5, 0),
				"circle-stroke-color": s.colour("halo"), "circle-stroke-width": s.look.table.PlaceDot.Edge,
			},
		})
	}
	return out
}

// places are icons and, from a closer zoom, names of the places of service.
func (s *styler) places(kinds []string) (out list) {
	for _, kind := range kinds {
		of := s.look.table.place(kind)
		layout, paint := s.text(s.look.table.PlaceLabel, list{"step", list{"zoom"}, "", of.LabelZoom, s.name()})
		maps.Copy(layout, entry{
			// Open ones go first: what is planned or closed takes no room from a help of today.
			"symbol-sort-key": list{"match", placeState, "open", 0, 1},
			"icon-image":      s.look.IconName(kind), "icon-size": of.Size.expression(1.0/iconBox, 0), "icon-padding": 1,
			"text-optional": true, "text-variable-anchor": list{"top", "bottom", "left", "right"}, "text-radial-offset": 0.95,
			"text-justify": "auto", "text-max-width": placeWidth, "text-padding": placeClear,
		})
		paint["icon-opacity"] = list{"match", placeState, "open", 1, 0.5}
		out = append(out, entry{
			"id": "place-" + kind, "type": "symbol", "source": s.sourceWith(placeLayer, true), "source-layer": placeLayer,
			"minzoom": of.Zoom, "maxzoom": lastZoom, "filter": list{"==", list{"get", "kind"}, kind}, "layout": layout, "paint": paint,
		})
	}
	return out
}
