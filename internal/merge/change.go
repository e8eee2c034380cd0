package merge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// change makes the one Change of a proposal.
func (o *proposal) change() city.Change {
	in := o.p.g.in
	from := in.ask.Date
	c := city.Change{Author: in.ask.Author, Note: in.ask.Note, Effective: from, Base: &in.state.Revision}
	if c.Note == "" {
		c.Note = fmt.Sprintf("merge %s into %s", strings.Join(in.ask.Layers, ", "), in.into.Key)
	}
	present := map[string]*city.Version{}
	for i := range in.present {
		present[in.present[i].Code] = &in.present[i]
	}
	for _, g := range o.grids {
		end := city.OpenEnd
		if old := present[g.code]; old != nil {
			end = old.Valid.To
		}
		c.Entries = append(c.Entries, city.PutArea(o.content(g, present[g.code]), city.Period{From: from, To: end}))
	}
	c.Entries = append(c.Entries, o.rehomed(from)...)
	var ended []string
	for code := range o.heirs {
		ended = append(ended, code)
	}
	slices.Sort(ended)
	for _, code := range ended {
		c.Entries = append(c.Entries, city.DeleteArea(city.Key{Layer: in.into.Key, Code: code}, from, o.heirs[code]...))
	}
	for i := range o.moved {
		v := &o.moved[i]
		c.Entries = append(c.Entries, city.PutArea(v.Area, city.Period{From: max(from, v.Valid.From), To: v.Valid.To}))
	}
	return c
}

// source is what a grid that a merge made says of where it comes from.
func (o *proposal) source() string { return "merged from " + strings.Join(o.p.g.in.ask.Layers, ", ") }

func dataDate(d city.Date) string {
	if d == city.OpenStart {
		return ""
	}
	return d.String()
}

// rehomed lets buildings that name a grid name the one that has them now.
func (o *proposal) rehomed(from city.Date) []city.Entry {
	in := o.p.g.in
	if in.into.Key != city.LayerGrid {
		return nil
	}
	codes := map[string]bool{}
	for _, g := range o.grids {
		codes[g.code] = true
	}
	shifted := o.shifted()
	var out []city.Entry
	for i, b := range in.buildings {
		if b.Grid == "" {
			continue
		}
		g := o.at(b)
		if g == nil || g.code == b.Grid || codes[b.Grid] && !shifted[b.Grid+"\x00"+g.code] {
			continue // what the data names stands while that grid does not give the ground away
		}
		to := *b
		to.Grid = g.code
		out = append(out, city.PutContent(&to, city.Period{From: from, To: in.ends[i]}))
	}
	o.renamed = len(out)
	return out
}

// shifted are the pairs of codes, old and new, between which ground of the base changed hands.
func (o *proposal) shifted() map[string]bool {
	out := map[string]bool{}
	base := o.p.g.in.layers[0].areas
	for f, held := range o.p.g.held {
		if i, to := held[0], o.p.of[f]; i != none && to != none && to != i && o.by[to] != nil {
			out[base[i].Code+"\x00"+o.by[to].code] = true
		}
	}
	return out
}
