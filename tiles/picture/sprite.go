package picture

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"maps"
	"math"
	"slices"
)

// OtherIcon is the name of the icon of kinds of places that the look does not know.
const OtherIcon = "other_place"

// MaxRatio is how many device pixels a CSS pixel of a sprite may have.
const MaxRatio = 4

// spriteEdge is clear round what is seen of an icon, in CSS pixels, for the edge that lifts it
// from the map.
const spriteEdge = 2

// Sprite is all icons in one picture, and where each is in it, as MapLibre reads them.
type Sprite struct{ PNG, JSON []byte }

// spriteSpot is where an icon is in a sprite, in device pixels.
type spriteSpot struct {
	X          int `json:"x"`
	Y          int `json:"y"`
	Width      int `json:"width"`
	Height     int `json:"height"`
	PixelRatio int `json:"pixelRatio"`
}

// IconName is the name in a Sprite of the icon of a kind of places.
func (l *Look) IconName(kind string) string {
	if _, known := l.table.Places[kind]; known {
		return kind
	}
	return OtherIcon
}

// Sprite draws the icons of all kinds of places in a theme, on nothing, at so many device
// pixels for each CSS pixel.
func (l *Look) Sprite(theme string, ratio int) (Sprite, error) {
	if l.themes[theme] == nil || ratio < 1 || ratio > MaxRatio {
		return Sprite{}, fmt.Errorf("picture: there is no sprite of the theme %q at %d pixels", theme, ratio)
	}
	names := append(slices.Sorted(maps.Keys(l.table.Places)), OtherIcon)
	side := (iconBox + 2*spriteEdge) * ratio
	wide := int(math.Ceil(math.Sqrt(float64(len(names)))))
	high := (len(names) + wide - 1) / wide
	p := &painter{
		ask: Ask{Theme: theme}, look: l,
		out: image.NewRGBA(image.Rect(0, 0, wide*side, high*side)), mask: newMask(wide*side, high*side),
	}
	spots := map[string]spriteSpot{}
	for i, name := range names {
		at := spriteSpot{X: i % wide * side, Y: i / wide * side, Width: side, Height: side, PixelRatio: ratio}
		middle := point{float32(at.X) + float32(side)/2, float32(at.Y) + float32(side)/2}
		p.icon(middle, float32(iconBox*ratio), l.table.place(name), 1)
		spots[name] = at
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, p.out); err != nil {
		return Sprite{}, fmt.Errorf("picture: sprite: %w", err)
	}
	text, err := json.Marshal(spots)
	if err != nil {
		return Sprite{}, fmt.Errorf("picture: sprite: %w", err)
	}
	return Sprite{PNG: out.Bytes(), JSON: text}, nil
}

// Look is what the drawer draws with.
func (d *Drawer) Look() *Look { return d.look }
