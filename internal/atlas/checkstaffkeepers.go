package atlas

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// checkKeepers looks for a keeper of each station that is open today. A keeper is who holds a post of
// that role at the station or at an area in which it lies, and who stands in for such a post; on duty by
// the hours of the post, a rota by its turns. Of the minutes of the opening that begins today the setting
// says how many of a hundred must be kept, at least one minute in any case. Where the station's hours of
// today are not known, a keeper who has some duty today is enough.
func (r *roll) checkKeepers() []StaffKind {
	norm := r.setting("keeper_cover_percent")
	posts := map[string]*post{}
	for i := range r.posts {
		posts[r.posts[i].Code] = &r.posts[i]
	}
	var out []StaffFinding
	for _, s := range r.p.PlacesOf(StationKind) {
		if s.State != city.PlaceOpen {
			continue
		}
		open, known := s.Hours.On(r.p.Date, calendarOf(s.Hours))
		if known && len(open) == 0 {
			continue // it is closed all day
		}
		kept := r.keptAt(s, posts)
		if !known {
			open = []city.Span{{From: 0, To: city.Midnight}}
		}
		all, covered := minutesOf(open), minutesOf(overlapOf(open, kept))
		if covered == 0 || known && covered*100 < all*norm.Min {
			f := ofPlace(s, 0)
			if known {
				f.Count = all - covered
			}
			out = append(out, f)
		}
	}
	return []StaffKind{kindOf(StaffKeeper, norm, out)}
}

// keptAt are the spans of duty of a station's keepers, in minutes since the date began: those that
// begin the day before, on it, and on the day after, to which an opening over midnight reaches.
func (r *roll) keptAt(s *city.Place, posts map[string]*post) []city.Span {
	var out []city.Span
	add := func(p *post) {
		if p == nil || r.p.Scheme.Vacant(p.Post) {
			return
		}
		for d := -1; d <= 1; d++ {
			day := r.p.Date + city.Date(d)
			if !p.valid.Holds(day) {
				continue
			}
			spans, _ := p.Hours.On(day, calendarOf(p.Hours))
			for _, one := range spans {
				out = append(out, city.Span{From: one.From + d*city.Midnight, To: one.To + d*city.Midnight})
			}
		}
	}
	for _, seat := range r.p.Lineage(city.Seat(s.Key())) {
		for _, p := range r.bySeat[seat.Key()] {
			if p.Role != roleKeeper {
				continue
			}
			add(p)
			for _, code := range p.StandIns {
				add(posts[code])
			}
		}
	}
	return union(out)
}

// union are spans in order, those that meet or overlap joined.
func union(spans []city.Span) []city.Span {
	slices.SortFunc(spans, func(a, b city.Span) int { return cmp.Compare(a.From, b.From) })
	var out []city.Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}

// overlapOf are the common spans of two lists, each of spans that do not overlap.
func overlapOf(a, b []city.Span) []city.Span {
	var out []city.Span
	for _, s := range a {
		for _, t := range b {
			if from, to := max(s.From, t.From), min(s.To, t.To); from < to {
				out = append(out, city.Span{From: from, To: to})
			}
		}
	}
	return out
}

func minutesOf(spans []city.Span) int64 {
	n := 0
	for _, s := range spans {
		n += s.To - s.From
	}
	return int64(n)
}
