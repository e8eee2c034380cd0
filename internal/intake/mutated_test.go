package intake_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// mutate changes a few bytes of a text, cuts pieces out, doubles them, or cuts it off.
func mutate(r *rand.Rand, text string) string {
	b := []byte(text)
	for range 1 + r.IntN(4) {
		at := r.IntN(len(b))
		end := min(len(b), at+1+r.IntN(40))
		switch r.IntN(5) {
		case 0:
			b[at] = byte(r.IntN(256))
		case 1:
			b = append(b[:at:at], b[end:]...)
		case 2:
			b = append(b[:end:end], b[at:]...)
		case 3:
			b[at] ^= 1 << r.IntN(8)
		default:
			if r.IntN(4) == 0 {
				b = b[:max(1, at)]
			}
		}
		if len(b) < 2 {
			return text[:2]
		}
	}
	return string(b)
}

// TestMutatedTables: whatever is done to a table, the store is as the answer says: an error names what
// is wrong and has changed nothing, a report tells each row.
func TestMutatedTables(t *testing.T) {
	files := 400
	if testing.Short() {
		files = 40
	}
	w := newStaffed(t)
	var rows strings.Builder
	rows.WriteString(sheetRow(1, "楼栋", "", "坐标", "", "户数") + sheetRow(2, "编码", "名称", "经度", "纬度"))
	for i := range 10 {
		rows.WriteString(sheetRow(3+i, "B"+string(rune('0'+i)), "甲", "#116.001", "#40.001", "#12"))
	}
	good := bookOf(t, rows.String())
	r := rand.New(rand.NewPCG(1, 2))
	answers := map[string]int{}
	for i := range files {
		var path string
		switch i % 3 {
		case 0:
			path = w.write("xlsx", bookOf(t, mutate(r, rows.String())))
		case 1:
			path = w.write("xlsx", mutate(r, good))
		default:
			path = w.write("csv", mutate(r, messyBuildings))
		}
		before := w.state().Revision
		o := intake.ThingOptions{Kind: intake.TableBuilding, Now: func() time.Time { return noon }}
		report, err := intake.ImportThings(t.Context(), w.store, path, o)
		after := w.state().Revision
		var file *codec.FileError
		var system *crs.Refusal
		var own *city.Error
		switch {
		case err != nil && (after != before || !errors.As(err, &file) && !errors.As(err, &system) && !errors.As(err, &own)):
			t.Errorf("%d: revision %d after %d, %v", i, after, before, err)
		case err != nil:
			answers["error"]++
		case report.Read != report.Accepted+len(report.Rejected), report.Revision != after:
			t.Errorf("%d: revision %d after %d, %+v", i, after, before, report)
		default:
			answers[string(report.Status)]++
		}
	}
	t.Log(answers)
	if answers["error"] < files/10 || answers["error"] > files*9/10 {
		t.Errorf("the mutations try too little: %v", answers)
	}
}
