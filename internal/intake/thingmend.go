package intake

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
)

// datumMend is what a file does that takes the place of things in a wrong datum: where these stood was never true, so
// each version that stood so gets the true place for as long as it holds, and keeps all else that it said.
// What is new of them, what is new and what ends hold from the effective date on, as of any file.
type datumMend struct {
	guess    datumGuess
	versions map[city.Key][]*city.Record
}

// mend makes the file mend what a guess explains. A date that is asked for stands: nothing before it is touched.
func (im *thingImporter) mend(guess datumGuess) {
	if im.o.EffectiveFrom != nil || im.exported != nil {
		return
	}
	im.mends = &datumMend{guess, map[city.Key][]*city.Record{}}
	for i := range im.known {
		k := im.known[i].Key()
		im.mends.versions[k] = append(im.mends.versions[k], &im.known[i])
	}
}

// mended are the puts of the versions of a thing that stood in the wrong datum, without those from the
// effective date until end, for which the row itself speaks.
func (im *thingImporter) mended(d *thingDraft, end city.Date) ([]city.Entry, *rowFault) {
	if im.mends == nil || !d.moved {
		return nil, nil
	}
	var out []city.Entry
	for _, v := range im.mends.versions[d.given.Key()] {
		if !im.mends.explains(v.Content, d.given) {
			continue
		}
		content := placedAs(v.Content, d.given)
		if err := city.CheckContent(im.scheme, content); err != nil {
			return nil, &rowFault{"", "bad_content", err.Error()}
		}
		for _, valid := range []city.Period{
			{From: v.Valid.From, To: min(v.Valid.To, im.from)}, {From: max(v.Valid.From, end), To: v.Valid.To},
		} {
			if !valid.Empty() {
				out = append(out, city.PutContent(content, valid))
			}
		}
	}
	return out, nil
}

// explains is true where the guess says why a thing of the store does not stand where the file has it.
func (m *datumMend) explains(old, now city.Content) bool {
	was, is := old.Box(), streets.Wider(now.Box(), knownReach)
	if was.Empty() || is.Intersects(was) {
		return false
	}
	q, ok := m.guess.move(middle(was))
	return ok && is.Intersects(movedBox(was, q))
}

// placedAs is a content that stands where a row has it.
func placedAs(old, given city.Content) city.Content {
	var at thingDraft
	switch c := given.(type) {
	case *city.Building:
		at.given = &city.Building{Point: c.Point, Shape: c.Shape, Entrances: c.Entrances}
	case *city.Place:
		at.given, at.moved = &city.Place{Point: c.Point, Entrances: c.Entrances}, true
	case *city.Line:
		at.given = &city.Line{Shape: c.Shape}
	}
	return at.merged(old)
}

// continued lets the last put of a mended past and the put that follows it be one where both say the same.
func continued(past []city.Entry, now city.Entry) ([]city.Entry, city.Entry, error) {
	for i := range past {
		if past[i].Valid.To != now.Valid.From {
			continue
		}
		same, err := sameContent(past[i].Content, now.Content)
		if err != nil || !same {
			return past, now, err
		}
		now.Valid.From = past[i].Valid.From
		return slices.Delete(past, i, i+1), now, nil
	}
	return past, now, nil
}

// firstDay is the first date on which entries hold, of which there are some.
func firstDay(entries []city.Entry) city.Date {
	return slices.MinFunc(entries, func(a, b city.Entry) int { return cmp.Compare(a.Valid.From, b.Valid.From) }).Valid.From
}
