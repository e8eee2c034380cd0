package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// hexagonsAnswer lists hexagons.
type hexagonsAnswer struct {
	shown
	Resolution int             `json:"resolution"`
	Hexagons   []atlas.Hexagon `json:"hexagons" doc:"those in which a building or a place is, in the order of their cells"`
}

// hexagons answers what is known of the hexagons in a box. It is of now: households of several
// dates side by side would tell of single buildings.
func (s *Server) hexagons(w http.ResponseWriter, r *http.Request, q url.Values) error {
	b, err := box(q)
	if err != nil {
		return err
	}
	res := whole(q, "resolution", usualHexagons)
	pic := s.atlas.Current()
	list, err := pic.Hexagons(r.Context(), res, b)
	if err != nil {
		return err
	}
	return s.document(w, r, pic, hexagonsAnswer{shown: shownBy(pic), Resolution: res, Hexagons: list})
}

const usualHexagons = 8

func (s *Server) hexagonRoutes() []Route {
	return []Route{{
		Method: "GET", Pattern: "/api/v1/hexagons", Name: "listHexagons", Action: "hexagons.read", Personal: Public, Cost: Heavy,
		Summary: city.Label{Zh: "H3 六边形内的建筑、点位与户数（户数按隐私规则）", En: "Buildings, places and households by H3 hexagon, households by the rules of privacy"},
		Params: []Param{{
			Name: "resolution", Type: Integer, Least: atlas.HexagonsLeast, Most: atlas.HexagonsMost, Default: "8", Example: "8",
			Says: city.Label{Zh: "H3 分辨率：5（约 250 平方千米）至 10（约 0.015 平方千米）", En: "H3 resolution: 5 (hexagons of some 250 km²) to 10 (0.015 km²)"},
		}, paramBox},
		Answers: []Answer{{jsonType, hexagonsAnswer{}}}, Fails: Fails{400: {"bad_bbox", "out_of_range"}, 404: {"h3_unavailable"}, 413: {"too_many_cells"}}, handle: s.hexagons,
	}}
}
