package edit

import (
	"context"

	"github.com/redsail/redsail/internal/city"
)

// Erasure is what erasing a person does, or would do.
type Erasure struct {
	// Codes are all that the person ever had: their keys are destroyed.
	Codes []string
	// Posts counts the versions of posts that become vacant from the day on.
	Posts int
	// Ended is true where the person's record holds on that day or later, and ends.
	Ended bool
	// Revision is the one that made the posts vacant; 0 = there was nothing to write.
	Revision int64
	change   city.Change
}

// eraseTries bounds how often a change is made anew because somebody else wrote meanwhile.
const eraseTries = 5

// PlanErase says what Erase would do, and changes nothing.
func PlanErase(ctx context.Context, s city.Reader, code string, from city.Date) (*Erasure, error) {
	st, err := s.State(ctx)
	if err != nil {
		return nil, err
	}
	p, err := personOf(ctx, s, code, false)
	if err != nil {
		return nil, err
	}
	e := &Erasure{Codes: p.codes, change: city.Change{Note: "抹除一人；a person was erased", Effective: from, Base: &st.Revision}}
	for i := range p.posts {
		r := &p.posts[i]
		post, ok := r.Content.(*city.Post)
		if !ok || r.Valid.To <= from {
			continue
		}
		vacant := *post
		vacant.Person, vacant.Acting = "", false
		e.change.Entries = append(e.change.Entries, city.PutContent(&vacant, city.Period{From: max(from, r.Valid.From), To: r.Valid.To}))
		e.Posts++
	}
	var first *city.Record // the earliest that still holds: its end takes all later ones along
	for i := range p.records {
		if r := &p.records[i]; r.Valid.To > from && (first == nil || r.Valid.From < first.Valid.From) {
			first = r
		}
	}
	if first != nil {
		e.Ended = true
		e.change.Entries = append(e.change.Entries, city.DeleteKey(first.Key(), max(from, first.Valid.From)))
	}
	return e, nil
}

// Erase erases the person who has or had a code: all keys are destroyed, from the day on the posts
// are vacant and the record has ended. What was sealed stays in log and history, so chain and undo
// hold, and cannot be opened any more. The keys go first: when the change fails after that, the
// same call makes it later. A code that no person ever had is NotFound, unknown_code.
func Erase(ctx context.Context, s city.Store, keys city.Keys, code, author string, from city.Date) (*Erasure, error) {
	var destroyed bool
	for try := 1; ; try++ {
		e, err := PlanErase(ctx, s, code, from)
		if err != nil {
			return nil, err
		}
		if !destroyed {
			if err := keys.Erase(ctx, e.Codes); err != nil {
				return nil, err
			}
			destroyed = true
		}
		if len(e.change.Entries) == 0 {
			return e, nil
		}
		e.change.Author = author
		rev, err := s.Apply(ctx, e.change)
		if err == nil {
			e.Revision = rev.Number
			return e, nil
		}
		if city.KindOf(err) != city.Stale || try == eraseTries {
			return nil, err
		}
	}
}

// Erase erases a person of the editor's store from today on.
func (e *Editor) Erase(ctx context.Context, keys city.Keys, code, author string) (*Erasure, error) {
	scheme, err := e.store.Scheme(ctx)
	if err != nil {
		return nil, err
	}
	return Erase(ctx, e.store, keys, code, author, city.DateOf(e.now().In(scheme.Location())))
}
