package locate

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/redsail/redsail/geo"
)

// Area is one area of a layer, its rings in the canonical form of geo.MultiPolygon.
type Area struct {
	Code  string
	Shape geo.MultiPolygon
}

// Layer is a set of areas. In a partition they are meant not to overlap; where they do,
// the owner rule names one. A free layer's areas overlap as they like.
type Layer struct {
	Key       string
	Partition bool
	Areas     []Area
}

// BuildError says which area, or which layer when Code is empty, cannot be indexed.
type BuildError struct {
	Layer  string
	Code   string
	Reason string
}

func (e *BuildError) Error() string {
	switch {
	case e.Layer == "":
		return "locate: " + e.Reason
	case e.Code == "":
		return fmt.Sprintf("locate: layer %q: %s", e.Layer, e.Reason)
	default:
		return fmt.Sprintf("locate: layer %q, area %q: %s", e.Layer, e.Code, e.Reason)
	}
}

// Limits of an index.
const (
	maxLayers   = 64
	maxAreas    = areaMask
	maxVertices = 1 << 28 // of one area
	maxCode     = 1 << 12 // bytes
)

// Index answers for a fixed set of layers. It does not change, so any number of goroutines
// may ask it at once. An area's number is its place in Layer.Areas; Edit gives a new one
// the next.
type Index struct {
	layers []layer
	areas  arena // their records
	cells  cells
}

// Build makes the index. It fails with *BuildError when two layers share a key, two
// areas of a layer share a code, or a shape has no ring, a ring of fewer than three
// points, a point that is off the earth, or no extent.
func Build(layers []Layer) (*Index, error) { return build(layers, usual) }

func build(layers []Layer, t tuning) (*Index, error) {
	if len(layers) > maxLayers {
		return nil, &BuildError{Reason: fmt.Sprintf("%d layers; at most %d are indexed", len(layers), maxLayers)}
	}
	facts := make([][]fact, len(layers))
	keys := make(map[string]bool, len(layers))
	for i := range layers {
		l := &layers[i]
		if keys[l.Key] {
			return nil, &BuildError{Layer: l.Key, Reason: "key is given twice"}
		}
		keys[l.Key] = true
		facts[i] = inspect(l.Areas)
		if err := l.check(facts[i]); err != nil {
			return nil, err
		}
	}
	g := survey(layers, facts)
	x := &Index{layers: make([]layer, len(layers))}
	var err error
	if x.cells, err = g.plant(t); err != nil {
		return nil, err
	}
	x.keep(layers, facts)
	return x, nil
}

// check refuses what cannot be indexed.
func (l *Layer) check(facts []fact) error {
	if len(l.Areas) > maxAreas {
		return &BuildError{Layer: l.Key, Reason: fmt.Sprintf("has %d areas; at most %d are indexed", len(l.Areas), maxAreas)}
	}
	codes := make(map[string]struct{}, len(l.Areas))
	for i, a := range l.Areas {
		fault := facts[i].fault
		if _, twice := codes[a.Code]; twice {
			fault = "code is given twice"
		}
		if len(a.Code) > maxCode {
			fault = fmt.Sprintf("code has %d bytes; at most %d are indexed", len(a.Code), maxCode)
		}
		if fault != "" {
			return &BuildError{Layer: l.Key, Code: a.Code, Reason: fault}
		}
		codes[a.Code] = struct{}{}
	}
	return nil
}

// keep writes down what is known of the areas.
func (x *Index) keep(layers []Layer, facts [][]fact) {
	var words []uint32
	for i := range layers {
		l := &layers[i]
		at := make([]uint32, len(l.Areas))
		for k := range l.Areas {
			at[k] = uint32(len(words) / quad)
			words = appendRecord(words, &facts[i][k], l.Areas[k].Code)
		}
		x.layers[i] = layer{key: strings.Clone(l.Key), partition: l.Partition, len: len(at), areas: pages(at)}
	}
	x.areas = newArena(words)
}

// before orders areas by exact size, then by code in byte order.
func before(a, b geo.TwiceArea, codeA, codeB string) int {
	return cmp.Or(a.Compare(b), strings.Compare(codeA, codeB))
}

// Code is the code of an area; it is empty when there is no such area.
func (x *Index) Code(layer, area int) string {
	if !x.knows(layer, area) {
		return ""
	}
	return x.record(layer, int32(area)).code()
}

func (x *Index) knows(layer, area int) bool {
	return layer >= 0 && layer < len(x.layers) && area >= 0 && area < x.layers[layer].len &&
		x.layers[layer].areas.get(uint32(area)) != ended
}

// Len is how many numbers a layer has given to areas, ended ones included.
func (x *Index) Len(layer int) int {
	if layer < 0 || layer >= len(x.layers) {
		return 0
	}
	return x.layers[layer].len
}

// Bytes is how much memory an index takes: its tables with what was built together, and what
// edits have added since then. Edit shares nearly all of the former with the index that it
// makes, and all of the latter; nothing of it is given back when areas end.
func (x *Index) Bytes() (built, added int) {
	for _, a := range x.arenas() {
		built += 4 * len(a.base)
		for _, chunk := range a.chunks {
			added += 4 * len(own(chunk))
		}
	}
	built += len(x.cells.top) * pageLen * 4
	for _, l := range x.layers {
		built += len(l.areas) * pageLen * 4
	}
	for _, s := range x.cells.borders {
		built += len(s.layers) * 8
	}
	return built, added
}
