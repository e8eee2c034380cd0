package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// maxWithinBody holds MaxDrawnVertices corners as long as they are written.
const maxWithinBody = 1 << 20

// drawnGround is a GeoJSON Polygon or MultiPolygon in WGS-84 (RFC 7946 §3.1), or a Feature
// that has one as its geometry (§3.2).
type drawnGround struct {
	Type        string          `json:"type" enum:"Polygon,MultiPolygon,Feature"`
	Coordinates json.RawMessage `json:"coordinates,omitempty" doc:"of a Polygon or MultiPolygon: rings of lon, lat; each closed by its first position; at most 10,000 positions"`
	Geometry    json.RawMessage `json:"geometry,omitempty" doc:"of a Feature: a Polygon or MultiPolygon"`
	Box         json.RawMessage `json:"bbox,omitempty" doc:"is not looked at"`
	Properties  json.RawMessage `json:"properties,omitempty" doc:"of a Feature; is not looked at"`
	ID          json.RawMessage `json:"id,omitempty" doc:"of a Feature; is not looked at"`
}

// readGround reads the ground that a body draws.
func readGround(w http.ResponseWriter, r *http.Request) (*drawnGround, error) {
	var ground drawnGround
	err := record(w, r, maxWithinBody, &ground, geoJSONType)
	var bad *badParameter
	if errors.As(err, &bad) && bad.code == "unknown_parameter" && bad.name == "layer" {
		bad.msg = "layer belongs in the query, as ?layer=KEY; the body is GeoJSON alone"
	}
	if err != nil {
		return nil, err
	}
	if ground.Type == "Feature" {
		return ground.ofFeature()
	}
	for _, f := range []struct {
		name string
		sent json.RawMessage
	}{{"geometry", ground.Geometry}, {"properties", ground.Properties}, {"id", ground.ID}} {
		if f.sent != nil {
			return nil, &badParameter{name: f.name, code: "unknown_parameter", msg: "only a Feature has " + f.name + ", and the type is " + quote(ground.Type)}
		}
	}
	return ground.whole("coordinates")
}

// whole refuses ground without coordinates.
func (g *drawnGround) whole(name string) (*drawnGround, error) {
	if g.Coordinates == nil {
		return nil, &badParameter{name: name, code: "missing_parameter", msg: name + " is missing"}
	}
	return g, nil
}

// ofFeature is the geometry of a Feature.
func (g *drawnGround) ofFeature() (*drawnGround, error) {
	switch {
	case g.Coordinates != nil:
		return nil, &badParameter{name: "coordinates", code: "unknown_parameter", msg: "the coordinates of a Feature stand in its geometry"}
	case g.Geometry == nil:
		return nil, &badParameter{name: "geometry", code: "missing_parameter", msg: "geometry is missing"}
	}
	var inner drawnGround
	dec := json.NewDecoder(bytes.NewReader(g.Geometry))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&inner); err != nil || inner.Geometry != nil || inner.Properties != nil || inner.ID != nil {
		return nil, &badParameter{name: "geometry", code: "wrong_type", msg: "the geometry of the Feature is no Polygon or MultiPolygon with type and coordinates alone"}
	}
	if inner.Type == "" {
		return nil, &badParameter{name: "geometry.type", code: "missing_parameter", msg: "geometry.type is missing"}
	}
	return inner.whole("geometry.coordinates")
}

// withinAnswer is what is in drawn ground.
type withinAnswer struct {
	shown
	*atlas.Within
}

// within answers what is in drawn ground. It is of now: households of several dates side by
// side would tell of single buildings.
func (s *Server) within(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic := s.atlas.Current()
	layer := q.Get("layer")
	if err := answers(pic, layer); err != nil {
		return err
	}
	ground, err := readGround(w, r)
	if err != nil {
		return err
	}
	shape, err := ground.shape()
	if err != nil {
		return err
	}
	got, err := s.atlas.Within(r.Context(), pic, shape, layer)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", jsonType)
	s.write(w, r, encode(withinAnswer{shown: shownBy(pic), Within: got}))
	return nil
}

// shape puts the ground on the lattice. Errors name polygon, ring and position by their numbers
// and tell no coordinates: these are movement data.
func (g *drawnGround) shape() (geo.MultiPolygon, error) {
	var polygons [][][][]float64
	var err error
	switch g.Type {
	case "Polygon":
		polygons = make([][][][]float64, 1)
		err = json.Unmarshal(g.Coordinates, &polygons[0])
	case "MultiPolygon":
		err = json.Unmarshal(g.Coordinates, &polygons)
	default:
		return nil, &badParameter{name: "type", code: "unknown_value", msg: "there is no type " + quote(g.Type) + " of ground; known are Polygon, MultiPolygon"}
	}
	if err != nil {
		return nil, badGround("the coordinates are not those of a %s", g.Type)
	}
	out := make(geo.MultiPolygon, len(polygons))
	for i, poly := range polygons {
		if len(poly) == 0 {
			return nil, badGround("polygon %d has no ring", i+1)
		}
		for j, ring := range poly {
			r, err := latticeRing(ring, fmt.Sprintf("ring %d of polygon %d", j+1, i+1))
			if err != nil {
				return nil, err
			}
			out[i] = append(out[i], r)
		}
	}
	if len(out) == 0 {
		return nil, badGround("there is no polygon")
	}
	return out, nil
}

func latticeRing(ring [][]float64, name string) (geo.Ring, error) {
	if len(ring) < 4 {
		return nil, badGround("%s has fewer than four positions", name)
	}
	out := make(geo.Ring, len(ring))
	for k, pos := range ring {
		if len(pos) < 2 {
			return nil, badGround("position %d of %s has fewer than two numbers", k+1, name)
		}
		p, err := geo.Snap(orb.Point{pos[0], pos[1]})
		if err != nil {
			return nil, badGround("position %d of %s is not within ±180°, ±90°, longitude first", k+1, name)
		}
		out[k] = p
	}
	if last := len(out) - 1; out[0] != out[last] {
		return nil, badGround("%s is not closed: its last position is not its first", name)
	}
	return out[:len(out)-1], nil
}

func badGround(format string, args ...any) error {
	return &badParameter{name: "coordinates", code: "bad_polygon", msg: fmt.Sprintf(format, args...)}
}

func (s *Server) withinRoutes() []Route {
	layer := paramLayer.optional()
	layer.Says = city.Label{Zh: "只要此图层；省略则为所有图层", En: "of this layer only; of all layers when it is left out"}
	return []Route{{
		Method: "POST", Pattern: "/api/v1/areas/within", Name: "listAreasWithin", Action: "areas.read", Personal: Movement, Cost: Heavy,
		Summary: city.Label{Zh: "画出的范围内有哪些区域、建筑、点位与户数（户数按隐私规则）", En: "The areas, buildings, places and households in drawn ground, households by the rules of privacy"},
		Params:  []Param{layer}, Body: &Body{Of: drawnGround{}, Media: []string{geoJSONType}},
		Answers: []Answer{{jsonType, withinAnswer{}}},
		Fails: Fails{
			400: {"unknown_layer", "bad_polygon", "self_crossing", "unknown_value", "missing_parameter", "unknown_parameter", "repeated_parameter"},
			413: {"polygon_too_large"},
		}, handle: s.within,
	}}
}
