package access

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// trimming takes from what is there the codes and places of what is not, for one call.
type trimming struct {
	*walled
	ctx  context.Context //nolint:containedctx // it lives no longer than one call
	k    *wallKept
	seen map[city.Key]bool
}

// trim takes from records that a wall shows the codes of what it does not.
func (w *walled) trim(ctx context.Context, k *wallKept, rs []city.Record) error {
	t := &trimming{walled: w, ctx: ctx, k: k, seen: map[city.Key]bool{}}
	for i := range rs {
		var err error
		switch c := rs[i].Content.(type) {
		case *city.Building:
			rs[i].Content, err = t.building(c)
		case *city.Place:
			rs[i].Content, err = t.place(c)
		case *city.Post:
			rs[i].Content, err = t.post(c)
		case *city.Organisation:
			rs[i].Content, err = t.organisation(c)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// there tells whether a thing is: of an area all its versions that are known now; nothing is not there.
func (t *trimming) there(key city.Key) (bool, error) {
	if key.Code == "" {
		return false, nil
	}
	if key.Kind == city.KindArea {
		vs := t.k.known[key]
		return len(vs) > 0 && !slices.ContainsFunc(vs, func(v city.Version) bool { return v.RevTo == 0 && !t.shows(t.k, &v) }), nil
	}
	if known, asked := t.seen[key]; asked {
		return known, nil
	}
	id, err := t.Reader.CodeID(t.ctx, key)
	var rs []city.Record
	if err == nil {
		rs, err = t.Reader.Records(t.ctx, city.Query{Kind: key.Kind, IDs: []int64{id}})
	}
	if err != nil && city.KindOf(err) != city.NotFound {
		return false, err
	}
	is := len(rs) > 0 && !slices.ContainsFunc(rs, func(r city.Record) bool { return !t.holds(t.k, &r) })
	t.seen[key] = is
	return is, nil
}

// keep is a code of a thing that is there; else nothing.
func (t *trimming) keep(kind city.RecordKind, layer, code string) (string, error) {
	is, err := t.there(city.Key{Kind: kind, Layer: layer, Code: code})
	if !is {
		return "", err
	}
	return code, err
}

func (t *trimming) building(b *city.Building) (_ *city.Building, err error) {
	out := *b
	if out.Grid, err = t.keep(city.KindArea, city.LayerGrid, b.Grid); err != nil {
		return nil, err
	}
	out.Compound, err = t.keep(city.KindArea, city.LayerCompound, b.Compound)
	return &out, err
}

func (t *trimming) place(p *city.Place) (_ *city.Place, err error) {
	out := *p
	out.Owner, err = t.keep(city.KindOrganisation, city.LayerOrganisation, p.Owner)
	return &out, err
}

func (t *trimming) post(p *city.Post) (*city.Post, error) {
	out := *p
	out.StandIns = nil
	for _, code := range p.StandIns {
		kept, err := t.keep(city.KindPost, city.LayerPost, code)
		if err != nil {
			return nil, err
		}
		if kept != "" {
			out.StandIns = append(out.StandIns, kept)
		}
	}
	return &out, nil
}

// organisation is one without what it is under and covers elsewhere; where it works elsewhere, without
// where.
func (t *trimming) organisation(o *city.Organisation) (_ *city.Organisation, err error) {
	out := *o
	if out.Parent, err = t.keep(city.KindOrganisation, city.LayerOrganisation, o.Parent); err != nil {
		return nil, err
	}
	out.Covers = nil
	for _, at := range o.Covers {
		is, err := t.there(at.Key())
		if err != nil {
			return nil, err
		}
		if is {
			out.Covers = append(out.Covers, at)
		}
	}
	is, err := t.there(o.Place.Key())
	if err != nil {
		return nil, err
	}
	away := o.Place != (city.Seat{}) && !is
	if away {
		out.Place = city.Seat{}
	}
	if p := o.Point; p != nil && !t.k.within(city.Always(), geo.EmptyBox().Extend(*p), func(a *city.Area) bool { return a.Shape.Owns(*p) }) {
		out.Point, away = nil, true
	}
	if away {
		out.Address = city.Address{}
	}
	return &out, nil
}

// heirs takes from versions the codes of areas that took over elsewhere.
func (w *walled) heirs(k *wallKept, vs []city.Version) {
	for i := range vs {
		v := &vs[i]
		v.Successors = slices.DeleteFunc(slices.Clone(v.Successors), func(code string) bool {
			heirs := k.known[city.Key{Kind: city.KindArea, Layer: v.Area.Layer, Code: code}]
			return len(heirs) == 0 || slices.ContainsFunc(heirs, func(h city.Version) bool { return h.RevTo == 0 && !w.shows(k, &h) })
		})
	}
}
