package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// versionOf says of a version how it came.
type versionOf struct {
	Current  bool                `json:"current" doc:"no later revision has replaced it"`
	InForce  bool                `json:"in_force" doc:"it is current, and holds on the date of the answer"`
	Written  atlas.RevisionCard  `json:"written" doc:"the revision that wrote it"`
	Replaced *atlas.RevisionCard `json:"replaced" doc:"the revision that replaced it; null while it is current"`
}

func versioned(v *atlas.ThingVersion) versionOf {
	return versionOf{v.Current, v.InForce, v.Written, v.Replaced}
}

// postVersion is a version of a post.
type postVersion struct {
	deskPost
	versionOf
}

// postAnswer is a post and its history.
type postAnswer struct {
	shown
	Code     string        `json:"code" doc:"the code that was asked for"`
	Versions []postVersion `json:"versions" doc:"those in the caller's areas: the last written first, of one revision the latest first; at most 1,000"`
}

// organisationVersion is a version of an organisation.
type organisationVersion struct {
	atlas.OrganisationCard
	versionOf
}

// organisationAnswer is an organisation and its history.
type organisationAnswer struct {
	shown
	Code     string                `json:"code" doc:"the code that was asked for"`
	Versions []organisationVersion `json:"versions" doc:"as of a post"`
}

// historyIn gives the versions of a thing that lie in the caller's areas. Where none does there is no
// such thing, for them.
func (s *Server) historyIn(r *http.Request, q url.Values, kind city.RecordKind, layer string) (*atlas.Picture, []atlas.ThingVersion, error) {
	none := city.Errorf(city.NotFound, "unknown_code", "there is no such %s", kind)
	pic, _, err := s.picture(r, q)
	if err != nil {
		return nil, nil, err
	}
	code, c, today := segment(r, "code"), callerIn(r.Context()), s.atlas.Current()
	all, err := s.atlas.ThingHistory(r.Context(), pic, city.Key{Kind: kind, Layer: layer, Code: code})
	if city.KindOf(err) == city.NotFound || city.KindOf(err) == city.Invalid {
		return nil, nil, none
	}
	if err != nil {
		return nil, nil, err
	}
	var out []atlas.ThingVersion
	for i := range all {
		if reachesContent(today, pic, c, all[i].Content) {
			out = append(out, all[i])
		}
	}
	if len(out) == 0 {
		return nil, nil, none
	}
	return pic, out, nil
}

// reachesContent: what a version is for lies in the caller's areas as they are today; where it lies
// nowhere today, as they were.
func reachesContent(today, pic *atlas.Picture, c *access.Caller, content city.Content) bool {
	lineage := today.LineageOf(content)
	if len(lineage) <= 1 { // nothing but itself
		lineage = pic.LineageOf(content)
	}
	return c.Reaches(lineage)
}

func (s *Server) post(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, list, err := s.historyIn(r, q, city.KindPost, city.LayerPost)
	if err != nil {
		return err
	}
	var held []heldVersion
	for i := range list {
		if post, ok := list[i].Content.(*city.Post); ok {
			held = append(held, heldVersion{post, list[i].Span(), !list[i].Current})
		}
	}
	cards, err := s.deskPosts(r, pic, held)
	if err != nil {
		return err
	}
	ans := postAnswer{shown: shownBy(pic), Code: segment(r, "code"), Versions: []postVersion{}}
	for i := range cards {
		ans.Versions = append(ans.Versions, postVersion{cards[i], versioned(&list[i])})
	}
	return s.tell(w, r, http.StatusOK, ans)
}

func (s *Server) organisation(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, list, err := s.historyIn(r, q, city.KindOrganisation, city.LayerOrganisation)
	if err != nil {
		return err
	}
	ans := organisationAnswer{shown: shownBy(pic), Code: segment(r, "code"), Versions: []organisationVersion{}}
	for i := range list {
		if o, ok := list[i].Content.(*city.Organisation); ok {
			ans.Versions = append(ans.Versions, organisationVersion{pic.OrganisationCard(o, list[i].Span()), versioned(&list[i])})
		}
	}
	return s.tell(w, r, http.StatusOK, ans)
}

// postRoutes are the lists of posts and organisations, there where persons can be opened.
func (s *Server) postRoutes() []Route {
	if s.cfg.Gate == nil || s.cfg.People == nil {
		return nil
	}
	area := Param{Name: "area", Type: Text, Says: city.Label{Zh: "区域编码，与 layer 同用：此区域及其下的", En: "code of an area, with layer: what lies in it"}}
	role := Param{Name: "role", Type: Text, Says: city.Label{Zh: "岗位的键", En: "key of a role"}}
	state := Param{Name: "state", Type: Text, Enum: atlas.PostStates(), Says: city.Label{Zh: "有人、代理、空缺", En: "held, acting, vacant"}}
	kind := Param{Name: "kind", Type: Text, Says: city.Label{Zh: "组织类别的键", En: "key of a kind of organisations"}}
	place := Param{Name: "place", Type: Text, Says: city.Label{Zh: "场所编码，与 place_kind 同用：运营此处、在此办公活动的组织及其党组织", En: "code of a place, with place_kind: who runs it or works there, and the organisations of these"}}
	placeKind := Param{Name: "place_kind", Type: Text, Says: city.Label{Zh: "场所类别的键", En: "key of a kind of places"}}
	code := Param{Name: "code", Type: Text, Required: true, Says: city.Label{Zh: "编号，现用的或曾用的", En: "a code, present or former"}}
	paged := []Param{paramLimit, paramCursor, paramAt, paramRevision}
	row := func(pattern, name, zh, en string, of any, h handler, params ...Param) Route {
		return Route{
			Method: "GET", Pattern: pattern, Name: name, Action: "posts.read", Personal: People, Cost: Work,
			Summary: city.Label{Zh: zh, En: en}, Params: params, Answers: []Answer{{jsonType, of}}, handle: h,
		}
	}
	fails := func() Fails {
		return Fails{400: {"unknown_layer", "missing_parameter", "bad_cursor", "bad_time"}, 404: {"unknown_revision"}}
	}
	one := Fails{400: {"bad_time"}, 404: {"unknown_code", "unknown_revision"}}
	posts := row("/api/v1/posts", "listPosts", "岗位列表（仅限自己的范围）", "Posts of the own areas", postsAnswer{}, s.posts,
		append([]Param{paramLayer.optional(), area, role, state}, paged...)...)
	posts.Fails = fails()
	posts.Fails[404] = append(posts.Fails[404], "unknown_role")
	orgs := row("/api/v1/organisations", "listOrganisations", "组织列表（仅限自己的范围）", "Organisations of the own areas", organisationsAnswer{}, s.organisations,
		append([]Param{paramLayer.optional(), area, kind, placeKind, place}, paged...)...)
	orgs.Fails = fails()
	orgs.Fails[400] = append(orgs.Fails[400], "unknown_kind")
	post := row("/api/v1/posts/{code}", "getPost", "一个岗位及其历次版本", "A post and its versions", postAnswer{}, s.post, code, paramAt, paramRevision)
	org := row("/api/v1/organisations/{code}", "getOrganisation", "一个组织及其历次版本", "An organisation and its versions", organisationAnswer{}, s.organisation, code, paramAt, paramRevision)
	post.Fails, org.Fails = one, one
	words := row("/api/v1/staff/words", "getStaffWords", "岗位、工作领域与组织的类别", "Roles, domains of work and kinds of organisations", staffWords{}, s.tellStaffWords)
	return []Route{posts, post, orgs, org, words}
}
