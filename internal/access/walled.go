package access

import (
	"context"
	"slices"
	"sync"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Walled is a store as a wall sees it: Seen with the layers of the wall, and of these what lies in its
// area, and the areas above it.
func Walled(r city.Reader, w Wall, scheme *city.Scheme) city.Reader {
	return Seen(&walled{Reader: r, wall: w, scheme: scheme}, w.opening(scheme))
}

// walled is a store of which only what a wall shows is there. A version is there where all that it lay
// in, as long as it held, was: what has moved out of the area, or came into it, is shown by those of
// its versions that were of the area all the time.
type walled struct {
	city.Reader
	wall   Wall
	scheme *city.Scheme

	mu   sync.Mutex
	at   city.State
	kept *wallKept
}

// wallKept is what of a state is there.
type wallKept struct {
	known map[city.Key][]city.Version // all, without shapes
	above map[city.Key]bool
	sure  map[versionName]bool
	own   []city.Version // versions of the area
	boxes []geo.Box      // of own
}

type versionName struct {
	id, rev int64
	from    city.Date
}

func versionOf(v *city.Version) versionName { return versionName{v.ID, v.RevFrom, v.Valid.From} }

// facts finds out once for each state what is there.
func (w *walled) facts(ctx context.Context) (*wallKept, error) {
	st, err := w.State(ctx)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.kept != nil && w.at == st {
		return w.kept, nil
	}
	k := &wallKept{known: map[city.Key][]city.Version{}, above: map[city.Key]bool{}, sure: map[versionName]bool{}}
	for i := range w.scheme.Layers {
		vs, err := w.Reader.Versions(ctx, city.Query{Kind: city.KindArea, Layer: w.scheme.Layers[i].Key, AllRevisions: true})
		if err != nil {
			return nil, err
		}
		for _, v := range vs {
			if city.Seat(v.Area.Key()) == w.wall.Area {
				k.own, k.boxes = append(k.own, v), append(k.boxes, v.Box())
			}
			v.Area.Shape = nil // only the way up is wanted
			k.known[v.Area.Key()] = append(k.known[v.Area.Key()], v)
		}
	}
	for i := range k.own {
		w.climb(k, &k.own[i])
	}
	w.at, w.kept = st, k
	return k, nil
}

// up is the key of the area above a version; false where it has none.
func (w *walled) up(v *city.Version) (city.Key, bool) {
	l, err := w.scheme.Layer(v.Area.Layer)
	if err != nil || l.Parent == "" || v.Area.Parent == "" {
		return city.Key{}, false
	}
	return city.Key{Kind: city.KindArea, Layer: l.Parent, Code: v.Area.Parent}, true
}

// climb notes what lies above the area.
func (w *walled) climb(k *wallKept, v *city.Version) {
	key, ok := w.up(v)
	if !ok || k.above[key] {
		return
	}
	k.above[key] = true
	for i := range k.known[key] {
		w.climb(k, &k.known[key][i])
	}
}

// shows tells whether a version of an area is there.
func (w *walled) shows(k *wallKept, v *city.Version) bool {
	key := v.Area.Key()
	return city.Seat(key) == w.wall.Area || k.above[key] || w.under(k, v)
}

// under tells whether a version lay in the area as long as it held. The layers of a scheme have no
// ring, so the way up ends.
func (w *walled) under(k *wallKept, v *city.Version) bool {
	if city.Seat(v.Area.Key()) == w.wall.Area {
		return true
	}
	key, ok := w.up(v)
	if !ok {
		return false
	}
	found := false
	for i := range k.known[key] {
		p := &k.known[key][i]
		if p.Valid.From >= v.Valid.To || v.Valid.From >= p.Valid.To || p.RevTo != 0 && p.RevTo <= v.RevFrom || v.RevTo != 0 && v.RevTo <= p.RevFrom {
			continue
		}
		if !w.under(k, p) {
			return false
		}
		found = true
	}
	return found
}

// Versions implements city.Reader.
func (w *walled) Versions(ctx context.Context, q city.Query) ([]city.Version, error) {
	vs, err := w.Reader.Versions(ctx, q)
	if err != nil || len(vs) == 0 {
		return vs, err
	}
	k, err := w.facts(ctx)
	if err != nil {
		return nil, err
	}
	w.mu.Lock() // sure is filled
	defer w.mu.Unlock()
	vs = slices.DeleteFunc(vs, func(v city.Version) bool {
		there, known := k.sure[versionOf(&v)]
		if !known {
			there = w.shows(k, &v)
			k.sure[versionOf(&v)] = there
		}
		return !there
	})
	w.heirs(k, vs)
	return vs, nil
}

// Records implements city.Reader.
func (w *walled) Records(ctx context.Context, q city.Query) ([]city.Record, error) {
	if q.Kind == city.KindArea {
		vs, err := w.Versions(ctx, q)
		return city.Records(vs), err
	}
	rs, err := w.Reader.Records(ctx, q)
	if err != nil || len(rs) == 0 {
		return rs, err
	}
	k, err := w.facts(ctx)
	if err != nil {
		return nil, err
	}
	rs = slices.DeleteFunc(rs, func(r city.Record) bool { return !w.holds(k, &r) })
	return rs, w.trim(ctx, k, rs)
}

// CodeID implements city.Reader: what is not there never was.
func (w *walled) CodeID(ctx context.Context, key city.Key) (int64, error) {
	id, err := w.Reader.CodeID(ctx, key)
	if err == nil {
		var rs []city.Record
		rs, err = w.Records(ctx, city.Query{Kind: key.Kind, IDs: []int64{id}, AllRevisions: true})
		if err == nil && len(rs) > 0 {
			return id, nil
		}
	}
	if err == nil || city.KindOf(err) == city.NotFound {
		err = city.Errorf(city.NotFound, "unknown_code", "there is no %s", key)
	}
	return 0, err
}

// CodeIDs implements city.Reader.
func (w *walled) CodeIDs(ctx context.Context, keys []city.Key) (map[city.Key]int64, error) {
	return city.CodeIDsBy(ctx, keys, w.CodeID)
}

// holds tells whether a thing is there: by the ground of the area as it is known now, on all the dates
// on which the thing holds; what people do by the area that it is for.
func (w *walled) holds(k *wallKept, r *city.Record) bool {
	switch c := r.Content.(type) {
	case *city.Place:
		return k.within(r.Valid, r.Content.Box(), func(a *city.Area) bool { return a.Shape.Owns(c.Point) })
	case *city.Building:
		return k.within(r.Valid, r.Content.Box(), func(a *city.Area) bool { return ownsBuilding(a, c) })
	case *city.Line:
		return k.within(r.Valid, r.Content.Box(), func(a *city.Area) bool { return ownsLine(a, c) })
	case *city.Post:
		return w.seats(k, c.At)
	case *city.Organisation:
		return w.seats(k, c.Of)
	default:
		return false
	}
}

// seats tells whether something is for the area, or for one in it, now and ever.
func (w *walled) seats(k *wallKept, at city.Seat) bool {
	vs := k.known[at.Key()]
	return len(vs) > 0 && !slices.ContainsFunc(vs, func(v city.Version) bool { return v.RevTo == 0 && !w.under(k, &v) })
}

// within tells whether the area is as is says in each of its versions that is known now and holds
// in a period; false where it is not there in it.
func (k *wallKept) within(p city.Period, box geo.Box, is func(*city.Area) bool) bool {
	found := false
	for i := range k.own {
		v := &k.own[i]
		if v.RevTo != 0 || v.Valid.From >= p.To || p.From >= v.Valid.To {
			continue
		}
		if !k.boxes[i].Contains(box.Min) || !k.boxes[i].Contains(box.Max) || !is(&v.Area) {
			return false
		}
		found = true
	}
	return found
}

// ownsBuilding: a building with a shape lies in the area with all its corners.
func ownsBuilding(a *city.Area, b *city.Building) bool {
	if b.Point != nil && !a.Shape.Owns(*b.Point) {
		return false
	}
	for _, polygon := range b.Shape {
		for _, ring := range polygon {
			for _, p := range ring {
				if !a.Shape.Owns(p) {
					return false
				}
			}
		}
	}
	return true
}

func ownsLine(a *city.Area, l *city.Line) bool {
	for _, run := range l.Shape {
		for _, p := range run {
			if !a.Shape.Owns(p) {
				return false
			}
		}
	}
	return len(l.Shape) > 0
}
