package access_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// land is a store of three layers and a few things.
type land struct {
	city.Reader
	scheme   *city.Scheme
	versions []city.Version
	records  []city.Record
}

func (l *land) Scheme(context.Context) (*city.Scheme, error) { return l.scheme, nil }

func (l *land) Versions(_ context.Context, q city.Query) ([]city.Version, error) {
	var out []city.Version
	for _, v := range l.versions {
		if q.Layer == "" || v.Area.Layer == q.Layer {
			out = append(out, v)
		}
	}
	return out, nil
}

func (l *land) Records(_ context.Context, q city.Query) ([]city.Record, error) {
	return city.OfKind(l.records, q.Kind), nil
}

func (l *land) CodeID(context.Context, city.Key) (int64, error) { return 7, nil }

func (l *land) CodeIDs(ctx context.Context, keys []city.Key) (map[city.Key]int64, error) {
	return city.CodeIDsBy(ctx, keys, l.CodeID)
}

func (l *land) Revisions(context.Context, int64, int) ([]city.Revision, error) {
	return []city.Revision{{Number: 1, Author: "张三", Note: "改名", Entries: 9}}, nil
}

func newLand(t *testing.T) *land {
	t.Helper()
	s, err := city.ParseScheme([]byte("layers: [{key: city}, {key: street, parent: city}, {key: grid, parent: street}]\nplaces: [{key: station}, {key: police}]"))
	if err != nil {
		t.Fatal(err)
	}
	always := city.Period{From: city.OpenStart, To: city.OpenEnd}
	in := func(layer, code, parent string, p city.Period) city.Version {
		return city.Version{Area: city.Area{Layer: layer, Code: code, Parent: parent}, Valid: p}
	}
	early, late := city.Period{From: city.OpenStart, To: city.FirstDate + 10}, city.Period{From: city.FirstDate + 10, To: city.OpenEnd}
	return &land{scheme: s, versions: []city.Version{
		in("city", "c1", "", always), in("city", "c2", "", always), in("street", "s1", "c1", always), in("street", "s2", "c1", early), in("street", "s2", "c2", late),
		in("grid", "g1", "s1", always), in("grid", "g2", "s2", always), in("grid", "g3", "s2", late), in("grid", "g4", "s2", early),
	}, records: []city.Record{
		{Content: &city.Post{Code: "p1", At: city.Seat{Kind: city.KindArea, Layer: "grid", Code: "g1"}, StandIns: []string{"p2", "p3"}}},
		{Content: &city.Post{Code: "p2", At: city.Seat{Kind: city.KindArea, Layer: "street", Code: "s1"}}},
		{Content: &city.Post{Code: "p3", At: city.Seat{Kind: city.KindPlace, Layer: "station", Code: "x"}}},
		{Content: &city.Person{Code: "a"}},
		{Content: &city.Organisation{Code: "o1", Parent: "o2", Of: city.Seat{Kind: city.KindArea, Layer: "grid", Code: "g1"}, Place: city.Seat{Kind: city.KindPlace, Layer: "police", Code: "y"}, Address: city.Address{Road: "路"}}},
		{Content: &city.Organisation{Code: "o2", Of: city.Seat{Kind: city.KindArea, Layer: "street", Code: "s1"}}},
		{Content: &city.Building{Code: "b", Grid: "g1", Compound: "k"}},
	}}
}

// openTo is what is open after keys are opened.
func openTo(t *testing.T, keys ...string) access.Opening {
	t.Helper()
	b := newBench(t)
	b.ok(b.ChangeOpened(t.Context(), b.by, nil, keys, []string{access.OpenAll}))
	return b.opened(b.Service)
}

// TestSeenLayers: the scheme and the areas are as if there were no others; where a layer between is not
// open, an area hangs on the one above it, unless that was not the same all the time.
func TestSeenLayers(t *testing.T) {
	for _, c := range []struct {
		open    []string
		parents map[string]string // of layers
		areas   map[string]string // parents of areas
	}{
		{nil, map[string]string{}, map[string]string{}},
		{[]string{"grid"}, map[string]string{"grid": ""}, map[string]string{"g1": "", "g2": "", "g3": "", "g4": ""}},
		{[]string{"city", "grid"}, map[string]string{"city": "", "grid": "city"}, map[string]string{"c1": "", "c2": "", "g1": "c1", "g2": "", "g3": "c2", "g4": "c1"}},
		{[]string{"street", "grid"}, map[string]string{"street": "", "grid": "street"}, map[string]string{"s1": "", "s2": "", "g1": "s1", "g2": "s2", "g3": "s2", "g4": "s2"}},
		{[]string{access.OpenAll}, map[string]string{"city": "", "street": "city", "grid": "street"}, map[string]string{"c1": "", "c2": "", "s1": "c1", "s2": "c2", "g1": "s1", "g2": "s2", "g3": "s2", "g4": "s2"}},
	} {
		r := access.Seen(newLand(t), openTo(t, c.open...))
		s, err := r.Scheme(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		layers, areas := map[string]string{}, map[string]string{}
		for _, l := range s.Layers {
			layers[l.Key] = l.Parent
		}
		vs, err := r.Versions(t.Context(), city.Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range vs {
			areas[v.Area.Code] = v.Area.Parent
		}
		if !maps.Equal(layers, c.parents) || !maps.Equal(areas, c.areas) {
			t.Errorf("%v open: layers %v, areas %v", c.open, layers, areas)
		}
		for _, key := range []string{"city", "street", "grid"} {
			_, err := r.CodeID(t.Context(), city.Key{Layer: key, Code: "x"})
			if many, merr := r.CodeIDs(t.Context(), []city.Key{{Layer: key, Code: "x"}}); merr != nil || len(many) == 1 != (err == nil) {
				t.Errorf("%s of many: %v, %v", key, many, merr)
			}
			if _, open := c.parents[key]; open != (err == nil) || !open && city.KindOf(err) != city.NotFound {
				t.Errorf("%v open: the code of a %s: %v", c.open, key, err)
			}
		}
	}
}

// TestSeenThings: persons never, posts and organisations where what they are for is seen, and no code of
// what is not; no author and no note.
func TestSeenThings(t *testing.T) {
	r := access.Seen(newLand(t), openTo(t, "grid", "station", "building"))
	var got []string
	for _, kind := range city.RecordKinds() {
		rs, err := r.Records(t.Context(), city.Query{Kind: kind})
		if err != nil {
			t.Fatal(err)
		}
		for i := range rs {
			if kind != city.KindArea {
				got = append(got, rs[i].Key().String())
			}
			switch c := rs[i].Content.(type) {
			case *city.Post:
				if c.Code == "p1" && !slices.Equal(c.StandIns, []string{"p3"}) {
					t.Errorf("stand-ins %v", c.StandIns)
				}
			case *city.Organisation:
				if c.Parent != "" || c.Place != (city.Seat{}) {
					t.Errorf("%+v", c)
				}
			case *city.Building:
				if c.Grid != "g1" || c.Compound != "" {
					t.Errorf("%+v", c)
				}
			}
		}
	}
	if want := []string{"building/b", "organisation/o1", "post/p1", "post/p3"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	rs, err := r.Revisions(t.Context(), 0, 1)
	if err != nil || rs[0] != (city.Revision{Number: 1}) {
		t.Errorf("%+v, %v", rs, err)
	}
}
