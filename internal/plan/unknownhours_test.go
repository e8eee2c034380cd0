package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

// TestUnknownHoursAreTold: whatever is asked of an hour says how many places it left out since nobody knows
// their hours; other hours in a scenario make one of them known.
func TestUnknownHoursAreTold(t *testing.T) {
	day := station("s1", 100, 5)
	day.Hours = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend, Open: []city.Span{city.Clock(480, 1200)}}}}
	d := small(t, house("h1", 120, 5, 40), house("h2", 1500, 5, 9), day, station("s2", 1900, 5), station("s3", 1910, 5))
	ask := plan.Ask{Minutes: 5, Exact: true, Open: true, OpenAt: time.Date(2026, 11, 28, 4, 0, 0, 0, time.UTC).In(d.atlas.Zone())}
	gaps, err := d.Gaps(t.Context(), ask, 5)
	if err != nil || gaps.Unknown != 2 {
		t.Errorf("gaps: %v, %+v", err, gaps)
	}
	norms, err := d.Norms(t.Context(), ask)
	if err != nil || norms.Hours[12].Unknown != 2 || norms.Hours[12].Open != 1 || norms.Hours[2].Unknown != 2 || norms.Hours[2].Open != 0 {
		t.Errorf("by hour: %v, %+v", err, norms)
	}
	for form, says := range map[string]string{"html": "另有 2 个开放时间不详，未计入 2 of unknown hours left out", "csv": ",adult,2\n", "geojson": `"unknown_hours":2`} {
		if text, err := d.Report(t.Context(), ask, form); err != nil || !strings.Contains(string(text), says) {
			t.Errorf("the report as %s lacks %q: %v", form, says, err)
		}
	}
	sc, err := d.NewScenario(t.Context(), plan.ScenarioAsk{Minutes: 5, OpenAt: ask.OpenAt.Format(time.RFC3339)}, now())
	if err != nil || sc.Unknown != 2 {
		t.Fatalf("a scenario: %v, %+v", err, sc)
	}
	if sc, err = d.Edit(sc.ID, plan.Edit{Op: "hours", Place: "s2", Daily: [][2]string{{"08:00", "20:00"}}}); err != nil || sc.Unknown != 1 {
		t.Errorf("with hours: %v, %+v", err, sc)
	}
	if sc, err = d.Undo(sc.ID); err != nil || sc.Unknown != 2 {
		t.Errorf("undone: %v, %+v", err, sc)
	}
}

// TestReportsSayTheQuestionFirst: for whom, which way, by which rules and at which hour stand before the first
// number, in words.
func TestReportsSayTheQuestionFirst(t *testing.T) {
	d := demoDesk(t, "tiny")
	ask := plan.Ask{Minutes: 5, Exact: true, Profile: "wheelchair", From: true, Policy: true, Open: true, OpenAt: time.Date(2026, 11, 28, 4, 0, 0, 0, time.UTC).In(d.atlas.Zone())}
	text, err := d.Report(t.Context(), ask, "html")
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(text), "的住户（测得）")
	for _, says := range []string{"步行人群 who walks: 轮椅 wheelchairs", "方向 direction: 从点位出发 from the place", "按区域类别定分钟数", "只计此刻开放的点位 only places open at 2026-11-28T12:00:00"} {
		if !strings.Contains(head, says) {
			t.Errorf("the head lacks %q:\n%s", says, head)
		}
	}
	if strings.Contains(rest, "location_village") || !strings.Contains(rest, "分类标准 policy: 社区（村） Community / village：农村 Countryside：15 分钟") {
		t.Errorf("the rules stand in keys: %.300s", rest[strings.Index(rest, "分类标准"):])
	}
}
