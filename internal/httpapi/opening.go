package httpapi

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/opening"
)

// maxFounding holds what is said of a new city.
const maxFounding = 8 << 10

// divisionsAnswer are cities and counties that a text may mean.
type divisionsAnswer struct {
	Divisions []opening.Division `json:"divisions" doc:"cities, then counties, at most 50"`
	More      bool               `json:"more" doc:"there are others: say more of the name"`
}

// choicesAnswer are the schemes that a city may begin with.
type choicesAnswer struct {
	Schemes []opening.Choice `json:"schemes"`
}

// opening tells how far the city has been opened.
func (s *Server) opening(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	open, err := s.cfg.Gate.Opened(r.Context())
	if err != nil {
		return err
	}
	st, err := opening.Of(s.atlas.Current(), open.Has)
	if err != nil {
		return err
	}
	return s.tell(w, r, http.StatusOK, st)
}

// found gives an empty store its city and scheme, and tells how far it is then.
func (s *Server) found(w http.ResponseWriter, r *http.Request, q url.Values) error {
	var body opening.Founding
	if err := record(w, r, maxFounding, &body); err != nil {
		return err
	}
	scheme, err := body.Make(s.atlas.Current().Scheme.Demo)
	if err != nil {
		return err
	}
	ctx := r.Context()
	say := func(outcome string) error {
		return s.cfg.Gate.Record(ctx, callerIn(ctx), access.Entry{Action: "opening.write", Of: []string{"city/" + scheme.City}, Outcome: outcome})
	}
	if err := say("begun"); err != nil { // what cannot be written down is not done
		return err
	}
	if err := s.cfg.Founder.Found(ctx, scheme); err != nil {
		ctx = context.WithoutCancel(ctx)
		return errors.Join(err, say(cmp.Or(city.CodeOf(err), "internal")))
	}
	ctx = context.WithoutCancel(ctx) // it stands, whether or not somebody still waits
	if err := say("done"); err != nil {
		return err
	}
	if _, err := s.atlas.Refresh(ctx); err != nil {
		return err
	}
	return s.opening(w, r, q)
}

// divisions finds the city to open.
func (s *Server) divisions(w http.ResponseWriter, r *http.Request, q url.Values) error {
	var ans divisionsAnswer
	ans.Divisions, ans.More = opening.Search(q.Get("q"), opening.MostDivisions)
	return s.tell(w, r, http.StatusOK, ans)
}

// choices lists the schemes to choose from.
func (s *Server) choices(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	list, err := opening.Choices()
	if err != nil {
		return err
	}
	return s.tell(w, r, http.StatusOK, choicesAnswer{list})
}

// openingRoutes are there where there are accounts and a city may begin.
func (s *Server) openingRoutes() []Route {
	if s.cfg.Gate == nil || s.cfg.Founder == nil {
		return nil
	}
	text := Param{Name: "q", Type: Text, Example: "济宁", Says: city.Label{Zh: "名称、拼音或编码，或其开头", En: "a name, pinyin, a name in English or a code, or its beginning; empty = all"}}
	return []Route{{
		Method: "GET", Pattern: "/api/v1/opening", Name: "getOpening", Action: "opening.read", Personal: Account, Cost: Work,
		Summary: city.Label{Zh: "开城向导：做到哪一步，已可用什么，还缺什么", En: "How far the city has been opened: what works already, what is missing, what comes next"},
		Answers: []Answer{{jsonType, opening.State{}}}, handle: s.opening,
	}, {
		Method: "POST", Pattern: "/api/v1/opening", Name: "foundCity", Action: "opening.write", Personal: Account, Cost: Work, Writes: true,
		Summary: city.Label{Zh: "为空库选定城市与方案；有数据后不能再改", En: "Give an empty store its city and scheme; it cannot be done once there is data"},
		Body:    &Body{Of: opening.Founding{}}, Answers: []Answer{{jsonType, opening.State{}}},
		Fails: Fails{400: {"unknown_division", "unknown_scheme", "bad_city_name", "bad_codes", "repeated_parameter"}, 409: {"store_not_empty", "made_up_data"}, 413: {"body_too_large"}}, handle: s.found,
	}, {
		Method: "GET", Pattern: "/api/v1/opening/divisions", Name: "listDivisions", Action: "opening.read", Personal: Account, Cost: Cheap,
		Summary: city.Label{Zh: "按名称、拼音或编码查找城市与区县", En: "Cities and counties by name, pinyin or code"},
		Params:  []Param{text}, Answers: []Answer{{jsonType, divisionsAnswer{}}}, handle: s.divisions,
	}, {
		Method: "GET", Pattern: "/api/v1/opening/schemes", Name: "listSchemes", Action: "opening.read", Personal: Account, Cost: Cheap,
		Summary: city.Label{Zh: "可选的方案，各适合哪类城市", En: "The schemes that a city may begin with, and for which each is"},
		Answers: []Answer{{jsonType, choicesAnswer{}}}, handle: s.choices,
	}}
}
