package httpapi

import (
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
)

// ogcTilesets lists the tilesets of the city or of a collection.
type ogcTilesets struct {
	Tilesets []ogcTilesetItem `json:"tilesets"`
	Links    []ogcLink        `json:"links"`
}

type ogcTilesetItem struct {
	Title            string    `json:"title"`
	DataType         string    `json:"dataType" enum:"vector"`
	CRS              string    `json:"crs"`
	TileMatrixSetURI string    `json:"tileMatrixSetURI"`
	Links            []ogcLink `json:"links"`
}

// ogcTileset is the metadata of a tileset.
type ogcTileset struct {
	ogcTilesetItem
	Layers      []ogcTileLayer `json:"layers"`
	Limits      []ogcLimit     `json:"tileMatrixSetLimits"`
	BoundingBox *ogcBounds     `json:"boundingBox,omitempty"`
}

type ogcTileLayer struct {
	ID            string         `json:"id"`
	DataType      string         `json:"dataType" enum:"vector"`
	MinTileMatrix string         `json:"minTileMatrix"`
	MaxTileMatrix string         `json:"maxTileMatrix"`
	Schema        map[string]any `json:"propertiesSchema"`
}

type ogcLimit struct {
	TileMatrix string `json:"tileMatrix"`
	MinTileRow int    `json:"minTileRow"`
	MaxTileRow int    `json:"maxTileRow"`
	MinTileCol int    `json:"minTileCol"`
	MaxTileCol int    `json:"maxTileCol"`
}

type ogcBounds struct {
	LowerLeft  [2]float64 `json:"lowerLeft"`
	UpperRight [2]float64 `json:"upperRight"`
	CRS        string     `json:"crs"`
}

// tileKeys are the layers of the tileset that the path names, and the path of its tiles.
func (a *ogcAnswer) tileKeys() (keys []string, path, title string, err error) {
	key := segment(a.r, "collection")
	if key == "" {
		keys := a.pic.TileKeys()
		return keys[:min(len(keys), tiles.MaxKeys)], "/tiles", a.t("全部图层", "All layers"), nil
	}
	c, err := a.pic.Collection(key)
	if err != nil {
		return nil, "", "", err
	}
	if !c.Tiled {
		return nil, "", "", city.Errorf(city.NotFound, "unknown_collection", "the collection %.40q has no tiles of its own", key)
	}
	return []string{key}, "/collections/" + url.PathEscape(key) + "/tiles", a.say(c.Name), nil
}

func (a *ogcAnswer) tilesetItem(path, title string) ogcTilesetItem {
	return ogcTilesetItem{
		Title: title, DataType: "vector", CRS: mercatorURI, TileMatrixSetURI: tmsURI,
		Links: []ogcLink{
			a.link("self", jsonType, path+"/"+tmsID+"?f=json", "瓦片集", "Tileset"),
			a.link(ogcRel+"tiling-scheme", jsonType, "/tileMatrixSets/"+tmsID+"?f=json", "瓦片矩阵集", "Tile matrix set"),
			{Href: a.base() + path + "/" + tmsID + "/{tileMatrix}/{tileRow}/{tileCol}", Rel: "item", Type: mvtType, Title: a.t("瓦片", "Tiles"), Templated: true},
		},
	}
}

func (s *Server) ogcTilesets(w http.ResponseWriter, r *http.Request, q url.Values) error {
	a, err := s.ogcCall(w, r, q, documentForms)
	if err != nil {
		return err
	}
	_, path, title, err := a.tileKeys()
	if err != nil {
		return err
	}
	doc := ogcTilesets{Tilesets: []ogcTilesetItem{a.tilesetItem(path, title)}, Links: a.here(documentForms)}
	return a.document(doc, func() *ogcPage {
		return &ogcPage{Title: a.t("矢量瓦片", "Vector tiles") + " · " + title, Sections: []ogcSection{{Rows: [][]ogcCell{
			{{Text: tmsID, Href: a.base() + path + "/" + tmsID}, {Text: mvtType}},
		}}}}
	})
}

func (s *Server) ogcTileset(w http.ResponseWriter, r *http.Request, q url.Values) error {
	a, err := s.ogcCall(w, r, q, documentForms)
	if err != nil {
		return err
	}
	if err := knownMatrixSet(r); err != nil {
		return err
	}
	keys, path, title, err := a.tileKeys()
	if err != nil {
		return err
	}
	doc := ogcTileset{ogcTilesetItem: a.tilesetItem(path, title), Layers: []ogcTileLayer{}, Limits: []ogcLimit{}}
	if err := a.described(&doc, keys); err != nil {
		return err
	}
	return a.document(doc, func() *ogcPage {
		sec := ogcSection{Head: []string{a.t("图层", "Layer"), a.t("首级", "First"), a.t("末级", "Last")}}
		for _, l := range doc.Layers {
			sec.Rows = append(sec.Rows, []ogcCell{{Text: l.ID}, {Text: l.MinTileMatrix, Number: true}, {Text: l.MaxTileMatrix, Number: true}})
		}
		return &ogcPage{Title: title + " · " + tmsID, Lead: doc.Links[2].Href, Sections: []ogcSection{sec}}
	})
}

// described adds what the pyramid tells of its layers. A layer that has nothing in it is not
// in the pyramid's list, and then neither in this one.
func (a *ogcAnswer) described(doc *ogcTileset, keys []string) error {
	if len(keys) == 0 {
		return nil
	}
	pyramid, err := tilesOf(a.r.Context(), a.pic, keys, 0)
	if err != nil {
		return err
	}
	text, err := pyramid.TileJSON(keys, tiles.About{Tiles: "{z}/{x}/{y}"})
	if err != nil {
		return err
	}
	var told struct {
		MinZoom, MaxZoom int
		Bounds           *[4]float64
		Layers           []struct {
			ID               string
			MinZoom, MaxZoom int
			Fields           map[string]string
		} `json:"vector_layers"`
	}
	if err := json.Unmarshal(text, &told); err != nil {
		return err
	}
	for _, l := range told.Layers {
		properties := schema{}
		for name, kind := range l.Fields {
			properties[name] = schema{"type": strings.ToLower(kind)}
		}
		doc.Layers = append(doc.Layers, ogcTileLayer{
			ID: l.ID, DataType: "vector", MinTileMatrix: strconv.Itoa(l.MinZoom), MaxTileMatrix: strconv.Itoa(l.MaxZoom),
			Schema: schema{"type": "object", "properties": properties},
		})
	}
	if b := told.Bounds; b != nil {
		doc.BoundingBox = &ogcBounds{LowerLeft: [2]float64{b[0], b[1]}, UpperRight: [2]float64{b[2], b[3]}, CRS: crs84}
		for z := told.MinZoom; z <= told.MaxZoom; z++ {
			doc.Limits = append(doc.Limits, limitsAt(z, *b))
		}
	}
	return nil
}

// limitsAt are the tiles of a zoom that a box (west, south, east, north in degrees) meets.
func limitsAt(z int, b [4]float64) ogcLimit {
	side := float64(int(1) << z)
	place := func(v float64) int { return int(max(0, min(side-1, math.Floor(v*side)))) }
	row := func(lat float64) int { return place(0.5 - math.Asinh(math.Tan(lat*math.Pi/180))/(2*math.Pi)) }
	return ogcLimit{
		TileMatrix: strconv.Itoa(z), MinTileCol: place(b[0]/360 + 0.5), MaxTileCol: place(b[2]/360 + 0.5), MinTileRow: row(b[3]), MaxTileRow: row(b[1]),
	}
}

// ogcTile gives a tile of the same pyramid as /tiles. Mind the order: row before column.
func (s *Server) ogcTile(w http.ResponseWriter, r *http.Request, q url.Values) error {
	if _, err := negotiate(w, r, nil, []ogcForm{{"mvt", mvtType}, {"mvt", "application/x-protobuf"}}); err != nil {
		return err
	}
	if err := knownMatrixSet(r); err != nil {
		return err
	}
	a := &ogcAnswer{s: s, w: w, r: r, q: q, pic: s.atlas.Current()}
	keys, _, _, err := a.tileKeys()
	if err != nil {
		return err
	}
	if _, err := tiles.ParseAddress(segment(r, "tileMatrix"), segment(r, "tileCol"), segment(r, "tileRow")); err != nil {
		return &badParameter{name: "tileMatrix/tileRow/tileCol", code: "bad_tile_address", msg: err.Error()}
	}
	if len(keys) == 0 { // a city without anything
		w.Header().Set("Cache-Control", "no-cache")
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	params := &chi.RouteContext(r.Context()).URLParams
	layers := strings.Join(keys, ",")
	if r.URL.RawPath != "" { // then segment unescapes it
		layers = url.PathEscape(layers)
	}
	params.Add("layers", layers)
	params.Add("z", chi.URLParam(r, "tileMatrix"))
	params.Add("x", chi.URLParam(r, "tileCol"))
	params.Add("y", chi.URLParam(r, "tileRow"))
	return s.tile(w, r, q)
}
