package crs

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// Rules for control points. A fit is told for what it is by its residuals only when the
// points lie around the drawing and not in a heap or on a line.
const (
	LeastControls = 3
	MostControls  = 1000
	MostResidual  = 1.0  // metres
	leastApart    = 10.0 // metres between any two points
	leastSpan     = 100.0
	leastBreadth  = 0.05 // spread across the points by the spread along them: about 3°
	// farthest is how many times as far from the middle of the points as the farthest of them a
	// drawing may reach: so much does an error of the points grow there.
	farthest = 30.0
)

// Control is a point known in the plane of a drawing and in a system.
type Control struct {
	Label string    // for messages: "row 3 (A1)"
	Draw  orb.Point // easting, northing of the drawing, in its units
	Known orb.Point // in the system that the points are known in
}

// Residual is by how much a fitted point misses the known one: fitted less known, metres.
type Residual struct{ East, North float64 }

// Size is the length of the residual in metres.
func (r Residual) Size() float64 { return math.Hypot(r.East, r.North) }

// Fitted is the system of a drawing that control points tie to a plane: a similarity of
// four parameters (two shifts, a turn, a scale) and then the plane.
type Fitted struct {
	plane      *transverse
	from, to   orb.Point // the middles of the points in the drawing and in the plane
	a, b       float64   // scale·cos and scale·sin of the turn
	reach      float64   // metres from to, as far as points are taken
	Residuals  []Residual
	controls   int
	worst      int
	worstLabel string
}

// FitControls finds the similarity from the plane of a drawing to the world by least
// squares, residuals in the metres of the target plane: the known system when that is a
// transverse Mercator, else one of scale 1 on the middle of the points. It fails with a
// *Refusal of the cause bad_control when points are too few, too near one another or on a
// line, and above MostResidual, naming the worst point.
func FitControls(known System, points []Control) (*Fitted, error) {
	if n := len(points); n < LeastControls || n > MostControls {
		return nil, badControl("%d control points, %d to %d are needed", n, LeastControls, MostControls)
	}
	plane, world, err := planeOf(known, points)
	if err != nil {
		return nil, err
	}
	for i := range points {
		if !(math.Abs(points[i].Draw[0]) <= 1e12 && math.Abs(points[i].Draw[1]) <= 1e12) {
			return nil, badControl("%s: x and y are not within ±1e12", points[i].Label)
		}
	}
	if err := spread(points, world); err != nil {
		return nil, err
	}
	f := leastSquares(points, world)
	f.plane = plane
	if size := f.Residuals[f.worst].Size(); !(size <= MostResidual) {
		m := &Misfit{Residuals: f.Residuals, Worst: f.worst}
		m.Without, m.WithinM = without(points, world)
		rest := ""
		if m.Without >= 0 {
			rest = fmt.Sprintf("; without %s the others fit within %.3f m", points[m.Without].Label, m.WithinM)
		}
		r := badControl("the control points do not fit: %s is %.3f m off, more than %g m (%s)%s%s",
			points[f.worst].Label, size, MostResidual, f.words(points), rest, mirrored(points, world))
		r.Misfit = m
		return nil, r
	}
	return f, nil
}

func badControl(format string, args ...any) *Refusal {
	return refuse(CauseBadControl, "", format, args...)
}

// planeOf gives the plane to fit in and the known points there.
func planeOf(known System, points []Control) (*transverse, []orb.Point, error) {
	world := make([]orb.Point, len(points))
	var lon float64
	for i := range points {
		ll, err := known.ToWGS84(points[i].Known)
		if err == nil {
			err = onEarth(known.Name(), ll)
		}
		if err != nil {
			return nil, nil, badControl("%s: %v", points[i].Label, err)
		}
		world[i] = ll
		lon += ll[0] / float64(len(points))
	}
	plane, ok := known.(*transverse)
	if !ok {
		// Rounded, so that the same plane comes of the same points a little otherwise written.
		p := tmParameters{lon0: math.Round(lon*100) / 100, k: 1, fe: 500_000}
		plane = newTransverse(p.name(), p)
	}
	for i := range world {
		q, err := plane.FromWGS84(world[i])
		if err != nil {
			return nil, nil, badControl("%s: %v", points[i].Label, err)
		}
		world[i] = q
	}
	return plane, world, nil
}

// spread refuses points in a heap or on a line.
func spread(points []Control, world []orb.Point) error {
	span := 0.0
	for i := range world {
		for j := range i {
			d := math.Hypot(world[i][0]-world[j][0], world[i][1]-world[j][1])
			if span = max(span, d); d < leastApart {
				return badControl("%s and %s are only %.2f m apart, less than %g m", points[j].Label, points[i].Label, d, leastApart)
			}
		}
	}
	if span < leastSpan {
		return badControl("the control points are at most %.1f m apart; points %g m apart or more are needed", span, leastSpan)
	}
	along, across := axes(world)
	if across < leastBreadth*along {
		return badControl("the control points lie on a line: their spread is %.1f m along it and %.2f m across; add one aside", along, across)
	}
	draw := make([]orb.Point, len(points))
	for i := range points {
		draw[i] = points[i].Draw
	}
	if a, b := axes(draw); !(a > 0 && b >= leastBreadth/2*a) {
		return badControl("the control points lie on a line in the drawing, but not on the ground: x and y of one are wrong")
	}
	return nil
}

// axes are the root mean squares of points along and across the line that fits them best.
func axes(points []orb.Point) (along, across float64) {
	m := middle(points)
	var xx, xy, yy float64
	for _, p := range points {
		x, y := p[0]-m[0], p[1]-m[1]
		xx, xy, yy = xx+x*x, xy+x*y, yy+y*y
	}
	half, root := (xx+yy)/2, math.Hypot((xx-yy)/2, xy)
	n := float64(len(points))
	return math.Sqrt((half + root) / n), math.Sqrt(max(half-root, 0) / n)
}

func middle(points []orb.Point) orb.Point {
	var m orb.Point
	for _, p := range points {
		m[0] += p[0] / float64(len(points))
		m[1] += p[1] / float64(len(points))
	}
	return m
}

// leastSquares is the fit in closed form about the middles of the points.
func leastSquares(points []Control, world []orb.Point) *Fitted {
	draw := make([]orb.Point, len(points))
	for i := range points {
		draw[i] = points[i].Draw
	}
	f := &Fitted{from: middle(draw), to: middle(world), controls: len(points), Residuals: make([]Residual, len(points))}
	var square, dot, cross float64
	for i := range draw {
		x, y := draw[i][0]-f.from[0], draw[i][1]-f.from[1]
		u, v := world[i][0]-f.to[0], world[i][1]-f.to[1]
		square += x*x + y*y
		dot += x*u + y*v
		cross += x*v - y*u
		f.reach = max(f.reach, farthest*math.Hypot(u, v))
	}
	f.a, f.b = dot/square, cross/square
	for i := range draw {
		q := f.toPlane(draw[i])
		f.Residuals[i] = Residual{q[0] - world[i][0], q[1] - world[i][1]}
		if f.Residuals[i].Size() > f.Residuals[f.worst].Size() {
			f.worst = i
		}
	}
	f.worstLabel = points[f.worst].Label
	return f
}

// mirrored tells when the points would fit with x and y of the drawing the other way round:
// in Chinese surveying x is the northing.
func mirrored(points []Control, world []orb.Point) string {
	turned := make([]Control, len(points))
	for i := range points {
		turned[i] = points[i]
		turned[i].Draw = turn(points[i].Draw)
	}
	m := leastSquares(turned, world)
	size := m.Residuals[m.worst].Size()
	if !(size <= MostResidual) {
		return ""
	}
	return fmt.Sprintf("; with x and y of the points the other way round they fit within %.3f m: "+
		"change these columns, or, if the drawing has its axes that way too, use --swap-axes (leave it out where it is used)", size)
}

// without is the one point whose leaving out makes the others fit best, and how far off they are then at
// most; -1 = they do not fit then either.
func without(points []Control, world []orb.Point) (at int, within float64) {
	best, at := MostResidual, -1
	if len(points) <= LeastControls {
		return at, 0
	}
	for i := range points {
		left := leastSquares(slices.Delete(slices.Clone(points), i, i+1), slices.Delete(slices.Clone(world), i, i+1))
		if size := left.Residuals[left.worst].Size(); size <= best {
			best, at = size, i
		}
	}
	if at < 0 {
		return at, 0
	}
	return at, best
}

// words lists the residuals of a refused fit.
func (f *Fitted) words(points []Control) string {
	const shown = 12
	var out []string
	for i := range points[:min(len(points), shown)] {
		out = append(out, fmt.Sprintf("%s %.3f m", points[i].Label, f.Residuals[i].Size()))
	}
	if len(points) > shown {
		out = append(out, "…")
	}
	return strings.Join(out, ", ")
}

// Name says how many points tie the drawing to which plane. Parse does not take it.
func (f *Fitted) Name() string {
	return fmt.Sprintf("%d control points on %s", f.controls, f.plane.name)
}

// Projected is true: a drawing is a plane.
func (f *Fitted) Projected() bool { return true }

// Plane is the name of the target plane.
func (f *Fitted) Plane() string { return f.plane.name }

// Scale is how many metres of the plane a unit of the drawing is.
func (f *Fitted) Scale() float64 { return math.Hypot(f.a, f.b) }

// Turn is by how many degrees, anticlockwise, the drawing is turned onto the plane.
func (f *Fitted) Turn() float64 { return math.Atan2(f.b, f.a) / radian }

// Worst is the largest residual in metres and the label of its point.
func (f *Fitted) Worst() (metres float64, label string) {
	return f.Residuals[f.worst].Size(), f.worstLabel
}

// RMS is the root mean square of the residuals in metres.
func (f *Fitted) RMS() float64 {
	sum := 0.0
	for _, r := range f.Residuals {
		sum += r.East*r.East + r.North*r.North
	}
	return math.Sqrt(sum / float64(len(f.Residuals)))
}

func (f *Fitted) toPlane(p orb.Point) orb.Point {
	x, y := p[0]-f.from[0], p[1]-f.from[1]
	return orb.Point{f.to[0] + f.a*x - f.b*y, f.to[1] + f.b*x + f.a*y}
}

// ToWGS84 turns the drawing onto the plane; points too far from the control points are refused.
func (f *Fitted) ToWGS84(p orb.Point) (orb.Point, error) {
	q := f.toPlane(p)
	if !(math.Hypot(q[0]-f.to[0], q[1]-f.to[1]) <= f.reach) {
		return p, &PointError{f.Name(), p, fmt.Sprintf("is more than %.0f km from the control points", f.reach/1000)}
	}
	return f.plane.ToWGS84(q)
}

// FromWGS84 is the reverse of ToWGS84.
func (f *Fitted) FromWGS84(p orb.Point) (orb.Point, error) {
	q, err := f.plane.FromWGS84(p)
	if err != nil {
		return p, err
	}
	u, v := q[0]-f.to[0], q[1]-f.to[1]
	square := f.a*f.a + f.b*f.b
	return orb.Point{f.from[0] + (f.a*u+f.b*v)/square, f.from[1] + (f.a*v-f.b*u)/square}, nil
}

// check refuses a drawing that does not lie about its control points.
func (f *Fitted) check(b orb.Bound) *Refusal {
	for _, p := range []orb.Point{b.Min, b.Max} {
		if _, err := f.ToWGS84(p); err != nil {
			return refuse(CauseOutOfRange, "", "the drawing does not lie where its control points are: %v (%s)", err, extent(b))
		}
	}
	return nil
}
