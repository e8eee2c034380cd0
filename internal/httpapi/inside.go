package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// insideAnswer is what stands in drawn ground and who answers for it, as far as the caller may see.
type insideAnswer struct {
	shown
	*atlas.Inside
	Withheld *insideWithheld `json:"withheld" doc:"what the caller's rights keep from the lists; null = nothing"`
	Posts    []deskPost      `json:"posts" doc:"of the caller's areas: of the grids in the ground and the areas above them, of free areas, buildings and places in it, and of their organisations; by code"`
}

// insideWithheld says what stands in the ground and is not listed for want of a right.
type insideWithheld struct {
	Households bool `json:"households" doc:"those of buildings"`
	Posts      bool `json:"posts" doc:"those outside the caller's areas, if there are any"`
}

// inside lists what stands in drawn ground, of now. Buildings have households for who may see those;
// posts are those of the caller's areas, with who holds them by the caller's right.
func (s *Server) inside(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	pic := s.atlas.Current()
	ground, err := readGround(w, r)
	if err != nil {
		return err
	}
	shape, err := ground.shape()
	if err != nil {
		return err
	}
	in, err := s.atlas.Inside(r.Context(), pic, shape)
	if err != nil {
		return err
	}
	exact, c := s.exactHere(r), callerIn(r.Context())
	if !exact {
		in.Households, in.Unknown = nil, 0
		for i := range in.Buildings {
			in.Buildings[i].Households = nil
		}
	}
	ans := insideAnswer{shown: shownBy(pic), Inside: in}
	if held := (insideWithheld{Households: !exact, Posts: c != nil && !c.WholeCity}); held != (insideWithheld{}) {
		ans.Withheld = &held
	}
	if ans.Posts, err = s.postsInside(r, pic, in); err != nil {
		return err
	}
	return s.tell(w, r, http.StatusOK, ans)
}

// postsInside are the posts that answer for the ground, of the caller's areas.
func (s *Server) postsInside(r *http.Request, pic *atlas.Picture, in *atlas.Inside) ([]deskPost, error) {
	c := callerIn(r.Context())
	list, more := pic.Posts(atlas.StaffFilter{Reaches: func(lineage []city.Seat) bool {
		return in.Staffs(lineage) && s.reachesNow(pic, c, lineage)
	}}, "", atlas.MostInside())
	if more {
		return nil, city.Errorf(city.TooLarge, "too_many_inside", "more than %d posts answer for the ground: draw a smaller one", atlas.MostInside())
	}
	held := make([]heldVersion, len(list))
	for i, post := range list {
		held[i] = heldVersion{post: post, valid: pic.ValidOf(post.Key())}
	}
	return s.deskPosts(r, pic, held)
}

func (s *Server) insideRoutes() []Route {
	return []Route{{
		Method: "POST", Pattern: "/api/v1/areas/within/list", Name: "listInside", Action: "posts.read", Personal: People, Cost: Heavy,
		Summary: city.Label{
			Zh: "画出的范围内的建筑、点位与岗位清单：户数、值守与联系人按权限（岗位仅限自己的范围）",
			En: "The buildings, places and posts in drawn ground, one by one: households, duty and persons by right, posts of the own areas",
		},
		Body:    &Body{Of: drawnGround{}, Media: []string{geoJSONType}},
		Answers: []Answer{{jsonType, insideAnswer{}}},
		Fails: Fails{
			400: {"bad_polygon", "self_crossing", "unknown_value", "missing_parameter", "unknown_parameter", "repeated_parameter"},
			413: {"polygon_too_large", "too_many_inside"},
		}, handle: s.inside,
	}}
}
