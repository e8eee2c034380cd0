package httpapi

import (
	"errors"
	"math"
	"net/http"
	"net/url"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles/picture"
)

// Size and zooms of the picture of a feature.
const (
	pictureWidth, pictureHeight = 640, 400 // CSS pixels
	pictureClosest              = 17
	pictureWorld                = 512 // CSS pixels of the world at zoom 0
)

// ogcPicture draws the map around a feature that is in force.
func (s *Server) ogcPicture(w http.ResponseWriter, r *http.Request, q url.Values) error {
	if _, err := negotiate(w, r, nil, []ogcForm{{"png", pngType}}); err != nil {
		return err
	}
	a := &ogcAnswer{s: s, w: w, r: r, q: q, pic: s.atlas.Current()}
	_, f, err := a.featureOf()
	if err != nil {
		return err
	}
	ask := pictureAsk(f.Box())
	ask.Theme, ask.Lang = q.Get("theme"), q.Get("lang")
	if k := f.Key(); k.Kind == city.KindArea {
		ask.Selected = &picture.Area{Layer: k.Layer, Code: k.Code}
	}
	got, err := a.pic.Draw(r.Context(), s.cfg.Drawer, ask)
	if bad := (*picture.AskError)(nil); errors.As(err, &bad) {
		return &badParameter{name: bad.Field, code: "unknown_value", msg: bad.Error()}
	}
	if err != nil {
		return err
	}
	return a.send(pngType, got.PNG)
}

// pictureAsk shows a box with some ground around it.
func pictureAsk(box geo.Box) picture.Ask {
	lo, hi := box.Min.LonLat(), box.Max.LonLat()
	up := func(lat float64) float64 {
		return math.Asinh(math.Tan(max(-85, min(85, lat))*math.Pi/180)) / (2 * math.Pi)
	}
	wide, high := (hi[0]-lo[0])/360, up(hi[1])-up(lo[1])
	zoom := float64(pictureClosest)
	for _, z := range []float64{math.Log2(0.8 * pictureWidth / pictureWorld / wide), math.Log2(0.8 * pictureHeight / pictureWorld / high)} {
		if !math.IsNaN(z) {
			zoom = min(zoom, z)
		}
	}
	return picture.Ask{
		Lon: (lo[0] + hi[0]) / 2, Lat: max(-85, min(85, (lo[1]+hi[1])/2)), Zoom: max(0, zoom), Width: pictureWidth, Height: pictureHeight, Scale: 2,
	}
}
