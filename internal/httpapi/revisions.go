package httpapi

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// revisionsAnswer is a page of the list of revisions.
type revisionsAnswer struct {
	Revision  int64                `json:"revision" doc:"the latest revision"`
	Timeline  string               `json:"timeline"`
	Revisions []atlas.RevisionCard `json:"revisions" doc:"the latest first"`
	Before    *int64               `json:"before" doc:"before of the next page; null on the last one"`
}

// revisions lists the revisions. They never change, so a number is all that a page needs.
func (s *Server) revisions(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic := s.atlas.Current()
	last := pic.Revision
	if q.Has("before") {
		last = min(last, int64(whole(q, "before", 0))-1)
	}
	limit := whole(q, "limit", defaultLimit)
	list, err := s.atlas.Revisions(r.Context(), last, limit)
	if err != nil {
		return err
	}
	s.signAll(r, list)
	ans := revisionsAnswer{Revision: pic.Revision, Timeline: pic.State.Timeline, Revisions: list}
	if n := len(list); n > 0 && list[n-1].Number > 1 {
		ans.Before = &list[n-1].Number
	}
	return s.document(w, r, pic, ans)
}

// revision answers one revision.
func (s *Server) revision(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	n, err := strconv.ParseInt(segment(r, "n"), 10, 64)
	if err != nil {
		return &badParameter{name: "n", code: "bad_number", msg: "the revision is not a whole number"}
	}
	card, err := s.atlas.Revision(r.Context(), n)
	if err != nil {
		return err
	}
	*card = s.revisionShown(r, *card)
	return s.document(w, r, s.atlas.Current(), card)
}

// historyAnswer lists the versions of one area.
type historyAnswer struct {
	shown
	Layer    string              `json:"layer"`
	Code     string              `json:"code" doc:"the code that was asked for"`
	Versions []atlas.AreaVersion `json:"versions" doc:"the last written first; those of one revision by the beginning of their validity, the latest first"`
	More     bool                `json:"more" doc:"there are others; limit was reached"`
}

func (s *Server) history(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, _, err := s.picture(r, q)
	if err != nil {
		return err
	}
	layer, code := segment(r, "layer"), segment(r, "code")
	list, more, err := s.atlas.History(r.Context(), pic, layer, code, whole(q, "limit", defaultLimit))
	if err != nil {
		return err
	}
	for i := range list {
		s.signVersion(r, &list[i])
	}
	return s.document(w, r, pic, historyAnswer{shown: shownBy(pic), Layer: layer, Code: code, Versions: list, More: more})
}

// unsigned is a revision as who has no account may know it: its number, time and hash. What was
// written, by whom and why is for those who are signed in.
func unsigned(c atlas.RevisionCard) atlas.RevisionCard {
	c.Author, c.Note, c.Entries = nil, "", 0
	return c
}

func (s *Server) signAll(r *http.Request, list []atlas.RevisionCard) {
	for i := range list {
		list[i] = s.revisionShown(r, list[i])
	}
}

// revisionShown is a revision as a caller may know it: keepers and auditors are told who wrote it.
func (s *Server) revisionShown(r *http.Request, card atlas.RevisionCard) atlas.RevisionCard {
	switch c := callerIn(r.Context()); {
	case s.strange(r):
		return unsigned(card)
	case c.SeesAll("revisions.read") && (c.Has(access.Keeper) || c.Has(access.Auditor)):
		return card.Signed()
	default:
		return card
	}
}

func (s *Server) signVersion(r *http.Request, v *atlas.AreaVersion) {
	v.Written = s.revisionShown(r, v.Written)
	if v.Replaced != nil {
		card := s.revisionShown(r, *v.Replaced)
		v.Replaced = &card
	}
}

// mostTurns is how many dates are listed.
const mostTurns = 2000

// turnsAnswer lists the dates on which areas begin or end.
type turnsAnswer struct {
	shown
	Dates []atlas.Turn `json:"dates" doc:"the earliest first; between two of them the map says the same"`
	More  bool         `json:"more" doc:"there are earlier ones; the limit was reached"`
}

func (s *Server) turns(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic := s.atlas.Current()
	ans := turnsAnswer{shown: shownBy(pic)}
	ans.Dates, ans.More = pic.Turns(whole(q, "limit", mostTurns))
	return s.document(w, r, pic, ans)
}

func (s *Server) revisionRoutes() []Route {
	latest := paramLimit
	latest.Most, latest.Default = mostTurns, strconv.Itoa(mostTurns)
	return []Route{{
		Method: "GET", Pattern: "/api/v1/dates", Name: "listDates", Action: "areas.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "区域生效或失效的日期", En: "The dates on which areas begin or end"},
		Params:  []Param{latest}, Answers: []Answer{{jsonType, turnsAnswer{}}}, handle: s.turns,
	}, {
		Method: "GET", Pattern: "/api/v1/areas/{layer}/{code}/history", Name: "listAreaVersions", Action: "areas.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "一个区域的历次版本：何时有效、由哪次修订写下", En: "The versions of an area: when they hold, and which revision wrote them"},
		Params:  []Param{paramLayer, paramCode, paramLimit, paramAt, paramRevision},
		Answers: []Answer{{jsonType, historyAnswer{}}}, Fails: findFails, handle: s.history,
	}, {
		Method: "GET", Pattern: "/api/v1/revisions", Name: "listRevisions", Action: "revisions.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "修订列表，最新的在前", En: "The revisions, the latest first"},
		Params:  []Param{paramBefore, paramLimit}, Answers: []Answer{{jsonType, revisionsAnswer{}}}, handle: s.revisions,
	}, {
		Method: "GET", Pattern: "/api/v1/revisions/{n}", Name: "getRevision", Action: "revisions.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "一次修订", En: "One revision"},
		Params:  []Param{paramNumber}, Answers: []Answer{{jsonType, atlas.RevisionCard{}}},
		Fails: Fails{400: {"bad_number"}, 404: {"unknown_revision"}}, handle: s.revision,
	}}
}
