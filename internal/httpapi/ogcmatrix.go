package httpapi

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/redsail/redsail/internal/city"
)

// tmsID is the one tile matrix set that there is.
const (
	tmsID       = "WebMercatorQuad"
	tmsURI      = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
	tmsLast     = 24
	mercatorURI = epsgURI + "3857"
	// worldHalf is half the side of the world in Web Mercator, in metres: π · 6,378,137.
	worldHalf = 20037508.342789244
	tileSide  = 256
)

// ogcMatrixSet is a tile matrix set (OGC 17-083r4).
type ogcMatrixSet struct {
	ID           string      `json:"id"`
	Title        string      `json:"title"`
	URI          string      `json:"uri"`
	CRS          string      `json:"crs"`
	OrderedAxes  []string    `json:"orderedAxes"`
	WellKnown    string      `json:"wellKnownScaleSet"`
	TileMatrices []ogcMatrix `json:"tileMatrices"`
}

type ogcMatrix struct {
	ID               string     `json:"id"`
	ScaleDenominator float64    `json:"scaleDenominator"`
	CellSize         float64    `json:"cellSize" doc:"metres at the equator"`
	CornerOfOrigin   string     `json:"cornerOfOrigin"`
	PointOfOrigin    [2]float64 `json:"pointOfOrigin"`
	TileWidth        int        `json:"tileWidth"`
	TileHeight       int        `json:"tileHeight"`
	MatrixWidth      int        `json:"matrixWidth"`
	MatrixHeight     int        `json:"matrixHeight"`
}

func webMercatorQuad() ogcMatrixSet {
	out := ogcMatrixSet{
		ID: tmsID, Title: "Google Maps Compatible for the World", URI: tmsURI, CRS: mercatorURI, OrderedAxes: []string{"E", "N"},
		WellKnown: "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
	}
	for z := range tmsLast + 1 {
		side := 1 << z
		cell := 2 * worldHalf / tileSide / float64(side)
		out.TileMatrices = append(out.TileMatrices, ogcMatrix{
			ID: strconv.Itoa(z), ScaleDenominator: cell / 0.00028, CellSize: cell, CornerOfOrigin: "topLeft",
			PointOfOrigin: [2]float64{-worldHalf, worldHalf}, TileWidth: tileSide, TileHeight: tileSide, MatrixWidth: side, MatrixHeight: side,
		})
	}
	return out
}

// ogcMatrixSets lists the tile matrix sets.
type ogcMatrixSets struct {
	TileMatrixSets []ogcMatrixSetItem `json:"tileMatrixSets"`
	Links          []ogcLink          `json:"links"`
}

type ogcMatrixSetItem struct {
	ID    string    `json:"id"`
	Title string    `json:"title"`
	URI   string    `json:"uri"`
	CRS   string    `json:"crs"`
	Links []ogcLink `json:"links"`
}

func (s *Server) ogcMatrixSets(w http.ResponseWriter, r *http.Request, q url.Values) error {
	a, err := s.ogcCall(w, r, q, documentForms)
	if err != nil {
		return err
	}
	set := webMercatorQuad()
	doc := ogcMatrixSets{Links: a.here(documentForms), TileMatrixSets: []ogcMatrixSetItem{{
		ID: set.ID, Title: set.Title, URI: set.URI, CRS: set.CRS,
		Links: []ogcLink{a.link("self", jsonType, "/tileMatrixSets/"+tmsID+"?f=json", "瓦片矩阵集", "Tile matrix set")},
	}}}
	return a.document(doc, func() *ogcPage {
		return &ogcPage{Title: a.t("瓦片矩阵集", "Tile matrix sets"), Sections: []ogcSection{{Rows: [][]ogcCell{
			{{Text: set.ID, Href: a.base() + "/tileMatrixSets/" + tmsID}, {Text: set.Title}, {Text: set.CRS}},
		}}}}
	})
}

func (s *Server) ogcMatrixSet(w http.ResponseWriter, r *http.Request, q url.Values) error {
	a, err := s.ogcCall(w, r, q, documentForms)
	if err != nil {
		return err
	}
	if err := knownMatrixSet(r); err != nil {
		return err
	}
	set := webMercatorQuad()
	return a.document(set, func() *ogcPage {
		sec := ogcSection{Head: []string{a.t("级", "Matrix"), a.t("比例尺分母", "Scale denominator"), a.t("像元（米）", "Cell size (m)"), a.t("边长（瓦片）", "Tiles a side")}}
		for _, m := range set.TileMatrices {
			sec.Rows = append(sec.Rows, []ogcCell{{Text: m.ID, Number: true}, {Text: plain(m.ScaleDenominator), Number: true}, {Text: plain(m.CellSize), Number: true}, {Text: strconv.Itoa(m.MatrixWidth), Number: true}})
		}
		return &ogcPage{Title: tmsID, Lead: set.Title, Sections: []ogcSection{sec}}
	})
}

func knownMatrixSet(r *http.Request) error {
	if id := segment(r, "tileMatrixSet"); id != tmsID {
		return city.Errorf(city.NotFound, "unknown_tile_matrix_set", "there is no tile matrix set %.40q; there is %s", id, tmsID)
	}
	return nil
}
