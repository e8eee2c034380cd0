package intake

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// notePosts names the posts that the rows leave vacant, and those that end with a row. No row of them is
// rejected: both may be meant.
func (im *peopleImporter) notePosts(groups []*group) {
	r := im.report
	for _, g := range groups {
		vacant := func(d *draft) bool {
			p, ok := d.content.(*city.Post)
			return ok && im.scheme.Vacant(p)
		}
		if slices.ContainsFunc(g.rows, vacant) {
			r.VacantPosts++
			r.Vacant = few(append(r.Vacant, g.code))
		}
		if n := len(g.rows); n > 0 && g.endsWith(g.rows[n-1]) {
			r.EndingPosts++
			r.Ending = few(append(r.Ending, PostEnds{Code: g.code, From: g.rows[n-1].end.String()}))
		}
	}
}

// endsWith is true where the post of a group ends with what its last row says: nothing holds from then on.
func (g *group) endsWith(last *draft) bool {
	if last.valid.To == city.OpenEnd {
		return false
	}
	return !slices.ContainsFunc(g.stored, func(s *city.Record) bool {
		return s.Valid.From >= last.end || last.stopgap() && s.Valid.To > last.end
	})
}
