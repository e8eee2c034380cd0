package plan_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/plan"
)

// TestVisitsUnderChineseHeadings: a table of visits has the headings of the tables of a Chinese office.
func TestVisitsUnderChineseHeadings(t *testing.T) {
	for _, head := range []string{"编码,月份,人次", "\ufeff驿站编号,月份,到访人次", "code,month,visits"} {
		got, err := plan.ReadVisits(strings.NewReader(head + "\nS1,2026-10,30\n"))
		if err != nil || len(got) != 1 || got[0] != (plan.Visits{Code: "S1", Month: "2026-10", Visits: 30}) {
			t.Errorf("%s: %v, %v", head, got, err)
		}
	}
	if _, err := plan.ReadVisits(strings.NewReader("编码,人次\n")); err == nil || !strings.Contains(err.Error(), "month (月份)") {
		t.Errorf("%v", err)
	}
}
