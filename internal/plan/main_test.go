package plan_test

import (
	"context"
	"maps"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/plan"
	"github.com/redsail/redsail/internal/store/gpkg"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// now is the clock of all tests, a Saturday noon in Shanghai.
func now() time.Time { return time.Date(2026, 11, 28, 4, 0, 0, 0, time.UTC) }

// desk is a planner over a real store.
type desk struct {
	*plan.Planner
	t     testing.TB
	store city.Store
	atlas *atlas.Atlas
}

func newDesk(t testing.TB, scheme *city.Scheme, changes ...city.Change) *desk {
	t.Helper()
	store, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "city.gpkg"), scheme, gpkg.Options{Timeline: "t-plan"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	d := &desk{t: t, store: store}
	for _, c := range changes {
		d.apply(c)
	}
	if d.atlas, err = atlas.Open(context.Background(), store, now); err != nil {
		t.Fatal(err)
	}
	d.Planner = plan.New(d.atlas)
	return d
}

func (d *desk) apply(c city.Change) {
	d.t.Helper()
	if _, err := d.store.Apply(context.Background(), c); err != nil {
		d.t.Fatal(err)
	}
	if d.atlas != nil {
		if _, err := d.atlas.Refresh(context.Background()); err != nil {
			d.t.Fatal(err)
		}
	}
}

// put is a change that holds for ever.
func put(things ...city.Content) city.Change {
	c := city.Change{Effective: city.OpenStart}
	for _, one := range things {
		c.Entries = append(c.Entries, city.PutContent(one, city.Always()))
	}
	return c
}

// demoDesk is a planner of the demo city of a size.
func demoDesk(t testing.TB, size demo.Size) *desk {
	t.Helper()
	return demoDeskWith(t, size, nil)
}

// demoDeskWith is a demoDesk whose scheme has other norms beside those of the demo city.
func demoDeskWith(t testing.TB, size demo.Size, norms map[string]any) *desk {
	t.Helper()
	return demoDeskOf(t, size, func(s *city.Scheme) { maps.Copy(s.Norms, norms) })
}

// demoDeskOf is a demoDesk of another scheme.
func demoDeskOf(t testing.TB, size demo.Size, change func(*city.Scheme)) *desk {
	t.Helper()
	made, err := demo.Make(context.Background(), size, nil)
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := made.Scheme()
	if err != nil {
		t.Fatal(err)
	}
	change(scheme)
	changes, err := made.Changes()
	if err != nil {
		t.Fatal(err)
	}
	return newDesk(t, scheme, changes...)
}

const smallScheme = `
layers:
  - {key: city, name: {zh: 市, en: City}, parent: "", partition: true}
  - {key: community, name: {zh: 社区, en: Community}, parent: city, partition: true}
  - {key: compound, name: {zh: 小区, en: Compound}, parent: community, partition: false}
  - {key: land_use, name: {zh: 用地, en: Land use}, parent: "", partition: false, base: true, kinds: [{key: water, name: {zh: 水面, en: Water}}]}
places:
  - {key: red_sail_station, name: {zh: 红帆驿站, en: Red Sail station}}
`

// at is a point in metres, about, from a corner on the equator, where a degree has 111,320 m.
func at(x, y float64) geo.Point {
	return geo.Point{X: 1_160_000_000 + int32(x*89.83), Y: int32(y * 90.44)}
}

func rect(x1, y1, x2, y2 float64) geo.MultiPolygon {
	a, b := at(x1, y1), at(x2, y2)
	return geo.MultiPolygon{{{a, {X: b.X, Y: a.Y}, b, {X: a.X, Y: b.Y}}}}
}

func line(layer, code, class string, points ...geo.Point) *city.Line {
	return &city.Line{Layer: layer, Code: code, Shape: geo.MultiLine{points}, Class: map[string]string{"class": class}}
}

func house(code string, x, y float64, households int64) *city.Building {
	return &city.Building{Code: code, Shape: rect(x, y, x+10, y+10), Entrances: []geo.Point{at(x, y)}, Households: &households, Class: map[string]string{"use": "home"}}
}

func station(code string, x, y float64) *city.Place {
	return &city.Place{Kind: "red_sail_station", Code: code, Point: at(x, y), State: city.PlaceOpen}
}

// small is a town of two communities side by side, each 1,000 m wide, with a street along y = 0
// through both, and one along x = 1900.
func small(t testing.TB, more ...city.Content) *desk {
	t.Helper()
	scheme, err := city.ParseScheme([]byte(smallScheme))
	if err != nil {
		t.Fatal(err)
	}
	things := []city.Content{
		&city.Area{Layer: "city", Code: "c", Shape: rect(0, -500, 2000, 500)},
		&city.Area{Layer: "community", Code: "west", Parent: "c", Shape: rect(0, -500, 1000, 500)},
		&city.Area{Layer: "community", Code: "east", Parent: "c", Shape: rect(1000, -500, 2000, 500)},
		line("road", "main", "local", at(10, 0), at(1000, 0), at(1900, 0), at(1990, 0)),
		line("road", "up", "local", at(1900, 0), at(1900, 400)),
	}
	return newDesk(t, scheme, put(append(things, more...)...))
}

func (d *desk) coverage(a plan.Ask) *plan.Coverage {
	d.t.Helper()
	got, err := d.Coverage(d.t.Context(), a)
	if err != nil {
		d.t.Fatal(err)
	}
	return got
}
