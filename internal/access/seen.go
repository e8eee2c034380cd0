package access

import (
	"context"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// Seen is a store as somebody sees it who has no account: as if its scheme had nothing but what is
// open, and nobody had written a name or a note. Whatever is answered out of it can tell nothing of
// the rest, be it by a count or by a text of an error. Persons are never in it.
func Seen(r city.Reader, o Opening) city.Reader { return &seen{under: r, open: o} }

type seen struct {
	under city.Reader
	open  Opening
}

func (s *seen) State(ctx context.Context) (city.State, error) { return s.under.State(ctx) }

// Scheme is that of the store with what is open. A layer whose parent is not gets the nearest layer
// above it that is.
func (s *seen) Scheme(ctx context.Context) (*city.Scheme, error) {
	whole, err := s.under.Scheme(ctx)
	if err != nil {
		return nil, err
	}
	out := *whole
	out.Layers = nil
	for _, l := range whole.Layers {
		if s.open.Has(l.Key) {
			l.Parent = s.above(whole, l.Parent)
			out.Layers = append(out.Layers, l)
		}
	}
	out.Places = slices.DeleteFunc(slices.Clone(whole.Places), func(k city.PlaceKind) bool { return !s.open.Has(k.Key) })
	return &out, nil
}

// above is the layer, or the nearest above it, that is open; empty = none is.
func (s *seen) above(whole *city.Scheme, key string) string {
	for key != "" && !s.open.Has(key) {
		l, err := whole.Layer(key)
		if err != nil { // a parent is always a layer
			return ""
		}
		key = l.Parent
	}
	return key
}

// shows tells whether a key is of something that is open.
func (s *seen) shows(k city.Key) bool {
	switch k.Kind {
	case city.KindArea, city.KindBuilding, city.KindLine, city.KindPlace:
		return s.open.Has(k.Layer)
	default: // of persons and what tells of them nothing is open by itself
		return false
	}
}

func (s *seen) Records(ctx context.Context, q city.Query) ([]city.Record, error) {
	if q.Kind == city.KindArea {
		vs, err := s.Versions(ctx, q)
		return city.Records(vs), err
	}
	if q.Kind == city.KindPerson || q.Layer != "" && !manned(q.Kind) && !s.open.Has(q.Layer) {
		return nil, nil
	}
	rs, err := s.under.Records(ctx, q)
	if err != nil {
		return nil, err
	}
	rs = slices.DeleteFunc(rs, func(r city.Record) bool { return !s.keeps(r.Content) })
	s.trim(rs)
	return rs, nil
}

func (s *seen) Versions(ctx context.Context, q city.Query) ([]city.Version, error) {
	if q.Layer != "" && !s.open.Has(q.Layer) {
		return nil, nil
	}
	vs, err := s.under.Versions(ctx, q)
	if err != nil {
		return nil, err
	}
	vs = slices.DeleteFunc(vs, func(v city.Version) bool { return !s.open.Has(v.Area.Layer) })
	whole, err := s.under.Scheme(ctx)
	if err != nil {
		return nil, err
	}
	return vs, s.reparent(ctx, whole, q, vs)
}

// reparent gives areas whose parent is not seen the nearest area above it that is. Where that was not
// the same one for all the time of a version, it gets none: a wrong one would be worse.
func (s *seen) reparent(ctx context.Context, whole *city.Scheme, q city.Query, vs []city.Version) error {
	up := &ascent{seen: s, ctx: ctx, whole: whole, q: city.Query{Revision: q.Revision, AllRevisions: q.AllRevisions}}
	for i := range vs {
		a := &vs[i].Area
		l, err := whole.Layer(a.Layer)
		if err != nil {
			return err
		}
		if a.Parent, err = up.to(l.Parent, a.Parent, vs[i].Valid); err != nil {
			return err
		}
	}
	return nil
}

// ascent looks up from areas. What it has read of the layers it keeps.
type ascent struct {
	*seen
	ctx   context.Context //nolint:containedctx // it lives no longer than one call
	whole *city.Scheme
	q     city.Query
	read  map[string]map[string][]city.Version
}

// to is the code of the nearest area that is seen, from one of a layer upwards, during a period.
func (u *ascent) to(layer, code string, during city.Period) (string, error) {
	if layer == "" || code == "" || u.open.Has(layer) {
		return code, nil
	}
	l, err := u.whole.Layer(layer)
	if err != nil || u.above(u.whole, layer) == "" {
		return "", err
	}
	byCode, err := u.of(layer)
	if err != nil {
		return "", err
	}
	found, first := "", true
	for i := range byCode[code] {
		v := &byCode[code][i]
		part := city.Period{From: max(v.Valid.From, during.From), To: min(v.Valid.To, during.To)}
		if part.From >= part.To {
			continue
		}
		next, err := u.to(l.Parent, v.Area.Parent, part)
		if err != nil || !first && next != found {
			return "", err
		}
		found, first = next, false
	}
	return found, nil
}

func (u *ascent) of(layer string) (map[string][]city.Version, error) {
	if byCode, ok := u.read[layer]; ok {
		return byCode, nil
	}
	q := u.q
	q.Layer = layer
	vs, err := u.under.Versions(u.ctx, q)
	if err != nil {
		return nil, err
	}
	byCode := make(map[string][]city.Version, len(vs))
	for i := range vs {
		v := vs[i]
		v.Area.Shape = nil // only the way up is wanted
		byCode[v.Area.Code] = append(byCode[v.Area.Code], v)
	}
	if u.read == nil {
		u.read = map[string]map[string][]city.Version{}
	}
	u.read[layer] = byCode
	return byCode, nil
}

func (s *seen) CodeID(ctx context.Context, k city.Key) (int64, error) {
	if !s.shows(k) {
		return 0, city.Errorf(city.NotFound, "unknown_code", "there is no %s", k)
	}
	return s.under.CodeID(ctx, k)
}

func (s *seen) CodeIDs(ctx context.Context, keys []city.Key) (map[city.Key]int64, error) {
	shown := slices.DeleteFunc(slices.Clone(keys), func(k city.Key) bool { return !s.shows(k) })
	return s.under.CodeIDs(ctx, shown)
}

// Revisions are those of the store: their numbers, times and hashes.
func (s *seen) Revisions(ctx context.Context, after int64, limit int) ([]city.Revision, error) {
	rs, err := s.under.Revisions(ctx, after, limit)
	for i := range rs {
		rs[i] = bare(rs[i])
	}
	return rs, err
}

// bare is a revision as anybody may know it: without a word of its author, and without a count of
// things, some of which may not be open.
func bare(r city.Revision) city.Revision {
	r.Author, r.Note, r.Entries = "", "", 0
	return r
}

// Log gives the revisions without their entries, which hold everything.
func (s *seen) Log(ctx context.Context, after int64, limit int) ([]city.LogRevision, error) {
	rs, err := s.Revisions(ctx, after, limit)
	return city.LogOf(rs), err
}

// LogCount tells nothing: counts of things and their keys are not for everybody.
func (s *seen) LogCount(context.Context, int64, int) (city.LogCount, error) {
	return city.LogCount{}, nil
}
