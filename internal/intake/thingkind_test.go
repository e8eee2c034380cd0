package intake_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// TestPlacesOfAnotherKind: a row that says of itself that it is something else than --layer says is no such place,
// also where the scheme has no kind of that name, and under each heading that tables have for it.
func TestPlacesOfAnotherKind(t *testing.T) {
	w := newStaffed(t)
	for _, heading := range []string{"类型", "类别", "点位类型", "设施类型"} {
		r := w.things(intake.TablePlace, "red_sail_station", "编码,"+heading+",经度,纬度\nS1,红帆驿站,116.001,40.001\nS2,快递驿站,116.001,40.001\nS3,警务室,116.001,40.001\nS4,,116.001,40.001\nS5,“红帆”驿站,116.001,40.001\n")
		if got := thingReasons(r); !slices.Equal(got, []string{"3 S2 unknown_kind", "4 S3 other_kind"}) || !strings.Contains(r.Rejected[0].Message, `"快递驿站", which is no name of the kind`) {
			t.Errorf("%s: %v %+v", heading, got, r.Rejected)
		}
	}
	mapped, err := intake.ReadMapping(strings.NewReader(`{"kind": "place", "columns": {"类别": "class.type"}}`))
	if err != nil {
		t.Fatal(err)
	}
	r := w.things(intake.TablePlace, "landmark", "编码,类别,经度,纬度\nL1,学校,116.001,40.001\n", func(o *intake.ThingOptions) { o.Mapping = mapped })
	if got := content[*city.Place](w.world, city.KindPlace, "landmark", "L1").Class["type"]; r.Accepted != 1 || got != "学校" {
		t.Errorf("%+v %q", r, got)
	}
}

// TestStateWords: what tables call a place that is open, and one that is not any more.
func TestStateWords(t *testing.T) {
	w := newStaffed(t)
	for word, want := range map[string]city.PlaceState{"运行中": city.PlaceOpen, "正在运营": city.PlaceOpen, "投入使用": city.PlaceOpen, "已撤销": city.PlaceClosed, "暂停使用": city.PlaceClosed} {
		r := w.things(intake.TablePlace, "landmark", "编码,经度,纬度,状态\nL1,116.001,40.001,"+word+"\n数据截止2026年9月,,,\n")
		if got := content[*city.Place](w.world, city.KindPlace, "landmark", "L1").State; got != want || len(r.Notes) != 1 {
			t.Errorf("%s is %s: %+v", word, got, r)
		}
	}
}

// TestMappingKeys: a key that no column has is refused with those that there are; the name that an export gives to a
// column is its key too.
func TestMappingKeys(t *testing.T) {
	if _, err := intake.ReadMapping(strings.NewReader(`{"kind": "building", "columns": {"幢名": "houseno"}}`)); err == nil || !strings.Contains(err.Error(), "address_compound, building_no, households") || !strings.Contains(err.Error(), "class.X for") {
		t.Errorf("it is %v", err)
	}
	m, err := intake.ReadMapping(strings.NewReader(`{"kind": "building", "columns": {"幢名": "address_building"}}`))
	if err != nil || m.Columns["幢名"] != "building_no" {
		t.Errorf("%+v %v", m, err)
	}
}

// TestHeadingsNamed: the row in which a heading stands that an option or a mapping names is that of the headings,
// though nobody knows the others.
func TestHeadingsNamed(t *testing.T) {
	w := newStaffed(t)
	const table = "物业台账,,,\n序,唯一号,幢名,住家\n1,B1,1幢,6\n"
	w.things(intake.TableBuilding, "", "编码,经度,纬度\nB1,116.001,40.001\n")
	if r := w.things(intake.TableBuilding, "", table, func(o *intake.ThingOptions) { o.CodeField = "唯一号" }); r.Accepted != 1 || !slices.Equal(r.Ignored, []string{"序", "幢名", "住家"}) {
		t.Errorf("by --code-field: %+v", r)
	}
	m, err := intake.ReadMapping(strings.NewReader(`{"kind": "building", "columns": {"唯一号": "code", "住家": "households"}}`))
	if err != nil {
		t.Fatal(err)
	}
	w.things(intake.TableBuilding, "", table, func(o *intake.ThingOptions) { o.Mapping = m })
	if b := content[*city.Building](w.world, city.KindBuilding, "building", "B1"); b.Households == nil || *b.Households != 6 {
		t.Errorf("by a mapping: %+v", b)
	}
}
