package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// checkGeometry refuses a geometry that its kind cannot have.
func (im *thingImporter) checkGeometry(r *rowCells, d *thingDraft) {
	d.moved = d.raw != nil
	wanted := ""
	switch g := d.raw.(type) {
	case nil:
	case orb.MultiPoint:
		if len(g) == 1 && im.kind != city.KindLine {
			d.raw = g[0]
			break
		}
		wanted = "one point"
	case orb.Point:
		if im.kind == city.KindLine {
			wanted = "a line (for a gate a short one across the opening)"
		}
	case orb.Polygon, orb.MultiPolygon:
	case orb.LineString, orb.MultiLineString:
		if im.kind != city.KindLine {
			wanted = "a point or a polygon"
		}
	default:
		wanted = "a point, a line or a polygon"
	}
	if wanted != "" {
		r.fail(colWKT, codec.ReasonWrongGeometry, "%s is needed; the row holds a %s", wanted, kindOf(d.raw))
	}
}

// toLattice settles the system of the file and takes every position to the lattice.
func (im *thingImporter) toLattice(ctx context.Context, src codec.Source) error {
	sys, err := im.system(ctx, src)
	if err != nil {
		return err
	}
	if sys == nil {
		return nil // no row says where it is
	}
	im.report.CRS, im.projected = sys.Name(), sys.Projected()
	if im.o.SwapAxes {
		sys = crs.Swapped(sys)
	}
	for i := range im.report.Rejected {
		im.report.Rejected[i].At = degreesOf(sys, im.report.Rejected[i].At)
	}
	for i, d := range im.drafts {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if d.rejected || !d.located() {
			continue
		}
		if err := im.place(d, sys); err != nil { //nolint:contextcheck // Normalise takes none: it is linear
			return err
		}
	}
	return nil
}

// located is true of a row that says where something is: its thing, or the entrances alone.
func (d *thingDraft) located() bool { return d.raw != nil || len(d.doors) > 0 }

// degreesOf turns a position of the file into degrees; nil where it is none in that system.
func degreesOf(sys crs.System, at *orb.Point) *orb.Point {
	if at == nil {
		return nil
	}
	if p, err := snapped(sys, *at); err == nil {
		return place(p)
	}
	return nil
}

func snapped(sys crs.System, p orb.Point) (geo.Point, error) {
	ll, err := sys.ToWGS84(p)
	if err != nil {
		return geo.Point{}, err
	}
	return geo.Snap(ll)
}

// place gives a draft its shape or point.
func (im *thingImporter) place(d *thingDraft, sys crs.System) error {
	raw := d.raw
	d.raw = nil
	outOfRange := func(err error) error {
		im.reject(d, &rowFault{im.head.titles[colLon], crs.CauseOutOfRange, err.Error()}, nil)
		return nil
	}
	if err := d.takeDoors(sys); err != nil {
		return outOfRange(err)
	}
	switch g := raw.(type) {
	case nil: // the store knows where it is: only the entrances are told
		return nil
	case orb.Point:
		p, err := snapped(sys, g)
		if err != nil {
			return outOfRange(err)
		}
		d.put(&p, nil, nil)
		return nil
	case orb.LineString:
		raw = orb.MultiLineString{g}
	case orb.Polygon, orb.MultiPolygon:
		mp, _ := polygons(raw)
		if im.kind != city.KindLine {
			return im.placeShape(d, mp, sys)
		}
		raw = outlines(mp)
	}
	lines, err := linesOf(raw, sys)
	if err != nil {
		return outOfRange(err)
	}
	if len(lines) == 0 {
		im.reject(d, &rowFault{im.head.titles[colWKT], "collapsed", "nothing of the line is left on the lattice of 1e-7°, about 1 cm"}, nil)
		return nil
	}
	d.put(nil, nil, lines)
	return nil
}

// placeShape gives a building its ground plan, a place a point in it.
func (im *thingImporter) placeShape(d *thingDraft, mp orb.MultiPolygon, sys crs.System) error {
	reject := func(reason, message string, at *orb.Point) error {
		im.reject(d, &rowFault{im.head.titles[colWKT], reason, message}, at)
		return nil
	}
	rounded, err := (&importer{}).toLattice(mp, sys)
	if err != nil {
		return reject(crs.CauseOutOfRange, err.Error(), nil)
	}
	shape, err := partition.Normalise(rounded)
	var fault *partition.Fault
	switch {
	case errors.As(err, &fault) && len(fault.At) > 0:
		return reject(fault.Reason, fault.Error(), place(fault.At[0]))
	case errors.As(err, &fault):
		return reject(fault.Reason, fault.Error(), placeOf(rounded))
	case err != nil:
		return err
	}
	if im.kind == city.KindPlace {
		p := partition.LabelPoint(shape)
		d.put(&p, nil, nil)
		return nil
	}
	d.put(nil, shape, nil)
	return nil
}

// outlines are the rings of polygons as lines: the shores of a river, the wall round a compound.
func outlines(mp orb.MultiPolygon) orb.MultiLineString {
	var out orb.MultiLineString
	for _, poly := range mp {
		for _, ring := range poly {
			out = append(out, orb.LineString(ring))
		}
	}
	return out
}

// linesOf takes lines to the lattice, without repeated points; what rounds to one point is left out.
func linesOf(g orb.Geometry, sys crs.System) (geo.MultiLine, error) {
	var out geo.MultiLine
	ml, _ := g.(orb.MultiLineString)
	for _, raw := range ml {
		var line geo.Line
		for _, at := range raw {
			p, err := snapped(sys, at)
			if err != nil {
				return nil, err
			}
			if len(line) == 0 || line[len(line)-1] != p {
				line = append(line, p)
			}
		}
		if len(line) > 1 {
			out = append(out, line)
		}
	}
	return out, nil
}

// system decides in which reference system the positions are, as for areas; nil where there are none.
func (im *thingImporter) system(ctx context.Context, src codec.Source) (crs.System, error) {
	areas := &importer{o: &Options{CRS: im.o.CRS}, path: im.path}
	if err := im.byHeading(&src); err != nil {
		return nil, areas.inFile(err)
	}
	declared, err := areas.declared(ctx, src)
	if err != nil {
		return nil, err
	}
	bounds, some := im.bounds()
	if !some {
		return declared, nil
	}
	sys, err := crs.Detect(declared, bounds)
	var refusal *crs.Refusal
	if declared == nil || !errors.As(err, &refusal) || refusal.Cause != crs.CauseOutOfRange {
		return sys, areas.inFile(err)
	}
	return declared, areas.inFile(im.rejectStrays(declared, err))
}

// byHeading takes the system that the headings of a table name for what the file says of itself.
func (im *thingImporter) byHeading(src *codec.Source) error {
	said := ""
	if !isStated(im.o.CRS) && src.PRJ == "" {
		var err error
		if said, err = im.head.headingDatum(); err != nil {
			return err
		}
		if said != "" && src.CRS != "" && said != src.CRS {
			return &crs.Refusal{Cause: crs.CauseUnknownSystem, Message: fmt.Sprintf("the headings name the system %s, and the rows %s: say the right one by --crs", said, src.CRS)}
		}
	}
	im.stated = src.CRS != "" || src.PRJ != "" || said != ""
	if src.CRS = cmp.Or(src.CRS, said); src.CRS == "" && src.PRJ == "" && (saysDegrees(im.head.titles[colLon]) || im.head.has(colPosition)) {
		src.CRS = "EPSG:4326"
	}
	return nil
}

// rejectStrays rejects the rows that lie where the declared system does not reach; all of them cannot.
func (im *thingImporter) rejectStrays(declared crs.System, all error) error {
	strays := map[*thingDraft]error{}
	left := 0
	for _, d := range im.drafts {
		if d.rejected || !d.located() {
			continue
		}
		if err := crs.Check(declared, im.bound(d)); err != nil {
			strays[d] = err
		} else {
			left++
		}
	}
	if left == 0 {
		return all
	}
	for _, d := range im.drafts {
		if err := strays[d]; err != nil {
			im.reject(d, &rowFault{im.head.titles[colLon], crs.CauseOutOfRange, err.Error()}, nil)
		}
	}
	return nil
}

func (im *thingImporter) bound(d *thingDraft) orb.Bound {
	b := orb.MultiPoint(d.doors).Bound()
	if d.raw != nil {
		b = d.raw.Bound().Union(b)
	}
	if im.o.SwapAxes {
		b.Min[0], b.Min[1], b.Max[0], b.Max[1] = b.Min[1], b.Min[0], b.Max[1], b.Max[0]
	}
	return b
}

func (im *thingImporter) bounds() (b orb.Bound, some bool) {
	b = orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for _, d := range im.drafts {
		if !d.rejected && d.located() {
			b, some = b.Union(im.bound(d)), true
		}
	}
	return b, some
}
