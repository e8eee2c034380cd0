package city

import "time"

// MaxDutySearch is how many days ahead the next duty is looked for.
const MaxDutySearch = 62

// NextFrom is the first moment after t, on one of the dates up to so many days later, at which duty
// begins: DutyAt is true then and was not just before. Dates of which nothing is known are passed
// over, so a later known beginning is told; ok is false where there is none. t is on the clock of the
// city's zone; the calendar is the one that the hours name.
func (h *Hours) NextFrom(t time.Time, c *Calendar, days int) (next time.Time, ok bool) {
	if h == nil {
		return time.Time{}, false
	}
	_, jump := t.ZoneBounds() // zero where the clocks are never moved again
	today := DateOf(t)
	for n := range days + 1 {
		d := today + Date(n)
		spans, _ := h.on(d, c, true)
		for _, s := range spans {
			if jump.IsZero() {
				next = h.sooner(next, t, clockOf(d, s.From, t.Location()), c)
				continue
			}
			for _, m := range twice(d, s.From, t.Location()) {
				next = h.sooner(next, t, m, c)
			}
		}
		for !jump.IsZero() && DateOf(jump) <= d { // where clocks are moved, duty may begin with the move
			next = h.sooner(next, t, jump, c)
			_, jump = jump.ZoneBounds()
		}
		if !next.IsZero() {
			return next, true
		}
	}
	return time.Time{}, false
}

// Steady is the stretch of t's date, in minutes on its clock, in which DutyAt and NextFrom say what
// they say of t, as long as the clock is not moved.
func (h *Hours) Steady(t time.Time, c *Calendar) Span {
	today, minute := DateOf(t), t.Hour()*60+t.Minute()
	out := Span{From: 0, To: Midnight}
	edge := func(m int) {
		if m <= minute {
			out.From = max(out.From, m)
		} else {
			out.To = min(out.To, m)
		}
	}
	for back := range 2 { // last night's span may still run
		spans, _ := h.on(today-Date(back), c, true)
		for _, s := range spans {
			edge(s.From - back*Midnight)
			edge(s.To - back*Midnight)
		}
	}
	return out
}

// sooner is the earlier of two moments after t at which duty begins; the first may be none.
func (h *Hours) sooner(best, t, m time.Time, c *Calendar) time.Time {
	if !m.After(t) || !best.IsZero() && !m.Before(best) {
		return best
	}
	if open, _ := h.DutyAt(m, c); !open {
		return best
	}
	if open, _ := h.DutyAt(m.Add(-1), c); open {
		return best
	}
	return m
}

// clockOf is the moment of a minute of a date on a clock that is not moved on that date.
func clockOf(d Date, minute int, zone *time.Location) time.Time {
	y, m, day := d.Start(time.UTC).Date()
	return time.Date(y, m, day, minute/60, minute%60, 0, 0, zone)
}

// twice are the moments at which the clock shows a minute of a date: one; none where the clock is put
// forward over it; two where it is put back.
func twice(d Date, minute int, zone *time.Location) []time.Time {
	const day = 24 * time.Hour
	var out []time.Time
	shown := d.Start(time.UTC).Add(time.Duration(minute) * time.Minute)
	for _, near := range [2]time.Time{shown.Add(-day), shown.Add(day)} {
		_, offset := near.In(zone).Zone()
		m := shown.Add(-time.Duration(offset) * time.Second).In(zone)
		if DateOf(m) != d || m.Hour()*60+m.Minute() != minute || len(out) == 1 && out[0].Equal(m) {
			continue
		}
		out = append(out, m)
	}
	return out
}
