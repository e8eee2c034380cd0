package picture

import (
	"context"
	"image"
	"image/draw"
	"math"
	"strings"
)

// SheetFacts is what stands on a sheet about its area and its data, beside what the tiles hold. Names are by language (zh, en).
type SheetFacts struct {
	Name   map[string]string
	Above  []map[string]string // the areas above it, the widest first
	Code   string
	Bounds [4]float64 // west, south, east, north
	// DataDate and Source are those of the area, Drawn is today's date in the city; YYYY-MM-DD, empty = not said.
	DataDate, Source, Drawn string
	Revision                int64
	Notices                 []string // of rights
	// Names are those of the layers of areas and of the kinds of places, by key.
	Names map[string]map[string]string
	// Kinds are the kinds of places that the city has, in the order of its legend.
	Kinds []string
}

// SheetDrawing is a sheet.
type SheetDrawing struct {
	PNG []byte
	// Ratio is the scale: 1 to so many.
	Ratio int
	// LeftOut counts the texts that could not be drawn for want of fonts.
	LeftOut int
}

// What a sheet is made of, in millimetres, and its letters in CSS pixels.
const (
	sheetMargin  = 10
	sheetHead    = 18
	sheetCaption = 8  // the scale bar
	sheetRow     = 5  // of the legend and of the foot
	sheetLeast   = 40 // the height of a map
	titleSize    = 22
	wordSize     = 11
	swatchSide   = 24  // CSS pixels
	sheetLongest = 440 // characters of a text; what is longer is cut, and its end marked
)

// sheet is one sheet while it is drawn. Lengths are CSS pixels of the paper.
type sheet struct {
	*painter
	of     SheetAsk
	facts  SheetFacts
	words  sheetWords
	width  float64
	height float64
	// frame is that of the map.
	frame       struct{ x, y, width, height int }
	legendTop   float64
	legendRooms int // rows that are kept for the legend
	footTop     float64
	ratio       int
}

// DrawSheet draws a map to scale on paper, at 150 dots an inch, with its title, scale, north, legend, date, source, the slot for
// the number of its review and its marks. It fails as Draw does.
func (d *Drawer) DrawSheet(ctx context.Context, a SheetAsk, facts SheetFacts, city City, from Tiles) (SheetDrawing, error) {
	a, err := a.settle()
	if err != nil {
		return SheetDrawing{}, err
	}
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
	case <-ctx.Done():
		return SheetDrawing{}, ctx.Err()
	}
	s, err := d.sheet(a, facts, city)
	if err != nil {
		return SheetDrawing{}, err
	}
	lon, lat := middleOf(facts.Bounds)
	of := Ask{
		Lon: lon, Lat: lat, Zoom: zoomOf(float64(s.ratio), lat), Width: s.frame.width, Height: s.frame.height,
		Scale: s.camera.scale, Lang: a.Lang, Selected: &a.Area,
	}
	if of, err = of.settle(d.look); err != nil {
		return SheetDrawing{}, err
	}
	drawn, err := d.paint(ctx, of, city, from)
	if err != nil {
		return SheetDrawing{}, err
	}
	if err := s.compose(drawn); err != nil {
		return SheetDrawing{}, err
	}
	png, err := s.png()
	if err != nil {
		return SheetDrawing{}, err
	}
	return SheetDrawing{PNG: sized(png, s.camera.scale), Ratio: s.ratio, LeftOut: s.leftOut + drawn.leftOut}, nil
}

// sheet lays out a sheet: what is above and below the map has its room first.
func (d *Drawer) sheet(a SheetAsk, facts SheetFacts, city City) (*sheet, error) {
	const scale = float64(sheetDots) / cssInInch
	wide, high := a.paper()
	s := &sheet{of: a, facts: facts, words: sheetTexts[a.Lang], width: cssOf(wide), height: cssOf(high)}
	dots := func(css float64) int { return int(math.Round(css * scale)) }
	s.painter = d.painter(Ask{Theme: "light", Lang: a.Lang}, camera{scale: scale, w: dots(s.width), h: dots(s.height)})
	s.city, s.most = city, sheetLongest
	edge := cssOf(sheetMargin)
	foot, err := s.flow(s.words.foot(a, facts), 0)
	if err != nil {
		return nil, err
	}
	all, err := s.legendFlow(math.Inf(1)) // more rows than any one zoom has
	if err != nil {
		return nil, err
	}
	s.legendRooms = len(all)
	s.footTop = s.height - edge - float64(len(foot))*cssOf(sheetRow)
	s.legendTop = s.footTop - float64(s.legendRooms)*cssOf(sheetRow) - cssOf(1)
	top := edge + cssOf(sheetHead)
	s.frame.x, s.frame.y = int(math.Round(edge)), int(math.Round(top))
	s.frame.width, s.frame.height = int(s.width-2*edge), int(s.legendTop-cssOf(sheetCaption)-top)
	if float64(s.frame.height) < cssOf(sheetLeast) {
		return nil, &AskError{"paper", "has no room for a map beside its legend, source and notices: take larger paper, or turn it"}
	}
	s.ratio = a.Ratio
	if s.ratio == 0 {
		s.ratio = ratioFor(facts.Bounds, float64(s.frame.width), float64(s.frame.height))
	}
	if s.ratio == 0 {
		return nil, &AskError{"paper", "is too small for the area at 1:200000: take larger paper, or a smaller area"}
	}
	return s, nil
}

// compose puts the map on the paper and draws what belongs round it.
func (s *sheet) compose(m *painter) error {
	draw.Draw(s.out, s.out.Rect, image.White, image.Point{}, draw.Src)
	at := image.Pt(int(s.camera.pixels(float64(s.frame.x))), int(s.camera.pixels(float64(s.frame.y))))
	draw.Draw(s.out, m.out.Rect.Add(at), m.out, image.Point{}, draw.Src)
	s.box(float64(s.frame.x), float64(s.frame.y), float64(s.frame.width), float64(s.frame.height), 1, "ink")
	for _, part := range []func() error{s.head, s.north, s.bar, func() error { return s.legend(m.ask.Zoom) }, s.foot} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// head writes the title, the areas above, and the marks.
func (s *sheet) head() error {
	edge := cssOf(sheetMargin)
	right := s.width - edge
	if made := s.city.Mark[s.of.Lang]; made != "" {
		w, err := s.measure(made, wordSize, true)
		if err != nil {
			return err
		}
		if err := s.say(made, right-w, edge+12, wordSize, true, "ink"); err != nil {
			return err
		}
		right -= w + 14
	}
	if !s.of.Unmarked {
		w, err := s.measure(s.words.internal, wordSize+2, true)
		if err != nil {
			return err
		}
		red := s.look.table.Selected.Colour
		right -= w + 16
		s.box(right, edge, w+16, 24, 1.5, red)
		if err := s.say(s.words.internal, right+8, edge+12, wordSize+2, true, red); err != nil {
			return err
		}
		right -= 14
	}
	title := inLang(s.facts.Name, s.of.Lang)
	w, err := s.measure(title, titleSize, true)
	if err != nil {
		return err
	}
	size := titleSize * min(1, (right-edge)/max(w, 1))
	if err := s.say(title, edge, edge+14, size, true, "ink"); err != nil {
		return err
	}
	var chain []string
	for _, it := range s.facts.Above {
		chain = append(chain, inLang(it, s.of.Lang))
	}
	under := strings.Join(append(chain, filled(s.words.code, s.facts.Code)), " › ") + " · " + s.words.sheet
	return s.say(under, edge, edge+40, wordSize, false, "ink")
}

func inLang(names map[string]string, lang string) string {
	if name := names[lang]; name != "" {
		return name
	}
	return names["zh"]
}

// north draws the arrow on its plate, in the upper right corner of the map.
func (s *sheet) north() error {
	const width, height = 28, 42
	x, y := float64(s.frame.x+s.frame.width-width-8), float64(s.frame.y+8)
	s.fill([][2]float64{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}, "halo")
	w, err := s.measure(s.words.north, wordSize, false)
	if err != nil {
		return err
	}
	s.fill([][2]float64{{x + 14, y + 15}, {x + 21, y + 39}, {x + 14, y + 33}, {x + 7, y + 39}}, "ink")
	return s.say(s.words.north, x+width/2-w/2, y+8, wordSize, false, "ink")
}

// bar draws the scale bar under the map, with its length and the scale.
func (s *sheet) bar() error {
	metres, millimetres := barOf(s.ratio)
	x, y, long := float64(s.frame.x), float64(s.frame.y+s.frame.height+6), cssOf(millimetres)
	const tall, thick = 16, 1.5
	for _, part := range [][4]float64{{x, y, thick, tall}, {x + long - thick, y, thick, tall}, {x, y + tall - thick, long, thick}} {
		s.fill([][2]float64{{part[0], part[1]}, {part[0] + part[2], part[1]}, {part[0] + part[2], part[1] + part[3]}, {part[0], part[1] + part[3]}}, "ink")
	}
	text := s.words.lengthOf(metres)
	w, err := s.measure(text, wordSize, false)
	if err != nil {
		return err
	}
	if err := s.say(text, x+long/2-w/2, y+tall/2-1, wordSize, false, "ink"); err != nil {
		return err
	}
	return s.say(s.words.ratioOf(s.ratio, s.of.Paper), x+long+16, y+tall/2, wordSize, false, "ink")
}

// foot writes the lines below the legend.
func (s *sheet) foot() error {
	rows, err := s.flow(s.words.foot(s.of, s.facts), 0)
	if err != nil {
		return err
	}
	for i, row := range rows {
		for _, it := range row {
			if err := s.say(it.text, cssOf(sheetMargin)+it.x, s.footTop+(float64(i)+0.5)*cssOf(sheetRow), wordSize, false, "ink"); err != nil {
				return err
			}
		}
	}
	return nil
}
