package plan

import (
	"fmt"
	"math"
	"strings"

	"github.com/redsail/redsail/geo"
)

// reportMap is the map of a report, in pixels.
type reportMap struct {
	Width, Height int
	Areas         []mapArea
	Gaps, Places  []mapDot
	Chosen        []mapDot // R is the number
	Legend        []mapArea
	Bar           int // metres
	BarX          float64
	BarY, BarText int
}

type mapArea struct{ Path, Fill, Title string }

type mapDot struct{ X, Y, R, Title string }

const (
	mapWidth  = 900
	mapMost   = 1200
	mapMargin = 30
)

// shades are the colours of shares, from nobody to everybody, in the steps of the planner's page
// (web/src/plan/overlay.ts), lighter than there for names and dots; noShade is that of no share.
var shades = []struct {
	from float64
	fill string
	name string
}{{0, "#c08d4f", "< 50 %"}, {0.5, "#e0bb7c", "50–70 %"}, {0.7, "#f6e9bf", "70–90 %"}, {0.9, "#a9cbe2", "90–98 %"}, {0.98, "#5f99c6", "≥ 98 %"}}

const noShade = "#c8ccd0"

func shadeOf(share *float64) string {
	fill := noShade
	if share == nil {
		return fill
	}
	for _, s := range shades {
		if *share >= s.from {
			fill = s.fill
		}
	}
	return fill
}

// sheet is where the ground lies on the paper.
type sheet struct {
	west, north  float64
	east, up     float64 // pixels per degree
	metresPerDot float64
}

func newSheet(box geo.Box) (sheet, int) {
	lo, hi := box.Min.LonLat(), box.Max.LonLat()
	o := geo.NewOrigin([2]float64{(lo[0] + hi[0]) / 2, (lo[1] + hi[1]) / 2})
	e, n := o.Degree()
	wide, high := max(e*(hi[0]-lo[0]), 1), max(n*(hi[1]-lo[1]), 1)
	scale := min((mapWidth-20)/wide, (mapMost-mapMargin-20)/high) // pixels per metre
	return sheet{lo[0], hi[1], e * scale, n * scale, 1 / scale}, int(high*scale) + mapMargin + 20
}

func (s *sheet) at(p geo.Point) (x, y float64) {
	q := p.LonLat()
	return 10 + (q[0]-s.west)*s.east, 10 + (s.north-q[1])*s.up
}

// path is the outline of a shape; points nearer than half a pixel to the last are left out.
func (s *sheet) path(m geo.MultiPolygon) string {
	var b strings.Builder
	for _, poly := range m {
		for _, ring := range poly {
			lx, ly := math.Inf(-1), 0.0
			for i, p := range ring {
				x, y := s.at(p)
				if i > 0 && math.Hypot(x-lx, y-ly) < 0.5 {
					continue
				}
				fmt.Fprintf(&b, "%c%.1f %.1f", "ML"[min(i, 1)], x, y)
				lx, ly = x, y
			}
			b.WriteByte('Z')
		}
	}
	return b.String()
}

// drawMap draws the areas by their shares, the places and the gaps; nil where there are no areas.
func (s *stand) drawMap(c *Coverage, gaps *GapList) *reportMap {
	box, ok := s.town.pic.Bounds()
	if !ok || s.ground < 0 {
		return nil
	}
	sh, height := newSheet(box)
	out := &reportMap{Width: mapWidth, Height: height, BarY: height - 10, BarText: height - 16}
	for i := range c.By {
		v := s.town.grounds[s.ground].Areas[i]
		out.Areas = append(out.Areas, mapArea{sh.path(v.Shape), shadeOf(c.By[i].Share), v.Name() + " " + percentOf(c.By[i].Share)})
	}
	for i := range gaps.Gaps {
		g := &gaps.Gaps[i]
		p, err := geo.Snap(g.At)
		if err != nil {
			continue
		}
		x, y := sh.at(p)
		r := 3 + math.Sqrt(float64(max(known(g.Households), 0)))/4
		out.Gaps = append(out.Gaps, mapDot{fmt.Sprintf("%.1f", x), fmt.Sprintf("%.1f", y), fmt.Sprintf("%.1f", r), g.Name})
	}
	for i := range s.list {
		x, y := sh.at(s.list[i].Point)
		out.Places = append(out.Places, mapDot{X: fmt.Sprintf("%.1f", x), Y: fmt.Sprintf("%.1f", y), Title: s.list[i].Name()})
	}
	for _, l := range shades {
		out.Legend = append(out.Legend, mapArea{Fill: l.fill, Title: l.name})
	}
	out.Legend = append(out.Legend, mapArea{Fill: noShade, Title: "–"})
	out.Bar = niceLength(mapWidth / 5 * sh.metresPerDot)
	out.BarX = 10 + float64(out.Bar)/sh.metresPerDot
	return out
}

// niceLength is the largest of 1, 2 and 5 times a power of ten that is not longer, and 1 m at
// least.
func niceLength(m float64) int {
	power := math.Pow(10, math.Floor(math.Log10(max(m, 1))))
	for _, k := range []float64{5, 2, 1} {
		if k*power <= m {
			return int(k * power)
		}
	}
	return 1
}

// mapText draws a map with its scale and legend.
const mapText = `{{define "map"}}<svg xmlns="http://www.w3.org/2000/svg" width="{{.Width}}" height="{{.Height}}" viewBox="0 0 {{.Width}} {{.Height}}" role="img" aria-label="map">
{{range .Areas}}<path d="{{.Path}}" fill="{{.Fill}}" fill-rule="evenodd" stroke="#777" stroke-width="0.4"><title>{{.Title}}</title></path>
{{end}}{{range .Gaps}}<circle cx="{{.X}}" cy="{{.Y}}" r="{{.R}}" fill="none" stroke="#c0392b" stroke-width="1.2"><title>{{.Title}}</title></circle>
{{end}}{{range .Places}}<circle cx="{{.X}}" cy="{{.Y}}" r="1.6" fill="#1f5582"><title>{{.Title}}</title></circle>
{{end}}{{range .Chosen}}<circle cx="{{.X}}" cy="{{.Y}}" r="8" fill="#6a3fa0" stroke="#fff" stroke-width="1.5"><title>{{.Title}}</title></circle><text x="{{.X}}" y="{{.Y}}" dy="3.5" font-size="10" font-weight="bold" text-anchor="middle" fill="#fff">{{.R}}</text>
{{end}}<line x1="10" y1="{{.BarY}}" x2="{{.BarX}}" y2="{{.BarY}}" stroke="#000" stroke-width="2"/><text x="10" y="{{.BarText}}" font-size="11">{{.Bar}} 米 m</text></svg>
<p>图例 legend: {{range .Legend}}<svg width="12" height="12"><rect width="12" height="12" fill="{{.Fill}}"/></svg> {{.Title}} {{end}}
· 蓝点 blue dots: 点位 places {{if .Gaps}}· 红圈 red rings: 未覆盖的住户群 gaps{{end}}{{if .Chosen}}· 紫色编号 numbers: 新点位 new places{{end}}</p>{{end}}`
