package atlas

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/cql2"
	"github.com/redsail/redsail/internal/city"
)

// FeatureQuery selects features; its conditions are joined by "and".
type FeatureQuery struct {
	// Time selects the versions that hold on any date of it, both ends included; nil = those in
	// force on the picture's date.
	Time *[2]city.Date
	// Ground selects what meets it; nil = all.
	Ground *cql2.Ground
	// Filters must all be true.
	Filters []*cql2.Filter
	// Sort orders by columns; then, and where it is empty, by code and beginning.
	Sort []FeatureSort
	// Skip and Limit cut a page out.
	Skip, Limit int
}

// FeatureSort is a column to sort by. What has no value comes last.
type FeatureSort struct {
	Column int
	Down   bool
}

// featureRow is a feature as a filter sees it.
type featureRow struct {
	*Feature
	p *Picture
	c *Collection
}

func (r featureRow) Value(column int) cql2.Value { return r.c.Columns[column].get(r.p, r.Feature) }

// Value is a property of a feature of the collection.
func (p *Picture) Value(c *Collection, f *Feature, column int) cql2.Value {
	return c.Columns[column].get(p, f)
}

// Features gives a page of what a query selects, and how many it selects in all. The same
// query to the same picture has the same answer. It ends with the error of ctx.
func (p *Picture) Features(ctx context.Context, c *Collection, q FeatureQuery) (page []Feature, matched int, err error) {
	items := c.items
	if q.Time != nil {
		items = p.versions(c, everyCode)
	}
	kept := make([]int, 0, min(len(items), 1<<16))
	for n, i := range c.candidates(items, &q) {
		if n%64 == 0 && ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		if p.selects(c, &items[i], &q) {
			kept = append(kept, i)
		}
	}
	if len(q.Sort) > 0 {
		p.sortFeatures(c, items, kept, q.Sort)
	}
	from := min(q.Skip, len(kept))
	to := min(from+min(q.Limit, len(kept)), len(kept))
	page = make([]Feature, 0, to-from)
	for _, i := range kept[from:to] {
		page = append(page, items[i])
	}
	return page, len(kept), nil
}

func (p *Picture) selects(c *Collection, f *Feature, q *FeatureQuery) bool {
	if q.Time != nil && (f.period.From > q.Time[1] || f.period.To <= q.Time[0]) {
		return false
	}
	if q.Ground != nil && (!q.Ground.Box().Intersects(f.box) || !q.Ground.Meets(f.Shape())) {
		return false
	}
	for _, filter := range q.Filters {
		if !filter.Match(featureRow{f, p, c}) {
			return false
		}
	}
	return true
}

// candidates are the places of the items that may be selected, in order: those of the codes
// that the filters name, those that the tree of boxes gives, or all.
func (c *Collection) candidates(items []Feature, q *FeatureQuery) []int {
	for _, filter := range q.Filters {
		if codes, ok := filter.Texts(columnCode); ok {
			return ofCodes(items, codes)
		}
	}
	if box, ok := q.box(); ok && q.Time == nil {
		var out []int
		c.boxes.Search(box, func(_ geo.Box, i int) bool {
			out = append(out, i)
			return true
		})
		slices.Sort(out)
		return out
	}
	out := make([]int, len(items))
	for i := range out {
		out[i] = i
	}
	return out
}

func ofCodes(items []Feature, codes []string) []int {
	var out []int
	for _, code := range codes {
		for i, _ := byCode(items, code); i < len(items) && items[i].content.Key().Code == code; i++ {
			out = append(out, i)
		}
	}
	return out
}

// box is one that everything selected meets; ok is false where none is known.
func (q *FeatureQuery) box() (geo.Box, bool) {
	if q.Ground != nil {
		return q.Ground.Box(), true
	}
	for _, filter := range q.Filters {
		if box, ok := filter.Box(); ok {
			return box, true
		}
	}
	return geo.Box{}, false
}

func (p *Picture) sortFeatures(c *Collection, items []Feature, kept []int, by []FeatureSort) {
	keys := make(map[int][]cql2.Value, len(kept))
	for _, i := range kept {
		row := make([]cql2.Value, len(by))
		for k, s := range by {
			row[k] = c.Columns[s.Column].get(p, &items[i])
		}
		keys[i] = row
	}
	slices.SortFunc(kept, func(i, j int) int {
		a, b := keys[i], keys[j]
		for k, s := range by {
			if d := order(a[k], b[k], s.Down); d != 0 {
				return d
			}
		}
		return cmp.Compare(i, j)
	})
}

func order(a, b cql2.Value, down bool) int {
	switch {
	case a.Type == cql2.Null && b.Type == cql2.Null:
		return 0
	case a.Type == cql2.Null:
		return 1
	case b.Type == cql2.Null:
		return -1
	case down:
		return b.Compare(a)
	}
	return a.Compare(b)
}

// Feature finds a feature by its id; NotFound with code unknown_feature where there is none.
func (p *Picture) Feature(c *Collection, id string) (*Feature, error) {
	if i, found := byCode(c.items, id); found {
		return &c.items[i], nil
	}
	gone := city.Errorf(city.NotFound, "unknown_feature", "the collection has no such feature: an id is a code in force now, or code@YYYY-MM-DD")
	at := strings.LastIndexByte(id, '@')
	if at < 0 {
		return nil, gone
	}
	date, err := city.ParseDate(id[at+1:])
	if err != nil {
		return nil, gone
	}
	items := p.versions(c, id[:at])
	for i := range items {
		if items[i].period.Holds(date) {
			return &items[i], nil
		}
	}
	return nil, gone
}

// FeatureChain are the areas above an area, the widest first; nil of what is none.
func (p *Picture) FeatureChain(f *Feature) []AreaName {
	a, ok := f.content.(*city.Area)
	if !ok {
		return nil
	}
	l, err := p.layer(a.Layer)
	if err != nil {
		return nil
	}
	return p.chain(l, a.Parent)
}
