package codec_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/geotest"
)

// mutate bends a file in a few places: bytes changed, cut out, doubled, moved, or a number made large.
func mutate(r *rand.Rand, doc []byte) []byte {
	out := append([]byte{}, doc...)
	for range 1 + r.IntN(4) {
		if len(out) < 8 {
			return out
		}
		at := r.IntN(len(out) - 4)
		n := 1 + r.IntN(min(60, len(out)-at))
		switch r.IntN(6) {
		case 0:
			out[at] = byte(r.IntN(256))
		case 1:
			out = append(out[:at], out[min(at+n, len(out)):]...)
		case 2:
			piece := append([]byte{}, out[at:min(at+n, len(out))]...)
			out = append(out[:at], append(append(piece, piece...), out[at:]...)...)
		case 3:
			copy(out[at:], out[r.IntN(len(out)-2):])
		case 4:
			copy(out[at:], "999999999")
		default:
			copy(out[at:], "-1e308")
		}
	}
	return out
}

// TestMutatedDrawings: two thousand bent drawings are read or refused by name, none with more
// memory than such a file may take.
func TestMutatedDrawings(t *testing.T) {
	blocks := []string{groups(0, "BLOCK", 2, "A", 10, 0, 20, 0) + rect("0", 0, 0, 1, 1) + label("T", "x1", .5, .5) + groups(0, "ENDBLK")}
	drawing := dxf(groups(9, "$ACADVER", 1, "AC1015", 9, "$DWGCODEPAGE", 3, "ANSI_936"), blocks,
		rect("GRID", 0, 0, 9, 9), lwpolyline("GRID", 1, 0, 0, .5, 50, 0, -2, 50, 50, 0), groups(0, "INSERT", 8, "GRID", 2, "A", 70, 30, 71, 30, 44, 2, 45, 2),
		label("T", "\xb5\xda\xd2\xbb", 5, 5), groups(0, "POLYLINE", 8, "GRID", 70, 1), groups(0, "VERTEX", 10, 1, 20, 1), groups(0, "VERTEX", 10, 9, 20, 1), groups(0, "SEQEND"))
	seeds := map[string][]byte{"a.dxf": drawing, "a.kml": []byte(kmlTown), "a.kmz": geotest.Zip(t, geotest.Entry{Name: "doc.kml", Body: []byte(kmlTown)})}
	r := rand.New(rand.NewPCG(8, 8))
	read, refused := 0, 0
	var slowest time.Duration
	dir := t.TempDir()
	for _, name := range []string{"a.dxf", "a.kml", "a.kmz"} {
		for range map[string]int{"a.dxf": 1000, "a.kml": 700, "a.kmz": 300}[name] {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, mutate(r, seeds[name]), 0o600); err != nil {
				t.Fatal(err)
			}
			var err error
			begun := time.Now()
			grown := allocated(func() { _, _, err = readAll(t, path, codec.Options{Layer: map[string]string{"a.dxf": "GRID"}[name]}) })
			slowest = max(slowest, time.Since(begun))
			switch {
			case err == nil:
				read++
			case kindOf(err) == "":
				t.Fatalf("%s: an error without a kind: %v", name, err)
			default:
				refused++
			}
			if grown > 200<<20 {
				t.Errorf("%s: %d MiB: %v", name, grown>>20, err)
			}
		}
	}
	t.Logf("%d were read, %d refused; the slowest took %v", read, refused, slowest)
	if read < 100 || refused < 400 {
		t.Errorf("%d read, %d refused: the files are not bent as they should be", read, refused)
	}
}
