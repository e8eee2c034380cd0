package intake

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// dutyDays is for how many days from the effective date double duty is looked for.
const dutyDays = 366

// maxPosts is how many posts of one person are compared with each other.
const maxPosts = 200

// spell is a post of somebody, as long as it holds.
type spell struct {
	code  string
	seat  city.Seat
	hours *city.Hours
	valid city.Period
}

// findDoubleDuty looks for people who have two posts at the same hour, as the import leaves them.
// Where the hours of a post are not known, or not on a day, nothing is said.
func (im *peopleImporter) findDoubleDuty(groups []*group) {
	first := max(im.from, im.today)
	window := city.Period{From: first, To: first + dutyDays}
	byPerson := im.shifts(groups, window)
	days := dutyCalendar{window: window, calendars: im.calendars, known: map[string]int{}, pairs: map[[2]int]int{}}
	for _, person := range slices.Sorted(maps.Keys(byPerson)) {
		shifts := byPerson[person]
		if n := len(shifts) - maxPosts; n > 0 {
			im.report.Uncompared += n
			shifts = shifts[:maxPosts]
		}
		for i := range shifts {
			for j := range i {
				im.judgePair(&days, &shifts[j], &shifts[i])
			}
		}
	}
	r := im.report
	slices.SortFunc(r.DoubleDuty, func(a, b DoubleDuty) int {
		return cmp.Or(cmp.Compare(a.Posts[0], b.Posts[0]), cmp.Compare(a.Posts[1], b.Posts[1]), cmp.Compare(a.From, b.From))
	})
	r.DoubleDuty = few(r.DoubleDuty)
}

func (im *peopleImporter) judgePair(days *dutyCalendar, a, b *spell) {
	if a.code == b.code {
		return
	}
	both := city.Period{From: max(a.valid.From, b.valid.From), To: min(a.valid.To, b.valid.To)}
	if both.Empty() {
		return
	}
	minute := days.meet(a.hours, b.hours, both)
	if minute < 0 {
		return
	}
	posts := [2]string{a.code, b.code}
	slices.Sort(posts[:])
	date := days.window.From + city.Date(minute/city.Midnight)
	im.report.Doubled++
	if len(im.report.DoubleDuty) < 4*mostMentions { // sorted and cut later
		im.report.DoubleDuty = append(im.report.DoubleDuty, DoubleDuty{
			Posts: posts, SameSeat: a.seat == b.seat, From: fmt.Sprintf("%sT%s", date, clock(minute%city.Midnight)),
		})
	}
}

// shifts are those in the window, by person, of people who have several.
func (im *peopleImporter) shifts(groups []*group, window city.Period) map[string][]spell {
	out := map[string][]spell{}
	add := func(c city.Content, valid city.Period) {
		p, ok := c.(*city.Post)
		valid = city.Period{From: max(valid.From, window.From), To: min(valid.To, window.To)}
		if ok && p.Person != "" && p.Hours != nil && !valid.Empty() {
			out[p.Person] = append(out[p.Person], spell{p.Code, p.At, p.Hours, valid})
		}
	}
	written := map[string]*group{}
	for _, g := range groups {
		written[g.code] = g
		for _, d := range g.rows {
			add(d.content, city.Period{From: d.valid.From, To: d.end})
		}
	}
	ended := map[string]bool{}
	for _, code := range im.report.Ended {
		ended[code] = true
	}
	for code, versions := range im.stored {
		for _, r := range versions {
			valid := r.Valid
			if ended[code] {
				valid.To = min(valid.To, im.from)
			}
			for _, rest := range written[code].without(valid) {
				add(r.Content, rest)
			}
		}
	}
	for person, shifts := range out {
		if len(shifts) < 2 {
			delete(out, person)
			continue
		}
		slices.SortFunc(shifts, func(a, b spell) int {
			return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.valid.From, b.valid.From))
		})
	}
	return out
}

// without is what the rows of a group leave of a period.
func (g *group) without(p city.Period) (out []city.Period) {
	if g != nil {
		for _, d := range g.rows {
			if d.valid.From > p.From && p.Overlaps(city.Period{From: d.valid.From, To: d.stop}) {
				out = append(out, city.Period{From: p.From, To: d.valid.From})
			}
			if p.From < d.stop && d.valid.From < p.To {
				p.From = d.stop
			}
			if p.Empty() {
				return out
			}
		}
	}
	return append(out, p)
}

// dutyCalendar knows the minutes of duty of hours within a window, counted from its first midnight.
type dutyCalendar struct {
	window    city.Period
	calendars map[string]*city.Calendar
	known     map[string]int // number of a table by the hours
	byHours   map[*city.Hours]int
	tables    [][]city.Span
	pairs     map[[2]int]int // first common minute of two tables within the whole window; -1 = none
}

// maxTables bounds the tables that are kept, of which each has some kilobytes.
const maxTables = 5000

// meet is the first minute in a period at which both hours hold; -1 where there is none.
func (c *dutyCalendar) meet(a, b *city.Hours, p city.Period) int {
	i, j := c.table(a), c.table(b)
	if i < 0 || j < 0 || p != c.window {
		lo, hi := int(p.From-c.window.From)*city.Midnight, int(p.To-c.window.From)*city.Midnight
		return firstCommon(c.spans(a, i), c.spans(b, j), lo, hi)
	}
	key := [2]int{min(i, j), max(i, j)}
	minute, known := c.pairs[key]
	if !known {
		minute = firstCommon(c.tables[i], c.tables[j], 0, dutyDays*city.Midnight)
		if len(c.pairs) < 100*maxTables {
			c.pairs[key] = minute
		}
	}
	return minute
}

// table is the number of the table of hours; -1 where no more are kept.
func (c *dutyCalendar) table(h *city.Hours) int {
	if i, known := c.byHours[h]; known {
		return i
	}
	text := fmt.Sprint(*h)
	i, known := c.known[text]
	if !known {
		if len(c.tables) >= maxTables {
			return -1
		}
		i = len(c.tables)
		c.known[text] = i
		c.tables = append(c.tables, c.make(h))
	}
	if c.byHours == nil {
		c.byHours = map[*city.Hours]int{}
	}
	c.byHours[h] = i
	return i
}

func (c *dutyCalendar) spans(h *city.Hours, table int) []city.Span {
	if table >= 0 {
		return c.tables[table]
	}
	return c.make(h)
}

// make lists the spans of the window in order, also what is left of the night before it.
func (c *dutyCalendar) make(h *city.Hours) []city.Span {
	var out []city.Span
	for d := c.window.From - 1; d < c.window.To; d++ {
		spans, _ := h.On(d, c.calendars[h.Calendar])
		start := int(d-c.window.From) * city.Midnight
		for _, s := range spans {
			if start+s.To > 0 {
				out = joined(out, city.Span{From: max(0, start+s.From), To: start + s.To})
			}
		}
	}
	return out
}

// joined adds a span to those before it; one that begins before the last one ends lengthens it.
func joined(spans []city.Span, s city.Span) []city.Span {
	if n := len(spans); n > 0 && s.From <= spans[n-1].To {
		spans[n-1].To = max(spans[n-1].To, s.To)
		return spans
	}
	return append(spans, s)
}

// firstCommon is the first minute of [lo, hi) that lies in a span of both, which are in order and
// apart; -1 where there is none.
func firstCommon(a, b []city.Span, lo, hi int) int {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		from, to := max(a[i].From, b[j].From, lo), min(a[i].To, b[j].To, hi)
		if from < to {
			return from
		}
		if a[i].To <= b[j].To {
			i++
		} else {
			j++
		}
	}
	return -1
}
