package atlas

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// mostCityPoints is how many points 20 m apart a drawing of all circles of a city asks at most: some
// 2,400 km² around the places, which takes seconds.
const mostCityPoints = 6_000_000

// apartBy is how far the boxes of two groups of circles are apart at least, in lattice units: about
// 200 m, so that the grids laid over them do not meet either.
const apartBy = 20_000

// cityCircles draws the bands of a set, the widest first: the ground that Circles draws, without a box;
// those of one number of minutes go by the place, if they are split. Places whose walks may meet are drawn on one grid, others apart from
// them, so that empty ground between towns costs nothing.
func (p *Picture) cityCircles(ctx context.Context, set CircleSet) ([]Band, error) {
	net, err := p.walked(set.Profile)
	if err != nil {
		return nil, err
	}
	minutes := widestFirst(set.Minutes)
	var doors []walk.Door
	var boxes []geo.Box
	open := p.openPlaces(set.Kinds, set.Tags)
	for i, pl := range open {
		if feet := doorsAt(net, int32(i), doorsOf(pl), set.From); len(feet) > 0 {
			doors, boxes = append(doors, feet...), append(boxes, around(net, doorsOf(pl), minutes[0]))
		}
	}
	boxes = groupBoxes(boxes)
	points := 0
	for _, box := range boxes {
		if points += net.ContourPoints(box); points > mostCityPoints {
			return nil, city.Errorf(city.TooLarge, "circles_too_large", "the circles of %d minutes around all places of the kind %s lie on more ground than is drawn for tiles: ask for fewer minutes, or for the circles in a box", minutes[0], set.kinds())
		}
	}
	dir := walk.ToFacility
	if set.From {
		dir = walk.FromFacility
	}
	field, err := net.Graph().Nearest(dir, doors, limitOf(minutes[0]))
	if err != nil {
		return nil, city.Errorf(city.Internal, "internal", "the circles cannot be drawn: %s", err)
	}
	by := map[bandKey]*Band{}
	for _, box := range boxes {
		grid, err := net.ContoursWithin(ctx, box, field, mostCityPoints)
		if err != nil {
			return nil, err
		}
		for _, m := range minutes {
			if err := bandsOf(ctx, grid, m, open, set.Split, func(b Band) { joinBand(by, b) }); err != nil {
				return nil, err
			}
		}
	}
	return normalBands(by) //nolint:contextcheck // it is linear
}

// bandKey tells the bands of a drawing apart; place is empty where they are merged.
type bandKey struct {
	minutes     int
	kind, place string
}

func (b *Band) key() bandKey {
	if b.Place == nil {
		return bandKey{minutes: b.Minutes}
	}
	return bandKey{b.Minutes, b.Place.Kind, b.Place.Code}
}

// joinBand adds the ground of a band that was drawn in one box.
func joinBand(by map[bandKey]*Band, b Band) {
	if has := by[b.key()]; has != nil {
		has.Shape = append(has.Shape, b.Shape...)
		return
	}
	by[b.key()] = &b
}

// normalBands are the bands in their order, as tiles want them.
func normalBands(by map[bandKey]*Band) ([]Band, error) {
	keys := slices.SortedFunc(maps.Keys(by), func(a, b bandKey) int {
		return cmp.Or(cmp.Compare(b.minutes, a.minutes), cmp.Compare(a.kind, b.kind), cmp.Compare(a.place, b.place))
	})
	out := make([]Band, len(keys))
	for i, k := range keys {
		out[i] = *by[k]
		var err error
		if out[i].Shape, err = partition.Normalise(out[i].Shape); err != nil {
			return nil, city.Errorf(city.Internal, "internal", "the circles cannot be put into tiles: %s", err)
		}
	}
	return out, nil
}

// groupBoxes puts boxes that are near each other into one that holds them, until none are.
func groupBoxes(boxes []geo.Box) []geo.Box {
	boxes = slices.Clone(boxes)
	for {
		var tree near.Tree[int]
		var out []geo.Box
		grown := func(b geo.Box) geo.Box {
			lo := geo.Point{X: cut(float64(b.Min.X)-apartBy, geo.MaxX), Y: cut(float64(b.Min.Y)-apartBy, geo.MaxY)}
			return geo.EmptyBox().Extend(lo).Extend(b.Max)
		}
		for _, b := range boxes {
			first := -1
			tree.Search(grown(b), func(_ geo.Box, i int) bool {
				if first < 0 || i < first {
					first = i
				}
				return true
			})
			if first < 0 {
				first = len(out)
				out = append(out, b)
			} else {
				out[first] = out[first].Union(b)
			}
			tree.Insert(grown(out[first]), first) // it may stand there several times, the last time whole
		}
		if len(out) == len(boxes) {
			return out
		}
		boxes = out
	}
}
