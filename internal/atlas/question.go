package atlas

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/city"
)

// rfc3339 is what RFC 3339 allows; time.Parse takes more (hours of one digit, a comma).
var rfc3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// ParseInstant reads `at`: an instant with offset or Z (RFC 3339), or a date, which is its
// first moment in the zone. A space where the sign of the offset stands is read as "+":
// that is what a plus becomes in a query. What it cannot read is Invalid with code bad_time.
func ParseInstant(text string, zone *time.Location) (time.Time, error) {
	if d, err := city.ParseDate(text); err == nil {
		first := firstMoment(d, zone)
		if written := writtenZone(first); written != zone {
			first = d.Start(written)
		}
		return first, nil
	}
	full := text
	if n := len(text); n > 6 && text[n-6] == ' ' {
		full = text[:n-6] + "+" + text[n-5:]
	}
	t, err := time.Parse(time.RFC3339, full)
	if err != nil || !rfc3339.MatchString(full) {
		return time.Time{}, badTime(text)
	}
	t = t.In(zone)
	t = t.In(writtenZone(t))
	if d := city.DateOf(t); d < city.FirstDate || d > city.LastDate {
		return time.Time{}, badTime(text)
	}
	return t, nil
}

// writtenZone is the zone of a time, or, where its offset has seconds, one with fewer: RFC 3339 knows none. Before there
// were zones clocks went by the sun, eight hours, five minutes and 43 seconds ahead in Shanghai.
func writtenZone(t time.Time) *time.Location {
	_, ahead := t.Zone()
	if ahead%60 == 0 {
		return t.Location()
	}
	return time.FixedZone("", ahead-((ahead%60)+60)%60)
}

func badTime(text string) error {
	return city.Errorf(city.Invalid, "bad_time",
		"%.40q is neither an instant with offset or Z (2026-11-21T10:00:00+08:00) nor a date (2026-11-21) of the years 1 to 9999", text)
}

// firstMoment is midnight, or, where clocks are put forward over it, the end of the gap.
func firstMoment(d city.Date, zone *time.Location) time.Time {
	t := d.Start(zone)
	if city.DateOf(t) < d {
		_, t = t.ZoneBounds()
	}
	return t
}

// ParseNumber reads a finite decimal number: what a person or a program writes for a
// coordinate. Infinities, NaN, hexadecimal, digit groups and spaces are not numbers here.
func ParseNumber(text string) (v float64, ok bool) {
	if strings.Trim(text, "0123456789+-.eE") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil
}

// SystemName is how an answer names a reference system: wgs84, gcj02, bd09 in small
// letters, others by their authority's code.
func SystemName(s crs.System) string {
	if name := s.Name(); s.Projected() || strings.HasPrefix(name, "EPSG") {
		return name
	}
	return strings.ToLower(s.Name())
}
