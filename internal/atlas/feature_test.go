package atlas_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/cql2"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// everything is all that a collection has in force.
func everything(t testing.TB, p *atlas.Picture, c *atlas.Collection) []atlas.Feature {
	t.Helper()
	all, n, err := p.Features(t.Context(), c, atlas.FeatureQuery{Limit: 1 << 30})
	if err != nil || n != len(all) || n != c.Count {
		t.Fatalf("%s: %d of %d, %v", c.Key, len(all), n, err)
	}
	return all
}

// fullRow judges a feature without any index.
type fullRow struct {
	*atlas.Feature
	p *atlas.Picture
	c *atlas.Collection
}

func (r fullRow) Value(column int) cql2.Value { return r.p.Value(r.c, r.Feature, column) }

func list(fs []atlas.Feature) string {
	out := make([]string, len(fs))
	for i := range fs {
		out[i] = fs[i].ID
	}
	return strings.Join(out, " ")
}

// TestFeaturesEqualTheSlowWay: what boxes and codes leave out is not selected anyway: every
// query gives what looking at each feature gives, pages are parts of it, and sorting moves
// nothing out.
func TestFeaturesEqualTheSlowWay(t *testing.T) {
	p := demoPicture(t, demo.SizeTiny)
	box, _ := p.Bounds()
	all := map[string][]atlas.Feature{}
	cs := map[string]*atlas.Collection{}
	keys := []string{"community", "grid", city.LayerBuilding, city.LayerRoad, "red_sail_station"}
	for _, key := range keys {
		c, err := p.Collection(key)
		if err != nil {
			t.Fatal(err)
		}
		cs[key], all[key] = c, everything(t, p, c)
		if len(all[key]) == 0 {
			t.Fatalf("%s is empty", key)
		}
	}
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SampledFrom(keys).Draw(t, "collection")
		c := cs[key]
		place := func(name string) (x, y float64) {
			q := geo.Point{X: rapid.Int32Range(box.Min.X, box.Max.X).Draw(t, name+"x"), Y: rapid.Int32Range(box.Min.Y, box.Max.Y).Draw(t, name+"y")}
			return q.LonLat()[0], q.LonLat()[1]
		}
		x1, y1 := place("a")
		x2, y2 := place("b")
		within := fmt.Sprintf("S_INTERSECTS(geometry, BBOX(%v,%v,%v,%v))", min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
		code := all[key][rapid.IntRange(0, len(all[key])-1).Draw(t, "feature")].ID
		text := rapid.SampledFrom([]string{
			"code = '%[1]s'", "%[2]s", "%[2]s AND code > '%[1]s'", "code IN ('%[1]s','nix') OR %[2]s", "NOT %[2]s", "code = '%[1]s' AND %[2]s",
			"name LIKE '%%1%%' AND %[2]s", "source IS NOT NULL AND NOT (code = '%[1]s')", "S_INTERSECTS(geometry, LINESTRING(%[3]v %[4]v,%[5]v %[6]v))",
		}).Draw(t, "filter")
		// Not every format uses all arguments.
		text = strings.NewReplacer("%[1]s", code, "%[2]s", within, "%[3]v", fmt.Sprint(x1), "%[4]v", fmt.Sprint(y1), "%[5]v", fmt.Sprint(x2), "%[6]v", fmt.Sprint(y2), "%%", "%").Replace(text)
		filter, err := cql2.Parse(text, c.Filterable(), cql2.LonLat)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		var want []atlas.Feature
		for i := range all[key] {
			if filter.Match(fullRow{&all[key][i], p, c}) {
				want = append(want, all[key][i])
			}
		}
		found += len(want)
		q := atlas.FeatureQuery{Filters: []*cql2.Filter{filter}, Limit: 1 << 30}
		got, n, err := p.Features(t.Context(), c, q)
		if err != nil || n != len(want) || list(got) != list(want) {
			t.Fatalf("%s of %s: %d, want %d: %v", text, key, n, len(want), err)
		}
		q.Skip, q.Limit = rapid.IntRange(0, len(want)+1).Draw(t, "skip"), rapid.IntRange(1, 20).Draw(t, "limit")
		page, n, err := p.Features(t.Context(), c, q)
		from, to := min(q.Skip, len(want)), min(q.Skip+q.Limit, len(want))
		if err != nil || n != len(want) || list(page) != list(want[from:to]) {
			t.Fatalf("page %d+%d of %s: %v", q.Skip, q.Limit, text, err)
		}
		q.Skip, q.Limit = 0, 1<<30
		q.Sort = []atlas.FeatureSort{{Column: rapid.IntRange(1, len(c.Columns)-1).Draw(t, "by"), Down: rapid.Bool().Draw(t, "down")}}
		sorted, _, err := p.Features(t.Context(), c, q)
		if err != nil || strings.Join(slices.Sorted(slices.Values(strings.Fields(list(sorted)))), " ") != strings.Join(slices.Sorted(slices.Values(strings.Fields(list(want)))), " ") {
			t.Fatalf("sorted by %s: %v", c.Columns[q.Sort[0].Column].Name, err)
		}
	})
	if found == 0 {
		t.Error("no filter selected anything")
	}
}

// TestFeaturesOfAllTimes: the versions that hold on a date, told apart by their ids, are those
// of the picture of that date.
func TestFeaturesOfAllTimes(t *testing.T) {
	p := demoPicture(t, demo.SizeTiny)
	old := 0
	for _, key := range p.CollectionKeys() {
		c, err := p.Collection(key)
		if err != nil {
			t.Fatal(err)
		}
		versions, n, err := p.Features(t.Context(), c, atlas.FeatureQuery{Time: &[2]city.Date{city.OpenStart, city.OpenEnd}, Limit: 1 << 30})
		if err != nil || n != len(versions) || n < c.Count {
			t.Fatalf("%s: %d versions, %d in force: %v", key, n, c.Count, err)
		}
		seen := map[string]bool{}
		now := 0
		for i := range versions {
			f := &versions[i]
			if seen[f.ID] {
				t.Errorf("%s: two versions are %s", key, f.ID)
			}
			seen[f.ID] = true
			if f.ID == f.Key().Code {
				now++
			} else {
				old++
			}
			again, err := p.Feature(c, f.ID)
			if err != nil || again.ID != f.ID || again.Valid != f.Valid {
				t.Errorf("%s: %s leads to %v: %v", key, f.ID, again, err)
			}
		}
		if now != c.Count {
			t.Errorf("%s: %d are in force, not %d", key, now, c.Count)
		}
	}
	if old == 0 {
		t.Error("the demo city has no past")
	}
}

// TestFeaturesTellNoSecrets: no collection has a column of what is not public, and areas tell
// of households what their cards do.
func TestFeaturesTellNoSecrets(t *testing.T) {
	p := demoPicture(t, demo.SizeTiny)
	for _, key := range p.CollectionKeys() {
		c, err := p.Collection(key)
		if err != nil {
			t.Fatal(err)
		}
		for _, col := range c.Columns {
			if c.Kind != city.KindArea && (strings.Contains(col.Name, "household") || strings.Contains(col.Name, "population")) || c.Kind == city.KindBuilding && strings.HasPrefix(col.Name, atlas.ClassPrefix) {
				t.Errorf("%s has a column %s", key, col.Name)
			}
		}
		if c.Kind != city.KindArea {
			continue
		}
		cards, _ := p.Areas(atlas.AreaFilter{Layers: []string{key}}, city.Key{}, 1<<30)
		fs := everything(t, p, c)
		if len(cards) != len(fs) {
			t.Fatalf("%s: %d features, %d cards", key, len(fs), len(cards))
		}
		at := slices.IndexFunc(c.Columns, func(col atlas.FeatureColumn) bool { return col.Name == "households" })
		for i := range fs {
			v := p.Value(c, &fs[i], at)
			if told := cards[i].Households; (v.Type == cql2.Null) != (told == nil) || told != nil && float64(*told) != v.Number {
				t.Errorf("%s %s tells %v, its card %v", key, fs[i].ID, v, told)
			}
		}
	}
}
