package atlas_test

import (
	"math"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestParseInstant(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	for _, c := range []struct{ text, want string }{
		{"2026-11-21", "2026-11-21T00:00:00+08:00"},
		{"2026-11-21T10:00:00+08:00", "2026-11-21T10:00:00+08:00"},
		{"2026-11-21T10:00:00 08:00", "2026-11-21T10:00:00+08:00"}, // a plus in a query
		{"2026-11-21T02:00:00Z", "2026-11-21T10:00:00+08:00"},
		{"2026-11-20T21:00:00.25-05:00", "2026-11-21T10:00:00+08:00"},
		{"0001-01-01", "0001-01-01T00:00:00+08:05"},
		{"9999-12-31", "9999-12-31T00:00:00+08:00"},
		{"1940-06-01", "1940-06-01T01:00:00+09:00"}, // no midnight: clocks were put forward over it
	} {
		got, err := atlas.ParseInstant(c.text, shanghai)
		if err != nil || got.Format(time.RFC3339) != c.want {
			t.Errorf("%s: %s, %v; want %s", c.text, got.Format(time.RFC3339), err, c.want)
		}
	}
	for _, text := range []string{
		"", " ", "2026-11-21T10:00:00", "2026-11-21 10:00:00+08:00", "2026-11-21T10:00+08:00", "2026-11-21T10:00:00+0800", "2026-11-21T10:00:00,5Z",
		"2026-11-21T1:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T10:00:00+24:00", "2026-02-30", "0000-12-31", "0000-12-31T00:00:00Z", "10000-01-01",
		"9999-12-31T23:00:00Z", "now", "20261121", "2026-11-21Z", "1700000000",
	} {
		if got, err := atlas.ParseInstant(text, shanghai); city.CodeOf(err) != "bad_time" {
			t.Errorf("%q became %v, %v", text, got, err)
		}
	}
}

// TestParseInstantDates: a date begins at its midnight, or, where clocks were put forward
// over it, at the end of the gap.
func TestParseInstantDates(t *testing.T) {
	for _, name := range []string{"Asia/Shanghai", "America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut", "Pacific/Apia", "America/Havana", "UTC"} {
		z := zone(t, name)
		for d := city.Date(-15_000); d < 25_000; d++ {
			if name == "Pacific/Apia" && d.String() == "2011-12-30" {
				continue // left out, crossing the date line: no moment is in it
			}
			got, err := atlas.ParseInstant(d.String(), z)
			if err != nil {
				t.Fatal(err)
			}
			if city.DateOf(got) != d || got.Hour() != 0 && city.DateOf(got.Add(-time.Second)) == d {
				t.Fatalf("%v in %s begins at %v", d, name, got)
			}
		}
	}
}

func TestParseNumber(t *testing.T) {
	for _, text := range []string{
		"", " 1", "1 ", "NaN", "nan", "Inf", "-inf", "infinity", "0x1p4", "0X1", "1_000", "1e400", "-1e400", "1e", "--1", "1.2.3", ".", "+", "１", "1,5", "1f", "e5",
	} {
		if v, ok := atlas.ParseNumber(text); ok {
			t.Errorf("%q is taken for %v", text, v)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		v := rapid.Float64().Draw(rt, "v")
		format := rapid.SampledFrom([]byte("efgEG")).Draw(rt, "format")
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return
		}
		text := strconv.FormatFloat(v, format, -1, 64)
		if got, ok := atlas.ParseNumber(text); !ok || got != v {
			rt.Fatalf("%s became %v, %v", text, got, ok)
		}
	})
}

func TestSystemName(t *testing.T) {
	for in, want := range map[string]string{"WGS84": "wgs84", "GCJ-02": "gcj02", "bd09": "bd09", "epsg:4326": "EPSG:4326", "EPSG:4548": "EPSG:4548"} {
		s, err := crs.Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := atlas.SystemName(s); got != want {
			t.Errorf("%s is called %s, want %s", in, got, want)
		}
	}
}

// TestParseInstantWritesItsOffset: of a time before there were zones, when offsets had seconds, what is written is the same
// instant, and a date begins on its day.
func TestParseInstantWritesItsOffset(t *testing.T) {
	for _, name := range []string{"Asia/Shanghai", "America/New_York", "Europe/Paris"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"0001-01-01", "1800-06-01", "1900-12-31", "1901-01-01", "1900-01-01T10:00:00+08:00", "1850-05-05T23:59:59Z"} {
			at, err := atlas.ParseInstant(text, zone)
			if err != nil {
				t.Errorf("%s, %s: %v", name, text, err)
				continue
			}
			again, err := time.Parse(time.RFC3339, at.Format(time.RFC3339))
			if err != nil || !again.Equal(at) {
				t.Errorf("%s, %s is %s: %v", name, text, at.Format(time.RFC3339), err)
			}
			if asked, err := time.Parse(time.RFC3339, text); err == nil && !asked.Equal(at) {
				t.Errorf("%s, %s is %s", name, text, at)
			}
			if len(text) == len("1900-01-01") && (at.Format("2006-01-02 15:04:05") != text+" 00:00:00" || city.DateOf(at.In(zone)).String() != text) {
				t.Errorf("%s, %s begins at %s", name, text, at)
			}
		}
	}
}
