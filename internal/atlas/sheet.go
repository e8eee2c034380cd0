package atlas

import (
	"context"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles/picture"
)

// DrawSheet draws a sheet of an area, of which ask says how, as a PNG: the map to scale with what belongs round it. It fails as
// Area and Draw do.
func (a *Atlas) DrawSheet(ctx context.Context, p *Picture, d *picture.Drawer, ask picture.SheetAsk) (picture.SheetDrawing, error) {
	of, err := a.Area(ctx, p, ask.Area.Layer, ask.Area.Code)
	if err != nil {
		return picture.SheetDrawing{}, err
	}
	pyramid, err := p.Pyramid(ctx)
	if err != nil {
		return picture.SheetDrawing{}, err
	}
	ask.Area.Code = of.Code // a former one names the same area
	facts := picture.SheetFacts{
		Name: wordsOf(of.Name, of.Names), Code: of.Code, Bounds: of.Bounds, DataDate: of.DataDate, Source: of.Source,
		Drawn: city.DateOf(a.Now().In(a.Zone())).String(), Revision: p.Revision, Notices: p.Notices(), Names: map[string]map[string]string{},
	}
	for _, above := range of.Chain {
		card, err := a.Area(ctx, p, above.Layer, above.Code)
		if err != nil {
			return picture.SheetDrawing{}, err
		}
		facts.Above = append(facts.Above, wordsOf(card.Name, card.Names))
	}
	for _, l := range p.Layers() {
		facts.Names[l.Key] = labelOf(l.Name)
	}
	for _, k := range p.PlaceKinds() {
		if k.Count > 0 {
			facts.Kinds, facts.Names[k.Key] = append(facts.Kinds, k.Key), labelOf(k.Name)
		}
	}
	return d.DrawSheet(ctx, ask, facts, p.drawn(), pyramid)
}

// wordsOf are the names of an area by language; zh stands for the first that there is.
func wordsOf(first string, names city.Names) map[string]string {
	return map[string]string{"zh": first, "en": names.En}
}

func labelOf(l city.Label) map[string]string { return map[string]string{"zh": l.Zh, "en": l.En} }
