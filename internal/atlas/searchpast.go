package atlas

import (
	"context"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// past adds the codes and names of before: of things in force, and of those that have ended,
// which lead to their heirs. It reads every version that there ever was of the layers that
// answer, and of places, for a code that began and ended on one day has none left; buildings and lines carry their former codes with them.
func (g *gathering) past(ctx context.Context, s city.Reader) error {
	p := g.x.picture
	if p.Revision == 0 {
		return nil
	}
	for i := range p.layers {
		if def := p.layers[i].def; !def.Base {
			if err := g.pastOf(ctx, s, city.Query{Kind: city.KindArea, Layer: def.Key, Revision: p.Revision}); err != nil {
				return err
			}
		}
	}
	return g.pastOf(ctx, s, city.Query{Kind: city.KindPlace, Revision: p.Revision})
}

func (g *gathering) pastOf(ctx context.Context, s city.Reader, q city.Query) error {
	q.AllRevisions = true
	all, err := s.Records(ctx, q)
	if err != nil {
		return err
	}
	gone, err := city.Vanished(ctx, s, all, q.Revision)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(r city.Record) bool { return !r.KnownAt(q.Revision) })
	g.addPast(append(all, gone...))
	return nil
}

// lives are the versions of things by their permanent ids.
type lives struct {
	date city.Date
	of   map[int64][]*city.Record
	ids  map[city.Key]int64
}

func (g *gathering) addPast(all []city.Record) {
	l := lives{date: g.x.picture.Date, of: map[int64][]*city.Record{}, ids: map[city.Key]int64{}}
	var order []int64
	for i := range all {
		r := &all[i]
		if l.of[r.ID] == nil {
			order = append(order, r.ID)
		}
		l.of[r.ID] = append(l.of[r.ID], r)
		l.ids[r.Key()] = r.ID
	}
	for _, id := range order {
		now, last := l.standing(id)
		switch {
		case now != nil:
			g.renamed(g.byKey[now.Key()], now, l.of[id])
		case last != nil:
			g.retired(&l, last, l.of[id])
		}
	}
}

// standing is the version in force, else the last one that was.
func (l *lives) standing(id int64) (now, last *city.Record) {
	for _, r := range l.of[id] {
		if r.Valid.Holds(l.date) {
			return r, nil
		}
		if r.Valid.To <= l.date && (last == nil || r.Valid.To > last.Valid.To) {
			last = r
		}
	}
	return nil, last
}

// renamed adds the earlier names and codes of a thing that is in force.
func (g *gathering) renamed(d *draft, now *city.Record, versions []*city.Record) {
	if d == nil {
		return
	}
	for _, r := range versions {
		if r.Valid.From > g.x.picture.Date {
			continue
		}
		if name := r.Content.Name(); name != now.Content.Name() && name != r.Key().Code {
			d.say(name, fieldFormer, "原名 "+name)
		}
		if old := r.Key().Code; old != now.Key().Code && !slices.ContainsFunc(d.codes, func(c draftCode) bool { return c.code == old }) {
			d.codes = append(d.codes, draftCode{code: old, matched: ByFormer, note: "原编码 " + old})
		}
	}
}

// retired lets the codes and names of what has ended find its heirs. What has none is an
// entry itself, so that a code that was once given is never just unknown.
func (g *gathering) retired(l *lives, last *city.Record, versions []*city.Record) {
	var heirs []*draft
	for _, k := range l.heirs(last, nil) {
		if d := g.byKey[k]; d != nil {
			heirs = append(heirs, d)
		}
	}
	end := last.Valid.To.String()
	if len(heirs) == 0 {
		d := &draft{entry: entry{kind: entryEnded, rank: rankEnded, ref: int32(len(g.x.ended)), at: middle(last.Content.Box())}}
		d.name, d.code = last.Content.Name(), last.Key().Code
		d.holder = g.holder(d.at)
		g.x.ended = append(g.x.ended, *last)
		g.add(d)
		d.remember(versions, "已于 "+end+" 撤销，没有承接者")
		return
	}
	names := make([]string, len(heirs))
	for i, d := range heirs {
		names[i] = d.name + "（" + d.code + "）"
	}
	story := last.Content.Name() + "（" + last.Key().Code + "）已于 " + end + " 撤销，由" + strings.Join(names, "、") + "承接"
	for _, d := range heirs {
		d.remember(versions, story)
	}
}

// remember gives a draft the names and codes of something that has ended.
func (d *draft) remember(versions []*city.Record, story string) {
	for _, r := range versions {
		d.say(r.Content.Name(), fieldRetired, story)
		code := r.Key().Code
		if !slices.ContainsFunc(d.codes, func(c draftCode) bool { return c.code == code && c.note == story }) {
			d.codes = append(d.codes, draftCode{code: code, matched: ByRetired, note: story})
		}
	}
}

// heirs follows successors to those in force, through others that have ended themselves.
func (l *lives) heirs(r *city.Record, seen []int64) []city.Key {
	var out []city.Key
	for _, code := range r.Successors {
		k := r.Key()
		k.Code = code
		id, ok := l.ids[k]
		if !ok || slices.Contains(seen, id) {
			continue
		}
		now, last := l.standing(id)
		var found []city.Key
		switch {
		case now != nil:
			found = []city.Key{now.Key()}
		case last != nil:
			found = l.heirs(last, append(seen, id))
		}
		for _, k := range found {
			if !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	return out
}
