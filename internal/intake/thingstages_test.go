package intake_test

import (
	"slices"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// TestCandidateTable: a table keeps the log of candidates; a row that leaves a stage out, cuts the log short or
// gives a state without its stage is rejected by itself.
func TestCandidateTable(t *testing.T) {
	w := newStaffed(t)
	const head = "编码,类型,经度,纬度,状态,造价,进度记录\n"
	r := w.things(intake.TablePlace, "", head+"C1,红帆驿站,116.001,40.001,,300000,申报 2026-01-05 澜庆街道办；审核 2026-02-01 区委社工部\n"+
		"C2,红帆驿站,116.001,40.001,,,申报 2026-01-05; 在建 2026-02-01\nC3,红帆驿站,116.001,40.001,,,申报\nC4,红帆驿站,116.001,40.001,规划,5,\n")
	if got := thingReasons(r); !slices.Equal(got, []string{"3 C2 stage_order", "4 C3 bad_stage"}) {
		t.Errorf("%v", got)
	}
	r = w.things(intake.TablePlace, "", head+"C1,红帆驿站,116.001,40.001,在建,,\n")
	if got := thingReasons(r); !slices.Equal(got, []string{"2 C1 stage_order"}) {
		t.Errorf("a state alone: %v", got)
	}
	r = w.things(intake.TablePlace, "", head+"C1,红帆驿站,116.001,40.001,,,申报 2026-01-05 澜庆街道办\n")
	if got := thingReasons(r); !slices.Equal(got, []string{"2 C1 stage_order"}) {
		t.Errorf("a shorter log: %v", got)
	}
	w.things(intake.TablePlace, "", head+"C1,红帆驿站,116.001,40.001,,320000,applied 2026-01-05 澜庆街道办; reviewed 2026-02-01 区委社工部; 审批 2026-03-01 区政府\n")
	rs := w.records(city.KindPlace, "C1")
	p := rs[len(rs)-1].Content.(*city.Place)
	if p.State != city.PlaceApproved || *p.Cost != 320000 || len(p.Stages) != 3 || p.Stages[2] != (city.Stage{State: city.PlaceApproved, Date: "2026-03-01", By: "区政府"}) {
		t.Errorf("%+v", p)
	}
}
