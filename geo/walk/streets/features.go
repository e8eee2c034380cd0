package streets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
)

// Fields that are tried, in this order, when an option names none. OSM's keys come before.
var (
	codeFields  = []string{"code", "osm_id", "osmid", "id", "fid", "objectid", "编号"}
	nameFields  = []string{"name", "名称", "路名", "道路名称"}
	classFields = []string{"class", "fclass", "type", "kind", "road_class", "roadclass", "等级", "道路等级", "类型", "类别"}
)

// features reads GeoJSON, Shapefiles and whatever else geo/codec reads.
type features struct {
	o     *Options
	net   *Network
	raws  raws
	codes map[string]int // feature that has the code
	code  string         // the fields; empty = none
	name  string
	class string
	osm   bool              // the file has a field that is a key of OpenStreetMap
	layer string            // of the file; empty = it has none
	all   string            // the class of what says nothing
	words map[string]string // what words mean, by the option
}

func readFeatures(ctx context.Context, path string, o *Options) (*Network, error) {
	l := codec.Limits{FileBytes: o.Limits.FileBytes, Features: o.Limits.Ways, Vertices: o.Limits.Refs, RingVertices: o.Limits.WayRefs}
	r, err := codec.Open(ctx, path, codec.Options{Limits: l, Layer: o.SourceLayer, Encoding: o.Encoding})
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // nothing was written
	src := r.Source()
	f := &features{o: o, net: newNetwork(src.Format), codes: map[string]int{}, layer: src.Layer}
	f.net.Unread = src.Unread
	if err := f.choose(src.Fields); err != nil {
		if _, end := r.Next(); errors.Is(end, io.EOF) { // nothing has a field: there is nothing
			return f.net, nil
		}
		return nil, err
	}
	for {
		cf, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		f.take(&cf)
	}
	said, err := declared(src)
	if err != nil {
		return nil, err
	}
	sys, err := f.raws.system(o, said)
	if err != nil {
		return nil, err
	}
	f.raws.lattice(f.net, sys)
	return f.net, nil
}

// declared is the system that the file names; nil when it names none.
func declared(src codec.Source) (crs.System, error) {
	switch {
	case src.CRS != "":
		return crs.Parse(src.CRS)
	case src.PRJ != "":
		return crs.FromWKT(src.PRJ)
	case src.Format == "geojson" || src.Format == "topojson":
		return crs.Parse("wgs84")
	}
	return nil, nil
}

// FieldError says that an option names a field that the file lacks, or that one is needed.
type FieldError struct{ Message string }

func (e *FieldError) Error() string { return e.Message }

// choose finds the fields of code, name and class.
func (f *features) choose(has []string) error {
	pick := func(option, given string, usual []string) (string, error) {
		if given != "" {
			if !slices.Contains(has, given) {
				return "", &FieldError{fmt.Sprintf("%s names the field %q; the file has %s", option, given, strings.Join(has, ", "))}
			}
			return given, nil
		}
		for _, u := range usual {
			if i := slices.IndexFunc(has, func(h string) bool { return strings.EqualFold(h, u) }); i >= 0 {
				return has[i], nil
			}
		}
		return "", nil
	}
	var err error
	if f.code, err = pick("--code-field", f.o.CodeField, codeFields); err != nil {
		return err
	}
	if f.name, err = pick("--name-field", f.o.NameField, nameFields); err != nil {
		return err
	}
	if f.class, err = pick("--class-field", f.o.ClassField, classFields); err != nil {
		return err
	}
	f.osm = slices.ContainsFunc(has, func(h string) bool { return slices.Contains(order[:4], h) })
	if f.o.ClassField != "" {
		f.osm = false
	}
	if f.all, f.words, err = meanings(f.o.Class); err != nil {
		return err
	}
	if !f.osm && f.class == "" && f.all == "" {
		return &FieldError{fmt.Sprintf("no field says what the lines are: name it with --class-field, or say it of all with --class highway=residential; the file has %s", cmp.Or(strings.Join(has, ", "), "none"))}
	}
	return nil
}

// take takes one feature.
func (f *features) take(cf *codec.Feature) {
	number := cf.Index + 1
	code := fmt.Sprintf("L%06d", number)
	if f.code != "" {
		code = strings.TrimSpace(cf.Properties[f.code])
	}
	var at orb.Point
	if cf.Geometry != nil {
		at = cf.Geometry.Bound().Min
	}
	reject := func(reason, format string, args ...any) {
		f.net.reject(clip(code), reason, fmt.Sprintf("feature %d: ", number)+fmt.Sprintf(format, args...), at)
	}
	kind, word, cause := f.classOf(cf.Properties)
	known, tags, ours := exported(strings.TrimSpace(cf.Properties[f.class]), toldKind(cf.Properties, f.layer), &f.o.Limits)
	if ours {
		kind, word, cause = f.ours(known, tags)
	}
	point, isPoint := cf.Geometry.(orb.Point)
	stop := isPoint && stopWord(cf.Properties) != ""
	switch {
	case cf.Err != nil:
		reject(cf.Err.Reason, "%s", cf.Err.Message)
	case code == "" || len(code) > maxCode || strings.ContainsAny(code, ";\x00\n\r\t"):
		reject(ReasonBadCode, "the code %q is empty, longer than %d bytes or holds a semicolon", clip(code), maxCode)
	case f.codes[code] > 0:
		reject(ReasonDuplicate, "feature %d has the same code", f.codes[code])
	case f.longText(cf.Properties) != "":
		reject(ReasonBadText, "its field %q holds more than %d bytes", clip(f.longText(cf.Properties)), f.o.Limits.TextBytes)
	case stop:
		f.codes[code] = number
		f.raws.points = append(f.raws.points, rawPoint{code, point, cf.Properties})
	case kind == "" && cause == "", isPoint:
		f.net.leave(LeftNoWay, "")
	case kind == "" && cause == LeftUnknown:
		f.codes[code] = number
		f.net.unknown(clip(code), fmt.Sprintf("feature %d: ", number), word, at)
	case kind == "":
		f.net.leave(cause, word)
	default:
		parts := lineParts(cf.Geometry)
		if len(parts) == 0 {
			reject(codec.ReasonWrongGeometry, "a line is needed; it holds a %s", cf.Geometry.GeoJSONType())
			return
		}
		f.codes[code] = number
		l := rawLine{Line: Line{Code: code, Kind: kind, Class: tags}, parts: parts}
		if ours {
			l.take(cf.Properties, f.layer)
		} else {
			f.describe(&l, word, cf.Properties)
		}
		f.raws.lines = append(f.raws.lines, l)
	}
}

// describe gives a line that no export of ours wrote its class and names.
func (f *features) describe(l *rawLine, word string, props map[string]string) {
	l.Class = classTags(word, props)
	l.name(map[string]string{"name": props[f.name], "name:en": props["name:en"], "name:zh": props["name:zh"]})
}

// longText is the first field, by name, whose text is too long to keep; empty when none is.
func (f *features) longText(props map[string]string) string {
	found := ""
	for k, v := range props {
		if len(v) > f.o.Limits.TextBytes && (kept[k] || k == f.name || strings.HasPrefix(k, "name:")) && (found == "" || k < found) {
			found = k
		}
	}
	return found
}

// classOf is class for a feature: the keys of OpenStreetMap, else the field of the class, else
// the class of all.
func (f *features) classOf(props map[string]string) (kind Kind, word, cause string) {
	if f.osm {
		if kind, word, cause = class(props); kind != "" || cause != "" {
			return kind, word, cause
		}
	}
	if v := strings.TrimSpace(props[f.class]); f.class != "" && v != "" {
		return bare(first(f.words[strings.ToLower(v)], v))
	}
	if f.all != "" {
		return bare(f.all)
	}
	return "", "", ""
}

// ours is classOf for a row of an export of Redsail; a word that the option explains becomes what it
// means.
func (f *features) ours(told Kind, tags map[string]string) (kind Kind, word, cause string) {
	v := tags["class"]
	if meaning := f.words[strings.ToLower(v)]; meaning != "" {
		if kind, word, cause = bare(meaning); kind != "" {
			tags["class"] = word
		}
		return kind, word, cause
	}
	switch {
	case told != "":
		return told, v, ""
	case v == "" && f.all != "":
		if kind, word, cause = bare(f.all); kind != "" {
			tags["class"] = word
		}
		return kind, word, cause
	case v == "":
		return "", "no class", LeftUnknown
	}
	return bare(v)
}

// chinese are the classes of the municipal road layers (GB 50220, CJJ 37) and of surveys.
var chinese = map[string]string{
	"高速公路": "highway=motorway", "快速路": "highway=trunk", "主干路": "highway=primary", "主干道": "highway=primary", "国道": "highway=trunk",
	"省道": "highway=primary", "县道": "highway=secondary", "乡道": "highway=tertiary", "次干路": "highway=secondary", "次干道": "highway=secondary",
	"支路": "highway=tertiary", "街坊路": "highway=residential", "街巷": "highway=residential", "小区道路": "highway=service", "内部道路": "highway=service",
	"人行道": "highway=footway", "步道": "highway=footway", "步行街": "highway=pedestrian", "台阶": "highway=steps", "人行天桥": "highway=footway",
	"地下通道": "highway=footway", "自行车道": "highway=cycleway", "小路": "highway=path", "围墙": "barrier=wall", "栅栏": "barrier=fence",
	"篱笆": "barrier=hedge", "河流": "waterway=river", "运河": "waterway=canal", "沟渠": "waterway=ditch", "水面": "natural=water", "铁路": "railway=rail",
}

// bare is class for a single word: "residential", "highway=residential", "主干道".
func bare(v string) (kind Kind, word, cause string) {
	if known := chinese[v]; known != "" {
		v = known
	}
	if key, value, found := strings.Cut(v, "="); found {
		kind, word, cause = class(map[string]string{key: value})
		if kind == "" && cause == "" {
			return "", v, LeftUnknown
		}
		return kind, word, cause
	}
	v = strings.ToLower(v)
	if strings.HasPrefix(v, "track_grade") { // as Geofabrik writes it
		v = "track"
	}
	for _, key := range order {
		if kind, known := kinds[key][v]; known {
			return kind, wordOf(key, v), ""
		}
	}
	for _, key := range order {
		if cause := left[key][v]; cause != "" {
			return "", key + "=" + v, cause
		}
	}
	if kind, known := own[v]; known {
		return kind, v, ""
	}
	return "", "class=" + clip(v), LeftUnknown
}

// lineParts are the lines of a geometry, and the outlines of areas.
func lineParts(g orb.Geometry) []orb.LineString {
	var out []orb.LineString
	switch g := g.(type) {
	case orb.LineString:
		out = append(out, g)
	case orb.MultiLineString:
		out = append(out, g...)
	case orb.Polygon:
		for _, r := range g {
			out = append(out, orb.LineString(r))
		}
	case orb.MultiPolygon:
		for _, p := range g {
			out = append(out, lineParts(p)...)
		}
	}
	return out
}
