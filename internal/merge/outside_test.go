package merge_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/merge"
)

// TestGroundOutsideTheCity: what other layers have beyond the city's border founds no grid and widens none; it
// is told by layer and area, with how much and where. What the base has there stays, and is told.
func TestGroundOutsideTheCity(t *testing.T) {
	w := newTown(t)
	w.area("community", "c", "", box(0, 0, 4, 4))
	w.quarters("grid", "g", "c", 2, 2)
	w.quarters("police", "p", "c", 2, 2)
	w.area("police", "p5", "c", box(4, 0, 6, 4))   // wholly outside
	w.area("urban", "u1", "", box(-1, 0, 2, 4))    // a third outside
	w.area("urban", "u2", "", box(2, 0, 4, 4))     // none
	w.area("urban", "u3", "", box(100, 0, 101, 4)) // another town
	w.write()
	out := w.outcome(merge.Ask{Layers: []string{"grid", "police", "urban"}, Into: "merged"}, false)
	r := out.Report
	w.whole("merged")
	for code, v := range w.versions("merged") {
		if b := v.Shape.Box(); !box(0, 0, 4, 4).Box().Contains(b.Min) || !box(0, 0, 4, 4).Box().Contains(b.Max) {
			t.Errorf("%s reaches beyond the city: %v", code, b)
		}
	}
	if len(r.Grids) != 4 || r.City != "community" {
		t.Errorf("%d grids, city layer %q", len(r.Grids), r.City)
	}
	if len(r.Outside) != 2 || r.Outside[0].Layer != "police" || r.Outside[0].Areas != 1 || r.Outside[0].Whole != 1 || r.Outside[0].Of != 5 ||
		r.Outside[1].Layer != "urban" || r.Outside[1].Areas != 2 || r.Outside[1].Whole != 1 || r.Outside[1].Of != 3 {
		t.Errorf("%+v", r.Outside)
	}
	places := map[string]merge.OutsideArea{}
	for _, a := range r.OutsideAreas {
		places[a.Code] = a
	}
	if u := places["u1"]; len(places) != 3 || u.Wholly || share(u.Share) != "0.33" || u.At[0] >= 116 || !places["p5"].Wholly || places["p5"].At[0] <= 116.004 {
		t.Errorf("%+v", r.OutsideAreas)
	}
	for _, code := range []string{"p5", "u3"} { // it leads nowhere, which is told
		if !slices.ContainsFunc(r.Left, func(a merge.Alias) bool { return a.Code == code && a.Grid == "" && strings.Contains(a.Why, "outside") }) {
			t.Errorf("%s: %+v", code, r.Left)
		}
	}
	var drawn bytes.Buffer
	if err := out.WriteGeoJSON(&drawn); err != nil || strings.Count(drawn.String(), `"outside_city":true`) != 3 {
		t.Errorf("%v, %s", err, drawn.String())
	}
}

// TestTheBaseReachesOut: the base keeps what it has beyond the border, and no rounding is told.
func TestTheBaseReachesOut(t *testing.T) {
	w := newTown(t)
	w.area("community", "c", "", box(0, 0, 4, 4))
	w.area("grid", "g1", "c", box(0, 0, 2, 4))
	w.area("grid", "g2", "c", box(2, 0, 5, 4))
	w.area("police", "p1", "c", box(-0.0003, 0, 4, 4)) // 2 cm
	w.write()
	r := w.merge(merge.Ask{Layers: []string{"grid", "police"}, Into: "merged"}, false)
	if got := w.versions("merged")["g2"].Shape; !got.Equal(w.versions("grid")["g2"].Shape) {
		t.Errorf("g2 is %v", got)
	}
	if len(r.OutsideAreas) != 1 || r.OutsideAreas[0].Code != "g2" || share(r.OutsideAreas[0].Share) != "0.33" {
		t.Errorf("%+v", r.OutsideAreas)
	}
}

// TestABaseOfAnotherTown is refused by name and place; without the city's border nothing is told.
func TestABaseOfAnotherTown(t *testing.T) {
	w := newTown(t)
	w.quarters("grid", "g", "", 2, 2)
	w.quarters("police", "p", "", 2.4, 2)
	w.write()
	if r := w.merge(merge.Ask{Layers: []string{"grid", "police"}, Into: "merged"}, true); len(r.Outside) > 0 || r.City != "" || len(r.Grids) != 4 {
		t.Errorf("%+v", r)
	}
	w.area("community", "c", "", box(100, 0, 104, 4))
	w.write()
	w.refusesBase()
}

// TestABaseOfAnotherTownByHairlines: that borders of two layers, or of the base and the city, differ by centimetres
// makes no base one of this city.
func TestABaseOfAnotherTownByHairlines(t *testing.T) {
	for name, draw := range map[string]func(w *town){
		"two layers differ by 2.6 cm": func(w *town) {
			w.area("community", "c", "", box(100, 0, 104, 4))
			w.quarters("police", "p", "", 2.0003, 2.0003)
		},
		"the city comes 2.6 cm in": func(w *town) {
			w.area("community", "c", "", box(3.9997, 0, 104, 4))
			w.quarters("police", "p", "", 2.4, 2)
		},
		"the city is round it, and 2.6 cm in": func(w *town) {
			w.area("community", "c", "", box(-9, -9, 3.9997+5, 0.0003))
			w.area("community", "c2", "", box(-9, 3.9997, 9, 9))
			w.area("community", "c3", "", box(-9, 0.0003, 0.0003, 3.9997))
			w.area("community", "c4", "", box(3.9997, 0.0003, 9, 3.9997))
			w.quarters("police", "p", "", 2.4, 2)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.quarters("grid", "g", "", 2, 2)
			draw(w)
			w.write()
			w.refusesBase()
		})
	}
}

// TestHairlinesOfAnotherTown: an area of another town that two layers draw 2.6 cm apart lies wholly outside.
func TestHairlinesOfAnotherTown(t *testing.T) {
	w := newTown(t)
	w.area("community", "c", "", box(0, 0, 4, 4))
	w.quarters("grid", "g", "c", 2, 2)
	w.area("police", "p", "", box(100, 0, 102, 4))
	w.area("urban", "u", "", box(100.0003, 0, 102, 4))
	w.write()
	r := w.merge(merge.Ask{Layers: []string{"grid", "police", "urban"}, Into: "merged"}, false)
	if len(r.Grids) != 4 || len(r.OutsideAreas) != 2 || len(r.Left) != 2 {
		t.Errorf("%d grids, outside %+v, left %+v", len(r.Grids), r.OutsideAreas, r.Left)
	}
	for _, a := range r.OutsideAreas {
		if !a.Wholly || share(a.Share) != "1.00" {
			t.Errorf("%+v", a)
		}
	}
}

// refusesBase fails unless the base is refused, by name and place.
func (w *town) refusesBase() {
	w.Helper()
	_, err := merge.Grids(w.Context(), w.store, merge.Ask{Layers: []string{"grid", "police"}, Into: "merged", Date: day}, true)
	if city.CodeOf(err) != "base_outside_city" || !strings.Contains(err.Error(), `"grid"`) || !strings.Contains(err.Error(), "116.00") {
		w.Errorf("%v", err)
	}
}
