package httpapi

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

func (s *Server) ogcItems(w http.ResponseWriter, r *http.Request, q url.Values) error {
	a, err := s.ogcCall(w, r, q, itemForms)
	if err != nil {
		return err
	}
	ask, err := s.itemsAsk(r, q)
	if err != nil {
		return err
	}
	a.pic = ask.pic
	doc, media, err := a.items(ask)
	if err != nil {
		return err
	}
	if a.pic.Past() != ask.past {
		// Counts are told of now alone: a part of the list has them, and the rest has none.
		return city.Errorf(city.Unavailable, "busy", "the city has changed while the list was made; ask again")
	}
	if a.form != formHTML {
		w.Header().Set("Content-Crs", "<"+ask.sys.uri+">")
	}
	return a.send(media, doc)
}

// items makes the page of features that is asked for.
func (a *ogcAnswer) items(ask *itemsAsk) (doc []byte, media string, err error) {
	ctx := a.r.Context()
	leave, err := a.s.ogc.make(ctx)
	if err != nil {
		return nil, "", err
	}
	defer leave()
	list, matched, err := a.pic.Features(ctx, ask.c, ask.query)
	if err != nil {
		return nil, "", err
	}
	if a.form == formHTML {
		doc, err = a.render(a.itemsPage(ask, list, matched))
		return doc, htmlType, err
	}
	out := &featureWriter{pic: a.pic, c: ask.c, sys: ask.sys}
	out.raw(`{"type":"FeatureCollection","features":[`)
	sent := 0
	for i := range list {
		if sent > 0 {
			out.raw(",")
		}
		out.feature(&list[i], nil)
		sent++
		if len(out.out) > maxItemBytes || out.fail != nil || i%256 == 0 && ctx.Err() != nil {
			break
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	out.raw(`],"numberMatched":` + strconv.Itoa(matched) + `,"numberReturned":` + strconv.Itoa(sent) + `,"timeStamp":`)
	out.value(a.s.ogc.stamps.of(a.pic, a.s.atlas.Now()))
	out.raw(`,"links":`)
	out.value(a.itemLinks(ask, sent, matched))
	out.raw("}\n")
	return out.out, a.form.media, out.fail
}

// itemLinks are those of a page of features.
func (a *ogcAnswer) itemLinks(ask *itemsAsk, sent, matched int) []ogcLink {
	out := append(a.here(itemForms), a.link("collection", jsonType, "/collections/"+url.PathEscape(ask.c.Key)+"?f=json", "数据集", "Collection"))
	if next := a.nextPage(ask, sent, matched); next != "" {
		out = append(out, ogcLink{Href: next, Rel: "next", Type: linked(a.form.media), Title: a.t("下一页", "Next page")})
	}
	return out
}

// nextPage is the address of the page behind this one; empty on the last one.
func (a *ogcAnswer) nextPage(ask *itemsAsk, sent, matched int) string {
	skip := ask.query.Skip + sent
	if sent == 0 || skip >= matched {
		return ""
	}
	q := url.Values{}
	for name, v := range a.q {
		q[name] = v
	}
	q.Set("cursor", ask.next(skip))
	return a.base() + a.r.URL.EscapedPath()[len("/ogc"):] + "?" + q.Encode()
}

// featureOf finds the feature that the path names.
func (a *ogcAnswer) featureOf() (*atlas.Collection, *atlas.Feature, error) {
	c, err := a.pic.Collection(segment(a.r, "collection"))
	if err != nil {
		return nil, nil, err
	}
	f, err := a.pic.Feature(c, segment(a.r, "feature"))
	return c, f, err
}

func (s *Server) ogcItem(w http.ResponseWriter, r *http.Request, q url.Values) error {
	a, err := s.ogcCall(w, r, q, itemForms)
	if err != nil {
		return err
	}
	sys, err := systemOf(a.pic, "crs", q.Get("crs"))
	if err != nil {
		return err
	}
	c, f, err := a.featureOf()
	if err != nil {
		return err
	}
	doc, media, err := a.item(c, f, sys)
	if err != nil {
		return err
	}
	if a.form != formHTML {
		w.Header().Set("Content-Crs", "<"+sys.uri+">")
	}
	return a.send(media, doc)
}

// item makes the answer with one feature, which may be as large as a whole city's outline.
func (a *ogcAnswer) item(c *atlas.Collection, f *atlas.Feature, sys *ogcSystem) (doc []byte, media string, err error) {
	leave, err := a.s.ogc.make(a.r.Context())
	if err != nil {
		return nil, "", err
	}
	defer leave()
	if a.form == formHTML {
		doc, err = a.render(a.itemPage(c, f))
		return doc, htmlType, err
	}
	out := &featureWriter{pic: a.pic, c: c, sys: sys}
	out.feature(f, append(a.here(itemForms), a.link("collection", jsonType, "/collections/"+url.PathEscape(c.Key)+"?f=json", "数据集", "Collection")))
	out.raw("\n")
	return out.out, a.form.media, out.fail
}
