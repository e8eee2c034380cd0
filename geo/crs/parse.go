package crs

import (
	"fmt"
	"strconv"
	"strings"
)

// known lists what Parse takes, for its errors.
const known = "wgs84, EPSG:4326, EPSG:4490, EPSG:4491–4554 (CGCS2000 Gauss–Krüger), EPSG:326nn and 327nn (UTM), " +
	"CGCS2000 3度带39带, CGCS2000 3-degree GK CM 117E, 国家2000, EPSG:3857, gcj02 (高德), bd09 (百度), tm:lon0=..,k=..,fe=..,fn=..[,lat0=..][,ellps=wgs84]"

// Parse finds a system by name. Capitals and the hyphens of "GCJ-02" do not count; the
// URNs and addresses of OGC for EPSG codes and CRS84 are taken too, and the names of offices and programs
// (words.go). A name that is not
// known gives a *Refusal with the cause unknown_system that lists what is.
func Parse(name string) (System, error) {
	trimmed := strings.TrimSpace(name)
	lower := strings.ToLower(trimmed)
	if rest, ok := strings.CutPrefix(lower, "tm:"); ok {
		p, err := parseTM(rest)
		if err != nil {
			return nil, unknown(fmt.Sprintf("coordinate system %q: %v", clip(trimmed), err))
		}
		return newTransverse(p.name(), p), nil
	}
	switch strings.NewReplacer("-", "", "_", "", " ", "").Replace(lower) {
	case "wgs84", "crs84", "ogc:crs84", "urn:ogc:def:crs:ogc:1.3:crs84", "urn:ogc:def:crs:ogc::crs84",
		"http://www.opengis.net/def/crs/ogc/1.3/crs84", "https://www.opengis.net/def/crs/ogc/1.3/crs84":
		return geographic{"wgs84"}, nil
	case "cgcs2000":
		return geographic{"EPSG:4490"}, nil
	case "gcj02":
		return shifted{}, nil
	case "bd09":
		return shifted{bd: true}, nil
	}
	if code, ok := epsgCode(lower); ok {
		return byCode(code)
	}
	if sys, err := byWords(lower); sys != nil || err != nil {
		return sys, err
	}
	return nil, unknown(fmt.Sprintf("unknown coordinate system %q; known are %s", clip(trimmed), known))
}

// epsgCode reads the number out of the ways to write an EPSG code.
func epsgCode(lower string) (int, bool) {
	for _, prefix := range []string{
		"epsg:", "urn:ogc:def:crs:epsg::",
		"http://www.opengis.net/def/crs/epsg/0/", "https://www.opengis.net/def/crs/epsg/0/",
	} {
		if rest, ok := strings.CutPrefix(lower, prefix); ok {
			code, err := strconv.ParseUint(rest, 10, 31)
			return int(code), err == nil
		}
	}
	return 0, false
}

func byCode(code int) (System, error) {
	name := fmt.Sprintf("EPSG:%d", code)
	switch code {
	case 4326, 4490:
		return geographic{name}, nil
	case 3857:
		return mercator{}, nil
	}
	if p, ok := zoneOf(code); ok {
		return newTransverse(name, p), nil
	}
	if datum := oldDatum(code); datum != "" {
		return nil, unknown(fmt.Sprintf("%s is on the datum %s, which needs the local parameters of its city; "+
			"convert the file to CGCS2000 first", name, datum))
	}
	return nil, unknown(fmt.Sprintf("unknown coordinate system %s; known are %s", name, known))
}

// oldDatum names the datum of the EPSG codes of Chinese systems before CGCS2000.
func oldDatum(code int) string {
	switch {
	case code == 4214, 2401 <= code && code <= 2442, 21413 <= code && code <= 21423,
		21453 <= code && code <= 21463, 21473 <= code && code <= 21483:
		return "Beijing 1954"
	case code == 4610, 2327 <= code && code <= 2390:
		return "Xian 1980"
	case code == 4555, 4568 <= code && code <= 4589, 4652 <= code && code <= 4656,
		4766 <= code && code <= 4800, code == 4812, code == 4822:
		return "New Beijing"
	default:
		return ""
	}
}

func unknown(message string) error {
	return &Refusal{Cause: CauseUnknownSystem, Message: message}
}

// clip keeps a name from a file short enough for a line of a report.
func clip(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
