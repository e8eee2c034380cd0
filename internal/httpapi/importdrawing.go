package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// maxDrawingLayers bounds the layers of a drawing that are told.
const maxDrawingLayers = 1000

// drawingLayers is what a drawing holds, before anything is asked of it.
type drawingLayers struct {
	Layers []drawingLayer `json:"layers" doc:"layers with polylines or texts, in the order of the file, as source_layer names them"`
	More   int            `json:"more" doc:"layers beyond the first 1,000, which are not told"`
}

// drawingLayer is a codec.DrawingLayer.
type drawingLayer struct {
	Name   string `json:"name"`
	Closed int    `json:"closed" doc:"closed polylines: those become areas"`
	Open   int    `json:"open" doc:"polylines that are not closed"`
	Texts  int    `json:"texts"`
}

// importDrawing tells the layers of a drawing, and keeps nothing of it.
func (s *Server) importDrawing(w http.ResponseWriter, r *http.Request, q url.Values) error {
	who := callerIn(r.Context())
	if who.Anonymous() {
		return refusal(who, "imports.write")
	}
	// A drawing is held in memory whole: one at a time. Who comes while one is looked at is told so before
	// sending up another; who is slow in sending keeps nobody waiting.
	busy := city.Errorf(city.Unavailable, "busy", "another drawing is being looked at")
	if !s.imports.drawing.TryLock() {
		return busy
	}
	s.imports.drawing.Unlock()
	u, _, err := s.receive(w, r, who.Account, "dxf")
	if err != nil {
		return err
	}
	defer s.imports.drop(u)
	if !s.imports.drawing.TryLock() {
		return busy
	}
	defer s.imports.drawing.Unlock()
	layers, err := codec.DrawingLayers(r.Context(), u.path, codec.Options{Encoding: q.Get("encoding")})
	if err != nil {
		return unreadImport(u.path, err)
	}
	told := make([]drawingLayer, min(len(layers), maxDrawingLayers))
	for i := range told {
		told[i] = drawingLayer(layers[i])
	}
	return s.tell(w, r, http.StatusOK, drawingLayers{told, len(layers) - len(told)})
}
