package httpapi

import (
	"cmp"
	"errors"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/jobs"
	"github.com/redsail/redsail/internal/plan"
	"github.com/redsail/redsail/internal/plan/balance"
	"github.com/redsail/redsail/tiles/picture"
)

// Config is what a server needs.
type Config struct {
	Atlas *atlas.Atlas
	// Editor makes and applies changes; nil = there are no calls that do.
	Editor *edit.Editor
	// Planner answers about coverage and siting; nil = there are no calls that do.
	Planner *plan.Planner
	// Imports takes files in; nil = there are no calls that do.
	Imports *Imports
	// Founder begins a city in a store without content; nil = there are no calls that do.
	Founder city.Founder
	// Proposals are settings of the proposals for splits that are kept.
	Proposals balance.Options
	// Jobs runs what takes long; nil = there are no calls that begin any.
	Jobs *jobs.Pool
	// Page holds the files of the web page; nil = no page.
	Page fs.FS
	// Drawer draws pictures of the map; nil = there are none.
	Drawer *picture.Drawer
	// BaseMaps are maps of other makers under the city; nil = there are none.
	BaseMaps BaseMaps
	// Demo marks the city as made up.
	Demo bool
	// Gate knows who calls, what they may do and what is open to everybody; nil = nobody can sign
	// in, everything is open, and what needs a right is refused.
	Gate *access.Service
	// AnyHost lets a request name any host: of a server that other machines reach. One that only
	// this machine reaches answers to its own names alone.
	AnyHost bool
	// People opens what is sealed of persons; nil = there are no calls that do.
	People *access.People
	// DemoSignIn lets who sits at this machine sign in to the accounts of the made-up city without
	// a password.
	DemoSignIn bool
	// AtOnce is how many requests are in hand at once, at work or waiting; the next gets 503.
	// 0 = 1024.
	AtOnce int
	// Heartbeat is the time between signs of life of the events; 0 = 15 s.
	Heartbeat time.Duration
	// Patience is how long an answer may take before it becomes 503; 0 = 10 s.
	Patience time.Duration
	// BulkAtOnce is how many bulk answers may run at once; the next gets 503. 0 = 4.
	BulkAtOnce int
	// BulkPatience is how long a bulk answer goes on while no byte comes and none goes; 0 = 30 s.
	BulkPatience time.Duration
	// Spool is how many bytes of a body that waits for its client may lie on disk, for each bulk
	// answer; 0 = 1 GiB. SpoolDir is where; empty = the folder of temporary files.
	Spool    int64
	SpoolDir string
	// Origins are those whose pages may read Open answers (CORS), each as a browser writes it;
	// "*" = all; nil = none.
	Origins []string
	// PublicURL is the address under which a proxy shows this server; empty = that of each request.
	PublicURL string
	// TrustedProxies are the addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto hold.
	TrustedProxies []netip.Prefix
	// Limits are those of each client; the zero value has none.
	Limits Limits
	// HeavyAtOnce is how many Heavy calls run at once; 0 = processors.
	HeavyAtOnce int
	Log         *slog.Logger
}

// Server answers HTTP for one city.
type Server struct {
	atlas    *atlas.Atlas
	cfg      Config
	patience time.Duration
	log      *slog.Logger
	files    map[string]*file // of the page, by path
	table    []Route
	mux      *chi.Mux
	astray   http.HandlerFunc // answers what was meant for another host

	limiter     *limiter      // nil = no limits
	paused      chan struct{} // a slot for each refusal that waits before it goes
	crossOrigin *http.CrossOriginProtection
	publicHost  string // of PublicURL; empty = none

	inHand    chan struct{} // a slot for each Cheap request
	working   chan struct{} // a slot for each that does Work, or is Heavy
	heavy     *turnstile    // of those that are Heavy
	listeners chan struct{} // a slot for each who listens to events
	bulks     chan struct{} // a slot for each bulk answer
	signing   chan struct{} // a slot for each who signs in: the work that a password costs is waited for
	heartbeat time.Duration
	stopping  chan struct{} // closed by Stop
	run       string        // names this run of the server among those that events came from
	memo      renewedMemo
	verdicts  verdicts // of which revisions lie in which scopes

	keys keyTable // of calls that write

	sprites sprites

	pace time.Duration // how long a client may take for a piece of an answer; 0 = pacePatience

	ogc ogcState

	strangers strangers
	walls     walls

	balancing *balance.Desk

	opensAlone sync.RWMutex // shared between judging and writing what is classed (heldOpening); whole while something is opened

	imports importTable

	description representation            // of the API, for programs
	readable    map[string]representation // the same for people, by language
}

// New makes the server.
func New(cfg Config) *Server {
	s := &Server{atlas: cfg.Atlas, cfg: cfg, patience: cmp.Or(cfg.Patience, 10*time.Second), log: cfg.Log, mux: chi.NewRouter()}
	s.inHand, s.working = make(chan struct{}, cmp.Or(cfg.AtOnce, maxAtOnce)), make(chan struct{}, cmp.Or(cfg.AtOnce, maxAtOnce))
	s.limiter, s.heavy = newLimiter(cfg.Limits), newTurnstile(cfg.HeavyAtOnce, turnWait)
	s.paused = make(chan struct{}, pausedAtOnce)
	s.crossOrigin, s.publicHost = newCrossOrigin(cfg.PublicURL), hostOf(cfg.PublicURL)
	s.listeners, s.stopping = make(chan struct{}, maxListeners), make(chan struct{})
	s.bulks = make(chan struct{}, cmp.Or(cfg.BulkAtOnce, bulkAtOnce))
	s.signing = make(chan struct{}, signInsAtOnce)
	s.run = newRun()
	s.balancing = balance.NewDesk(cfg.Proposals)
	s.ogc.making = make(chan struct{}, ogcAtOnce)
	s.walls.turn = make(chan struct{}, 1)
	s.heartbeat = cmp.Or(cfg.Heartbeat, heartbeat)
	s.files = s.pageFiles(cfg.Page)
	s.table = s.routes()
	for i := range s.table {
		s.table[i].repeats()
		s.table[i].Scope, _ = access.ReachOf(s.table[i].Action)
		s.table[i].known, s.table[i].row, s.table[i].bucket = names(s.table[i].query()), i, bucketOf(&s.table[i])
		s.mount(s.table[i])
	}
	s.description = newRepresentation(jsonType, describe(s.table))
	s.readable = readable(s.table, cfg.Demo)
	// Neither row of the table: they log no path.
	s.mux.NotFound(s.observe("none", secured(s.limited(s.noRoute))))
	s.mux.MethodNotAllowed(s.observe("none", secured(s.limited(s.noMethod))))
	s.astray = s.observe("none", secured(s.limited(s.noHost)))
	return s
}

// mount makes the mux answer a row of the table.
func (s *Server) mount(rt Route) {
	h := s.open(&rt, s.serve(rt))
	s.mux.Method(rt.Method, rt.Pattern, h)
	if rt.Method == http.MethodGet {
		s.mux.Method(http.MethodHead, rt.Pattern, h)
	}
}

// Routes lists the table, for tests and for the description of the API.
func (s *Server) Routes() []Route { return slices.Clone(s.table) }

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.securely(r) {
		w.Header()["Strict-Transport-Security"] = strict
	}
	if !s.cfg.AnyHost && !ofThisMachine(r.Host) && (s.publicHost == "" || !strings.EqualFold(r.Host, s.publicHost)) {
		s.astray(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// csp allows the page its own files and nothing else; MapLibre draws with data and blob
// images.
const csp = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; " +
	"img-src 'self' data: blob:; style-src 'self'; font-src 'self'; manifest-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// safety are headers of all answers. The lists are shared, and never changed.
var safety = map[string][]string{
	"Content-Security-Policy":      {csp},
	"X-Content-Type-Options":       {"nosniff"},
	"Referrer-Policy":              {"no-referrer"},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Permissions-Policy":           {"geolocation=(self), camera=(), microphone=()"},
}

// bareSafety are those of tiles, of which a browser makes no document. They are few: a longer
// list of headers costs more than finding the tile.
var bareSafety = map[string][]string{
	"X-Content-Type-Options":       safety["X-Content-Type-Options"],
	"Cross-Origin-Resource-Policy": safety["Cross-Origin-Resource-Policy"],
}

func secure(h http.Header) { maps.Copy(h, safety) }

// What a handler does not say otherwise is not kept.
var (
	notKept      = []string{"no-store"}
	keptByNobody = []string{"private, no-store"}
)

// secured sets the headers of all answers before h.
func secured(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		h(w, r)
	}
}

// limited counts what no row answers for the address that it comes from.
func (s *Server) limited(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := s.withinLimit(w, r, nil, anonymousBucket); err != nil {
			s.fail(w, r, err)
			return
		}
		h(w, r)
	}
}

// serve makes the handler of a row of the table.
func (s *Server) serve(rt Route) http.HandlerFunc {
	if rt.bare {
		return s.serveBare(rt)
	}
	bulk := rt.inBulk()
	return s.observe(rt.Pattern, func(w http.ResponseWriter, r *http.Request) {
		rt := &rt
		if bulk != nil && rt.Bulk.takes(r) {
			rt = bulk
		}
		secure(w.Header())
		w.Header()["Cache-Control"] = notKept
		if rt.Personal != Public {
			w.Header()["Cache-Control"] = keptByNobody
		}
		if rt.Cost != Stream {
			p := newPatience(r.Context(), s.patience)
			defer p.end()
			r = r.WithContext(p)
		}
		err := s.answer(w, r, rt)
		if errors.Is(err, errCut) {
			panic(http.ErrAbortHandler) //nolint:forbidigo // net/http cuts the connection: half an answer must not look whole
		}
		if err == nil {
			return
		}
		var after flowError
		if rt == bulk && !errors.As(err, &after) && city.CodeOf(err) != "busy" {
			s.drain(w, r)
		}
		s.fail(w, r, err)
	})
}

// serveBare makes the handler of a row whose answers are no documents. Its problems are answered as
// all others.
func (s *Server) serveBare(rt Route) http.HandlerFunc {
	return s.observe(rt.Pattern, func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), bareSafety)
		if err := s.answer(w, r, &rt); err != nil {
			secure(w.Header())
			s.fail(w, r, err)
		}
	})
}

// maxAtOnce is how many requests may be in hand: while the store or the processors are
// slow, the others must not pile up without end.
const maxAtOnce = 1024

// take gives a request a slot of its class, until release. Signs of life are always answered, and
// streams have a bound of their own.
func (s *Server) take(w http.ResponseWriter, rt *Route) error {
	rec, ok := w.(*recorder)
	if !ok || rt.Action == "health" || rt.Cost == Stream {
		return nil
	}
	slots := s.inHand
	if rt.Cost == Work || rt.Cost == Heavy { // what waits for the store keeps nothing from memory waiting
		slots = s.working
	}
	select {
	case slots <- struct{}{}:
		rec.slot = slots
		return nil
	default:
		return city.Errorf(city.Unavailable, "busy", "too many requests are in hand")
	}
}

// answer judges the call and its query, and lets the row's handler answer.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, rt *Route) error {
	if err := s.take(w, rt); err != nil {
		return err
	}
	defer release(w)
	r, err := s.admit(w, r, rt)
	if err != nil {
		return err
	}
	if rt, err = s.seenRow(r, rt); err != nil {
		return err
	}
	q, err := query(r, rt)
	if err != nil {
		return err
	}
	err = s.once(w, r, rt, q, func(answer http.ResponseWriter, r *http.Request) error {
		if err := s.heavyTurn(w, r, rt); err != nil {
			return err
		}
		return rt.handle(answer, r, q)
	})
	if err != nil {
		s.denied(r, callerIn(r.Context()), rt, err)
	}
	return err
}

func (s *Server) noRoute(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, city.Errorf(city.NotFound, "no_such_path", "there is nothing at this address"))
}

func (s *Server) noMethod(w http.ResponseWriter, r *http.Request) {
	var allow []string
	path := cmp.Or(r.URL.RawPath, r.URL.Path)
	for _, m := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete} {
		if s.mux.Match(chi.NewRouteContext(), m, path) {
			allow = append(allow, m)
		}
	}
	if len(allow) == 0 { // chi asks here about any path when it does not know the method
		s.noRoute(w, r)
		return
	}
	w.Header().Set("Allow", strings.Join(allow, ", "))
	s.problem(w, r, Problem{Status: http.StatusMethodNotAllowed, Code: "method_not_allowed", Detail: "this address takes " + strings.Join(allow, ", ")})
}
