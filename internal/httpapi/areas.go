package httpapi

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// shown is the state that an answer is of.
type shown struct {
	Revision int64  `json:"revision"`
	Date     string `json:"date" doc:"the civil date, in the city's zone, of which it is said"`
}

func shownBy(pic *atlas.Picture) shown {
	return shown{Revision: pic.Revision, Date: pic.Date.String()}
}

// areasAnswer is a page of a list of areas.
type areasAnswer struct {
	shown
	Areas []atlas.AreaCard `json:"areas"`
	Next  string           `json:"next" doc:"cursor of the next page; empty on the last one"`
}

// areaAnswer is one area.
type areaAnswer struct {
	shown
	*atlas.AreaDetail
}

// areaFeature is one area as a GeoJSON feature.
type areaFeature struct {
	Type       string            `json:"type" enum:"Feature"`
	ID         string            `json:"id"`
	Box        [4]float64        `json:"bbox"`
	Geometry   multiPolygon      `json:"geometry"`
	Properties *atlas.AreaDetail `json:"properties"`
	shown
}

type multiPolygon struct {
	Type        string           `json:"type" enum:"MultiPolygon"`
	Coordinates orb.MultiPolygon `json:"coordinates"`
}

// areas lists areas by layer, parent and box.
func (s *Server) areas(w http.ResponseWriter, r *http.Request, q url.Values) error {
	p, err := s.turn(r, q)
	if err != nil {
		return err
	}
	f := atlas.AreaFilter{}
	if f.Box, err = box(q); err != nil {
		return err
	}
	if layer := q.Get("layer"); layer != "" {
		if _, err := p.pic.Scheme.Layer(layer); err != nil {
			return &badParameter{name: "layer", code: "unknown_layer", msg: err.Error()}
		}
		f.Layers = []string{layer}
	}
	if parent := q.Get("parent"); parent != "" {
		if err := under(p.pic, &f, parent); err != nil {
			return err
		}
	}
	return s.areaPage(w, r, &p, f)
}

func (s *Server) areaPage(w http.ResponseWriter, r *http.Request, p *sheet, f atlas.AreaFilter) error {
	if _, err := p.pic.Scheme.Layer(p.after.Layer); p.after.Layer != "" && err != nil {
		return errCursor // behind a layer that is not there lies nothing, which would look like the end
	}
	cards, more := p.pic.Areas(f, p.after, p.limit)
	ans := areasAnswer{shown: shownBy(p.pic), Areas: cards}
	if more {
		last := cards[len(cards)-1]
		ans.Next = p.next(last.Layer, last.Code)
	}
	return s.document(w, r, p.pic, ans)
}

// under selects the areas below a parent. Where no layer is named, the code must stand in
// one layer only, and the layers below that one are meant.
func under(pic *atlas.Picture, f *atlas.AreaFilter, parent string) error {
	f.Parent = parent
	if len(f.Layers) == 1 {
		def, err := pic.Scheme.Layer(f.Layers[0])
		if err != nil {
			return err
		}
		if !pic.InForce(def.Parent, parent) {
			return &badParameter{name: "parent", code: "unknown_code", msg: "no area of the layer above " + def.Key + " has the code " + quote(parent) + " at that date"}
		}
		return nil
	}
	in := pic.Holders(parent)
	switch len(in) {
	case 0:
		return &badParameter{name: "parent", code: "unknown_code", msg: "no area has the code " + quote(parent) + " at that date"}
	case 1:
		f.Layers = pic.Scheme.Children(in[0])
	default:
		return &badParameter{name: "parent", code: "ambiguous_code", msg: "areas of " + strings.Join(in, ", ") + " have the code " + quote(parent) + ": name the layer of the areas below"}
	}
	if len(f.Layers) == 0 {
		f.Layers = []string{""} // nothing can lie below: no layer has this key
	}
	return nil
}

// area answers one area, as JSON or GeoJSON.
func (s *Server) area(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, _, err := s.picture(r, q)
	if err != nil {
		return err
	}
	d, err := s.atlas.Area(r.Context(), pic, segment(r, "layer"), segment(r, "code"))
	if err != nil {
		return err
	}
	if q.Get("f") != "geojson" {
		return s.document(w, r, pic, areaAnswer{shown: shownBy(pic), AreaDetail: d})
	}
	doc := encode(areaFeature{
		Type: "Feature", ID: d.Code, Box: d.Bounds, Geometry: multiPolygon{Type: "MultiPolygon", Coordinates: d.Shape.Orb()},
		Properties: d, shown: shownBy(pic),
	})
	s.send(w, r, &representation{contentType: geoJSONType, etag: revisionTag(pic, doc), content: doc})
	return nil
}

const geoJSONType = "application/geo+json"

// children lists the areas that name an area as their parent.
func (s *Server) children(w http.ResponseWriter, r *http.Request, q url.Values) error {
	p, err := s.turn(r, q)
	if err != nil {
		return err
	}
	layer := segment(r, "layer")
	code, err := s.atlas.Standing(r.Context(), p.pic, layer, segment(r, "code"))
	if err != nil {
		return err
	}
	f := atlas.AreaFilter{Layers: p.pic.Scheme.Children(layer), Parent: code}
	if len(f.Layers) == 0 {
		f.Layers = []string{""} // as in under
	}
	return s.areaPage(w, r, &p, f)
}

// neighboursAnswer lists the areas that touch one.
type neighboursAnswer struct {
	shown
	Layer      string            `json:"layer"`
	Code       string            `json:"code" doc:"present code of the area that was asked about"`
	Neighbours []atlas.Neighbour `json:"neighbours" doc:"the longest border first, mere corners last"`
}

func (s *Server) neighbours(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, _, err := s.picture(r, q)
	if err != nil {
		return err
	}
	layer := segment(r, "layer")
	code, err := s.atlas.Standing(r.Context(), pic, layer, segment(r, "code"))
	if err != nil {
		return err
	}
	near, err := pic.Neighbours(r.Context(), layer, code)
	if err != nil {
		return err
	}
	return s.document(w, r, pic, neighboursAnswer{shown: shownBy(pic), Layer: layer, Code: code, Neighbours: near})
}

// stateNames are the states of places.
func stateNames() []string {
	out := make([]string, 0, len(city.PlaceStates()))
	for _, st := range city.PlaceStates() {
		out = append(out, string(st))
	}
	return slices.Clip(out)
}
