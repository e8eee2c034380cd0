package picture

import (
	"encoding/json"
	"fmt"
	"image/color"
	"maps"
	"slices"
	"strconv"
)

// Look is the look of the map: colours, widths, zooms and icons, as web/src/map/look.json
// has them for the page too.
type Look struct {
	themes map[string]map[string]color.NRGBA
	table  table
	icons  map[string]shape
}

// table is the file. Widths and sizes are CSS pixels by zoom; dashes are in widths of the
// line; colours are names in each theme.
type table struct {
	Themes     map[string]map[string]string `json:"themes"`
	Base       []baseStep                   `json:"base"`
	Borders    []lineLook                   `json:"borders"`
	Free       freeLook                     `json:"free"`
	Overlay    freeLook                     `json:"overlay"`
	Selected   selectedLook                 `json:"selected"`
	Labels     []labelLook                  `json:"labels"`
	FreeLabel  labelLook                    `json:"free_label"`
	OverLabel  labelLook                    `json:"overlay_label"`
	BaseLabels []labelLook                  `json:"base_labels"`
	Places     map[string]placeLook         `json:"places"`
	OtherPlace placeLook                    `json:"other_place"`
	PlaceLabel labelLook                    `json:"place_label"`
	PlaceDot   dotLook                      `json:"place_dot"`
	Icons      map[string]string            `json:"icons"`
	Legend     []legendRow                  `json:"legend"`
}

// legendRow is a group of steps of the base map that a reader hides by its key.
type legendRow struct {
	Key   string            `json:"key"`
	Name  map[string]string `json:"name"` // by language
	Steps []string          `json:"steps"`
}

// baseStep is one step of painting the base map, over all before it. Without classes it
// is about every feature of the layer.
type baseStep struct {
	ID      string   `json:"id"`
	Layer   string   `json:"layer"`
	Type    string   `json:"type"` // fill or line
	Classes []string `json:"classes"`
	Zoom    span     `json:"zoom"`
	Outline string   `json:"outline"`
	Casing  *casing  `json:"casing"`
	Opacity *float64 `json:"opacity"`
	lineLook
}

// lineLook is a line.
type lineLook struct {
	Colour string    `json:"colour"`
	Width  byZoom    `json:"width"`
	Dash   []float32 `json:"dash"`
}

// casing is the edge of a line, width pixels on each side, from a zoom on.
type casing struct {
	Colour string  `json:"colour"`
	Width  float64 `json:"width"`
	Zoom   float64 `json:"zoom"`
}

// freeLook is a layer that nests in nothing, from a zoom on. Without a fill only the
// outlines are drawn.
type freeLook struct {
	lineLook
	Fill string  `json:"fill"`
	Zoom float64 `json:"zoom"`
}

type selectedLook struct {
	Colour string  `json:"colour"`
	Width  float64 `json:"width"`
	Casing casing  `json:"casing"`
}

// labelLook is text; spacing between characters in em.
type labelLook struct {
	ID      string   `json:"id"`
	Layer   string   `json:"layer"`
	Classes []string `json:"classes"`
	Zoom    span     `json:"zoom"`
	Colour  string   `json:"colour"`
	Size    byZoom   `json:"size"`
	Bold    bool     `json:"bold"`
	Spacing float64  `json:"spacing"`
	Along   bool     `json:"along"`
}

// placeLook is a kind of places; a lower rank goes before others where there is no room.
type placeLook struct {
	Icon      string  `json:"icon"`
	Plate     string  `json:"plate"` // disc, square or none
	Colour    string  `json:"colour"`
	Size      byZoom  `json:"size"`
	Zoom      float64 `json:"zoom"`
	LabelZoom float64 `json:"label_zoom"`
	Rank      int     `json:"rank"`
}

// dotLook is an open place that has no room for its icon: how wide, and the edge round it.
type dotLook struct {
	Size byZoom  `json:"size"`
	Edge float64 `json:"edge"`
}

// span is from the first zoom to before the second.
type span [2]float64

func (s span) holds(zoom float64) bool { return zoom >= s[0] && zoom < s[1] }

// byZoom goes in straight lines between its stops and is level outside them.
type byZoom [][2]float64

func (s byZoom) at(zoom float64) float64 {
	for i, stop := range s {
		switch {
		case zoom >= stop[0]:
		case i == 0:
			return stop[1]
		default:
			last := s[i-1]
			return last[1] + (stop[1]-last[1])*(zoom-last[0])/(stop[0]-last[0])
		}
	}
	if len(s) == 0 {
		return 0
	}
	return s[len(s)-1][1]
}

// ParseLook reads the table and checks it whole: a picture must not fail for a wrong name.
func ParseLook(text []byte) (*Look, error) {
	l := &Look{themes: map[string]map[string]color.NRGBA{}, icons: map[string]shape{}}
	if err := json.Unmarshal(text, &l.table); err != nil {
		return nil, fmt.Errorf("look: %w", err)
	}
	for name, path := range l.table.Icons {
		s, err := parsePath(path)
		if err != nil {
			return nil, fmt.Errorf("look: icon %q: %w", name, err)
		}
		l.icons[name] = s
	}
	if len(l.table.Themes) == 0 || len(l.table.Borders) == 0 || len(l.table.Labels) == 0 {
		return nil, fmt.Errorf("look: themes, borders or labels are missing")
	}
	for theme, colours := range l.table.Themes {
		l.themes[theme] = map[string]color.NRGBA{}
		for name, text := range colours {
			c, err := parseColour(text)
			if err != nil {
				return nil, fmt.Errorf("look: theme %q, colour %q: %w", theme, name, err)
			}
			l.themes[theme][name] = c
		}
		for _, name := range l.table.colours() {
			if _, ok := l.themes[theme][name]; !ok {
				return nil, fmt.Errorf("look: theme %q has no colour %q", theme, name)
			}
		}
	}
	return l, l.table.check()
}

// Themes are the names of the themes, sorted.
func (l *Look) Themes() []string { return slices.Sorted(maps.Keys(l.themes)) }

func parseColour(text string) (color.NRGBA, error) {
	v, err := strconv.ParseUint(text[min(1, len(text)):], 16, 32)
	if err != nil || len(text) != 7 || text[0] != '#' {
		return color.NRGBA{}, fmt.Errorf("%q is not of the form #rrggbb", text)
	}
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}, nil
}

// colours are all names that the table uses.
func (t *table) colours() []string {
	out := []string{"ground", "land", "halo", "plate", t.Free.Colour, t.Free.Fill, t.Overlay.Colour, t.Selected.Colour, t.Selected.Casing.Colour}
	for _, b := range t.Base {
		out = append(out, b.Colour)
		if b.Outline != "" {
			out = append(out, b.Outline)
		}
		if b.Casing != nil {
			out = append(out, b.Casing.Colour)
		}
	}
	for _, b := range t.Borders {
		out = append(out, b.Colour)
	}
	for _, l := range t.allLabels() {
		out = append(out, l.Colour)
	}
	for _, p := range t.allPlaces() {
		out = append(out, p.Colour)
	}
	return out
}

func (t *table) allLabels() []labelLook {
	return slices.Concat(t.Labels, t.BaseLabels, []labelLook{t.FreeLabel, t.OverLabel, t.PlaceLabel})
}

func (t *table) allPlaces() []placeLook {
	return append(slices.Collect(maps.Values(t.Places)), t.OtherPlace)
}

// check finds stops out of order, and what is drawn in no known way.
func (t *table) check() error {
	stops := []byZoom{t.Free.Width, t.Overlay.Width, t.PlaceDot.Size}
	for _, b := range t.Base {
		if b.Type != "fill" && b.Type != "line" {
			return fmt.Errorf("look: base %q: type %q is neither fill nor line", b.ID, b.Type)
		}
		if b.Type == "line" {
			stops = append(stops, b.Width)
		}
	}
	for _, b := range t.Borders {
		stops = append(stops, b.Width)
	}
	for _, l := range t.allLabels() {
		stops = append(stops, l.Size)
	}
	for _, p := range t.allPlaces() {
		if _, ok := t.Icons[p.Icon]; !ok {
			return fmt.Errorf("look: there is no icon %q", p.Icon)
		}
		if p.Plate != "disc" && p.Plate != "square" && p.Plate != "none" {
			return fmt.Errorf("look: plate %q is not disc, square or none", p.Plate)
		}
		stops = append(stops, p.Size)
	}
	for _, s := range stops {
		if !s.inOrder() {
			return fmt.Errorf("look: the stops %v are not in order of their zooms, or not from 0 to %d pixels", s, widest)
		}
	}
	for _, d := range t.lengths() {
		if !(d >= 0 && d <= widest) {
			return fmt.Errorf("look: %v is no width and no length of a dash", d)
		}
	}
	return nil
}

// widest is the most that anything may measure, in CSS pixels.
const widest = 1000

func (s byZoom) inOrder() bool {
	for i, stop := range s {
		if !(stop[1] >= 0 && stop[1] <= widest) || i > 0 && stop[0] <= s[i-1][0] {
			return false
		}
	}
	return len(s) > 0
}

// lengths are all widths and dashes that do not depend on the zoom.
func (t *table) lengths() []float64 {
	out := []float64{t.Selected.Width, t.Selected.Casing.Width, t.PlaceDot.Edge}
	lines := append(slices.Clone(t.Borders), t.Free.lineLook, t.Overlay.lineLook)
	for _, b := range t.Base {
		lines = append(lines, b.lineLook)
		if b.Casing != nil {
			out = append(out, b.Casing.Width)
		}
	}
	for _, l := range lines {
		for _, d := range l.Dash {
			out = append(out, float64(d))
		}
	}
	return out
}

// ranked takes the entry for a rank, the last one for ranks beyond.
func ranked[T any](list []T, rank int) T { return list[min(rank, len(list)-1)] }
