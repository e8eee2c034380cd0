package atlas

import (
	"time"

	"github.com/redsail/redsail/internal/city"
)

// kindBranch is that of a Party branch, whatever it is of.
const kindBranch = "branch"

// checkStations looks at the open stations and the branches that work there, and at how many days
// of the date's year the stations are open.
func (r *roll) checkStations() []StaffKind {
	branches := r.setting("station_branch")
	stations := r.setting("branch_station")
	open := r.setting("station_open_days")
	at := r.meetings()
	days := yearOf(r.p.Date)
	var alone, closed, unknown []StaffFinding
	there := map[city.Key]bool{}
	for _, s := range r.p.PlacesOf(StationKind) {
		if s.State != city.PlaceOpen {
			continue
		}
		there[s.Key()] = true
		if n := at[s.Key()]; !branches.holds(n) {
			alone = append(alone, ofPlace(s, n))
		}
		known, missing := openDays(s.Hours, days)
		switch least := min(open.Min, int64(days.To-days.From)); {
		case known >= least:
		case known+missing < least:
			closed = append(closed, ofPlace(s, known))
		default:
			unknown = append(unknown, ofPlace(s, missing))
		}
	}
	return []StaffKind{
		kindOf(StaffStationBranch, branches, alone), kindOf(StaffBranchStation, stations, r.homeless(stations, there)),
		kindOf(StaffOpenDays, open, closed), kindOf(StaffOpenUnknown, open, unknown),
	}
}

// seatsOf are the places and areas that an organisation works at, is of and covers, each once.
func seatsOf(o *city.Organisation) map[city.Key]bool {
	out := map[city.Key]bool{o.Place.Key(): true, o.Of.Key(): true}
	for _, seat := range o.Covers {
		out[seat.Key()] = true
	}
	return out
}

// meetings counts the Party organisations of each seat.
func (r *roll) meetings() map[city.Key]int64 {
	out := map[city.Key]int64{}
	for _, o := range r.organisations {
		if !r.party[o.Kind] {
			continue
		}
		for k := range seatsOf(o) {
			out[k]++
		}
	}
	return out
}

// homeless are the branches that work at too few of the open stations.
func (r *roll) homeless(norm *StaffSetting, open map[city.Key]bool) []StaffFinding {
	var out []StaffFinding
	for _, o := range r.organisations {
		if o.Kind != kindBranch {
			continue
		}
		n := int64(0)
		for k := range seatsOf(o) {
			if open[k] {
				n++
			}
		}
		if !norm.holds(n) {
			f := r.ofOrganisation(o)
			f.Count = n
			out = append(out, f)
		}
	}
	return out
}

func yearNumber(d city.Date) int { return d.Start(time.UTC).Year() }

// yearOf is the calendar year of a date.
func yearOf(d city.Date) city.Period {
	year := yearNumber(d)
	return city.Period{
		From: city.DateOf(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)),
		To:   city.DateOf(time.Date(year+1, 1, 1, 0, 0, 0, 0, time.UTC)),
	}
}

// openDays counts the days of a period that have some open minute, and those of which no rule, or no
// calendar, speaks. A span of the night before counts for both days.
func openDays(h *city.Hours, days city.Period) (open, unknown int64) {
	c := calendarOf(h)
	into := reachesOver(h, days.From-1, c)
	for d := days.From; d < days.To; d++ {
		spans, known := h.On(d, c)
		switch {
		case len(spans) > 0 || into:
			open++
		case !known:
			unknown++
		}
		into = over(spans)
	}
	return open, unknown
}

func reachesOver(h *city.Hours, d city.Date, c *city.Calendar) bool {
	spans, _ := h.On(d, c)
	return over(spans)
}

// over is true of spans of which one runs into the next date.
func over(spans []city.Span) bool {
	for _, s := range spans {
		if s.To > city.Midnight {
			return true
		}
	}
	return false
}

// checkRecords looks for records of grids, places, organisations and posts whose source is of a
// date too long ago. Those that say no date, or one that cannot be read, are counted beside.
func (r *roll) checkRecords() []StaffKind {
	norm := r.setting("record_days")
	var out []StaffFinding
	var undated []city.Seat
	judge := func(text string, key city.Key, found func() StaffFinding) {
		d, err := city.Date(0), error(nil)
		if text != "" {
			d, err = city.ParseDate(text)
		}
		if text == "" || err != nil {
			undated = append(undated, city.Seat(key))
			return
		}
		if age := int64(r.p.Date) - int64(d); age > norm.Min {
			f := found()
			f.Count = age
			out = append(out, f)
		}
	}
	for _, a := range r.grids() {
		judge(a.DataDate, areaKey(a), func() StaffFinding { return ofArea(a, 0) })
	}
	for _, p := range contents[*city.Place](r.p.ofKind(city.KindPlace)) {
		judge(p.DataDate, p.Key(), func() StaffFinding { return ofPlace(p, 0) })
	}
	for _, o := range r.organisations {
		judge(o.DataDate, o.Key(), func() StaffFinding { return r.ofOrganisation(o) })
	}
	for i := range r.posts {
		judge(r.posts[i].DataDate, r.posts[i].Key(), func() StaffFinding { return r.ofPost(&r.posts[i]) })
	}
	kind := kindOf(StaffOld, norm, out)
	kind.undated, kind.Undated = undated, len(undated)
	return []StaffKind{kind}
}

// ofPlace is a finding about a place.
func ofPlace(p *city.Place, n int64) StaffFinding {
	at := p.Point.LonLat()
	return StaffFinding{Layer: p.Kind, Code: p.Code, Name: p.Name(), NameEn: english(p.Names), Count: n, At: &at, IsPlace: true}
}

// ofOrganisation is a finding about an organisation.
func (r *roll) ofOrganisation(o *city.Organisation) StaffFinding {
	return StaffFinding{Layer: city.LayerOrganisation, Code: o.Code, Name: o.Name(), NameEn: english(o.Names), Of: o.Of.Layer, OfCode: o.Of.Code, At: r.where(o)}
}
