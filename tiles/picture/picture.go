package picture

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"image/png"
	"runtime"
)

// Drawer draws pictures, not more than one for each processor at once. It is safe for
// concurrent use.
type Drawer struct {
	look  *Look
	fonts *Fonts
	slots chan struct{}
}

// NewDrawer makes a drawer. Without fonts (nil) no names are drawn.
func NewDrawer(look *Look, fonts *Fonts) *Drawer {
	return &Drawer{look: look, fonts: fonts, slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// TileSets is that of the look by which it draws.
func (d *Drawer) TileSets(c StyleCity) [][]string { return d.look.TileSets(c) }

// Drawing is a picture with what is to be seen on it.
type Drawing struct {
	PNG []byte
	// Areas are the areas whose label points are in the picture, whether their names are
	// drawn or not, and Places the places of service that are drawn: nearest to the middle
	// first, and of each layer not more than MaxSeen.
	Areas, Places []Seen
	// LeftOut counts the names that could not be drawn for want of fonts.
	LeftOut int
}

// Base64 is the picture as text.
func (d Drawing) Base64() string { return base64.StdEncoding.EncodeToString(d.PNG) }

// Seen is a thing on a picture.
type Seen struct {
	Layer string     `json:"layer"` // of areas, or the kind of a place
	Code  string     `json:"code"`
	Name  string     `json:"name"`
	Point [2]float64 `json:"point"` // lon, lat of its label or icon
}

// MaxSeen is how many areas of a layer, and how many places, a Drawing tells.
const MaxSeen = 200

// Draw draws the map. It fails with *AskError, with an error of the tiles, or with that of
// ctx; while others draw it waits.
func (d *Drawer) Draw(ctx context.Context, a Ask, city City, from Tiles) (Drawing, error) {
	a, err := a.settle(d.look)
	if err != nil {
		return Drawing{}, err
	}
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
	case <-ctx.Done():
		return Drawing{}, ctx.Err()
	}
	p, err := d.paint(ctx, a, city, from)
	if err != nil {
		return Drawing{}, err
	}
	return p.finish()
}

// paint draws the map of a settled ask.
func (d *Drawer) paint(ctx context.Context, a Ask, city City, from Tiles) (*painter, error) {
	c := newCamera(a)
	s, err := fetch(ctx, c, city, from)
	if err != nil {
		return nil, err
	}
	p := d.painter(a, c)
	p.city, p.scene = city, s
	p.ground()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := p.names(); err != nil {
		return nil, err
	}
	return p, ctx.Err()
}

// painter has an empty picture before it.
func (d *Drawer) painter(a Ask, c camera) *painter {
	return &painter{ask: a, look: d.look, camera: c, fonts: d.fonts, out: image.NewRGBA(image.Rect(0, 0, c.w, c.h)), mask: newMask(c.w, c.h)}
}

func (p *painter) finish() (Drawing, error) {
	d := Drawing{LeftOut: p.leftOut}
	for _, l := range p.city.Layers {
		d.Areas = append(d.Areas, p.tell(p.points(l.Key+labelSuffix, anyFeature), func(named) string { return l.Key })...)
	}
	d.Places = p.tell(p.seen, func(it named) string { return it.f.Text("kind") })
	var err error
	if d.PNG, err = p.png(); err != nil {
		return Drawing{}, err
	}
	if p.ask.Ratio != 0 {
		d.PNG = sized(d.PNG, p.ask.Scale)
	}
	return d, nil
}

func (p *painter) png() ([]byte, error) {
	var buf bytes.Buffer
	// Somebody waits: a tenth larger in a third of the time.
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&buf, reduced(p.out)); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func (p *painter) tell(things []named, layer func(named) string) []Seen {
	var out []Seen
	for _, it := range things[:min(len(things), MaxSeen)] {
		out = append(out, Seen{Layer: layer(it), Code: it.f.Text("code"), Name: p.name(it.f), Point: p.camera.lonLat(it.at)})
	}
	return out
}
