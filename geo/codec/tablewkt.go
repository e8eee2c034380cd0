package codec

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// tableExtensions are those of files that OpenTable reads.
var tableExtensions = []string{".csv", ".tsv", ".txt", ".xlsx", ".xls"}

// IsTable is true of a file that is a table by its name: one for OpenTable, not for Open, though
// Open reads a CSV that has a column of well-known text.
func IsTable(path string) bool {
	return slices.Contains(tableExtensions, strings.ToLower(filepath.Ext(path)))
}

// ParseWKT reads the well-known text of a cell, "SRID=n;" before it or not, and judges its form as
// that of a feature; srid is 0 where the text names none. A zero field of the limits is its default.
func ParseWKT(text string, l Limits) (g orb.Geometry, srid int, fault *FeatureError) {
	l = l.withDefaults()
	if g, srid, fault = parseWKT(text, l.RingVertices); fault != nil {
		return nil, srid, fault
	}
	if fault = checkGeometry(g, l.RingVertices); fault != nil {
		return nil, srid, fault
	}
	return g, srid, nil
}

// WKTColumns are the names under which programs write geometry, the surest first.
func WKTColumns() []string { return slices.Clone(wktColumns) }
