package arch

// Module is the path that all rooms share.
const Module = "github.com/redsail/redsail"

// A room is one package directory of the house.
type room struct {
	floor int
	// below lists the rooms of floor 0 that a room of floor 0 may import: inside that
	// floor there are steps. Rooms of other floors may import every lower floor.
	below []string
	// support rooms serve tests: only tests and other support rooms import them.
	support bool
}

// The floors, from the ground up.
const (
	engines = iota
	domain
	useCases
	adapters
	command
)

// Steps inside floor 0: geo ← shapes ← readers ← siting.
var (
	onGeo     = []string{"geo"}
	onShapes  = []string{"geo", "geo/crs", "geo/near", "geo/hex", "geo/partition"}
	onReaders = append([]string{"geo/codec", "geo/locate", "geo/walk"}, onShapes...)
)

// rooms is the whole house, those still to be built included: a directory with Go code
// that is not here is refused.
var rooms = map[string]room{
	"geo":               {floor: engines},
	"geo/crs":           {floor: engines, below: onGeo},
	"geo/near":          {floor: engines, below: onGeo},
	"geo/hex":           {floor: engines, below: onGeo},
	"geo/partition":     {floor: engines, below: onGeo},
	"geo/codec":         {floor: engines, below: onShapes},
	"geo/locate":        {floor: engines, below: onShapes},
	"geo/walk":          {floor: engines, below: onShapes},
	"geo/walk/streets":  {floor: engines, below: append([]string{"geo/codec", "geo/walk"}, onShapes...)}, // ADR 0021
	"geo/cql2":          {floor: engines, below: []string{"geo", "geo/near"}},
	"geo/siting":        {floor: engines, below: onReaders},
	"geo/geotest":       {floor: engines, below: onReaders, support: true},
	"tiles/mvt":         {floor: engines},
	"tiles/mvt/mvttest": {floor: engines, below: []string{"tiles/mvt"}, support: true},
	"tiles":             {floor: engines, below: []string{"tiles/mvt", "geo", "geo/near", "geo/partition"}}, // ADR 0010
	"tiles/picture":     {floor: engines, below: []string{"tiles", "tiles/mvt", "geo"}},
	"tiles/archive":     {floor: engines, below: []string{"tiles", "tiles/mvt"}},
	"migrations":        {floor: engines},
	"data":              {floor: engines},
	"data/tiny/gen":     {floor: engines},

	"internal/city": {floor: domain},

	"internal/atlas/public":  {floor: domain}, // stands above the engines only
	"internal/atlas/address": {floor: domain}, // the same: names and numbers only

	"internal/atlas":   {floor: useCases},
	"internal/intake":  {floor: useCases},
	"internal/edit":    {floor: useCases},
	"internal/opening": {floor: useCases},
	"internal/plan":    {floor: useCases},

	"internal/plan/balance": {floor: useCases},
	"internal/merge":        {floor: useCases},

	"internal/access": {floor: useCases},
	"internal/desk":   {floor: useCases},
	"internal/demo":   {floor: useCases},
	"internal/jobs":   {floor: useCases},

	"internal/httpapi":              {floor: adapters},
	"internal/basemap":              {floor: adapters}, // ADR 0015
	"internal/store/gpkg":           {floor: adapters},
	"internal/store/postgis":        {floor: adapters},
	"internal/store/shelf":          {floor: adapters},
	"internal/store/backup":         {floor: adapters}, // ADR 0024
	"internal/store/storetest":      {floor: adapters, support: true},
	"internal/store/postgis/pgtest": {floor: adapters, support: true},
	"web":                           {floor: adapters},

	"cmd/redsail": {floor: command},

	"internal/arch": {floor: command, support: true},
}

// shared are the rooms of floor 2 that their neighbours on it may import.
var shared = []string{"internal/jobs", "internal/atlas"}

// writers are the rooms above the engines that may import an engine that writes what the world
// reads; the engines themselves may.
var writers = map[string][]string{"tiles/mvt": {"internal/atlas/public"}}

// testStore is the embedded store. Tests of use cases stand on it: it needs nothing but a
// folder, and a use case tested on an imitation of a store proves little (ADR 0011).
const testStore = "internal/store/gpkg"

// A home says which rooms may import a package and all below it.
type home struct {
	rooms []string
	// tests: any test may import it too, for example as the judge of our own code.
	tests bool
}

var everywhere = []string{"*"}

// homes maps each outside import path, and those standard packages that carry a
// technology, to its home. The longest matching path counts.
var homes = map[string]home{
	"github.com/paulmach/orb":              {rooms: everywhere},
	"github.com/paulmach/osm":              {tests: true}, // the judge of our own reader, ADR 0021
	"github.com/tidwall/rtree":             {rooms: []string{"geo/near"}},
	"github.com/uber/h3-go/v4":             {rooms: []string{"geo/hex"}},
	"github.com/peterstace/simplefeatures": {rooms: []string{"geo/partition"}, tests: true},
	"github.com/twpayne/go-geom":           {rooms: []string{"internal/store/postgis"}, tests: true},
	"golang.org/x/image":                   {tests: true}, // its fonts
	"golang.org/x/text":                    {rooms: []string{"geo/codec", "geo/cql2"}, tests: true},
	"modernc.org/sqlite":                   {rooms: []string{"internal/store/gpkg", "geo/codec", "tiles/archive"}, tests: true},
	"github.com/jackc/pgx/v5":              {rooms: []string{"internal/store/postgis", "internal/store/postgis/pgtest"}, tests: true},
	"github.com/twpayne/pgx-geom":          {rooms: []string{"internal/store/postgis"}},
	"github.com/pressly/goose/v3":          {rooms: []string{"internal/store/gpkg"}},
	"github.com/fxamacker/cbor/v2":         {rooms: []string{"internal/city"}},
	"github.com/goccy/go-yaml":             {rooms: []string{"internal/city", "internal/basemap"}, tests: true},
	"github.com/golang/geo":                {tests: true}, // measured beside our own index
	"github.com/klauspost/compress":        {rooms: []string{"tiles", "internal/httpapi", "internal/store/backup"}, tests: true},
	"github.com/andybalholm/brotli":        {rooms: []string{"tiles", "internal/httpapi"}, tests: true},
	"github.com/go-chi/chi/v5":             {rooms: []string{"internal/httpapi"}},
	"github.com/go-chi/cors":               {rooms: []string{"internal/httpapi"}},
	"github.com/mozillazg/go-pinyin":       {rooms: []string{"internal/atlas"}},
	"github.com/longbridgeapp/opencc":      {rooms: []string{"internal/atlas"}},
	"github.com/tdewolff/font":             {rooms: []string{"tiles/picture"}},
	"github.com/xuri/excelize/v2":          {tests: true}, // the judge of our workbooks
	"github.com/alecthomas/kong":           {rooms: []string{"cmd/redsail"}},
	"filippo.io/age":                       {rooms: []string{"internal/store/backup"}},
	"github.com/alexedwards/argon2id":      {rooms: []string{"internal/access"}},
	"github.com/pquerna/otp":               {rooms: []string{"internal/access"}, tests: true},
	"github.com/coreos/go-oidc/v3":         {rooms: []string{"internal/access"}, tests: true},
	"golang.org/x/oauth2":                  {rooms: []string{"internal/access"}},
	"github.com/go-jose/go-jose/v4":        {tests: true}, // signs the tokens of a provider made for the test
	"pgregory.net/rapid":                   {rooms: []string{"geo/geotest", "internal/store/storetest"}, tests: true},
	"go.uber.org/goleak":                   {tests: true},

	// Who may open a connection or start a program; docs/security.md says whom the service talks to.
	"net":           {rooms: []string{"internal/httpapi", "internal/basemap", "internal/store/postgis", "internal/store/postgis/pgtest", "cmd/redsail"}, tests: true},
	"net/url":       {rooms: everywhere},
	"net/netip":     {rooms: everywhere},
	"net/textproto": {rooms: everywhere},
	"os/exec":       {rooms: []string{"internal/store/postgis/pgtest", "internal/store/storetest", "cmd/redsail"}, tests: true},

	"net/http":     {rooms: []string{"internal/httpapi", "internal/basemap", "cmd/redsail"}, tests: true},
	"database/sql": {rooms: []string{"internal/store/gpkg", "internal/store/postgis", "internal/store/postgis/pgtest", "geo/codec", "tiles/archive"}, tests: true},
	"image":        {rooms: []string{"tiles/picture"}, tests: true},
	"embed":        {rooms: []string{"web", "migrations", "data", "internal/httpapi"}, tests: true},
	"testing":      {rooms: []string{"geo/geotest", "internal/store/storetest", "internal/store/postgis/pgtest"}, tests: true},
	"C":            {rooms: []string{"geo/hex"}},
}

// vague are names that say nothing about what a package gives.
var vague = []string{"util", "utils", "common", "helper", "helpers", "misc", "shared", "lib"}

// Sizes. The maxima fail for each offender, the ninetieth percentiles for the whole.
const (
	maxFileLines    = 500
	p90FileLines    = 300
	maxFuncLines    = 60
	p90FuncLines    = 40
	percentileShare = 90
)
