package city

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Names are the names of an area in the scripts that the product shows.
type Names struct {
	Zh     string `cbor:"zh,omitempty" json:"zh,omitempty"`
	ZhHant string `cbor:"zh_hant,omitempty" json:"zh_hant,omitempty"`
	En     string `cbor:"en,omitempty" json:"en,omitempty"`
}

// Key names an area: its layer and the code that it has in it.
type Key struct{ Layer, Code string }

func (k Key) String() string { return k.Layer + "/" + k.Code }

// Compare orders keys by layer, then code, in byte order.
func (k Key) Compare(o Key) int {
	return cmp.Or(cmp.Compare(k.Layer, o.Layer), cmp.Compare(k.Code, o.Code))
}

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
func (a *Area) Name() string {
	return cmp.Or(a.Names.Zh, a.Names.ZhHant, a.Names.En, a.Code)
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

// SortVersions orders versions by key, then start of validity, then revision.
func SortVersions(vs []Version) {
	slices.SortFunc(vs, func(a, b Version) int {
		return cmp.Or(a.Key().Compare(b.Key()), cmp.Compare(a.Valid.From, b.Valid.From), cmp.Compare(a.RevFrom, b.RevFrom))
	})
}
