package crs_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/redsail/redsail/geo/crs"
	"pgregory.net/rapid"
)

func mustParse(t testing.TB, name string) crs.System {
	t.Helper()
	s, err := crs.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// apart is the larger difference of the two coordinates.
func apart(a, b orb.Point) float64 {
	return max(math.Abs(a[0]-b[0]), math.Abs(a[1]-b[1]))
}

// agree checks both directions of a system against another tool: forward within so many
// units of the system, back within 1e-9°.
func agree(t *testing.T, s crs.System, lonLat, want orb.Point, within float64) {
	t.Helper()
	got, err := s.FromWGS84(lonLat)
	if err != nil || apart(got, want) > within {
		t.Errorf("%s: %v gives %v, %v; want %v", s.Name(), lonLat, got, err, want)
		return
	}
	back, err := s.ToWGS84(got)
	if err != nil || apart(back, lonLat) > 1e-9 {
		t.Errorf("%s: %v comes back as %v, %v", s.Name(), lonLat, back, err)
	}
}

func TestProjectionsAgreeWithPROJ(t *testing.T) {
	f, err := os.Open("testdata/projections.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 400 {
		t.Fatalf("only %d rows", len(rows))
	}
	for _, row := range rows[1:] {
		lonLat := orb.Point{number(t, row[1]), number(t, row[2])}
		want := orb.Point{number(t, row[3]), number(t, row[4])}
		agree(t, mustParse(t, row[0]), lonLat, want, 5e-6)
	}
}

func TestGaussKruegerOfCities(t *testing.T) {
	for _, c := range []struct {
		place             string
		lon, lat          float64
		code              string
		northing, easting float64
	}{
		// EPSG:4490 to these by cs2cs, PROJ 9.1.1, to 0.1 mm.
		{"济宁", 116.5871, 35.4146, "EPSG:4548", 3920668.7463, 462498.1169},
		{"济宁", 116.5871, 35.4146, "EPSG:4527", 3920668.7463, 39462498.1169},
		{"北京", 116.403963, 39.915119, "EPSG:4548", 4420274.4542, 449038.9721},
		{"上海", 121.473701, 31.230416, "EPSG:4549", 3457457.2641, 640412.3867},
		{"广州", 113.264385, 23.129112, "EPSG:4547", 2559026.0761, 424653.3632},
		{"成都", 104.065735, 30.659462, "EPSG:4544", 3393592.3504, 410456.2930},
		{"乌鲁木齐", 87.617733, 43.792818, "EPSG:4538", 4850987.8179, 549718.1387},
		{"哈尔滨", 126.642464, 45.756967, "EPSG:4551", 5069273.8312, 549984.7948},
		{"edge of the zone", 121.5, 30, "EPSG:4549", 3321060.8409, 644737.7491},
		{"the next zone", 123, 30, "EPSG:4549", 3323905.4665, 789525.4634},
		{"central meridian", 120, 40, "EPSG:4528", 4429529.0302, 40500000},
	} {
		t.Run(c.place+" "+c.code, func(t *testing.T) {
			agree(t, mustParse(t, c.code), orb.Point{c.lon, c.lat}, orb.Point{c.easting, c.northing}, 1e-4)
		})
	}
}

// TestFineGridAgreesWithPROJ asks the tool itself, where it is installed, for a finer grid
// than the one written down.
func TestFineGridAgreesWithPROJ(t *testing.T) {
	tool, err := exec.LookPath("cs2cs")
	if err != nil && os.Getenv("REDSAIL_REQUIRE") != "" {
		t.Fatal("cs2cs (Debian package proj-bin) is not installed; scripts/setup-test.sh installs it")
	}
	if err != nil {
		t.Skip("cs2cs (Debian package proj-bin) is not installed; testdata/projections.csv stands for it")
	}
	var in strings.Builder
	var grid []orb.Point
	for lat := 3.0; lat <= 53; lat += 0.5 {
		for lon := 114.0; lon <= 120; lon += 0.1 {
			grid = append(grid, orb.Point{lon, lat})
			fmt.Fprintf(&in, "%.12f %.12f\n", lat, lon)
		}
	}
	cmd := exec.CommandContext(t.Context(), tool, "-f", "%.9f", "EPSG:4490", "EPSG:4548")
	cmd.Stdin = strings.NewReader(in.String())
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(grid) {
		t.Fatalf("%d answers for %d points", len(lines), len(grid))
	}
	s := mustParse(t, "EPSG:4548")
	for i, line := range lines {
		columns := strings.Fields(line)
		agree(t, s, grid[i], orb.Point{number(t, columns[1]), number(t, columns[0])}, 5e-6)
	}
}

// zones are the codes of all transverse Mercators with a code.
func zones() []string {
	var out []string
	for code := 4491; code <= 4554; code++ {
		out = append(out, fmt.Sprintf("EPSG:%d", code))
	}
	for zone := 1; zone <= 60; zone++ {
		out = append(out, fmt.Sprintf("EPSG:%d", 32600+zone), fmt.Sprintf("EPSG:%d", 32700+zone))
	}
	return out
}

func TestRoundTripOfEveryZone(t *testing.T) {
	all := zones()
	rapid.Check(t, func(t *rapid.T) {
		s, err := crs.Parse(rapid.SampledFrom(all).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		middle, err := s.ToWGS84(orb.Point{zoneEasting(s), 5e6})
		if err != nil {
			t.Fatal(err)
		}
		p := orb.Point{
			math.Remainder(middle[0]+rapid.Float64Range(-9, 9).Draw(t, "lon"), 360),
			rapid.Float64Range(-89.9, 89.9).Draw(t, "lat"),
		}
		q, err := s.FromWGS84(p)
		if err != nil {
			t.Fatal(err)
		}
		back, err := s.ToWGS84(q)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(math.Remainder(back[0]-p[0], 360))*math.Cos(p[1]*math.Pi/180) > 1e-9 || math.Abs(back[1]-p[1]) > 1e-9 {
			t.Fatalf("%s: %v → %v → %v", s.Name(), p, q, back)
		}
	})
}

// zoneEasting is the easting of the central meridian.
func zoneEasting(s crs.System) float64 {
	var code int
	if _, err := fmt.Sscanf(s.Name(), "EPSG:%d", &code); err != nil {
		return math.NaN()
	}
	switch {
	case code <= 4501:
		return float64(code-4478)*1e6 + 5e5
	case code >= 4513 && code <= 4533:
		return float64(code-4488)*1e6 + 5e5
	default:
		return 5e5
	}
}

func TestProjectionsKnowTheirReach(t *testing.T) {
	var pointError *crs.PointError
	for _, c := range []struct {
		name string
		p    orb.Point
		back bool
	}{
		{"EPSG:4548", orb.Point{math.NaN(), 0}, false},
		{"EPSG:4548", orb.Point{116, 91}, false},
		{"EPSG:4548", orb.Point{-63, 35}, false},
		{"EPSG:4548", orb.Point{150, 35}, false},
		{"EPSG:4548", orb.Point{39462498, 3920668}, true},
		{"EPSG:4548", orb.Point{500000, 1.1e7}, true},
		{"EPSG:4548", orb.Point{500000, math.Inf(1)}, true},
		{"EPSG:4548", orb.Point{math.NaN(), 0}, true},
		{"EPSG:3857", orb.Point{0, 86}, false},
		{"EPSG:3857", orb.Point{2.1e7, 0}, true},
		{"EPSG:3857", orb.Point{0, math.NaN()}, true},
		{"EPSG:4326", orb.Point{39462498, 3920668}, true},
		{"gcj02", orb.Point{0, 90.1}, true},
		{"bd09", orb.Point{math.NaN(), 0}, false},
	} {
		s := mustParse(t, c.name)
		convert := s.FromWGS84
		if c.back {
			convert = s.ToWGS84
		}
		if q, err := convert(c.p); !errors.As(err, &pointError) {
			t.Errorf("%s: %v gives %v, %v; want a PointError", c.name, c.p, q, err)
		}
	}
}

func TestPoles(t *testing.T) {
	s := mustParse(t, "EPSG:4548")
	for _, lat := range []float64{90, -90} {
		q, err := s.FromWGS84(orb.Point{117, lat})
		// The quarter meridian of CGCS2000 is 10,001,965.7293 m.
		if err != nil || math.Abs(q[1]-math.Copysign(10001965.7293, lat)) > 1e-3 {
			t.Errorf("pole %v gives %v, %v", lat, q, err)
		}
		if back, err := s.ToWGS84(orb.Point{q[0], math.Copysign(10001965.729, lat)}); err != nil || math.Abs(back[1]-lat) > 1e-8 {
			t.Errorf("pole %v comes back as %v, %v", lat, back, err)
		}
	}
}

func TestConversionsDoNotAllocate(t *testing.T) {
	for _, name := range []string{"EPSG:4326", "EPSG:4548", "EPSG:3857", "gcj02", "bd09"} {
		s := mustParse(t, name)
		p := orb.Point{116.5871, 35.4146}
		if n := testing.AllocsPerRun(100, func() {
			q, _ := s.FromWGS84(p)
			p, _ = s.ToWGS84(q)
		}); n != 0 {
			t.Errorf("%s: %v allocations a round trip", name, n)
		}
	}
}

func BenchmarkToWGS84(b *testing.B) {
	for _, name := range []string{"EPSG:4548", "gcj02"} {
		s := mustParse(b, name)
		p, err := s.FromWGS84(orb.Point{116.5871, 35.4146})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.ToWGS84(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
