package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// seatText is what a row says of a seat: a layer, which may be empty, and a code or a name.
type seatText struct{ layer, text string }

// seats find what rows name. A layer is read when a row first needs it.
type seats struct {
	ctx      context.Context
	store    city.Reader
	revision int64
	scheme   *city.Scheme
	names    map[string]layerRef // of layers: keys and labels
	order    []layerRef
	layers   map[layerRef]*seatLayer
}

type layerRef struct {
	kind  city.RecordKind
	layer string
}

// seatLayer are the things of a layer.
type seatLayer struct {
	things []thing
	byCode map[string]int
	byName map[string][]int
}

// thing is one that a post may be for, over all its versions.
type thing struct {
	code       string
	valid      []city.Period // in order
	successors []string
}

func newSeats(ctx context.Context, s city.Reader, scheme *city.Scheme, revision int64) *seats {
	out := &seats{ctx: ctx, store: s, revision: revision, scheme: scheme, names: map[string]layerRef{}, layers: map[layerRef]*seatLayer{}}
	add := func(ref layerRef, names ...string) {
		out.order = append(out.order, ref)
		for _, name := range append(names, ref.layer) {
			name, _, _ = strings.Cut(strings.ToLower(name), "（")
			if _, taken := out.names[name]; !taken {
				out.names[name] = ref
			}
		}
	}
	for i := range scheme.Layers {
		l := &scheme.Layers[i]
		add(layerRef{city.KindArea, l.Key}, l.Name.Zh, l.Name.En)
	}
	for _, p := range scheme.Places {
		add(layerRef{city.KindPlace, p.Key}, p.Name.Zh, p.Name.En)
	}
	add(layerRef{city.KindOrganisation, city.LayerOrganisation}, "组织", "organization", "单位")
	add(layerRef{city.KindBuilding, city.LayerBuilding}, "楼栋", "楼", "建筑物")
	return out
}

// layer gives the things of a layer.
func (s *seats) layer(ref layerRef) (*seatLayer, error) {
	if l := s.layers[ref]; l != nil {
		return l, nil
	}
	l := &seatLayer{byCode: map[string]int{}, byName: map[string][]int{}}
	if s.revision > 0 {
		rs, err := s.store.Records(s.ctx, city.Query{Kind: ref.kind, Layer: ref.layer, Revision: s.revision})
		if err != nil {
			return nil, err
		}
		l.fill(rs)
	}
	s.layers[ref] = l
	return l, nil
}

// fill takes versions in the order of keys and time.
func (l *seatLayer) fill(rs []city.Record) {
	byID := map[int64]int{}
	former := map[string]int{}
	for i := range rs {
		r := &rs[i]
		at, known := byID[r.ID]
		if !known {
			at = len(l.things)
			byID[r.ID] = at
			l.things = append(l.things, thing{})
		}
		t := &l.things[at]
		t.code, t.successors = r.Key().Code, r.Successors
		t.valid = append(t.valid, r.Valid)
		l.byCode[t.code] = at
		names, olds := naming(r.Content)
		for _, old := range olds {
			former[old] = at
		}
		for _, name := range []string{names.Zh, names.ZhHant, names.En} {
			if name != "" && !slices.Contains(l.byName[name], at) {
				l.byName[name] = append(l.byName[name], at)
			}
		}
	}
	for old, at := range former {
		if _, taken := l.byCode[old]; !taken {
			l.byCode[old] = at
		}
	}
	for i := range l.things {
		slices.SortFunc(l.things[i].valid, func(a, b city.Period) int { return int(max(a.From, city.FirstDate)) - int(max(b.From, city.FirstDate)) })
	}
}

// naming are the names and former codes of a content.
func naming(c city.Content) (city.Names, []string) {
	switch c := c.(type) {
	case *city.Area:
		return c.Names, c.Former
	case *city.Building:
		return c.Names, c.Former
	case *city.Place:
		return c.Names, c.Former
	case *city.Organisation:
		return c.Names, c.Former
	case *city.Person:
		return city.Names{}, c.Former
	case *city.Post:
		return c.Rare().Names, c.Rare().Former
	}
	return city.Names{}, nil
}

func (t *thing) holds(d city.Date) bool {
	return slices.ContainsFunc(t.valid, func(p city.Period) bool { return p.Holds(d) })
}

// found is a thing and where it stands.
type found struct {
	ref layerRef
	*thing
}

// find resolves a text, a name as it is on the first of the dates, at all of which the thing must
// hold; on narrows the layers where none is named.
func (s *seats) find(t seatText, on []string, dates []city.Date) (city.Seat, *rowFault, error) {
	refs, text, fault := s.candidates(t, on)
	if fault != nil {
		return city.Seat{}, fault, nil
	}
	hits, err := s.hits(refs, text, dates[0])
	if err != nil {
		return city.Seat{}, nil, err
	}
	if len(hits) != 1 {
		return city.Seat{}, noneOrMany(hits), nil
	}
	hit := hits[0]
	if fault := hit.outside(dates, "what it names"); fault != nil {
		return city.Seat{}, fault, nil
	}
	return city.Seat{Kind: hit.ref.kind, Layer: hit.ref.layer, Code: hit.code}, nil, nil
}

func noneOrMany(hits []found) *rowFault {
	if len(hits) == 0 {
		return &rowFault{reason: "unknown_seat", message: "nothing has this code or name"}
	}
	var layers []string
	for _, h := range hits {
		layers = append(layers, h.ref.layer)
	}
	slices.Sort(layers)
	return &rowFault{reason: "ambiguous_seat", message: fmt.Sprintf("%d things have this code or name, in %s: give the layer and the code", len(hits), strings.Join(slices.Compact(layers), ", "))}
}

// candidates are the layers in which a text is looked up, and the text without its layer.
func (s *seats) candidates(t seatText, on []string) ([]layerRef, string, *rowFault) {
	if t.layer == "" {
		if layer, code, cut := strings.Cut(t.text, "/"); cut {
			if ref, known := s.names[strings.ToLower(layer)]; known {
				return []layerRef{ref}, code, nil
			}
		}
		if len(on) == 0 {
			return s.order, t.text, nil
		}
		var refs []layerRef
		for _, ref := range s.order {
			if slices.Contains(on, ref.layer) {
				refs = append(refs, ref)
			}
		}
		return refs, t.text, nil
	}
	ref, known := s.names[strings.ToLower(t.layer)]
	if !known {
		return nil, "", &rowFault{reason: "unknown_layer", message: "the scheme has no layer and no kind of places of this name"}
	}
	return []layerRef{ref}, t.text, nil
}

// hits are the things with the code; where there are none, those that have the name on the date.
func (s *seats) hits(refs []layerRef, text string, date city.Date) ([]found, error) {
	var byCode, byName []found
	for _, ref := range refs {
		l, err := s.layer(ref)
		if err != nil {
			return nil, err
		}
		if at, has := l.byCode[text]; has {
			byCode = append(byCode, found{ref, &l.things[at]})
		}
		for _, at := range l.byName[text] {
			if t := &l.things[at]; t.holds(date) {
				byName = append(byName, found{ref, t})
			}
		}
	}
	if len(byCode) > 0 {
		return byCode, nil
	}
	return byName, nil
}

// outside tells why a thing does not hold on one of the dates; nil where it does.
func (t *thing) outside(dates []city.Date, what string) *rowFault {
	at := slices.IndexFunc(dates, func(d city.Date) bool { return !t.holds(d) })
	if at < 0 {
		return nil
	}
	date := dates[at]
	for _, p := range t.valid {
		if p.From > date {
			return &rowFault{reason: "seat_not_begun", message: fmt.Sprintf("%s begins on %s only", what, p.From)}
		}
	}
	last := t.valid[0].To
	for _, p := range t.valid {
		if p.To <= date {
			last = p.To
		}
	}
	message := fmt.Sprintf("%s ended on %s", what, last)
	if len(t.successors) > 0 {
		message += "; it went over into " + strings.Join(t.successors, ", ")
	}
	return &rowFault{reason: "seat_ended", message: message}
}
