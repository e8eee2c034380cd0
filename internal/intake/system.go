package intake

import (
	"context"
	"errors"
	"math"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/city"
)

// system decides in which reference system the file's coordinates are. A *crs.Refusal
// when all of them cannot be right; when only some features lie where the declared system
// does not reach, these are rejected.
func (im *importer) system(ctx context.Context, src codec.Source) (crs.System, error) {
	sys, err := im.declared(ctx, src)
	if err != nil {
		return nil, err
	}
	if bounds, some := im.bounds(); some {
		declared := sys != nil
		sys, err = im.detect(sys, bounds)
		if err == nil && !declared && src.Format == "dxf" {
			err = im.drawnInDegrees(sys, bounds)
		}
		if err != nil {
			return nil, im.inFile(err)
		}
	} else if sys == nil { // nothing is left to convert, only to report
		if sys, err = crs.Parse("wgs84"); err != nil {
			return nil, err
		}
	}
	im.report.CRS = sys.Name()
	if im.o.Control == "" {
		im.taken, im.projected = sys.Name(), sys.Projected()
	}
	if im.o.SwapAxes {
		sys = crs.Swapped(sys)
	}
	im.report.place(sys)
	return sys, nil
}

// declared is the system that the option or the file names; nil when none does.
func (im *importer) declared(ctx context.Context, src codec.Source) (crs.System, error) {
	if im.o.Control != "" {
		return im.fitControl(ctx)
	}
	if isStated(im.o.CRS) {
		sys, err := crs.Parse(im.o.CRS)
		if err != nil {
			return nil, city.Wrap(err, city.Invalid, "unknown_crs", "--crs")
		}
		return sys, nil
	}
	var sys crs.System
	var err error
	switch {
	case src.CRS != "":
		sys, err = crs.Parse(src.CRS)
	case src.PRJ != "":
		sys, err = crs.FromWKT(src.PRJ)
	case src.Format == "geojson" || src.Format == "topojson":
		sys, err = crs.Parse("wgs84")
	}
	return sys, im.inFile(err)
}

// bounds are those of all features still to be taken, axes in the order that the option
// says; some is false when there are none.
func (im *importer) bounds() (b orb.Bound, some bool) {
	for _, f := range im.features {
		switch {
		case f.rejected:
		case !some:
			b, some = im.bound(f), true
		default:
			b = b.Union(im.bound(f))
		}
	}
	return b, some
}

func (im *importer) bound(f *feature) orb.Bound {
	b := f.raw.Bound()
	if im.o.SwapAxes {
		b.Min[0], b.Min[1], b.Max[0], b.Max[1] = b.Min[1], b.Min[0], b.Max[1], b.Max[0]
	}
	return b
}

func (im *importer) detect(declared crs.System, bounds orb.Bound) (crs.System, error) {
	sys, err := crs.Detect(declared, bounds)
	var refusal *crs.Refusal
	if declared == nil && errors.As(err, &refusal) && refusal.Cause == crs.CauseAmbiguousZone {
		return nil, im.fitting(refusal, bounds)
	}
	if declared == nil || !errors.As(err, &refusal) || refusal.Cause != crs.CauseOutOfRange {
		return sys, err
	}
	strays := map[*feature]error{}
	left := 0
	for _, f := range im.features {
		if f.rejected {
			continue
		}
		if stray := crs.Check(declared, im.bound(f)); stray != nil {
			strays[f] = stray
		} else {
			left++
		}
	}
	if left == 0 {
		return nil, err
	}
	for _, f := range im.features {
		if stray := strays[f]; stray != nil {
			im.report.reject(f, crs.CauseOutOfRange, stray.Error(), nil)
		}
	}
	return declared, nil
}

// inFile names the file in a refusal.
func (im *importer) inFile(err error) error { return namedIn(im.path, err) }

// convert takes every feature to the lattice and into its canonical form.
func (im *importer) convert(ctx context.Context, sys crs.System) error {
	for _, f := range im.features {
		if f.rejected {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		raw := f.raw
		f.raw = nil
		if !im.closeRings(f, sys) {
			continue
		}
		rounded, err := im.toLattice(raw, sys)
		if err != nil {
			im.report.reject(f, crs.CauseOutOfRange, err.Error(), nil)
			continue
		}
		if err := im.normalise(f, rounded); err != nil {
			return err
		}
	}
	return nil
}

// toLattice converts a shape to WGS-84 and rounds it.
func (im *importer) toLattice(raw orb.MultiPolygon, sys crs.System) (geo.MultiPolygon, error) {
	out := make(geo.MultiPolygon, 0, len(raw))
	for _, poly := range raw {
		rounded := make(geo.Polygon, 0, len(poly))
		for _, ring := range poly {
			points := make(geo.Ring, 0, len(ring))
			for _, p := range ring {
				ll, err := sys.ToWGS84(p)
				if err != nil {
					return nil, err
				}
				q, err := geo.Snap(ll)
				if err != nil {
					return nil, err
				}
				im.rounded = max(im.rounded, math.Hypot(ll[0]*geo.Scale-float64(q.X), ll[1]*geo.Scale-float64(q.Y)))
				points = append(points, q)
			}
			rounded = append(rounded, points)
		}
		out = append(out, rounded)
	}
	return out, nil
}
