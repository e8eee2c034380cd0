package merge

import (
	"context"
	"errors"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// cutBuildings are the buildings of which several shapes have ground, by their numbers.
func cutBuildings(ctx context.Context, shapes []geo.MultiPolygon, buildings []*city.Building) ([]int, error) {
	var children []partition.Area
	var number []int
	for i, b := range buildings {
		if len(b.Shape) > 0 {
			children = append(children, partition.Area{Code: b.Code, Shape: b.Shape})
			number = append(number, i)
		}
	}
	parents := make([]partition.Area, len(shapes))
	for i, m := range shapes {
		parents[i] = partition.Area{Shape: m}
	}
	ix, err := indexOf(shapes)
	if err != nil || len(children) == 0 {
		return nil, err
	}
	named := make([]int, len(children))
	for k := range children {
		named[k] = holder(ix, children[k].Shape)
	}
	found, err := partition.FindStrays(ctx, children, parents, named)
	if err != nil {
		return nil, err
	}
	var out []int
	for _, s := range found.Found {
		// Ground of no grid cuts nothing, and neither does what noding leaves.
		if s.Parent < 0 || named[s.Child] < 0 || s.Hairline {
			continue
		}
		if n := number[s.Child]; len(out) == 0 || out[len(out)-1] != n {
			out = append(out, n)
		}
	}
	return out, nil
}

// holder is the shape that owns all vertices of a building or, where several do, its label point.
func holder(ix *locate.Index, m geo.MultiPolygon) int {
	owner, same := none, true
	for _, p := range m[0][0] {
		i := ix.Owner(0, p)
		if owner == none {
			owner = i
		}
		same = same && i == owner
	}
	if same {
		return owner
	}
	return ix.Owner(0, partition.LabelPoint(m))
}

// maxKeeps bounds how often buildings are given whole: what one takes may cut another that
// stands over it.
const maxKeeps = 5

// keepBuildings gives every building that shapes cut whole to the one that has most of it, and
// tells how many there were. Buildings that come to no rest with the shapes stay cut.
func keepBuildings(ctx context.Context, shapes []geo.MultiPolygon, buildings []*city.Building) ([]geo.MultiPolygon, int, error) {
	given := shapes
	var all []int
	for range maxKeeps {
		cut, err := cutBuildings(ctx, shapes, buildings)
		if err != nil {
			return nil, 0, err
		}
		if len(cut) == 0 {
			break
		}
		all = append(all, cut...)
		slices.Sort(all)
		all = slices.Compact(all)
		kept, err := giveWhole(ctx, given, buildings, all)
		if errors.Is(err, partition.ErrUnstable) {
			break
		}
		if err != nil {
			return nil, 0, err
		}
		shapes = kept
	}
	return shapes, len(all), nil
}

// giveWhole gives some buildings whole to the shape that has most of each.
func giveWhole(ctx context.Context, shapes []geo.MultiPolygon, buildings []*city.Building, some []int) ([]geo.MultiPolygon, error) {
	areas := make([]partition.Area, 0, len(shapes)+len(some))
	for _, m := range shapes {
		areas = append(areas, partition.Area{Shape: m})
	}
	for _, i := range some {
		areas = append(areas, partition.Area{Code: buildings[i].Code, Shape: buildings[i].Shape})
	}
	faces, err := partition.Lay(ctx, areas)
	if err != nil {
		return nil, err
	}
	return faces.Joined(wholeBuildings(faces, len(shapes)), len(shapes)), nil
}

// wholeBuildings gives each face its shape, and the faces of a building, with those of buildings
// that stand over it, the one that has most of them. Areas from the given number on are buildings.
func wholeBuildings(faces *partition.Overlay, shapes int) []int {
	group := make([]int, len(faces.Shapes))
	over := map[int]int{} // of each building: one that it stands over, itself at the end
	var root func(k int) int
	root = func(k int) int {
		if up, known := over[k]; known && up != k {
			over[k] = root(up)
			return over[k]
		}
		return k
	}
	first := make([]int, len(faces.Shapes)) // of each face: a building on it, or none
	for f, of := range faces.Of {
		group[f], first[f] = none, none
		for _, k := range of {
			switch {
			case k < shapes && group[f] == none:
				group[f] = k
			case k >= shapes && first[f] == none:
				first[f] = k
			case k >= shapes:
				over[root(k)] = root(first[f])
			}
		}
	}
	most := map[int]map[int]float64{} // of buildings that stand together: the ground of each shape
	for f, k := range first {
		if k == none || group[f] == none {
			continue
		}
		if most[root(k)] == nil {
			most[root(k)] = map[int]float64{}
		}
		most[root(k)][group[f]] += float64(faces.Shapes[f].Area())
	}
	for f, k := range first {
		if k != none && group[f] != none {
			group[f], _ = largest(most[root(k)])
		}
	}
	return group
}
