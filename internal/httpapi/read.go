package httpapi

import (
	"encoding/hex"
	"net/http"
	"net/url"
	"time"

	"github.com/redsail/redsail/internal/atlas"
)

// layersAnswer describes the city for the page.
type layersAnswer struct {
	Revision int64             `json:"revision"`
	Date     string            `json:"date"`
	Zone     string            `json:"zone"`
	Layers   []atlas.LayerInfo `json:"layers"`
	// Bounds are west, south, east, north in degrees; null while there is no area.
	Bounds        *[4]float64 `json:"bounds"`
	Demo          bool        `json:"demo"`
	InsecureLocal bool        `json:"insecure_local"`
}

func (s *Server) layers(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	pic := s.atlas.Current()
	ans := layersAnswer{
		Revision: pic.Revision, Date: pic.Date.String(), Zone: s.atlas.Zone().String(), Layers: pic.Layers(),
		Demo: s.cfg.Demo, InsecureLocal: s.cfg.InsecureLocal,
	}
	if box, ok := pic.Bounds(); ok {
		lo, hi := box.Min.LonLat(), box.Max.LonLat()
		ans.Bounds = &[4]float64{lo[0], lo[1], hi[0], hi[1]}
	}
	doc := encode(ans)
	s.send(w, r, &representation{contentType: "application/json", etag: revisionTag(pic, doc), content: doc})
	return nil
}

func (s *Server) livez(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	w.Header().Set("Content-Type", "application/json")
	s.write(w, r, encode(map[string]string{"status": "ok"}))
	return nil
}

// storeAway is how long the store may be silent before readyz says that it is away.
const storeAway = time.Minute

// ready says which state the answers come from. It stays "ok" while the store is away: the
// last picture goes on answering.
type ready struct {
	Status string `json:"status"`
	// Store is "here", or "away" when it has not answered for longer than storeAway.
	Store string `json:"store"`
	// CheckedS is how many whole seconds ago the store was last looked at with success.
	CheckedS int64  `json:"checked_s"`
	Timeline string `json:"timeline"`
	Revision int64  `json:"revision"`
	Hash     string `json:"hash"`
}

func (s *Server) readyz(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	silent := s.atlas.Now().Sub(s.atlas.Checked())
	store := "here"
	if silent > storeAway {
		store = "away"
	}
	st := s.atlas.Current().State
	w.Header().Set("Content-Type", "application/json")
	s.write(w, r, encode(ready{
		Status: "ok", Store: store, CheckedS: max(0, int64(silent/time.Second)),
		Timeline: st.Timeline, Revision: st.Revision, Hash: hex.EncodeToString(st.Hash[:]),
	}))
	return nil
}
