package locate

import (
	"errors"
	"os"
	"syscall"
	"testing"

	"github.com/redsail/redsail/geo"
)

func tiny(t testing.TB) *Index {
	t.Helper()
	ring := geo.Ring{{X: 0, Y: 0}, {X: 100, Y: 0}, {X: 100, Y: 100}}
	x, err := Build([]Layer{{Key: "l", Partition: true, Areas: []Area{{Code: "a", Shape: geo.MultiPolygon{{ring}}}}}})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// FuzzHead: a head that is accepted cuts a body of the length that it says.
func FuzzHead(f *testing.F) {
	h := tiny(f).head(Name{Store: "s"})
	h.checksums = []uint32{1}
	f.Add(h.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		h, reason := decode(b)
		if reason != "" {
			return
		}
		n := h.bodyLen()
		if n < 0 || n > 1<<20 {
			return
		}
		x := h.index(make([]byte, n))
		if len(x.cells.top) != int(h.top) || len(x.layers) != len(h.layers) {
			t.Fatalf("%d pages, %d layers of %+v", len(x.cells.top), len(x.layers), h)
		}
		x.Owner(0, geo.Point{X: h.frame.at.X + 1, Y: h.frame.at.Y + 1})
	})
}

func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("no full disk here: %v", err)
	}
	defer full.Close()
	if err := tiny(t).write(full, Name{}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("on a full disk: %v", err)
	}
}
