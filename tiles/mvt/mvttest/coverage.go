package mvttest

import (
	"fmt"
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// The frame to which a tile is cut, 64 units outside its own square.
const frameLow, frameHigh = -64, mvt.Extent + 64

// Edge is a piece of a ring, from its first point to its second.
type Edge [2]mvt.Point

// back is the edge the other way round.
func (e Edge) back() Edge { return Edge{e[1], e[0]} }

// Inner is true of a point within the frame to which a tile is cut, and not on it.
func Inner(p mvt.Point) bool {
	return p.X > frameLow && p.X < frameHigh && p.Y > frameLow && p.Y < frameHigh
}

// AlongFrame is true of an edge that lies on the frame: the cut made it, no border.
func AlongFrame(e Edge) bool {
	return e[0].X == e[1].X && (e[0].X == frameLow || e[0].X == frameHigh) || e[0].Y == e[1].Y && (e[0].Y == frameLow || e[0].Y == frameHigh)
}

// Faces are the polygons of a layer in a tile.
type Faces struct {
	// Edges has the feature that has an edge, without the edges along the frame.
	Edges map[Edge]uint64
	// Area is twice that of all of them.
	Area int64
}

// FacesOf reads the polygons of a layer. Two that have the same edge in the same direction
// overlap, which is an error.
func FacesOf(l Layer) (Faces, error) {
	out := Faces{Edges: map[Edge]uint64{}}
	for _, f := range l.Features {
		for _, poly := range f.Polygons {
			for _, r := range poly {
				out.Area += r.TwiceArea()
				from := r[len(r)-1]
				for _, to := range r {
					e := Edge{from, to}
					if other, there := out.Edges[e]; there {
						return out, fmt.Errorf("%s %d and %d both have the edge %v", l.Name, other, f.ID, e)
					}
					if Inner(from) || Inner(to) || !AlongFrame(e) {
						out.Edges[e] = f.ID
					}
					from = to
				}
			}
		}
	}
	return out, nil
}

// Outline are the edges that nobody else has the other way round: what bounds all faces
// together, and where a border is torn.
func (f Faces) Outline() map[Edge]bool {
	out := map[Edge]bool{}
	for e := range f.Edges {
		if _, twin := f.Edges[e.back()]; !twin {
			out[e] = true
		}
	}
	return out
}

func (f Faces) has(e Edge) bool {
	_, forth := f.Edges[e]
	_, back := f.Edges[e.back()]
	return forth || back
}

// Coverage holds layers of a tile, the widest first, against each other: the areas of each
// have no common ground and cover that of the widest, whose outline is the only one; their
// borders lie on those of the deeper layers; and the layer "border" draws every border once,
// with the widest layer that has it. z is the zoom of the tile; ranks are those that the
// layer "border" gives the keys. The outline of the widest layer is returned: who knows what
// it should be can tell whether borders are torn there.
func Coverage(z uint8, layers map[string]Layer, keys ...string) (outline map[Edge]bool, err error) {
	all := make([]Faces, len(keys))
	for i, key := range keys {
		if all[i], err = FacesOf(layers[key]); err != nil {
			return nil, err
		}
		if all[i].Area != all[0].Area {
			return nil, fmt.Errorf("twice the area of %s is %d, of %s %d", keys[0], all[0].Area, key, all[i].Area)
		}
		if i == 0 {
			outline = all[0].Outline()
			continue
		}
		for e := range all[i].Outline() {
			if !outline[e] {
				return nil, fmt.Errorf("nobody shares the border %v of %s %d", e, key, all[i].Edges[e])
			}
		}
		for e := range all[i-1].Edges {
			if !all[i].has(e) {
				return nil, fmt.Errorf("the border %v of %s is none of %s", e, keys[i-1], key)
			}
		}
	}
	return outline, bordersOf(z, layers["border"], keys, all)
}

// bordersOf holds drawn borders against the faces that they bound.
func bordersOf(z uint8, l Layer, keys []string, all []Faces) error {
	drawn := map[Edge]bool{}
	for _, f := range l.Features {
		for _, line := range f.Lines {
			for i := 1; i < len(line); i++ {
				e := Edge{line[i-1], line[i]}
				if AlongFrame(e) && !Inner(e[0]) && !Inner(e[1]) {
					continue
				}
				if rank := slices.IndexFunc(all, func(f Faces) bool { return f.has(e) }); !ranked(z, e, f, rank, keys) {
					return fmt.Errorf("the border %v, of layer %d of %v, is drawn as %v", e, rank, keys, f.Props)
				}
				drawn[e] = true
			}
		}
	}
	for e := range all[len(all)-1].Edges {
		if drawn[e] == drawn[e.back()] {
			return fmt.Errorf("the border %v is drawn twice, or not at all", e)
		}
	}
	return nil
}

// ranked is true when a border is drawn as that of the layer with a rank, -1 = none has it.
// Where an area is thinner than the zoom shows, its border is all that is left of it; from
// zoom 13 on that is a unit or two at a junction.
func ranked(z uint8, e Edge, f Feature, rank int, keys []string) bool {
	got, ok := f.Props["rank"].(int64)
	if !ok || got < 0 || got >= int64(len(keys)) || f.Props["layer"] != keys[got] {
		return false
	}
	long := max(e[0].X-e[1].X, e[1].X-e[0].X, e[0].Y-e[1].Y, e[1].Y-e[0].Y) > 2
	return rank < 0 || got <= int64(rank) && (got == int64(rank) || z < 13 || !long)
}
