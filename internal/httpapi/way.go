package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

const maxWayBody = 4 << 10

// wayParams are those of a way on foot.
var wayParams = []Param{
	{Name: "lon", Type: Number, Required: true, Least: -180, Most: 180, Example: "116.4", Says: city.Label{Zh: "起点经度（WGS-84）", En: "longitude of where one stands, WGS-84"}},
	{Name: "lat", Type: Number, Required: true, Least: -90, Most: 90, Example: "39.9", Says: city.Label{Zh: "起点纬度（WGS-84）", En: "latitude of where one stands, WGS-84"}},
	{Name: "code", Type: Text, Required: true, Example: "RS00042", Says: city.Label{Zh: "点位编码", En: "code of the place"}},
	paramKind,
	paramProfile,
}

// wayAnswer is a way on foot as a GeoJSON Feature.
type wayAnswer struct {
	Type       string `json:"type" enum:"Feature"`
	Geometry   wayGeo `json:"geometry"`
	Properties wayOf  `json:"properties"`
	shown
	walkedOn
}

type wayGeo struct {
	Type        string       `json:"type" enum:"LineString"`
	Coordinates [][2]float64 `json:"coordinates" doc:"lon, lat in degrees, WGS-84, from the spot to the entrance"`
}

type wayOf struct {
	Method string `json:"method" enum:"network"`
	*atlas.WayOnFoot
}

// way answers the quickest way on foot from a spot to a place, of now.
func (s *Server) way(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	q, err := fields(w, r, maxWayBody, wayParams)
	if err != nil {
		return err
	}
	_, from, err := position(q)
	if err != nil {
		return err
	}
	pic := s.atlas.Current()
	if kind := q.Get("kind"); kind != "" {
		if err := knownKind(pic.Scheme, kind); err != nil {
			return err
		}
	}
	way, err := s.atlas.WayTo(r.Context(), pic, from, q.Get("kind"), q.Get("code"), q.Get("profile"))
	if err != nil {
		return err
	}
	on, err := walkedOnOf(pic, q.Get("profile"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", geoJSONType)
	s.write(w, r, encode(wayAnswer{
		Type: "Feature", Geometry: wayGeo{Type: "LineString", Coordinates: way.Line}, Properties: wayOf{Method: atlas.Network, WayOnFoot: way}, shown: shownBy(pic), walkedOn: on,
	}))
	return nil
}

func (s *Server) wayRoutes() []Route {
	return []Route{{
		Method: "POST", Pattern: "/api/v1/way", Name: "findWay", Action: "locate", Personal: Movement, Cost: Heavy,
		Summary: city.Label{Zh: "从一个位置步行到一个点位的最快路线", En: "The quickest way on foot from a spot to a place"},
		Body:    &Body{Params: wayParams}, Answers: []Answer{{geoJSONType, wayAnswer{}}},
		Fails: Fails{
			400: {"missing_parameter", "out_of_range", "unknown_kind", "unknown_profile"}, 404: {"unknown_code"},
			409: {"ambiguous_code", "no_network", "no_way", "place_off_network", "shifted_streets", "spot_off_network"},
		}, handle: s.way,
	}}
}
