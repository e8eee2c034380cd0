package httpapi

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// deskPost is a post as those of the desks see it, with who holds it as far as they may.
type deskPost struct {
	atlas.PostCard
	OnDuty *bool         `json:"on_duty" doc:"by its own hours; null where none are known"`
	Person *access.Shown `json:"person,omitempty" doc:"who holds the post, by the caller's right"`
}

// postsAnswer is a page of a list of posts.
type postsAnswer struct {
	shown
	Posts []deskPost `json:"posts"`
	Next  string     `json:"next" doc:"cursor of the next page; empty on the last one"`
}

// organisationsAnswer is a page of a list of organisations.
type organisationsAnswer struct {
	shown
	Organisations []atlas.OrganisationCard `json:"organisations"`
	Next          string                   `json:"next" doc:"cursor of the next page; empty on the last one"`
}

// posts lists those of the caller's areas.
func (s *Server) posts(w http.ResponseWriter, r *http.Request, q url.Values) error {
	p, err := s.turn(r, q)
	if err != nil {
		return err
	}
	f := atlas.StaffFilter{Role: q.Get("role"), State: q.Get("state")}
	if _, err := p.pic.Scheme.Role(f.Role); f.Role != "" && err != nil {
		return err
	}
	if f.Reaches, err = s.staffReach(r, p.pic, q); err != nil {
		return err
	}
	list, more := p.pic.Posts(f, p.after.Code, p.limit)
	held := make([]heldVersion, len(list))
	for i, post := range list {
		held[i] = heldVersion{post: post, valid: p.pic.ValidOf(post.Key())}
	}
	ans := postsAnswer{shown: shownBy(p.pic)}
	if ans.Posts, err = s.deskPosts(r, p.pic, held); err != nil {
		return err
	}
	if more {
		ans.Next = p.next(city.LayerPost, list[len(list)-1].Code)
	}
	return s.tell(w, r, http.StatusOK, ans)
}

// organisations lists those of the caller's areas.
func (s *Server) organisations(w http.ResponseWriter, r *http.Request, q url.Values) error {
	p, err := s.turn(r, q)
	if err != nil {
		return err
	}
	f := atlas.StaffFilter{Kind: q.Get("kind")}
	known := func(k city.OrganisationKind) bool { return k.Key == f.Kind }
	if f.Kind != "" && !slices.ContainsFunc(p.pic.Scheme.AllOrganisations(), known) {
		return &badParameter{name: "kind", code: "unknown_kind", msg: "there is no kind of organisations " + quote(f.Kind)}
	}
	if f.Codes, err = placeBodies(p.pic, q); err != nil {
		return err
	}
	if f.Reaches, err = s.staffReach(r, p.pic, q); err != nil {
		return err
	}
	list, more := p.pic.Organisations(f, p.after.Code, p.limit)
	ans := organisationsAnswer{shown: shownBy(p.pic), Organisations: []atlas.OrganisationCard{}}
	for _, o := range list {
		ans.Organisations = append(ans.Organisations, p.pic.OrganisationCard(o, p.pic.ValidOf(o.Key())))
	}
	if more {
		ans.Next = p.next(city.LayerOrganisation, list[len(list)-1].Code)
	}
	return s.tell(w, r, http.StatusOK, ans)
}

// placeBodies are the codes of the organisations of the place that is asked about; nil = none is.
func placeBodies(pic *atlas.Picture, q url.Values) (map[string]bool, error) {
	kind, code := q.Get("place_kind"), q.Get("place")
	switch {
	case kind == "" && code == "":
		return nil, nil
	case kind == "" || code == "":
		name := "place"
		if kind == "" {
			name = "place_kind"
		}
		return nil, &badParameter{name: name, code: "missing_parameter", msg: name + " is missing: place_kind and place go together"}
	}
	if err := knownKind(pic.Scheme, kind); err != nil {
		var bad *badParameter
		if errors.As(err, &bad) {
			bad.name = "place_kind"
		}
		return nil, err
	}
	return pic.PlaceBodies(kind, code), nil
}

// staffReach tells which lineages lie in the caller's areas, and below the area that is asked about.
// Rights are judged by the city of today, whatever date is asked about: of what lies nowhere today,
// by that of the date.
func (s *Server) staffReach(r *http.Request, pic *atlas.Picture, q url.Values) (func([]city.Seat) bool, error) {
	c := callerIn(r.Context())
	var under city.Seat
	switch layer, code := q.Get("layer"), q.Get("area"); {
	case layer == "" && code == "":
	case layer == "" || code == "":
		name := "area"
		if layer == "" {
			name = "layer"
		}
		return nil, &badParameter{name: name, code: "missing_parameter", msg: name + " is missing: layer and area go together"}
	case !pic.HasLayer(layer):
		return nil, &badParameter{name: "layer", code: "unknown_layer", msg: "there is no layer " + quote(layer)}
	default: // an area that is not, and one of others, have no posts for this caller
		under = city.Seat{Kind: city.KindArea, Layer: layer, Code: code}
	}
	today := s.atlas.Current()
	return func(lineage []city.Seat) bool {
		if under != (city.Seat{}) && !slices.Contains(lineage, under) {
			return false
		}
		return s.reachesNow(today, c, lineage)
	}, nil
}

// reachesNow: what lay in a lineage at some date is in the caller's areas as they are today.
func (s *Server) reachesNow(today *atlas.Picture, c *access.Caller, lineage []city.Seat) bool {
	if c == nil || c.WholeCity || len(lineage) == 0 {
		return c != nil && c.WholeCity
	}
	if now := today.Lineage(lineage[0]); len(now) > 0 {
		return c.Reaches(now)
	}
	return c.Reaches(lineage)
}

// heldVersion is a version of a post and how long it holds.
type heldVersion struct {
	post  *city.Post
	valid atlas.Span
	// replaced is true of one that a later revision took away.
	replaced bool
}

// deskPosts are posts with who holds them, as the caller sees persons.
func (s *Server) deskPosts(r *http.Request, pic *atlas.Picture, list []heldVersion) ([]deskPost, error) {
	out := make([]deskPost, len(list))
	var persons []access.Held
	var of []int
	j := s.judging(r)
	for i, v := range list {
		out[i].PostCard = pic.PostCard(v.post, v.valid)
		if on, known := pic.OnDuty(v.post, j.now); known && !v.replaced && v.valid.Holds(j.today.Date) { // one that is over is on duty no more
			out[i].OnDuty = &on
		}
		if h, ok := j.held(pic, v.post.Person, v.post.At); ok {
			persons, of = append(persons, h), append(of, i)
		}
	}
	if s.cfg.People == nil || !j.caller.May("persons.read") {
		return out, nil
	}
	shown, err := s.cfg.People.Show(r.Context(), j.caller, persons)
	if err != nil {
		return nil, err
	}
	for n, i := range of {
		out[i].Person = shown[n]
	}
	return out, nil
}
