package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// TestBarrierClasses: a row says its class as an export writes it, or in a word; --layer does not overrule it.
func TestBarrierClasses(t *testing.T) {
	w := newStaffed(t)
	table := "code,class,类别,wkt\nA,\"{\"\"class\"\":\"\"main_gate\"\",\"\"walk\"\":\"\"yes\"\"}\",,\"LINESTRING(116 40,116.01 40)\"\nB,hedge,,\"LINESTRING(116 40,116.01 40)\"\n" +
		"C,,大门,\"LINESTRING(116 40,116.01 40)\"\nD,canal,,\"LINESTRING(116 40,116.01 40)\"\nE,lane,,\"LINESTRING(116 40,116.01 40)\"\n"
	r := w.things(intake.TableBarrier, "", table)
	if got := thingReasons(r); !slices.Equal(got, []string{"6 E unknown_kind"}) || r.OtherClass != nil {
		t.Errorf("%v %v", got, r.OtherClass)
	}
	for code, want := range map[string]string{"A": "wall main_gate", "B": "wall hedge", "C": "wall gate", "D": "river canal"} {
		l := w.records(city.KindLine, code)[0].Content.(*city.Line)
		if got := l.Layer + " " + l.Class["class"]; got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
	r = w.things(intake.TableBarrier, "wall", table)
	if got := thingReasons(r); !slices.Equal(got, []string{"5 D other_kind", "6 E other_kind"}) || r.Unchanged != 3 || len(r.OtherClass) != 3 || r.OtherClass["main_gate"] != 1 || !strings.Contains(r.Summary(), "1 kept as main_gate") {
		t.Errorf("%v %+v", got, r)
	}
}

// TestPlacesOfNoKind: a file of which nothing says what its places are is told which kinds there are, whatever its form.
func TestPlacesOfNoKind(t *testing.T) {
	w := newStaffed(t)
	for _, path := range []string{
		w.write("csv", "编码,名称,经度,纬度\nS1,甲,116.001,40.001\n"), w.write("geojson", collection(`{"type":"Feature","properties":{"code":"S1"},"geometry":{"type":"Point","coordinates":[116.001,40.001]}}`)),
	} {
		_, err := intake.ImportThings(t.Context(), w.store, path, intake.ThingOptions{Kind: intake.TablePlace})
		if city.CodeOf(err) != "unknown_kind" || !strings.Contains(err.Error(), "红帆驿站 (red_sail_station)") || !strings.Contains(err.Error(), path) {
			t.Errorf("%v", err)
		}
		if r := w.thingsOf(intake.TablePlace, "police_post", path); r.Accepted != 1 {
			t.Errorf("with a kind: %+v", r)
		}
	}
}

// TestOtherCompounds: an address that names a compound of the community is compared with the ground.
func TestOtherCompounds(t *testing.T) {
	w := newStaffed(t)
	w.load("compound", feature(box(0, 0, 2, 2), "code", `"X1"`, "name", `"幸福小区"`), feature(box(2, 0, 1, 2), "code", `"X2"`, "name", `"阳光小区"`))
	parent := w.area("compound", "X1").Parent
	r := w.things(intake.TableBuilding, "", "编码,小区,小区编码,经度,纬度\nB1,幸福小区,,116.001,40.001\nB2,幸福小区,,116.021,40.001\nB3,幸福小区,X1,116.021,40.001\nB4,未知小区,,116.021,40.001\nB5,阳光小区,,116.035,40.001\nB6,幸福小区,,117,41\n")
	var got []string
	for _, x := range r.OtherCompounds {
		got = append(got, fmt.Sprintf("%d %s %s %s", x.Row, x.Code, x.Named, x.Ground))
	}
	if x := r.OtherCompounds[0]; x.NamedName != "幸福小区" || x.GroundName != "阳光小区" || !strings.Contains(x.Message, "X1 (幸福小区), and it lies in X2 (阳光小区)") || r.OtherCompounds[1].GroundName != "" {
		t.Errorf("names: %+v", r.OtherCompounds)
	}
	if parent == "" || !slices.Equal(got, []string{"3 B2 X1 X2", "6 B5 X2 "}) || r.Status != intake.StoredWithFindings || r.OtherCompounds[0].At == nil || !strings.Contains(r.Summary(), "2 in another compound than their address says") {
		t.Errorf("%q, parent %q: %+v", got, parent, r)
	}
}
