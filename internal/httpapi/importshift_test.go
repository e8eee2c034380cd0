package httpapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/httpapi"
)

// TestImportShift: an import that fails since the file or the store is shifted tells which, against what of the
// store, and of what revision that is.
func TestImportShift(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	gcj, err := crs.Parse("gcj02")
	if err != nil {
		t.Fatal(err)
	}
	houses := func(shifted bool) string {
		var b strings.Builder
		b.WriteString("code,lon,lat\n")
		for i := range 25 {
			p := [2]float64{116.002 + float64(i%5)/4000, 39.002 + float64(i/5)/5000}
			if shifted {
				if p, err = gcj.FromWGS84(p); err != nil {
					t.Fatal(err)
				}
			}
			fmt.Fprintf(&b, "SH-%d,%.7f,%.7f\n", i, p[0], p[1])
		}
		return b.String()
	}
	const query = "kind=building&format=csv"
	first := d.sends(t, d.keeper, query, houses(false))
	things, _ := first["things"].(object)
	if first["state"] != "done" || first["shift"] != nil || things["accepted"] != 25.0 {
		t.Fatalf("%v", first)
	}
	got := d.sends(t, d.keeper, query+"&dry_run=true", houses(true))
	shift, _ := got["shift"].(object)
	fault, _ := got["error"].(object)
	if got["state"] != "failed" || shift["side"] != "file" || shift["datum"] != "gcj02" || shift["against"] != "building" || shift["revision"] != things["revision"] ||
		!strings.HasPrefix(fault["detail"].(string), "shifted_datum: the file: it is shifted as in GCJ-02") || !strings.HasSuffix(fault["detail"].(string), "(try --crs gcj02)") {
		t.Errorf("%v", got)
	}
	mended := d.sends(t, d.keeper, query+"&dry_run=true&crs=gcj02", houses(true))
	if mended["state"] != "done" || mended["shift"] != nil {
		t.Errorf("%v", mended)
	}
}
