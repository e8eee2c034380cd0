package city

import (
	"context"
	"maps"
	"slices"
)

// presentStill fails where what comes back when n is taken back names, on a day on which it stands, a thing
// that stood when n came and that a later revision has taken away: a post, say, whose person is gone.
// history are all versions of what n touched. What named nothing then, or names it now too, is left.
func presentStill(ctx context.Context, s Reader, history []Record, n int64) error {
	back, keys := comingBack(history, n)
	if len(back) == 0 {
		return nil
	}
	named, err := versionsOf(ctx, s, slices.SortedFunc(maps.Keys(keys), Key.Compare))
	if err != nil {
		return err
	}
	with := map[thing]bool{} // what n touched stands again as before n
	for i := range history {
		with[thing{history[i].Key().Kind, history[i].ID}] = true
	}
	for i := range back {
		for _, k := range looselyNamed(back[i].Content) {
			if last := goneSince(named[k], back[i].Valid, n, with, namedNow(history, &back[i], k)); last > 0 {
				return &LaterError{Errorf(Conflict, "conflict", "revision %d cannot be reversed: %s would come back, and %s, which it names, is gone since revision %d: take that one back, or write it again, first",
					n, back[i].Key(), k, last), last}
			}
		}
	}
	return nil
}

// comingBack are the versions that stood before n and stand no more, with the keys that they name.
func comingBack(history []Record, n int64) (back []Record, keys map[Key]bool) {
	keys = map[Key]bool{}
	for i := range history {
		v := &history[i]
		if v.RevTo == 0 || !v.KnownAt(n-1) {
			continue
		}
		if of := looselyNamed(v.Content); len(of) > 0 {
			back = append(back, *v)
			for _, k := range of {
				keys[k] = true
			}
		}
	}
	return back, keys
}

// looselyNamed is loosely without the seats that name nothing.
func looselyNamed(c Content) []Key {
	return slices.DeleteFunc(loosely(c), func(k Key) bool { return k.Code == "" })
}

// versionsOf gives all versions ever of the things to which keys were given; none of keys that never were.
func versionsOf(ctx context.Context, s Reader, keys []Key) (map[Key][]Record, error) {
	ids, err := s.CodeIDs(ctx, keys)
	if err != nil {
		return nil, err
	}
	byKind := map[RecordKind][]int64{}
	for k, id := range ids {
		byKind[k.Kind] = append(byKind[k.Kind], id)
	}
	history, err := historyOf(ctx, s, byKind)
	if err != nil {
		return nil, err
	}
	of := byThing(history)
	out := make(map[Key][]Record, len(ids))
	for k, id := range ids {
		out[k] = of[thing{k.Kind, id}]
	}
	return out, nil
}

// goneSince is the last revision that took a thing of these versions away from a day of the period on which it
// stood when n came and does not stand again; 0 = none did. What touched it on other days alone is not meant.
// but are periods that do not count.
func goneSince(versions []Record, p Period, n int64, with map[thing]bool, but []Period) (last int64) {
	of := standing{then: but}
	for i := range versions {
		v := &versions[i]
		then := v.KnownAt(n - 1)
		if then {
			of.now = append(of.now, v.Valid)
		}
		if back := with[thing{v.Key().Kind, v.ID}]; back && then || !back && v.RevTo == 0 {
			of.then = append(of.then, v.Valid)
		}
	}
	for i := range versions {
		v := &versions[i]
		if v.RevTo > max(n, last) && of.lostIn(Period{From: max(p.From, v.Valid.From), To: min(p.To, v.Valid.To)}) {
			last = v.RevTo
		}
	}
	return last
}

// namedNow is when the thing that comes back stands now too, and names the same.
func namedNow(history []Record, back *Record, k Key) (out []Period) {
	for i := range history {
		v := &history[i]
		if v.RevTo == 0 && v.ID == back.ID && v.Key().Kind == back.Key().Kind && slices.Contains(loosely(v.Content), k) {
			out = append(out, v.Valid)
		}
	}
	return out
}
