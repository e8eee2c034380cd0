package httpapi

import (
	"net/http"
	"net/url"
)

// Personal says how close to a person an answer comes; it decides about caching.
type Personal string

// The classes of personal data.
const (
	// Public answers hold nobody; caches may keep them and ask whether they still hold.
	Public Personal = "public"
	// Movement answers tell where somebody asks about: never cached, never logged.
	Movement Personal = "movement"
)

// Cost says what a call takes. Building is bounded where it is done: the atlas builds
// pictures of other dates, and a pyramid makes tiles, not more than one for each processor
// at once; whoever waits longer than Config.Patience gets 503.
type Cost string

// The classes of cost.
const (
	Cheap Cost = "cheap" // memory only
	Work  Cost = "work"  // may build a tile or a picture of another date
)

// Route is one row of the table: the server answers nothing that is not in it.
type Route struct {
	// Method is GET or POST; HEAD goes with GET.
	Method string
	// Pattern is the path as chi reads it. It is what logs hold instead of the path.
	Pattern string
	// Action and Scope say what right the call needs: action on scope.
	Action, Scope string
	Personal      Personal
	Cost          Cost
	// Query names the parameters of the query; any other is refused. anyQuery is not read.
	Query  []string
	handle handler
}

// anyQuery lets the page be opened from links that carry something of their own.
var anyQuery = []string{"*"}

// handler answers a request whose query has been checked, or gives the error to answer.
// It must not write anything before it gives an error.
type handler func(w http.ResponseWriter, r *http.Request, query url.Values) error

// routes is the one table of all routes.
func (s *Server) routes() []Route {
	return []Route{
		{"GET", "/api/v1/locate", "locate", "public", Movement, Work, locateNames, s.locateGet},
		{"POST", "/api/v1/locate", "locate", "public", Movement, Work, nil, s.locatePost},
		{"GET", "/api/v1/layers", "layers.read", "public", Public, Cheap, nil, s.layers},
		{"GET", "/tiles/{layers}/{z}/{x}/{y}.mvt", "tiles.read", "public", Public, Work, nil, s.tile},
		{"GET", "/tiles/{layers}.json", "tiles.read", "public", Public, Work, nil, s.tileJSON},
		{"GET", "/livez", "health", "public", Public, Cheap, nil, s.livez},
		{"GET", "/readyz", "health", "public", Public, Cheap, nil, s.readyz},
		{"GET", "/", "page", "public", Public, Cheap, anyQuery, s.page},
		{"GET", "/assets/*", "page", "public", Public, Cheap, anyQuery, s.page},
	}
}
