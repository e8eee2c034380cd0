package intake

import (
	"context"

	"github.com/redsail/redsail/internal/city"
)

// mend lets a file that takes the place of things in a wrong datum hold as long as these did, for they were
// never true, as that of areas does: since one of them changed last, and the areas that they name hold. A date
// that is asked for stands.
func (im *thingImporter) mend(ctx context.Context, s city.Reader) error {
	if im.o.EffectiveFrom != nil || im.exported != nil {
		return nil
	}
	named, err := im.namedSince(ctx, s)
	if err != nil {
		return err
	}
	since := max(named, lastChange(im.known, im.from))
	im.from = since
	im.things = linesAt(im.known, since)
	im.report.Effective = since.String()
	return im.openAreas(ctx, s)
}

// namedSince is since when all areas that the buildings of the file name hold; the beginning where they name none.
func (im *thingImporter) namedSince(ctx context.Context, s city.Reader) (city.Date, error) {
	since := city.OpenStart
	if im.kind != city.KindBuilding {
		return since, nil
	}
	ever, err := readAreas(ctx, s, im.scheme, im.state.Revision, city.OpenStart, city.LayerGrid, city.LayerCompound)
	if err != nil {
		return since, err
	}
	for _, d := range im.drafts {
		b, isBuilding := d.given.(*city.Building)
		if d.rejected || !isBuilding {
			continue
		}
		for layer, code := range map[string]string{city.LayerGrid: b.Grid, city.LayerCompound: b.Compound} {
			if code != "" {
				since = max(since, ever.begins(city.Key{Layer: layer, Code: code}, im.from))
			}
		}
	}
	return since, nil
}

// lastChange is the last date up to one on which a version begins or ends; the beginning where none does.
func lastChange(versions []city.Record, upTo city.Date) city.Date {
	last := city.OpenStart
	for i := range versions {
		for _, d := range []city.Date{versions[i].Valid.From, versions[i].Valid.To} {
			if d <= upTo {
				last = max(last, d)
			}
		}
	}
	return last
}
