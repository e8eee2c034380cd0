package httpapi

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

const maxSearchBody = 4 << 10

// searchAnswer is what was found, the best first.
type searchAnswer struct {
	Revision  int64       `json:"revision"`
	QueryKind string      `json:"query_kind" enum:"text,code,coordinate" doc:"as what the best hit understood the question"`
	Results   []atlas.Hit `json:"results"`
}

func (s *Server) searchPost(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	q, err := fields(w, r, maxSearchBody, searchParams)
	if err != nil {
		return err
	}
	return s.search(w, r, q)
}

// search answers the search box. What is sought is written nowhere.
func (s *Server) search(w http.ResponseWriter, r *http.Request, q url.Values) error {
	ask := atlas.SearchAsk{Text: q.Get("q"), Limit: whole(q, "limit", atlas.DefaultSearchCut)}
	for _, pair := range [][2]string{{"lon", "lat"}, {"lat", "lon"}} {
		if q.Has(pair[0]) && !q.Has(pair[1]) {
			return &badParameter{name: pair[1], code: "missing_parameter", msg: pair[1] + " is missing: a place near which to search has both"}
		}
	}
	if q.Has("lon") {
		at, err := snap(orb.Point{decimal(q, "lon"), decimal(q, "lat")})
		if err != nil {
			return err
		}
		ask.Near = &at
	}
	pic := s.atlas.Current()
	if s.may(r, "posts.read") { // who may read organisations finds them, too
		reach, err := s.staffReach(r, pic, url.Values{})
		if err != nil {
			return err
		}
		ask.Bodies = reach
	}
	hits, err := s.atlas.Search(r.Context(), pic, ask)
	if e := (*city.Error)(nil); errors.As(err, &e) && e.Kind == city.Invalid {
		return &badParameter{name: "q", code: e.Code, msg: e.Msg}
	}
	if err != nil {
		return err
	}
	if hits == nil {
		hits = []atlas.Hit{}
	}
	w.Header().Set("Content-Type", jsonType)
	s.write(w, r, encode(searchAnswer{Revision: pic.Revision, QueryKind: queryKind(hits), Results: hits}))
	return nil
}

// queryKind is what the best hit took the question for.
func queryKind(hits []atlas.Hit) string {
	if len(hits) == 0 {
		return "text"
	}
	switch hits[0].Matched {
	case atlas.ByCoordinate:
		return "coordinate"
	case atlas.ByCode, atlas.ByFormer, atlas.ByRetired:
		return "code"
	default:
		return "text"
	}
}

func (s *Server) searchRoutes() []Route {
	fails := Fails{400: {"empty_query", "query_too_long"}}
	return []Route{{
		Method: "GET", Pattern: "/api/v1/search", Name: "search", Action: "search", Personal: Movement, Cost: Work,
		Summary: city.Label{
			Zh: "查找区域、点位、建筑、地址、编码（含旧码）与坐标；拼音、首字母、简繁皆可",
			En: "Areas, places, buildings, addresses, codes (old ones too) and coordinates by text, pinyin or initials",
		},
		Params: searchParams, Answers: []Answer{{jsonType, searchAnswer{}}}, Fails: fails, handle: s.search,
	}, {
		Method: "POST", Pattern: "/api/v1/search", Name: "searchByBody", Action: "search", Personal: Movement, Cost: Work,
		Summary: city.Label{Zh: "查找，所问的话放在正文里，不进网址", En: "The same search, with the text kept out of the address"},
		Body:    &Body{Params: searchParams}, Answers: []Answer{{jsonType, searchAnswer{}}}, Fails: fails, handle: s.searchPost,
	}}
}
