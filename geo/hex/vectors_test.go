package hex_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/hex"
)

func vector(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(geotest.DataDir(t), "vectors", "h3", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestPublishedPoints: each of the 5,000 points of each published list is in its cell, and
// within the ring that is grown from it.
func TestPublishedPoints(t *testing.T) {
	for name, res := range map[string]int{"rand05centers.txt": 5, "rand09centers.txt": 9} {
		n := 0
		for lines := bufio.NewScanner(bytes.NewReader(vector(t, name))); lines.Scan(); n++ {
			var text string
			var lat, lon float64
			if _, err := fmt.Sscan(lines.Text(), &text, &lat, &lon); err != nil {
				t.Fatalf("%s line %d: %v", name, n+1, err)
			}
			if lon > 180 {
				lon -= 360
			}
			p, err := geo.Snap(orb.Point{lon, lat})
			if err != nil {
				t.Fatal(err)
			}
			cell, err := hex.At(p, res)
			if err != nil || cell.String() != text || cell.Resolution() != res {
				t.Fatalf("%s: a point of %s is in %s (%v)", name, text, cell, err)
			}
			back, err := hex.Parse(text)
			if err != nil || back != cell {
				t.Fatalf("%s is read as %s (%v)", text, back, err)
			}
			r, err := cell.Outline()
			if across := (*hex.MeridianError)(nil); errors.As(err, &across) {
				continue
			}
			if err != nil || len(r) < 5 {
				t.Fatalf("%s: outline %v (%v)", text, r, err)
			}
			if lat < -80 || lat > 80 {
				continue
			}
			grown, err := cell.Grown()
			if err != nil || len(r) < 5 || !(geo.MultiPolygon{{grown}}).Owns(p) {
				t.Fatalf("%s: its point is not within the grown outline (%v)", text, err)
			}
		}
		if n != 5000 {
			t.Fatalf("%s has %d lines, want 5000", name, n)
		}
	}
}

// TestPublishedCompaction: the published cells of resolution 5 become the published mixed
// ones, and these the first again.
func TestPublishedCompaction(t *testing.T) {
	fine, mixed := cellsIn(t, "compact_test1.txt"), cellsIn(t, "uncompact_test1.txt")
	if got, err := hex.Compact(fine); err != nil || !slices.Equal(got, mixed) {
		t.Errorf("%d cells become %v (%v), want %v", len(fine), got, err, mixed)
	}
	if got, err := hex.Uncompact(mixed, 5); err != nil || !slices.Equal(got, fine) {
		t.Errorf("%d cells become %v (%v), want %v", len(mixed), got, err, fine)
	}
}

// cellsIn are the quoted cells of a file, rising.
func cellsIn(t *testing.T, name string) (out []hex.Cell) {
	t.Helper()
	for _, m := range regexp.MustCompile(`"([0-9a-f]+)"`).FindAllStringSubmatch(string(vector(t, name)), -1) {
		c, err := hex.Parse(m[1])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	if len(out) < 10 {
		t.Fatalf("%s has only %d cells", name, len(out))
	}
	slices.Sort(out)
	return out
}
