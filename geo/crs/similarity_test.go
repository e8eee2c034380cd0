package crs_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo/crs"
)

// cityGrid is a plane of a city: turned by degrees against a system, scaled and shifted.
type cityGrid struct {
	of          crs.System
	turn, scale float64
	from, to    orb.Point
}

func (g cityGrid) draw(t interface {
	Helper()
	Fatalf(string, ...any)
}, lonLat orb.Point) orb.Point {
	t.Helper()
	q, err := g.of.FromWGS84(lonLat)
	if err != nil {
		t.Fatalf("%v", err)
	}
	sin, cos := math.Sincos(g.turn * math.Pi / 180)
	x, y := (q[0]-g.from[0])/g.scale, (q[1]-g.from[1])/g.scale
	return orb.Point{g.to[0] + cos*x + sin*y, g.to[1] - sin*x + cos*y}
}

func labelled(i int) string { return fmt.Sprintf("row %d", i+2) }

// around are places in Jining, some kilometres apart.
var around = []orb.Point{{116.55, 35.38}, {116.63, 35.39}, {116.60, 35.45}, {116.56, 35.44}, {116.59, 35.41}}

// TestFitControls: a drawing turned, scaled and shifted comes back within a micrometre, with
// its turn and scale, whatever of the plane or degrees the points are known in.
func TestFitControls(t *testing.T) {
	gk := mustParse(t, "EPSG:4548")
	rapid.Check(t, func(t *rapid.T) {
		grid := cityGrid{of: gk, from: orb.Point{462_000, 3_920_000}, to: orb.Point{
			rapid.Float64Range(-1e6, 1e6).Draw(t, "x"), rapid.Float64Range(-1e6, 1e6).Draw(t, "y")},
			turn: rapid.Float64Range(-179, 179).Draw(t, "turn"), scale: rapid.SampledFrom([]float64{1, 0.001, 1.00003, 1000}).Draw(t, "scale")}
		var points []crs.Control
		for i, p := range around {
			known, err := gk.FromWGS84(p)
			if err != nil {
				t.Fatal(err)
			}
			points = append(points, crs.Control{Label: labelled(i), Draw: grid.draw(t, p), Known: known})
		}
		fit, err := crs.FitControls(gk, points)
		if err != nil {
			t.Fatal(err)
		}
		if turn := math.Remainder(fit.Turn()-grid.turn, 360); math.Abs(turn) > 1e-7 || math.Abs(fit.Scale()/grid.scale-1) > 1e-9 || fit.RMS() > 1e-6 {
			t.Fatalf("turn %v, scale %v, rms %v", fit.Turn(), fit.Scale(), fit.RMS())
		}
		far := orb.Point{116.7, 35.5}
		got, err := fit.ToWGS84(grid.draw(t, far))
		if err != nil || apart(got, far) > 1e-10 {
			t.Fatalf("%v, %v", got, err)
		}
		back, err := fit.FromWGS84(far)
		if want := grid.draw(t, far); err != nil || apart(back, want)*grid.scale > 1e-5 {
			t.Fatalf("%v, %v instead of %v", back, err, want)
		}
	})
}

// TestFitControlsInDegrees: known in degrees the plane is a transverse Mercator of scale 1 on
// the middle of the points; over a city that is the city's own grid within centimetres.
func TestFitControlsInDegrees(t *testing.T) {
	for _, name := range []string{"EPSG:4490", "gcj02"} {
		known := mustParse(t, name)
		grid := cityGrid{of: mustParse(t, "EPSG:4548"), turn: 12.5, scale: 1, from: orb.Point{460_000, 3_918_000}, to: orb.Point{50_000, 30_000}}
		var points []crs.Control
		for i, p := range around {
			q, err := known.FromWGS84(p)
			if err != nil {
				t.Fatal(err)
			}
			points = append(points, crs.Control{Label: labelled(i), Draw: grid.draw(t, p), Known: q})
		}
		fit, err := crs.FitControls(known, points)
		if err != nil {
			t.Fatal(err)
		}
		worst, label := fit.Worst()
		if fit.Plane() != "tm:lon0=116.59,k=1,fe=500000,fn=0" || worst > 0.05 || label == "" || fit.RMS() > worst {
			t.Errorf("%s: %s, worst %v at %s", name, fit.Plane(), worst, label)
		}
		got, err := fit.ToWGS84(grid.draw(t, orb.Point{116.58, 35.40}))
		if err != nil || apart(got, orb.Point{116.58, 35.40}) > 5e-7 {
			t.Errorf("%v, %v", got, err)
		}
	}
}

// TestFitIsLeastSquares: no other similarity near has smaller residuals.
func TestFitIsLeastSquares(t *testing.T) {
	gk := mustParse(t, "EPSG:4548")
	r := rand.New(rand.NewPCG(7, 7))
	var points []crs.Control
	for i, p := range around {
		known, err := gk.FromWGS84(p)
		if err != nil {
			t.Fatal(err)
		}
		noisy := orb.Point{known[0] - 460_000 + r.NormFloat64()*0.2, known[1] - 3_900_000 + r.NormFloat64()*0.2}
		points = append(points, crs.Control{Label: labelled(i), Draw: noisy, Known: known})
	}
	fit, err := crs.FitControls(gk, points)
	if err != nil {
		t.Fatal(err)
	}
	sum := func(moveX, moveY, turn, grow float64) (total float64) {
		for i, p := range points {
			fitted := orb.Point{p.Known[0] + fit.Residuals[i].East, p.Known[1] + fit.Residuals[i].North}
			x, y := fitted[0]-464_000, fitted[1]-3_920_000
			x, y = x*(1+grow)-turn*y+moveX, y*(1+grow)+turn*x+moveY
			total += math.Pow(x+464_000-p.Known[0], 2) + math.Pow(y+3_920_000-p.Known[1], 2)
		}
		return total
	}
	best := sum(0, 0, 0, 0)
	if rms := math.Sqrt(best / float64(len(points))); math.Abs(rms-fit.RMS()) > 1e-6 || rms < 0.01 {
		t.Errorf("rms %v and %v", rms, fit.RMS())
	}
	for _, d := range []float64{-1, 1} {
		for i, other := range []float64{sum(d*0.01, 0, 0, 0), sum(0, d*0.01, 0, 0), sum(0, 0, d*1e-5, 0), sum(0, 0, 0, d*1e-5)} {
			if other <= best {
				t.Errorf("%v of parameter %d is better: %v < %v", d, i, other, best)
			}
		}
	}
}

// TestBadControls: what proves nothing or does not fit is refused, by name.
func TestBadControls(t *testing.T) {
	gk := mustParse(t, "EPSG:4548")
	at := func(pairs ...float64) []crs.Control {
		var out []crs.Control
		for i := 0; i+1 < len(pairs); i += 2 {
			out = append(out, crs.Control{Label: labelled(i / 2), Draw: orb.Point{pairs[i], pairs[i+1]}, Known: orb.Point{460_000 + pairs[i], 3_900_000 + pairs[i+1]}})
		}
		return out
	}
	good := func() []crs.Control { return at(0, 0, 4000, 0, 4000, 3000, 0, 3000) }
	wrong := good()
	wrong[2].Draw[0] += 4
	mirror := good()
	for i := range mirror {
		p := &mirror[i].Draw
		p[0], p[1] = p[1], p[0]
	}
	nan := good()
	nan[1].Draw[1] = math.NaN()
	outside := good()
	outside[3].Known[0] = 1e9
	flat := good()
	for i := range flat {
		flat[i].Draw[1] = 0
	}
	for name, c := range map[string]struct {
		points []crs.Control
		words  []string
	}{
		"two":            {at(0, 0, 1000, 1000), []string{"2 control points, 3 to 1000"}},
		"too near":       {at(0, 0, 4000, 0, 4000, 5), []string{"row 3 and row 4 are only 5.00 m apart"}},
		"the same twice": {at(0, 0, 4000, 0, 0, 0, 0, 3000), []string{"row 2 and row 4 are only 0.00 m apart"}},
		"in a heap":      {at(0, 0, 20, 0, 0, 20), []string{"at most 28.3 m apart"}},
		"on a line":      {at(0, 0, 1000, 1001, 3000, 3000, 5000, 5002), []string{"on a line"}},
		"a line drawn":   {flat, []string{"on a line in the drawing"}},
		"wrong":          {wrong, []string{"row 4 is 1.999 m off", "more than 1 m", "row 2 0.001 m", "row 5 1.200 m", "without row 4 the others fit within 0.000 m"}},
		"mirrored":       {mirror, []string{"x and y of the points the other way round", "--swap-axes"}},
		"no number":      {nan, []string{"row 3"}},
		"outside":        {outside, []string{"row 5", "too far"}},
	} {
		_, err := crs.FitControls(gk, c.points)
		var refusal *crs.Refusal
		if !errors.As(err, &refusal) || refusal.Cause != crs.CauseBadControl {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, w := range c.words {
			if !strings.Contains(refusal.Message, w) {
				t.Errorf("%s: %q does not say %q", name, refusal.Message, w)
			}
		}
	}
	fit, err := crs.FitControls(gk, good())
	if err != nil {
		t.Fatal(err)
	}
	if err := crs.Check(fit, orb.Bound{Min: orb.Point{-2000, -2000}, Max: orb.Point{9000, 9000}}); err != nil {
		t.Error(err)
	}
	var refusal *crs.Refusal
	if err := crs.Check(fit, orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{462_000, 3_900_000}}); !errors.As(err, &refusal) || refusal.Cause != crs.CauseOutOfRange {
		t.Errorf("a drawing elsewhere: %v", err)
	}
}
