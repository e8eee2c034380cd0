package httpapi

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// packLife is how long a pack may be used on a phone.
const packLife = 7 * 24 * time.Hour

// mostOwnGrids bounds the grids of one pack.
const mostOwnGrids = 50

// packAnswer is what a grid worker's phone keeps of a street, to answer without a net.
type packAnswer struct {
	shown
	Made    string `json:"made" doc:"when the pack was made"`
	Expires string `json:"expires" doc:"from then on a phone must not use it"`
	*atlas.Pack
	Posts []packPost       `json:"posts" doc:"of the own grids and of those that touch them, and who stands in for the own posts"`
	Mine  []atlas.PostCard `json:"mine" doc:"posts that the person of the account holds"`
}

// packPost is a post without who holds it, with the numbers of duty.
type packPost struct {
	atlas.PostCard
	Phones []string `json:"phones" doc:"numbers of duty; nothing says whose"`
}

func (s *Server) packRoutes() []Route {
	if s.cfg.Gate == nil || s.cfg.People == nil {
		return nil
	}
	grid := Param{Name: "grid", Type: Text, Says: city.Label{
		Zh: "网格编码，逗号分隔；省略则为账号自己的网格", En: "codes of grids, separated by commas; those of the account when left out",
	}}
	return []Route{{
		Method: "GET", Pattern: "/api/v1/pack", Name: "getPack", Action: "pack.read", Personal: People, Cost: Heavy,
		Summary: city.Label{
			Zh: "网格员手机的离线包：一个街道的边界、编码、建筑与点位，本网格及相邻网格的岗位与值班电话；不含姓名",
			En: "The pack of a grid worker's phone: borders, codes, buildings and places of one street, posts and numbers of duty of the own grids and those next to them; no name",
		},
		Params: []Param{grid}, Answers: []Answer{{jsonType, packAnswer{}}},
		Fails: Fails{400: {"several_streets"}, 404: {"unknown_code", "no_grid"}}, handle: s.pack,
	}}
}

// pack makes the pack of a worker. It is of now.
func (s *Server) pack(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, c := s.atlas.Current(), callerIn(r.Context())
	own := ownGrids(pic, c)
	if asked := q.Get("grid"); asked != "" {
		own = strings.Split(asked, ",")
	}
	if len(own) > mostOwnGrids {
		return &badParameter{name: "grid", code: "out_of_range", msg: "a pack is of at most 50 grids"}
	}
	for _, code := range own {
		if !c.Reaches(pic.Lineage(city.Seat{Kind: city.KindArea, Layer: pic.GridLayer(), Code: code})) {
			return city.Errorf(city.NotFound, "unknown_code", "there is no grid %s", quote(code))
		}
	}
	got, err := pic.PackOf(r.Context(), own)
	if err != nil {
		return err
	}
	if !s.exactHere(r) {
		for i := range got.Buildings {
			got.Buildings[i].Households = nil
		}
	}
	now := s.atlas.Now()
	ans := packAnswer{shown: shownBy(pic), Made: now.Format(time.RFC3339), Expires: now.Add(packLife).Format(time.RFC3339), Pack: got, Mine: []atlas.PostCard{}}
	var mine []*city.Post
	if c.Person != "" {
		mine = pic.PostsHeldBy(c.Person)
	}
	for _, post := range mine {
		ans.Mine = append(ans.Mine, pic.PostCard(post, pic.ValidOf(post.Key())))
	}
	if ans.Posts, err = s.packPosts(r, pic, got, mine); err != nil {
		return err
	}
	return s.tell(w, r, http.StatusOK, ans)
}

// ownGrids are the grids that an account is for by its scope, and those that its person has posts for,
// in the order of their codes.
func ownGrids(pic *atlas.Picture, c *access.Caller) []string {
	key := pic.GridLayer()
	seats := slices.Clone(c.Scope)
	if c.Person != "" {
		for _, post := range pic.PostsHeldBy(c.Person) {
			if c.Reaches(pic.Lineage(post.At)) { // whose account it is gives no right
				seats = append(seats, post.At)
			}
		}
	}
	var out []string
	for _, at := range seats {
		if at.Kind == city.KindArea && at.Layer == key && pic.InForce(key, at.Code) {
			out = append(out, at.Code)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// packPosts are the posts of the own grids and of those that touch them, and those in the caller's areas
// that stand in for the caller's own, with the numbers of duty of who holds them. Who stands in from
// elsewhere is not told: else to name one as a stand-in would be a way to anybody's number.
func (s *Server) packPosts(r *http.Request, pic *atlas.Picture, pack *atlas.Pack, mine []*city.Post) ([]packPost, error) {
	grids, standIns := map[string]bool{}, map[string]bool{}
	for _, code := range pack.Own {
		grids[code] = true
	}
	for _, n := range pack.Neighbours {
		grids[n.Code] = true
	}
	for _, post := range mine {
		for _, code := range post.StandIns {
			standIns[code] = true
		}
	}
	out := []packPost{}
	var held []access.Held
	var of []int
	for _, post := range pic.PostsOf(func(p *city.Post) bool {
		return standIns[p.Code] && callerIn(r.Context()).Reaches(pic.Lineage(p.At)) || p.At.Kind == city.KindArea && p.At.Layer == pack.Grid && grids[p.At.Code]
	}) {
		if person, ok := pic.Person(post.Person); ok {
			held, of = append(held, access.Held{Person: person}), append(of, len(out))
		}
		out = append(out, packPost{PostCard: pic.PostCard(post, pic.ValidOf(post.Key())), Phones: []string{}})
	}
	phones, err := s.cfg.People.DutyPhones(r.Context(), callerIn(r.Context()), held)
	if err != nil {
		return nil, err
	}
	for n, i := range of {
		out[i].Phones = append(out[i].Phones, phones[n]...)
	}
	return out, nil
}
