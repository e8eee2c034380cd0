package intake_test

import (
	"fmt"
	"testing"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// TestAllTheYearRound: 全年无休 says of no hour, so that the hours are unknown and those of the store stay.
func TestAllTheYearRound(t *testing.T) {
	w := newStaffed(t)
	const head = "编码,名称,经度,纬度,营业时间\n"
	if r := w.things(intake.TablePlace, "police_post", head+"Y1,x,116.001,40.001,全年无休\n"); r.Accepted != 1 || w.records(city.KindPlace, "Y1")[0].Content.(*city.Place).Hours != nil {
		t.Errorf("%+v", r.Rejected)
	}
	w.things(intake.TablePlace, "police_post", head+"Y1,x,116.001,40.001,9:00-17:00\n")
	if r := w.things(intake.TablePlace, "police_post", head+"Y1,x,116.001,40.001,全年无休\n"); r.Unchanged != 1 {
		t.Errorf("%+v", r)
	}
}

// TestKindsWithoutQuotationMarks: nobody types the marks of “和为贵”调解室.
func TestKindsWithoutQuotationMarks(t *testing.T) {
	scheme, err := data.Scheme("jining")
	if err != nil {
		t.Fatal(err)
	}
	w := &staffed{world: newWorld(t, string(scheme))}
	for i, word := range []string{"和为贵调解室", "“和为贵”调解室", `""和为贵""调解室`, "「和为贵」调解室", "'和为贵'调解室"} {
		r := w.things(intake.TablePlace, "", fmt.Sprintf("编码,类型,名称,经度,纬度\nQ%d,\"%s\",x,116.001,40.001\n", i, word))
		if r.Accepted != 1 || w.records(city.KindPlace, fmt.Sprintf("Q%d", i))[0].Content.(*city.Place).Kind != "mediation_room" {
			t.Errorf("%s: %+v", word, r.Rejected)
		}
	}
}
