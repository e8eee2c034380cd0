package shelf_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/shelf"
)

func TestShelf(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "not", "there", "yet")
	s := &shelf.Shelf{Folder: folder, Kind: "scenario"}
	if _, err := s.Get("A1"); !errors.Is(err, city.ErrNoRecord) {
		t.Errorf("before: %v", err)
	}
	for _, text := range []string{"first", "a longer second one", "3"} {
		if err := s.Put("A1", []byte(text)); err != nil {
			t.Fatal(err)
		}
		// Another service finds just that.
		if got, err := (&shelf.Shelf{Folder: folder, Kind: "scenario"}).Get("A1"); err != nil || string(got) != text {
			t.Errorf("%q, %v", got, err)
		}
	}
	if _, err := (&shelf.Shelf{Folder: folder, Kind: "split"}).Get("A1"); !errors.Is(err, city.ErrNoRecord) {
		t.Errorf("of another kind: %v", err)
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 1 || files[0].Name() != "scenario-A1.json" {
		t.Errorf("left in the folder: %v, %v", files, err)
	}
	if info, err := files[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	for range 2 {
		if err := s.Drop("A1"); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Get("A1"); !errors.Is(err, city.ErrNoRecord) {
		t.Errorf("after: %v", err)
	}
}

// TestShelfNames: no name leads out of the folder.
func TestShelfNames(t *testing.T) {
	folder := t.TempDir()
	s := &shelf.Shelf{Folder: filepath.Join(folder, "in"), Kind: "scenario"}
	for _, name := range []string{"", "../x", "a/b", "a.b", "ä", "a b", strings.Repeat("a", 65), "a\x00"} {
		if err := s.Put(name, []byte("x")); !errors.Is(err, city.ErrNoRecord) {
			t.Errorf("put %q: %v", name, err)
		}
		if _, err := s.Get(name); !errors.Is(err, city.ErrNoRecord) {
			t.Errorf("get %q: %v", name, err)
		}
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) != 0 {
		t.Errorf("%v, %v", files, err)
	}
}

// TestShelfIsBounded: the record written longest ago goes, those of others stay, and what is
// too large is refused, or set aside where it lies there already.
func TestShelfIsBounded(t *testing.T) {
	folder := t.TempDir()
	var log bytes.Buffer
	s := &shelf.Shelf{Folder: folder, Kind: "scenario", Log: slog.New(slog.NewTextHandler(&log, nil))}
	other := filepath.Join(folder, "readme.json")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range shelf.MostRecords + 3 {
		name := fmt.Sprintf("N%d", i)
		if err := s.Put(name, []byte("x")); err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC)
		if err := os.Chtimes(filepath.Join(folder, "scenario-"+name+".json"), at, at); err != nil {
			t.Fatal(err)
		}
	}
	for _, i := range []int{0, 2} {
		if _, err := s.Get(fmt.Sprintf("N%d", i)); !errors.Is(err, city.ErrNoRecord) {
			t.Errorf("N%d: %v", i, err)
		}
	}
	if _, err := s.Get("N3"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Error(err)
	}
	if err := s.Put("big", make([]byte, shelf.MostRecord+1)); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("too large: %v", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "scenario-huge.json"), make([]byte, shelf.MostRecord+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get("huge"); !errors.As(err, new(*city.BrokenRecordError)) || !strings.Contains(err.Error(), "scenario-huge.json.broken") {
		t.Errorf("too large on the disk: %v", err)
	}
	if !strings.Contains(log.String(), "scenario-huge.json.broken") {
		t.Errorf("not told: %s", log.String())
	}
	if e := s.SetAside("N4", errors.New("no JSON")); e.Aside != "scenario-N4.json.broken" {
		t.Errorf("set aside as %q", e.Aside)
	}
}

// TestShelfFault: a folder that cannot be written is a fault of the medium.
func TestShelfFault(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := &shelf.Shelf{Folder: file, Kind: "scenario"}
	if err := s.Put("A", []byte("x")); city.KindOf(err) != city.Unavailable {
		t.Errorf("put: %v", err)
	}
	if _, err := s.Get("A"); city.KindOf(err) != city.Unavailable {
		t.Errorf("get: %v", err)
	}
}
