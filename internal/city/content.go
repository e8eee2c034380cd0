package city

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/redsail/redsail/geo"
)

// Limits of an area's texts.
const (
	MaxText  = 1 << 16 // bytes of one text
	MaxClass = 1000    // attributes of one area
)

// checkShape refuses what is no shape at all. Whether it is valid is judged at intake.
func checkShape(a *Area) error {
	for _, poly := range a.Shape {
		if len(poly) == 0 {
			return Errorf(Invalid, "empty_shape", "%s: a polygon of its shape has no ring", a.Key())
		}
		for _, ring := range poly {
			if len(ring) < 3 {
				return Errorf(Invalid, "bad_shape", "%s: a ring of its shape has %d points; at least 3 are needed", a.Key(), len(ring))
			}
			for _, p := range ring {
				if p.X < -geo.MaxX || p.X > geo.MaxX || p.Y < -geo.MaxY || p.Y > geo.MaxY {
					return Errorf(Invalid, "bad_shape", "%s: the point (%d, %d) of its shape is not on the earth", a.Key(), p.X, p.Y)
				}
			}
		}
	}
	return nil
}

// checkTexts refuses what a store or the canonical form could not give back as it was.
func checkTexts(a *Area) error {
	for _, t := range [][2]string{
		{"zh name", a.Names.Zh}, {"zh-Hant name", a.Names.ZhHant}, {"en name", a.Names.En},
		{"parent code", a.Parent}, {"source", a.Source}, {"data date", a.DataDate},
	} {
		if !plain(t[1]) {
			return Errorf(Invalid, "bad_text", "%s: its %s is too long or no plain UTF-8 text", a.Key(), t[0])
		}
	}
	if len(a.Class) > MaxClass {
		return Errorf(Invalid, "bad_text", "%s: it has %d attributes; at most %d are kept", a.Key(), len(a.Class), MaxClass)
	}
	for _, name := range slices.Sorted(maps.Keys(a.Class)) {
		if !plain(name) || !plain(a.Class[name]) {
			return Errorf(Invalid, "bad_text", "%s: its attribute %q is too long or no plain UTF-8 text", a.Key(), name)
		}
	}
	return nil
}

// checkRemarks judges what the author wrote.
func checkRemarks(c *Change) error {
	if !plain(c.Author) || !plain(c.Note) {
		return Errorf(Invalid, "bad_text", "the change's author or note is too long or no plain UTF-8 text")
	}
	return nil
}

// plain texts are valid UTF-8 without NUL, which PostgreSQL cannot keep, and not too long.
func plain(s string) bool {
	return len(s) <= MaxText && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}
