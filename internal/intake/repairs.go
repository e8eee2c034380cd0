package intake

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// The names of the repairs. Nothing is ever repaired that was not asked for by its name.
const (
	CloseRing      = "close-ring"      // an open ring whose ends are near each other is closed by a straight line
	Untangle       = "untangle"        // a shape that crosses itself covers what its rings wind round
	CloseHairlines = "close-hairlines" // gaps and overlaps of neighbours below 5 cm
	SnapToParent   = "snap-to-parent"  // a border near that of the parent takes its course
	SplitParents   = "split-parents"   // an area over several parents is cut into one for each
)

// reach is how far a repair may go, in metres: without a number, and at most.
type reach struct{ usual, most float64 }

var repairReach = map[string]reach{
	CloseRing: {1, 10}, SnapToParent: {1, 20},
	Untangle: {}, CloseHairlines: {}, SplitParents: {},
}

// RepairNames are the names of all repairs, in the order in which they are done.
func RepairNames() []string {
	return []string{CloseRing, Untangle, SnapToParent, SplitParents, CloseHairlines}
}

// Repairs are the repairs that an import may do, each with its reach in metres; 0 for those
// that have none.
type Repairs map[string]float64

// ParseRepairs reads names of repairs, some with their reach: close-ring=0.5. Its errors are
// city.Invalid, with the code bad_repair.
func ParseRepairs(words []string) (Repairs, error) {
	out := Repairs{}
	for _, word := range words {
		name, number, given := strings.Cut(strings.TrimSpace(word), "=")
		r, known := repairReach[name]
		switch {
		case !known:
			return nil, badRepair("%q is none; there are %s", clip(name), strings.Join(RepairNames(), ", "))
		case given && r.most == 0:
			return nil, badRepair("%s takes no distance", name)
		}
		if _, twice := out[name]; twice {
			return nil, badRepair("%s stands there twice", name)
		}
		out[name] = r.usual
		if given {
			m, err := strconv.ParseFloat(strings.TrimSuffix(number, "m"), 64)
			if err != nil || !(m > 0) || math.IsInf(m, 0) || m > r.most {
				return nil, badRepair("%s=%s: a distance above 0 and up to %g m is needed", name, clip(number), r.most)
			}
			out[name] = m
		}
	}
	return out, nil
}

func badRepair(format string, args ...any) error {
	return city.Errorf(city.Invalid, "bad_repair", "repair: "+format, args...)
}

// asked is true when the repair may be done.
func (o *Options) asked(name string) bool {
	_, ok := o.Repairs[name]
	return ok
}

// checkRepairs refuses what the layer cannot have.
func (im *importer) checkRepairs() error {
	for name := range im.o.Repairs {
		if _, known := repairReach[name]; !known {
			return badRepair("%q is none; there are %s", clip(name), strings.Join(RepairNames(), ", "))
		}
	}
	if im.o.asked(CloseHairlines) && !im.def.Partition {
		return badRepair("%s: areas of %q may overlap, so they have no gaps and overlaps to close", CloseHairlines, im.def.Key)
	}
	for _, name := range []string{SplitParents, SnapToParent} {
		if !im.o.asked(name) {
			continue
		}
		if im.def.Parent == "" {
			return badRepair("%s: layer %q has no parent layer", name, im.def.Key)
		}
		up, err := im.scheme.Layer(im.def.Parent)
		if err != nil {
			return err
		}
		if !up.Partition || name == SnapToParent && !im.def.Partition {
			return badRepair("%s: both %q and its parent %q must be partitions", name, im.def.Key, up.Key)
		}
	}
	return nil
}

// repaired writes a repair down.
func (r *Report) repaired(f *feature, x Repaired) {
	x.Feature, x.Code = f.number, clip(f.code)
	r.Repaired = append(r.Repaired, x)
}

// unrepaired writes down that a repair was asked for and could not be done.
func (r *Report) unrepaired(f *feature, x Unrepaired) {
	x.Feature, x.Code = f.number, clip(f.code)
	if r.UnrepairedMore = len(r.Unrepaired) >= mostUnrepaired; !r.UnrepairedMore {
		r.Unrepaired = append(r.Unrepaired, x)
	}
}

// mostUnrepaired bounds the places told at which a repair could not be done.
const mostUnrepaired = 1000

// dropRejected takes back what was said of features that are rejected after all.
func (r *Report) dropRejected(features []*feature) {
	if len(r.Repaired) == 0 && len(r.Unrepaired) == 0 {
		return
	}
	taken := map[int]bool{}
	for _, f := range features {
		taken[f.number] = taken[f.number] || !f.rejected
	}
	r.Repaired = slices.DeleteFunc(r.Repaired, func(x Repaired) bool { return !taken[x.Feature] })
	r.Unrepaired = slices.DeleteFunc(r.Unrepaired, func(x Unrepaired) bool { return x.Feature > 0 && !taken[x.Feature] })
}
