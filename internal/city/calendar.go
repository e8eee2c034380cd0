package city

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"
)

// Calendar tells holidays and make-up workdays (调休), as the State Council announces them
// for a year.
type Calendar struct {
	Name string
	// Covers is the time for which the calendar is complete.
	Covers Period
	// Days has the days that are not like their weekday: Holiday, or what a make-up workday
	// is worked as: a weekday, or Workdays where nobody has said which.
	Days map[Date]Days
}

// Day is what the calendar makes of a date; false where it does not cover it.
func (c *Calendar) Day(d Date) (Days, bool) {
	if c == nil || !c.Covers.Holds(d) {
		return 0, false
	}
	if day, special := c.Days[d]; special {
		return day, true
	}
	return WeekdayOf(d), true
}

// calendarColumns is the first line of each year of a calendar.
const calendarColumns = "date,day,name"

// ReadCalendars reads all calendars of a folder: each is a folder of its name with files
// YYYY.csv, whose years follow one another. Their columns are date (YYYY-MM-DD), day
// (holiday or workday: a make-up workday, worked as Workdays) and the name of the feast,
// which is for people.
func ReadCalendars(files fs.FS) (map[string]*Calendar, error) {
	out := map[string]*Calendar{}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		key := path.Dir(name)
		if out[key] == nil {
			out[key] = &Calendar{Name: key, Days: map[Date]Days{}}
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		if err := out[key].addYear(bytes.NewReader(text), path.Base(name)); err != nil {
			return Errorf(Invalid, "bad_calendar", "calendar %s: %s", name, err)
		}
		return nil
	})
	return out, err
}

// addYear adds the year of a file; files come in the order of their names.
func (c *Calendar) addYear(src io.Reader, name string) error {
	year, err := time.Parse("2006.csv", name)
	if err != nil {
		return fmt.Errorf("a year's file is named like 2026.csv")
	}
	p := Period{From: DateOf(year), To: DateOf(year.AddDate(1, 0, 0))}
	switch {
	case c.Covers.Empty():
		c.Covers = p
	case c.Covers.To != p.From:
		return fmt.Errorf("the year before it, up to %s, is missing", p.From)
	}
	c.Covers.To = p.To
	r := csv.NewReader(src)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return err
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != calendarColumns {
		return fmt.Errorf("its first line is not %q", calendarColumns)
	}
	for _, row := range rows[1:] {
		if err := c.addDay(p, row[0], row[1]); err != nil {
			return err
		}
	}
	return nil
}

// addDay adds a day that is not like its weekday.
func (c *Calendar) addDay(year Period, text, day string) error {
	d, err := ParseDate(text)
	if err != nil {
		return err
	}
	if _, twice := c.Days[d]; twice || !year.Holds(d) {
		return fmt.Errorf("%s stands twice, or is not of the year", d)
	}
	switch {
	case day == "holiday":
		c.Days[d] = Holiday
	case day == "workday" && WeekdayOf(d)&Weekend != 0:
		c.Days[d] = Workdays
	default:
		return fmt.Errorf("%s: %q is neither holiday nor, on a Saturday or Sunday, workday", d, day)
	}
	return nil
}
