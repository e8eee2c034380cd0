package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// ogcLanding is the landing page.
type ogcLanding struct {
	Title       string    `json:"title"`
	Description string    `json:"description"`
	Links       []ogcLink `json:"links"`
}

func (a *ogcAnswer) title() string {
	name := a.say(a.pic.Scheme.Name)
	if name == "" {
		return "Redsail"
	}
	return "Redsail · " + name
}

func (s *Server) ogcLanding(w http.ResponseWriter, r *http.Request, q url.Values) error {
	a, err := s.ogcCall(w, r, q, documentForms)
	if err != nil {
		return err
	}
	doc := ogcLanding{
		Title:       a.title(),
		Description: a.t("区域、服务点位、建筑与线：每一处归谁管，十分钟内步行到得了哪里。", "Areas, places of service, buildings and lines: who looks after each spot, and where help is within ten minutes on foot."),
	}
	if s.cfg.Demo || a.pic.Scheme.Demo {
		doc.Description += " " + atlas.MadeUp
	}
	doc.Links = append(a.here(documentForms),
		a.link("service-desc", openAPIType, "/api", "接口说明（OpenAPI 3.0）", "The API described (OpenAPI 3.0)"),
		ogcLink{Href: a.s.base(a.r) + "/api/docs", Rel: "service-doc", Type: linked(htmlType), Title: a.t("接口说明，供人阅读", "The API described for people")},
		a.link("conformance", jsonType, "/conformance?f=json", "符合的规范", "Conformance classes"),
		a.link("data", jsonType, "/collections?f=json", "数据集", "Collections"),
		a.link(ogcRel+"data", jsonType, "/collections?f=json", "数据集", "Collections"),
		a.link(ogcRel+"tilesets-vector", jsonType, "/tiles?f=json", "矢量瓦片", "Vector tiles"),
		a.link(ogcRel+"tiling-schemes", jsonType, "/tileMatrixSets?f=json", "瓦片矩阵集", "Tile matrix sets"),
	)
	return a.document(doc, func() *ogcPage {
		rows := [][]ogcCell{
			{{Text: a.t("数据集", "Collections"), Href: a.base() + "/collections"}},
			{{Text: a.t("矢量瓦片", "Vector tiles"), Href: a.base() + "/tiles"}},
			{{Text: a.t("瓦片矩阵集", "Tile matrix sets"), Href: a.base() + "/tileMatrixSets"}},
			{{Text: a.t("符合的规范", "Conformance classes"), Href: a.base() + "/conformance"}},
			{{Text: a.t("接口说明", "The API described"), Href: doc.Links[3].Href}},
			{{Text: "OpenAPI 3.0", Href: a.base() + "/api?f=json"}},
		}
		return &ogcPage{Title: doc.Title, Lead: doc.Description, Sections: []ogcSection{{Rows: rows}}}
	})
}

// ogcConformance lists the conformance classes.
type ogcConformance struct {
	ConformsTo []string  `json:"conformsTo"`
	Links      []ogcLink `json:"links"`
}

func (s *Server) ogcConformance(w http.ResponseWriter, r *http.Request, q url.Values) error {
	a, err := s.ogcCall(w, r, q, documentForms)
	if err != nil {
		return err
	}
	return a.document(ogcConformance{ConformsTo: conformance, Links: a.here(documentForms)}, func() *ogcPage {
		sec := ogcSection{}
		for _, c := range conformance {
			sec.Rows = append(sec.Rows, []ogcCell{{Text: c}})
		}
		return &ogcPage{Title: a.t("符合的规范", "Conformance classes"), Sections: []ogcSection{sec}}
	})
}

// ogcExtent is where and when a collection is.
type ogcExtent struct {
	Spatial  *ogcSpatial `json:"spatial,omitempty"`
	Temporal ogcTemporal `json:"temporal"`
}

type ogcSpatial struct {
	BBox [][4]float64 `json:"bbox"`
	CRS  string       `json:"crs"`
}

// ogcTemporal is the span of the versions, in two dimensions as OGC writes it.
type ogcTemporal struct {
	Interval [][2]*string `json:"interval"`
	TRS      string       `json:"trs"`
}

// ogcCollection describes a collection.
type ogcCollection struct {
	ID          string    `json:"id"`
	Title       string    `json:"title"`
	Description string    `json:"description"`
	Extent      ogcExtent `json:"extent"`
	ItemType    string    `json:"itemType" enum:"feature"`
	CRS         []string  `json:"crs"`
	StorageCRS  string    `json:"storageCrs"`
	Count       int       `json:"x-redsail-count" doc:"how many features are in force"`
	Links       []ogcLink `json:"links"`
}

type ogcCollections struct {
	Links       []ogcLink       `json:"links"`
	CRS         []string        `json:"crs" doc:"the reference systems in which all collections are given"`
	Collections []ogcCollection `json:"collections"`
}

// collectionDoc describes a collection; alone, it has the list of systems itself.
func (a *ogcAnswer) collectionDoc(c *atlas.Collection, alone bool) ogcCollection {
	path := "/collections/" + url.PathEscape(c.Key)
	doc := ogcCollection{
		ID: c.Key, Title: a.say(c.Name), Description: a.kindOf(c), Extent: extentOf(a.s, c), ItemType: "feature",
		CRS: []string{"#/crs"}, StorageCRS: crs84, Count: c.Count,
		Links: []ogcLink{
			// Without a query: clients add /{id} to it.
			a.link("items", geoJSONType, path+"/items", "要素", "Features"),
			a.link("items", htmlType, path+"/items?f=html", "要素", "Features"),
			a.link(ogcRel+"queryables", jsonSchemaType, path+"/queryables?f=json", "可查询的属性", "Queryables"),
		},
	}
	if c.Tiled {
		doc.Links = append(doc.Links, a.link(ogcRel+"tilesets-vector", jsonType, path+"/tiles?f=json", "矢量瓦片", "Vector tiles"))
	}
	if alone {
		doc.CRS = a.systems()
		doc.Links = append(a.here(documentForms), doc.Links...)
	} else {
		doc.Links = append([]ogcLink{a.link("self", jsonType, path+"?f=json", "此数据集", "This collection"), a.link("alternate", htmlType, path+"?f=html", "此数据集", "This collection")}, doc.Links...)
	}
	return doc
}

func (a *ogcAnswer) systems() []string {
	var out []string
	for _, o := range ogcSystems(a.pic) {
		out = append(out, o.uri)
	}
	return out
}

func (a *ogcAnswer) kindOf(c *atlas.Collection) string {
	switch c.Kind {
	case city.KindArea:
		return a.t("一个图层的区域，各有编码、上级与生效期", "The areas of a layer, each with code, parent and period")
	case city.KindBuilding:
		return a.t("建筑轮廓、地址与层数；不含户数", "Buildings with address and storeys; without households")
	case city.KindLine:
		return a.t("线状要素", "Lines of the base map")
	default:
		return a.t("一类服务点位", "Places of service of one kind")
	}
}

func extentOf(s *Server, c *atlas.Collection) ogcExtent {
	out := ogcExtent{Temporal: ogcTemporal{Interval: [][2]*string{{nil, nil}}, TRS: "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"}}
	if !c.Bounds.Empty() {
		lo, hi := c.Bounds.Min.LonLat(), c.Bounds.Max.LonLat()
		out.Spatial = &ogcSpatial{BBox: [][4]float64{{lo[0], lo[1], hi[0], hi[1]}}, CRS: crs84}
	}
	for i, d := range [2]city.Date{c.Since, c.Until} {
		if !d.Open() {
			text := d.Start(s.atlas.Zone()).UTC().Format("2006-01-02T15:04:05Z")
			out.Temporal.Interval[0][i] = &text
		}
	}
	return out
}

func (s *Server) ogcCollections(w http.ResponseWriter, r *http.Request, q url.Values) error {
	a, err := s.ogcCall(w, r, q, documentForms)
	if err != nil {
		return err
	}
	doc := ogcCollections{Links: a.here(documentForms), CRS: a.systems(), Collections: []ogcCollection{}}
	for _, key := range a.pic.CollectionKeys() {
		c, err := a.pic.Collection(key)
		if err != nil {
			return err
		}
		doc.Collections = append(doc.Collections, a.collectionDoc(c, false))
	}
	return a.document(doc, func() *ogcPage {
		sec := ogcSection{Head: []string{a.t("数据集", "Collection"), a.t("键", "Key"), a.t("现行数", "In force"), a.t("说明", "About")}}
		for _, c := range doc.Collections {
			href := a.base() + "/collections/" + url.PathEscape(c.ID)
			sec.Rows = append(sec.Rows, []ogcCell{{Text: c.Title, Href: href}, {Text: c.ID}, {Text: plain(float64(c.Count)), Number: true}, {Text: c.Description}})
		}
		return &ogcPage{Title: a.t("数据集", "Collections"), Sections: []ogcSection{sec}}
	})
}

func (s *Server) ogcCollection(w http.ResponseWriter, r *http.Request, q url.Values) error {
	a, err := s.ogcCall(w, r, q, documentForms)
	if err != nil {
		return err
	}
	c, err := a.pic.Collection(segment(r, "collection"))
	if err != nil {
		return err
	}
	doc := a.collectionDoc(c, true)
	return a.document(doc, func() *ogcPage { return a.collectionPage(c, &doc) })
}
