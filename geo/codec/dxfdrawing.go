package codec

import (
	"fmt"
	"io"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// dxfDrawing is the stream of the chosen polylines with the texts inside them.
type dxfDrawing struct {
	src      Source
	outlines []dxfOutline
	mixed    map[string]bool // layers whose texts are codes and others
	given    int
}

// dxfOutline is a chosen polyline where it lies in the drawing.
type dxfOutline struct {
	ring          orb.Ring
	err           *FeatureError
	loose         bool // its ends are far apart: a line rather than a border
	layer, handle string
	texts         []dxfPlaced
}

// dxfPlaced is an item after its blocks were put into the drawing.
type dxfPlaced struct {
	item          dxfItem
	as            *dxfAffine
	layer, handle string
	at            orb.Point // of a text
}

// drawing puts the blocks in, chooses the layers, draws the polylines and finds their texts.
func (d *dxfFile) drawing(layer string) (*dxfDrawing, error) {
	x := dxfExpander{d: d, sizes: map[string]float64{}}
	if err := x.bounded(); err != nil {
		return nil, err
	}
	x.put(d.items, &dxfSame, "", "")
	chosen, name, err := d.choose(x.placed, layer)
	if err != nil {
		return nil, err
	}
	out := &dxfDrawing{src: Source{Format: "dxf", Encoding: d.text.name, Layer: name}}
	for _, p := range x.placed {
		if p.item.shape == nil || !chosen[strings.ToLower(p.layer)] {
			continue
		}
		s := p.item.shape
		o := dxfOutline{layer: p.layer, handle: p.handle, loose: !s.closed && !s.returns() && !s.nearlyReturns()}
		o.ring, o.err = s.ring(*p.as, d.b.RingVertices)
		if err := d.b.take(len(o.ring)); err != nil {
			return nil, err
		}
		out.outlines = append(out.outlines, o)
	}
	outside, err := placeTexts(d.ctx, out.outlines, x.texts())
	if err != nil {
		return nil, err
	}
	out.src.Ignored = d.ignored()
	if outside > 0 {
		out.src.Ignored = append(out.src.Ignored, fmt.Sprintf("%d TEXT outside of all polylines", outside))
	}
	out.mixed = mixedLayers(out.outlines)
	out.src.Fields = out.fields()
	return out, nil
}

// choose gives the layers to read, in lower case, and their names in one text. Without a
// choice it is the only one that holds a closed polyline, or one that is to be closed.
func (d *dxfFile) choose(placed []dxfPlaced, asked string) (map[string]bool, string, error) {
	all, listed, closed := map[string]string{}, map[string]bool{}, []string{}
	for _, p := range placed {
		if p.item.shape == nil {
			continue
		}
		all[strings.ToLower(p.layer)] = p.layer
		if s := p.item.shape; (s.closed || s.returns() || d.closes && s.nearlyReturns()) && !listed[strings.ToLower(p.layer)] {
			listed[strings.ToLower(p.layer)] = true
			closed = append(closed, p.layer)
		}
	}
	switch {
	case asked == "" && len(closed) == 1:
		return map[string]bool{strings.ToLower(closed[0]): true}, closed[0], nil
	case len(closed) == 0 && (asked == "" || len(all) == 0):
		return nil, "", &FileError{Kind: KindEmpty, Message: "the drawing holds no closed polyline; it holds: " + orNothing(d.ignored())}
	case asked == "":
		return nil, "", layerError("", closed)
	}
	names := strings.Split(asked, ",")
	if all[strings.ToLower(asked)] != "" { // a comma may be part of a name
		names = []string{asked}
	}
	chosen := map[string]bool{}
	for _, n := range names {
		n = strings.ToLower(strings.TrimSpace(n))
		if all[n] == "" {
			return nil, "", layerError(n, closed)
		}
		chosen[n] = true
	}
	return chosen, asked, nil
}

// returns is true when a polyline ends where it begins.
func (s *dxfShape) returns() bool {
	n := len(s.vertices)
	return n > 3 && s.vertices[0].at == s.vertices[n-1].at
}

// nearlyReturns is true when a polyline ends so near to where it begins that it is meant to be
// closed: within a twentieth of its own length.
func (s *dxfShape) nearlyReturns() bool {
	n := len(s.vertices)
	if n < 3 {
		return false
	}
	length := 0.0
	for i := 1; i < n; i++ {
		length += planar.Distance(s.vertices[i-1].at, s.vertices[i].at)
	}
	return planar.Distance(s.vertices[0].at, s.vertices[n-1].at) <= length/20
}

func orNothing(list []string) string {
	if len(list) == 0 {
		return "nothing that could be one"
	}
	return strings.Join(list, ", ")
}

func (s *dxfDrawing) source() Source { return s.src }
func (s *dxfDrawing) Close() error   { return nil }

// next gives the polylines in the order of the file.
func (s *dxfDrawing) next() (record, error) {
	if s.given == len(s.outlines) {
		return record{}, io.EOF
	}
	o := &s.outlines[s.given]
	s.given++
	rec := record{properties: map[string]string{"layer": o.layer}, err: o.err}
	if o.handle != "" {
		rec.properties["handle"] = o.handle
	}
	rec.note, rec.names = o.say(rec.properties, s.mixed)
	for _, t := range o.texts {
		rec.texts = append(rec.texts, t.item.text.words()...)
	}
	if o.err == nil {
		rec.geometry = orb.Polygon{o.ring}
	}
	return rec, nil
}
