package httpapi

import (
	"context"
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// deedsAnswer is a page of the list of what was written.
type deedsAnswer struct {
	Revision int64            `json:"revision" doc:"the latest revision"`
	Changes  []atlas.DeedCard `json:"changes" doc:"the latest first; of an account for some areas only those that lie in them as a whole, of the revisions looked at"`
	Before   *int64           `json:"before" doc:"before of the next page; null on the last one"`
}

// How many changes are looked at for a page, at most and when nothing is said.
const (
	mostDeeds = 100
	fewDeeds  = 20
)

// deeds lists what was written, as far as the caller may take it back.
func (s *Server) deeds(w http.ResponseWriter, r *http.Request, q url.Values) error {
	last := s.atlas.Current().Revision
	ans := deedsAnswer{Revision: last, Changes: []atlas.DeedCard{}}
	if q.Has("before") {
		last = min(last, int64(whole(q, "before", 0))-1)
	}
	all, err := s.atlas.Deeds(r.Context(), last, whole(q, "limit", fewDeeds))
	if err != nil {
		return err
	}
	for i := range all {
		mine, err := s.reaches(r.Context(), all[i].Number)
		if err != nil {
			return err
		}
		if mine {
			all[i].RevisionCard = s.revisionShown(r, all[i].RevisionCard)
			ans.Changes = append(ans.Changes, all[i])
		}
	}
	if n := len(all); n > 0 && all[n-1].Number > 1 {
		ans.Before = &all[n-1].Number
	}
	return s.tell(w, r, http.StatusOK, ans)
}

// reaches is true of a revision that lies in the areas of the caller.
func (s *Server) reaches(ctx context.Context, n int64) (bool, error) {
	who := callerIn(ctx)
	if who.WholeCity {
		return true, nil
	}
	key := reachKeyOf(s.atlas.Current(), who, n)
	if mine, known := s.verdicts.get(key); known {
		return mine, nil
	}
	err := s.mayReverse(ctx, n)
	if err != nil && city.KindOf(err) != city.NotFound {
		return false, err
	}
	s.verdicts.put(key, err == nil)
	return err == nil, nil
}
