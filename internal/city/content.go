package city

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/redsail/redsail/geo"
)

// Limits of what one version holds.
const (
	MaxText   = 1 << 16   // bytes of one text
	MaxClass  = 1000      // attributes
	MaxPoints = 1000      // entrances
	MaxTags   = 200       // tags of a place
	MaxCount  = 1<<53 - 1 // the largest number that JSON keeps exactly
)

// checkShape refuses what is no shape at all. Whether it is valid is judged at intake.
func checkShape(k Key, m geo.MultiPolygon) error {
	for _, poly := range m {
		if len(poly) == 0 {
			return Errorf(Invalid, "empty_shape", "%s: a polygon of its shape has no ring", k)
		}
		for _, ring := range poly {
			if len(ring) < 3 {
				return Errorf(Invalid, "bad_shape", "%s: a ring of its shape has %d points; at least 3 are needed", k, len(ring))
			}
			for _, p := range ring {
				if !onEarth(p) {
					return Errorf(Invalid, "bad_shape", "%s: the point (%d, %d) of its shape is not on the earth", k, p.X, p.Y)
				}
			}
		}
	}
	return nil
}

// text is a text of a content with its name for messages.
type text struct{ name, value string }

// checkTexts refuses what a store or the canonical form could not give back as it was.
func checkTexts(k Key, n Names, class map[string]string, others ...text) error {
	for _, t := range append([]text{{"zh name", n.Zh}, {"zh-Hant name", n.ZhHant}, {"en name", n.En}}, others...) {
		if !plain(t.value) {
			return Errorf(Invalid, "bad_text", "%s: its %s is too long or no plain UTF-8 text", k, t.name)
		}
	}
	if len(class) > MaxClass {
		return Errorf(Invalid, "bad_text", "%s: it has %d attributes; at most %d are kept", k, len(class), MaxClass)
	}
	for _, name := range slices.Sorted(maps.Keys(class)) {
		if !plain(name) || !plain(class[name]) {
			return Errorf(Invalid, "bad_text", "%s: its attribute %q is too long or no plain UTF-8 text", k, name)
		}
	}
	return nil
}

// checkPoints refuses points that are not on the earth, and more than MaxPoints of them.
func checkPoints(k Key, what string, ps []geo.Point) error {
	if len(ps) > MaxPoints {
		return Errorf(Invalid, "bad_shape", "%s: it has %d %s; at most %d are kept", k, len(ps), what, MaxPoints)
	}
	for _, p := range ps {
		if !onEarth(p) {
			return Errorf(Invalid, "bad_shape", "%s: the point (%d, %d) of its %s is not on the earth", k, p.X, p.Y, what)
		}
	}
	return nil
}

func onEarth(p geo.Point) bool {
	return -geo.MaxX <= p.X && p.X <= geo.MaxX && -geo.MaxY <= p.Y && p.Y <= geo.MaxY
}

// checkCount refuses a count that is negative or too large for a JSON number.
func checkCount(k Key, what string, n *int64) error {
	if n != nil && (*n < 0 || *n > MaxCount) {
		return Errorf(Invalid, "bad_count", "%s: its %s is %d; a count runs from 0 to 2^53-1", k, what, *n)
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

// PlainText tells whether a Change takes a text.
func PlainText(s string) bool { return plain(s) }

// plain texts are valid UTF-8 without NUL, which PostgreSQL cannot keep, and not too long.
func plain(s string) bool {
	return len(s) <= MaxText && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

// CheckContent tells why a Change could not put the content, looked at by itself; nil when it could.
func CheckContent(s *Scheme, c Content) error {
	if err := c.check(s); err != nil {
		return err
	}
	return checkLegs(s, c)
}
