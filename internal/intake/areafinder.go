package intake

import (
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// areaFinder finds areas of a layer in force at the effective date by what a table calls them.
type areaFinder struct {
	layer  string
	byCode map[string]*city.Version
	// byOther are names in all scripts, aliases and former codes, in the form of plainName.
	byOther map[string][]*city.Version
}

func newAreaFinder(s *stored, layer string) *areaFinder {
	f := &areaFinder{layer: layer, byCode: map[string]*city.Version{}, byOther: map[string][]*city.Version{}}
	for _, v := range s.inForce[layer] {
		f.byCode[v.Code] = v
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
	found := 0
	for _, one := range f.byOther[plainName(text)] {
		if in == nil || in(one) {
			v = one
			found++
		}
	}
	switch found {
	case 0:
		return nil, "unknown_area"
	case 1:
		return v, ""
	}
	return nil, "ambiguous_area"
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
