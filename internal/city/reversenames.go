package city

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// someNames is how many of the things that name what goes are told by their keys.
const someNames = 3

// standing is when a code finds a thing.
type standing struct{ now, then []Period }

// unnamedSince fails where something in force that a revision after n wrote names, on a day on which
// that stands, what would not stand on it were n taken back. history are all versions of what n touched.
// What was written before n named the same when n came, so nothing is lost there.
func unnamedSince(ctx context.Context, s Reader, history []Record, n int64) error {
	goes := going(history, n)
	if len(goes) == 0 {
		return nil
	}
	var by []Record
	for _, kind := range []RecordKind{KindOrganisation, KindPlace, KindPost} {
		later, err := s.Records(ctx, Query{Kind: kind, After: n})
		if err != nil {
			return err
		}
		by = append(by, slices.DeleteFunc(later, func(r Record) bool { return !namesGoing(&r, goes) })...)
	}
	since, err := standingSince(ctx, s, by, n)
	if err != nil {
		return err
	}
	of := func(r *Record) int64 { return since[thing{r.Key().Kind, r.ID}] }
	by = slices.DeleteFunc(by, func(r Record) bool { return of(&r) == 0 }) // it named the same before
	if len(by) == 0 {
		return nil
	}
	slices.SortStableFunc(by, func(a, b Record) int { return cmp.Compare(of(&b), of(&a)) })
	var some []string
	for i := range by[:min(len(by), someNames)] {
		some = append(some, by[i].Key().String())
	}
	last := of(&by[0])
	return &LaterError{Errorf(Conflict, "conflict", "revision %d cannot be reversed: %s name what would be gone (%s); the last of them is of revision %d: take that one back first",
		n, counted(len(by), "thing written after it", "things written after it"), strings.Join(some, ", "), last), last}
}

// standingSince is standsSince of the things of some versions.
func standingSince(ctx context.Context, s Reader, of []Record, n int64) (map[thing]int64, error) {
	ids := map[RecordKind][]int64{}
	for i := range of {
		ids[of[i].Key().Kind] = append(ids[of[i].Key().Kind], of[i].ID)
	}
	history, err := historyOf(ctx, s, ids)
	if err != nil {
		return nil, err
	}
	out := map[thing]int64{}
	for t, versions := range byThing(history) {
		if out[t], err = standsSince(versions, n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// going gives the keys, former codes included, that find a thing on some day now and would not if n were
// taken back.
func going(history []Record, n int64) map[Key]standing {
	out := map[Key]standing{}
	for i := range history {
		v := &history[i]
		now, then := v.RevTo == 0, v.KnownAt(n-1)
		if !now && !then {
			continue
		}
		k := v.Key()
		for _, code := range append([]string{k.Code}, FormerCodes(v.Content)...) {
			of := out[k.with(code)]
			if now {
				of.now = append(of.now, v.Valid)
			}
			if then {
				of.then = append(of.then, v.Valid)
			}
			out[k.with(code)] = of
		}
	}
	for k, of := range out {
		if !of.lostIn(Always()) {
			delete(out, k)
		}
	}
	return out
}

// lostIn is true where a day of the period has the thing now and would not have it.
func (s standing) lostIn(p Period) bool {
	return slices.ContainsFunc(s.now, func(now Period) bool {
		both := Period{From: max(p.From, now.From), To: min(p.To, now.To)}
		_, lost := orphaned(both, s.then, OpenStart)
		return lost
	})
}

func namesGoing(r *Record, goes map[Key]standing) bool {
	return slices.ContainsFunc(loosely(r.Content), func(k Key) bool {
		of, there := goes[k]
		return there && of.lostIn(r.Valid)
	})
}

// loosely are the keys that a content names although the store keeps it where they are not there.
func loosely(c Content) (out []Key) {
	organisation := func(code string) {
		if code != "" {
			out = append(out, Key{Kind: KindOrganisation, Layer: LayerOrganisation, Code: code})
		}
	}
	switch it := c.(type) {
	case *Organisation:
		organisation(it.Parent)
		out = append(out, it.Of.Key(), it.Place.Key())
		for _, area := range it.Covers {
			out = append(out, area.Key())
		}
	case *Place:
		organisation(it.Owner)
	case *Post:
		out = append(out, it.At.Key(), Key{Kind: KindPerson, Layer: LayerPerson, Code: it.Person})
		for _, code := range it.StandIns {
			out = append(out, Key{Kind: KindPost, Layer: LayerPost, Code: code})
		}
	}
	return out
}
