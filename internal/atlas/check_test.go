package atlas_test

import (
	"context"
	"encoding/hex"
	"errors"
	"reflect"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

func TestCheck(t *testing.T) {
	store := openStore(t, `
layers:
  - {key: upper, name: {zh: 上, en: U}, parent: "", partition: true}
  - {key: lower, name: {zh: 下, en: L}, parent: upper, partition: true, code: {profile: cn12}}
  - {key: yard, name: {zh: 院, en: Y}, parent: lower, partition: false}
  - {key: hut, name: {zh: 屋, en: H}, parent: yard, partition: false}
`)
	frame := rect(10, 0, 40, 30)
	frame[0] = append(frame[0], rect(20, 10, 30, 20)[0][0])
	frame[0][1][1], frame[0][1][3] = frame[0][1][3], frame[0][1][1]
	apply(t, store, always(
		area("upper", "110101", "", rect(0, 0, 10, 30)), area("upper", "b", "", frame), // b has a hole in it: a gap
		area("lower", "110101001", "110101", rect(0, 0, 10, 20)),
		area("lower", "110102001", "110101", rect(0, 15, 10, 30)), // overlaps the first; the code is another district's
		area("lower", "110101003", "b", rect(0, 30, 10, 35)),      // lies outside b
		area("lower", "110101004", "", rect(12, 0, 18, 5)),
		area("yard", "y", "110101001", rect(0, 0, 5, 5)),
		area("hut", "h", "", rect(0, 0, 1, 1)), // outside every yard is in order
	))
	pic := openAtlas(t, store, nil).Current()
	c, err := pic.Check(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	type seen struct {
		layer, kind string
		codes       []string
	}
	var got []seen
	for _, l := range c.Layers {
		for _, f := range l.Findings {
			got = append(got, seen{l.Layer, f.Kind, f.Codes})
			if (f.Kind == atlas.FindingGap || f.Kind == atlas.FindingOverlap) && (f.AreaM2 < 1000 || f.WidthM < 10 || f.Hairline) {
				t.Errorf("%+v", f)
			}
		}
	}
	want := []seen{
		{"upper", atlas.FindingGap, []string{}},
		{"lower", atlas.FindingParent, []string{"110101003", "b"}},
		{"lower", atlas.FindingNoParent, []string{"110101004"}},
		{"lower", atlas.FindingCodeAndPlace, []string{"110102001", "110101"}},
		{"lower", atlas.FindingOverlap, []string{"110101001", "110102001"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if c.Findings() != len(want) || c.Revision != 1 || c.Timeline != "t-atlas" || len(c.ContentHash) != 64 || len(c.Hash) != 64 {
		t.Errorf("%+v", c)
	}
	one, err := pic.Check(t.Context(), "upper")
	if err != nil || len(one.Layers) != 1 || one.Findings() != 1 || one.ContentHash != c.ContentHash {
		t.Errorf("one layer: %+v, %v", one, err)
	}
	if _, err := pic.Check(t.Context(), "nix"); city.CodeOf(err) != "unknown_layer" {
		t.Errorf("unknown layer: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := pic.Check(gone, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestContentOfAllKinds: the content hash is that of all that is in force, not of areas alone.
func TestContentOfAllKinds(t *testing.T) {
	store := openStore(t, `layers: [{key: grid, name: {zh: 网格, en: Grid}, partition: true}]`)
	c := always(area("grid", "g", "", rect(0, 0, 9, 9)))
	c.Entries = append(c.Entries, city.PutContent(&city.Building{Code: "b", Grid: "g", Shape: rect(1, 1, 2, 2)}, city.Always()),
		city.PutContent(&city.Building{Code: "past", Shape: rect(1, 1, 2, 2)}, city.Period{From: city.OpenStart, To: 0}))
	apply(t, store, c)
	got, err := openAtlas(t, store, nil).Current().Check(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := city.ContentHash([]city.Record{{Content: c.Entries[0].Content}, {Content: c.Entries[1].Content}})
	if want := hex.EncodeToString(sum[:]); err != nil || got.ContentHash != want {
		t.Errorf("content %s, want %s (%v)", got.ContentHash, want, err)
	}
}
