package streets

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/crs"
)

// graphML reads a street graph as OSMnx writes it (GraphML of networkx): nodes with x and y,
// edges with the tags of OpenStreetMap and, where they bend, a geometry in WKT. Speeds and
// lengths in the file are not used: both follow from the place and the rules of walking.
type graphML struct {
	*xmlFile
	limits Limits
	names  map[string]string // of the keys d0, d1 …
	crs    string
	nodes  map[string]orb.Point
	edges  []graphEdge
	refs   int
}

type graphEdge struct {
	from, to, key string
	shape         orb.LineString // nil: straight
	tags          map[string]string
	line          int // in the file
}

func readGraphML(ctx context.Context, r io.Reader, o *Options) (*Network, error) {
	g := &graphML{xmlFile: newXMLFile(ctx, r), limits: o.Limits, names: map[string]string{}, nodes: map[string]orb.Point{}}
	if _, err := g.root("graphml"); err != nil {
		return nil, err
	}
	for {
		t, err := g.next()
		if errors.Is(err, io.EOF) {
			return g.network(o)
		}
		if err != nil {
			return nil, err
		}
		se, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if err := g.element(se.Copy()); err != nil {
			return nil, err
		}
	}
}

func (g *graphML) element(se xml.StartElement) error {
	switch se.Name.Local {
	case "key":
		if len(g.names) >= g.limits.Tags {
			return tooLarge(g.place(), "more than %d keys", g.limits.Tags)
		}
		g.names[attr(&se, "id")] = attr(&se, "attr.name")
		return g.skip()
	case "graph":
		return nil // its children follow
	case "data":
		text, err := g.text()
		if err == nil && strings.EqualFold(g.names[attr(&se, "key")], "crs") {
			g.crs = strings.TrimSpace(text)
		}
		return err
	case "node":
		return g.node(&se)
	case "edge":
		return g.edge(&se)
	}
	return g.skip()
}

// text is that of an element that has begun.
func (g *graphML) text() (string, error) {
	var b strings.Builder
	for depth := g.depth - 1; g.depth > depth; {
		t, err := g.next()
		if err != nil {
			return "", err
		}
		if c, ok := t.(xml.CharData); ok {
			if b.Len()+len(c) > maxTokenBytes {
				return "", tooLarge(g.place(), "a text is longer than %d bytes", maxTokenBytes)
			}
			b.Write(c)
		}
	}
	return b.String(), nil
}

// attributes are the data of a node or an edge, by name.
func (g *graphML) attributes(what string) (map[string]string, error) {
	tags := map[string]string{}
	for depth := g.depth - 1; g.depth > depth; {
		t, err := g.next()
		if err != nil {
			return nil, err
		}
		se, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if se.Name.Local != "data" {
			if err := g.skip(); err != nil {
				return nil, err
			}
			continue
		}
		key := attr(&se, "key")
		name := cmp.Or(g.names[key], key)
		value, err := g.text()
		if err != nil {
			return nil, err
		}
		if name == "" {
			return nil, malformed(g.place(), "%s: data without a key", what)
		}
		if len(tags) >= g.limits.Tags {
			return nil, tooLarge(g.place(), "%s: more than %d attributes", what, g.limits.Tags)
		}
		if name != "geometry" && len(value) > g.limits.TextBytes {
			return nil, tooLarge(g.place(), "%s: the attribute %.40q is longer than %d bytes", what, name, g.limits.TextBytes)
		}
		tags[name] = value
	}
	return tags, nil
}

func (g *graphML) node(se *xml.StartElement) error {
	id, place := attr(se, "id"), g.place()
	tags, err := g.attributes("node " + clip(id))
	if err != nil {
		return err
	}
	switch {
	case id == "":
		return malformed(place, "a node has no id")
	case len(g.nodes) >= g.limits.Nodes:
		return tooLarge(place, "more than %d nodes", g.limits.Nodes)
	}
	x, errX := strconv.ParseFloat(strings.TrimSpace(tags["x"]), 64)
	y, errY := strconv.ParseFloat(strings.TrimSpace(tags["y"]), 64)
	if errX != nil || errY != nil || !finite(x) || !finite(y) {
		return malformed(place, "node %s: its place is x %.40q, y %.40q", clip(id), tags["x"], tags["y"])
	}
	g.nodes[id] = orb.Point{x, y}
	return nil
}

func (g *graphML) edge(se *xml.StartElement) error {
	e := graphEdge{from: attr(se, "source"), to: attr(se, "target"), key: cmp.Or(attr(se, "id"), "0")}
	e.line, _ = g.d.InputPos()
	place := fmt.Sprintf("line %d, edge %s–%s", e.line, clip(e.from), clip(e.to))
	tags, err := g.attributes("edge")
	if err != nil {
		return err
	}
	if len(g.edges) >= g.limits.Ways {
		return tooLarge(place, "more than %d edges", g.limits.Ways)
	}
	if text := tags["geometry"]; text != "" {
		if e.shape, err = lineString(text, g.limits.WayRefs); err != nil {
			return malformed(place, "its geometry: %v", err)
		}
	}
	if g.refs += max(len(e.shape), 2); g.refs > g.limits.Refs {
		return tooLarge(place, "the edges have more than %d vertices together", g.limits.Refs)
	}
	delete(tags, "geometry")
	for k, v := range tags {
		tags[k] = pythonFirst(v)
	}
	if v := tags["oneway"]; v == "True" || v == "False" {
		tags["oneway"] = map[string]string{"True": "yes", "False": "no"}[v]
	}
	e.tags = tags
	g.edges = append(g.edges, e)
	return nil
}

// pythonFirst is the first of the values that OSMnx writes as a list of Python, where it has
// made one edge of several ways: "['residential', 'tertiary']".
func pythonFirst(v string) string {
	if len(v) < 2 || v[0] != '[' || v[len(v)-1] != ']' {
		return v
	}
	one, _, _ := strings.Cut(v[1:len(v)-1], ",")
	return strings.Trim(strings.TrimSpace(one), `'"`)
}

// network makes lines of the edges: one of those that run there and back along the same line.
func (g *graphML) network(o *Options) (*Network, error) {
	n := newNetwork("graphml")
	var r raws
	pairs := map[[2]string][]orb.LineString{}
	codes := map[string]bool{}
	for i := range g.edges {
		e := &g.edges[i]
		l := rawLine{Line: Line{Code: "E" + e.from + "-" + e.to + "-" + e.key}}
		if err := g.ends(e); err != nil {
			return nil, err
		}
		if len(l.Code) > maxCode || strings.ContainsAny(l.Code, ";\x00\n\r\t") {
			n.reject(clip(l.Code), ReasonBadCode, "the ids of its nodes make no code", e.shape[0])
			continue
		}
		pair := [2]string{min(e.from, e.to), max(e.from, e.to)}
		if slices.ContainsFunc(pairs[pair], func(other orb.LineString) bool { return same(other, e.shape) }) {
			n.leave(LeftReverse, "")
			continue
		}
		kind, word, cause := class(e.tags)
		switch {
		case kind == "" && (cause == "" || cause == LeftUnknown):
			n.unknown(l.Code, fmt.Sprintf("line %d: ", e.line), first(word, "no highway"), e.shape[0])
			continue
		case kind == "":
			n.leave(cause, word)
			continue
		case codes[l.Code]:
			n.reject(l.Code, ReasonDuplicate, fmt.Sprintf("line %d: an edge before has the same ends and key", e.line), e.shape[0])
			continue
		}
		codes[l.Code] = true
		pairs[pair] = append(pairs[pair], e.shape)
		if e.tags["osmid"] != "" {
			n.Source = OSMSource
		}
		l.Kind, l.Class, l.parts = kind, classTags(word, e.tags), []orb.LineString{e.shape}
		l.name(e.tags)
		r.lines = append(r.lines, l)
	}
	var declared crs.System
	if g.crs != "" {
		var err error
		if declared, err = crs.Parse(g.crs); err != nil {
			return nil, err
		}
	}
	sys, err := r.system(o, declared)
	if err != nil {
		return nil, err
	}
	r.lattice(n, sys)
	return n, nil
}

// ends finds the nodes of an edge; a geometry must begin and end there.
func (g *graphML) ends(e *graphEdge) error {
	place := fmt.Sprintf("line %d, edge %s–%s", e.line, clip(e.from), clip(e.to))
	a, okA := g.nodes[e.from]
	b, okB := g.nodes[e.to]
	switch {
	case !okA:
		return malformed(place, "there is no node %s", clip(e.from))
	case !okB:
		return malformed(place, "there is no node %s", clip(e.to))
	case e.shape == nil:
		e.shape = orb.LineString{a, b}
	case !touch(e.shape[0], a) || !touch(e.shape[len(e.shape)-1], b):
		if !touch(e.shape[0], b) || !touch(e.shape[len(e.shape)-1], a) {
			return malformed(place, "its geometry does not run from node %s to node %s", clip(e.from), clip(e.to))
		}
		slices.Reverse(e.shape) // a reverse edge may keep the geometry of the other one
	}
	e.shape[0], e.shape[len(e.shape)-1] = a, b
	return nil
}

// touch is true of two places that differ by less than text loses: 1e-6 of a degree, a metre.
func touch(a, b orb.Point) bool {
	tolerance := 1e-6
	if max(a[0], -a[0], a[1], -a[1]) > 360 {
		tolerance = 1
	}
	dx, dy := a[0]-b[0], a[1]-b[1]
	return max(dx, -dx) <= tolerance && max(dy, -dy) <= tolerance
}

// same is true of two lines that are equal, or one the other's reverse.
func same(a, b orb.LineString) bool {
	if slices.Equal(a, b) {
		return true
	}
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[len(b)-1-i] {
			return false
		}
	}
	return true
}
