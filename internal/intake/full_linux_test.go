package intake_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// smallDisk mounts a file system of a few bytes, which only root may do.
func smallDisk(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options)
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
		t.Skipf("a small file system cannot be mounted without root: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestDiskFull fills the disk of the store in the middle of a write: the error says so,
// the store is as it was, and works again when there is room.
func TestDiskFull(t *testing.T) {
	disk := smallDisk(t, "size=1536k")
	w := newWorldIn(t, disk, threeLayers)
	w.load("district", coded("a", box(0, 0, 1, 1)))
	before, hash := w.state(), contentHash(w)
	var many []string
	for i := range 400 {
		many = append(many, coded("b"+string(rune('一'+i)), box(2+float64(i), 0, 1, 1)))
	}
	path := filepath.Join(t.TempDir(), "many.geojson")
	if err := os.WriteFile(path, []byte(collection(many...)), 0o600); err != nil {
		t.Fatal(err)
	}
	// Leave room for less than the write needs.
	ballast := filepath.Join(disk, "ballast")
	fill(t, ballast)
	r, err := intake.Import(t.Context(), w.store, path, intake.Options{Layer: "district"})
	if city.CodeOf(err) != "disk_full" || city.KindOf(err) != city.Unavailable || r != nil {
		t.Fatalf("%+v, %v", r, err)
	}
	if w.state() != before || contentHash(w) != hash {
		t.Error("the store is not as it was")
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	again, err := gpkg.Open(t.Context(), filepath.Join(disk, "city.gpkg"), gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if st, err := again.State(t.Context()); err != nil || st != before {
		t.Errorf("%+v, %v", st, err)
	}
	if r := w.load("district", many[0]); r.Status != intake.Stored {
		t.Errorf("once there is room: %+v", r)
	}
}

// fill writes until the disk is full, and gives back 100 KiB.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	chunk := make([]byte, 4096)
	size := int64(0)
	for {
		n, err := f.Write(chunk)
		size += int64(n)
		if errors.Is(err, syscall.ENOSPC) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Truncate(max(0, size-100<<10)); err != nil {
		t.Fatal(err)
	}
}
