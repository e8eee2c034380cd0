package httpapi

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// packLife is how long a pack may be used on a phone.
const packLife = 7 * 24 * time.Hour

// Bounds of one pack. mostPackBytes are those of the answer, compressed: the tiles of a street take the rest
// of the three million that a phone keeps.
const (
	mostAskedGrids = 50
	mostOwnGrids   = 500
	mostPackPosts  = 2_000
	mostPackBytes  = 2_000_000
)

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
		Zh: "网格（或微网格）编码，逗号分隔；省略则为账号自己的网格，街道、社区范围的账号为其中全部网格", En: "codes of grids, or of parts of grids, separated by commas; those of the account when left out, which are all in its areas for an account of a street or community",
	}}
	return []Route{{
		Method: "GET", Pattern: "/api/v1/pack", Name: "getPack", Action: "pack.read", Personal: People, Cost: Heavy,
		Summary: city.Label{
			Zh: "网格员手机的离线包：一个街道的边界、编码、建筑与点位，本网格及相邻网格的岗位与值班电话；不含姓名",
			En: "The pack of a grid worker's phone: borders, codes, buildings and places of one street, posts and numbers of duty of the own grids and those next to them; no name",
		},
		Params: []Param{grid}, Answers: []Answer{{jsonType, packAnswer{}}},
		Fails: Fails{400: {"several_streets"}, 404: {"unknown_code", "no_grid"}, 413: {"pack_too_large"}}, handle: s.pack,
	}}
}

// pack makes the pack of a worker. It is of now.
func (s *Server) pack(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, c := s.atlas.Current(), callerIn(r.Context())
	own, err := askedGrids(pic, c, q.Get("grid"))
	if err != nil {
		return err
	}
	got, err := pic.PackOf(r.Context(), own.Layer, own.Codes)
	if err != nil {
		return err
	}
	got.Leave(atlas.LeftGrids, own.Elsewhere)
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
	return s.tellPack(w, r, &ans)
}

// tellPack sends a pack without what makes it too big, compressed for who takes that.
func (s *Server) tellPack(w http.ResponseWriter, r *http.Request, ans *packAnswer) error {
	body, packed := []byte(nil), []byte(nil)
	for {
		var err error
		body = encode(ans)
		if packed, err = gzipped(body); err != nil {
			return err
		}
		if len(packed) <= mostPackBytes {
			break
		}
		if !ans.Lose() {
			return city.Errorf(city.TooLarge, "pack_too_large", "the pack of %s has %d bytes with the bare grids; at most %d are sent: ask for fewer grids with grid=", ans.Code, len(packed), mostPackBytes)
		}
	}
	h := w.Header()
	h["Content-Type"] = headJSON
	vary(h, varyCoding)
	coding, err := chooseCoding(r.Header["Accept-Encoding"], codedGzip)
	if err != nil {
		return err
	}
	if coding == codedGzip {
		h.Set("Content-Encoding", codingNames[coding])
		body = packed
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	s.write(w, r, body)
	return nil
}

// askedGrids are the grids that are named, of the caller's areas, else the caller's own.
func askedGrids(pic *atlas.Picture, c *access.Caller, asked string) (own atlas.OwnGrids, err error) {
	if asked == "" {
		own = ownGrids(pic, c)
		if n := len(own.Codes) - mostOwnGrids; n > 0 {
			own.Codes, own.Elsewhere = own.Codes[:mostOwnGrids], own.Elsewhere+n
		}
		return own, nil
	}
	own.Codes = slices.Compact(slices.Sorted(strings.SplitSeq(asked, ",")))
	if len(own.Codes) > mostAskedGrids {
		return own, &badParameter{name: "grid", code: "out_of_range", msg: "a pack is of at most 50 grids"}
	}
	own.Layer = pic.GridsNamed(own.Codes)
	for _, code := range own.Codes {
		if !c.Reaches(pic.Lineage(city.Seat{Kind: city.KindArea, Layer: own.Layer, Code: code})) {
			return own, city.Errorf(city.NotFound, "unknown_code", "there is no grid %s", quote(code))
		}
	}
	return own, nil
}

// ownGrids are the grids that an account is for by its scope, and those that its person has posts for.
func ownGrids(pic *atlas.Picture, c *access.Caller) atlas.OwnGrids {
	var posts []city.Seat
	if c.Person != "" {
		for _, post := range pic.PostsHeldBy(c.Person) {
			if c.Reaches(pic.Lineage(post.At)) { // whose account it is gives no right
				posts = append(posts, post.At)
			}
		}
	}
	return pic.OwnGrids(c.Scope, posts)
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
	c := callerIn(r.Context())
	posts := pic.PostsOf(func(p *city.Post) bool {
		return standIns[p.Code] && c.Reaches(pic.Lineage(p.At)) || p.At.Kind == city.KindArea && p.At.Layer == pack.Grid && grids[p.At.Code]
	})
	if n := len(posts) - mostPackPosts; n > 0 {
		posts = posts[:mostPackPosts]
		pack.Leave(atlas.LeftPosts, n)
	}
	out := []packPost{}
	var held []access.Held
	var of []int
	for _, post := range posts {
		if person, ok := pic.Person(post.Person); ok {
			held, of = append(held, access.Held{Person: person}), append(of, len(out))
		}
		out = append(out, packPost{PostCard: pic.PostCard(post, pic.ValidOf(post.Key())), Phones: []string{}})
	}
	phones, err := s.cfg.People.DutyPhones(r.Context(), c, held)
	if err != nil {
		return nil, err
	}
	for n, i := range of {
		out[i].Phones = append(out[i].Phones, phones[n]...)
	}
	return out, nil
}
