package atlas_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// TestAddressOfCityNamedOtherwise: a city that the store was opened as and that the file of borders calls
// otherwise is meant by either name, in its usual forms; that of a scheme, of no one city, is none.
func TestAddressOfCityNamedOtherwise(t *testing.T) {
	d := openDemo(t, demo.SizeTiny)
	area := d.area(t, "city", func(*city.Area) bool { return true })
	var said string
	for _, r := range d.records(t) {
		if b, ok := r.Content.(*city.Building); ok && strings.HasSuffix(b.Address.Number, "号") {
			said = b.Address.Road + b.Address.Number
			break
		}
	}
	for _, c := range []struct {
		code, name string
		known      []string
		unknown    string
	}{
		{"370800", "济宁市", []string{"济宁市", "济宁", area.Name(), ""}, "上海市"},
		{"370800", "济宁", []string{"济宁市", "济宁", area.Name()}, "上海市"},
		{"", "通用", []string{area.Name()}, "通用市"},
	} {
		p := cityNamed(t, d, c.code, c.name)
		find := func(before string) string {
			a, err := p.Address(t.Context(), atlas.AddressAsk{Text: before + said})
			if err != nil {
				t.Fatal(err)
			}
			return a.Outcome
		}
		for _, before := range c.known {
			if got := find(before); got == "none" {
				t.Errorf("%s: %s%s is not found", c.name, before, said)
			}
		}
		if got := find(c.unknown); got != "none" {
			t.Errorf("%s: %s%s is %s", c.name, c.unknown, said, got)
		}
	}
}

// cityNamed is the demo's picture in a store that was opened as another city, with more in it.
func cityNamed(t *testing.T, d *demoCity, code, name string, more ...city.Entry) *atlas.Picture {
	t.Helper()
	scheme, err := d.store.Scheme(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	other := *scheme
	other.City, other.Name.Zh = code, name
	s, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "city.gpkg"), &other, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	entries := more
	for _, r := range d.records(t) {
		if r.Content.Key().Kind <= city.KindLine {
			entries = append(entries, city.PutContent(r.Content, city.Always()))
		}
	}
	if _, err := s.Apply(t.Context(), city.Change{Author: "t", Effective: city.OpenStart, Entries: entries}); err != nil {
		t.Fatal(err)
	}
	a, err := atlas.Open(t.Context(), s, noon)
	if err != nil {
		t.Fatal(err)
	}
	return a.Current()
}
