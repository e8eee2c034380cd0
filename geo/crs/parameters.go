package crs

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// equatorRadius is that of WGS-84 and of CGCS2000, in metres.
const equatorRadius = 6378137.0

// ellipsoid is one of the two figures of the earth in use; they differ by 0.1 mm.
type ellipsoid uint8

const (
	cgcs2000 ellipsoid = iota
	wgs84
)

func (e ellipsoid) flattening() float64 {
	if e == wgs84 {
		return 1 / 298.257223563
	}
	return 1 / 298.257222101
}

// tmParameters define a transverse Mercator: degrees, metres.
type tmParameters struct {
	lon0, lat0 float64 // origin
	k          float64 // scale on the central meridian
	fe, fn     float64 // easting and northing of the origin
	ellipsoid  ellipsoid
}

// name is the EPSG code of a system that has one, else its parameters as Parse reads them.
// Where a 3-degree and a 6-degree zone are the same system the 3-degree code is given.
func (p tmParameters) name() string {
	if code, ok := p.epsg(); ok {
		return fmt.Sprintf("EPSG:%d", code)
	}
	num := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	s := "tm:lon0=" + num(p.lon0) + ",k=" + num(p.k) + ",fe=" + num(p.fe) + ",fn=" + num(p.fn)
	if p.lat0 != 0 {
		s += ",lat0=" + num(p.lat0)
	}
	if p.ellipsoid == wgs84 {
		s += ",ellps=wgs84"
	}
	return s
}

// prefixed is true when eastings begin with the number of the zone, as 39,500,000 does.
func (p tmParameters) prefixed() bool {
	zone := math.Floor(p.fe / 1e6)
	return zone >= 13 && zone <= 45 && p.fe == zone*1e6+500_000
}

// epsg finds the code by asking the rule for each code that the parameters can have.
func (p tmParameters) epsg() (int, bool) {
	zone := int(math.Floor(p.fe / 1e6))
	utm := int(math.Floor((p.lon0 + 183) / 6))
	for _, code := range []int{4509 + int(p.lon0/3), 4488 + zone, 4478 + zone, 32600 + utm, 32700 + utm} {
		if q, ok := zoneOf(code); ok && p == q {
			return code, true
		}
	}
	return 0, false
}

// zoneOf gives the parameters of the Gauss–Krüger zones of CGCS2000 (EPSG:4491–4554) and
// of UTM on WGS-84 (EPSG:326nn, 327nn), by the rules of their numbers.
func zoneOf(code int) (tmParameters, bool) {
	gk := tmParameters{k: 1, fe: 500_000}
	utm := tmParameters{k: 0.9996, fe: 500_000, ellipsoid: wgs84}
	switch {
	case 4491 <= code && code <= 4501: // 6-degree, zone before the easting
		zone := float64(code - 4478)
		gk.lon0, gk.fe = 6*zone-3, zone*1e6+500_000
	case 4502 <= code && code <= 4512: // 6-degree
		gk.lon0 = 6*float64(code-4489) - 3
	case 4513 <= code && code <= 4533: // 3-degree, zone before the easting
		zone := float64(code - 4488)
		gk.lon0, gk.fe = 3*zone, zone*1e6+500_000
	case 4534 <= code && code <= 4554: // 3-degree
		gk.lon0 = 3 * float64(code-4509)
	case 32601 <= code && code <= 32660:
		utm.lon0 = 6*float64(code-32600) - 183
		return utm, true
	case 32701 <= code && code <= 32760:
		utm.lon0, utm.fn = 6*float64(code-32700)-183, 10_000_000
		return utm, true
	default:
		return tmParameters{}, false
	}
	return gk, true
}

// parseTM reads "lon0=117,k=1,fe=500000,fn=0" with lat0 and ellps if need be.
func parseTM(s string) (tmParameters, error) {
	p := tmParameters{}
	known := map[string]*float64{"lon0": &p.lon0, "k": &p.k, "fe": &p.fe, "fn": &p.fn, "lat0": &p.lat0}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(s, ",") {
		key, value, _ := strings.Cut(part, "=")
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		if seen[key] {
			return p, fmt.Errorf("%s is given twice", key)
		}
		seen[key] = true
		if key == "ellps" {
			e, err := parseEllipsoid(value)
			if err != nil {
				return p, err
			}
			p.ellipsoid = e
			continue
		}
		to, ok := known[key]
		if !ok {
			return p, fmt.Errorf("unknown parameter %q", key)
		}
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return p, fmt.Errorf("%s=%s is not a number", key, value)
		}
		*to = v
	}
	for _, key := range []string{"lon0", "k", "fe", "fn"} {
		if !seen[key] {
			return p, fmt.Errorf("%s is missing", key)
		}
	}
	return p, p.validate()
}

func parseEllipsoid(s string) (ellipsoid, error) {
	switch strings.ToLower(s) {
	case "cgcs2000":
		return cgcs2000, nil
	case "wgs84":
		return wgs84, nil
	default:
		return 0, fmt.Errorf("ellps=%s is neither cgcs2000 nor wgs84", s)
	}
}

// validate refuses NaN with the rest: every comparison with it is false.
func (p tmParameters) validate() error {
	switch {
	case !(math.Abs(p.lon0) <= 180):
		return errors.New("central meridian is not within ±180°")
	case !(math.Abs(p.lat0) <= 90):
		return errors.New("latitude of origin is not within ±90°")
	case !(p.k >= 0.9 && p.k <= 1.1):
		return errors.New("scale factor is not within 0.9…1.1")
	case !(math.Abs(p.fe) <= 1e9 && math.Abs(p.fn) <= 1e9):
		return errors.New("false easting or northing is not within ±1e9 m")
	default:
		return nil
	}
}
