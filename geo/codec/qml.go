package codec

import (
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// LayerStyle is how a program that reads QGIS styles (QML) draws a layer: the rules in the
// order of painting, then the labels.
type LayerStyle struct {
	Rules  []StyleRule
	Labels LabelStyle
}

// RGBA is a colour: red, green, blue and alpha, not multiplied with it.
type RGBA [4]uint8

// StyleRule is a way of drawing; lengths are CSS pixels. A colour without alpha is not
// drawn. Size is that of a point's mark.
type StyleRule struct {
	Label string
	// Classes are those of which the JSON of the column ClassColumn has one, under the first of
	// classKeys that it has, where the rule holds; none = it holds for all.
	Classes []string
	// Unless are, for a rule that holds besides for every other class and for none, those that have rules of their own.
	Unless       []string
	Fill, Stroke RGBA
	Width, Size  float64
	Dash         []float64
	Square       bool
}

// LabelStyle are labels that show a column; of size 0 there are none. Least is the scale,
// 1:Least, from which on they are shown.
type LabelStyle struct {
	Column       string
	Colour, Halo RGBA
	Size, Least  float64
	Bold, Along  bool
}

// ClassColumn is where a feature's class stands, in JSON.
const ClassColumn = "class"

// classKeys name the class in it: of lines, of buildings, of ground.
var classKeys = []string{"class", "use", "kind"}

// qml writes a style, with the titles of the columns as aliases, as QGIS 3 reads it.
func (s *LayerStyle) qml(kind GeometryKind, columns []Column) string {
	w := &qmlWriter{kind: kind}
	w.line("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>")
	w.line(`<qgis version="3.22" styleCategories="Symbology|Labeling|Fields" labelsEnabled="%d">`, flag(s.Labels.Size > 0))
	w.line(`<aliases>`)
	for i, c := range columns {
		if c.Title != "" {
			w.line(`<alias field="%s" index="%d" name="%s"/>`, attribute(c.Name), i+1, attribute(c.Title))
		}
	}
	w.line(`</aliases>`)
	w.renderer(s.Rules)
	if s.Labels.Size > 0 {
		w.labels(&s.Labels)
	}
	w.line(`<blendMode>0</blendMode>`)
	w.line(`</qgis>`)
	return w.String()
}

type qmlWriter struct {
	strings.Builder
	kind GeometryKind
}

func (w *qmlWriter) line(format string, args ...any) {
	w.WriteString(fmt.Sprintf(format, args...) + "\n")
}

// renderer draws by rules, symbol by symbol in their order, so that the casings of all lines
// lie under all lines.
func (w *qmlWriter) renderer(rules []StyleRule) {
	w.line(`<renderer-v2 type="RuleRenderer" symbollevels="1" enableorderby="0" forceraster="0">`)
	w.line(`<rules key="root">`)
	for i, r := range rules {
		filter := ""
		if len(r.Classes) > 0 {
			filter = fmt.Sprintf(` filter="%s"`, attribute(classFilter(&r)))
		}
		w.line(`<rule key="rule%d" symbol="%d" label="%s"%s/>`, i, i, attribute(r.Label), filter)
	}
	w.line(`</rules>`)
	w.line(`<symbols>`)
	for i := range rules {
		w.symbol(i, &rules[i])
	}
	w.line(`</symbols>`)
	w.line(`</renderer-v2>`)
}

// classFilter is an expression of QGIS.
func classFilter(r *StyleRule) string {
	keys := make([]string, len(classKeys))
	for i, key := range classKeys {
		keys[i] = `map_get(json_to_map("` + ClassColumn + `"), '` + key + `')`
	}
	of := "coalesce(" + strings.Join(keys, ", ")
	out := of + ") IN (" + quotedList(r.Classes) + ")"
	if len(r.Unless) > 0 {
		out += " OR " + of + ", '') NOT IN (" + quotedList(r.Unless) + ")"
	}
	return out
}

func quotedList(texts []string) string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = "'" + strings.ReplaceAll(t, "'", "''") + "'"
	}
	return strings.Join(out, ", ")
}

func (w *qmlWriter) symbol(n int, r *StyleRule) {
	switch w.kind {
	case Points:
		w.layer(n, "marker", "SimpleMarker", markerProps(r))
	case Lines:
		w.layer(n, "line", "SimpleLine", lineProps(r))
	default:
		w.layer(n, "fill", "SimpleFill", fillProps(r))
	}
}

func (w *qmlWriter) layer(n int, symbol, class string, props [][2]string) {
	w.line(`<symbol type="%s" name="%d" alpha="1" clip_to_extent="1" force_rhr="0">`, symbol, n)
	w.line(`<layer class="%s" pass="%d" locked="0" enabled="1">`, class, n)
	for _, p := range props {
		w.line(`<prop k="%s" v="%s"/>`, p[0], attribute(p[1]))
	}
	w.line(`</layer>`)
	w.line(`</symbol>`)
}

func markerProps(r *StyleRule) [][2]string {
	name := "circle"
	if r.Square {
		name = "square"
	}
	return [][2]string{
		{"name", name}, {"color", rgba(r.Fill)}, {"outline_color", rgba(r.Stroke)}, {"outline_style", penStyle(r)},
		{"outline_width", pixels(r.Width)}, {"outline_width_unit", "Pixel"}, {"size", pixels(r.Size)}, {"size_unit", "Pixel"},
	}
}

func lineProps(r *StyleRule) [][2]string {
	out := [][2]string{
		{"line_color", rgba(r.Stroke)}, {"line_style", penStyle(r)}, {"line_width", pixels(r.Width)}, {"line_width_unit", "Pixel"},
		{"joinstyle", "round"}, {"capstyle", "flat"}, {"use_custom_dash", strconv.Itoa(flag(len(r.Dash) > 0))},
	}
	if len(r.Dash) > 0 {
		lengths := make([]string, len(r.Dash))
		for i, d := range r.Dash {
			lengths[i] = pixels(d * r.Width)
		}
		out = append(out, [2]string{"customdash", strings.Join(lengths, ";")}, [2]string{"customdash_unit", "Pixel"})
	}
	return out
}

// fillProps has the outline of a fill: it knows no dashes of its own, so the nearest of the
// usual ones is taken.
func fillProps(r *StyleRule) [][2]string {
	style := "solid"
	if r.Fill[3] == 0 {
		style = "no"
	}
	return [][2]string{
		{"color", rgba(r.Fill)}, {"style", style}, {"outline_color", rgba(r.Stroke)}, {"outline_style", penStyle(r)},
		{"outline_width", pixels(r.Width)}, {"outline_width_unit", "Pixel"}, {"joinstyle", "round"},
	}
}

func penStyle(r *StyleRule) string {
	switch {
	case r.Stroke[3] == 0 || r.Width <= 0:
		return "no"
	case len(r.Dash) > 2:
		return "dash dot"
	case len(r.Dash) > 0 && r.Dash[0] <= 1:
		return "dot"
	case len(r.Dash) > 0:
		return "dash"
	}
	return "solid"
}

func (w *qmlWriter) labels(l *LabelStyle) {
	placement := 1 // over the point, or horizontally in the area
	switch {
	case w.kind == Lines:
		placement = 3 // curved
	case w.kind == Points:
		placement = 6 // around the point
	}
	weight, style := 50, "Regular"
	if l.Bold {
		weight, style = 75, "Bold"
	}
	w.line(`<labeling type="simple">`)
	w.line(`<settings calloutType="simple">`)
	w.line(`<text-style fieldName="%s" isExpression="0" fontSize="%s" fontSizeUnit="Pixel" fontWeight="%d" namedStyle="%s" textColor="%s" textOpacity="1">`,
		attribute(l.Column), pixels(l.Size), weight, style, rgba(l.Colour))
	w.line(`<text-buffer bufferDraw="1" bufferSize="1.5" bufferSizeUnits="Pixel" bufferColor="%s" bufferOpacity="1" bufferJoinStyle="128"/>`, rgba(l.Halo))
	w.line(`</text-style>`)
	w.line(`<text-format wrapChar="" multilineAlign="3"/>`)
	w.line(`<placement placement="%d" dist="2" distUnits="Pixel" offsetType="1" centroidInside="1" centroidWhole="0" placementFlags="9" priority="5"/>`, placement)
	w.line(`<rendering scaleVisibility="%d" scaleMin="0" scaleMax="%s" drawLabels="1" obstacle="1" fontMinPixelSize="3" fontMaxPixelSize="10000"/>`,
		flag(l.Least > 0), pixels(math.Round(l.Least)))
	w.line(`</settings>`)
	w.line(`</labeling>`)
}

func flag(on bool) int {
	if on {
		return 1
	}
	return 0
}

func rgba(c RGBA) string { return fmt.Sprintf("%d,%d,%d,%d", c[0], c[1], c[2], c[3]) }

func pixels(v float64) string { return strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64) }

// attribute is a text within an attribute of XML.
func attribute(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder takes everything
	return b.String()
}
