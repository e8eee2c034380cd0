package httpapi

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// Personal says how close to a person an answer comes; it decides about caching.
type Personal string

// The classes of personal data.
const (
	Public Personal = "public"
	// Movement answers tell where somebody asks about: never cached, never logged.
	Movement Personal = "movement"
	// People answers are about persons in a public role: never cached, never logged.
	People Personal = "people"
	// Account answers are about accounts, sessions, tokens and the audit: never cached.
	Account Personal = "account"
	// Households answers tell how many households single buildings have: never cached.
	Households Personal = "households"
)

// Cost says what a call takes. Building is bounded where it is done: the atlas builds
// pictures of other dates and reads the store for single answers, and a pyramid makes tiles,
// not more than a few at once; whoever waits longer than Config.Patience gets 503.
type Cost string

// The classes of cost.
const (
	Cheap Cost = "cheap" // memory only
	Work  Cost = "work"  // may build a tile or a picture of another date, or ask the store
	// Heavy calls take a processor for long: as many run at once as there are processors. No body of
	// theirs is longer than heldBody.
	Heavy Cost = "heavy"
	// Stream answers stay open until the client or the server goes; their number is bounded.
	Stream Cost = "stream"
)

// Route is one row of the table: the server answers nothing that is not in it, and the
// description of the API is made from it.
type Route struct {
	// Method is GET, POST or DELETE; HEAD goes with GET.
	Method string
	// Pattern is the path as chi reads it. It is what logs hold instead of the path.
	Pattern string
	// Name is that of the call for programs: unique, and never changed.
	Name string
	// Summary says in a line what the call answers.
	Summary city.Label
	// Action is the right that the call needs: internal/access has the table of who has it.
	Action access.Action
	// Scope says of what the action may be done; it is the table's.
	Scope    access.Reach
	Personal Personal
	Cost     Cost
	// Writes is true of a call that changes something or starts work: no page of another origin
	// may make it.
	Writes bool
	// Repeat is what a call that writes gets when it comes again with its Idempotency-Key; the table
	// says it where it is not Replayed.
	Repeat Repeat
	// Params are those of the path, which the pattern names, of the query, and headers; any
	// other of the query is refused.
	Params []Param
	// More are names of the query that depend on the request: properties of a collection.
	More func(*http.Request) []string
	// AnyQuery lets the page be opened from links that carry something of their own.
	AnyQuery bool
	// Body describes the JSON object that a POST takes; nil = it takes none.
	Body *Body
	// Upload is true of a POST that takes a file as it is.
	Upload bool
	// Bulk is another form of a POST, told by the type of its body; nil = there is none.
	Bulk *Bulk
	// Answers are what 200 may hold: by the media type, the first being usual.
	Answers []Answer
	// Created is true where 201 says that something was written.
	Created bool
	// Accepted is true where 202 says that work was begun.
	Accepted bool
	// Empty is true where 204 says that there is nothing.
	Empty bool
	// Fails are the codes of the problems that are this call's own, by status.
	Fails Fails
	// Open is true of an answer that pages of other origins may read, where Config.Origins lets
	// them: what is public, and nothing about a person or a position.
	Open bool

	handle handler
	bucket int      // of which its requests are counted
	bare   bool     // no document: the headers that bind one are left out, and handle waits by itself
	known  []string // names of the query's parameters
	row    int      // its place in the table
	lines  bool     // the form of a POST that takes many lines
}

// Body is the JSON object of a POST.
type Body struct {
	// Params are its fields, or nil when Of describes them.
	Params []Param
	// Of is a value of the type that is read.
	Of any
	// Optional is true of one that may be left out.
	Optional bool
	// Media are types that it may have beside application/json.
	Media []string
}

// Answer is one form of an answer.
type Answer struct {
	Media string
	// Of is a value of the type that JSON is made from; nil = it is no JSON.
	Of any
}

// Fails are codes of problems by status.
type Fails map[int][]string

// inPath is true of a parameter that the pattern names.
func (rt *Route) inPath(name string) bool { return strings.Contains(rt.Pattern, "{"+name+"}") }

// query are the parameters of the query.
func (rt *Route) query() []Param {
	return slices.DeleteFunc(slices.Clone(rt.Params), func(p Param) bool { return p.Header || rt.inPath(p.Name) })
}

// handler answers a request whose query has been checked, or gives the error to answer.
// It must not write anything before it gives an error.
type handler func(w http.ResponseWriter, r *http.Request, query url.Values) error

// routes is the one table of all routes.
func (s *Server) routes() []Route {
	return slices.Concat(
		s.pointRoutes(),
		s.searchRoutes(),
		s.areaRoutes(),
		s.areaPostRoutes(),
		s.staffingRoutes(),
		s.postRoutes(),
		s.packRoutes(),
		s.reportRoutes(),
		s.overlapRoutes(),
		s.withinRoutes(),
		s.insideRoutes(),
		s.wayRoutes(),
		s.hexagonRoutes(),
		s.revisionRoutes(),
		s.changeRoutes(),
		s.balanceRoutes(),
		s.proposalRoutes(),
		s.placeRoutes(),
		s.openedRoutes(),
		s.openingRoutes(),
		s.tileRoutes(),
		s.circleTileRoutes(),
		s.styleRoutes(),
		s.baseMapRoutes(),
		s.drawRoutes(),
		s.eventRoutes(),
		s.ogcRoutes(),
		s.serverRoutes(),
		s.apiRoutes(),
		s.pageRoutes(),
		s.planRoutes(),
		s.normRoutes(),
		s.scenarioRoutes(),
		s.jobRoutes(),
		s.circleRoutes(),
		s.sessionRoutes(),
		s.accountRoutes(),
		s.personRoutes(),
		s.checkRoutes(),
		s.subjectRoutes(),
		s.providerRoutes(),
		s.addressRoutes(),
		s.importRoutes(),
	)
}

func (s *Server) pointRoutes() []Route {
	return []Route{{
		Method: "GET", Pattern: "/api/v1/locate", Name: "locate", Action: "locate", Personal: Movement, Cost: Work,
		Summary: city.Label{Zh: "一个位置属于哪些区域，离边界多远", En: "The areas that hold a spot, and how far their border is"},
		Params:  locateParams, Answers: []Answer{{jsonType, staffedReply{}}}, Fails: locateFails, handle: s.locate,
	}, {
		Method: "POST", Pattern: "/api/v1/locate", Name: "locateByBody", Action: "locate", Personal: Movement, Cost: Work,
		Summary: city.Label{
			Zh: "一个位置属于哪些区域，位置放在正文里，不进网址；NDJSON 或 CSV 则逐行作答",
			En: "The areas that hold a spot, with the position kept out of the address; of NDJSON or CSV, each line is answered with a line",
		},
		Body: &Body{Params: locateParams}, Answers: []Answer{{jsonType, staffedReply{}}}, Fails: locateFails, handle: s.locatePost,
		Bulk: &Bulk{Lines: bulkLines, Params: bulkParams, Fails: bulkFails, handle: s.locateBulk},
	}}
}

func (s *Server) areaRoutes() []Route {
	one := []Param{paramLayer, paramCode, paramAt, paramRevision}
	list := []Param{paramLimit, paramCursor, paramAt, paramRevision}
	return []Route{{
		Method: "GET", Pattern: "/api/v1/layers", Name: "getLayers", Action: "layers.read", Personal: Public, Cost: Cheap,
		Summary: city.Label{Zh: "城市概貌：图层、点位类别、线、建筑与用语", En: "The city described: layers, kinds of places, lines, buildings, words"},
		Answers: []Answer{{jsonType, layersAnswer{}}}, handle: s.layers,
	}, {
		Method: "GET", Pattern: "/api/v1/areas", Name: "listAreas", Action: "areas.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "区域列表，按图层与编码排序", En: "Areas, in the order of layers and codes"},
		Params:  slices.Concat([]Param{paramLayer.optional(), paramParent, paramBox}, list),
		Answers: []Answer{{jsonType, areasAnswer{}}}, Fails: Fails{400: {"unknown_layer", "unknown_code", "ambiguous_code", "bad_bbox", "bad_cursor", "bad_time"}, 404: {"unknown_revision"}},
		handle: s.areas,
	}, {
		Method: "GET", Pattern: "/api/v1/areas/{layer}/{code}", Name: "getArea", Action: "areas.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "一个区域；曾用编码与已撤销的编码也能查到", En: "One area; former codes and those of ended areas are found too"},
		Params:  append([]Param{paramForm}, one...),
		Answers: []Answer{{jsonType, areaAnswer{}}, {geoJSONType, areaFeature{}}}, Fails: findFails, handle: s.area,
	}, {
		Method: "GET", Pattern: "/api/v1/areas/{layer}/{code}/children", Name: "listChildren", Action: "areas.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "以此区域为上级的区域", En: "The areas that name this one as their parent"},
		Params:  slices.Concat([]Param{paramLayer, paramCode}, list),
		Answers: []Answer{{jsonType, areasAnswer{}}}, Fails: Fails{400: {"bad_cursor", "bad_time"}, 404: findFails[404]}, handle: s.children,
	}, {
		Method: "GET", Pattern: "/api/v1/areas/{layer}/{code}/neighbours", Name: "listNeighbours", Action: "areas.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "相邻区域与共同边界的长度", En: "The areas that touch this one, and the lengths of the borders"},
		Params:  one,
		Answers: []Answer{{jsonType, neighboursAnswer{}}}, Fails: Fails{400: {"bad_time", "free_layer"}, 404: findFails[404]}, handle: s.neighbours,
	}}
}

func (s *Server) placeRoutes() []Route {
	list := []Param{paramBox, paramState, paramLimit, paramCursor, paramAt, paramRevision}
	fails := Fails{400: {"unknown_kind", "bad_bbox", "bad_cursor", "bad_time"}, 404: {"unknown_revision"}}
	one := Fails{400: {"unknown_kind", "bad_time"}, 404: {"unknown_code", "unknown_revision"}, 409: {"ambiguous_code"}}
	return []Route{{
		Method: "GET", Pattern: "/api/v1/places", Name: "listPlaces", Action: "places.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "服务点位列表，按类别与编码排序", En: "Places of service, in the order of kinds and codes"},
		Params:  append([]Param{paramKinds}, list...), Answers: []Answer{{jsonType, placesAnswer{}}}, Fails: fails, handle: s.places,
	}, {
		Method: "GET", Pattern: "/api/v1/places/{code}", Name: "getPlace", Action: "places.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "一个服务点位", En: "One place of service"},
		Params:  []Param{paramKind, paramCode, paramAt, paramRevision}, Answers: []Answer{{jsonType, placeAnswer{}}}, Fails: one, handle: s.place,
	}, {
		Method: "GET", Pattern: "/api/v1/stations", Name: "listStations", Action: "places.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "红帆驿站列表", En: "The Red Sail stations"},
		Params:  list, Answers: []Answer{{jsonType, placesAnswer{}}}, Fails: fails, handle: s.stations,
	}, {
		Method: "GET", Pattern: "/api/v1/stations/{code}", Name: "getStation", Action: "places.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "一个红帆驿站", En: "One Red Sail station"},
		Params:  []Param{paramCode, paramAt, paramRevision}, Answers: []Answer{{jsonType, placeAnswer{}}}, Fails: one, handle: s.station,
	}, {
		Method: "GET", Pattern: "/api/v1/buildings/{code}", Name: "getBuilding", Action: "buildings.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "一栋建筑：名称、地址、用途与层数", En: "One building: name, address, use, storeys"},
		Params:  []Param{paramCode, paramAt, paramRevision}, Answers: []Answer{{jsonType, buildingAnswer{}}},
		Fails: Fails{400: {"bad_time"}, 404: {"unknown_code", "unknown_revision"}}, handle: s.building,
	}}
}

func (s *Server) serverRoutes() []Route {
	return []Route{{
		Method: "GET", Pattern: "/livez", Name: "livez", Action: "health", Personal: Public, Cost: Cheap,
		Summary: city.Label{Zh: "进程在运行", En: "The process runs"},
		Answers: []Answer{{jsonType, live{}}}, handle: s.livez,
	}, {
		Method: "GET", Pattern: "/readyz", Name: "readyz", Action: "health", Personal: Public, Cost: Cheap,
		Summary: city.Label{Zh: "答案出自哪个状态，存储是否在", En: "Which state the answers come from, and whether the store is there"},
		Answers: []Answer{{jsonType, ready{}}}, handle: s.readyz,
	}}
}

func (s *Server) pageRoutes() []Route {
	return []Route{{
		Method: "GET", Pattern: "/", Name: "getPage", Action: "page", Personal: Public, Cost: Cheap,
		Summary: city.Label{Zh: "地图页面", En: "The page with the map"}, AnyQuery: true,
		Answers: []Answer{{contentTypes[".html"], nil}}, Fails: Fails{404: {"no_such_path"}}, handle: s.page,
	}, {
		Method: "GET", Pattern: "/assets/*", Name: "getAsset", Action: "page", Personal: Public, Cost: Cheap,
		Summary: city.Label{Zh: "页面的文件", En: "Files of the page"}, AnyQuery: true,
		Answers: []Answer{{"*/*", nil}}, Fails: Fails{404: {"no_such_path"}}, handle: s.page,
	}}
}
