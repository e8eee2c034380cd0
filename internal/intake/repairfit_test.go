package intake_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// unit is a unit of the lattice in the units of box: 1.1 cm of latitude.
const unit = 1e-5

func TestCloseHairlinesOnImport(t *testing.T) {
	// a and b are 3.3 cm apart, b and c overlap as much, c and d are 11 cm apart.
	file := collection(coded("a", box(0, 0, 1, 1)), coded("b", box(0, 1+3*unit, 1, 1)),
		coded("c", box(0, 2, 1, 1)), coded("d", box(0, 3+10*unit, 1, 1)), coded("east", box(1, 0, 1, 4+10*unit)), coded("west", box(-1, 0, 1, 4+10*unit)))
	w := newWorld(t, threeLayers)
	path := w.write("geojson", file)
	plain := w.take(path, intake.Options{Layer: "district", DryRun: true})
	if len(plain.Gaps) != 2 || len(plain.Overlaps) != 1 || len(plain.Repaired) != 0 {
		t.Fatalf("without the name: %d gaps, %d overlaps, repaired %v", len(plain.Gaps), len(plain.Overlaps), told(plain))
	}
	o := intake.Options{Layer: "district", Repairs: repairs(t, "close-hairlines")}
	r := w.take(path, o)
	if len(r.Gaps) != 1 || r.Gaps[0].Hairline || len(r.Overlaps) != 0 || len(r.Repaired) != 2 {
		t.Errorf("%+v, %d overlaps are left, repaired %v", r.Gaps, len(r.Overlaps), told(r))
	}
	if again := w.take(path, o); again.Status != intake.Unchanged {
		t.Errorf("again: %s", again.Status)
	}
}

// board is a 3 × 3 chessboard whose middle is drawn apart from the others.
func board(middle string) []string {
	var out []string
	for y := range 3 {
		for x := range 3 {
			if x == 1 && y == 1 {
				out = append(out, coded("m", middle))
				continue
			}
			out = append(out, coded(string(rune('a'+3*y+x)), box(float64(x), float64(y), 1, 1)))
		}
	}
	return out
}

func TestCloseHairlinesGivesStripsToFeatures(t *testing.T) {
	const off = 3 * unit
	for name, c := range map[string]struct {
		middle         string
		gaps, overlaps int // without the repair
		left           int // with it
	}{
		"shifted":  {box(1+off, 1+off, 1, 1), 1, 3, 0},
		"smaller":  {box(1+off, 1+off, 1-2*off, 1-2*off), 1, 0, 0},
		"larger":   {box(1-off, 1-off, 1+2*off, 1+2*off), 0, 8, 0},
		"far away": {box(1+3*off, 1, 1-3*off, 1), 1, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, threeLayers)
			features := board(c.middle)
			// The others are in the store first.
			w.load("district", slices.Concat(features[:4], features[5:])...)
			held := w.shapes("district")
			path := w.write("geojson", collection(features[4]))
			plain := w.take(path, intake.Options{Layer: "district", DryRun: true})
			if len(plain.Gaps) != c.gaps || len(plain.Overlaps) != c.overlaps {
				t.Errorf("without it: %d gaps, %d overlaps", len(plain.Gaps), len(plain.Overlaps))
			}
			r := w.take(path, intake.Options{Layer: "district", Repairs: repairs(t, "close-hairlines")})
			if n := len(r.Gaps) + len(r.Overlaps); n != c.left {
				t.Errorf("%d gaps and overlaps are left: %+v %+v; %v %+v", n, r.Gaps, r.Overlaps, told(r), r.Unrepaired)
			}
			if c.left == 0 && (len(r.Repaired) != 1 || r.Repaired[0].Repair != intake.CloseHairlines || r.Repaired[0].MovedM > 0.05 || r.Repaired[0].At == nil) {
				t.Errorf("repaired %+v", r.Repaired)
			}
			for code, shape := range held {
				now := w.shapes("district")[code]
				if now.TwiceArea().Compare(shape.TwiceArea()) != 0 {
					t.Errorf("%s of the store changed", code)
				}
			}
		})
	}
}

func TestSnapToParentOnImport(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("d1", box(0, 0, 2, 2)), coded("d2", box(2, 0, 2, 2)))
	// 50 units are 0.56 m: s1 ends before the border of its district, s2 goes beyond it.
	const off = 50 * unit
	path := w.write("geojson", collection(coded("s1", box(0, 0, 2-off, 2)), coded("s2", box(2-off, 0, 2+2*off, 2))))
	o := intake.Options{Layer: "street", Repairs: repairs(t, "snap-to-parent")}
	r := w.take(path, o)
	if got := told(r); !slices.Equal(got, []string{"1 s1 snap-to-parent 1", "2 s2 snap-to-parent 2"}) {
		t.Errorf("%v", got)
	}
	for street, district := range map[string]string{"s1": "d1", "s2": "d2"} {
		if a, b := w.area("street", street).Shape, w.area("district", district).Shape; !a.Equal(b) {
			t.Errorf("%s is %v, %s is %v", street, a, district, b)
		}
	}
	if again := w.take(path, o); again.Status != intake.Unchanged || again.Noded != 0 {
		t.Errorf("again: %s, %d noded", again.Status, again.Noded)
	}
	o.Repairs = repairs(t, "snap-to-parent=0.3")
	if r = w.take(path, o); len(r.Repaired) != 0 {
		t.Errorf("30 cm: %v", told(r))
	}
}

func TestSplitParentsOnImport(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("d1", box(0, 0, 2, 2)), coded("d2", box(2, 0, 2, 2)))
	file := collection(coded("x", box(1, 0, 2.5, 1)), coded("y", box(0, 1, 2, 1)))
	path := w.write("geojson", file)
	w.take(w.write("geojson", collection(feature(box(1, 0, 2.5, 1), "code", `"x"`, "households", "234"), coded("y", box(0, 1, 2, 1)))), intake.Options{Layer: "street"}) // whole, as it is without the name
	o := intake.Options{Layer: "street", Repairs: repairs(t, "split-parents")}
	r := w.take(path, o)
	if got := told(r); !slices.Equal(got, []string{"1 x split-parents 1"}) || !slices.Equal(r.Repaired[0].Parts, []string{"x-1", "x-2"}) {
		t.Fatalf("%v %+v", got, r.Repaired)
	}
	if r.Read != 2 || r.Accepted != 2 || r.Unchanged != 1 || !slices.Equal(r.Ended, []string{"x"}) {
		t.Errorf("%+v", r)
	}
	if len(r.Doubts) != 1 || r.Doubts[0].Reason != "split_counts" || !strings.Contains(r.Doubts[0].Message, "x is split") || !strings.Contains(r.Doubts[0].Message, "(234 households, no people) is counted no more") {
		t.Errorf("what the store has of it: %+v", r.Doubts)
	}
	one, two := w.area("street", "x-1"), w.area("street", "x-2")
	if one.Parent != "d2" || two.Parent != "d1" || one.Shape.Area() < two.Shape.Area()*14/10 {
		t.Errorf("%s %v, %s %v", one.Parent, one.Shape.Area(), two.Parent, two.Shape.Area())
	}
	found, err := city.Find(t.Context(), w.store, city.Key{Layer: "street", Code: "x"}, city.LastDate, 0)
	if err != nil || !slices.Equal(found.Successors, []string{"x-1", "x-2"}) {
		t.Errorf("x: %+v, %v", found, err)
	}
	o.Replace = true
	if again := w.take(path, o); again.Status != intake.Unchanged || again.Unchanged != 2 || len(again.Ended) != 0 || len(again.Doubts) != 0 {
		t.Errorf("again: %s, %d unchanged, ended %v", again.Status, again.Unchanged, again.Ended)
	}
}

// TestSplitParentsGivesBuildingsToParts: buildings that name the area name the part that has their ground,
// later versions too, and one that lies elsewhere the largest; an area that others name as their parent stays.
func TestSplitParentsGivesBuildingsToParts(t *testing.T) {
	const scheme = `
zone: Asia/Shanghai
layers:
  - {key: community, name: {zh: 社区, en: Community}, parent: "", partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: community, partition: true}
  - {key: micro_grid, name: {zh: 微网格, en: Micro-grid}, parent: grid, partition: true}
`
	w := &staffed{world: newWorld(t, scheme)}
	w.load("community", coded("d1", box(0, 0, 2, 2)), coded("d2", box(2, 0, 2, 2)))
	path := w.write("geojson", collection(coded("x", box(1, 0, 2.5, 1)), coded("y", box(1, 1, 2, 1)), coded("z", box(0, 0, 1, 1))))
	w.take(path, intake.Options{Layer: "grid"})
	w.load("micro_grid", feature(box(1, 1, 0.5, 0.5), "code", `"m"`))
	w.things(intake.TableBuilding, "", "编码,网格,经度,纬度\nB1,x,116.025,40.005\nB2,x,116.015,40.005\nB3,x,116.005,40.005\nB4,,116.025,40.005\nB5,z,116.005,40.005\n")
	later := func(o *intake.ThingOptions) { o.EffectiveFrom = date(t, "2030-01-01") }
	w.things(intake.TableBuilding, "", "编码,户数\nB2,7\n", later)
	o := intake.Options{Layer: "grid", Repairs: repairs(t, "split-parents")}
	dry := o
	if dry.DryRun = true; w.take(path, dry).Rehomed != 4 {
		t.Errorf("dry run: %+v", w.take(path, dry))
	}
	r := w.take(path, o)
	if len(r.Unrepaired) != 1 || r.Unrepaired[0].Code != "y" || !strings.Contains(r.Unrepaired[0].Message, "micro_grid/m names it") || !slices.Equal(r.Ended, []string{"x"}) || r.Rehomed != 4 {
		t.Errorf("%+v", r)
	}
	for code, want := range map[string]string{"B1": "x-1", "B2": "x-2", "B3": "x-1", "B4": "", "B5": "z"} {
		if got := w.building(code).Grid; got != want {
			t.Errorf("%s is in %q, want %q", code, got, want)
		}
	}
	if again := w.take(path, o); again.Rehomed != 0 || again.Status != intake.Unchanged {
		t.Errorf("again: %+v", again)
	}
}

func TestSplitParentsTellsWhatItCannot(t *testing.T) {
	w := newWorld(t, strings.Replace(threeLayers, `parent: "", partition: true, code`, "parent: district, partition: true, code", 1))
	w.load("district", coded("d1", box(0, 0, 2, 2)), coded("d2", box(2, 0, 2, 2)))
	r := w.take(w.write("geojson", collection(coded("370811001001", box(1, 0, 2, 1)))),
		intake.Options{Layer: "village", Repairs: repairs(t, "split-parents")})
	if r.Accepted != 1 || len(r.Repaired) != 0 || len(r.Unrepaired) != 1 || !strings.Contains(r.Unrepaired[0].Message, "370811001001-1") {
		t.Errorf("%+v", r)
	}
}

func TestRepairsThatALayerCannotHave(t *testing.T) {
	w := newWorld(t, threeLayers)
	path := w.write("geojson", collection(coded("a", box(0, 0, 1, 1))))
	for layer, name := range map[string]string{"compound": "close-hairlines", "district": "split-parents"} {
		_, err := intake.Import(t.Context(), w.store, path, intake.Options{Layer: layer, Repairs: repairs(t, name)})
		if city.CodeOf(err) != "bad_repair" || !strings.Contains(err.Error(), layer) {
			t.Errorf("%s of %s: %v", name, layer, err)
		}
	}
}
