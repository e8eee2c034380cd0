package intake

import (
	"context"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// judgeStanding finds the open places of the file that stand in water, or where nobody can walk to them.
// They are taken: the place may be right and the streets missing, yet nobody should have to find that out.
func (im *thingImporter) judgeStanding(ctx context.Context, s city.Reader) error {
	var places []*thingDraft
	for _, d := range im.drafts {
		if pl, isPlace := d.given.(*city.Place); isPlace && !d.rejected && pl.State == city.PlaceOpen && pl.Kind != atlas.LandmarkKind {
			places = append(places, d)
		}
	}
	if len(places) == 0 {
		return nil
	}
	ground, err := im.baseGround(ctx, s)
	if err != nil {
		return err
	}
	streets, err := im.streets(ctx, s, nil)
	if err != nil {
		return err
	}
	words := im.scheme.GroundWords()
	for i, d := range places {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		pl, _ := d.given.(*city.Place)
		at := atlas.InWater(words, ground(pl.Point))
		if at.Reason == "" && streets != nil {
			at = streets.StandingOf(pl)
		}
		if at.Reason != "" {
			im.report.Standing = append(im.report.Standing, StandingPlace{
				Feature: d.number, Row: d.row, Code: clip(pl.Code), Reason: at.Reason, Message: at.Text, At: pl.Point.LonLat(),
			})
		}
	}
	return nil
}

// baseGround finds the areas of base layers over a point.
func (im *thingImporter) baseGround(ctx context.Context, s city.Reader) (func(geo.Point) []*city.Version, error) {
	var tree near.Tree[*city.Version]
	for i := range im.scheme.Layers {
		l := &im.scheme.Layers[i]
		if !l.Base {
			continue
		}
		vs, err := s.Versions(ctx, city.Query{Layer: l.Key, At: &im.from, Revision: im.state.Revision})
		if err != nil {
			return nil, err
		}
		for k := range vs {
			tree.Insert(vs[k].Shape.Box(), &vs[k])
		}
	}
	return func(q geo.Point) (out []*city.Version) {
		tree.Search(geo.EmptyBox().Extend(q), func(_ geo.Box, v *city.Version) bool {
			if v.Shape.Owns(q) {
				out = append(out, v)
			}
			return true
		})
		return out
	}, nil
}

// streets are those of the store that meet a box (nil: all); nil where none can be walked on.
func (im *thingImporter) streets(ctx context.Context, s city.Reader, meets *geo.Box) (*atlas.Streets, error) {
	records, err := s.Records(ctx, city.Query{Kind: city.KindLine, At: &im.from, Revision: im.state.Revision, Meets: meets})
	if err != nil {
		return nil, err
	}
	var lines []*city.Line
	for i := range records {
		if l, isLine := records[i].Content.(*city.Line); isLine {
			lines = append(lines, l)
		}
	}
	streets, err := atlas.StreetsFrom(lines, im.scheme.WalkRules())
	if city.CodeOf(err) == `bad_network` { // that is no fault of this file
		return nil, nil
	}
	return streets, err
}
