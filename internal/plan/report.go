package plan

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// gapsInReport is how many gaps a report names.
const gapsInReport = 50

// Report writes coverage and its gaps as a page to print (html), a table (csv) or a layer of gaps and
// places (geojson).
func (p *Planner) Report(ctx context.Context, a Ask, form string) ([]byte, error) {
	s, err := p.stand(ctx, a)
	if err != nil {
		return nil, err
	}
	c, err := s.coverage()
	if err != nil {
		return nil, err
	}
	switch form {
	case "csv":
		return coverageCSV(c)
	case "geojson", "html":
	default:
		return nil, city.Errorf(city.Invalid, "unknown_value", "f: there is no form %.40q of a report; known are html, csv, geojson", form)
	}
	gaps, err := p.Gaps(ctx, a, gapsInReport)
	if err != nil {
		return nil, err
	}
	if form == "geojson" {
		return s.reportGeoJSON(c, gaps)
	}
	return s.reportHTML(c, gaps)
}

// coverageCSV is the table of the rows, the sum first, with what every figure rests on.
func coverageCSV(c *Coverage) ([]byte, error) {
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	rows := [][]string{{"layer", "code", "name", "households_total", "households_covered", "households_uncovered", "households_estimated", "share", "minutes", "at", "speed_kmh", "revision", "kind", "open_at", "policy", "data_date", "made_up", "sources", "profile", "unknown_hours"}}
	openAt := ""
	if c.OpenAt != nil {
		openAt = *c.OpenAt
	}
	add := func(layer, code, name string, n *Count, share *float64) {
		part := ""
		if share != nil {
			part = strconv.FormatFloat(*share, 'f', 4, 64)
		}
		rows = append(rows, []string{
			layer, code, plainCell(name), cell(n.Total), cell(n.Covered), cell(n.Uncovered), cell(n.Estimated), part,
			strconv.Itoa(c.Minutes), c.At, strconv.FormatFloat(c.Assumptions.SpeedKMH, 'f', -1, 64), strconv.FormatInt(c.Revision, 10),
			c.Kind, openAt, strconv.FormatBool(len(c.Policy) > 0), c.Assumptions.DataDate, strconv.FormatBool(c.Assumptions.MadeUp), plainCell(strings.Join(c.Assumptions.Sources, "; ")), c.profile(), strconv.Itoa(c.Places.UnknownHours),
		})
	}
	add("all", "", "", &c.Households, c.Share)
	for i := range c.By {
		add(c.By[i].Layer, c.By[i].Code, c.By[i].Name, &c.By[i].Count, c.By[i].Share)
	}
	err := w.WriteAll(rows)
	return buf.Bytes(), err
}

func cell(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// reportGeoJSON are the gaps and the places as points.
func (s *stand) reportGeoJSON(c *Coverage, gaps *GapList) ([]byte, error) {
	fc := geojson.NewFeatureCollection()
	for i := range gaps.Gaps {
		g := &gaps.Gaps[i]
		f := geojson.NewFeature(orb.Point(g.At))
		f.Properties = geojson.Properties{
			"what": "gap", "layer": g.Layer, "code": g.Code, "name": g.Name, "buildings": g.Buildings, "households": g.Households, "cause": g.Cause.Kind, "zh": g.Cause.Zh, "en": g.Cause.En,
		}
		if g.Nearest != nil {
			f.Properties["nearest"], f.Properties["walk_s"] = g.Nearest.Code, g.Nearest.WalkS
		}
		fc.Append(f)
	}
	for i := range s.list {
		f := geojson.NewFeature(s.list[i].Point.LonLat())
		f.Properties = geojson.Properties{"what": "place", "code": s.list[i].Code, "name": s.list[i].Name(), "on_network": len(s.list[i].feet) > 0}
		fc.Append(f)
	}
	fc.ExtraMembers = geojson.Properties{"minutes": c.Minutes, "at": c.At, "revision": c.Revision, "kind": c.Kind, "policy": c.Policy, "open_at": c.OpenAt, "unknown_hours": c.Places.UnknownHours, "profile": c.profile(), "households": c.Households, "assumptions": c.Assumptions}
	text, err := json.Marshal(fc)
	return append(text, '\n'), err
}

// reportPage is what the page is made from.
type reportPage struct {
	*Coverage
	Gaps    *GapList
	Map     *reportMap
	City    string
	Layer   string
	Percent string
	// KindName, Who and Steps are words for what is walked to, and by whom.
	KindName, Who, Steps string
	asWords
}

var reportTemplate = template.Must(template.New("report").Funcs(reportFuncs).Parse(mapText + reportText))

var reportFuncs = template.FuncMap{
	"n": func(v *int64) string {
		if v == nil {
			return "–"
		}
		return strconv.FormatInt(*v, 10)
	},
	"pct": percentOf,
	"min": func(s int) string { return fmt.Sprintf("%.1f", float64(s)/60) },
	"of":  func(s float64) string { return fmt.Sprintf("%.1f", s/60) },
}

func percentOf(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", 100**v)
}

func (s *stand) reportHTML(c *Coverage, gaps *GapList) ([]byte, error) {
	page := reportPage{Coverage: c, Gaps: gaps, Map: s.drawMap(c, gaps), City: s.town.cityName(), Percent: percentOf(c.Share)}
	if s.ground >= 0 {
		page.Layer = s.town.grounds[s.ground].Key
	}
	page.asWords = s.words(&c.Asked, s.unknown)
	page.KindName, page.Who = s.kindName(), "成人步速 speed of an adult"
	if s.Profile != "" {
		page.Who = "步速 speed, " + who(s.Profile) + ":"
		if page.Steps = "，不走台阶 no steps"; s.town.profile.StepsKmh > 0 {
			page.Steps = fmt.Sprintf("，台阶 steps %g km/h", s.town.profile.StepsKmh)
		}
	}
	var buf bytes.Buffer
	err := reportTemplate.Execute(&buf, page)
	return buf.Bytes(), err
}

// kindName is what the scheme calls the kind of places.
// cityName heads a report: the one area of the widest partition is the city; where there are several, or it has no name, it
// is the name of the scheme.
func (t *Town) cityName() string {
	for _, l := range t.pic.Scheme.Layers {
		if l.Parent != "" || !l.Partition {
			continue
		}
		if g := t.groundOf(l.Key); g >= 0 && len(t.grounds[g].Areas) == 1 {
			if v := t.grounds[g].Areas[0]; v.Names.Zh != "" {
				return strings.TrimSpace(v.Names.Zh + " " + v.Names.En)
			}
		}
		break
	}
	return strings.TrimSpace(t.pic.Scheme.Name.Zh + " " + t.pic.Scheme.Name.En)
}

func (s *stand) kindName() string {
	for _, k := range s.town.pic.Scheme.Places {
		if k.Key == s.Kind {
			return strings.TrimSpace(k.Name.Zh + " " + k.Name.En)
		}
	}
	return s.Kind
}

// profile is that of the people who walk, said in full.
func (c *Coverage) profile() string { return profileSaid(c.Profile) }

func profileSaid(asked string) string { return cmp.Or(asked, walk.Adult) }

// reportText has no style of its own: the server's rules for pages take none from within, and paper
// needs none.
const reportText = `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>{{.Minutes}}分钟服务圈 · {{.City}}</title></head><body>
<h1>{{.Minutes}}分钟服务圈 <small>Service circle, {{.Minutes}} minutes on foot</small></h1>
<p>{{.City}}{{if .Assumptions.MadeUp}} · <b>演示数据（虚构） demo data, made up</b>{{end}} · 数据时点 data date {{.Assumptions.DataDate}} · 版本 revision {{.Revision}}<br>
{{.Head}}</p>
<p><b>{{.Percent}}</b> 的住户（测得）在时限内 of the measured households are in time:
{{n .Households.Covered}} 覆盖 covered, {{n .Households.Uncovered}} 未覆盖 not covered, {{n .Households.Estimated}} 估算 estimated; 合计 total {{n .Households.Total}}.</p>
{{with .Estimate}}<p>估算 estimate ({{pct .Share}} of all): {{n .Low}} – {{n .High}} 在时限内 in time, likely {{n .Likely}}; {{n .OffNetwork}} 不在路网 off the network, {{n .Spread}} 无户数 without a count{{with .Uncounted}}; 另有 {{n .}} 户未计入，无楼栋或街道可分摊 more households are in no number: no building or street can take them{{end}}.</p>{{end}}
{{with .Walking}}<p>步行 walking: 平均 mean {{of .MeanS}} min, 九成 nine of ten {{min .P90S}} min, 最差一成 worst tenth {{of .WorstTenthS}} min, Gini {{printf "%.3f" .Gini}}, 100 米内 within 100 m {{.Within100M}}.</p>{{end}}
{{with .Map}}{{template "map" .}}{{end}}
<h2>分区 By {{.Layer}}</h2><table border="1" cellpadding="3"><tr><th>编码 code</th><th>名称 name</th><th>合计 total</th><th>覆盖 covered</th><th>未覆盖 not covered</th><th>估算 estimated</th><th>覆盖率 share</th></tr>
{{range .By}}<tr><td>{{.Code}}</td><td>{{.Name}}</td><td align="right">{{n .Total}}</td><td align="right">{{n .Covered}}</td><td align="right">{{n .Uncovered}}</td><td align="right">{{n .Estimated}}</td><td align="right">{{pct .Share}}</td></tr>
{{end}}</table>
<h2>缺口 Gaps</h2><table border="1" cellpadding="3"><tr><th>名称 name</th><th>栋 buildings</th><th>户 households</th><th>分钟 minutes</th><th>最近点位 nearest</th><th>原因 cause</th></tr>
{{range .Gaps.Gaps}}<tr><td>{{.Name}} ({{.Code}})</td><td align="right">{{.Buildings}}</td><td align="right">{{n .Households}}</td><td align="right">{{with .Nearest}}{{min .WalkS}}{{end}}</td><td>{{with .Nearest}}{{.Name}}{{end}}</td><td>{{.Cause.Zh}}<br>{{.Cause.En}}</td></tr>
{{end}}</table>
<h2>假设 Assumptions</h2><ul>
<li>点位类别 kind of places: {{.KindName}} ({{.Kind}})</li>
{{range .Rules}}<li>分类标准 policy: {{.}}</li>
{{end}}<li>{{.Who}} {{.Assumptions.SpeedKMH}} km/h{{.Steps}}，平地，含出入口与路口等候 level ground, waits at gates and crossings included; 方向 direction: {{.Way}}</li>
<li>坐标系 datum: {{.Assumptions.Datum}}</li>
{{range .Assumptions.SetBack}}<li>存疑 doubt: {{if eq .Layer "building"}}楼栋{{else}}点位{{end}}几乎都在道路的同一侧（偏东 {{.EastM}} 米、偏北 {{.NorthM}} 米）：可能是房屋后退于巷道，也可能是坐标系不对，请在地图上核对 {{.Says}}</li>
{{end}}<li>{{with .Assumptions.Network}}步行路网 network of revision {{.Revision}}: {{.Nodes}} nodes, {{.Edges}} edges{{else}}没有路网，全部为估算 no network: all is estimate{{end}}</li>
<li>估算按直线 ×{{range .Assumptions.Detours}} {{.}}{{end}} estimates take the straight line times these</li>
{{with .Assumptions.NoStoreys}}<li>分摊户数的楼栋中 {{.}} 栋无层数，按所在小区或网格已知层数的中位数计（都未知则按 1 层） storeys not known of {{.}} buildings that share a total: the median of their compound or grid, else 1</li>
{{end}}{{with .Assumptions.NoGround}}<li>分摊户数的楼栋中 {{.}} 栋只有点位，占地按所在小区或网格的中位数计 only a point known of {{.}} buildings that share a total: the median ground of their compound or grid</li>
{{end}}<li>户数 {{if .Exact}}精确 exact{{else}}按隐私规则 by the rules of privacy{{end}}; 时刻 at {{.At}}{{with .Hour}}; {{.}}{{end}}</li>
{{range .Assumptions.Sources}}<li>街道来源 streets: {{.}}</li>{{end}}</ul></body></html>
`
