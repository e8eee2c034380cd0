package city

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
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

// Years lists the years of a calendar, first and last; 0, 0 where it has none.
func (c *Calendar) Years() (first, last int) {
	if c == nil || c.Covers.Empty() {
		return 0, 0
	}
	return c.Covers.From.Start(time.UTC).Year(), (c.Covers.To - 1).Start(time.UTC).Year()
}

// calendarColumns is the first line of each year of a calendar.
const calendarColumns = "date,day,name"

// Limits of calendars.
const (
	maxCalendarFiles = 1000
	maxCalendarBytes = 64 << 10 // of a year
)

// ReadCalendars reads all calendars of some folders: each is a folder of its name with files
// YYYY.csv, whose years follow one another. Their columns are date (YYYY-MM-DD), day
// (holiday or workday: a make-up workday, worked as Workdays) and the name of the feast,
// which is for people. A year of a later folder stands for that of an earlier one. Files whose
// name begins with a dot are no calendars. Invalid, bad_calendar, names file and line.
func ReadCalendars(folders ...fs.FS) (map[string]*Calendar, error) {
	years := map[string]fs.FS{}
	for _, folder := range folders {
		if err := findYears(folder, years); err != nil {
			return nil, err
		}
	}
	out := map[string]*Calendar{}
	for _, name := range slices.Sorted(maps.Keys(years)) {
		key := path.Dir(name)
		if out[key] == nil {
			out[key] = &Calendar{Name: key, Days: map[Date]Days{}}
		}
		if err := out[key].readYear(years[name], name); err != nil {
			return nil, Errorf(Invalid, "bad_calendar", "calendar %s: %s", name, err)
		}
	}
	return out, nil
}

// findYears notes the files of a folder by their names, and in which folder each lies.
func findYears(folder fs.FS, years map[string]fs.FS) error {
	return fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		case !fs.ValidPath(name) || strings.Count(name, "/") != 1:
			return Errorf(Invalid, "bad_calendar", "calendar %s: a year lies in the folder of its calendar, like cn/2027.csv", name)
		}
		years[name] = folder
		if len(years) > maxCalendarFiles {
			return Errorf(Invalid, "bad_calendar", "calendars: more than %d files", maxCalendarFiles)
		}
		return nil
	})
}

// readYear adds the year of a file; files come in the order of their names.
func (c *Calendar) readYear(folder fs.FS, name string) error {
	file, err := folder.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(file, maxCalendarBytes+1))
	if err != nil {
		return err
	}
	if len(text) > maxCalendarBytes {
		return fmt.Errorf("larger than %d bytes", maxCalendarBytes)
	}
	return c.addYear(bytes.TrimPrefix(text, []byte("\ufeff")), path.Base(name))
}

func (c *Calendar) addYear(text []byte, name string) error {
	year, err := time.Parse("2006.csv", name)
	if err != nil {
		return fmt.Errorf("a year's file is named like 2026.csv")
	}
	p := Period{From: DateOf(year), To: DateOf(year.AddDate(1, 0, 0))}
	switch {
	case c.Covers.Empty():
		c.Covers = p
	case c.Covers.To != p.From:
		return fmt.Errorf("the year before it, from %s on, is missing", c.Covers.To)
	}
	c.Covers.To = p.To
	r := csv.NewReader(bytes.NewReader(text))
	r.Comment = '#'
	head, err := r.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if strings.Join(head, ",") != calendarColumns {
		return fmt.Errorf("its first line is not %q", calendarColumns)
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err // it names the line
		}
		if err := c.addDay(p, row[0], row[1]); err != nil {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
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
