package atlas

import (
	"context"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// checkGrids looks for one head and one full-time worker of each grid, and for a professional one: of the
// grid, of what is above it, or of a beat that covers it.
func (r *roll) checkGrids(ctx context.Context) []StaffKind {
	one := r.roleSetting(StaffHead, r.levels.Grid, roleHead)
	worker := r.roleSetting(StaffWorker, r.levels.Grid, roleWorker)
	more := r.roleSetting(StaffProfessional, r.levels.Grid, roleProfessional)
	beats := r.beats(ctx)
	var heads, workers, professionals []StaffFinding
	for _, a := range r.grids() {
		kind := a.Class[classKind]
		if n := r.holders(areaKey(a), roleHead); !one.of(kind).holds(n) {
			heads = append(heads, ofArea(a, n))
		}
		if n := r.holders(areaKey(a), roleWorker); !worker.of(kind).holds(n) {
			workers = append(workers, ofArea(a, n))
		}
		n := beats[a.Code]
		for _, k := range r.above(areaKey(a)) {
			n += r.holders(k, roleProfessional)
		}
		if !more.of(kind).holds(n) {
			professionals = append(professionals, ofArea(a, n))
		}
	}
	return []StaffKind{kindOf(StaffHead, one, heads), kindOf(StaffWorker, worker, workers), kindOf(StaffProfessional, more, professionals)}
}

// lacks are which of the four fixings a post has not; that of the area is StaffEnded.
func (p *post) lacks() []string {
	var out []string
	if p.Hours == nil {
		out = append(out, "time")
	}
	if len(p.Tasks) == 0 {
		out = append(out, "task")
	}
	if p.Duty == "" {
		out = append(out, "duty")
	}
	return out
}

// checkPosts looks at each post by itself, and at those of one person together.
func (r *roll) checkPosts() []StaffKind {
	soon := r.setting("post_ending_days")
	var fixing, ended, vacant, ending []StaffFinding
	for i := range r.posts {
		p := &r.posts[i]
		if _, _, found := r.thing(p.At.Key()); !found {
			ended = append(ended, r.ofPost(p))
		}
		if lacks := p.lacks(); r.fixed[p.Role] && len(lacks) > 0 {
			f := r.ofPost(p)
			f.Missing = lacks
			fixing = append(fixing, f)
		}
		if r.p.Scheme.Vacant(p.Post) {
			vacant = append(vacant, r.ofPost(p))
		}
		if p.valid.To != city.OpenEnd && int64(p.valid.To)-int64(r.p.Date) <= soon.Min {
			f := r.ofPost(p)
			f.Ends, f.Count = p.valid.To.String(), int64(p.valid.To)-int64(r.p.Date)
			ending = append(ending, f)
		}
	}
	return []StaffKind{
		kindOf(StaffFixing, nil, fixing), kindOf(StaffClash, nil, r.clashes()), kindOf(StaffEnded, nil, ended),
		kindOf(StaffVacant, nil, vacant), kindOf(StaffEnding, soon, ending),
	}
}

// clashes finds pairs of posts of one person, in two places, at the same hours of one of the seven
// days from the date on.
func (r *roll) clashes() []StaffFinding {
	of := map[string][]*post{}
	for i := range r.posts {
		if p := &r.posts[i]; p.Person != "" && p.Hours != nil {
			of[p.Person] = append(of[p.Person], p)
		}
	}
	var out []StaffFinding
	for i := range r.posts {
		a := &r.posts[i]
		mine := of[a.Person]
		for _, b := range mine[slices.Index(mine, a)+1:] { // of a post without hours: all or none, judged below
			if a.Hours != nil && a.At != b.At && r.together(a, b) {
				f := r.ofPost(a)
				f.Other = b.Code
				out = append(out, f)
			}
		}
	}
	return out
}

const clashDays = 7

func (r *roll) together(a, b *post) bool {
	other := r.week(b)
	for _, s := range r.week(a) {
		if slices.ContainsFunc(other, func(t city.Span) bool { return s.From < t.To && t.From < s.To }) {
			return true
		}
	}
	return false
}

// week are the spans of duty of the seven days, in minutes since the first began.
func (r *roll) week(p *post) []city.Span {
	var out []city.Span
	for d := range clashDays {
		day := r.p.Date + city.Date(d)
		if !p.valid.Holds(day) {
			continue
		}
		spans, _ := p.Hours.On(day, calendarOf(p.Hours))
		for _, s := range spans {
			out = append(out, city.Span{From: s.From + d*city.Midnight, To: s.To + d*city.Midnight})
		}
	}
	return out
}
