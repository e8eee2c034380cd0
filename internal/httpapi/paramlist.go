package httpapi

import (
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// maxRevision is the largest number that JSON keeps exactly.
const maxRevision = city.MaxCount

// Parameters that several calls take.
var (
	paramLayer = Param{
		Name: "layer", Type: Text, Required: true, Example: "grid",
		Says: city.Label{Zh: "图层的键，见 /api/v1/layers", En: "key of a layer, see /api/v1/layers"},
	}
	paramCode = Param{
		Name: "code", Type: Text, Required: true,
		Says: city.Label{Zh: "编码，现用的或曾用的", En: "a code, present or former"},
	}
	paramAt = Param{
		Name: "at", Type: Text, Example: "2026-07-01",
		Says: city.Label{
			Zh: "时刻（带时区偏移或 Z）或日期；省略即此刻", En: "an instant with offset or Z, or a date; now when it is left out",
		},
	}
	paramRevision = Param{
		Name: "revision", Type: Integer, Least: 1, Most: maxRevision,
		Says: city.Label{Zh: "该修订所知的内容；省略即最新", En: "what that revision knew; the latest when it is left out"},
	}
	paramParent = Param{
		Name: "parent", Type: Text,
		Says: city.Label{Zh: "上级区域的编码", En: "code of the area above"},
	}
	paramForm = Param{
		Name: "f", Type: Text, Enum: []string{"json", "geojson"}, Default: "json",
		Says: city.Label{Zh: "答案的形式；geojson 带几何", En: "form of the answer; geojson holds the geometry"},
	}
	paramKind = Param{
		Name: "kind", Type: Text, Example: stationKind,
		Says: city.Label{Zh: "点位类别的键", En: "key of a kind of places"},
	}
	paramKinds = Param{
		Name: "kind", Type: Text, Example: stationKind,
		Says: city.Label{Zh: "点位类别的键，几个用逗号隔开", En: "keys of kinds of places, joined with commas"},
	}
	paramState = Param{
		Name: "state", Type: Text, Enum: stateNames(),
		Says: city.Label{Zh: "点位的状态", En: "state of the place"},
	}
	paramBefore = Param{
		Name: "before", Type: Integer, Least: 1, Most: maxRevision,
		Says: city.Label{Zh: "只列此号之前的修订", En: "revisions before this one only"},
	}
	paramNumber = Param{
		Name: "n", Type: Integer, Required: true, Example: "1",
		Says: city.Label{Zh: "修订号", En: "number of the revision"},
	}
	paramLang = Param{
		Name: "lang", Type: Text, Enum: []string{"zh", "en"},
		Says: city.Label{Zh: "语言；省略即按浏览器", En: "language; the browser's when it is left out"},
	}
	paramLayers = Param{
		Name: "layers", Type: Text, Required: true, Example: "grid,street",
		Says: city.Label{
			Zh: "图层的键，至多 16 个，用逗号隔开；或只写 hex：按 H3 六边形的建筑、点位与户数",
			En: "keys of layers, at most 16, joined with commas; or hex alone: buildings, places and households by H3 hexagon",
		},
	}
	paramBox = Param{
		Name: "bbox", Type: Text, Example: "116.0,39.0,116.1,39.1",
		Says: city.Label{Zh: "西,南,东,北，单位度（WGS-84）", En: "west,south,east,north in degrees, WGS-84"},
	}
	paramLimit = Param{
		Name: "limit", Type: Integer, Least: 1, Most: maxLimit, Default: "100",
		Says: city.Label{Zh: "一页至多几项", En: "the largest number of items of a page"},
	}
	paramCursor = Param{
		Name: "cursor", Type: Text,
		Says: city.Label{
			Zh: "上一页的 next，其余参数须相同", En: "next of the page before; the other parameters must be the same",
		},
	}
)

// Parameters of points, one or many.
var (
	paramSystem = Param{
		Name: "crs", Type: Text, Default: "wgs84", Example: "gcj02",
		Says: city.Label{Zh: "坐标系：wgs84、gcj02、bd09、EPSG:n …", En: "reference system: wgs84, gcj02, bd09, EPSG:n …"},
	}
	paramPlaces = Param{
		Name: "kinds", Type: Text, Default: atlas.StationKind,
		Says: city.Label{Zh: "附近点位的类别，用逗号隔开", En: "kinds of the places near, joined with commas"},
	}
	paramTags = Param{
		Name: "tags", Type: Text, Example: "急救",
		Says: city.Label{Zh: "附近点位须兼有的服务或技能，用逗号隔开，至多 16 个", En: "services or skills that the places near must all have, joined with commas, at most 16"},
	}
)

// locateParams are those of a point.
var locateParams = []Param{
	{Name: "lon", Type: Number, Required: true, Example: "116.4", Says: city.Label{Zh: "经度，或投影坐标的东向值", En: "longitude, or the easting of a projected system"}},
	{Name: "lat", Type: Number, Required: true, Example: "39.9", Says: city.Label{Zh: "纬度，或投影坐标的北向值", En: "latitude, or the northing of a projected system"}},
	paramSystem,
	paramAt,
	paramRevision,
	{Name: "accuracy", Type: Number, Most: maxAccuracy, Says: city.Label{Zh: "位置的误差半径（米）", En: "radius in metres within which the true point lies"}},
	{Name: "fields", Type: Text, Example: "areas,border", Says: city.Label{Zh: "要哪些部分，用逗号隔开：areas、border、stations、coverage、posts、work；省略即全部，但不含 work（岗位的时间、任务与职责，有权者才有）", En: "wanted parts of the answer, joined with commas: areas, border, stations, coverage, posts, work; all but work when it is left out: hours, tasks and duty of the posts, for who may read them"}},
	paramPlaces,
	paramTags,
	{
		Name: "names", Type: Text, Enum: []string{"true", "false"}, Default: "true",
		Says: city.Label{Zh: "岗位是否附任职人（按调用者的权限）；false 则不取姓名", En: "whether posts come with who holds them, by the caller's right; with false no name is read"},
	},
}

// bulkParams are those of many points, in the query.
var bulkParams = []Param{
	paramSystem,
	paramAt,
	paramRevision,
	{
		Name: "columns", Type: Text, Enum: []string{string(atlas.ColumnsCodes), string(atlas.ColumnsBorder), string(atlas.ColumnsStation), string(atlas.ColumnsPosts), string(atlas.ColumnsAll)},
		Default: string(atlas.ColumnsCodes), Says: city.Label{Zh: "逐行作答：每行在编码之外加哪些列", En: "of lines: what is added to each beside the codes"},
	},
	paramPlaces,
	paramTags,
	{Name: "lon_field", Type: Text, Default: "lon", Says: city.Label{Zh: "CSV：经度（或东向值）所在的列", En: "of CSV: column of the longitude or easting"}},
	{Name: "lat_field", Type: Text, Default: "lat", Says: city.Label{Zh: "CSV：纬度（或北向值）所在的列", En: "of CSV: column of the latitude or northing"}},
	{Name: "prefix", Type: Text, Says: city.Label{Zh: "CSV：所加各列名称的前缀", En: "of CSV: put before the names of the added columns"}},
}

// searchParams are those of a search.
var searchParams = []Param{
	{Name: "q", Type: Text, Required: true, Example: "社区", Says: city.Label{Zh: "要找的话，至多 200 字", En: "what to look for, at most 200 characters"}},
	{Name: "limit", Type: Integer, Least: 1, Most: atlas.MaxSearchHits, Default: "10", Says: city.Label{Zh: "至多几项", En: "the largest number of hits"}},
	{Name: "lon", Type: Number, Least: -180, Most: 180, Says: city.Label{Zh: "在此附近的排在前面：经度（WGS-84）", En: "equal hits near here come first: longitude, WGS-84"}},
	{Name: "lat", Type: Number, Least: -90, Most: 90, Says: city.Label{Zh: "同上：纬度", En: "the same: latitude"}},
}

// Codes of problems that several calls give.
var (
	locateFails = Fails{400: {"unknown_crs", "bad_time", "unknown_field", "unknown_kind", "bad_tags", "bad_number", "out_of_range", "missing_parameter"}, 404: {"unknown_revision"}}
	bulkFails   = Fails{
		400: {"unknown_crs", "bad_time", "unknown_kind", "bad_tags", "bad_body", "bad_csv", "column_exists", "empty_file", "repeated_column", "unknown_field"},
		404: {"unknown_revision"}, 408: {"too_slow"}, 415: {unsupportedType}, 503: append([]string{"spool_failed"}, storeFaults()...),
	}
	findFails = Fails{400: {"bad_time"}, 404: {"unknown_layer", "unknown_code", "unknown_revision"}}
)

// optional is the parameter where it need not be sent.
func (p Param) optional() Param {
	p.Required = false
	return p
}

// pathNumber is a part of a tile's address.
func pathNumber(name string) Param {
	return Param{Name: name, Type: Integer, Required: true, Says: city.Label{Zh: "瓦片地址", En: "part of the tile's address"}}
}
