package intake_test

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"

	"github.com/redsail/redsail/geo/crs"
)

var (
	nodeTag = regexp.MustCompile(`<node [^>]*>`)
	latAttr = regexp.MustCompile(` lat="([0-9.]+)"`)
	lonAttr = regexp.MustCompile(` lon="([0-9.]+)"`)
)

// shiftPlaces moves the nodes of an OSM file into another system of degrees.
func shiftPlaces(t *testing.T, text string, sys crs.System) string {
	t.Helper()
	n := 0
	out := nodeTag.ReplaceAllStringFunc(text, func(tag string) string {
		var p [2]float64
		for i, attr := range []*regexp.Regexp{lonAttr, latAttr} {
			m := attr.FindStringSubmatch(tag)
			if m == nil {
				t.Fatalf("%s has no place", tag)
			}
			v, err := strconv.ParseFloat(m[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			p[i] = v
		}
		q, err := sys.FromWGS84(p)
		if err != nil {
			t.Fatal(err)
		}
		n++
		tag = lonAttr.ReplaceAllString(tag, fmt.Sprintf(` lon="%.7f"`, q[0]))
		return latAttr.ReplaceAllString(tag, fmt.Sprintf(` lat="%.7f"`, q[1]))
	})
	if n == 0 {
		t.Fatal("nothing was moved")
	}
	return out
}
