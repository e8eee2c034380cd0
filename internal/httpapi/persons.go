package httpapi

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Limits of a search for persons.
const (
	maxPersonBody = 4 << 10
	mostPersons   = 50
)

// heldPost is a post of a person.
type heldPost struct {
	Code      string     `json:"code"`
	Role      string     `json:"role"`
	RoleName  city.Label `json:"role_name"`
	Specialty string     `json:"specialty,omitempty"`
	Layer     string     `json:"layer" doc:"what the post is for: a layer, building, a kind of places, organisation"`
	Area      string     `json:"area" doc:"its code"`
	AreaName  string     `json:"area_name"`
	Acting    bool       `json:"acting"`
	Tasks     []string   `json:"tasks"`
	Duty      string     `json:"duty"`
	Valid     atlas.Span `json:"valid"`
	atlas.DutyTimes
}

// personAnswer is a person and the posts that they hold.
type personAnswer struct {
	access.Shown
	Posts []heldPost `json:"posts"`
}

// personsAnswer is what a search found.
type personsAnswer struct {
	Persons []personAnswer `json:"persons"`
	More    bool           `json:"more" doc:"there are more than are listed"`
}

// personSearch is what is looked for.
type personSearch struct {
	Q string `json:"q" doc:"a part of a name or of a code"`
}

// revealBody says why a private number is asked for.
type revealBody struct {
	Reason string `json:"reason" doc:"a key of the list of reasons"`
}

// reasonsAnswer is the short list of reasons.
type reasonsAnswer struct {
	Reasons []access.Reason `json:"reasons"`
}

func (s *Server) reasons(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	return s.tell(w, r, http.StatusOK, reasonsAnswer{Reasons: access.Reasons()})
}

// held is a person as access judges them.
func held(pic *atlas.Picture, person *city.Person) access.Held {
	return access.Held{Person: person, Reach: pic.Reach(person.Code)}
}

// reachedBy tells whether one of the posts of a person lies in the caller's areas, and what that one lies
// in; who is for the whole city reaches also who holds none.
func reachedBy(pic *atlas.Picture, c *access.Caller, posts []*city.Post) ([]city.Seat, bool) {
	if c.Reaches(nil) {
		return nil, true
	}
	for _, post := range posts {
		if above := pic.Lineage(post.At); c.Reaches(above) {
			return above, true
		}
	}
	return nil, false
}

// reached finds the person that an address names, in the caller's reach; else there is none.
func (s *Server) reached(r *http.Request) (*atlas.Picture, *access.Held, error) {
	pic := s.atlas.Current()
	person, ok := pic.Person(segment(r, "code"))
	if !ok {
		return pic, nil, noPerson()
	}
	h := held(pic, person)
	if !callerIn(r.Context()).Reaches(h.Reach) {
		return pic, nil, noPerson()
	}
	return pic, &h, nil
}

// erasedPerson says of one who was erased that this is so, as locate does of the past: to who is for the whole
// city, for an erased person has no post in any area. Of others it gives what went wrong.
func (s *Server) erasedPerson(w http.ResponseWriter, r *http.Request, pic *atlas.Picture, why error) error {
	code := segment(r, "code")
	if _, there := pic.Person(code); there || !callerIn(r.Context()).WholeCity {
		return why
	}
	erased, err := s.cfg.People.Keys().Erased(r.Context())
	if err != nil {
		return err
	}
	if !slices.Contains(erased, code) {
		return why
	}
	return s.tell(w, r, http.StatusOK, personAnswer{Shown: access.Shown{Code: code, Phones: []city.Phone{}, Erased: true}, Posts: []heldPost{}})
}

// outOfReach writes into the audit that somebody asked for more of a person than lies in their areas; of
// codes that nobody has, nothing.
func (s *Server) outOfReach(r *http.Request, pic *atlas.Picture, a access.Action, why error) {
	if person, ok := pic.Person(segment(r, "code")); ok {
		s.writeDenied(r, callerIn(r.Context()), a, why, "person/"+person.Code)
	}
}

func noPerson() error { return city.Errorf(city.NotFound, "unknown_code", "there is no such person") }

func (s *Server) person(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	pic, h, err := s.reached(r)
	if err != nil {
		return s.erasedPerson(w, r, pic, err)
	}
	ans, err := s.personsShown(r, pic, []access.Held{*h})
	if err != nil {
		return err
	}
	return s.tell(w, r, http.StatusOK, ans[0])
}

// personsShown are persons as the caller sees them.
func (s *Server) personsShown(r *http.Request, pic *atlas.Picture, list []access.Held) ([]personAnswer, error) {
	now := s.atlas.Now()
	for i := range list {
		list[i].OnDuty = pic.Incumbent(list[i].Person.Code).OnDuty(pic, now)
	}
	shown, err := s.cfg.People.Show(r.Context(), callerIn(r.Context()), list)
	if err != nil {
		return nil, err
	}
	out := []personAnswer{}
	for i, one := range shown {
		if one != nil {
			out = append(out, personAnswer{Shown: *one, Posts: s.heldPosts(r, pic, list[i].Person.Code)})
		}
	}
	if len(out) == 0 && len(list) == 1 {
		return nil, noPerson()
	}
	return out, nil
}

// heldPosts are the posts of a person, with the hours of those in the caller's areas.
func (s *Server) heldPosts(r *http.Request, pic *atlas.Picture, person string) []heldPost {
	out, caller := []heldPost{}, callerIn(r.Context())
	works := s.may(r, "posts.read")
	for _, post := range pic.PostsHeldBy(person) {
		one := heldPost{
			Code: post.Code, Role: post.Role, Specialty: post.Rare().Specialty, Layer: post.At.Layer, Area: post.At.Code, AreaName: pic.SeatName(post.At),
			Acting: post.Acting, Tasks: append([]string{}, post.Tasks...), Duty: post.Duty, Valid: pic.ValidOf(post.Key()),
		}
		if works && caller.Reaches(pic.Lineage(post.At)) {
			one.DutyTimes = pic.Times(post)
		}
		if role, err := pic.Scheme.Role(post.Role); err == nil {
			one.RoleName = role.Name
		}
		out = append(out, one)
	}
	return out
}

func (s *Server) searchPersons(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var body personSearch
	if err := record(w, r, maxPersonBody, &body); err != nil {
		return err
	}
	q := strings.TrimSpace(body.Q)
	if q == "" {
		return &badParameter{name: "q", code: "empty_parameter", msg: "q is empty"}
	}
	pic := s.atlas.Current()
	var list []access.Held
	for _, person := range pic.Persons() { // of the others nothing is told
		if above, reached := reachedBy(pic, callerIn(r.Context()), pic.PostsHeldBy(person.Code)); reached {
			list = append(list, access.Held{Person: person, Reach: above})
		}
	}
	found, err := s.cfg.People.Named(r.Context(), callerIn(r.Context()), list, func(name, code string) bool {
		return name != "" && strings.Contains(name, q) || code == q
	})
	if err != nil {
		return err
	}
	var hits []access.Held
	for _, i := range found[:min(len(found), mostPersons)] {
		hits = append(hits, list[i])
	}
	ans := personsAnswer{Persons: []personAnswer{}, More: len(found) > mostPersons}
	if len(hits) > 0 {
		if ans.Persons, err = s.personsShown(r, pic, hits); err != nil && city.KindOf(err) != city.NotFound {
			return err
		}
	}
	return s.tell(w, r, http.StatusOK, ans)
}

func (s *Server) revealPerson(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	var body revealBody
	if err := record(w, r, maxPersonBody, &body); err != nil {
		return err
	}
	pic, h, err := s.reached(r)
	if err != nil {
		s.outOfReach(r, pic, "persons.reveal", err)
		return err
	}
	shown, err := s.cfg.People.Reveal(r.Context(), callerIn(r.Context()), h, body.Reason)
	if err != nil {
		return err
	}
	return s.tell(w, r, http.StatusOK, personAnswer{Shown: *shown, Posts: s.heldPosts(r, pic, h.Person.Code)})
}

// personRoutes are there where persons can be opened.
func (s *Server) personRoutes() []Route {
	if s.cfg.Gate == nil || s.cfg.People == nil {
		return nil
	}
	code := Param{Name: "code", Type: Text, Required: true, Says: city.Label{Zh: "人员编号", En: "code of a person"}}
	row := func(method, path, name string, a access.Action, zh, en string, h handler) Route {
		rt := Route{
			Method: method, Pattern: "/api/v1/persons" + path, Name: name, Action: a, Personal: People, Cost: Work, Writes: method != "GET", Repeat: anew(method),
			Summary: city.Label{Zh: zh, En: en}, Answers: []Answer{{jsonType, personAnswer{}}}, handle: h,
		}
		if rt.inPath("code") {
			rt.Params, rt.Fails = []Param{code}, Fails{404: {"unknown_code"}}
		}
		return rt
	}
	bad := []string{"missing_parameter", "unknown_parameter", "repeated_parameter"}
	reasons := row("GET", "/reasons", "listReasons", "persons.read", "查看私人号码的理由", "The reasons for which a private number may be asked", s.reasons)
	reasons.Answers = []Answer{{jsonType, reasonsAnswer{}}}
	search := row("POST", "/search", "searchPersons", "persons.read", "按姓名或编号查找人员（仅限自己的范围，记入审计）", "Find persons of the own areas by name or code; audited", s.searchPersons)
	search.Body, search.Answers, search.Fails = &Body{Of: personSearch{}}, []Answer{{jsonType, personsAnswer{}}}, Fails{400: bad}
	reveal := row("POST", "/{code}/reveal", "revealPerson", "persons.reveal", "查看私人号码：须说明理由，记入审计", "All numbers of a person, for a reason; audited before it is answered", s.revealPerson)
	reveal.Body, reveal.Fails = &Body{Of: revealBody{}}, Fails{400: append([]string{"bad_reason"}, bad...), 404: {"unknown_code"}}
	one := row("GET", "/{code}", "getPerson", "persons.read", "一名人员及其岗位", "A person and the posts that they hold", s.person)
	return []Route{reasons, search, one, reveal}
}
