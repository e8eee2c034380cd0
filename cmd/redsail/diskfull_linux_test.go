package main

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// smallDisk is a file system of its own, of this size.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	disk := t.TempDir()
	err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size="+size)
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
		t.Skipf("a small file system cannot be mounted without root: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	return disk
}

// TestDiskFull: the disk of the store has no room for the import.
func TestDiskFull(t *testing.T) {
	disk := smallDisk(t, "2m")
	b := newBadInput(t, disk)
	var codes []string
	for i := range 500 {
		codes = append(codes, string(rune('一'+i)))
	}
	many := filepath.Join(t.TempDir(), "many.geojson")
	if err := os.WriteFile(many, []byte(squares(codes...)), 0o600); err != nil {
		t.Fatal(err)
	}
	// What is left must do for opening the store, whose index of the log takes 32 KiB, and
	// not for 500 areas.
	info, err := os.Stat(b.store)
	if err != nil {
		t.Fatal(err)
	}
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 2<<20-info.Size()-200<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	b.fails(exitFailed, []string{b.store, "full"}, "--layer", "street", many)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "import", "--store", b.store, "--layer", "street", b.write("a.geojson", squares("a")))
}
