package httpapi

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// Parameters of /ogc.
var (
	paramCollection = Param{Name: "collection", Type: Text, Required: true, Example: "grid", Says: city.Label{Zh: "数据集的键，见 /ogc/collections", En: "key of a collection, see /ogc/collections"}}
	paramFeature    = Param{Name: "feature", Type: Text, Required: true, Says: city.Label{Zh: "现行编码；其他版本为 编码@YYYY-MM-DD", En: "a code in force now; of other versions code@YYYY-MM-DD"}}
	paramMatrixSet  = Param{Name: "tileMatrixSet", Type: Text, Required: true, Example: tmsID, Says: city.Label{Zh: "瓦片矩阵集", En: "the tile matrix set"}}
	paramPageForm   = formParam("json", "html")
	paramItemForm   = formParam("geojson", "json", "html")
	paramJSONForm   = formParam("json")
	paramItemCRS    = Param{Name: "crs", Type: Text, Default: crs84, Example: epsgURI + "4490", Says: city.Label{Zh: "答案的坐标系（URI），坐标按其规定的轴序", En: "reference system of the answer (a URI); coordinates go in the order of its authority"}}
	paramTheme      = Param{Name: "theme", Type: Text, Enum: []string{"light", "dark"}, Default: "light", Says: city.Label{Zh: "明或暗", En: "light or dark"}}
	paramItems      = []Param{
		{Name: "limit", Type: Integer, Least: 1, Most: maxRevision, Default: "100", Says: city.Label{Zh: "一页至多几项；大于 10000 时按 10000", En: "the largest number of features of a page; above 10,000 it is lowered to that"}},
		{Name: "bbox", Type: Text, Example: "116.0,39.0,116.1,39.1", Says: city.Label{Zh: "与此框相交的要素：西,南,东,北（四或六个数）", En: "features that meet the box: the lower corner, then the upper one (four or six numbers)"}},
		{Name: "bbox-crs", Type: Text, Default: crs84, Says: city.Label{Zh: "bbox 的坐标系（URI）", En: "reference system of bbox (a URI)"}},
		paramItemCRS,
		{Name: "datetime", Type: Text, Example: "2026-07-01/..", Says: city.Label{Zh: "该时刻或时段内有效的版本；省略即现行", En: "versions that hold then, an instant or an interval; those in force now when it is left out"}},
		{Name: "filter", Type: Text, Example: "name LIKE '%社区%'", Says: city.Label{Zh: "CQL2 文本过滤式", En: "a filter in CQL2 text"}},
		{Name: "filter-lang", Type: Text, Enum: []string{"cql2-text", "cql-text"}, Default: "cql2-text", Says: city.Label{Zh: "过滤式的语言；cql-text 为旧名", En: "language of the filter; cql-text is an older name of it"}},
		{Name: "filter-crs", Type: Text, Default: crs84, Says: city.Label{Zh: "过滤式中坐标的坐标系（URI）", En: "reference system of the filter's positions (a URI)"}},
		{Name: "sortby", Type: Text, Example: "-name", Says: city.Label{Zh: "排序的属性，用逗号隔开，前置 + 或 -", En: "properties to sort by, joined with commas, each with + or - before it"}},
		paramCursor,
	}
)

// formParam is f of an answer that has these forms.
func formParam(forms ...string) Param {
	return Param{Name: "f", Type: Text, Enum: forms, Says: city.Label{Zh: "答案的形式；省略时看 Accept", En: "form of the answer; Accept says it when it is left out"}}
}

// ogcRow completes a row of /ogc.
func ogcRow(rt Route) Route {
	rt.Method, rt.Action, rt.Personal, rt.Open = "GET", "ogc.read", Public, true
	if rt.Cost == "" {
		rt.Cost = Cheap
	}
	fails := Fails{}
	for status, codes := range rt.Fails {
		fails[status] = codes
	}
	fails[406] = append(fails[406], "not_acceptable")
	rt.Fails = fails
	return rt
}

// ogcDocument is a row whose answer is a JSON document or a page.
func ogcDocument(rt Route, of any, params ...Param) Route {
	rt.Params = append(params, paramPageForm, paramLang)
	rt.Answers = []Answer{{jsonType, of}, {htmlType, nil}}
	return ogcRow(rt)
}

func (s *Server) ogcRoutes() []Route {
	return slices.Concat(s.ogcDocumentRoutes(), s.ogcItemRoutes(), s.ogcTileRoutes())
}

func (s *Server) ogcDocumentRoutes() []Route {
	none := Fails{404: {"unknown_collection"}}
	style := Route{
		Pattern: "/ogc/ogc.css", Name: "getOgcStyle", handle: s.ogcStyle,
		Summary: city.Label{Zh: "OGC 页面的样式", En: "How the pages of /ogc look"}, Answers: []Answer{{contentTypes[".css"], nil}},
	}
	style.Method, style.Action, style.Personal, style.Cost = "GET", "ogc.read", Public, Cheap
	return []Route{
		ogcDocument(Route{
			Pattern: "/ogc", Name: "getOgcLanding", handle: s.ogcLanding,
			Summary: city.Label{Zh: "OGC API 首页", En: "Landing page of the OGC APIs"},
		}, ogcLanding{}),
		ogcDocument(Route{
			Pattern: "/ogc/conformance", Name: "getOgcConformance", handle: s.ogcConformance,
			Summary: city.Label{Zh: "符合的规范", En: "Conformance classes"},
		}, ogcConformance{}),
		ogcRow(Route{
			Pattern: "/ogc/api", Name: "getOgcApi", handle: s.ogcAPI, Params: []Param{paramJSONForm, paramLang},
			Summary: city.Label{Zh: "OGC API 的接口说明（OpenAPI 3.0）", En: "What is under /ogc, described (OpenAPI 3.0)"},
			Answers: []Answer{{openAPIType, nil}, {jsonType, nil}},
		}),
		ogcDocument(Route{
			Pattern: "/ogc/collections", Name: "getOgcCollections", handle: s.ogcCollections, Cost: Work,
			Summary: city.Label{Zh: "数据集列表", En: "The collections"},
		}, ogcCollections{}),
		ogcDocument(Route{
			Pattern: "/ogc/collections/{collection}", Name: "getOgcCollection", handle: s.ogcCollection, Cost: Work, Fails: none,
			Summary: city.Label{Zh: "一个数据集", En: "One collection"},
		}, ogcCollection{}, paramCollection),
		ogcRow(Route{
			Pattern: "/ogc/collections/{collection}/queryables", Name: "getOgcQueryables", handle: s.ogcQueryables, Cost: Work, Fails: none,
			Summary: city.Label{Zh: "可查询的属性（JSON Schema）", En: "What features can be asked by (JSON Schema)"},
			Params:  []Param{paramCollection, paramPageForm, paramLang}, Answers: []Answer{{jsonSchemaType, ogcQueryables{}}, {jsonType, ogcQueryables{}}, {htmlType, nil}},
		}),
		style,
	}
}

func (s *Server) ogcItemRoutes() []Route {
	one := Fails{400: {"unknown_crs"}, 404: {"unknown_collection", "unknown_feature"}}
	out := []Route{
		ogcRow(Route{
			Pattern: "/ogc/collections/{collection}/items", Name: "listOgcItems", handle: s.ogcItems, Cost: Work, More: s.properties,
			Summary: city.Label{Zh: "要素：按范围、时间、属性与 CQL2 过滤；属性名也可作参数", En: "Features by box, time, CQL2 filter; names of properties are parameters too"},
			Params:  slices.Concat([]Param{paramCollection}, paramItems, []Param{paramItemForm, paramLang}),
			Answers: []Answer{{geoJSONType, nil}, {jsonType, nil}, {htmlType, nil}},
			Fails: Fails{
				400: {"bad_bbox", "bad_cursor", "bad_datetime", "bad_filter", "bad_sortby", "empty_parameter", "unknown_crs"},
				404: {"unknown_collection", "unknown_revision"},
			},
		}),
		ogcRow(Route{
			Pattern: "/ogc/collections/{collection}/items/{feature}", Name: "getOgcItem", handle: s.ogcItem, Cost: Work,
			Summary: city.Label{Zh: "一个要素", En: "One feature"},
			Params:  []Param{paramCollection, paramFeature, paramItemCRS, paramItemForm, paramLang},
			Answers: []Answer{{geoJSONType, nil}, {jsonType, nil}, {htmlType, nil}}, Fails: one,
		}),
	}
	if s.cfg.Drawer != nil {
		out = append(out, ogcRow(Route{
			Pattern: "/ogc/collections/{collection}/items/{feature}/picture", Name: "getOgcPicture", handle: s.ogcPicture, Cost: Heavy,
			Summary: city.Label{Zh: "要素所在处的地图图片", En: "A picture of the map around a feature"},
			Params:  []Param{paramCollection, paramFeature, paramTheme, paramLang}, Answers: []Answer{{pngType, nil}}, Fails: Fails{400: {"unknown_value"}, 404: one[404]},
		}))
	}
	return out
}

func (s *Server) ogcTileRoutes() []Route {
	address := []Param{paramMatrixSet, pathNumber("tileMatrix"), pathNumber("tileRow"), pathNumber("tileCol")}
	tile := Route{
		handle: s.ogcTile, Cost: Work, Answers: []Answer{{mvtType, nil}}, Empty: true,
		Summary: city.Label{Zh: "矢量瓦片：先行号，后列号", En: "A vector tile: row before column"},
		Fails:   Fails{400: {"bad_tile_address", "unknown_layer"}, 404: {"unknown_collection", "unknown_tile_matrix_set"}},
	}
	of := func(pattern, name string, params ...Param) []Route {
		list := Route{Pattern: pattern, Name: "list" + name + "Tilesets", handle: s.ogcTilesets, Cost: Work, Summary: city.Label{Zh: "瓦片集列表", En: "The tilesets"}, Fails: Fails{404: {"unknown_collection"}}}
		set := Route{Pattern: pattern + "/{tileMatrixSet}", Name: "get" + name + "Tileset", handle: s.ogcTileset, Cost: Work, Summary: city.Label{Zh: "一个瓦片集的说明", En: "A tileset described"}, Fails: Fails{404: {"unknown_collection", "unknown_tile_matrix_set"}}}
		one := tile
		one.Pattern, one.Name, one.Params = pattern+"/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}", "get"+name+"Tile", slices.Concat(params, address)
		return []Route{
			ogcDocument(list, ogcTilesets{}, params...), ogcDocument(set, ogcTileset{}, slices.Concat(params, []Param{paramMatrixSet})...), ogcRow(one),
		}
	}
	return slices.Concat(of("/ogc/tiles", "Ogc"), of("/ogc/collections/{collection}/tiles", "OgcCollection", paramCollection), []Route{
		ogcDocument(Route{
			Pattern: "/ogc/tileMatrixSets", Name: "listOgcTileMatrixSets", handle: s.ogcMatrixSets,
			Summary: city.Label{Zh: "瓦片矩阵集列表", En: "The tile matrix sets"},
		}, ogcMatrixSets{}),
		ogcDocument(Route{
			Pattern: "/ogc/tileMatrixSets/{tileMatrixSet}", Name: "getOgcTileMatrixSet", handle: s.ogcMatrixSet, Fails: Fails{404: {"unknown_tile_matrix_set"}},
			Summary: city.Label{Zh: "一个瓦片矩阵集", En: "One tile matrix set"},
		}, ogcMatrixSet{}, paramMatrixSet),
	})
}
