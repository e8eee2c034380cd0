package picture

import (
	"image/color"
	"slices"
)

// Colour is a colour of a theme.
type Colour = color.NRGBA

// Sketch is the look of one layer for programs that draw at any zoom with one width: the
// sizes are those at sketchZoom, in CSS pixels, the colours those of the theme "light".
type Sketch struct {
	Steps []SketchStep // in the order of painting
	Words SketchWords
}

// SketchStep is a way of drawing. Without classes it is about all features. What has no
// alpha is not drawn; Size is that of a point's mark, 0 where there are no points.
type SketchStep struct {
	Classes      []string
	Fill, Stroke Colour
	Width        float64
	Dash         []float64 // in widths of the line
	Size         float64
	Square       bool
}

// SketchWords are the labels; of size 0 there are none. Zoom is the first with them.
type SketchWords struct {
	Colour, Halo Colour
	Size, Zoom   float64
	Bold, Along  bool
}

const (
	sketchTheme = "light"
	sketchZoom  = 15
)

func (l *Look) light(name string) Colour { return l.themes[sketchTheme][name] }

func (l *Look) words(w labelLook, zoom float64) SketchWords {
	return SketchWords{Colour: l.light(w.Colour), Halo: l.light("halo"), Size: w.Size.at(sketchZoom), Zoom: zoom, Bold: w.Bold, Along: w.Along}
}

func (l *Look) line(s lineLook) SketchStep {
	step := SketchStep{Stroke: l.light(s.Colour), Width: s.Width.at(sketchZoom)}
	for _, d := range s.Dash {
		step.Dash = append(step.Dash, float64(d))
	}
	return step
}

// SketchPartition is a partition layer of a rank among the partitions, 0 the widest. It has no
// fill: partitions lie over each other and over the ground.
func (l *Look) SketchPartition(rank int) Sketch {
	words := ranked(l.table.Labels, rank)
	return Sketch{[]SketchStep{l.line(ranked(l.table.Borders, rank))}, l.words(words, words.Size[0][0])}
}

// SketchFree is a layer whose areas may overlap; an overlay nests in no other.
func (l *Look) SketchFree(overlay bool) Sketch {
	look, words := l.table.Free, l.table.FreeLabel
	if overlay {
		look, words = l.table.Overlay, l.table.OverLabel
	}
	step := l.line(look.lineLook)
	if look.Fill != "" {
		step.Fill = l.light(look.Fill)
	}
	return Sketch{[]SketchStep{step}, l.words(words, words.Zoom[0])}
}

// SketchBase is a layer of the base map; one that has no look of its own has no steps.
func (l *Look) SketchBase(layer string) (s Sketch) {
	for _, b := range l.table.Base {
		if b.Layer != layer {
			continue
		}
		step := SketchStep{Fill: l.light(b.Colour), Width: 1}
		if b.Outline != "" {
			step.Stroke = l.light(b.Outline)
		}
		if b.Type == "line" {
			step = l.line(b.lineLook)
			if b.Casing != nil {
				edge := SketchStep{Stroke: l.light(b.Casing.Colour), Width: step.Width + 2*b.Casing.Width, Classes: b.Classes}
				s.Steps = append(s.Steps, edge)
			}
		}
		step.Classes = b.Classes
		s.Steps = append(s.Steps, step)
	}
	at := slices.IndexFunc(l.table.BaseLabels, func(w labelLook) bool { return w.Layer == layer })
	if at >= 0 {
		s.Words = l.words(l.table.BaseLabels[at], l.table.BaseLabels[at].Zoom[0])
	}
	return s
}

// SketchPlaces is a kind of places.
func (l *Look) SketchPlaces(kind string) Sketch {
	look, known := l.table.Places[kind]
	if !known {
		look = l.table.OtherPlace
	}
	step := SketchStep{Fill: l.light(look.Colour), Stroke: l.light("plate"), Width: 1, Size: look.Size.at(sketchZoom), Square: look.Plate == "square"}
	return Sketch{[]SketchStep{step}, l.words(l.table.PlaceLabel, look.LabelZoom)}
}
