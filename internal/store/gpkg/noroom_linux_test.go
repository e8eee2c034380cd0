package gpkg_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// onFullDisk writes files by what their names end in onto a file system of their own, fills that to the
// brim, and gives the path without an ending.
func onFullDisk(t *testing.T, content map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	if err := mountSmall(t, dir, 4<<20); errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
		t.Skipf("a small file system cannot be mounted without root: %v", err)
	} else if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "city.gpkg")
	for suffix, c := range content {
		if err := os.WriteFile(path+suffix, c, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fill(t, filepath.Join(dir, "filler"))
	return path
}

// TestReadFullDisk: whatever was left on a disk without any room is read, and stays as it is; with room it
// is written again.
func TestReadFullDisk(t *testing.T) {
	source := newStore(t)
	s := reopen(t, source)
	apply(t, s, change("a", "一"))
	closeStore(t, s)
	closed := read(t, source)
	unsealed := slices.Clone(closed) // as if another program had written to it
	unsealed[27]++                   // the change counter,
	unsealed[95]++                   // and for which the size of the file is right
	s = reopen(t, source)
	defer s.Close()
	apply(t, s, change("b", "二"))
	file, wal, shm := read(t, source), read(t, source+"-wal"), read(t, source+"-shm")
	for name, c := range map[string]struct {
		files map[string][]byte
		sees  []string
	}{
		"closed":               {map[string][]byte{"": closed}, []string{"a"}},
		"not sealed":           {map[string][]byte{"": unsealed}, []string{"a"}},
		"crashed":              {map[string][]byte{"": file, "-wal": wal, "-shm": shm}, []string{"a", "b"}},
		"crashed, no index":    {map[string][]byte{"": file, "-wal": wal}, []string{"a", "b"}},
		"crashed, no log left": {map[string][]byte{"": file}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			path := onFullDisk(t, c.files)
			s, err := gpkg.Open(t.Context(), path, gpkg.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if vs, err := s.Versions(t.Context(), city.Query{}); err != nil || c.sees != nil && !slices.Equal(codesOf(vs), c.sees) {
				t.Errorf("sees %v, %v; want %v", codesOf(vs), err, c.sees)
			}
			_, err = s.Apply(t.Context(), change("z", "末"))
			want(t, err, city.Unavailable, "disk_full")
			closeStore(t, s)
			if err := os.Remove(filepath.Join(filepath.Dir(path), "filler")); err != nil {
				t.Fatal(err)
			}
			s = reopen(t, path)
			apply(t, s, change("z", "末"))
			closeStore(t, s)
			sound(t, path)
		})
	}
}

func codesOf(vs []city.Version) (codes []string) {
	for i := range vs {
		codes = append(codes, vs[i].Code)
	}
	return codes
}

// TestOlderFullDisk: what an older Redsail wrote is brought up to date first, for which there has to be room.
func TestOlderFullDisk(t *testing.T) {
	path := onFullDisk(t, map[string][]byte{"": read(t, schema1(t))})
	_, err := gpkg.Open(t.Context(), path, gpkg.Options{})
	want(t, err, city.Unavailable, "disk_full")
	if len(files(t, filepath.Dir(path))) != 2 {
		t.Errorf("left behind: %v", files(t, filepath.Dir(path)))
	}
	t.Log(err)
}

// TestAuthFullDisk: accounts are read on a full disk, at rest and as a crash left them, and not written.
func TestAuthFullDisk(t *testing.T) {
	source := filepath.Join(t.TempDir(), "city.gpkg"+gpkg.AuthSuffix)
	a := openAuth(t, source)
	if err := a.Append(t.Context(), []access.Entry{{Action: "store.backup"}}); err != nil {
		t.Fatal(err)
	}
	live := map[string][]byte{gpkg.AuthSuffix: read(t, source), gpkg.AuthSuffix + "-wal": read(t, source+"-wal")}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	for name, left := range map[string]map[string][]byte{"closed": {gpkg.AuthSuffix: read(t, source)}, "crashed": live} {
		t.Run(name, func(t *testing.T) {
			path := onFullDisk(t, left) + gpkg.AuthSuffix
			a, err := gpkg.ReadAuth(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			if err := a.Rows(t.Context(), func(access.Row) error { n++; return nil }); err != nil || n == 0 {
				t.Errorf("%d rows, %v", n, err)
			}
			want(t, a.Append(t.Context(), []access.Entry{{Action: "store.backup"}}), city.Unavailable, "disk_full")
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestKeysFullDisk: keys are read beside a store that this process has for itself alone.
func TestKeysFullDisk(t *testing.T) {
	source := newStore(t)
	k, err := gpkg.OpenKeys(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := k.Ensure(t.Context(), []string{"p1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	s := reopen(t, source)
	defer s.Close()
	apply(t, s, change("a", "一"))
	path := onFullDisk(t, map[string][]byte{"": read(t, source), "-wal": read(t, source+"-wal"), gpkg.KeysSuffix: read(t, gpkg.KeysFile(source))})
	alone := reopen(t, path)
	defer alone.Close()
	if k, err = alone.OpenKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	got, err := k.Get(t.Context(), []string{"p1"})
	if err != nil || !slices.Equal(got[0], keys[0]) {
		t.Errorf("the key of p1 is not that which was made: %v", err)
	}
}
