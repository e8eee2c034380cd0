package crs

import (
	"math"

	"github.com/paulmach/orb"
)

const radian = math.Pi / 180

// maxEta bounds the reach of a transverse Mercator: 0.55 earth radii, about 3,500 km or
// 30° of longitude at the equator. There the series still holds to a micrometre.
const maxEta = 0.55

// transverse is the transverse Mercator projection (Gauss–Krüger, UTM) by the Krüger
// series in the third flattening n to order 6: C. F. F. Karney, "Transverse Mercator with
// an accuracy of a few nanometers", J. Geodesy 85 (2011), equations 7–36.
type transverse struct {
	name        string
	tm          tmParameters
	scale       float64 // k·A: metres for each radian of the rectifying sphere
	equator     float64 // northing of the equator
	e, e2       float64
	alpha, beta [6]float64
}

func newTransverse(name string, p tmParameters) *transverse {
	f := p.ellipsoid.flattening()
	n := f / (2 - f)
	n2 := n * n
	t := &transverse{
		name: name, tm: p,
		scale: p.k * equatorRadius / (1 + n) * (1 + n2/4*(1+n2/16*(1+n2/4))),
		e:     math.Sqrt(f * (2 - f)), e2: f * (2 - f),
		alpha: forwardSeries(n), beta: inverseSeries(n),
	}
	xi, _ := t.toPlane(p.lat0*radian, 0)
	t.equator = p.fn - t.scale*xi
	return t
}

// forwardSeries gives the coefficients α of Karney (2011), equation 35.
func forwardSeries(n float64) [6]float64 {
	n2 := n * n
	n3 := n2 * n
	return [6]float64{
		n * (1.0/2 + n*(-2.0/3+n*(5.0/16+n*(41.0/180+n*(-127.0/288+n*7891.0/37800))))),
		n2 * (13.0/48 + n*(-3.0/5+n*(557.0/1440+n*(281.0/630-n*1983433.0/1935360)))),
		n3 * (61.0/240 + n*(-103.0/140+n*(15061.0/26880+n*167603.0/181440))),
		n2 * n2 * (49561.0/161280 + n*(-179.0/168+n*6601661.0/7257600)),
		n2 * n3 * (34729.0/80640 - n*3418889.0/1995840),
		n3 * n3 * 212378941.0 / 319334400,
	}
}

// inverseSeries gives the coefficients β of Karney (2011), equation 36.
func inverseSeries(n float64) [6]float64 {
	n2 := n * n
	n3 := n2 * n
	return [6]float64{
		n * (1.0/2 + n*(-2.0/3+n*(37.0/96+n*(-1.0/360+n*(-81.0/512+n*96199.0/604800))))),
		n2 * (1.0/48 + n*(1.0/15+n*(-437.0/1440+n*(46.0/105-n*1118711.0/3870720)))),
		n3 * (17.0/480 + n*(-37.0/840+n*(-209.0/4480+n*5569.0/90720))),
		n2 * n2 * (4397.0/161280 + n*(-11.0/504-n*830251.0/7257600)),
		n2 * n3 * (4583.0/161280 - n*108847.0/3991680),
		n3 * n3 * 20648693.0 / 638668800,
	}
}

func (t *transverse) Name() string    { return t.name }
func (t *transverse) Projected() bool { return true }

// FromWGS84 gives easting and northing, right to a micrometre within 30° of the central meridian.
func (t *transverse) FromWGS84(p orb.Point) (orb.Point, error) {
	if err := onEarth(t.name, p); err != nil {
		return p, err
	}
	dLon := math.Remainder(p[0]-t.tm.lon0, 360) * radian
	if math.Abs(dLon) > 30*radian {
		return p, &PointError{t.name, p, "is more than 30° from the central meridian"}
	}
	xi, eta := t.toPlane(p[1]*radian, dLon)
	return orb.Point{t.tm.fe + t.scale*eta, t.equator + t.scale*xi}, nil
}

// toPlane is the projection of a position in radians to the plane of the rectifying sphere.
func (t *transverse) toPlane(lat, dLon float64) (xi, eta float64) {
	sinLon, cosLon := math.Sincos(dLon)
	tau := t.conformal(math.Tan(lat))
	xi = math.Atan2(tau, cosLon)
	eta = math.Asinh(sinLon / math.Hypot(tau, cosLon))
	dXi, dEta := clenshaw(&t.alpha, xi, eta)
	return xi + dXi, eta + dEta
}

// ToWGS84 is the reverse of FromWGS84, within 1e-9°.
func (t *transverse) ToWGS84(p orb.Point) (orb.Point, error) {
	eta := (p[0] - t.tm.fe) / t.scale
	xi := (p[1] - t.equator) / t.scale
	if !(math.Abs(eta) <= maxEta && math.Abs(xi) <= math.Pi/2) {
		return p, &PointError{t.name, p, "is too far from the central meridian or the equator"}
	}
	dXi, dEta := clenshaw(&t.beta, xi, eta)
	xi, eta = xi-dXi, eta-dEta
	sinXi, cosXi := math.Sincos(xi)
	sinhEta := math.Sinh(eta)
	lat := math.Atan(t.geodetic(sinXi / math.Hypot(sinhEta, cosXi)))
	lon := math.Atan2(sinhEta, cosXi)
	return orb.Point{math.Remainder(t.tm.lon0+lon/radian, 360), lat / radian}, nil
}

// conformal gives the tangent of the conformal latitude from that of the geodetic one.
func (t *transverse) conformal(tau float64) float64 {
	sec := math.Hypot(1, tau)
	sigma := math.Sinh(t.e * math.Atanh(t.e*tau/sec))
	return tau*math.Hypot(1, sigma) - sigma*sec
}

// geodetic is the reverse of conformal, by Newton's method (Karney, equations 19–21):
// two steps settle it, the bound only keeps a NaN from running on.
func (t *transverse) geodetic(want float64) float64 {
	tau := want
	for range 6 {
		have := t.conformal(tau)
		step := (want - have) / math.Hypot(1, have) *
			(1 + (1-t.e2)*tau*tau) / ((1 - t.e2) * math.Hypot(1, tau))
		tau += step
		if !(math.Abs(step) > 1e-15*math.Abs(tau)) {
			break
		}
	}
	return tau
}

// clenshaw sums c[j]·sin(2(j+1)ζ) for ζ = xi + i·eta: real and imaginary part.
func clenshaw(c *[6]float64, xi, eta float64) (re, im float64) {
	sin, cos := math.Sincos(2 * xi)
	sinh, cosh := math.Sinh(2*eta), math.Cosh(2*eta)
	twoCos := complex(2*cos*cosh, -2*sin*sinh)
	var b1, b2 complex128
	for j := len(c) - 1; j >= 0; j-- {
		b1, b2 = twoCos*b1-b2+complex(c[j], 0), b1
	}
	sum := b1 * complex(sin*cosh, cos*sinh)
	return real(sum), imag(sum)
}
