package intake

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// What an export writes as JSON into a cell: lists, attributes, hours, positions.

// isJSON is true of a cell that begins as the mark does, [ or {.
func isJSON(text, mark string) bool { return strings.HasPrefix(text, mark) }

// exported reads a cell of JSON into v; false where it is none.
func (r *rowCells) exported(key, text string, v any) bool {
	if err := json.Unmarshal([]byte(text), v); err != nil {
		r.fail(key, "bad_value", "it begins like what an export writes, and is no such JSON")
		return false
	}
	return true
}

// words are several texts in one cell: a list as an export writes it, or apart by 、 or ; or ,.
func (r *rowCells) words(key string) (out []string) {
	text, _ := r.raw(key)
	if !isJSON(text, "[") {
		return r.list(key)
	}
	r.exported(key, text, &out)
	if slices.ContainsFunc(out, func(s string) bool { return !city.PlainText(s) }) {
		r.fail(key, "bad_text", "one of the texts is too long or no plain UTF-8 text")
	}
	return out
}

// codes are former codes.
func (r *rowCells) codes(key string) []string {
	out := r.words(key)
	if slices.ContainsFunc(out, func(s string) bool { return city.ProfileFree.CheckCode(s) != nil }) {
		r.fail(key, "bad_code", "one of them is no code")
		return nil
	}
	return out
}

// positions are points in the system of the file: [[x,y],…].
func (r *rowCells) positions(key string) (out []orb.Point) {
	if text, _ := r.raw(key); text != "" {
		r.exported(key, text, &out)
	}
	if len(out) > city.MaxPoints {
		r.fail(key, "bad_position", "there are %d positions; at most %d are kept", len(out), city.MaxPoints)
		return nil
	}
	return out
}

// takeDoors takes entrances, and the point that stands for a building, to the lattice.
func (d *thingDraft) takeDoors(sys crs.System) error {
	var out []geo.Point
	for _, at := range d.doors {
		p, err := snapped(sys, at)
		if err != nil {
			return err
		}
		out = append(out, p)
	}
	if d.stand != nil {
		p, err := snapped(sys, *d.stand)
		if err != nil {
			return err
		}
		d.point = &p
	}
	d.doors, d.stand = nil, nil
	switch c := d.given.(type) {
	case *city.Building:
		c.Entrances = out
	case *city.Place:
		c.Entrances = out
	}
	return nil
}

// exportedHours are hours as an export writes them.
func (r *rowCells) exportedHours(text string) *city.Hours {
	var card atlas.HoursCard
	if !r.exported(colHours, text, &card) {
		return nil
	}
	h := &city.Hours{Calendar: card.Calendar}
	for _, w := range card.Week {
		days, err := city.ParseDays(w.Days)
		var open []city.Span
		if err == nil {
			open, err = spansOf(w.Open)
		}
		if err != nil {
			r.fail(colHours, "bad_hours", "%s", err)
			return nil
		}
		h.Week = append(h.Week, city.WeekRule{Days: days, Open: open})
	}
	for _, one := range card.Dates {
		from, err := city.ParseDate(one.From)
		to := city.OpenEnd
		if err == nil && one.To != "" {
			to, err = city.ParseDate(one.To)
		}
		var open []city.Span
		if err == nil {
			open, err = spansOf(one.Open)
		}
		if err != nil {
			r.fail(colHours, "bad_hours", "%s", err)
			return nil
		}
		h.Dates = append(h.Dates, city.DateRule{From: from, To: to, Open: open})
	}
	return h
}

// spansOf reads spans of the clock; an end not later than the beginning is of the next day.
func spansOf(open [][2]string) (out []city.Span, err error) {
	for _, o := range open {
		var at [2]int
		for i, text := range o {
			var h, m int
			if n, err := fmt.Sscanf(text, "%02d:%02d", &h, &m); err != nil || n != 2 || h < 0 || m < 0 || m > 59 || 60*h+m > city.Midnight {
				return nil, fmt.Errorf("a time is not written hh:mm")
			}
			at[i] = 60*h + m
		}
		if at[1] <= at[0] {
			at[1] += city.Midnight
		}
		out = append(out, city.Span{From: at[0], To: at[1]})
	}
	return out, nil
}
