package httpapi

import (
	"context"
	"maps"
	"slices"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// paramEvenRestricted is the answer to the question that classed_data asks of a change.
var paramEvenRestricted = Param{
	Name: "even_restricted", Type: Text, Enum: []string{"true", "false"}, Default: "false",
	Says: city.Label{Zh: "许可级别为内部或受限的内容也写入已公开的图层（须有公开图层的权限）", En: "write what is internal or restricted also where everybody sees it at once; of who may open layers alone"},
}

// classedAtOnce is how many entries are looked up in the store at once.
const classedAtOnce = 5000

// carried is what is asked of a change before it is written.
type carried struct {
	open access.Opening        // what it is judged on
	from map[city.Key][]string // by edit.Plan
	even bool                  // the answer of the caller, which counts of one that may open
}

// checkClassed refuses a change that makes something internal or restricted stand where everybody would
// see it at once. knowingly is true where the change passes by the answer of the caller alone.
func (s *Server) checkClassed(ctx context.Context, c *city.Change, how carried) (knowingly bool, err error) {
	var first *closedEntry
	err = s.newlyClosed(ctx, c, how.open, how.from, func(e closedEntry) bool { first = &e; return false })
	switch {
	case err != nil || first == nil:
		return false, err
	case how.even && callerIn(ctx).May("publish"):
		return true, nil
	}
	return false, city.Errorf(city.Conflict, "classed_data",
		"%s would be %s, and %s is open to everybody: close that first, or say even_restricted to write it all the same", first.Key, first.will, first.Key.Layer)
}

// heldOpening keeps everything from being opened to everybody between judging a change (checkClassed) and
// writing it: what is opened then is judged on what the store holds after it.
type heldOpening struct {
	s    *Server
	held bool
}

// hold waits for who is opening something in this process, and has the store refuse the change where another one
// has opened something for it meanwhile. It gives what is open, on which the change is to be judged: what the
// store holds against it is that more is open when it writes. A change without anything internal or restricted
// waits for nobody, and nothing is open for it.
func (h *heldOpening) hold(ctx context.Context, c *city.Change) (judged access.Opening, err error) {
	closed := map[string]bool{}
	for i := range c.Entries {
		if e := &c.Entries[i]; strictest(e).Closed() {
			closed[e.Key.Layer] = true
		}
	}
	if len(closed) == 0 {
		return judged, nil
	}
	if !h.held {
		h.s.opensAlone.RLock()
		h.held = true
	}
	judged, err = h.s.openNow(ctx)
	c.Guard = func(ctx context.Context) error { return h.s.stillClosed(ctx, judged, closed) }
	return judged, err
}

// openNow is what is open to everybody as the store has it; without accounts nothing is opened, nor asked of a change.
func (s *Server) openNow(ctx context.Context) (access.Opening, error) {
	if s.cfg.Gate == nil {
		return access.Opening{}, nil
	}
	return s.cfg.Gate.OpenedNow(ctx)
}

// stillClosed refuses to write to layers of which one is open to everybody that was not when the change was judged.
func (s *Server) stillClosed(ctx context.Context, judged access.Opening, layers map[string]bool) error {
	now, err := s.openNow(ctx)
	if err != nil {
		return err
	}
	for _, layer := range slices.Sorted(maps.Keys(layers)) {
		if now.Has(layer) && !judged.Has(layer) {
			return city.Errorf(city.Conflict, "classed_data", "%s was opened to everybody just now, and something internal or restricted would be written to it: nothing was written; ask again", layer)
		}
	}
	return nil
}

// release lets things be opened again; it may be called twice.
func (h *heldOpening) release() {
	if h.held {
		h.held = false
		h.s.opensAlone.RUnlock()
	}
}

// importClassed is what the confirmation of a file would write where everybody sees it at once.
type importClassed struct {
	Internal   int      `json:"internal" doc:"things whose permission class would be internal"`
	Restricted int      `json:"restricted" doc:"those that would be restricted"`
	Layers     []string `json:"layers" doc:"the layers and kinds that they go into, which are open; none = the file as a whole is said to be of such a class"`
}

// countClassed counts what checkClassed refuses; nil where that is nothing.
func (s *Server) countClassed(ctx context.Context, c *city.Change) (*importClassed, error) {
	open, err := s.openNow(ctx)
	if err != nil {
		return nil, err
	}
	var n city.Classed
	layers := map[string]bool{}
	err = s.newlyClosed(ctx, c, open, nil, func(e closedEntry) bool {
		if e.will == city.PermissionInternal {
			n.Internal++
		} else {
			n.Restricted++
		}
		layers[e.Key.Layer] = true
		return true
	})
	if err != nil || !n.Any() {
		return nil, err
	}
	return &importClassed{n.Internal, n.Restricted, slices.Sorted(maps.Keys(layers))}, nil
}

// classedNow is what a judged file would write to what is open now; nil where that is nothing. A file that
// is said to be of such a class as a whole is refused for that alone.
func (s *Server) classedNow(ctx context.Context, u *upload, access string) (*importClassed, error) {
	if _, _, judged := u.outcome(); !judged || !u.dry || s.cfg.Gate == nil {
		return nil, nil
	}
	if u.classed != nil {
		open, err := s.cfg.Gate.Opened(ctx)
		if err != nil || slices.ContainsFunc(u.classed.Layers, open.Has) {
			return u.classed, err
		}
	}
	if u.ask.permission.Closed() && access == accessPublic {
		return &importClassed{Layers: []string{}}, nil
	}
	return nil, nil
}

// newlyClosed gives the entries of a change that make something internal or restricted stand where, with what
// is open, everybody would see it at once, until told is false. What stood so before, under its key, a former
// code, what ended in its favour or what an edit made it of (from, by edit.Plan), was opened knowingly
// and is none of them.
func (s *Server) newlyClosed(ctx context.Context, c *city.Change, open access.Opening, from map[city.Key][]string, told func(closedEntry) bool) error {
	closed := closedWhereOpen(c, open)
	ended := endedFor(c, closed)
	for part := range slices.Chunk(closed, classedAtOnce) {
		all := map[city.Key]bool{}
		for _, e := range part {
			for _, k := range e.stoodAs(from, ended) {
				all[k] = true
			}
		}
		was, err := s.atlas.KnownClasses(ctx, slices.Collect(maps.Keys(all)))
		if err != nil {
			return err
		}
		for _, e := range part {
			if !e.asNarrow(e.stoodAs(from, ended), was) && !told(e) {
				return nil
			}
		}
	}
	return nil
}

// closedEntry is an entry that makes something internal or restricted stand.
type closedEntry struct {
	*city.Entry
	will city.Permission
}

// closedWhereOpen are the entries of a change that make something internal or restricted stand in what is
// open to everybody.
func closedWhereOpen(c *city.Change, open access.Opening) []closedEntry {
	var out []closedEntry
	for i := range c.Entries {
		e := &c.Entries[i]
		if will := strictest(e); will.Closed() && open.Has(e.Key.Layer) {
			out = append(out, closedEntry{e, will})
		}
	}
	return out
}

// endedFor gives, for the keys of entries, what a change ends in their favour.
func endedFor(c *city.Change, closed []closedEntry) map[city.Key][]string {
	out := make(map[city.Key][]string, len(closed))
	for _, e := range closed {
		out[e.Key] = nil
	}
	for i := range c.Entries {
		e := &c.Entries[i]
		for _, code := range e.Successors {
			heir := city.Key{Kind: e.Key.Kind, Layer: e.Key.Layer, Code: code}
			if was, asked := out[heir]; asked {
				out[heir] = append(was, e.Key.Code)
			}
		}
	}
	return out
}

// stoodAs are the keys under which what an entry is about may have stood until now.
func (e closedEntry) stoodAs(from, ended map[city.Key][]string) []city.Key {
	keys := []city.Key{e.Key}
	for _, code := range slices.Concat(city.FormerCodes(e.Content), ended[e.Key], from[e.Key]) {
		keys = append(keys, city.Key{Kind: e.Key.Kind, Layer: e.Key.Layer, Code: code})
	}
	return keys
}

// asNarrow is true where one of the keys had a class as narrow as the one that the entry makes stand.
func (e closedEntry) asNarrow(keys []city.Key, was map[city.Key]city.Permission) bool {
	classes := city.Permissions()
	return slices.ContainsFunc(keys, func(k city.Key) bool {
		return slices.Index(classes, was[k]) >= slices.Index(classes, e.will)
	})
}

// evenRestricted are the keys that a row of the audit begins with: of a write that even_restricted let
// pass, the one that says so.
func evenRestricted(even bool) []string {
	if !even {
		return nil
	}
	return []string{"even/restricted"}
}

// strictest is the narrowest class of what an entry makes stand; empty where it says nothing, and of
// kinds that have none.
func strictest(e *city.Entry) city.Permission {
	switch e.Key.Kind {
	case city.KindArea, city.KindBuilding, city.KindLine, city.KindPlace:
	default: // nothing of these is ever open
		return ""
	}
	var n city.Classed
	if e.Content != nil {
		n.Add(e.Content)
	}
	n.AddAll(e.Versions)
	return n.Strictest()
}
