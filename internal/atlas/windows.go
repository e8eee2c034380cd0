package atlas

import (
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
)

// MaxZoom is the closest that a map of the city goes; a label that ends here never ends.
const MaxZoom = 20

// Windows are the zooms (512 px round the earth at 0) from which a layer's borders and its
// labels are drawn, and from which its labels give way to those of deeper layers.
type Windows struct {
	Border   float64 `json:"border"`
	Label    float64 `json:"label"`
	LabelEnd float64 `json:"label_end"`
}

// How wide in CSS pixels a layer's middle area is when its borders, its labels, and no
// labels any more are drawn. So the names of the demo city come and go as the page's table of
// labels has it: those of streets up to 14, of communities from 12 to 15, of grids from 14 on.
const (
	borderPixels   = 14
	labelPixels    = 40
	deepestPixels  = 64 // for labels of the deepest areas, whose names are the longest
	labelEndPixels = 590
)

// windows gives the windows of layer i from how large its areas are: a scheme says which
// zooms have tiles; how crowded a map is depends on the city.
func (p *Picture) windows(i int) Windows {
	l := &p.layers[i]
	side := l.middleSide()
	lo, hi := l.def.ZoomRange()
	first, last := float64(lo), float64(hi)
	at := func(pixels float64) float64 { return math.Log2(pixels * 360 / (512 * side)) }
	clamp := func(zoom, lo, hi float64) float64 { return math.Round(min(max(zoom, lo), hi)*100) / 100 } // as fine as is seen
	w := Windows{Border: clamp(at(borderPixels), first, last), Label: clamp(at(labelPixels), first, last), LabelEnd: MaxZoom}
	if !p.deeper(l.depth) {
		w.Label = clamp(at(deepestPixels), first, last)
	} else if l.def.Partition { // a free area is not what the deeper ones are parts of
		w.LabelEnd = clamp(at(labelEndPixels), first+1, MaxZoom)
		if len(l.areas) == 1 { // the one name would stand on those of the areas in its middle
			w.LabelEnd = min(w.LabelEnd, max(w.Label, p.windows(p.next(l.depth)).Label))
		}
	}
	return w
}

// deeper is true when a partition below this depth has areas, whose labels take over.
func (p *Picture) deeper(depth int) bool { return p.next(depth) >= 0 }

// next is the widest partition with areas below this depth, -1 when there is none.
func (p *Picture) next(depth int) int {
	next := -1
	for i := range p.layers {
		l := &p.layers[i]
		if l.def.Partition && !l.def.Base && l.depth > depth && len(l.areas) > 0 && (next < 0 || l.depth < p.layers[next].depth) {
			next = i
		}
	}
	return next
}

// middleSide is the side, in degrees of longitude, of a square as large as the box of an
// area, at the median of the areas: half of them are smaller. A mean would speak for the
// few large ones of the countryside, and crowd the town. Without areas it is the world's.
func (l *layer) middleSide() float64 {
	sides := []float64{}
	for i := range l.facts {
		if box := l.facts[i].box; !box.Empty() {
			sides = append(sides, sideOf(box))
		}
	}
	if len(sides) == 0 {
		return 360
	}
	slices.Sort(sides)
	return sides[len(sides)/2]
}

func sideOf(box geo.Box) float64 {
	degrees := func(v int32) float64 { return float64(v) / geo.Scale }
	west, south := degrees(box.Min.X), degrees(box.Min.Y)
	east, north := degrees(box.Max.X), degrees(box.Max.Y)
	squeeze := math.Cos((south + north) / 2 * math.Pi / 180)
	return math.Sqrt(max((east-west)*(north-south)/squeeze, 1e-10))
}
