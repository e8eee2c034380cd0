package plan

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// SitingReport writes an answer of siting as a page to print (html), a table (csv) or a layer
// (geojson). The map of the page has the areas by their share as the city is now.
func (p *Planner) SitingReport(ctx context.Context, of *Sites, form string) ([]byte, error) {
	switch form {
	case "csv":
		return of.csv()
	case "geojson":
		return of.geoJSON()
	case "html":
		return p.sitingHTML(ctx, of)
	}
	return nil, city.Errorf(city.Invalid, "unknown_value", "f: there is no form %.40q of a report; known are html, csv, geojson", form)
}

// csv is the table of the chosen places, with what every figure rests on.
func (of *Sites) csv() ([]byte, error) {
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	rows := [][]string{{
		"number", "lon", "lat", "name", "cost", "gain_households", "saves_minutes", "model", "minutes", "kind", "objective", "upper_bound", "gap_percent", "seed", "revision", "speed_kmh", "data_date", "made_up", "sources", "code", "state", "policy", "direction", "open_at", "unknown_hours",
	}}
	openAt := ""
	if of.OpenAt != nil {
		openAt = *of.OpenAt
	}
	for i := range of.Chosen {
		c := &of.Chosen[i]
		saves := ""
		if c.Saves != nil {
			saves = number(*c.Saves)
		}
		rows = append(rows, []string{
			strconv.Itoa(i + 1), number(c.Lon), number(c.Lat), plainCell(c.Name), costCell(c.Cost), strconv.FormatInt(c.Gain, 10), saves,
			of.Model, strconv.Itoa(of.Minutes), of.Kind, number(of.Objective), number(of.UpperBound), number(of.GapPercent), strconv.FormatUint(of.Seed, 10),
			strconv.FormatInt(of.Revision, 10), number(of.Assumptions.SpeedKMH), of.Assumptions.DataDate, strconv.FormatBool(of.Assumptions.MadeUp), plainCell(strings.Join(of.Assumptions.Sources, "; ")), c.Code, c.State, strconv.FormatBool(len(of.Policy) > 0), of.Assumptions.Direction, openAt, strconv.Itoa(of.Unknown),
		})
	}
	err := w.WriteAll(rows)
	return buf.Bytes(), err
}

// costCell is a cost in a table; empty = not known.
func costCell(cost *int64) string {
	if cost == nil {
		return ""
	}
	return strconv.FormatInt(*cost, 10)
}

// geoJSON are the chosen places as points.
func (of *Sites) geoJSON() ([]byte, error) {
	fc := geojson.NewFeatureCollection()
	for i := range of.Chosen {
		c := &of.Chosen[i]
		f := geojson.NewFeature(orb.Point{c.Lon, c.Lat})
		f.Properties = geojson.Properties{"number": i + 1, "name": c.Name, "cost": c.Cost, "gain_households": c.Gain}
		if c.Code != "" {
			f.Properties["code"], f.Properties["state"] = c.Code, c.State
		}
		if c.Saves != nil {
			f.Properties["saves_minutes"] = *c.Saves
		}
		fc.Append(f)
	}
	fc.ExtraMembers = geojson.Properties{
		"model": of.Model, "minutes": of.Minutes, "policy": of.Policy, "direction": of.Direction, "open_at": of.OpenAt, "unknown_hours": of.Unknown, "kind": of.Kind, "revision": of.Revision, "seed": of.Seed, "objective": of.Objective, "upper_bound": of.UpperBound, "gap_percent": of.GapPercent,
		"cost": of.Cost, "without_cost": of.Uncosted, "closed": of.Closed, "left_out": of.LeftOut, "assumptions": of.Assumptions,
	}
	text, err := json.Marshal(fc)
	return append(text, '\n'), err
}

// sitingPage is what the page is made from.
type sitingPage struct {
	*Sites
	Map         *reportMap
	MapRevision int64
	City        string
	KindName    string
	Unit        string
	Proven      bool
	Stored      bool // the candidates are records of the store
	asWords
}

// units are those of the objective.
var units = map[string]string{"mclp": "户 households", "pmedian": "户·分钟 household-minutes", "lscp": "个 places"}

func (p *Planner) sitingHTML(ctx context.Context, of *Sites) ([]byte, error) {
	a := Ask{Minutes: of.Minutes, Kind: of.Kind, Profile: of.Profile, Policy: len(of.Policy) > 0, From: of.Direction == DirectionFrom, Exact: true}
	if of.OpenAt != nil {
		if err := a.openAt(*of.OpenAt, p.atlas.Zone()); err != nil {
			return nil, err
		}
	}
	s, err := p.stand(ctx, a)
	if err != nil {
		return nil, err
	}
	c, err := s.coverage()
	if err != nil {
		return nil, err
	}
	page := sitingPage{Sites: of, Map: s.drawMap(c, &GapList{}), MapRevision: c.Revision, City: s.town.cityName(), KindName: s.kindName(), Unit: units[of.Model], Proven: of.GapPercent == 0, Stored: slices.ContainsFunc(of.Chosen, func(c Chosen) bool { return c.Code != "" })}
	page.asWords = s.words(&c.Asked, of.Unknown)
	if page.Map != nil {
		page.Map.choose(s, of)
	}
	var buf bytes.Buffer
	err = sitingTemplate.Execute(&buf, page)
	return buf.Bytes(), err
}

// choose puts the chosen places onto the map, the first one on top.
func (m *reportMap) choose(s *stand, of *Sites) {
	box, ok := s.town.pic.Bounds()
	if !ok {
		return
	}
	sh, _ := newSheet(box)
	for i := len(of.Chosen) - 1; i >= 0; i-- {
		c := &of.Chosen[i]
		at, err := geo.Snap(orb.Point{c.Lon, c.Lat})
		if err != nil {
			continue
		}
		x, y := sh.at(at)
		m.Chosen = append(m.Chosen, mapDot{fmt.Sprintf("%.1f", x), fmt.Sprintf("%.1f", y), strconv.Itoa(i + 1), fmt.Sprintf("%d %s", i+1, c.Name)})
	}
}

// modelWords are the questions in words.
var modelWords = map[string]string{"mclp": "覆盖户数最多 most households covered", "pmedian": "步行时间最省 most walking time saved", "lscp": "点位最少 fewest places"}

// stateZh are the words for how far a record has come.
var stateZh = map[string]string{"planned": "规划中", "applied": "申报", "reviewed": "审核", "approved": "审批", "building": "在建", "accepted": "验收"}

var sitingTemplate = template.Must(template.New("siting").Funcs(reportFuncs).Funcs(template.FuncMap{
	"state": func(s string) string { return strings.TrimSpace(stateZh[s] + " " + s) },
	"model": func(m string) string { return modelWords[m] },
	"next":  func(i int) int { return i + 1 },
	"whole": func(v float64) string { return strconv.FormatFloat(v, 'f', 0, 64) },
	"deg":   func(v float64) string { return strconv.FormatFloat(v, 'f', 6, 64) },
	"gap": func(v float64) string {
		if v > 0 && v < 0.01 {
			return "< 0.01"
		}
		return strconv.FormatFloat(v, 'f', 2, 64)
	},
}).Parse(mapText + sitingText))

// sitingText is like reportText.
const sitingText = `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>选址 siting · {{.City}}</title></head><body>
<h1>选址 <small>Where new places should stand: {{model .Model}}, {{.Minutes}} 分钟 minutes on foot</small></h1>
<p>{{.City}}{{if .Assumptions.MadeUp}} · <b>演示数据（虚构） demo data, made up</b>{{end}} · 数据时点 data date {{.Assumptions.DataDate}} · 版本 revision {{.Revision}} · 类别 kind {{.KindName}}<br>
{{.Head}}</p>
<p>目标值 reached <b>{{whole .Objective}}</b> {{.Unit}}; {{if eq .Model "lscp"}}理论下界 lower bound{{else}}理论上界 upper bound{{end}} <b>{{whole .UpperBound}}</b>; 差距 gap <b>{{gap .GapPercent}} %</b>{{if .Proven}}（已证明最优 proven best）{{end}}.
现状 now: {{n .Before.Covered}} 户覆盖 households covered, {{n .Before.Uncovered}} 未覆盖 not covered, {{n .Before.Estimated}} 估算 estimated.</p>
{{with .Map}}{{template "map" .}}<p>底色：现状覆盖率 shades: share covered now (版本 revision {{$.MapRevision}})</p>{{end}}
<h2>新点位 New places</h2><table border="1" cellpadding="3"><tr><th>序号 no.</th><th>经度 lon</th><th>纬度 lat</th><th>名称 name</th>{{if .Stored}}<th>编码 code</th><th>阶段 stage</th>{{end}}<th>新增户数 households gained</th><th>省下 saves (户·分钟)</th><th>费用 cost{{if .Stored}} (元 yuan){{end}}</th></tr>
{{range $i, $c := .Chosen}}<tr><td align="right">{{next $i}}</td><td align="right">{{deg .Lon}}</td><td align="right">{{deg .Lat}}</td><td>{{.Name}}</td>{{if $.Stored}}<td>{{.Code}}</td><td>{{state .State}}</td>{{end}}<td align="right">{{.Gain}}</td><td align="right">{{with .Saves}}{{whole .}}{{end}}</td><td align="right">{{with .Cost}}{{.}}{{end}}</td></tr>
{{end}}</table>
{{if or .Stored .Cost}}<p>造价合计 cost in all: {{with .Cost}}{{.}}{{else}}未知 not known{{end}}{{with .Uncosted}}; {{.}} 处造价未知 of unknown cost{{end}}</p>
{{end}}{{with .Closed}}<h2>撤销 Places to give up</h2><ul>{{range .}}<li>{{.Name}} ({{.Code}})</li>{{end}}</ul>{{end}}
{{with .Curve}}<h2>边际收益 What each further place adds</h2><p>{{range $i, $v := .}}{{if $i}}, {{end}}{{whole $v}}{{end}}</p>{{end}}
<h2>假设 Assumptions</h2><ul>
{{range .Rules}}<li>分类标准 policy: {{.}}</li>
{{end}}<li>需求 demand: {{.Assumptions.Demand}}; {{.Unreached}} 户任何候选点都够不着 households are out of reach of any candidate</li>
<li>候选点 candidates: {{.Candidates}}{{if .Assumptions.Made}}, 沿公共道路每 {{.Assumptions.SpacingM}} 米一个 one each {{.Assumptions.SpacingM}} m along the public streets{{else}}, 给定 given{{end}}{{range .LeftOut}}; 排除 left out: {{.WhyZh}} {{.Why}} {{.Count}}{{end}}</li>
<li>算法 method: {{.Assumptions.Method}}; 随机种子 seed {{.Seed}}; {{n .Assumptions.Estimated}} 户估算不计入 estimated households are no demand</li>
<li>步行速度 walking speed {{.Assumptions.SpeedKMH}} km/h，平地，含出入口与路口等候 level ground, waits at gates and crossings included; 方向 direction: {{.Way}}{{with .Hour}}; {{.}}{{end}}</li>
<li>坐标系 datum: {{.Assumptions.Datum}}</li>
<li>{{with .Assumptions.Network}}步行路网 network of revision {{.Revision}}: {{.Nodes}} nodes, {{.Edges}} edges{{else}}没有路网 no network{{end}}</li>
{{range .Assumptions.Sources}}<li>街道来源 streets: {{.}}</li>{{end}}</ul></body></html>
`
