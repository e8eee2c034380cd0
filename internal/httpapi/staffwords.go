package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/city"
)

// staffWords are what posts and organisations may be, as the scheme has it.
type staffWords struct {
	Revision      int64                   `json:"revision" doc:"the latest one: what a change is made on"`
	Roles         []city.Role             `json:"roles"`
	Domains       []city.Domain           `json:"domains" doc:"of work: the tasks of a post"`
	Organisations []city.OrganisationKind `json:"organisations"`
}

// tellStaffWords lists roles, domains of work and kinds of organisations.
func (s *Server) tellStaffWords(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	pic := s.atlas.Current()
	return s.tell(w, r, http.StatusOK, staffWords{pic.Revision, pic.Scheme.AllRoles(), pic.Scheme.AllDomains(), pic.Scheme.AllOrganisations()})
}
