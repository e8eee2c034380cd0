package intake

import (
	"errors"
	"fmt"
	"math"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/partition"
)

// closeRings judges the rings of a feature that were open, in the system of the file: false
// when an end is too far from the other, and the feature is rejected as it would be without
// the repair.
func (im *importer) closeRings(f *feature, sys crs.System) bool {
	limit := im.o.Repairs[CloseRing]
	var x Repaired
	for _, ring := range f.open {
		first, err1 := sys.ToWGS84(ring.First)
		last, err2 := sys.ToWGS84(ring.Last)
		if err1 != nil || err2 != nil {
			return true // toLattice says so
		}
		apart := float64(geo.Distance(first, last))
		p, err := geo.Snap(first)
		if err != nil {
			return true
		}
		if apart > limit {
			im.report.reject(f, codec.ReasonRingUnclosed,
				fmt.Sprintf("a ring ends %.2f m from where it begins; %s closes up to %g m", apart, CloseRing, limit), place(p))
			return false
		}
		if x.Places == 0 || apart > x.MovedM {
			x.At, x.MovedM = place(p), apart
		}
		x.Places++
	}
	if x.Places > 0 {
		x.Repair, x.MovedM = CloseRing, math.Round(x.MovedM*1e4)/1e4
		im.report.repaired(f, x)
	}
	return true
}

// normalise takes a shape into its canonical form and, where that is asked for, untangles it.
func (im *importer) normalise(f *feature, rounded geo.MultiPolygon) error {
	shape, err := partition.Normalise(rounded)
	if err == nil {
		f.shape = shape
		return nil
	}
	if im.o.asked(Untangle) {
		if u, failed := partition.Untangle(rounded); failed == nil && u != nil {
			f.shape = u.Shape
			im.report.repaired(f, Repaired{Repair: Untangle, At: place(u.At[0]), Places: len(u.At), AreaM2: float64(u.Changed)})
			return nil
		}
	}
	var fault *partition.Fault
	switch {
	case errors.As(err, &fault) && len(fault.At) > 0:
		im.report.reject(f, fault.Reason, fault.Error(), place(fault.At[0]))
	case errors.As(err, &fault):
		im.report.reject(f, fault.Reason, fault.Error(), placeOf(rounded))
	default:
		return err
	}
	return nil
}
