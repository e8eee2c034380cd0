package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/redsail/redsail/internal/city"
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

// TestBackupFullDisk: what lies on a disk without any room, at rest or as a crash left it, is backed up whole
// to another disk, and comes back from there; that the audit cannot hold it is told.
func TestBackupFullDisk(t *testing.T) {
	store, dir := tinyWithStaff(t)
	identity, recipient := backupKey(t, dir)
	suffixes := []string{"", ".keys", ".auth.db"}
	left := map[string]map[string][]byte{"closed": filesBeside(t, store, suffixes...)}
	withKeys(t, store, func(ctx context.Context, s city.Store, _ city.Keys) {
		auth, err := openAuth(ctx, store, s)
		if err != nil {
			t.Fatal(err)
		}
		defer auth.Close()
		rename(ctx, t, s, "372001001001006", inTheLog)
		left["crashed"] = filesBeside(t, store, append(suffixes, "-wal", ".auth.db-wal")...)
	})
	for name, files := range left {
		t.Run(name, func(t *testing.T) {
			disk := smallDisk(t, "8m")
			full, out := filepath.Join(disk, "city.gpkg"), filepath.Join(t.TempDir(), "city.rsb")
			for suffix, content := range files {
				if err := os.WriteFile(full+suffix, content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			fillDisk(t, disk)
			_, errs, code := redsail(t, "backup", "--store", full, "--out", out, "--encrypt", recipient)
			if code != 0 || !strings.Contains(errs, "the audit cannot hold") || !strings.Contains(errs, "keys of 1 persons, accounts") {
				t.Fatalf("exit %d: %s", code, errs)
			}
			back := filepath.Join(t.TempDir(), "back.gpkg")
			mustRun(t, "restore", "--store", back, "--identity", identity, out)
			if got := strings.Contains(mustRun(t, "export", "--store", back, "--layer", "grid", "--format", "csv", "--out", "-"), inTheLog); got != (name == "crashed") {
				t.Errorf("what was written last is in the backup: %v", got)
			}
			if len(keyOf(t, back)) == 0 {
				t.Error("the key of the canary is lost")
			}
		})
	}
}

// inTheLog is a name that a crash left in the write-ahead log alone.
const inTheLog = "末名网格"

// rename gives a grid another name.
func rename(ctx context.Context, t *testing.T, s city.Store, code, name string) {
	t.Helper()
	vs, err := s.Versions(ctx, city.Query{Layer: "grid", Codes: []string{code}})
	if err != nil || len(vs) != 1 {
		t.Fatalf("%d versions of %s, %v", len(vs), code, err)
	}
	area := vs[0].Area
	area.Names.Zh = name
	if _, err := s.Apply(ctx, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutArea(area, city.Always())}}); err != nil {
		t.Fatal(err)
	}
}

// filesBeside reads a store and what is beside it, by what the names end in.
func filesBeside(t *testing.T, store string, suffixes ...string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, suffix := range suffixes {
		content, err := os.ReadFile(store + suffix)
		if err != nil {
			t.Fatal(err)
		}
		out[suffix] = content
	}
	return out
}

// fillDisk leaves no room in a folder's file system.
func fillDisk(t *testing.T, disk string) {
	t.Helper()
	f, err := os.Create(filepath.Join(disk, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	if cerr := f.Close(); !errors.Is(err, syscall.ENOSPC) || cerr != nil {
		t.Fatalf("the disk is not full: %v, %v", err, cerr)
	}
}
