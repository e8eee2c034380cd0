package picture

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
)

// StyleAsk says what a style is of, and where its tiles and icons are.
type StyleAsk struct {
	Theme string // one of Look.Themes
	Lang  string // zh or en
	Name  string
	// Base is the address of the server, without a slash at its end; Sprite that of the icons,
	// without .json.
	Base, Sprite string
	Attribution  string
	Revision     int64
	City         StyleCity
}

// StyleCity says what the tiles of a city hold.
type StyleCity struct {
	// Areas are the layers of areas that have some, in the order of the scheme.
	Areas []StyleLayer
	// Others are the other layers of the tiles that hold something: lines, buildings, places
	// of service, borders. They end at OthersLast.
	Others     []string
	OthersLast int
	// Kinds are the kinds of places that have some, in the order of the scheme.
	Kinds []string
	// Bounds are west, south, east, north in degrees; nil while there is no area.
	Bounds *[4]float64
}

// StyleLayer is a layer of areas with the zooms of its tiles.
type StyleLayer struct {
	Layer
	Base        bool // ground of the base map
	Depth       int
	First, Last int
}

// entry is a JSON object; its members are written in alphabetical order.
type entry = map[string]any

// list is a JSON array.
type list = []any

// Style gives the map as a style of the MapLibre Style Specification, version 8: what the page
// draws, without what answers a pointer. It has no glyphs: MapLibre then draws every character
// with the reader's own fonts, text-font being a list of families as in CSS. The same ask gives
// the same bytes. Theme and Lang must be known.
func (l *Look) Style(a StyleAsk) ([]byte, error) {
	s := styler{look: l, ask: a, city: a.City}
	s.sources = s.group()
	sources := entry{}
	for i := range s.sources {
		sources[s.sources[i].id] = s.source(&s.sources[i])
	}
	style := entry{
		"version": 8, "name": a.Name, "sprite": a.Sprite, "sources": sources,
		"metadata": entry{"redsail:revision": a.Revision}, "layers": s.layers(),
	}
	if b := a.City.Bounds; b != nil {
		style["center"] = list{thousandth((b[0] + b[2]) / 2), thousandth((b[1] + b[3]) / 2)}
		style["zoom"] = math.Floor(s.wholeZoom())
	}
	return json.Marshal(style)
}

// TileSets are the sets of layers that the page, and who uses the styles, asks for in one tile.
func (l *Look) TileSets(c StyleCity) [][]string {
	s := styler{look: l, city: c}
	var out [][]string
	sources := s.group()
	for i := range sources {
		out = append(out, sources[i].keys())
	}
	return out
}

// styler makes one style.
type styler struct {
	look    *Look
	ask     StyleAsk
	city    StyleCity
	sources []styleSource
}

// styleSource is a source of tiles: keys of layers of areas, and of others.
type styleSource struct {
	id          string
	areas       []StyleLayer
	others      []string
	first, last int
}

// keys are those of its layers.
func (o *styleSource) keys() []string {
	var keys []string
	for _, l := range o.areas {
		keys = append(keys, l.Key)
	}
	return append(keys, o.others...)
}

// tilesOfOne is how many layers one address of tiles may name.
const tilesOfOne = 16

// group puts the layers into sources as the page does, so that both ask for the same tiles:
// what the view of the whole city does not draw stands apart, and so do layers whose tiles end
// at different zooms.
func (s *styler) group() []styleSource {
	type group struct {
		deep bool
		last int
	}
	whole := s.wholeZoom()
	var order []group
	byGroup := map[group][]styleSource{}
	add := func(part styleSource) {
		part.first = min(part.first, part.last)
		g := group{float64(part.first) > whole, part.last}
		if byGroup[g] == nil {
			order = append(order, g)
		}
		byGroup[g] = append(byGroup[g], part)
	}
	for _, l := range s.city.Areas {
		add(styleSource{areas: []StyleLayer{l}, first: s.firstZoom(l), last: l.Last})
	}
	for _, key := range s.city.Others {
		add(styleSource{others: []string{key}, first: s.firstOther(key), last: s.city.OthersLast})
	}
	var out []styleSource
	for _, g := range order {
		for parts := range slices.Chunk(byGroup[g], tilesOfOne) {
			one := styleSource{id: "city-" + strconv.Itoa(len(out)), first: parts[0].first, last: g.last}
			for _, p := range parts {
				one.areas, one.others = append(one.areas, p.areas...), append(one.others, p.others...)
				one.first = min(one.first, p.first)
			}
			out = append(out, one)
		}
	}
	return out
}

// wholeZoom is the zoom at which the whole city is about as wide as a window.
func (s *styler) wholeZoom() float64 {
	width := 360.0
	if b := s.city.Bounds; b != nil {
		width = max(b[2]-b[0], 1e-4)
	}
	return math.Log2(360 * 1024 / (512 * width))
}

// firstZoom is the first zoom with tiles that the map needs of a layer of areas; the widest is
// the land itself.
func (s *styler) firstZoom(l StyleLayer) int {
	if l.Base || l.Partition && l.Depth == 0 {
		return l.First
	}
	return max(l.First, int(math.Floor(min(s.borderFrom(l), l.Label))))
}

// firstOther is that of another layer of the tiles.
func (s *styler) firstOther(key string) int {
	first := math.Inf(1)
	switch key {
	case borderLayer:
		for _, l := range s.city.Areas {
			if l.Partition {
				first = min(first, s.borderFrom(l))
			}
		}
	case placeLayer:
		for _, p := range s.look.table.allPlaces() {
			first = min(first, p.Zoom)
		}
	default:
		for _, b := range s.look.table.Base {
			if b.Layer == key {
				first = min(first, b.Zoom[0])
			}
		}
	}
	if math.IsInf(first, 1) {
		return 0
	}
	return int(math.Floor(first))
}

// borderFrom is the zoom from which the borders of a layer are drawn.
func (s *styler) borderFrom(l StyleLayer) float64 {
	_, from := s.look.table.border(l.Layer)
	return from
}

// source is what the style says of a source.
func (s *styler) source(of *styleSource) entry {
	codes := entry{}
	for _, l := range of.areas {
		if !l.Base {
			codes[l.Key] = "code"
		}
	}
	out := entry{
		"type": "vector", "tiles": list{s.ask.Base + "/tiles/" + strings.Join(of.keys(), ",") + "/{z}/{x}/{y}.mvt"},
		"minzoom": of.first, "maxzoom": of.last, "promoteId": codes,
	}
	if s.city.Bounds != nil {
		out["bounds"] = s.city.Bounds
	}
	if s.ask.Attribution != "" {
		out["attribution"] = s.ask.Attribution
	}
	return out
}

// sourceWith is the id of the source that has a layer of the tiles; "" when there is none.
func (s *styler) sourceWith(key string, other bool) string {
	for _, of := range s.sources {
		if slices.Contains(of.others, key) || !other && slices.ContainsFunc(of.areas, func(l StyleLayer) bool { return l.Key == key }) {
			return of.id
		}
	}
	return ""
}

// drawnArea is a layer of areas that is drawn, with its source.
type drawnArea struct {
	StyleLayer
	source string
}

// drawn are those that answer, widest first.
func (s *styler) drawn() []drawnArea {
	var out []drawnArea
	for _, of := range s.sources {
		for _, l := range of.areas {
			if !l.Base {
				out = append(out, drawnArea{l, of.id})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b drawnArea) int { return a.Depth - b.Depth })
	return out
}

func thousandth(v float64) float64 { return math.Round(v*1000) / 1000 }

// colour is a colour of the theme.
func (s *styler) colour(name string) string { return s.look.table.Themes[s.ask.Theme][name] }

// byZoom follows the stops in straight lines, changed by add pixels and multiplied.
func (b byZoom) expression(times, add float64) list {
	out := list{"interpolate", list{"linear"}, list{"zoom"}}
	for _, stop := range b {
		out = append(out, stop[0], thousandth(stop[1]*times+add))
	}
	return out
}

// among chooses features whose attribute is one of the values; without values it chooses all.
func among(layer entry, attribute string, values []string) entry {
	if values != nil {
		layer["filter"] = list{"in", list{"get", attribute}, list{"literal", values}}
	}
	return layer
}
