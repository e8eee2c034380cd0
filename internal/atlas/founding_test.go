package atlas_test

import (
	"path/filepath"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// TestFoundedAnew: an atlas follows a city that another process founds anew while nothing is in it:
// its layers, its zone, and then its areas.
func TestFoundedAnew(t *testing.T) {
	scheme := func(src string) *city.Scheme {
		t.Helper()
		s, err := city.ParseScheme([]byte(src))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	path := filepath.Join(t.TempDir(), "new.gpkg")
	s, err := gpkg.Init(t.Context(), path, scheme("layers: [{key: district, partition: true}, {key: street, parent: district, partition: true}]"), gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a, err := atlas.Open(t.Context(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(a.Current().Layers()); got != 2 {
		t.Fatalf("%d layers", got)
	}
	other, err := gpkg.Open(t.Context(), path, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.Found(t.Context(), scheme("{zone: Asia/Urumqi, city: '650100', layers: [{key: county, partition: true}]}")); err != nil {
		t.Fatal(err)
	}
	put := city.Change{Author: "a", Effective: city.OpenStart, Entries: []city.Entry{put("county", "c", geo.MultiPolygon{{{{X: 0, Y: 0}, {X: 10, Y: 0}, {X: 10, Y: 10}, {X: 0, Y: 10}}}})}}
	if changed, err := a.Refresh(t.Context()); err != nil || !changed {
		t.Fatal(changed, err)
	}
	pic := a.Current()
	if layers := pic.Layers(); len(layers) != 1 || layers[0].Key != "county" || pic.Scheme.City != "650100" || a.Zone().String() != "Asia/Urumqi" {
		t.Fatalf("%+v, city %s, zone %s", layers, pic.Scheme.City, a.Zone())
	}
	if _, err := s.Apply(t.Context(), put); err != nil { // by the store that was opened before
		t.Fatal(err)
	}
	if changed, err := a.Refresh(t.Context()); err != nil || !changed || a.Current().Layers()[0].Areas != 1 {
		t.Fatal(changed, err, a.Current().Layers())
	}
	if _, err := other.Reform(t.Context(), scheme("{zone: Asia/Urumqi, city: '650100', norms: {community_workers: 11}, layers: [{key: county, name: {zh: 县, en: County}, partition: true}]}")); err != nil {
		t.Fatal(err)
	}
	if changed, err := a.Refresh(t.Context()); err != nil || !changed || a.Current().Scheme.Norms["community_workers"] == nil || a.Current().Layers()[0].Areas != 1 {
		t.Fatal("reformed:", changed, err, a.Current().Scheme, a.Current().Layers())
	}
	if p, err := a.At(t.Context(), a.Current().Date-400, 1); err != nil || p.Scheme != a.Current().Scheme {
		t.Fatal("an earlier day is of another scheme", err)
	}
}
