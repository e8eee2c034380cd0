package atlas

import (
	"io/fs"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/city"
)

// shippedCalendars are those that are in the program.
var shippedCalendars = sync.OnceValues(func() (map[string]*city.Calendar, error) {
	return city.ReadCalendars(data.Calendars())
})

// laidCalendars are the shipped ones with those of the operator laid over them; nil = there are none.
var laidCalendars atomic.Pointer[map[string]*city.Calendar]

// Calendars are the calendars of holidays that this process knows, by name. Nobody may change them.
func Calendars() (map[string]*city.Calendar, error) {
	if laid := laidCalendars.Load(); laid != nil {
		return *laid, nil
	}
	return shippedCalendars()
}

// LayCalendars lays the calendars of a folder over the shipped ones: each of its years stands for the
// shipped year of that calendar. It is called once, before a picture is made; nil goes back to the
// shipped ones. Invalid, bad_calendar, names file and line, and leaves all as it was.
func LayCalendars(folder fs.FS) error {
	if folder == nil {
		laidCalendars.Store(nil)
		return nil
	}
	laid, err := city.ReadCalendars(data.Calendars(), folder)
	if err == nil {
		laidCalendars.Store(&laid)
	}
	return err
}

// calendarOf is the calendar that hours keep; nil = they keep none, or one that is not known.
func calendarOf(h *city.Hours) *city.Calendar {
	if h == nil || h.Calendar == "" {
		return nil
	}
	all, err := Calendars()
	if err != nil { // no picture is built without them
		return nil
	}
	return all[h.Calendar]
}

// CalendarYears are the years of a calendar that hours of places or posts keep.
type CalendarYears struct {
	Name string `json:"name"`
	// First and Last are the years that are known; 0 where there is no such calendar.
	First int `json:"first"`
	Last  int `json:"last"`
	// Missing are the year of the date and the next, where they are not known.
	Missing []int `json:"missing"`
}

// CalendarsKept are the calendars that hours of the picture keep, by name.
func (p *Picture) CalendarsKept() []CalendarYears {
	kept := map[string]*city.Calendar{}
	note := func(h *city.Hours) {
		if h != nil && h.Calendar != "" {
			kept[h.Calendar] = calendarOf(h)
		}
	}
	for _, place := range contents[*city.Place](p.ofKind(city.KindPlace)) {
		note(place.Hours)
	}
	for _, post := range contents[*city.Post](p.ofKind(city.KindPost)) {
		note(post.Hours)
	}
	out := []CalendarYears{}
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		one := CalendarYears{Name: name, Missing: []int{}}
		one.First, one.Last = kept[name].Years()
		year := yearOf(p.Date)
		for range 2 {
			if _, known := kept[name].Day(year.From); !known {
				one.Missing = append(one.Missing, yearNumber(year.From))
			}
			year = yearOf(year.To)
		}
		out = append(out, one)
	}
	return out
}
