package gpkg_test

import (
	"path/filepath"
	"testing"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// TestCompact: the state of a store is the same after it, and it can be written to; what is no
// store is refused.
func TestCompact(t *testing.T) {
	src, err := data.Scheme("default")
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := city.ParseScheme(src)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "c.gpkg")
	s, err := gpkg.Init(t.Context(), path, scheme, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	before, err := s.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := gpkg.Compact(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if s, err = gpkg.Open(t.Context(), path, gpkg.Options{}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	after, err := s.State(t.Context())
	if err != nil || after != before {
		t.Errorf("state %+v, then %+v, %v", before, after, err)
	}
	post := &city.Post{Code: "p", Role: "street_contact", At: city.Seat{Kind: city.KindArea, Layer: "street", Code: "s"}}
	if _, err := s.Apply(t.Context(), city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(post, city.Always())}}); err != nil {
		t.Error(err)
	}
	if err := gpkg.Compact(t.Context(), filepath.Join(t.TempDir(), "none.gpkg")); city.CodeOf(err) != "no_store" {
		t.Errorf("no store: %v", err)
	}
}
