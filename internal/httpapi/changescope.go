package httpapi

import (
	"context"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// signed makes the caller the author of a change, and refuses one that touches what the account is
// not for: as if it were not there.
func (s *Server) signed(ctx context.Context, c *city.Change) error {
	who := callerIn(ctx)
	if who.Anonymous() {
		return refusal(who, "changes.write")
	}
	c.Author = who.Account
	if who.WholeCity {
		return nil
	}
	pic := s.atlas.Current()
	for i := range c.Entries {
		if !entryWithin(pic, who, &c.Entries[i]) {
			return city.Errorf(city.NotFound, "unknown_code", "%s is not in the areas of this account", c.Entries[i].Key)
		}
	}
	return nil
}

// entryWithin: what stands there, and what is to stand there, lie in the caller's areas.
func entryWithin(pic *atlas.Picture, who *access.Caller, e *city.Entry) bool {
	was := pic.Lineage(city.Seat{Kind: e.Key.Kind, Layer: e.Key.Layer, Code: e.Key.Code})
	if len(was) > 0 && !who.Reaches(was) {
		return false
	}
	if e.Content == nil { // a deletion, or a restoring of what was
		return len(was) > 0
	}
	if !who.Reaches(pic.LineageOf(e.Content)) {
		return false
	}
	// An area of the account's own scope stays under the area above it, which is another's.
	a, ok := e.Content.(*city.Area)
	if !ok || len(was) == 0 || len(was) > 1 && was[1].Code == a.Parent || len(was) == 1 && a.Parent == "" {
		return true
	}
	return who.Reaches(pic.LineageOf(a)[1:])
}

// wrote puts a change into the audit. It stands already, signed in its own chain.
func (s *Server) wrote(ctx context.Context, c *city.Change, revision int64) {
	var of []string
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
