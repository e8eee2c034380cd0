package httpapi_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/httpapi"
)

// TestEachActionIsUsed: the table of rights has no row that nothing asks: each action is that of a route, or
// is asked about within one.
func TestEachActionIsUsed(t *testing.T) {
	d := keeperDesk(t, func(c *httpapi.Config) { c.Demo = true })
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	used := map[access.Action]bool{}
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		used[rt.Action] = true
	}
	var source strings.Builder
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	within := 0
	for _, a := range access.Actions() {
		if used[a] {
			continue
		}
		within++
		if !strings.Contains(source.String(), fmt.Sprintf("(r, %q)", a)) && !strings.Contains(source.String(), fmt.Sprintf("May(%q)", a)) {
			t.Errorf("nothing asks for the right %q", a)
		}
	}
	if len(used) < 30 || within > 3 {
		t.Errorf("%d actions of routes, and %d besides", len(used), within)
	}
}

// TestNoBulkConversion: lines in another system of coordinates are answered, and no answer holds the
// position in the system of the city: there is no call that converts datums in bulk, for anybody.
func TestNoBulkConversion(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	const lon, lat = 116.0100000, 39.0050000
	sys, err := crs.Parse("gcj02")
	if err != nil {
		t.Fatal(err)
	}
	at, err := sys.ToWGS84(orb.Point{lon, lat})
	if err != nil {
		t.Fatal(err)
	}
	x, y := fmt.Sprintf("%.5f", at[0]), fmt.Sprintf("%.5f", at[1])
	for media, lines := range map[string]string{
		"text/csv":             fmt.Sprintf("id,lon,lat\n1,%.7f,%.7f\n", lon, lat),
		"application/x-ndjson": fmt.Sprintf(`{"lon":%.7f,"lat":%.7f}`+"\n", lon, lat),
	} {
		for _, token := range []string{"", d.keeper} {
			header := []string{"Content-Type", media}
			if token != "" {
				header = append(header, "Authorization", "Bearer "+token)
			}
			res := d.ask("POST", "/api/v1/locate?crs=gcj02&columns=all", lines, header...)
			text := bodyOf(t, res)
			if res.StatusCode != 200 || strings.Contains(text, x[:8]) || strings.Contains(text, y[:7]) {
				t.Errorf("%s: %d, and %s or %s is in %s", media, res.StatusCode, x, y, text)
			}
		}
	}
}
