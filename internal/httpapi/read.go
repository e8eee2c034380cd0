package httpapi

import (
	"encoding/hex"
	"net/http"
	"net/url"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// layersAnswer describes the city for the page.
type layersAnswer struct {
	Revision  int64                 `json:"revision"`
	Date      string                `json:"date"`
	Recorded  string                `json:"recorded" doc:"the day, in the city's zone, on which the revision was written; empty before the first"`
	Zone      string                `json:"zone" doc:"IANA name of the city's time zone"`
	Name      city.Label            `json:"name" doc:"name of the scheme; of made-up data, that it is made up"`
	Layers    []atlas.LayerInfo     `json:"layers"`
	Places    []atlas.PlaceKindInfo `json:"places"`
	Lines     []atlas.LineInfo      `json:"lines"`
	Buildings int                   `json:"buildings" doc:"how many buildings are in force"`
	Terms     map[string]city.Label `json:"terms" doc:"words of the interface for the values of classes and tags"`
	Bounds    *[4]float64           `json:"bounds" doc:"west, south, east, north in degrees; null while there is no area"`
	Notices   []string              `json:"notices" doc:"what sources that bear the sign © ask to be said wherever their data shows"`
	Demo      bool                  `json:"demo" doc:"the data is made up"`
	Store     storeState            `json:"store"`
}

// storeState identifies what the answers come from: after a restore the same number may
// stand for other content.
type storeState struct {
	Timeline string `json:"timeline"`
	Revision int64  `json:"revision" doc:"the latest revision"`
	Hash     string `json:"hash" doc:"chain hash of the latest revision"`
}

func (s *Server) layers(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	pic := s.atlas.Current()
	ans := layersOf(pic)
	ans.Demo = s.cfg.Demo
	if !pic.Recorded.IsZero() {
		ans.Recorded = city.DateOf(pic.Recorded).String()
	}
	return s.document(w, r, pic, ans)
}

// layersOf describes the city of a picture.
func layersOf(pic *atlas.Picture) layersAnswer {
	ans := layersAnswer{
		Revision: pic.Revision, Date: pic.Date.String(), Zone: pic.Scheme.Location().String(), Name: pic.Scheme.Name,
		Layers: pic.Layers(), Places: pic.PlaceKinds(), Lines: pic.Lines(), Buildings: pic.Buildings(), Terms: pic.Scheme.Terms,
		Notices: append([]string{}, pic.Notices()...), Demo: pic.Scheme.Demo,
		Store: storeState{Timeline: pic.State.Timeline, Revision: pic.State.Revision, Hash: hex.EncodeToString(pic.State.Hash[:])},
	}
	if ans.Terms == nil {
		ans.Terms = map[string]city.Label{}
	}
	if box, ok := pic.Bounds(); ok {
		lo, hi := box.Min.LonLat(), box.Max.LonLat()
		ans.Bounds = &[4]float64{lo[0], lo[1], hi[0], hi[1]}
	}
	return ans
}

// live says that the process runs.
type live struct {
	Status string `json:"status" enum:"ok"`
}

func (s *Server) livez(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	w.Header().Set("Content-Type", "application/json")
	s.write(w, r, encode(live{Status: "ok"}))
	return nil
}

// storeAway is how long the store may be silent before readyz says that it is away.
const storeAway = time.Minute

// ready says which state the answers come from. It stays "ok" while the store is away: the
// last picture goes on answering.
type ready struct {
	Status   string `json:"status" enum:"ok"`
	Store    string `json:"store" enum:"here,away" doc:"away when it has not answered for longer than a minute"`
	CheckedS int64  `json:"checked_s" doc:"whole seconds since the store was last looked at with success"`
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
