package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// overlapsAnswer lists the areas that share ground with one.
type overlapsAnswer struct {
	shown
	Layer    string          `json:"layer"`
	Code     string          `json:"code" doc:"present code of the area that was asked about"`
	Overlaps []atlas.Overlap `json:"overlaps" doc:"the largest overlap first; a common border is none, nor is what is narrower than 5 cm"`
	Untold   []atlas.AreaRef `json:"untold" doc:"areas of which it cannot be said, since the borders do not come to rest when they are laid over each other"`
}

// pathLayer is the layer in the path, where the query has a layer too.
const pathLayer = "of"

func (s *Server) overlaps(w http.ResponseWriter, r *http.Request, q url.Values) error {
	pic, _, err := s.picture(r, q)
	if err != nil {
		return err
	}
	other := q.Get("layer")
	if err := answers(pic, other); err != nil {
		return err
	}
	layer := segment(r, pathLayer)
	code, err := s.atlas.Standing(r.Context(), pic, layer, segment(r, "code"))
	if err != nil {
		return err
	}
	exact := s.exactHere(r)
	list, untold, err := s.atlas.Overlaps(r.Context(), pic, layer, code, other, exact)
	if err != nil {
		return err
	}
	ans := overlapsAnswer{shown: shownBy(pic), Layer: layer, Code: code, Overlaps: list, Untold: untold}
	if exact { // no cache keeps it: under the same address a stranger is told others
		return s.planned(w, r, http.StatusOK, ans)
	}
	return s.document(w, r, pic, ans)
}

// answers refuses a layer of the query that is not there, or that is only ground of the map;
// none is all.
func answers(pic *atlas.Picture, layer string) error {
	if layer == "" {
		return nil
	}
	def, err := pic.Scheme.Layer(layer)
	if err != nil {
		return &badParameter{name: "layer", code: "unknown_layer", msg: err.Error()}
	}
	if def.Base {
		return &badParameter{name: "layer", code: "unknown_layer", msg: layer + " is ground of the map: nothing is asked of it"}
	}
	return nil
}

func (s *Server) overlapRoutes() []Route {
	of := paramLayer
	of.Name = pathLayer
	other := paramLayer.optional()
	other.Says = city.Label{Zh: "只要此图层；省略则为其他所有图层", En: "of this layer only; of all other layers when it is left out"}
	return []Route{{
		Method: "GET", Pattern: "/api/v1/areas/{" + pathLayer + "}/{code}/overlaps", Name: "listOverlaps", Action: "areas.read", Personal: Public, Cost: Heavy,
		Summary: city.Label{Zh: "与此区域重叠的其他区域，双方各占几成", En: "The areas that share ground with this one, by their share of both"},
		Params:  []Param{of, paramCode, other, paramAt, paramRevision},
		Answers: []Answer{{jsonType, overlapsAnswer{}}}, Fails: Fails{400: {"bad_time", "unknown_layer"}, 404: findFails[404]}, handle: s.overlaps,
	}}
}
