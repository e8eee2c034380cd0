package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestIndexDiskFull: there is no room for the index. That is told, nothing is left behind, and
// the service goes on.
func TestIndexDiskFull(t *testing.T) {
	disk := smallDisk(t, "8k")
	s := startServer(t, "serve", "--store", tinyStore(t), "--listen", "127.0.0.1:0", "--index-dir", filepath.Join(disk, "x"))
	s.errs.await(t, "no space left")
	if status, _ := s.get(somewhere); status != 200 {
		t.Errorf("status %d", status)
	}
	s.stop()
	if files := indexFiles(t, filepath.Join(disk, "x")); len(files) > 0 {
		t.Errorf("left behind: %q", files)
	}
}

// TestIndexFolders: where the index of a store is kept when nothing is said. The address of a
// database, which holds a password, is not in it.
func TestIndexFolders(t *testing.T) {
	t.Setenv("HOME", "/home/keeper")
	t.Setenv("XDG_CACHE_HOME", "/cache")
	for store, want := range map[string]string{
		"a/city.gpkg":                      "a/city.gpkg.index",
		"postgres://keeper:secret@db/city": "/cache/redsail/index",
	} {
		s, err := (&indexFlag{}).snapshots(store)
		if err != nil || filepath.ToSlash(s.Folder) != want {
			t.Errorf("%s: %+v, %v", store, s, err)
		}
	}
	t.Setenv("HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	var told strings.Builder
	if s, err := (&indexFlag{}).serving("postgres://db/city", true, &told); s != nil || err != nil || !strings.Contains(told.String(), "--index-dir") {
		t.Errorf("without a home: %+v, %v, %q", s, err, told.String())
	}
}
