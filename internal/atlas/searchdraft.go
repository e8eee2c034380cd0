package atlas

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// draft is an entry before the entries are put in order.
type draft struct {
	entry
	name, code string
	texts      []draftText
	codes      []draftCode
	holder     city.Key // key of the area in which it lies; zero = none
}

type draftText struct {
	text  string
	field field
	note  string
}

type draftCode struct {
	code    string
	matched string
	note    string
}

// named gives a draft its names.
func (d *draft) named(n city.Names, code string) {
	d.name = cmp.Or(n.Zh, n.ZhHant, n.En, code)
	d.say(n.Zh, fieldName, "")
	d.say(n.ZhHant, fieldName, "")
	d.say(n.En, fieldEnglish, "")
}

func (d *draft) say(text string, f field, note string) {
	if text != "" {
		d.texts = append(d.texts, draftText{text: text, field: f, note: note})
	}
}

// coded gives a draft its codes.
func (d *draft) coded(code string, former []string) {
	d.code = code
	d.codes = append(d.codes, draftCode{code: code, matched: ByCode})
	for _, old := range former {
		d.codes = append(d.codes, draftCode{code: old, matched: ByFormer, note: "原编码 " + old})
	}
}

// offers lets a place be found by its kind and by what it offers, in the words of the
// scheme.
func (d *draft) offers(s *city.Scheme, c *city.Place) {
	if i := slices.IndexFunc(s.Places, func(k city.PlaceKind) bool { return k.Key == c.Kind }); i >= 0 {
		d.say(s.Places[i].Name.Zh, fieldService, "类别："+s.Places[i].Name.Zh)
	}
	for _, tag := range slices.Concat(c.Services, c.Skills) {
		term := cmp.Or(s.Terms[tag].Zh, tag)
		d.say(term, fieldService, "服务："+term)
	}
}

// namedBuilding gives a draft the names of a building. The English name of what is only a
// number in its compound finds too much to be of use.
func (d *draft) namedBuilding(b *city.Building) {
	n := b.Names
	if n.Zh == b.Address.Building {
		n.En = ""
	}
	n.Zh = buildingName(b)
	d.named(n, b.Code)
}

// buildingName is the name by which people ask for a building: its own, or with the
// compound or the house number before what is only a number in there.
func buildingName(b *city.Building) string {
	a := b.Address
	switch {
	case b.Names.Zh != "" && b.Names.Zh != a.Building:
		return b.Names.Zh
	case a.Building == "":
		return cmp.Or(b.Names.Zh, a.String())
	case a.Compound != "":
		return a.Compound + a.Building
	default:
		return a.String()
	}
}

// compare puts drafts in the order of their worth: by rank and layer; areas then by code,
// all others by name, the shorter one first.
func (d *draft) compare(o *draft) int {
	if c := cmp.Or(cmp.Compare(d.rank, o.rank), cmp.Compare(d.layer, o.layer)); c != 0 {
		return c
	}
	if d.kind != entryArea {
		if c := cmp.Or(cmp.Compare(len(d.name), len(o.name)), cmp.Compare(d.name, o.name)); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(d.code, o.code), cmp.Compare(d.kind, o.kind), cmp.Compare(d.ref, o.ref))
}
