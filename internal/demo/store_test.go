package demo_test

import (
	"context"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// stored is the store of a city, made anew.
func stored(t *testing.T, d *demo.City) city.Store {
	t.Helper()
	scheme, err := d.Scheme()
	if err != nil {
		t.Fatal(err)
	}
	s, err := gpkg.Init(context.Background(), filepath.Join(t.TempDir(), "demo.gpkg"), scheme, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	changes, err := d.Whole(context.Background(), newRing())
	if err != nil {
		t.Fatal(err)
	}
	for i := range changes {
		rev, err := s.Apply(context.Background(), changes[i])
		if err != nil {
			t.Fatalf("change %d (%s): %v", i, changes[i].Note, err)
		}
		if rev.Entries != len(changes[i].Entries) {
			t.Errorf("change %d (%s): %d of %d entries changed something", i, changes[i].Note, rev.Entries, len(changes[i].Entries))
		}
	}
	return s
}

// dates are before, on and after each date of the history, and a day of today.
var dates = []string{"1999-12-31", "2024-06-30", "2024-07-01", "2025-06-30", "2025-07-01", "2025-12-31", "2026-01-01", "2026-11-22"}

func date(t *testing.T, s string) city.Date {
	t.Helper()
	d, err := city.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestStore: every Change applies, check finds nothing at any date, what is in force today
// is the city, households add up at every date, and codes tell the history.
func TestStore(t *testing.T) {
	eachSize(t, func(t *testing.T, d *demo.City) {
		s := stored(t, d)
		if size, err := demo.SizeOf(context.Background(), s); size != d.Size || err != nil {
			t.Errorf("it holds the city of size %q, %v", size, err)
		}
		checkDates(t, s)
		checkToday(t, d, s)
		for _, day := range dates {
			checkSums(t, s, day)
		}
		for i := range d.History {
			checkStep(t, s, &d.History[i])
		}
	})
}

func checkDates(t *testing.T, s city.Store) {
	t.Helper()
	a, err := atlas.Open(context.Background(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []string{"1999-12-31", "2024-07-01", "2025-12-31", "2026-11-22"} {
		p, err := a.At(context.Background(), date(t, day), 0)
		if err != nil {
			t.Fatal(err)
		}
		found, err := p.Check(context.Background(), "")
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range found.Layers {
			if len(l.Findings) > 0 {
				t.Errorf("%s, %s: %d findings, the first %+v", day, l.Layer, len(l.Findings), l.Findings[0])
			}
		}
	}
}

// inForce are the records of a kind on a date, by key.
func inForce(t *testing.T, s city.Store, kind city.RecordKind, day string) map[city.Key]city.Content {
	t.Helper()
	at := date(t, day)
	rs, err := s.Records(context.Background(), city.Query{Kind: kind, At: &at})
	if err != nil {
		t.Fatal(err)
	}
	out := map[city.Key]city.Content{}
	for i := range rs {
		if out[rs[i].Key()] != nil {
			t.Errorf("%s: two versions of %s", day, rs[i].Key())
		}
		out[rs[i].Key()] = rs[i].Content
	}
	return out
}

// checkToday compares what is in force today with the city.
func checkToday(t *testing.T, d *demo.City, s city.Store) {
	t.Helper()
	areas := inForce(t, s, city.KindArea, "2026-11-22")
	for i := range d.Areas {
		got, _ := areas[d.Areas[i].Key()].(*city.Area)
		if got == nil || !reflect.DeepEqual(*got, d.Areas[i]) {
			t.Errorf("%s is stored as %+v", d.Areas[i].Key(), got)
		}
	}
	if got, want := len(areas), len(d.Areas)+len(d.Covers)+len(d.Overlays); got != want {
		t.Errorf("%d areas, want %d", got, want)
	}
	buildings := inForce(t, s, city.KindBuilding, "2026-11-22")
	for i := range d.Buildings {
		b := &d.Buildings[i]
		got, _ := buildings[city.Key{Kind: city.KindBuilding, Layer: city.LayerBuilding, Code: b.Code}].(*city.Building)
		if got == nil || got.Grid != b.Grid || got.Compound != b.Compound || *got.Households != int64(b.Households) || !reflect.DeepEqual(got.Shape, b.Shape) {
			t.Errorf("building %s is stored as %+v", b.Code, got)
		}
	}
	places := inForce(t, s, city.KindPlace, "2026-11-22")
	for i := range d.Places {
		p := &d.Places[i]
		got, _ := places[city.Key{Kind: city.KindPlace, Layer: p.Kind, Code: p.Code}].(*city.Place)
		if got == nil || got.Names.Zh != p.Name.Zh || got.Point != p.Point {
			t.Errorf("place %s is stored as %+v", p.Code, got)
		}
	}
	if len(buildings) != len(d.Buildings) || len(places) != len(d.Places) {
		t.Errorf("%d buildings and %d places, want %d and %d", len(buildings), len(places), len(d.Buildings), len(d.Places))
	}
	vertices, want := 0, 0
	for _, c := range inForce(t, s, city.KindLine, "2026-11-22") {
		vertices += c.(*city.Line).Shape.Vertices()
	}
	for i := range d.Lines {
		want += len(d.Lines[i].Points)
	}
	for i := range d.Gates {
		want += len(d.Gates[i].Across)
	}
	if vertices != want {
		t.Errorf("lines with %d points, want %d", vertices, want)
	}
}

// checkSums: on a date the households of a community are those of its grids, and of each
// grid and compound those of its buildings.
func checkSums(t *testing.T, s city.Store, day string) {
	t.Helper()
	sums := map[city.Key]int64{}
	areas := inForce(t, s, city.KindArea, day)
	for k, c := range inForce(t, s, city.KindBuilding, day) {
		b := c.(*city.Building)
		grid, _ := areas[city.Key{Layer: city.LayerGrid, Code: b.Grid}].(*city.Area)
		if grid == nil || k.Code[:12] != grid.Parent {
			t.Errorf("%s: building %s names grid %q", day, k.Code, b.Grid)
			continue
		}
		for _, key := range []city.Key{grid.Key(), {Layer: "community", Code: grid.Parent}, {Layer: city.LayerCompound, Code: b.Compound}} {
			sums[key] += *b.Households
		}
	}
	for k, c := range areas {
		a := c.(*city.Area)
		switch k.Layer {
		case city.LayerGrid, city.LayerCompound, "community":
			if *a.Households != sums[k] {
				t.Errorf("%s: %s has %d households, its buildings %d", day, k, *a.Households, sums[k])
			}
		case "street":
			sums[city.Key{Layer: "district", Code: a.Parent}] += *a.Households
		}
	}
	for k, c := range areas {
		if a := c.(*city.Area); k.Layer == "district" && *a.Households != sums[k] {
			t.Errorf("%s: %s has %d households, its streets %d", day, k, *a.Households, sums[k])
		}
	}
}

// checkStep: on the day before a step an old code answers with the old area; today it
// resolves to the renumbered area, or to the last version and its heirs.
func checkStep(t *testing.T, s city.Store, step *demo.Step) {
	t.Helper()
	today := date(t, "2026-11-22")
	for _, op := range step.Ops {
		var heirs []string
		for i := range op.After {
			heirs = append(heirs, op.After[i].Code)
		}
		for i := range op.Before {
			old := &op.Before[i]
			then := find(t, s, old.Key(), step.Date-1)
			if then.Matched != city.MatchedCode || then.Key() != old.Key() {
				t.Errorf("%s on the day before: %s, %s", old.Key(), then.Matched, then.Key())
			}
			now := find(t, s, old.Key(), today)
			switch {
			case op.Kind == "recode" && (now.Matched != city.MatchedFormer || !slices.Contains(now.Content.(*city.Area).Former, old.Code)):
				t.Errorf("%s today: %s, %s", old.Key(), now.Matched, now.Key())
			case op.Kind != "recode" && (now.Matched != city.MatchedRetired || !slices.Equal(now.Successors, heirs)):
				t.Errorf("%s today: %s, heirs %v, want %v", old.Key(), now.Matched, now.Successors, heirs)
			}
		}
		for i := range op.After {
			if on := find(t, s, op.After[i].Key(), step.Date); on.Matched != city.MatchedCode || on.Valid.From != step.Date {
				t.Errorf("%s on its first day: %s since %s", op.After[i].Key(), on.Matched, on.Valid.From)
			}
		}
	}
}

func find(t *testing.T, s city.Store, k city.Key, at city.Date) city.Found {
	t.Helper()
	f, err := city.Find(context.Background(), s, k, at, 0)
	if err != nil {
		t.Fatalf("%s at %s: %v", k, at, err)
	}
	return f
}

// TestPlacesKeepUp: at every date places bear the name of the unit that they serve, and no
// building and place keeps the code of a unit that is gone.
func TestPlacesKeepUp(t *testing.T) {
	d, err := cities[demo.SizeMiddle]()
	if err != nil {
		t.Fatal(err)
	}
	s := stored(t, d)
	served := map[string]bool{"service_station": true, "mediation_room": true}
	for _, day := range dates {
		communities, named := map[string]bool{}, 0
		for k, c := range inForce(t, s, city.KindArea, day) {
			if k.Layer == "community" {
				communities[c.(*city.Area).Names.Zh] = true
			}
		}
		for k, c := range inForce(t, s, city.KindPlace, day) {
			name := c.(*city.Place).Names.Zh
			unit := strings.TrimSuffix(strings.TrimSuffix(name, "党群服务站"), "人民调解室")
			if served[k.Layer] && !communities[unit] {
				t.Errorf("%s: there is %s, and no %s", day, name, unit)
			}
			if k.Layer == "service_station" {
				named++
			}
		}
		if named > len(communities) || named < len(communities)*8/10 {
			t.Errorf("%s: %d stations of %d communities", day, named, len(communities))
		}
	}
}

// TestScheme: it is the default one, marked as made up, with words for every class and tag.
func TestScheme(t *testing.T) {
	d, err := cities[demo.SizeTiny]()
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.Scheme()
	if err != nil {
		t.Fatal(err)
	}
	src, err := s.YAML()
	if err != nil {
		t.Fatal(err)
	}
	again, err := city.ParseScheme(src)
	if err != nil || !demo.Ours(again) || !strings.Contains(string(src), demo.Title.Zh) {
		t.Errorf("it does not come back: %v\n%s", err, src)
	}
	changes, err := d.Changes()
	if err != nil {
		t.Fatal(err)
	}
	for i := range changes {
		if !strings.Contains(changes[i].Note, demo.Notice.Zh) || changes[i].Author == "" {
			t.Errorf("change %d: note %q, author %q", i, changes[i].Note, changes[i].Author)
		}
		for _, e := range changes[i].Entries {
			for _, word := range words(e.Content) {
				if s.Terms[word].Zh == "" || s.Terms[word].En == "" {
					t.Errorf("%s: there is no word for %q", e.Key, word)
				}
			}
		}
	}
}

// words are the values of a content's classes and tags that the page shows.
func words(c city.Content) []string {
	switch c := c.(type) {
	case *city.Area:
		return slices.Concat(wordsOf(c.Class), attributesOf(c.Class))
	case *city.Building:
		return slices.Collect(maps.Values(c.Class))
	case *city.Line:
		return []string{c.Class["class"]}
	case *city.Place:
		out := slices.Concat(c.Services, c.Skills, slices.Collect(maps.Values(c.Class)))
		if c.Tenure != "" {
			out = append(out, c.Tenure)
		}
		return out
	}
	return nil
}

// attributesOf are the keys of an area's class that a theme colours by; the page has its own word for "kind".
func attributesOf(class map[string]string) []string {
	return slices.DeleteFunc(slices.Collect(maps.Keys(class)), func(k string) bool { return k == "kind" })
}

// wordsOf are the values of a class but the number of members, which is a number: its key has a term.
func wordsOf(class map[string]string) []string {
	var out []string
	for k, v := range class {
		if _, err := strconv.Atoi(v); err == nil && k == "self_managed_members" {
			v = k
		}
		out = append(out, v)
	}
	return out
}
