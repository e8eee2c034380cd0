package httpapi

import (
	"bytes"
	"embed"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// The description of the API for people: one page a language, made from the same table as
// the OpenAPI document, with no script and nothing from another host.

//go:embed docs
var docsFiles embed.FS

var docsPage = template.Must(template.ParseFS(docsFiles, "docs/page.html"))

// docsView is what the template shows.
type docsView struct {
	Lang   string
	Demo   bool // the city is made up
	Groups []docsGroup
}

type docsGroup struct {
	Name  string
	Calls []docsCall
}

type docsCall struct {
	*Route
	Query, Path, Headers, Fields []Param
	Example                      string
	Forms                        []docsForm
	Problems                     []docsProblem
}

// docsForm is one form of an answer, or, behind an arrow, of what is sent.
type docsForm struct {
	Media string
	Rows  []docsRow
	// Lines says what a text of lines is; nil = it is none.
	Lines *LineText
}

// sentArrow stands before the type of a body that is sent.
const sentArrow = "→ "

// docsRow is a field of an answer: its path, its type and what it is.
type docsRow struct{ Path, Type, Says string }

type docsProblem struct {
	Status int
	Codes  []string
}

// T picks the text of the view's language.
func (v *docsView) T(zh, en string) string {
	if v.Lang == "zh" {
		return zh
	}
	return en
}

// Say picks the label's text.
func (v *docsView) Say(l city.Label) string { return v.T(l.Zh, l.En) }

// readable makes the pages, by language. A fault of the template is a defect that the tests
// meet; the page is then not there.
func readable(table []Route, demo bool) map[string]representation {
	out := map[string]representation{}
	for _, lang := range paramLang.Enum {
		var buf bytes.Buffer
		if err := docsPage.Execute(&buf, &docsView{Lang: lang, Demo: demo, Groups: docsGroups(table)}); err != nil {
			continue
		}
		out[lang] = newRepresentation(contentTypes[".html"], buf.Bytes())
	}
	return out
}

// docsGroups are the calls by what they are about, in the order of the table.
func docsGroups(table []Route) []docsGroup {
	var out []docsGroup
	for i := range table {
		rt := &table[i]
		name, _, _ := strings.Cut(string(rt.Action), ".")
		at := slices.IndexFunc(out, func(g docsGroup) bool { return g.Name == name })
		if at < 0 {
			at, out = len(out), append(out, docsGroup{Name: name})
		}
		out[at].Calls = append(out[at].Calls, newDocsCall(rt))
	}
	return out
}

func newDocsCall(rt *Route) docsCall {
	c := docsCall{Route: rt, Query: rt.query(), Example: example(rt)}
	for _, p := range rt.Params {
		if rt.inPath(p.Name) {
			c.Path = append(c.Path, p)
		} else if p.Header {
			c.Headers = append(c.Headers, p)
		}
	}
	if rt.Bulk != nil {
		c.Query = slices.Concat(c.Query, rt.Bulk.Params)
	}
	s := newSchemas()
	if rt.Body != nil {
		c.Fields = rt.Body.Params
		if rt.Body.Of != nil {
			c.Forms = append(c.Forms, docsForm{Media: sentArrow + jsonType, Rows: s.rows("", s.of(reflect.TypeOf(rt.Body.Of)), 0)})
		}
	}
	for _, a := range rt.Answers {
		f := docsForm{Media: a.Media}
		if a.Of != nil {
			f.Rows = s.rows("", s.of(reflect.TypeOf(a.Of)), 0)
		}
		c.Forms = append(c.Forms, f)
	}
	if rt.Bulk != nil {
		for i := range rt.Bulk.Lines {
			l := &rt.Bulk.Lines[i]
			c.Forms = append(c.Forms,
				docsForm{Media: sentArrow + l.Media, Lines: &l.Sent, Rows: s.rows("", l.Sent.item, 0)},
				docsForm{Media: l.Media, Lines: &l.Answered, Rows: s.rows("", l.Answered.item, 0)})
		}
	}
	fails := rt.fails()
	for _, status := range slices.Sorted(maps.Keys(fails)) {
		c.Problems = append(c.Problems, docsProblem{Status: status, Codes: fails[status]})
	}
	return c
}

// example is an address to try, where one can be given without knowing the city.
func example(rt *Route) string {
	if rt.Method != http.MethodGet || strings.ContainsAny(rt.Pattern, "{*") {
		return ""
	}
	q := url.Values{}
	for _, p := range rt.query() {
		if p.Required {
			q.Set(p.Name, p.Example)
		}
	}
	if len(q) == 0 {
		return rt.Pattern
	}
	return rt.Pattern + "?" + q.Encode()
}

// deepest is how far rows goes into what an answer holds.
const deepest = 5

// rows flattens a schema into one row a field.
func (s *schemas) rows(path string, sc schema, depth int) []docsRow {
	inner, kind := s.resolve(sc)
	var out []docsRow
	if path != "" {
		says, _ := sc["description"].(string)
		out = append(out, docsRow{Path: path, Type: kind, Says: says})
	}
	properties, _ := inner["properties"].(schema)
	if depth >= deepest {
		return out
	}
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		field, ok := properties[name].(schema)
		if !ok {
			continue
		}
		below := name
		if path != "" {
			below = path + "." + name
		}
		out = append(out, s.rows(below, field, depth+1)...)
	}
	return out
}

// resolve follows references, "or null" and lists to the object within, and says in words
// what was passed.
func (s *schemas) resolve(sc schema) (inner schema, kind string) {
	if ref, ok := sc["$ref"].(string); ok {
		return s.resolve(s.defs[strings.TrimPrefix(ref, "#/components/schemas/")])
	}
	if either, ok := sc["anyOf"].([]schema); ok {
		inner, kind = s.resolve(either[0])
		return inner, kind + " | null"
	}
	if items, ok := sc["items"].(schema); ok {
		inner, kind = s.resolve(items)
		return inner, kind + "[]"
	}
	kind, ok := sc["type"].(string)
	if !ok {
		kind = "any"
	}
	if words, ok := sc["enum"].([]string); ok {
		kind = strings.Join(words, " · ")
	}
	return sc, kind
}

func (s *Server) docs(w http.ResponseWriter, r *http.Request, q url.Values) error {
	w.Header().Set("Vary", "Accept-Language")
	lang := q.Get("lang")
	if lang == "" {
		lang = preferred(r.Header.Get("Accept-Language"))
	}
	c := s.readable[lang]
	s.send(w, r, &c)
	return nil
}

// preferred is the first language of ours that the browser names; Chinese when it names none.
func preferred(header string) string {
	for part := range strings.SplitSeq(header, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		main, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if slices.Contains(paramLang.Enum, main) {
			return main
		}
	}
	return paramLang.Enum[0]
}

func (s *Server) docsStyle(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	return s.sheet(w, r, &docsFiles, "docs/docs.css")
}
