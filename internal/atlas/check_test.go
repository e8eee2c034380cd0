package atlas_test

import (
	"context"
	"encoding/hex"
	"errors"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
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
			if whole := f.Kind == atlas.FindingNoParent || f.Kind == atlas.FindingCodeAndPlace; (len(f.Shape) == 0) != whole {
				t.Errorf("%s: shape %v", f.Kind, f.Shape)
			}
		}
	}
	want := []seen{
		{"upper", atlas.FindingGap, []string{"b"}},
		{"lower", atlas.FindingNoParent, []string{"110101004"}},
		{"lower", atlas.FindingCodeAndPlace, []string{"110102001", "110101"}},
		{"lower", atlas.FindingParent, []string{"110101003", ""}},
		{"lower", atlas.FindingBare, []string{"b"}},
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

// TestCheckLayersThatDisagree: an area over two parents names one of them; wherever its
// ground is the other's, Locate says that they disagree and the check lists the place.
func TestCheckLayersThatDisagree(t *testing.T) {
	store := openStore(t, `
layers:
  - {key: district, name: {zh: 区, en: D}, parent: "", partition: true}
  - {key: street, name: {zh: 街道, en: S}, parent: district, partition: true}
  - {key: yard, name: {zh: 小区, en: Y}, parent: street, partition: false}
`)
	sliver := rect(0, 20, 10, 30)
	sliver[0][0][1].X += 3 // 3 units, about 3 cm at its widest
	apply(t, store, always(
		area("district", "d1", "", rect(0, 0, 10, 30)), area("district", "d2", "", rect(10, 0, 20, 30)),
		area("street", "s1", "d1", rect(4, 0, 14, 10)),   // 60 % in d1, 40 % in d2, its label point in d1
		area("street", "s2", "d2", rect(14, 0, 20, 10)),  // all in d2
		area("street", "s3", "d1", sliver),               // a hairline of it in d2
		area("street", "s4", "d2", rect(12, 20, 18, 35)), // a third of it outside
		area("yard", "y", "s1", rect(13, 2, 15, 4)),      // half in s2
	))
	pic := openAtlas(t, store, nil).Current()
	c, err := pic.Check(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	type seen struct {
		code, in string
		cells    int // hundreds of m²: a cell is about 11.1 m by 8.65 m
		hairline bool
	}
	var got []seen
	for _, l := range c.Layers {
		for _, f := range l.Findings {
			if f.Kind != atlas.FindingParent {
				continue
			}
			got = append(got, seen{f.Codes[0], f.Codes[1], int(math.Round(f.AreaM2 / (11.1 * 8.65))), f.Hairline})
			q, err := geo.Snap(f.At)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range pic.Locate(q, atlas.Asked{}).Areas {
				if a.Code == f.Codes[0] && a.Agrees && !f.Hairline {
					t.Errorf("%+v: Locate says that the layers agree there", f)
				}
			}
		}
	}
	want := []seen{{"s1", "d2", 40, false}, {"s3", "d2", 0, true}, {"s4", "", 30, false}, {"y", "s2", 2, false}}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
