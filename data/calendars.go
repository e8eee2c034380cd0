package data

import (
	"embed"
	"io/fs"
)

//go:embed calendars/*/*.csv
var calendars embed.FS

// Calendars has a folder for each calendar of holidays, named as the hours of places name
// it, with a file for each year: 2026.csv.
func Calendars() fs.FS {
	sub, err := fs.Sub(calendars, "calendars")
	if err != nil { // a constant, valid name: it cannot fail
		return calendars
	}
	return sub
}
