package city

import (
	"cmp"
	"context"
	"slices"
)

// IdlePerson is one who holds no post any more. Who gets it must be a keeper of the data: it names a
// person, if only by a code.
type IdlePerson struct {
	Code string
	// Since is the first date without a post. Of one who never had a post it is when the record as it is
	// was written, or began to hold if that came later.
	Since Date
}

// IdlePersons are those who, as a revision knows it (0 = the latest), held no post for at least that many
// days before a date, and have none that begins later, in the order of their codes. A record that has
// ended counts too, for its key is still there; who was erased does not count: erased are their codes, in
// byte order.
func IdlePersons(ctx context.Context, s Reader, revision int64, on Date, days int64, erased []string) ([]IdlePerson, error) {
	persons, err := s.Records(ctx, Query{Kind: KindPerson, Revision: revision})
	if err != nil {
		return nil, err
	}
	posts, err := s.Records(ctx, Query{Kind: KindPost, Revision: revision})
	if err != nil {
		return nil, err
	}
	last := map[string]Date{} // by a code of the person: the first date after all posts
	for i := range posts {
		if post, ok := posts[i].Content.(*Post); ok && post.Person != "" {
			last[post.Person] = max(last[post.Person], posts[i].Valid.To)
		}
	}
	written, err := writtenOn(ctx, s, persons)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(persons, func(a, b Record) int { return cmp.Compare(a.Valid.From, b.Valid.From) })
	byID := map[int64]*IdlePerson{}
	gone := map[int64]bool{}
	for i := range persons {
		r := &persons[i]
		p, ok := r.Content.(*Person)
		if !ok {
			continue
		}
		one := byID[r.ID]
		if one == nil {
			one = &IdlePerson{Since: OpenStart}
			byID[r.ID] = one
		}
		one.Code = p.Code // that of the latest version
		since, posted := OpenStart, false
		for _, code := range append([]string{p.Code}, p.Former...) {
			if to, had := last[code]; had {
				since, posted = max(since, to), true
			}
			_, is := slices.BinarySearch(erased, code)
			gone[r.ID] = gone[r.ID] || is
		}
		if !posted {
			since = max(written[r.RevFrom], r.Valid.From)
		}
		one.Since = max(one.Since, since)
	}
	var out []IdlePerson
	for id, one := range byID {
		if !gone[id] && int64(on)-int64(one.Since) >= days {
			out = append(out, *one)
		}
	}
	slices.SortFunc(out, func(a, b IdlePerson) int { return cmp.Compare(a.Code, b.Code) })
	return out, nil
}

// NotErased leaves those out whose codes are among the erased ones, which stand in byte order.
func NotErased(list []IdlePerson, erased []string) []IdlePerson {
	out := make([]IdlePerson, 0, len(list))
	for _, one := range list {
		if _, gone := slices.BinarySearch(erased, one.Code); !gone {
			out = append(out, one)
		}
	}
	return out
}

// writtenOn are the dates, in the city's zone, of the revisions that wrote records.
func writtenOn(ctx context.Context, s Reader, records []Record) (map[int64]Date, error) {
	scheme, err := s.Scheme(ctx)
	if err != nil {
		return nil, err
	}
	out := map[int64]Date{}
	for i := range records {
		n := records[i].RevFrom
		if _, known := out[n]; known {
			continue
		}
		revs, err := s.Revisions(ctx, n-1, 1)
		if err != nil {
			return nil, err
		}
		if len(revs) != 1 {
			return nil, Errorf(Internal, "internal", "revision %d of a record is not there", n)
		}
		out[n] = DateOf(revs[0].RecordedAt.In(scheme.Location()))
	}
	return out, nil
}
