package httpapi

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
)

// circlePath is a set of circles as an address of its tiles names it.
type circlePath struct{ atlas.CircleSet }

// circlesIn reads the set that the path and the query name.
func (s *Server) circlesIn(r *http.Request, pic *atlas.Picture, q url.Values) (circlePath, error) {
	c := circlePath{atlas.CircleSet{Profile: q.Get("profile"), Split: isSplit(q), From: isFrom(q)}}
	var err error
	if c.Kinds, err = atlas.ParseKinds(pic.Scheme, segment(r, "kind")); err != nil {
		return c, err
	}
	if c.Tags, err = tags(q); err != nil {
		return c, err
	}
	if _, err := atlas.ProfileOf(pic.Scheme, c.Profile); err != nil {
		return c, err
	}
	c.Minutes, err = minutesOf(url.Values{"minutes": {segment(r, "minutes")}})
	return c, err
}

// circleTile answers with a tile of the circles of all open places of a kind.
func (s *Server) circleTile(w http.ResponseWriter, r *http.Request, q url.Values) error {
	return s.answerTile(w, r, func(*chi.Context) (tileMaker, error) {
		pic := s.atlas.Current()
		c, err := s.circlesIn(r, pic, q)
		return func(ctx context.Context, addr tiles.Address) (tiles.Tile, error) {
			if addr.Z > atlas.CircleZoom {
				return tiles.Tile{}, &badParameter{name: "z", code: "bad_tile_address", msg: "z " + strconv.Itoa(int(addr.Z)) + " is not within 0 to " + strconv.Itoa(atlas.CircleZoom) + ", the zooms of circles"}
			}
			pyramid, err := s.atlas.CircleTiles(ctx, pic, c.CircleSet)
			if err != nil {
				return tiles.Tile{}, err
			}
			return pyramid.Tile(ctx, []string{atlas.CircleLayer}, addr)
		}, err
	})
}

// circleTileJSON describes them.
func (s *Server) circleTileJSON(w http.ResponseWriter, r *http.Request, q url.Values) error {
	if err := accepts(r, jsonType); err != nil {
		return err
	}
	pic := s.atlas.Current()
	c, err := s.circlesIn(r, pic, q)
	if err != nil {
		return err
	}
	ctx := newPatience(r.Context(), s.patience)
	defer ctx.end()
	pyramid, err := s.atlas.CircleTiles(ctx, pic, c.CircleSet) //nolint:contextcheck // a patience is the request's context with an end
	if err != nil {
		return err
	}
	return s.sendTileJSON(w, r, pic, pyramid, []string{atlas.CircleLayer}, c.path())
}

// path is the address of the tiles on this server.
func (c *circlePath) path() string {
	list := make([]string, len(c.Minutes))
	for i, m := range c.Minutes {
		list[i] = strconv.Itoa(m)
	}
	out := "/tiles/circles/" + url.PathEscape(strings.Join(c.Kinds, ",")) + "/" + strings.Join(list, ",") + "/{z}/{x}/{y}.mvt"
	more := url.Values{}
	if c.Profile != "" {
		more.Set("profile", c.Profile)
	}
	if c.Split {
		more.Set("form", "split")
	}
	if c.From {
		more.Set("direction", "from")
	}
	if len(c.Tags) > 0 {
		more.Set("tags", strings.Join(c.Tags, ","))
	}
	if len(more) > 0 {
		out += "?" + more.Encode()
	}
	return out
}

func (s *Server) circleTileRoutes() []Route {
	kind := Param{
		Name: "kind", Type: Text, Required: true, Example: atlas.StationKind,
		Says: city.Label{Zh: "点位类别的键，几个用逗号隔开", En: "keys of kinds of places, joined with commas"},
	}
	minutes := Param{
		Name: "minutes", Type: Text, Required: true, Example: "5,10,15",
		Says: city.Label{Zh: "步行分钟数，用逗号隔开，至多 5 个，每个 1 至 30", En: "minutes on foot, joined with commas, at most 5, each from 1 to 30"},
	}
	fails := func(more ...string) Fails {
		return Fails{400: append(more, "unknown_kind", "unknown_profile", "bad_minutes", "bad_tags"), 406: {"not_acceptable"}, 409: {"no_network", "shifted_streets"}, 413: {"circles_too_large"}, 503: {"busy"}}
	}
	return []Route{{
		Method: "GET", Pattern: "/tiles/circles/{kind}/{minutes}/{z}/{x}/{y}.mvt", Name: "getCircleTile", Action: "tiles.read", Personal: Public, Cost: Work,
		Summary: city.Label{
			Zh: "全市营业点位步行圈的矢量瓦片（图层 circle，合为一片，或按最近点位分开；示意图形，不作统计）",
			En: "A vector tile of the walking circles of all open places of some kinds (layer circle), merged, or split by the nearest: a drawing, by which nothing is counted",
		},
		Params: []Param{kind, minutes, pathNumber("z"), pathNumber("x"), pathNumber("y"), paramCircleForm, paramDirection, paramTags, paramProfile}, Answers: []Answer{{mvtType, nil}}, Empty: true, Open: true, bare: true,
		Fails: fails("bad_tile_address"), handle: s.circleTile,
	}, {
		Method: "GET", Pattern: "/tiles/circles/{kind}/{minutes}.json", Name: "getCircleTileJSON", Action: "tiles.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "步行圈瓦片的说明（TileJSON 3）", En: "The tiles of walking circles described (TileJSON 3)"},
		Params:  []Param{kind, minutes, paramCircleForm, paramDirection, paramTags, paramProfile}, Answers: []Answer{{jsonType, map[string]any{}}}, Open: true,
		Fails: fails(), handle: s.circleTileJSON,
	}}
}
