package edit

import (
	"maps"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// Text is a text that may be sent or not. A null takes away what there is, as an empty text
// does.
type Text struct {
	Sent  bool
	Value string
}

// Say is a text that is sent.
func Say(s string) Text { return Text{Sent: true, Value: s} }

func (t Text) over(to *string) {
	if t.Sent {
		*to = t.Value
	}
}

// Names are those names that are to be others; a language that is not sent stays.
type Names struct {
	Zh     Text `json:"zh,omitzero"`
	ZhHant Text `json:"zh_hant,omitzero"`
	En     Text `json:"en,omitzero"`
}

func (n *Names) over(to *city.Names) {
	if n != nil {
		n.Zh.over(&to.Zh)
		n.ZhHant.over(&to.ZhHant)
		n.En.over(&to.En)
	}
}

// Address is a standard address, at most as fine as a building; a part that is not sent
// stays.
type Address struct {
	Road     Text `json:"road,omitzero"`
	Number   Text `json:"number,omitzero"`
	Compound Text `json:"compound,omitzero"`
	Building Text `json:"building,omitzero"`
}

func (a *Address) over(to *city.Address) {
	if a != nil {
		a.Road.over(&to.Road)
		a.Number.over(&to.Number)
		a.Compound.over(&to.Compound)
		a.Building.over(&to.Building)
	}
}

// Class are attributes by key: those that are not sent stay, those that are null go.
type Class map[string]*string

// over gives what a classification becomes; the old one is not changed.
func (c Class) over(old map[string]string) map[string]string {
	if len(c) == 0 {
		return old
	}
	out := maps.Clone(old)
	if out == nil {
		out = map[string]string{}
	}
	for key, value := range c {
		if value == nil {
			delete(out, key)
		} else {
			out[key] = *value
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// otherFields are the fields in which two contents of an area differ, as a put names them.
func otherFields(a, b *city.Area) []string {
	out := []string{}
	look := func(name string, same bool) {
		if !same {
			out = append(out, name)
		}
	}
	look("names.zh", a.Names.Zh == b.Names.Zh)
	look("names.zh_hant", a.Names.ZhHant == b.Names.ZhHant)
	look("names.en", a.Names.En == b.Names.En)
	look("parent", a.Parent == b.Parent)
	look("former", slices.Equal(a.Former, b.Former))
	for _, key := range slices.Sorted(maps.Keys(merged(a.Class, b.Class))) {
		x, had := a.Class[key]
		y, has := b.Class[key]
		look("class."+key, x == y && had == has)
	}
	look("households", equalCounts(a.Households, b.Households))
	look("population", equalCounts(a.Population, b.Population))
	look("source", a.Source == b.Source)
	look("data_date", a.DataDate == b.DataDate)
	look("geometry", a.Shape.Equal(b.Shape))
	return out
}

func equalCounts(a, b *int64) bool {
	return a == b || a != nil && b != nil && *a == *b
}
