package httpapi

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
)

// BaseMaps are maps of other makers, which the page can draw under the city in place of its
// own streets.
type BaseMaps interface {
	List() []BaseMap
	// Tile gives a tile; its Data is empty where there is none.
	Tile(ctx context.Context, id, layer string, a tiles.Address) (BaseTile, error)
}

// BaseMap describes one of them. It holds no address of its maker and no key.
type BaseMap struct {
	ID          string         `json:"id"`
	Name        city.Label     `json:"name"`
	Type        string         `json:"type" enum:"raster,vector"`
	Look        string         `json:"look" enum:"map,imagery"`
	Dark        string         `json:"dark" doc:"on a dark page: dim, same, or the id of the base map to show instead"`
	Opacity     float64        `json:"opacity"`
	Attribution string         `json:"attribution"`
	Approval    string         `json:"approval" doc:"the number under which the map was approved (审图号)"`
	State       string         `json:"state" enum:"ready,failing,refused" doc:"failing: its service does not answer now"`
	Layers      []BaseMapLayer `json:"layers" doc:"lowest first; empty while nothing can be shown"`
}

// BaseMapLayer is a layer of one.
type BaseMapLayer struct {
	ID       string      `json:"id"`
	Role     string      `json:"role" enum:"ground,names" doc:"names: text alone, transparent otherwise"`
	Tiles    string      `json:"tiles" doc:"address of its tiles, from that of the server, with {z}, {x} and {y}"`
	TileSize int         `json:"tile_size"`
	MinZoom  int         `json:"min_zoom"`
	MaxZoom  int         `json:"max_zoom"`
	Bounds   *[4]float64 `json:"bounds" doc:"west, south, east, north in degrees; null = the world"`
	Vectors  []string    `json:"vectors" doc:"layers of vector tiles, as far as they are known"`
}

// BaseTile is a tile of a base map.
type BaseTile struct {
	Media  string
	Zipped bool // Data is compressed with gzip
	Data   []byte
	ETag   string // strong, with its quotes
	Stale  bool
	// Plain is Data without gzip.
	Plain func() ([]byte, error)
}

// baseMapsAnswer lists them.
type baseMapsAnswer struct {
	BaseMaps []BaseMap `json:"basemaps"`
}

func (s *Server) baseMapRoutes() []Route {
	return []Route{{
		Method: "GET", Pattern: "/api/v1/basemaps", Name: "listBaseMaps", Action: "tiles.read", Personal: Public, Cost: Cheap,
		Summary: city.Label{Zh: "可选的底图：名称、版权与审图号、图层", En: "Base maps to choose from: names, attribution and approval number, layers"},
		Answers: []Answer{{jsonType, baseMapsAnswer{}}}, handle: s.listBaseMaps,
	}, {
		Method: "GET", Pattern: "/basemaps/{id}/{layer}/{z}/{x}/{y}", Name: "getBaseMapTile", Action: "tiles.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "底图的一块瓦片，由本服务器代取，密钥不出服务器", En: "A tile of a base map, fetched by this server, which keeps the key"},
		Params:  []Param{paramBaseMap, paramBaseLayer, pathNumber("z"), pathNumber("x"), pathNumber("y")},
		Answers: []Answer{{"image/png", nil}, {"image/jpeg", nil}, {"image/webp", nil}, {mvtType, nil}}, Empty: true,
		Fails:  Fails{400: {"bad_tile_address"}, 404: {"unknown_basemap"}, 406: {"not_acceptable"}, 409: {"basemap_refused"}, 503: {"basemap_unavailable"}},
		handle: s.baseMapTile,
	}}
}

var (
	paramBaseMap = Param{
		Name: "id", Type: Text, Required: true, Example: "tianditu",
		Says: city.Label{Zh: "底图的键，见 /api/v1/basemaps", En: "id of a base map, see /api/v1/basemaps"},
	}
	paramBaseLayer = Param{
		Name: "layer", Type: Text, Required: true, Example: "vec",
		Says: city.Label{Zh: "底图图层的键", En: "id of a layer of the base map"},
	}
)

func (s *Server) listBaseMaps(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	ans := baseMapsAnswer{BaseMaps: []BaseMap{}}
	if s.cfg.BaseMaps != nil {
		ans.BaseMaps = append(ans.BaseMaps, s.cfg.BaseMaps.List()...)
	}
	for i := range ans.BaseMaps {
		m := &ans.BaseMaps[i]
		if m.Layers == nil {
			m.Layers = []BaseMapLayer{}
		}
		for k := range m.Layers {
			m.Layers[k].Tiles = "basemaps/" + m.ID + "/" + m.Layers[k].ID + "/{z}/{x}/{y}"
		}
	}
	c := newRepresentation(jsonType, encode(ans))
	s.send(w, r, &c)
	return nil
}

// ownCacheOnly lets the browser of who looks keep a tile for an hour, and no cache on the
// way: which tiles somebody looks at is nobody else's business.
const ownCacheOnly = "private, max-age=3600"

func (s *Server) baseMapTile(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	addr, err := tiles.ParseAddress(segment(r, "z"), segment(r, "x"), segment(r, "y"))
	if err != nil {
		return &badParameter{name: "z/x/y", code: "bad_tile_address", msg: err.Error()}
	}
	if s.cfg.BaseMaps == nil {
		return city.Errorf(city.NotFound, "unknown_basemap", "this server has no base maps")
	}
	t, err := s.cfg.BaseMaps.Tile(r.Context(), segment(r, "id"), segment(r, "layer"), addr)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Cache-Control", ownCacheOnly)
	if t.Stale {
		h.Set("Cache-Control", "no-cache")
		h.Set("X-Redsail-Stale", "1")
	}
	if len(t.Data) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return s.sendBaseTile(w, r, &t)
}

func (s *Server) sendBaseTile(w http.ResponseWriter, r *http.Request, t *BaseTile) error {
	h := w.Header()
	tag, body := t.ETag, t.Data
	if t.Zipped {
		h.Set("Vary", "Accept-Encoding")
		c, err := chooseCoding(r.Header.Values("Accept-Encoding"), codedGzip)
		if err != nil {
			return err
		}
		if c == codedGzip {
			h.Set("Content-Encoding", "gzip")
		} else {
			tag = strings.TrimSuffix(tag, `"`) + `-plain"`
			if body, err = t.Plain(); err != nil {
				return err
			}
		}
	}
	h.Set("ETag", tag)
	if matches(r.Header.Values("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", t.Media)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return nil
	}
	s.body(w, r, body)
	return nil
}
