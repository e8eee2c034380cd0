package gpkg_test

import (
	"fmt"
	"syscall"
	"testing"
)

// mountSmall mounts a file system of so many bytes for the time of the test.
func mountSmall(t testing.TB, dir string, bytes int) error {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", bytes)); err != nil {
		return err
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount %s: %v", dir, err)
		}
	})
	return nil
}
