package gpkg_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// tool runs a program of GDAL. A missing one fails the test where REDSAIL_REQUIRE is set.
func tool(t testing.TB, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		absent(t, name, err)
	}
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil && strings.Contains(string(out), "No module named") {
		absent(t, "osgeo_utils (python3-gdal)", err)
	}
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

func absent(t testing.TB, what string, err error) {
	t.Helper()
	if os.Getenv("REDSAIL_REQUIRE") != "" {
		t.Fatalf("%s is missing, and REDSAIL_REQUIRE is set: %v", what, err)
	}
	t.Skipf("%s is missing, so no other program has judged the file: %v", what, err)
}

func validate(t testing.TB, path string) {
	t.Helper()
	if out := tool(t, "/usr/bin/python3", "-m", "osgeo_utils.samples.validate_gpkg", "--extra", "--warning-as-error", path); strings.TrimSpace(out) != "" {
		t.Fatalf("validate_gpkg: %s", out)
	}
}

// inZone is a store in a zone with areas around today's date there.
func inZone(t testing.TB, zone string) (string, city.Date) {
	t.Helper()
	scheme, err := city.ParseScheme([]byte("zone: " + zone + `
layers:
  - {key: district, name: {zh: 区, en: District}, partition: true}
  - {key: street, name: {zh: 街道, en: Street}, parent: district, partition: true}
  - {key: empty, name: {zh: 空, en: Empty}}
`))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "city.gpkg")
	s, err := gpkg.Init(t.Context(), path, scheme, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	today := city.DateOf(time.Now().In(scheme.Location()))
	put := func(code, zh string, from, to city.Date, x int32) city.Entry {
		return city.PutArea(city.Area{Layer: "street", Code: code, Parent: "d", Names: city.Names{Zh: zh}, Shape: box(x, 350_000_000, 1_000_000)}, city.Period{From: from, To: to})
	}
	holed := box(1_160_000_000, 350_000_000, 50_000_000)
	holed[0] = append(holed[0], geo.Ring{{X: 1_170_000_000, Y: 351_000_000}, {X: 1_170_000_000, Y: 352_000_000}, {X: 1_171_000_000, Y: 351_000_000}})
	population := int64(42)
	apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{
		city.PutArea(city.Area{
			Layer: "district", Code: "d", Names: city.Names{Zh: "任城区", En: "Rencheng"}, Shape: holed,
			Former: []string{"old1", "old2"}, Class: map[string]string{"kind": "urban"}, Population: &population, DataDate: "2025-01-01",
		}, city.Always()),
		put("always", "常", city.OpenStart, city.OpenEnd, 1_160_000_000),
		put("today", "今", today, today+1, 1_162_000_000),
		put("past", "昨", city.OpenStart, today, 1_164_000_000),
		put("future", "明", today+1, city.OpenEnd, 1_166_000_000),
		put("gone", "废", city.OpenStart, city.OpenEnd, 1_190_000_000),
	}})
	apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{
		city.DeleteArea(city.Key{Layer: "street", Code: "gone"}, city.OpenStart), put("always", "长", city.OpenStart, city.OpenEnd, 1_161_000_000),
	}})
	closeStore(t, s)
	return path, today
}

var lines = regexp.MustCompile(`(?m)^  (\w+) \(\w+\) = (.*)$`)

// TestViews: GDAL sees, in each layer, what is in force today in the city's zone, which is
// never the same day in both of these zones.
func TestViews(t *testing.T) {
	for _, zone := range []string{"Pacific/Kiritimati", "Pacific/Pago_Pago"} {
		t.Run(zone, func(t *testing.T) {
			path, today := inZone(t, zone)
			out := tool(t, "ogrinfo", "-ro", path, "street")
			loc, err := time.LoadLocation(zone)
			if err != nil {
				t.Fatal(err)
			}
			if city.DateOf(time.Now().In(loc)) != today {
				t.Skip("midnight has passed in the zone while the test ran")
			}
			var codes []string
			for _, m := range lines.FindAllStringSubmatch(out, -1) {
				if m[1] == "code" {
					codes = append(codes, m[2])
				}
			}
			if got := strings.Join(codes, " "); got != "always today" {
				t.Fatalf("in force: %s\n%s", got, out)
			}
		})
	}
}

// TestGDAL: other programs accept the file and read the right things.
func TestGDAL(t *testing.T) {
	path, _ := inZone(t, "Asia/Shanghai")
	validate(t, path)
	validate(t, newStore(t)) // an empty one too
	summary := tool(t, "ogrinfo", "-ro", "-so", path)
	for _, layer := range []string{"district (Multi Polygon)", "street (Multi Polygon)", "empty (Multi Polygon)", "area_version (None)"} {
		if !strings.Contains(summary, layer) {
			t.Errorf("ogrinfo does not list %s:\n%s", layer, summary)
		}
	}
	if strings.Contains(summary, "settings") || strings.Contains(summary, "redsail_migration") {
		t.Errorf("ogrinfo lists inner tables:\n%s", summary)
	}
	out := tool(t, "ogrinfo", "-ro", path, "district")
	for _, part := range []string{
		"FID Column = id", "Geometry Column = geom", `ID["EPSG",4326]`, "OGRFeature(district):1", "Feature Count: 1",
		"code (String) = d", "name (String) = 任城区", "name_en (String) = Rencheng", "former (String) = old1;old2", `class (String) = {"kind":"urban"}`,
		"households (Integer64) = (null)", "population (Integer64) = 42", "valid_from (Date) = (null)", "rev_from (Integer64) = 1",
		"MULTIPOLYGON (((116 35,121 35,121 40,116 40,116 35),(117.0 35.1,117.0 35.2,117.1 35.1,117.0 35.1)))",
	} {
		if !strings.Contains(out, part) {
			t.Errorf("ogrinfo does not say %s:\n%s", part, out)
		}
	}
	if out := tool(t, "ogrinfo", "-ro", "-q", path, "-sql", "SELECT COUNT(*) AS n FROM street WHERE NOT ST_IsValid(geom)", "-dialect", "SQLITE"); !strings.Contains(out, "n (Integer) = 0") {
		t.Errorf("invalid geometries: %s", out)
	}
}

// TestBounds: gpkg_contents has the bounds of all that the latest revision knows.
func TestBounds(t *testing.T) {
	path, _ := inZone(t, "Asia/Shanghai")
	db := raw(t, path)
	for layer, want := range map[string][4]float64{"district": {116, 35, 121, 40}, "street": {116.1, 35, 116.7, 35.1}} {
		var got [4]float64
		var changed string
		err := db.QueryRow(`SELECT min_x, min_y, max_x, max_y, last_change || '' FROM gpkg_contents WHERE table_name = ?`, layer).
			Scan(&got[0], &got[1], &got[2], &got[3], &changed)
		if err != nil || got != want {
			t.Errorf("bounds of %s: %v, want %v (%v)", layer, got, want, err)
		}
		if at, err := time.Parse("2006-01-02T15:04:05.000Z", changed); err != nil || time.Since(at) > time.Hour {
			t.Errorf("last change of %s: %q, %v", layer, changed, err)
		}
	}
	var none int
	if err := db.QueryRow(`SELECT count(*) FROM gpkg_contents WHERE table_name IN ('empty', 'area_version') AND min_x IS NULL`).Scan(&none); err != nil || none != 2 {
		t.Errorf("bounds of nothing: %d rows, %v", none, err)
	}
}
