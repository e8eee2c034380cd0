package city

import (
	"time"
)

// Date is a civil date in the city's zone, counted in days from 1970-01-01.
type Date int32

// OpenStart and OpenEnd are the ends of a period that has none.
const (
	OpenStart Date = -1 << 31
	OpenEnd   Date = 1<<31 - 1
)

// FirstDate and LastDate, 0001-01-01 and 9999-12-31, are the dates that can be written.
const (
	FirstDate Date = -719162
	LastDate  Date = 2932896
)

const dateLayout = "2006-01-02"

// ParseDate reads YYYY-MM-DD.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil || t.Year() < 1 {
		return 0, Errorf(Invalid, "bad_date", "%q is not a date of the form 2026-07-01", s)
	}
	return DateOf(t), nil
}

// DateOf is the civil date of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Open is true of OpenStart and OpenEnd.
func (d Date) Open() bool { return d == OpenStart || d == OpenEnd }

// written is true of a date that has a text of the form YYYY-MM-DD, and of the open ends.
func (d Date) written() bool { return d.Open() || (FirstDate <= d && d <= LastDate) }

// String is YYYY-MM-DD, empty for an open end.
func (d Date) String() string {
	if d.Open() {
		return ""
	}
	return time.Unix(int64(d)*86400, 0).UTC().Format(dateLayout)
}

// Day is the day of the month, 1 to 31; 0 for an open end.
func (d Date) Day() int {
	if d.Open() {
		return 0
	}
	return time.Unix(int64(d)*86400, 0).UTC().Day()
}

// Start is the first moment of the date in the zone.
func (d Date) Start(zone *time.Location) time.Time {
	y, m, day := time.Unix(int64(d)*86400, 0).UTC().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}

// Period is a half-open span of civil dates [From, To).
type Period struct{ From, To Date }

// Always is the period without ends.
func Always() Period { return Period{From: OpenStart, To: OpenEnd} }

// Empty is true when the period holds no date.
func (p Period) Empty() bool { return p.From >= p.To }

// Holds is true when the date lies in the period.
func (p Period) Holds(d Date) bool { return p.From <= d && d < p.To }

// Overlaps is true when the periods share a date.
func (p Period) Overlaps(q Period) bool { return p.From < q.To && q.From < p.To }

// ParsePeriod reads two dates; an empty text is an open end.
func ParsePeriod(from, to string) (Period, error) {
	p := Always()
	var err error
	if from != "" {
		if p.From, err = ParseDate(from); err != nil {
			return p, err
		}
	}
	if to != "" {
		if p.To, err = ParseDate(to); err != nil {
			return p, err
		}
	}
	return p, nil
}
