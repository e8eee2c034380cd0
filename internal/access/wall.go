package access

import (
	"net/url"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// Wall is what a display token shows: an area with what lies in it and the areas above it, and of
// these some layers and kinds of places.
type Wall struct {
	Area   city.Seat
	Layers []string
}

// mostWallLayers bounds the layers of a wall.
const mostWallLayers = 64

// ParseWall reads the view of a wall, like area=street/370811001&layers=grid,compound. Other parts
// of it are for the page. It is false where the view names no area and layers.
func ParseWall(view string) (Wall, bool) {
	v, err := url.ParseQuery(view)
	if err != nil || len(v["area"]) != 1 || len(v["layers"]) != 1 {
		return Wall{}, false
	}
	layer, code, ok := strings.Cut(v.Get("area"), "/")
	w := Wall{Area: city.Seat{Kind: city.KindArea, Layer: layer, Code: code}, Layers: strings.Split(v.Get("layers"), ",")}
	slices.Sort(w.Layers)
	w.Layers = slices.Compact(w.Layers)
	bad := func(key string) bool { return !openKey.MatchString(key) || key == OpenAll }
	if !ok || bad(layer) || city.ProfileFree.CheckCode(code) != nil || len(w.Layers) > mostWallLayers || slices.ContainsFunc(w.Layers, bad) {
		return Wall{}, false
	}
	return w, true
}

// ID is the same for walls that show the same, and for no others.
func (w Wall) ID() string {
	return w.Area.Layer + "/" + w.Area.Code + "?" + strings.Join(w.Layers, ",")
}

// opening are the layers that the wall shows, of which those of its area and above are always some.
func (w Wall) opening(scheme *city.Scheme) Opening {
	keys := slices.Clone(w.Layers)
	for key := w.Area.Layer; key != ""; {
		keys = append(keys, key)
		l, err := scheme.Layer(key)
		if err != nil {
			break
		}
		key = l.Parent
	}
	return openingOf(keys)
}
