package httpapi

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/redsail/redsail/geo/cql2"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// The pages of /ogc: no script, nothing from another host, one template.

//go:embed ogc
var ogcFiles embed.FS

var ogcTemplate = template.Must(template.ParseFS(ogcFiles, "ogc/page.html"))

// ogcPage is what the template shows.
type ogcPage struct {
	Lang, Title, Lead string
	Demo              bool
	Base              string
	Crumbs            []ogcCell
	// Picture is the address of a picture of the map; empty = there is none.
	Picture, PictureDark, PictureText string
	Sections                          []ogcSection
	Next, First                       string
	// Forms are the other forms of the same answer, Other the address in the other language.
	Forms []ogcCell
	Other string
}

type ogcSection struct {
	Title string
	Head  []string
	Rows  [][]ogcCell
}

// ogcCell is a text, perhaps with a link.
type ogcCell struct {
	Text, Href string
	Number     bool
}

// shortText is how many characters of a cell stay in one line.
const shortText = 24

// Class is how the cell looks.
func (c ogcCell) Class() string {
	switch {
	case c.Number:
		return "number"
	case utf8.RuneCountInString(c.Text) <= shortText:
		return "short"
	default:
		return "long"
	}
}

// T picks the text of the page's language.
func (p *ogcPage) T(zh, en string) string {
	if p.Lang == "zh" {
		return zh
	}
	return en
}

// page answers with a page.
func (a *ogcAnswer) page(p *ogcPage) error {
	doc, err := a.render(p)
	if err != nil {
		return err
	}
	return a.send(htmlType, doc)
}

// render makes the page.
func (a *ogcAnswer) render(p *ogcPage) ([]byte, error) {
	p.Lang, p.Base, p.Demo = a.lang, a.base(), a.s.cfg.Demo || a.pic.Scheme.Demo
	q := url.Values{}
	for name, v := range a.q {
		q[name] = v
	}
	q.Set("f", "json")
	p.Forms = []ogcCell{{Text: "JSON", Href: "?" + q.Encode()}}
	q.Set("f", "html")
	q.Set("lang", map[string]string{"zh": "en", "en": "zh"}[a.lang])
	p.Other = "?" + q.Encode()
	a.keepLang(p.Crumbs)
	for _, sec := range p.Sections {
		for _, row := range sec.Rows {
			a.keepLang(row)
		}
	}
	var buf bytes.Buffer
	err := ogcTemplate.Execute(&buf, p)
	return buf.Bytes(), err
}

// keepLang lets links stay in a language that was chosen.
func (a *ogcAnswer) keepLang(cells []ogcCell) {
	lang := a.q.Get("lang")
	for i := range cells {
		if lang != "" && strings.HasPrefix(cells[i].Href, a.base()+"/") && !strings.Contains(cells[i].Href, "?") {
			cells[i].Href += "?lang=" + lang
		}
	}
}

// crumbs lead from the collections to one.
func (a *ogcAnswer) crumbs(c *atlas.Collection) []ogcCell {
	return []ogcCell{
		{Text: a.t("数据集", "Collections"), Href: a.base() + "/collections"},
		{Text: a.say(c.Name), Href: a.base() + "/collections/" + url.PathEscape(c.Key)},
	}
}

func (a *ogcAnswer) collectionPage(c *atlas.Collection, doc *ogcCollection) *ogcPage {
	path := a.base() + "/collections/" + url.PathEscape(c.Key)
	rows := [][]ogcCell{
		{{Text: a.t("要素", "Features"), Href: path + "/items"}, {Text: strconv.Itoa(c.Count), Number: true}},
		{{Text: a.t("可查询的属性", "Queryables"), Href: path + "/queryables"}, {Text: strconv.Itoa(len(c.Columns)), Number: true}},
	}
	if c.Tiled {
		rows = append(rows, []ogcCell{{Text: a.t("矢量瓦片", "Vector tiles"), Href: path + "/tiles"}, {Text: tmsID}})
	}
	systems := ogcSection{Title: a.t("坐标系", "Reference systems")}
	for _, uri := range doc.CRS {
		systems.Rows = append(systems.Rows, []ogcCell{{Text: uri}})
	}
	return &ogcPage{Title: doc.Title, Lead: doc.Description, Crumbs: a.crumbs(c)[:1], Sections: []ogcSection{{Rows: rows}, systems}}
}

// shownColumns are those of the table of features: what has a value on the page.
func (a *ogcAnswer) shownColumns(c *atlas.Collection, list []atlas.Feature) []int {
	var out []int
	for i, col := range c.Columns {
		if col.Type == cql2.Geometry || col.Name == "code" { // the id says it
			continue
		}
		for j := range list {
			if a.pic.Value(c, &list[j], i).Type != cql2.Null {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

// cell shows a value.
func (a *ogcAnswer) cell(c *atlas.Collection, f *atlas.Feature, column int) ogcCell {
	switch v := a.pic.Value(c, f, column); v.Type {
	case cql2.Number:
		return ogcCell{Text: plain(v.Number), Number: true}
	case cql2.Date:
		return ogcCell{Text: city.Date(v.Number).String()}
	default:
		return ogcCell{Text: v.Text}
	}
}

func (a *ogcAnswer) itemsPage(ask *itemsAsk, list []atlas.Feature, matched int) *ogcPage {
	c := ask.c
	path := a.base() + "/collections/" + url.PathEscape(c.Key) + "/items/"
	sec := ogcSection{Head: []string{a.t("编码", "Code")}}
	columns := a.shownColumns(c, list)
	for _, i := range columns {
		sec.Head = append(sec.Head, a.say(c.Columns[i].Title))
	}
	size := 0
	for j := range list {
		row := []ogcCell{{Text: list[j].ID, Href: path + url.PathEscape(list[j].ID)}}
		for _, i := range columns {
			row = append(row, a.cell(c, &list[j], i))
		}
		if size += sizeOf(row); size > maxPageBytes && j > 0 {
			list = list[:j] // the rest comes with the next page
			break
		}
		sec.Rows = append(sec.Rows, row)
	}
	p := &ogcPage{Title: a.say(c.Name), Crumbs: a.crumbs(c), Sections: []ogcSection{sec}, Next: a.nextPage(ask, len(list), matched)}
	p.Lead = strconv.Itoa(min(ask.query.Skip+1, matched)) + "–" + strconv.Itoa(ask.query.Skip+len(list)) + " / " + strconv.Itoa(matched)
	if ask.query.Skip > 0 {
		q := url.Values{}
		for name, v := range a.q {
			q[name] = v
		}
		q.Del("cursor")
		p.First = "?" + q.Encode()
	}
	return p
}

// sizeOf is about how many bytes a row of a table takes: its texts as they are escaped, and the
// marks around them.
func sizeOf(row []ogcCell) int {
	const marks = 64
	size := 0
	for i := range row {
		size += marks + len(template.HTMLEscapeString(row[i].Text)) + len(row[i].Href)
	}
	return size
}

func (a *ogcAnswer) itemPage(c *atlas.Collection, f *atlas.Feature) *ogcPage {
	sec := ogcSection{Head: []string{a.t("属性", "Property"), a.t("值", "Value")}}
	title := f.ID
	for i, col := range c.Columns {
		if col.Type == cql2.Geometry {
			continue
		}
		cell := a.cell(c, f, i)
		if col.Name == "name" {
			title = cell.Text
		}
		if cell.Text != "" {
			cell.Number = false
			sec.Rows = append(sec.Rows, []ogcCell{{Text: a.say(col.Title)}, cell})
		}
	}
	p := &ogcPage{Title: title, Crumbs: append(a.crumbs(c), ogcCell{Text: a.t("要素", "Features"), Href: a.base() + "/collections/" + url.PathEscape(c.Key) + "/items"})}
	if chain := a.pic.FeatureChain(f); len(chain) > 0 {
		up := ogcSection{Title: a.t("上级区域", "The areas above")}
		for _, n := range chain {
			up.Rows = append(up.Rows, []ogcCell{{Text: n.Name, Href: a.base() + "/collections/" + url.PathEscape(n.Layer) + "/items/" + url.PathEscape(n.Code)}, {Text: n.Code}})
		}
		p.Sections = append(p.Sections, up)
	}
	p.Sections = append(p.Sections, sec)
	if a.s.cfg.Drawer != nil && f.ID == f.Key().Code {
		address := a.base() + "/collections/" + url.PathEscape(c.Key) + "/items/" + url.PathEscape(f.ID) + "/picture?lang=" + a.lang
		p.Picture, p.PictureDark = address+"&theme=light", address+"&theme=dark"
		p.PictureText = a.t("地图："+title, "Map: "+title)
	}
	return p
}

func (s *Server) ogcStyle(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	return s.sheet(w, r, &ogcFiles, "ogc/ogc.css")
}
