package httpapi

import (
	"context"
	"slices"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// The classes of who sees what an import writes.
const (
	accessPublic     = "public"
	accessInternal   = "internal"
	accessRestricted = "restricted"
)

// importAccess is who will see what an import writes. An import opens and closes nothing: what it writes
// is as its layer or kind is opened, and what is about persons is restricted whatever is opened. Where
// the rows say their kinds it is public as soon as one of them may be.
func (s *Server) importAccess(ctx context.Context, ask *importAsk) (string, error) {
	var keys []string
	switch kind := intake.TableKind(ask.kind); kind {
	case intake.TableOrganisation, intake.TablePerson, intake.TablePost:
		return accessRestricted, nil
	case intake.TableBuilding:
		keys = []string{city.LayerBuilding}
	case intake.TableBarrier:
		keys = barrierKeys(ask.things.Layer)
	case kindNetwork:
		keys = city.LineLayers()
	case intake.TablePlace:
		keys = []string{ask.things.Layer}
		if ask.things.Layer == "" {
			keys = nil
			for _, k := range s.atlas.Current().Scheme.Places {
				keys = append(keys, k.Key)
			}
		}
	case intake.TableAttributes:
		keys = []string{ask.attributes.Layer}
	default:
		keys = []string{ask.areas.Layer}
	}
	open, err := s.cfg.Gate.Opened(ctx)
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(keys, open.Has) {
		return accessPublic, nil
	}
	return accessInternal, nil
}

// checkImportAccess refuses to write what is not for everybody where everybody would see it at once.
func (s *Server) checkImportAccess(ctx context.Context, ask *importAsk) error {
	if !ask.permission.Closed() || ask.even && callerIn(ctx).May("publish") {
		return nil
	}
	access, err := s.importAccess(ctx, ask)
	if err == nil && access == accessPublic {
		err = city.Errorf(city.Conflict, "classed_data", "the file is said to be %s, and what it is written to is open to everybody: close that first, and open it again knowingly", ask.permission)
	}
	return err
}

// barrierKeys are the layers of a sort of barriers.
func barrierKeys(sort string) []string {
	switch sort {
	case "":
		return []string{city.LayerWall, city.LayerRiver, city.LayerRail}
	case "river":
		return []string{city.LayerRiver}
	case "rail":
		return []string{city.LayerRail}
	}
	return []string{city.LayerWall}
}
