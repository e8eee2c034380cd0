package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/redsail/redsail/internal/atlas"
)

// layCalendars lays the calendars of a folder over those that ship; none is named = nothing is done.
func layCalendars(dir string) error {
	if dir == "" {
		return nil
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return usagef("--calendars %s: there is no such folder", dir)
	}
	if err := atlas.LayCalendars(os.DirFS(dir)); err != nil {
		return fmt.Errorf("--calendars %s: %w", dir, err)
	}
	return nil
}

// sayMissingYears says of each calendar that the store's hours keep which years are known, where this
// year or the next one is not.
func sayMissingYears(stderr io.Writer, kept []atlas.CalendarYears) {
	for _, c := range kept {
		if len(c.Missing) == 0 {
			continue
		}
		missing := make([]string, len(c.Missing))
		for i, year := range c.Missing {
			missing[i] = strconv.Itoa(year)
		}
		known := "no year is known"
		if c.First != 0 {
			known = fmt.Sprintf("%d to %d are known", c.First, c.Last)
		}
		fmt.Fprintf(stderr, "redsail: calendar of holidays %s: %s, not %s; give a year's file by --calendars DIR (DIR/%s/%s.csv)\n",
			c.Name, known, strings.Join(missing, ", "), c.Name, missing[0])
	}
}
