package intake_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// TestAreaColumns: what a file of areas says beside outline, code and name is read as a table of attributes reads it:
// the same content, nothing new the second time, and what nobody reads is named.
func TestAreaColumns(t *testing.T) {
	w := newStaffed(t)
	w.load("community", feature(box(4, 0, 2, 4), "code", `"C3"`, "name", `"三社区"`))
	said := func(households, population, more string) string {
		return feature(box(4, 0, 2, 4), "code", `"G3"`, "name", `"第三网格"`, "户数", households, "人口", population, "别名", `"老三、三号"`, "来源", `"街道办"`, "数据日期", `"2026/7/1"`, "class.等级", `"甲"`, "备注", more)
	}
	file := w.write("geojson", collection(said("333", `"９00人"`, `"x"`)))
	r := w.take(file, intake.Options{Layer: "grid"})
	if r.Status != intake.Stored || !slices.Equal(r.IgnoredColumns, []string{"备注"}) {
		t.Errorf("%s, ignored %q, doubts %v", r.Status, r.IgnoredColumns, r.Doubts)
	}
	got := w.area("grid", "G3").Area
	if *got.Households != 333 || *got.Population != 900 || got.Source != "街道办" || got.DataDate != "2026-07-01" ||
		!maps.Equal(got.Class, map[string]string{city.ClassAlias: "老三、三号", "等级": "甲"}) {
		t.Errorf("%d %d %+v", *got.Households, *got.Population, got)
	}
	if r := w.take(file, intake.Options{Layer: "grid"}); r.Status != intake.Unchanged {
		t.Errorf("the same file once more: %+v", r)
	}
	table := w.attributes("grid", "网格编码,户数,人口,别名,来源,数据日期,class.等级\nG3,333,900人,老三、三号,街道办,2026/7/1,甲\n")
	if table.Status != intake.Unchanged {
		t.Errorf("a table of the same: %+v", table)
	}
	// An empty cell leaves what is there; one that is not understood is told, and the outline is taken without it.
	r = w.take(w.write("geojson", collection(said(`"约三百"`, "null", "null"))), intake.Options{Layer: "grid"})
	if r.Status != intake.StoredWithFindings && r.Status != intake.Unchanged || len(r.Doubts) != 1 || r.Doubts[0].Reason != "unread_cell" || !strings.Contains(r.Doubts[0].Message, "户数") {
		t.Errorf("%s, doubts %+v", r.Status, r.Doubts)
	}
	if got := w.area("grid", "G3"); *got.Households != 333 || *got.Population != 900 {
		t.Errorf("after cells that say nothing: %d %d", *got.Households, *got.Population)
	}
}

// TestAreaColumnsTwice: of two columns for one thing the one of the plain name counts; where none has it, nobody knows
// which is meant, and both are named.
func TestAreaColumnsTwice(t *testing.T) {
	w := newStaffed(t)
	r := w.load("grid", feature(box(4, 0, 2, 4), "code", `"G3"`, "户数", "1", "households", "2", "人口", "3", "常住人口", "4", "类型", `"多边形"`))
	if !slices.Equal(r.IgnoredColumns, []string{"户数", "人口", "常住人口", "类型"}) {
		t.Errorf("ignored %q", r.IgnoredColumns)
	}
	if got := w.area("grid", "G3"); *got.Households != 2 || got.Population != nil || got.Class != nil {
		t.Errorf("%+v", got.Area)
	}
}

// TestAreaColumnsOfTheLayer: households and population are known by the name of the layer too, and those of another
// layer are not taken for its own.
func TestAreaColumnsOfTheLayer(t *testing.T) {
	w := newStaffed(t)
	r := w.load("grid", feature(box(4, 0, 2, 4), "code", `"G3"`, "网格户数", "5", "网格人口", "12", "社区户数", "400"))
	if got := w.area("grid", "G3"); got.Households == nil || *got.Households != 5 || got.Population == nil || *got.Population != 12 || !slices.Equal(r.IgnoredColumns, []string{"社区户数"}) {
		t.Errorf("%+v, ignored %q", got.Area, r.IgnoredColumns)
	}
	if r := w.attributes("community", "社区,社区户数\n古槐社区,400户\n"); r.Accepted != 1 || *w.area("community", "C1").Households != 400 {
		t.Errorf("%+v", r)
	}
}
