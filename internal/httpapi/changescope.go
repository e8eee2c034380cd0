package httpapi

import (
	"context"
	"fmt"
	"slices"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
)

// signed makes the caller the author of a change, and refuses one that touches what the account is
// not for: as if it were not there.
func (s *Server) signed(ctx context.Context, c *city.Change) error {
	who := callerIn(ctx)
	if who.Anonymous() {
		return refusal(who, "changes.write")
	}
	c.Author = who.Account
	j, err := s.scopeOf(ctx, who, c)
	if err != nil {
		return err
	}
	for i := range c.Entries {
		if err := j.entry(ctx, &c.Entries[i]); err != nil {
			return err
		}
	}
	return nil
}

// mayEnd refuses deletions of what does not lie in the caller's areas, before anything is judged by it, in
// the words in which one is refused that never was.
func (s *Server) mayEnd(ctx context.Context, ask *edit.Request) error {
	if callerIn(ctx).WholeCity || len(ask.Deletes) == 0 {
		return nil
	}
	from := s.atlas.Current().Date
	if d, err := city.ParseDate(ask.EffectiveFrom); err == nil {
		from = d
	} // what is no date is refused by the editor
	j, err := s.scopeOn(ctx, from)
	if err != nil {
		return err
	}
	asks := ask.Deletes
	for i := range asks {
		k, err := asks[i].Key()
		if err != nil {
			continue // the editor says where
		}
		known, err := s.atlas.Known(ctx, k)
		if err != nil {
			return err
		}
		reaches := func(r city.Record) bool { return j.reaches(r.Content) }
		if len(known) == 0 || !slices.ContainsFunc(known, reaches) {
			return &edit.FieldError{Field: fmt.Sprintf("deletes[%d].code", i), Err: city.Errorf(city.NotFound, "unknown_code", "%s is not there, or not in the areas of this account", k)}
		}
	}
	return nil
}

// mayReverse refuses to take back a revision that touches what does not lie in the caller's areas, as one
// that never was. What of it is to stand again is judged when the change is made.
func (s *Server) mayReverse(ctx context.Context, n int64) error {
	if callerIn(ctx).WholeCity {
		return nil
	}
	touched, err := s.cfg.Editor.Touched(ctx, n)
	if err != nil {
		return err
	}
	from := city.OpenEnd
	for i := range touched {
		from = min(from, touched[i].Valid.From)
	}
	j, err := s.scopeOn(ctx, from)
	if err != nil {
		return err
	}
	if len(touched) == 0 || slices.ContainsFunc(touched, func(r city.Record) bool { return !j.reaches(r.Content) }) {
		return city.Errorf(city.NotFound, "unknown_revision", "there is no revision %d, or it touches what is not in the areas of this account", n)
	}
	return nil
}

// scopeOn judges by the city of today and, where it is a date of the calendar, by that of another.
func (s *Server) scopeOn(ctx context.Context, date city.Date) (*changeScope, error) {
	today := s.atlas.Current()
	j := &changeScope{s: s, who: callerIn(ctx), today: today, then: today}
	if date == today.Date || date < city.FirstDate || date >= city.LastDate {
		return j, nil
	}
	var err error
	j.then, err = s.atlas.At(ctx, date, today.Revision)
	return j, err
}

// changeScope judges what a change touches by the city of today and by that of the date from which
// the change holds.
type changeScope struct {
	s     *Server
	who   *access.Caller
	today *atlas.Picture
	then  *atlas.Picture
}

func (s *Server) scopeOf(ctx context.Context, who *access.Caller, c *city.Change) (*changeScope, error) {
	today := s.atlas.Current()
	j := &changeScope{s: s, who: who, today: today, then: today}
	if !slices.ContainsFunc(c.Entries, j.dated) {
		return j, nil
	}
	return s.scopeOn(ctx, c.Effective)
}

// dated is true of an entry that is judged by the date of its change, too: of the whole city's keeper
// only who is to hold a post is.
func (j *changeScope) dated(e city.Entry) bool {
	post, ok := e.Content.(*city.Post)
	return !j.who.WholeCity || ok && post.Person != ""
}

// toStand are the contents that an entry makes stand: what it puts, or what a reversal brings back that
// does not stand at the same time already.
func toStand(stands []city.Record, e *city.Entry) []city.Content {
	var out []city.Content
	if e.Content != nil {
		out = append(out, e.Content)
	}
	for i := range e.Versions {
		back := &e.Versions[i]
		if !slices.ContainsFunc(stands, func(r city.Record) bool { return r.Valid == back.Valid && alike(r.Content, back.Content) }) {
			out = append(out, back.Content)
		}
	}
	return out
}

// alike is true of two versions that are under the same and, of posts, are held by the same person.
func alike(a, b city.Content) bool {
	switch a := a.(type) {
	case *city.Area:
		b, ok := b.(*city.Area)
		return ok && a.Parent == b.Parent
	case *city.Organisation:
		b, ok := b.(*city.Organisation)
		return ok && a.Parent == b.Parent
	case *city.Post:
		b, ok := b.(*city.Post)
		return ok && a.Person == b.Person
	default:
		return true
	}
}

// entry refuses what does not lie in the caller's areas: what stands there at any date that is
// touched, what is to stand there, and the person who is to hold a post.
func (j *changeScope) entry(ctx context.Context, e *city.Entry) error {
	if !j.dated(*e) {
		return nil
	}
	known, err := j.s.atlas.Known(ctx, e.Key)
	if err != nil {
		return err
	}
	was := touched(known, e)
	if !j.who.WholeCity && !j.within(was, e) {
		return city.Errorf(city.NotFound, "unknown_code", "%s is not in the areas of this account", e.Key)
	}
	stands := inForce(was, e)
	for _, c := range toStand(stands, e) {
		if post, isPost := c.(*city.Post); !isPost || j.mayHold(stands, post) {
			continue
		}
		return city.Errorf(city.NotFound, "unknown_code", "%s: there is no such person on that date, or not in the areas of this account", e.Key)
	}
	return nil
}

// inForce are the versions of those touched that stand before an entry.
func inForce(was []city.Record, e *city.Entry) []city.Record {
	if e.Op == city.Restore {
		return was[:len(was)-len(e.Versions)]
	}
	return was
}

// touched are the versions that an entry cuts or replaces. One that takes a code up that has ended,
// or that is planned for later, touches what has it.
func touched(known []city.Record, e *city.Entry) []city.Record {
	if e.Op == city.Restore {
		return append(slices.Clone(known), e.Versions...)
	}
	var out []city.Record
	for i := range known {
		if v := known[i].Valid; v.From < e.Valid.To && e.Valid.From < v.To {
			out = append(out, known[i])
		}
	}
	if out == nil {
		return known
	}
	return out
}

func (j *changeScope) within(was []city.Record, e *city.Entry) bool {
	for i := range was {
		if !j.reaches(was[i].Content) {
			return false
		}
	}
	if e.Content == nil && len(was) == 0 { // a deletion, or a restoring, of nothing
		return false
	}
	stands := inForce(was, e)
	return !slices.ContainsFunc(toStand(stands, e), func(c city.Content) bool { return !j.reaches(c) || !j.under(stands, c) })
}

// under tells whether a content comes under nothing of others that it was not under before.
func (j *changeScope) under(was []city.Record, c city.Content) bool {
	switch c := c.(type) {
	case *city.Area: // one of the account's own scope stays under the area above it, which is another's
		same := len(was) == 0 || every(was, func(r city.Content) bool { a, ok := r.(*city.Area); return ok && a.Parent == c.Parent })
		return same || j.who.Reaches(j.then.LineageOf(c)[1:])
	case *city.Organisation: // it comes under no organisation of others
		same := c.Parent == "" || len(was) > 0 && every(was, func(r city.Content) bool { o, ok := r.(*city.Organisation); return ok && o.Parent == c.Parent })
		return same || j.who.Reaches(j.then.Lineage(city.Seat{Kind: city.KindOrganisation, Layer: city.LayerOrganisation, Code: c.Parent}))
	default:
		return true
	}
}

func every(list []city.Record, is func(city.Content) bool) bool {
	return !slices.ContainsFunc(list, func(r city.Record) bool { return !is(r.Content) })
}

// reaches tells whether all that a content is for lies in the caller's areas: whatever of it lies
// anywhere on one of the two dates, and on one of them all of it.
func (j *changeScope) reaches(c city.Content) bool {
	whole := false
	for _, pic := range []*atlas.Picture{j.today, j.then} {
		list := pic.LineagesOf(c)
		all := len(list) > 0
		for _, l := range list {
			switch {
			case j.who.Reaches(l):
			case nowhere(c, l):
				all = false
			default:
				return false
			}
		}
		whole = whole || all
	}
	return whole
}

// nowhere is true of a lineage that says nothing: what it is of is not in force, or what is above it.
func nowhere(c city.Content, lineage []city.Seat) bool {
	if a, ok := c.(*city.Area); ok {
		return a.Parent != "" && len(lineage) <= 1
	}
	return len(lineage) == 0
}

// mayHold tells whether a person may come to hold a post by this caller: one that there is on the date
// of the change, and whom the account is for already. Else a post would be a way to anybody's numbers.
func (j *changeScope) mayHold(was []city.Record, post *city.Post) bool {
	same := func(c city.Content) bool { p, ok := c.(*city.Post); return ok && p.Person == post.Person }
	if post.Person == "" || len(was) > 0 && every(was, same) {
		return true
	}
	_, there := j.then.Person(post.Person)
	return there && (j.who.WholeCity || j.who.Reaches(j.today.Reach(post.Person)))
}

// wrote puts a change into the audit. It stands already, signed in its own chain.
func (s *Server) wrote(ctx context.Context, c *city.Change, even bool, revision int64) {
	of := evenRestricted(even)
	for i := range c.Entries {
		if i == maxAudited {
			break
		}
		of = append(of, c.Entries[i].Key.String())
	}
	err := s.cfg.Gate.Record(context.WithoutCancel(ctx), callerIn(ctx), access.Entry{Action: "changes.write", Of: of, Outcome: "done", Revision: revision})
	if err != nil {
		s.log.ErrorContext(ctx, "a change is written, and its row of the audit is not", "revision", revision, "error", err.Error())
	}
}

// maxAudited is how many keys of a change a row of the audit names: the change log has all.
const maxAudited = 20
