package city

import (
	"cmp"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
)

// Names are the names of a thing in the scripts that the product shows.
type Names struct {
	Zh     string `cbor:"zh,omitempty" json:"zh,omitempty"`
	ZhHant string `cbor:"zh_hant,omitempty" json:"zh_hant,omitempty"`
	En     string `cbor:"en,omitempty" json:"en,omitempty"`
}

// or is the first name there is, in the order zh, zh-Hant, en; else the code.
func (n Names) or(code string) string { return cmp.Or(n.Zh, n.ZhHant, n.En, code) }

// Area is the content of one version of an area: what a Change puts, without when.
type Area struct {
	Layer  string
	Code   string
	Names  Names
	Parent string // code in the parent layer; empty where there is none
	// Former are the codes that this same area had before, oldest first.
	Former []string
	// Shape is in the canonical form of geo.MultiPolygon.
	Shape geo.MultiPolygon
	// Class holds the attributes of classification (kind of grid, kind of street …).
	Class map[string]string
	// Households and Population are counts; nil = not known.
	Households *int64
	Population *int64
	Source     string
	DataDate   string // YYYY-MM-DD, as the source says; empty = not said
}

// Key is the area's layer and code.
func (a *Area) Key() Key { return Key{Layer: a.Layer, Code: a.Code} }

// Name is the first name that the area has, in the order zh, zh-Hant, en; else its code.
func (a *Area) Name() string { return a.Names.or(a.Code) }

// Box is that of the shape.
func (a *Area) Box() geo.Box { return a.Shape.Box() }

// ClassAlias is the attribute of Class that holds the other names by which people know an area: 别名, 曾用名.
const ClassAlias = "alias"

// Aliases are the other names of the area, each once, as they stand in its Class.
func (a *Area) Aliases() []string {
	var out []string
	for _, name := range strings.FieldsFunc(a.Class[ClassAlias], func(c rune) bool { return strings.ContainsRune(",;，；、", c) }) {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func (a *Area) former() []string { return a.Former }

func (a *Area) named(s *Scheme) []Key {
	def, err := s.Layer(a.Layer)
	if err != nil || a.Parent == "" {
		return nil
	}
	return []Key{{Layer: def.Parent, Code: a.Parent}}
}

func (a *Area) check(s *Scheme) error {
	def, err := s.Layer(a.Layer)
	if err != nil {
		return err
	}
	switch {
	case len(a.Shape) == 0:
		return Errorf(Invalid, "empty_shape", "%s: the area has no shape", a.Key())
	case a.Parent != "" && def.Parent == "":
		return Errorf(Invalid, "unknown_parent", "%s: layer %q has no parent layer, yet the area names the parent %q", a.Key(), def.Key, a.Parent)
	}
	if err := checkShape(a.Key(), a.Shape); err != nil {
		return err
	}
	err = checkTexts(a.Key(), a.Names, a.Class, text{"parent code", a.Parent}, text{"source", a.Source}, text{"data date", a.DataDate})
	if err != nil {
		return err
	}
	return def.Code.Profile.CheckCode(a.Code)
}

// Version is an area as it holds in a span of valid time, known since a revision.
type Version struct {
	Area
	// ID is permanent: 1…2⁵³−1, kept when the area is renumbered.
	ID    int64
	Valid Period
	// Successors are the codes that took over at Valid.To; empty unless the area ended.
	Successors []string
	// RevFrom is the revision that wrote this version, RevTo the one that replaced it
	// (0 = none has).
	RevFrom, RevTo int64
}

// KnownAt is true when revision rev shows this version.
func (v *Version) KnownAt(rev int64) bool {
	return v.RevFrom <= rev && (v.RevTo == 0 || rev < v.RevTo)
}
