package atlas

import (
	"context"
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

// cityCircles draws the bands of a set, merged, the widest first: the ground that
// Circles draws, without a box. Places whose walks may meet are drawn on one grid, others apart from
// them, so that empty ground between towns costs nothing.
func (p *Picture) cityCircles(ctx context.Context, set CircleSet) ([]Band, error) {
	net, err := p.walked(set.Profile)
	if err != nil {
		return nil, err
	}
	minutes := widestFirst(set.Minutes)
	var doors []walk.Door
	var boxes []geo.Box
	for i, pl := range p.openPlaces(set.Kinds, set.Tags) {
		if feet := doorsAt(net, int32(i), doorsOf(pl), false); len(feet) > 0 {
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
	field, err := net.Graph().Nearest(walk.ToFacility, doors, limitOf(minutes[0]))
	if err != nil {
		return nil, city.Errorf(city.Internal, "internal", "the circles cannot be drawn: %s", err)
	}
	out := make([]Band, len(minutes))
	for i, m := range minutes {
		out[i].Minutes = m
	}
	for _, box := range boxes {
		grid, err := net.ContoursWithin(ctx, box, field, mostCityPoints)
		if err != nil {
			return nil, err
		}
		for i, m := range minutes {
			shape, err := grid.Within(ctx, limitOf(m))
			if err != nil {
				return nil, err
			}
			out[i].Shape = append(out[i].Shape, shape...)
		}
	}
	for i := range out {
		if len(out[i].Shape) == 0 {
			continue
		}
		if out[i].Shape, err = partition.Normalise(out[i].Shape); err != nil { //nolint:contextcheck // it is linear
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
