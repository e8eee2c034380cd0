package intake

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// SetBack is why something is told of buildings that all stand on one side of the streets: a doubt, no finding.
const SetBack = "set_back"

// tellSetBack tells of the buildings of the file that all stand on one side of the streets of the store, as coverage
// will. What coverage would refuse is not judged here: whoever states a system is believed.
func (im *thingImporter) tellSetBack(ctx context.Context, s city.Reader) error {
	drafts, box := im.movedDrafts()
	if im.kind != city.KindBuilding || im.report.Shifted != nil || im.state.Revision == 0 || len(drafts) < leastThings {
		return nil
	}
	around := streets.Wider(box, aroundBuildings)
	roads, err := im.streets(ctx, s, &around)
	if err != nil || roads == nil {
		return err
	}
	var doors []geo.Point
	for _, d := range drafts {
		if b, isBuilding := d.given.(*city.Building); isBuilding && len(b.Entrances) > 0 {
			doors = append(doors, b.Entrances...)
		} else {
			doors = append(doors, middle(d.given.Box()))
		}
	}
	if doubt, err := roads.CheckDatum(city.LayerBuilding, doors); err == nil && doubt != nil {
		im.report.Shifted = &ShiftedThings{Reason: SetBack, Message: doubt.Says}
	}
	return nil
}

// tellSetBack tells of the buildings of the store that all stand on one side of the streets of the file.
func (im *networkImporter) tellSetBack(ctx context.Context, s city.Store, network *walk.Network) error {
	box := geo.EmptyBox()
	for i := range im.file.Lines {
		box = box.Union(im.file.Lines[i].Shape.Box())
	}
	samples, err := im.buildingSamples(ctx, s, box)
	if err != nil || im.report.Counts.Shifted > 0 {
		return err
	}
	near := streets.Wider(box, buildingReach)
	samples = slices.DeleteFunc(samples, func(p geo.Point) bool { return !near.Contains(p) })
	doubt, refusal := network.CheckDatum(samples)
	if refusal == nil && doubt != nil {
		im.report.SetBack = atlas.SetBackOf(city.LayerBuilding, doubt).Says
	}
	return nil
}
