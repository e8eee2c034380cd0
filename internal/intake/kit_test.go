package intake_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// threeLayers is the scheme of most tests: two partitions and a free layer, and one whose
// codes are checked.
const threeLayers = `
zone: Asia/Shanghai
layers:
  - {key: district, name: {zh: 区, en: District}, parent: "", partition: true}
  - {key: street, name: {zh: 街道, en: Street}, parent: district, partition: true}
  - {key: compound, name: {zh: 小区, en: Compound}, parent: street, partition: false}
  - {key: village, name: {zh: 村, en: Village}, parent: "", partition: true, code: {profile: cn12}}
`

// noon is 2026-11-21 in Shanghai while it is still the 20th in UTC.
var noon = time.Date(2026, 11, 20, 16, 30, 0, 0, time.UTC)

// tester is what *testing.T and *rapid.T have in common.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Cleanup(func())
	Context() context.Context
}

// world is a store and what is needed to import into it.
type world struct {
	tester
	store *gpkg.Store
	dir   string
	files int
}

func newWorld(t testing.TB, scheme string) *world {
	t.Helper()
	return newWorldIn(t, t.TempDir(), scheme)
}

func newWorldIn(t tester, dir, scheme string) *world {
	t.Helper()
	def, err := city.ParseScheme([]byte(scheme))
	if err != nil {
		t.Fatalf("%v", err)
	}
	s, err := gpkg.Init(t.Context(), filepath.Join(dir, "city.gpkg"), def, gpkg.Options{Timeline: "t", StoreID: "s"})
	if err != nil {
		t.Fatalf("%v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("%v", err)
		}
	})
	return &world{tester: t, store: s, dir: dir}
}

// write makes a file of the text.
func (w *world) write(ext, text string) string {
	w.Helper()
	w.files++
	path := filepath.Join(w.dir, fmt.Sprintf("%d.%s", w.files, ext))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.Fatalf("%v", err)
	}
	return path
}

// take imports a file and checks what holds of every report.
func (w *world) take(path string, o intake.Options) *intake.Report {
	w.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return noon }
	}
	r, err := intake.Import(w.Context(), w.store, path, o)
	if err != nil {
		w.Fatalf("%s: %v", filepath.Base(path), err)
	}
	checkReport(w, r)
	return r
}

// load imports features into a layer with the default options.
func (w *world) load(layer string, features ...string) *intake.Report {
	w.Helper()
	return w.take(w.write("geojson", collection(features...)), intake.Options{Layer: layer})
}

func checkReport(t tester, r *intake.Report) {
	t.Helper()
	if r.Read != r.Accepted+len(r.Rejected) {
		t.Errorf("read %d ≠ accepted %d + rejected %d", r.Read, r.Accepted, len(r.Rejected))
	}
	for i, x := range r.Rejected {
		if x.Reason == "" || x.Message == "" || i > 0 && r.Rejected[i-1].Feature >= x.Feature {
			t.Errorf("rejected %d: %+v", i, x)
		}
	}
	if r.MovedMaxM < 0 || r.MovedMaxM > 0.04 { // a unit of rounding and two of noding
		t.Errorf("moved %v m", r.MovedMaxM)
	}
	if _, err := json.Marshal(r); err != nil {
		t.Errorf("the report is no JSON: %v", err)
	}
}

func (w *world) versions(q city.Query) []city.Version {
	w.Helper()
	vs, err := w.store.Versions(w.Context(), q)
	if err != nil {
		w.Fatalf("%v", err)
	}
	return vs
}

// area is the version of a code in force at the open end of time.
func (w *world) area(layer, code string) city.Version {
	w.Helper()
	at := city.LastDate
	vs := w.versions(city.Query{Layer: layer, Codes: []string{code}, At: &at})
	if len(vs) != 1 {
		w.Fatalf("%s/%s: %d versions", layer, code, len(vs))
	}
	return vs[0]
}

func (w *world) state() city.State {
	w.Helper()
	st, err := w.store.State(w.Context())
	if err != nil {
		w.Fatalf("%v", err)
	}
	return st
}

// shapes are those of a layer in force at the open end of time, by code.
func (w *world) shapes(layer string) map[string]geo.MultiPolygon {
	w.Helper()
	at := city.LastDate
	out := map[string]geo.MultiPolygon{}
	for _, v := range w.versions(city.Query{Layer: layer, At: &at}) {
		out[v.Code] = v.Shape
	}
	return out
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",\n") + `]}`
}

// feature is a GeoJSON feature; props are pairs of name and JSON value.
func feature(geometry string, props ...string) string {
	var b strings.Builder
	for i := 0; i+1 < len(props); i += 2 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:%s", props[i], props[i+1])
	}
	return fmt.Sprintf(`{"type":"Feature","properties":{%s},"geometry":%s}`, b.String(), geometry)
}

// box is a rectangle from (x, y), w wide and h high, in hundredths of a degree from
// 116°E 40°N.
func box(x, y, w, h float64) string {
	return ring([2]float64{x, y}, [2]float64{x + w, y}, [2]float64{x + w, y + h}, [2]float64{x, y + h})
}

// ring is a polygon with these corners, in the units of box.
func ring(corners ...[2]float64) string {
	var b strings.Builder
	b.WriteString(`{"type":"Polygon","coordinates":[[`)
	for _, c := range append(corners, corners[0]) {
		fmt.Fprintf(&b, "[%.9f,%.9f],", 116+c[0]/100, 40+c[1]/100)
	}
	return strings.TrimSuffix(b.String(), ",") + "]]}"
}

// coded is a feature with a code.
func coded(code, geometry string) string { return feature(geometry, "code", fmt.Sprintf("%q", code)) }

func reasons(r *intake.Report) []string {
	var out []string
	for _, x := range r.Rejected {
		out = append(out, fmt.Sprintf("%d %s", x.Feature, x.Reason))
	}
	return out
}

func date(t testing.TB, s string) *city.Date {
	t.Helper()
	d, err := city.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return &d
}
