package demo_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

func ExampleMake() {
	made, err := demo.Make(context.Background(), demo.SizeTiny, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	counts := map[string]int{}
	for i := range made.Areas {
		counts[made.Areas[i].Layer]++
	}
	fmt.Println(counts["street"], counts["community"], counts["compound"], demo.Notice.Zh)
	// Output: 1 4 26 演示数据（虚构）
}

// cities makes each size once for all tests.
var cities = map[demo.Size]func() (*demo.City, error){
	demo.SizeTiny:   sync.OnceValues(func() (*demo.City, error) { return demo.Make(context.Background(), demo.SizeTiny, nil) }),
	demo.SizeMiddle: sync.OnceValues(func() (*demo.City, error) { return demo.Make(context.Background(), demo.SizeMiddle, nil) }),
	demo.SizeCity:   sync.OnceValues(func() (*demo.City, error) { return demo.Make(context.Background(), demo.SizeCity, nil) }),
}

// eachSize runs a test on the sizes that are made here.
func eachSize(t *testing.T, f func(t *testing.T, d *demo.City)) {
	for _, size := range []demo.Size{demo.SizeTiny, demo.SizeMiddle, demo.SizeCity} {
		t.Run(string(size), func(t *testing.T) {
			d, err := cities[size]()
			if err != nil {
				t.Fatal(err)
			}
			f(t, d)
		})
	}
}

func layer(areas []city.Area, key string) []city.Area {
	var out []city.Area
	for i := range areas {
		if areas[i].Layer == key {
			out = append(out, areas[i])
		}
	}
	return out
}

var partitions = []string{"city", "district", "street", "community", "grid"}

// TestCounts compares with the counts of the public report that shaped the city; those of
// the tests' sizes stand in sizes.csv alone.
func TestCounts(t *testing.T) { eachSize(t, checkCounts) }

func checkCounts(t *testing.T, d *demo.City) {
	t.Helper()
	want := map[demo.Size]map[string]int{
		demo.SizeTiny: {"city": 1, "district": 1, "street": 1, "community": 4, "compound": 26, "grid": 30, "buildings": 520, "households": 9000},
		demo.SizeCity: {"city": 1, "district": 9, "street": 59, "community": 236, "compound": 1564, "grid": 1800,
			"buildings": 31_000, "households": 540_000, "red_sail_station": 1280, "activity_venue": 560,
			"service_station": 236, "service_centre": 69},
		demo.SizeLarge: {"city": 1, "street": 590, "community": 2360, "compound": 15_640, "grid": 18_000, "buildings": 310_000},
	}
	got := map[string]int{"buildings": len(d.Buildings)}
	for i := range d.Areas {
		got[d.Areas[i].Layer]++
	}
	for i := range d.Buildings {
		got["households"] += d.Buildings[i].Households
	}
	for i := range d.Places {
		got[d.Places[i].Kind]++
	}
	t.Logf("%s: %v, %d lines, %d covers, %d gates", d.Size, got, len(d.Lines), len(d.Covers), len(d.Gates))
	for key, n := range want[d.Size] {
		if off := got[key] - n; off*50 > n || off*50 < -n {
			t.Errorf("%d × %s, want %d within 2 %%", got[key], key, n)
		}
	}
}

// TestPartition proves that no layer has a gap or an overlap, at every date of the history.
func TestPartition(t *testing.T) { eachSize(t, checkPartitions) }

func checkPartitions(t *testing.T, d *demo.City) {
	t.Helper()
	checkPartition(t, "now", d.Areas)
	areas := d.Areas
	for i := len(d.History) - 1; i >= 0; i-- {
		areas = undo(t, areas, d.History[i])
		checkPartition(t, "before "+d.History[i].Date.String(), areas)
	}
}

func checkPartition(t *testing.T, when string, areas []city.Area) {
	t.Helper()
	for _, key := range partitions {
		var parts []partition.Area
		for _, a := range layer(areas, key) {
			parts = append(parts, partition.Area{Code: a.Code, Shape: a.Shape})
		}
		faults, err := partition.FindFaults(context.Background(), parts)
		if err != nil {
			t.Fatalf("%s, %s: %v", when, key, err)
		}
		if len(faults.Gaps)+len(faults.Overlaps) > 0 {
			t.Errorf("%s, %s: %d gaps, %d overlaps", when, key, len(faults.Gaps), len(faults.Overlaps))
		}
	}
}

// undo takes a step back.
func undo(t *testing.T, areas []city.Area, s demo.Step) []city.Area {
	t.Helper()
	gone := map[city.Key]bool{}
	var before []city.Area
	for _, op := range s.Ops {
		for i := range op.After {
			gone[op.After[i].Key()] = true
		}
		before = append(before, op.Before...)
	}
	var out []city.Area
	for i := range areas {
		if gone[areas[i].Key()] {
			delete(gone, areas[i].Key())
			continue
		}
		out = append(out, areas[i])
	}
	if len(gone) > 0 {
		t.Fatalf("step of %s: %d areas that it made are not there: %v", s.Date, len(gone), gone)
	}
	return append(out, before...)
}

// TestCodes: codes are unique, fit their profile and begin with their parent's; names are
// unique under a parent; parents exist.
func TestCodes(t *testing.T) { eachSize(t, checkCodes) }

func checkCodes(t *testing.T, d *demo.City) {
	t.Helper()
	profiles := map[string]city.Profile{"city": city.ProfileCN12, "district": city.ProfileCN12, "street": city.ProfileCN12,
		"community": city.ProfileCN12, "grid": city.ProfileCN15, "compound": city.ProfileFree}
	parents := map[string]string{"district": "city", "street": "district", "community": "street", "grid": "community", "compound": "community"}
	seen, names := map[city.Key]bool{}, map[string]bool{}
	for i := range d.Areas {
		a := &d.Areas[i]
		p := profiles[a.Layer]
		if err := errors.Join(p.CheckCode(a.Code), p.CheckUnder(a.Code, a.Parent)); err != nil {
			t.Errorf("%s: %v", a.Key(), err)
		}
		if seen[a.Key()] {
			t.Errorf("%s stands twice", a.Key())
		}
		seen[a.Key()] = true
		if up := parents[a.Layer]; up != "" && !seen[city.Key{Layer: up, Code: a.Parent}] {
			t.Errorf("%s: no parent %q", a.Key(), a.Parent)
		}
		for _, n := range []string{a.Names.Zh, a.Names.En} {
			name := a.Layer + a.Parent + n
			if n == "" || names[name] {
				t.Errorf("%s: name %q is empty or taken", a.Key(), n)
			}
			names[name] = true
		}
		for _, v := range wordsOf(a.Class) {
			if d.Terms[v].Zh == "" || d.Terms[v].En == "" {
				t.Errorf("%s: no word for %q", a.Key(), v)
			}
		}
	}
}

// TestReproducible: two runs give the same bytes.
func TestReproducible(t *testing.T) {
	for _, size := range []demo.Size{demo.SizeTiny, demo.SizeMiddle} {
		first, err := cities[size]()
		if err != nil {
			t.Fatal(err)
		}
		again, err := demo.Make(context.Background(), size, nil)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := digest(t, first), digest(t, again); a != b || !reflect.DeepEqual(first, again) {
			t.Errorf("%s: %s, then %s", size, a, b)
		}
	}
}

func digest(t *testing.T, d *demo.City) string {
	t.Helper()
	src, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(src)
	return hex.EncodeToString(sum[:8])
}

func TestUnknownSizeAndCancel(t *testing.T) {
	if _, err := demo.Make(context.Background(), "huge", nil); err == nil || !strings.Contains(err.Error(), "tiny") {
		t.Errorf("an unknown size gives %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err := demo.Make(ctx, demo.SizeTiny, func(_ string, done, _ int) {
		if done == 1 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run gives %v", err)
	}
}
