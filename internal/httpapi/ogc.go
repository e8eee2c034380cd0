package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// OGC API – Features (parts 1 to 3 with CQL2 text) and Tiles, under /ogc: docs/ogc.md.

// ogcLink is a link of OGC API – Common.
type ogcLink struct {
	Href      string `json:"href"`
	Rel       string `json:"rel"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	Templated bool   `json:"templated,omitempty" doc:"href has parts in braces to fill in"`
}

// ogcRel is the beginning of the names of OGC's own relations.
const ogcRel = "http://www.opengis.net/def/rel/ogc/1.0/"

// conformance are the classes whose tests pass, and no others: docs/ogc.md says by which test.
var conformance = []string{
	"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/landing-page",
	"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/oas30",
	"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/html",
	"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
	"http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
	"http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
	"http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
	"http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
	"http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
	"http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
	"http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
	"http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
	"http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
	"http://www.opengis.net/spec/cql2/1.0/conf/property-property",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/dataset-tilesets",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
	"http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
	"http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
}

// ogcAnswer is one call to /ogc: what is asked for, and in what form it is answered.
type ogcAnswer struct {
	s    *Server
	w    http.ResponseWriter
	r    *http.Request
	q    url.Values
	pic  *atlas.Picture
	form ogcForm
	lang string
}

// ogcCall begins an answer of the current picture.
func (s *Server) ogcCall(w http.ResponseWriter, r *http.Request, q url.Values, forms []ogcForm) (*ogcAnswer, error) {
	form, err := negotiate(w, r, q, forms)
	if err != nil {
		return nil, err
	}
	a := &ogcAnswer{s: s, w: w, r: r, q: q, pic: s.atlas.Current(), form: form, lang: q.Get("lang")}
	if a.lang == "" {
		w.Header().Add("Vary", "Accept-Language")
		a.lang = "en" // titles in JSON are English unless another language is asked for
		if r.Header.Get("Accept-Language") != "" || form == formHTML {
			a.lang = preferred(r.Header.Get("Accept-Language"))
		}
	}
	return a, nil
}

// t picks the text of the answer's language.
func (a *ogcAnswer) t(zh, en string) string {
	if a.lang == "zh" {
		return zh
	}
	return en
}

func (a *ogcAnswer) say(l city.Label) string { return a.t(l.Zh, l.En) }

// base is the address of /ogc as the client has to write it.
func (a *ogcAnswer) base() string { return a.s.base(a.r) + "/ogc" }

// link is a link to a path below /ogc.
func (a *ogcAnswer) link(rel, media, path, zh, en string) ogcLink {
	return ogcLink{Href: a.base() + path, Rel: rel, Type: linked(media), Title: a.t(zh, en)}
}

// here are the links to this answer and to its other forms.
func (a *ogcAnswer) here(forms []ogcForm) []ogcLink {
	var out []ogcLink
	for _, f := range forms {
		rel := "alternate"
		if f == a.form {
			rel = "self"
		}
		q := url.Values{}
		for name, v := range a.q {
			q[name] = v
		}
		q.Set("f", f.name)
		out = append(out, ogcLink{Href: a.base() + a.r.URL.EscapedPath()[len("/ogc"):] + "?" + q.Encode(), Rel: rel, Type: linked(f.media), Title: a.t("本文档", "This document")})
	}
	return out
}

// send answers with a document of the picture.
func (a *ogcAnswer) send(media string, doc []byte) error {
	leave, err := a.s.ogc.hold(len(doc))
	if err != nil {
		return err
	}
	defer leave()
	a.s.send(a.w, a.r, &representation{contentType: media, etag: revisionTag(a.pic, doc), content: doc})
	return nil
}

// document answers with JSON, or with the page that shows it.
func (a *ogcAnswer) document(v any, page func() *ogcPage) error {
	if a.form == formHTML {
		return a.page(page())
	}
	return a.send(a.form.media, encode(v))
}
