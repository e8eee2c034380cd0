package balance

import (
	"cmp"
	"slices"
)

// List says which areas of a layer do not keep to the norm.
type List struct {
	Layer    string `json:"layer"`
	Revision int64  `json:"revision"`
	Norm     Norm   `json:"norm"`
	Areas    int    `json:"areas" doc:"how many the layer has"`
	Within   int    `json:"within" doc:"how many keep to the norm"`
	Above    []Row  `json:"above" doc:"those with more households than the norm, of whatever kind, the most first"`
	Below    []Row  `json:"below" doc:"those with fewer, the fewest first; those with a purpose of their own and those without a household are not among them"`
	Special  int    `json:"special" doc:"areas of a kind that is not ordinary, and not above the norm"`
	Empty    int    `json:"empty" doc:"ordinary areas in which nobody lives"`
	Unknown  int    `json:"unknown" doc:"areas of which no count is known; in a public list also those whose count is withheld: docs/privacy.md"`
}

// Row is an area that does not keep to the norm.
type Row struct {
	Code       string `json:"code"`
	Name       string `json:"name"`
	NameEn     string `json:"name_en,omitempty" doc:"the English name, where there is one"`
	Parent     string `json:"parent"`
	Kind       string `json:"kind,omitempty" doc:"of one that is not ordinary (专属): whether the norm is meant for it is yours to decide"`
	Households int64  `json:"households"`
	Parts      int    `json:"parts,omitempty" doc:"of one above the norm: into how many it would be split"`
}

// List compares the areas of the layer with the norm. An area has the households of the
// buildings that belong to it or, where none of these has a count, those that its data
// names. A public list goes by what anybody may know of the households of areas, and says
// nothing of the others: docs/privacy.md.
func (c *City) List(public bool) (*List, error) {
	norm, err := NormOf(c.scheme, c.Layer)
	if err != nil {
		return nil, err
	}
	out := &List{Layer: c.Layer, Revision: c.rev, Norm: norm, Areas: len(c.areas), Above: []Row{}, Below: []Row{}}
	for i, v := range c.areas {
		n, known := c.households(i)
		if public {
			n, known = valueOf(c.told[i])
		}
		row := Row{Code: v.Code, Name: v.Name(), NameEn: v.Names.En, Parent: v.Parent, Households: n}
		kind := v.Class["kind"]
		special := kind != "" && kind != "ordinary"
		switch {
		case !known:
			out.Unknown++
		case n > norm.Most:
			// One with a purpose of its own too: its name is no reason why so many are looked after by one.
			if row.Parts = partsFor(n, norm); special {
				row.Kind = kind
			}
			out.Above = append(out.Above, row)
		case special:
			out.Special++
		case n == 0:
			out.Empty++
		case n < norm.Least:
			out.Below = append(out.Below, row)
		default:
			out.Within++
		}
	}
	slices.SortStableFunc(out.Above, func(x, y Row) int { return cmp.Compare(y.Households, x.Households) })
	slices.SortStableFunc(out.Below, func(x, y Row) int { return cmp.Compare(x.Households, y.Households) })
	return out, nil
}

// households of an area, and whether they are known.
func (c *City) households(i int) (int64, bool) {
	if s := c.sums[i]; s.counted > 0 {
		return s.households, true
	}
	return valueOf(c.areas[i].Households)
}

func valueOf(n *int64) (int64, bool) {
	if n == nil {
		return 0, false
	}
	return *n, true
}

// partsFor is the least number of parts of which none need be above the norm.
func partsFor(households int64, norm Norm) int {
	return int(max((households+norm.Most-1)/norm.Most, 2))
}
