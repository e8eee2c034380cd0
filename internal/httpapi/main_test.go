package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/internal/jobs"
	"github.com/redsail/redsail/internal/plan"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/tiles/picture"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const scheme = `
layers:
  - {key: district, name: {zh: 区, en: District}, parent: "", partition: true}
  - {key: street, name: {zh: 街道, en: Street}, parent: district, partition: true}
  - {key: park, name: {zh: 公园, en: Park}, parent: "", partition: false, zoom: [14, 16]}
  - {key: ground, name: {zh: 用地, en: Ground}, parent: "", partition: false, base: true, kinds: [{key: water, name: {zh: 水面, en: Water}}]}
places:
  - {key: red_sail_station, name: {zh: 红帆驿站, en: Red Sail station}}
  - {key: police_post, name: {zh: 警务室, en: Community police post}}
norms:
  street_households: [300, 500]
terms:
  lent: {zh: 借用, en: Lent}
`

// rect is a shape between two corners in units of 0.001° from 116° E, 39° N.
func rect(x1, y1, x2, y2 int32) geo.MultiPolygon {
	p := func(x, y int32) geo.Point { return geo.Point{X: 1_160_000_000 + x*10_000, Y: 390_000_000 + y*10_000} }
	return geo.MultiPolygon{{{p(x1, y1), p(x2, y1), p(x2, y2), p(x1, y2)}}}
}

func area(layer, code, parent string, shape geo.MultiPolygon) city.Area {
	return city.Area{Layer: layer, Code: code, Parent: parent, Names: city.Names{Zh: "名" + code}, Shape: shape}
}

// desk is a server over a real store, with its log.
type desk struct {
	t       testing.TB
	store   city.Store
	atlas   *atlas.Atlas
	handler http.Handler
	log     *logBuffer
	// accounts are those of a desk that has any, keeper the token of who keeps the data.
	accounts *accounts
	keeper   string
	// patience is how long an answer is waited for; 0 = for ever.
	patience time.Duration
}

type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var page = fstest.MapFS{
	"index.html":       {Data: []byte("<!doctype html><title>红帆</title>")},
	"secret.txt":       {Data: []byte("not served")},
	"assets/app-1.js":  {Data: []byte(strings.Repeat("let x = 1;\n", 500))},
	"assets/icon.svg":  {Data: []byte("<svg/>")},
	"assets/raw.blob":  {Data: []byte{0, 1, 2}},
	"assets/deep/x.js": {Data: []byte("let y;")},
}

// now is the clock of all tests: 10:00 in Shanghai.
func now() time.Time { return time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC) }

func newDesk(t testing.TB, wrap func(city.Store) city.Reader, change func(*httpapi.Config)) *desk {
	t.Helper()
	s, err := city.ParseScheme([]byte(scheme))
	if err != nil {
		t.Fatal(err)
	}
	store, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "city.gpkg"), s, gpkg.Options{Timeline: "t-http"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	d := &desk{t: t, store: store, log: &logBuffer{}}
	// Revision 1: two streets in the district. Revision 2, from 2026-07-01: the first is
	// renamed, an overlap and a park come.
	d.put("", area("district", "d", "", rect(0, 0, 20, 10)), area("street", "a", "d", rect(0, 0, 10, 10)), area("street", "b", "d", rect(10, 0, 20, 10)))
	renamed := area("street", "a", "d", rect(0, 0, 10, 10))
	renamed.Names.Zh = "新名"
	d.apply("2026-07-01", append(things(), &renamed, ptr(area("street", "c", "", rect(18, 0, 20, 10))), ptr(area("park", "p", "", rect(2, 2, 4, 4))))...)
	reader := city.Reader(store)
	if wrap != nil {
		reader = wrap(store)
	}
	if d.atlas, err = atlas.Open(t.Context(), reader, now); err != nil {
		t.Fatal(err)
	}
	look, err := os.ReadFile("../../web/src/map/look.json")
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := picture.ParseLook(look)
	if err != nil {
		t.Fatal(err)
	}
	work := jobs.New(jobs.Options{})
	t.Cleanup(work.Close)
	cfg := httpapi.Config{Atlas: d.atlas, Founder: store, Editor: edit.NewEditor(store, now), Planner: plan.New(d.atlas), Jobs: work, Imports: &httpapi.Imports{Store: store, Dir: t.TempDir(), Now: now, MaxBytes: 1 << 20}, Drawer: picture.NewDrawer(drawn, nil), BaseMaps: &madeMaps{}, Page: fs.FS(page), Log: slog.New(slog.NewJSONHandler(d.log, nil))}
	if change != nil {
		change(&cfg)
	}
	d.handler = httpapi.New(cfg)
	return d
}

// spot is a point in units of 0.001° from 116° E, 39° N.
func spot(x, y int32) geo.Point { return rect(x, y, x, y)[0][0][0] }

func ptr[T any](v T) *T { return &v }

// things are what a city has beside areas: two places that share a code, one without hours,
// a building, a road.
func things() []city.Content {
	return []city.Content{
		&city.Place{
			Kind: "red_sail_station", Code: "s1", Names: city.Names{Zh: "一号驿站"}, Point: spot(3, 3), State: city.PlaceOpen, Tenure: "lent",
			Address: city.Address{Road: "柳舟路", Number: "1号"}, Entrances: []geo.Point{spot(3, 3)}, Services: []string{"water"}, FloorArea: ptr[int64](40),
			Hours: &city.Hours{
				Week:  []city.WeekRule{{Days: city.Workdays, Open: []city.Span{city.Clock(480, 1200)}}, {Days: city.Weekend, Open: []city.Span{city.Clock(540, 120)}}},
				Dates: []city.DateRule{{From: city.FirstDate, To: city.FirstDate + 1}},
			},
		},
		&city.Place{Kind: "red_sail_station", Code: "s2", Point: spot(12, 3), Entrances: []geo.Point{spot(12, 5)}, State: city.PlaceOpen},
		&city.Place{Kind: "police_post", Code: "s1", Point: spot(13, 3), State: city.PlacePlanned},
		&city.Building{
			Code: "h1", Names: city.Names{Zh: "一号楼"}, Shape: rect(1, 1, 2, 2), Storeys: ptr[int64](6), Households: ptr[int64](424242),
			Class: map[string]string{"use": "home"}, Address: city.Address{Road: "柳舟路", Number: "1号", Building: "1栋"},
		},
		&city.Line{Layer: "road", Code: "r1", Shape: geo.MultiLine{{spot(0, 5), spot(20, 5)}}},
	}
}

// put applies a change that holds from a date; an empty date is always.
func (d *desk) put(from string, areas ...city.Area) {
	d.t.Helper()
	var contents []city.Content
	for i := range areas {
		contents = append(contents, &areas[i])
	}
	d.apply(from, contents...)
}

func (d *desk) apply(from string, contents ...city.Content) {
	d.t.Helper()
	p, err := city.ParsePeriod(from, "")
	if err != nil {
		d.t.Fatal(err)
	}
	c := city.Change{Effective: p.From}
	for _, v := range contents {
		c.Entries = append(c.Entries, city.PutContent(v, p))
	}
	if _, err := d.store.Apply(context.Background(), c); err != nil {
		d.t.Fatal(err)
	}
}

// ask sends a request; header holds names and values in turn.
func (d *desk) ask(method, target, body string, header ...string) *http.Response {
	d.t.Helper()
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, target, in)
	r.Host = "localhost"
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
	}
	return d.do(r)
}

func (d *desk) do(r *http.Request) *http.Response {
	if d.patience > 0 {
		ctx, cancel := context.WithTimeout(r.Context(), d.patience)
		defer cancel()
		r = r.WithContext(ctx)
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w.Result()
}

func bodyOf(t testing.TB, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func problemOf(t testing.TB, r *http.Response) httpapi.Problem {
	t.Helper()
	var p httpapi.Problem
	text := bodyOf(t, r)
	if err := json.Unmarshal([]byte(text), &p); err != nil || r.Header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("no problem: %s %q (%v)", r.Header.Get("Content-Type"), text, err)
	}
	if p.Status != r.StatusCode || p.Title != http.StatusText(p.Status) || p.Type != "about:blank" || p.Code == "" {
		t.Errorf("problem %+v with status %d", p, r.StatusCode)
	}
	if c := r.Header.Get("Cache-Control"); !strings.Contains(c, "no-store") {
		t.Errorf("a problem may be cached: %q", c)
	}
	return p
}
