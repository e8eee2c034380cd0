package picture

import (
	"math"
	"testing"
)

func TestPath(t *testing.T) {
	for d, want := range map[string]float64{
		"M1 1H5V5H1Z":                           16,
		"M1 1L5 1 5 5 1 5":                      16,
		"M12 5A7 7 0 1 1 12 19A7 7 0 1 1 12 5Z": math.Pi * 49,
		"M12 5A7 7 0 0 0 12 19A7 7 0 0 0 12 5Z": math.Pi * 49,
		"M2 2C2 8 8 8 8 2Z":                     21.6,
		"M5 2A3 3 0 0 1 8 5L5 5Z":               math.Pi * 9 / 4,
	} {
		s, err := parsePath(d)
		if err != nil {
			t.Error(err)
			continue
		}
		m := newMask(24, 24)
		for _, ring := range s {
			m.ring(ring)
		}
		if got := sum(coverage(m)); math.Abs(got-want) > 0.02*want+0.6 {
			t.Errorf("%q covers %.2f, want %.2f", d, got, want)
		}
	}
	for _, d := range []string{"", "Z", "L1 1", "M1", "M1 1L2", "M1 1 2 2", "M1 1Q2 2 3 3 4 4", "M1 1H1e9V", "M--1 1"} {
		if s, err := parsePath(d); err == nil {
			t.Errorf("%q is taken: %v", d, s)
		}
	}
}

func FuzzPath(f *testing.F) {
	f.Add("M12 5A7 7 0 1 1 12 19A7 7 0 1 1 12 5Z")
	f.Add("M2 2C2 8 8 8 8 2ZM1 1H5V5H1Z")
	f.Fuzz(func(t *testing.T, d string) {
		s, err := parsePath(d)
		if err != nil {
			return
		}
		m := newMask(24, 24)
		for _, ring := range s {
			m.ring(ring)
		}
		coverage(m)
	})
}
