package intake

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// maxPasses bounds how often repairs are done anew because areas of the store gained vertices.
const maxPasses = 6

// repairAndFit fits the features to each other and to the store, with the repairs asked for.
//
// A repair beside an area of the store can put a vertex on its border, and a second import,
// which sees that border, must come out the same. So the repairs are done again from the
// features as they were read, beside the store's areas as they have become, until these
// change no more.
func (im *importer) repairAndFit(ctx context.Context) error {
	if !im.o.asked(SnapToParent) && !im.o.asked(SplitParents) && !im.o.asked(CloseHairlines) {
		return im.fit(ctx)
	}
	start := im.snapshot()
	given := map[*city.Version]geo.MultiPolygon{} // of the store's areas that changed in any pass
	for pass := 1; ; pass++ {
		if err := im.repairParents(ctx); err != nil {
			return err
		}
		if err := im.fit(ctx); err != nil {
			return err
		}
		changed := false
		for _, n := range im.noded {
			changed = changed || !n.version.Shape.Equal(n.given)
			if _, known := given[n.version]; !known {
				given[n.version] = n.given
			}
		}
		if !changed || pass == maxPasses {
			im.report.Unsettled = changed
			im.nodedSince(given)
			return nil
		}
		im.restore(start)
	}
}

// nodedSince makes noded what changed since the first pass.
func (im *importer) nodedSince(given map[*city.Version]geo.MultiPolygon) {
	im.noded = nil
	for v, shape := range given {
		if !v.Shape.Equal(shape) {
			im.noded = append(im.noded, noded{v, shape})
		}
	}
	slices.SortFunc(im.noded, func(x, y noded) int {
		return cmp.Or(x.version.Key().Compare(y.version.Key()), cmp.Compare(x.version.Valid.From, y.version.Valid.From))
	})
	im.report.Noded = len(im.noded)
}

// snapshot is an importer before its repairs.
type snapshot struct {
	pointers []*feature
	features []feature
	report   Report
	ending   map[string]bool
}

func (im *importer) snapshot() *snapshot {
	s := &snapshot{pointers: slices.Clone(im.features), report: im.report.clone(), ending: maps.Clone(im.ending)}
	for _, f := range im.features {
		s.features = append(s.features, *f)
	}
	return s
}

// restore takes back all but the shapes of the store's areas.
func (im *importer) restore(s *snapshot) {
	im.features = slices.Clone(s.pointers)
	for i, f := range im.features {
		*f = s.features[i]
	}
	*im.report = s.report.clone()
	im.ending, im.heirs = maps.Clone(s.ending), nil
	im.noded, im.pulled = nil, 0
}

// clone is a report whose lists can grow apart from the first one's.
func (r *Report) clone() Report {
	out := *r
	out.Ended, out.Repaired = slices.Clone(r.Ended), slices.Clone(r.Repaired)
	out.Unrepaired, out.Rejected = slices.Clone(r.Unrepaired), slices.Clone(r.Rejected)
	out.Gaps, out.Overlaps = slices.Clone(r.Gaps), slices.Clone(r.Overlaps)
	return out
}
