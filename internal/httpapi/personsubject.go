package httpapi

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
)

// erasedAnswer is what erasing a person did.
type erasedAnswer struct {
	Codes    []string `json:"codes" doc:"all that the person ever had; their keys are destroyed"`
	Posts    int      `json:"posts" doc:"versions of posts that are vacant from today on"`
	Revision int64    `json:"revision" doc:"the one that made them vacant; 0 = there was nothing to write"`
}

// subject writes down all that is kept of a person, for the person; the row of the audit comes first.
func (s *Server) subject(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	code, err := s.audited(r, "persons.export")
	if err != nil {
		return err
	}
	got, err := s.cfg.Editor.Subject(r.Context(), s.cfg.People.Keys(), code)
	if err := s.ended(r, "persons.export", code, 0, err); err != nil {
		return err
	}
	return s.tell(w, r, http.StatusOK, got)
}

// audited finds the person that an address names in the caller's reach, and writes down what is going
// to be done: of a code that nobody ever had nothing, for it could be a name or a number that was typed
// instead. One whose record has ended is found by who is for the whole city.
func (s *Server) audited(r *http.Request, a access.Action) (code string, err error) {
	code = segment(r, "code")
	c := callerIn(r.Context())
	if pic, h, rerr := s.reached(r); rerr == nil {
		code = h.Person.Code
	} else if !c.WholeCity {
		s.outOfReach(r, pic, a, rerr)
		return "", rerr
	}
	if err := city.ProfileFree.CheckCode(code); err != nil {
		return "", noPerson()
	}
	if err := s.cfg.Editor.HadPerson(r.Context(), code); city.KindOf(err) == city.NotFound {
		return "", noPerson()
	} else if err != nil {
		return "", err
	}
	return code, s.cfg.Gate.Record(r.Context(), c, access.Entry{Action: a, Of: []string{"person/" + code}, Outcome: "begun"})
}

func (s *Server) erasePerson(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	code, err := s.audited(r, "persons.erase")
	if err != nil {
		return err
	}
	e, err := s.cfg.Editor.Erase(r.Context(), s.cfg.People.Keys(), code, callerIn(r.Context()).Account)
	s.cfg.People.Forget()
	revision := int64(0)
	if e != nil {
		revision = e.Revision
	}
	if err := s.ended(r, "persons.erase", code, revision, err); err != nil {
		return err
	}
	s.catchUp(r.Context())
	return s.tell(w, r, http.StatusOK, erasedAnswer{Codes: e.Codes, Posts: e.Posts, Revision: e.Revision})
}

// ended writes down how what was begun has ended; the error is that of what was done, or of the audit.
func (s *Server) ended(r *http.Request, a access.Action, code string, revision int64, err error) error {
	e := access.Entry{Action: a, Of: []string{"person/" + code}, Outcome: "done", Revision: revision}
	if err != nil {
		e.Outcome = cmp.Or(city.CodeOf(err), "internal")
	}
	return errors.Join(err, s.cfg.Gate.Record(context.WithoutCancel(r.Context()), callerIn(r.Context()), e))
}

// subjectRoutes are those of what a person may ask for: all that is kept, and that it goes.
func (s *Server) subjectRoutes() []Route {
	if s.cfg.Gate == nil || s.cfg.People == nil || s.cfg.Editor == nil {
		return nil
	}
	row := func(method, path, name string, a access.Action, zh, en string, of any, h handler) Route {
		return Route{
			Method: method, Pattern: "/api/v1/persons/{code}" + path, Name: name, Action: a, Personal: People, Cost: Work, Writes: method != "GET",
			Summary: city.Label{Zh: zh, En: en}, Params: []Param{{Name: "code", Type: Text, Required: true, Says: city.Label{Zh: "人员编号", En: "code of a person"}}},
			Answers: []Answer{{jsonType, of}}, Fails: Fails{404: {"unknown_code"}}, handle: h,
		}
	}
	erase := row("POST", "/erase", "erasePerson", "persons.erase", "抹除一名人员：销毁其密钥，不可恢复；岗位自今日起空缺", "Erase a person for ever: the key is destroyed, and the posts are vacant from today on", erasedAnswer{}, s.erasePerson)
	erase.Fails[503] = []string{"disk_full", "store_read_only", "commit_unknown"}
	return []Route{
		row("GET", "/export", "exportPerson", "persons.export", "为本人导出其全部记录", "All that is kept of a person, for the person", edit.Subject{}, s.subject), erase,
	}
}
