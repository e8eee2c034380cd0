package city

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/geo"
)

// RecordKind is what a key names; the zero value is an area. (Kind is that of an error.)
type RecordKind uint8

// The kinds of records, in the byte order of their names.
const (
	KindArea RecordKind = iota
	KindBuilding
	KindLine
	KindOrganisation
	KindPerson
	KindPlace
	KindPost
)

var kindNames = [...]string{
	KindArea: "area", KindBuilding: "building", KindLine: "line", KindOrganisation: "organisation",
	KindPerson: "person", KindPlace: "place", KindPost: "post",
}

// RecordKinds lists all kinds in their order.
func RecordKinds() []RecordKind {
	return []RecordKind{KindArea, KindBuilding, KindLine, KindOrganisation, KindPerson, KindPlace, KindPost}
}

// String is the name that the change log and the tables of the stores have for the kind.
func (k RecordKind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// ParseRecordKind reads what String writes. An unknown one is Invalid, bad_entry.
func ParseRecordKind(name string) (RecordKind, error) {
	if i := slices.Index(kindNames[:], name); i >= 0 {
		return RecordKind(i), nil
	}
	return 0, Errorf(Invalid, "bad_entry", "%q is no kind of record", name)
}

// Key names a record: its kind, the layer in which it stands and the code that it has
// there. Codes are given once for ever in a kind and layer.
type Key struct {
	Kind RecordKind
	// Layer is a layer of the scheme (area), LayerBuilding (building), one of LineLayers
	// (line), a kind of places of the scheme (place), LayerOrganisation, LayerPerson or LayerPost.
	Layer string
	Code  string
}

func (k Key) String() string { return k.Layer + "/" + k.Code }

// with is the key of another code in the same layer.
func (k Key) with(code string) Key { return Key{Kind: k.Kind, Layer: k.Layer, Code: code} }

// Compare orders keys by kind, layer, code, the texts in byte order.
func (k Key) Compare(o Key) int {
	return cmp.Or(cmp.Compare(k.Kind, o.Kind), cmp.Compare(k.Layer, o.Layer), cmp.Compare(k.Code, o.Code))
}

// FormerCodes are the codes that a content had before; none of no content.
func FormerCodes(c Content) []string {
	if c == nil {
		return nil
	}
	return c.former()
}

// Content is what a version says: an *Area, *Building, *Line, *Organisation, *Person, *Place or *Post.
type Content interface {
	Key() Key
	// Name is the first name that it has, in the order zh, zh-Hant, en; else its code.
	Name() string
	// Box is the smallest box that holds its geometry; empty where it has none.
	Box() geo.Box

	// former are the codes that it had before.
	former() []string
	// body is what its canonical CBOR is made of.
	body() any
	// check judges it by itself.
	check(*Scheme) error
	// named are the areas that must be in force whenever it is.
	named(*Scheme) []Key
}

// Record is a version of anything that the city keeps.
type Record struct {
	Content Content
	// ID is permanent: 1…2⁵³−1, kept when the thing is renumbered. All kinds share one counter.
	ID    int64
	Valid Period
	// Successors are the codes that took over at Valid.To; empty unless the thing ended.
	Successors []string
	// RevFrom is the revision that wrote this version, RevTo the one that replaced it
	// (0 = none has).
	RevFrom, RevTo int64
}

// Key is that of the content.
func (r *Record) Key() Key { return r.Content.Key() }

// KnownAt is true when revision rev shows this version.
func (r *Record) KnownAt(rev int64) bool {
	return r.RevFrom <= rev && (r.RevTo == 0 || rev < r.RevTo)
}

// SortRecords orders records by key, then start of validity, then revision.
func SortRecords(rs []Record) {
	slices.SortFunc(rs, CompareRecords)
}

// CompareRecords is the order of SortRecords.
func CompareRecords(a, b Record) int {
	return cmp.Or(a.Key().Compare(b.Key()), cmp.Compare(a.Valid.From, b.Valid.From), cmp.Compare(a.RevFrom, b.RevFrom))
}

// OfKind gives the records of one kind, in their order: rs itself where there is no other.
func OfKind(rs []Record, kind RecordKind) []Record {
	other := func(r Record) bool { return r.Key().Kind != kind }
	if !slices.ContainsFunc(rs, other) {
		return rs
	}
	var out []Record
	for i := range rs {
		if rs[i].Key().Kind == kind {
			out = append(out, rs[i])
		}
	}
	return out
}

// Records gives versions of areas as records.
func Records(vs []Version) []Record {
	var out []Record
	for i := range vs {
		v := &vs[i]
		out = append(out, Record{Content: &v.Area, ID: v.ID, Valid: v.Valid, Successors: v.Successors, RevFrom: v.RevFrom, RevTo: v.RevTo})
	}
	return out
}

// Versions gives the areas among records.
func Versions(rs []Record) []Version {
	var out []Version
	for i := range rs {
		r := &rs[i]
		if a, ok := r.Content.(*Area); ok {
			out = append(out, Version{Area: *a, ID: r.ID, Valid: r.Valid, Successors: r.Successors, RevFrom: r.RevFrom, RevTo: r.RevTo})
		}
	}
	return out
}
