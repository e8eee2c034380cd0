package merge

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// MostOutside bounds Report.OutsideAreas.
const MostOutside = 1000

// hairline is the width in metres below which a piece beyond the border of the city is no ground there, on either
// side of it: borders that should be one differ by rounding.
const hairline = 0.05

// Outside sums the areas of a layer that have ground outside the city.
type Outside struct {
	Layer string  `json:"layer"`
	Of    int     `json:"of"`     // areas that the layer has
	Areas int     `json:"areas"`  // those with ground outside
	Whole int     `json:"wholly"` // those that lie wholly outside
	Area  float64 `json:"area_m2"`
}

// OutsideArea is an area with ground outside the city.
type OutsideArea struct {
	Layer  string     `json:"layer"`
	Code   string     `json:"code"`
	Area   float64    `json:"outside_m2"`
	Share  *float64   `json:"share"` // of its ground
	Wholly bool       `json:"wholly"`
	At     [2]float64 `json:"at"` // in the largest piece outside
}

// readGround takes the areas that say where the city is: those of the widest partition or, where it has none,
// of one right under it in which the target layer lies. A layer that is merged itself says nothing of the city.
func (in *input) readGround(ctx context.Context, s city.Reader) error {
	for n, key := range in.scheme.GroundLayers() {
		if key == in.ask.Into || slices.Contains(in.ask.Layers, key) || n > 0 && !in.under(key) {
			continue
		}
		vs, err := in.versions(ctx, s, key)
		if err != nil {
			return err
		}
		if len(vs) > 0 {
			in.ground = layerOf(key, vs)
			return nil
		}
	}
	return nil
}

// under is true where the target layer lies in a layer.
func (in *input) under(key string) bool {
	for at := in.into.Parent; at != ""; {
		if at == key {
			return true
		}
		def, err := in.scheme.Layer(at)
		if err != nil {
			return false
		}
		at = def.Parent
	}
	return false
}

// checkBase refuses a base of which nothing lies in the city: no grid could be proposed.
func (g *ground) checkBase() error {
	sums, areas := g.beyondCity()
	for _, s := range sums {
		if s.Layer == g.in.layers[0].key && s.Whole == s.Of {
			i := slices.IndexFunc(areas, func(a OutsideArea) bool { return a.Layer == s.Layer })
			return city.Errorf(city.Conflict, "base_outside_city", "all %d areas of layer %q lie outside the city, where layer %q has no area (%s/%s at %.5f, %.5f): grids cannot start from it",
				s.Of, s.Layer, g.in.ground.key, areas[i].Layer, areas[i].Code, areas[i].At[0], areas[i].At[1])
		}
	}
	return nil
}

// stray is what an area has outside the city.
type stray struct {
	whole, out, largest float64 // m²
	face                int     // the largest piece
	wholly              bool    // it lies outside as a whole
}

// findOutside tells the faces and areas that lie outside the city; none where nobody says where that is. A hairline
// is outside with the areas that have it: where two of another town are drawn apart, say.
func (g *ground) findOutside() {
	g.outside = make([]bool, len(g.held))
	g.foreign = make([][]bool, len(g.in.layers))
	for l := range g.in.layers {
		g.foreign[l] = g.foreigners(l)
	}
	if len(g.in.ground.areas) == 0 {
		return
	}
	for f := range g.held {
		g.outside[f] = !g.city[f] && (g.width(f) >= hairline || g.amongForeigners(f))
	}
}

// foreigners tells which areas of a layer lie outside the city: what they have of it is no more than a hairline
// along their border, nor half of them.
func (g *ground) foreigners(l int) []bool {
	areas := g.in.layers[l].areas
	out, whole, within := make([]bool, len(areas)), make([]float64, len(areas)), make([]float64, len(areas))
	for f, held := range g.held {
		if i := held[l]; i != none {
			whole[i] += g.area[f]
			if g.city[f] {
				within[i] += g.area[f]
			}
		}
	}
	for i := range areas {
		noise := min(hairline*float64(perimeter(areas[i].Shape)), whole[i]/2)
		out[i] = len(g.in.ground.areas) > 0 && whole[i] > 0 && within[i] <= noise
	}
	return out
}

// amongForeigners is true of a face that areas have, all of which lie outside the city.
func (g *ground) amongForeigners(f int) bool {
	for l, i := range g.held[f] {
		if i != none && !g.foreign[l][i] {
			return false
		}
	}
	return !g.bare(f)
}

// strays are those of the areas of a layer.
func (g *ground) strays(l int) []stray {
	out := make([]stray, len(g.in.layers[l].areas))
	for f, held := range g.held {
		i := held[l]
		if i == none {
			continue
		}
		s := &out[i]
		s.whole += g.area[f]
		s.wholly = g.foreign[l][i]
		if g.outside[f] {
			s.out += g.area[f]
			if g.area[f] > s.largest {
				s.largest, s.face = g.area[f], f
			}
		}
	}
	return out
}

// width is twice the area of a face over the length round it, in metres.
func (g *ground) width(f int) float64 {
	around := float64(perimeter(g.faces.Shapes[f]))
	if around == 0 {
		return 0
	}
	return 2 * g.area[f] / around
}

// beyondCity tells which areas have ground outside the city.
func (g *ground) beyondCity() ([]Outside, []OutsideArea) {
	sums, areas := []Outside{}, []OutsideArea{}
	for l := range g.in.layers {
		layer := &g.in.layers[l]
		sum := Outside{Layer: layer.key, Of: len(layer.areas)}
		for i, s := range g.strays(l) {
			if s.out == 0 {
				continue
			}
			a := OutsideArea{
				Layer: layer.key, Code: layer.areas[i].Code, Area: tenths(s.out), Share: part(s.out, s.whole), Wholly: s.wholly,
				At: partition.LabelPoint(g.faces.Shapes[s.face]).LonLat(),
			}
			areas = append(areas, a)
			sum.Areas++
			sum.Area += s.out
			if a.Wholly {
				sum.Whole++
			}
		}
		if sum.Area = tenths(sum.Area); sum.Areas > 0 {
			sums = append(sums, sum)
		}
	}
	slices.SortFunc(areas, func(x, y OutsideArea) int {
		return cmp.Or(cmp.Compare(y.Area, x.Area), strings.Compare(x.Layer, y.Layer), strings.Compare(x.Code, y.Code))
	})
	return sums, areas
}
