package intake

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/redsail/redsail/internal/city"
)

// areaFinder finds areas of a layer in force at the effective date by what a table calls them.
type areaFinder struct {
	layer  string
	byCode map[string]*city.Version
	// byOther are names in all scripts, aliases and former codes, in the form of plainName.
	byOther map[string][]*city.Version
	// byShort are names without the word of their layer: 太白楼 of 太白楼社区.
	byShort map[string][]*city.Version
	stored  *stored
}

func newAreaFinder(s *stored, layer string) *areaFinder {
	f := &areaFinder{layer: layer, byCode: map[string]*city.Version{}, byOther: map[string][]*city.Version{}, byShort: map[string][]*city.Version{}, stored: s}
	for _, v := range s.inForce[layer] {
		f.byCode[v.Code] = v
		for _, short := range f.shorts(v) {
			f.byShort[short] = append(f.byShort[short], v)
		}
		had := map[string]bool{}
		others := append([]string{v.Names.Zh, v.Names.ZhHant, v.Names.En}, v.Former...)
		for _, name := range append(others, v.Aliases()...) {
			if name = plainName(name); name != "" && !had[name] {
				had[name] = true
				f.byOther[name] = append(f.byOther[name], v)
			}
		}
	}
	return f
}

// shorts are the ways to say the name of an area in short: without the word of its layer, and of a grid with its number
// in figures, also without the name of the area above in front: 第1网格 for 夹河村第一网格.
func (f *areaFinder) shorts(v *city.Version) (out []string) {
	full := plainName(v.Names.Zh)
	if short := shortName(f.layer, full); short != "" {
		out = append(out, short)
	}
	numbered := numberedGrid(full)
	if numbered == "" {
		return out
	}
	out = append(out, numbered)
	def, err := f.stored.scheme.Layer(f.layer)
	if err != nil {
		return out
	}
	up := f.stored.byKey[city.Key{Layer: def.Parent, Code: v.Parent}]
	if up == nil {
		return out
	}
	above := plainName(up.Names.Zh)
	for _, front := range []string{above, shortName(up.Layer, above)} {
		if rest, has := strings.CutPrefix(numbered, front); has && front != "" && rest != "" {
			return append(out, rest)
		}
	}
	return out
}

// gridNumber is the number at the end of a grid's name.
var gridNumber = regexp.MustCompile(`^(.*?)第?([0-9]{1,3}|[一二三四五六七八九十]{1,3})号?网格$`)

// numberedGrid is the name of a grid with its number in one form: 第1网格 for 第一网格, 1号网格, 一网格; empty for another name.
func numberedGrid(name string) string {
	parts := gridNumber.FindStringSubmatch(name)
	if parts == nil {
		return ""
	}
	n, ok := parseCount(parts[2])
	if !ok {
		return ""
	}
	return parts[1] + "第" + strconv.FormatInt(n, 10) + "网格"
}

// plainName is a name without spaces, wide letters as plain ones, in small letters.
func plainName(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(plainWidth(name))), "")
}

// find looks for a code first, then for a name that only one area has; in, where not nil, tells which
// ones may be meant. The reason says why none was found.
func (f *areaFinder) find(text string, in func(*city.Version) bool) (v *city.Version, reason string) {
	if v := f.byCode[text]; v != nil && (in == nil || in(v)) {
		return v, ""
	}
	name := plainName(text)
	for _, called := range []func(string) []*city.Version{f.exactly, f.loosely} {
		found := called(name)
		if in != nil {
			found = slices.DeleteFunc(slices.Clone(found), func(v *city.Version) bool { return !in(v) })
		}
		switch len(found) {
		case 0:
			continue
		case 1:
			return found[0], ""
		}
		return nil, "ambiguous_area"
	}
	return nil, "unknown_area"
}

func (f *areaFinder) exactly(name string) []*city.Version { return f.byOther[name] }

// maxLooseName is the longest name, in bytes, that is parted in search of areas around the one meant.
const maxLooseName = 300

// loosely are the areas whose name is said without the word of their layer, as that of its office, or
// behind names of areas that it lies in: 太白楼, 太白楼社区居委会, 古槐街道太白楼社区.
func (f *areaFinder) loosely(name string) (out []*city.Version) {
	if len(name) > maxLooseName {
		return nil
	}
	for _, office := range offices {
		name = strings.TrimSuffix(name, office)
	}
	add := func(vs []*city.Version, around string) {
		for _, v := range vs {
			if f.stored.within(v, around) && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	numbered := numberedGrid(name)
	for i := range numbered {
		add(f.byShort[numbered[i:]], numbered[:i])
	}
	for i := range name {
		add(f.byOther[name[i:]], name[:i])
		add(f.byShort[name[i:]], name[:i])
	}
	return out
}

// within is true where around is made of names of areas that v lies in, the widest first; nothing is.
func (s *stored) within(v *city.Version, around string) bool {
	if around == "" {
		return true
	}
	def, err := s.scheme.Layer(v.Layer)
	if err != nil {
		return false
	}
	up := s.byKey[city.Key{Layer: def.Parent, Code: v.Parent}]
	if up == nil {
		return false
	}
	full := plainName(up.Names.Zh)
	for _, name := range []string{full, shortName(up.Layer, full), ""} {
		if rest, ends := strings.CutSuffix(around, name); ends && s.within(up, rest) {
			return true
		}
	}
	return false
}

// offices end the names of those who look after an area, and are cut off where they do.
var offices = []string{"居民委员会", "居委会", "村民委员会", "村委会", "办事处"}

// shortName is a name without the word of its layer; empty where it has none, or where less than two
// characters would stay.
func shortName(layer, name string) string {
	short := ""
	for _, word := range levels[layer] {
		rest, ends := strings.CutSuffix(name, word)
		if ends && utf8.RuneCountInString(rest) >= 2 && (short == "" || len(rest) < len(short)) {
			short = rest
		}
	}
	return short
}

// area is what a cell names; nil where it is empty or where nothing is found.
func (r *rowCells) area(key string, f *areaFinder) *city.Version {
	text := strings.TrimSpace(plainWidth(r.text(key)))
	if text == "" {
		return nil
	}
	if scientific.MatchString(text) {
		r.fail(key, "lost_digits", scientificCode, text)
		return nil
	}
	v, reason := f.find(text, nil)
	switch reason {
	case "unknown_area":
		r.fail(key, reason, "layer %s has no area of this code or name at the effective date", f.layer)
	case "ambiguous_area":
		r.fail(key, reason, "several areas of layer %s have this name: write the code", f.layer)
	}
	return v
}
