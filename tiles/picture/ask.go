package picture

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Limits of an Ask.
const (
	MinSide       = 16         // CSS pixels
	MaxSide       = 2048       // CSS pixels
	MaxScale      = 3          // device pixels in a CSS pixel
	MaxPixels     = 12_000_000 // device pixels of a picture
	MaxZoom       = 22
	MaxHidden     = 64 // keys
	MinPaperRatio = 500
	MaxPaperRatio = 50_000
	maxLat        = 85.0511
)

// Ask says what is to be drawn. What may be left out stands for 1, light, zh, nothing.
type Ask struct {
	Lon      float64  `json:"lon" doc:"of the middle, degrees"`
	Lat      float64  `json:"lat" doc:"of the middle, degrees, within ±85.0511"`
	Zoom     float64  `json:"zoom" doc:"0 to 22; at 0 the world is 512 CSS pixels wide; 0 where a ratio is given"`
	Ratio    float64  `json:"ratio,omitempty" doc:"instead of the zoom, the scale on paper: 1 to 500…50000 in the middle of the picture, printed at 96 CSS pixels an inch; the PNG then says its pixels per metre"`
	Width    int      `json:"width" doc:"CSS pixels, 16 to 2048"`
	Height   int      `json:"height" doc:"CSS pixels, 16 to 2048"`
	Scale    float64  `json:"scale,omitempty" doc:"device pixels in a CSS pixel, 1 to 3; at most 12 million of them in all"`
	Theme    string   `json:"theme,omitempty" enum:"light,dark"`
	Lang     string   `json:"lang,omitempty" enum:"zh,en"`
	Hidden   []string `json:"hidden,omitempty" doc:"keys of what is not drawn: layers, kinds of places, rows of the legend; at most 64"`
	Selected *Area    `json:"selected,omitempty" doc:"what is outlined as selected"`
}

// Area names the thing whose outline is drawn as the selected one.
type Area struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
}

// AskError says which part of an Ask cannot be.
type AskError struct{ Field, Reason string }

func (e *AskError) Error() string { return e.Field + " " + e.Reason }

// settle checks an ask and fills in what may be left out.
func (a Ask) settle(l *Look) (Ask, error) {
	if a.Scale == 0 {
		a.Scale = 1
	}
	if a.Theme == "" {
		a.Theme = "light"
	}
	if a.Lang == "" {
		a.Lang = "zh"
	}
	if err := a.settleRatio(); err != nil {
		return a, err
	}
	for _, n := range []struct {
		field        string
		v, from, top float64
	}{
		{"lon", a.Lon, -180, 180},
		{"lat", a.Lat, -maxLat, maxLat},
		{"zoom", a.Zoom, 0, MaxZoom},
		{"width", float64(a.Width), MinSide, MaxSide},
		{"height", float64(a.Height), MinSide, MaxSide},
		{"scale", a.Scale, 1, MaxScale},
	} {
		if !(n.v >= n.from && n.v <= n.top) { // NaN fails too
			return a, &AskError{n.field, fmt.Sprintf("must be from %v to %v", n.from, n.top)}
		}
	}
	if w, h := a.pixels(); w*h > MaxPixels {
		return a, &AskError{"scale", fmt.Sprintf("makes a picture of %d × %d pixels; at most %d pixels are drawn", w, h, MaxPixels)}
	}
	if _, known := l.themes[a.Theme]; !known {
		return a, &AskError{"theme", "must be one of " + strings.Join(l.Themes(), ", ")}
	}
	if a.Lang != "zh" && a.Lang != "en" {
		return a, &AskError{"lang", "must be zh or en"}
	}
	if len(a.Hidden) > MaxHidden {
		return a, &AskError{"hidden", fmt.Sprintf("must not name more than %d keys", MaxHidden)}
	}
	return a, nil
}

// pixels is the size of the picture in device pixels.
func (a Ask) pixels() (w, h int) {
	return int(math.Round(float64(a.Width) * a.Scale)), int(math.Round(float64(a.Height) * a.Scale))
}

func (a Ask) hides(key string) bool { return slices.Contains(a.Hidden, key) }
