package httpapi

import (
	"context"
	"slices"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// paramEvenRestricted is the answer to the question that classed_data asks of a change.
var paramEvenRestricted = Param{
	Name: "even_restricted", Type: Text, Enum: []string{"true", "false"}, Default: "false",
	Says: city.Label{Zh: "许可级别为内部或受限的内容也写入已公开的图层（须有公开图层的权限）", En: "write what is internal or restricted also where everybody sees it at once; of who may open layers alone"},
}

// checkClassed refuses a change that makes something internal or restricted stand where everybody would
// see it at once. What stood so before, under its key, a former code or what ended in its favour, was
// opened knowingly and may be changed. even is the answer of the caller, who must be one that may open.
func (s *Server) checkClassed(ctx context.Context, c *city.Change, even bool) error {
	if s.cfg.Gate == nil || even && callerIn(ctx).May("publish") {
		return nil
	}
	var open access.Opening
	opened := false
	for i := range c.Entries {
		e := &c.Entries[i]
		will := strictest(e)
		if !will.Closed() {
			continue
		}
		if !opened {
			var err error
			if open, err = s.cfg.Gate.Opened(ctx); err != nil {
				return err
			}
			opened = true
		}
		if !open.Has(e.Key.Layer) {
			continue
		}
		was, err := s.wasClassed(ctx, c, e)
		if err != nil {
			return err
		}
		if slices.Index(city.Permissions(), was) < slices.Index(city.Permissions(), will) {
			return city.Errorf(city.Conflict, "classed_data",
				"%s would be %s, and %s is open to everybody: close that first, or say even_restricted to write it all the same", e.Key, will, e.Key.Layer)
		}
	}
	return nil
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

// wasClassed is the narrowest class that what an entry is about had until now.
func (s *Server) wasClassed(ctx context.Context, c *city.Change, e *city.Entry) (city.Permission, error) {
	keys := []city.Key{e.Key}
	with := func(code string) {
		keys = append(keys, city.Key{Kind: e.Key.Kind, Layer: e.Key.Layer, Code: code})
	}
	for _, former := range formerOf(e) {
		with(former)
	}
	for i := range c.Entries {
		if ended := &c.Entries[i]; ended.Key.Kind == e.Key.Kind && ended.Key.Layer == e.Key.Layer && slices.Contains(ended.Successors, e.Key.Code) {
			with(ended.Key.Code)
		}
	}
	var n city.Classed
	for _, k := range keys {
		known, err := s.atlas.Known(ctx, k)
		if err != nil {
			return "", err
		}
		n.AddAll(known)
	}
	return n.Strictest(), nil
}

// formerOf are the codes that the content of an entry had before.
func formerOf(e *city.Entry) []string {
	switch c := e.Content.(type) {
	case *city.Area:
		return c.Former
	case *city.Building:
		return c.Former
	case *city.Place:
		return c.Former
	case *city.Line:
		return c.Former
	default:
		return nil
	}
}
