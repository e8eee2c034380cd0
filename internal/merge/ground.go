package merge

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// none is in place of an area or a group where there is none.
const none = -1

// ground is all layers laid over each other.
type ground struct {
	in         *input
	faces      *partition.Overlay
	held       [][]int   // of each face, by layer: the area that owns it, or none
	area       []float64 // of each face, m²
	city       []bool    // of each face: an area of the city has it
	foreign    [][]bool  // by layer and area: it lies outside the city as a whole
	outside    []bool    // of each face: an area of the layers has it, and none of the city
	homes      []int64   // of each face: the households that count there
	total      totals
	layerHomes map[int]map[int]int64 // by layer and area: the households that count there
}

// totals are sums over all ground that a layer has.
type totals struct {
	area  float64
	homes int64
}

// lay cuts the ground of all layers into faces.
func lay(ctx context.Context, in *input) (*ground, error) {
	var areas []partition.Area
	var from [][2]int // layer and place of each
	layers := append(slices.Clone(in.layers), in.ground)
	for l := range layers {
		for i := range layers[l].areas {
			a := &layers[l].areas[i]
			areas = append(areas, partition.Area{Layer: l, Code: a.Code, Shape: a.Shape})
			from = append(from, [2]int{l, i})
		}
	}
	faces, err := partition.Lay(ctx, areas)
	var unstable *partition.UnstableError
	if errors.As(err, &unstable) {
		f := from[unstable.Areas[0]]
		return nil, city.Errorf(city.Conflict, "noding_unstable", "the borders of %s/%s and %d more areas do not come to rest when all layers are laid over each other",
			layers[f[0]].key, layers[f[0]].areas[f[1]].Code, len(unstable.Areas)-1)
	}
	if err != nil {
		return nil, err
	}
	n := len(faces.Shapes)
	g := &ground{in: in, faces: faces, held: make([][]int, n), area: make([]float64, n), city: make([]bool, n)}
	for f, of := range faces.Of {
		g.area[f] = float64(faces.Shapes[f].Area())
		held := g.owners(of, from)
		g.held[f] = held[:len(in.layers)]
		g.city[f] = held[len(in.layers)] != none
	}
	g.findOutside()
	if g.homes, err = countHomes(faces, in.buildings); err != nil {
		return nil, err
	}
	for f := range g.area {
		if g.bare(f) {
			continue
		}
		g.total.area += g.area[f]
		g.total.homes += g.homes[f]
	}
	return g, ctx.Err()
}

// bare is true of a face that the city alone has, and no layer.
func (g *ground) bare(f int) bool {
	return !slices.ContainsFunc(g.held[f], func(i int) bool { return i != none })
}

// owners gives for each layer, and last for the ground of the city, the area that owns a face: of several
// the smaller, then the lower code, as everywhere.
func (g *ground) owners(of []int, from [][2]int) []int {
	out := make([]int, len(g.in.layers)+1)
	for l := range out {
		out[l] = none
	}
	for _, k := range of {
		l, i := from[k][0], from[k][1]
		if out[l] == none {
			out[l] = i
			continue
		}
		areas := g.in.ground.areas
		if l < len(g.in.layers) {
			areas = g.in.layers[l].areas
		}
		x, y := &areas[i], &areas[out[l]]
		if c := x.Shape.TwiceArea().Compare(y.Shape.TwiceArea()); c < 0 || c == 0 && x.Code < y.Code {
			out[l] = i
		}
	}
	return out
}

// countHomes gives the households that count on each face.
func countHomes(faces *partition.Overlay, buildings []*city.Building) ([]int64, error) {
	out := make([]int64, len(faces.Shapes))
	if len(buildings) == 0 || len(faces.Shapes) == 0 {
		return out, nil
	}
	l := locate.Layer{Key: "face", Partition: true, Areas: make([]locate.Area, len(faces.Shapes))}
	for f, shape := range faces.Shapes {
		l.Areas[f] = locate.Area{Code: fmt.Sprint(f), Shape: shape}
	}
	ix, err := locate.Build([]locate.Layer{l})
	if err != nil {
		return nil, err
	}
	for _, b := range buildings {
		if b.Households == nil || !placed(b) {
			continue
		}
		if f := ix.Owner(0, atlas.CountingPoint(b)); f >= 0 {
			out[f] += *b.Households
		}
	}
	return out, nil
}

// placed is true of a building that has a place.
func placed(b *city.Building) bool {
	return len(b.Shape) > 0 || b.Point != nil || len(b.Entrances) > 0
}
