package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// tinyDemo is a file with the generator's tiny city.
func tinyDemo(t testing.TB) string {
	t.Helper()
	store := filepath.Join(t.TempDir(), "demo.gpkg")
	mustRun(t, "demo", "--size", "tiny", "--store", store, "--no-serve")
	return store
}

// soundHash is what check says of a store, in which it must find nothing.
func soundHash(t testing.TB, store string) string {
	t.Helper()
	out, errs, code := redsail(t, "check", "--store", store, "--json")
	var got struct {
		ContentHash string `json:"content_hash"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitDone || got.ContentHash == "" {
		t.Fatalf("check: exit %d, %v, %s\n%.2000s", code, err, errs, out)
	}
	return got.ContentHash
}

// TestDemoReproducible: two runs give the same content, and nothing is wrong with it.
func TestDemoReproducible(t *testing.T) {
	if a, b := soundHash(t, tinyDemo(t)), soundHash(t, tinyDemo(t)); a != b {
		t.Errorf("content %s, then %s", a, b)
	}
}

// TestDemoUses: a whole city is used as it is, whatever size was asked for and whatever has
// been written since; the run says which it is.
func TestDemoUses(t *testing.T) {
	store := tinyDemo(t)
	area := city.Area{Layer: "overlay", Code: "mine", Shape: geo.MultiPolygon{{{{X: 0, Y: 0}, {X: 9, Y: 0}, {X: 9, Y: 9}}}}}
	s, err := gpkg.Open(context.Background(), store, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Apply(context.Background(), city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutArea(area, city.Always())}})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	before := soundHash(t, store)
	for size, says := range map[string]string{"tiny": "the demo city of size tiny\n", "city": "the demo city of size tiny, not city"} {
		_, errs, code := redsail(t, "demo", "--size", size, "--store", store, "--no-serve")
		if code != exitDone || !strings.Contains(errs, says) {
			t.Errorf("--size %s: exit %d, %s", size, code, errs)
		}
	}
	if after := soundHash(t, store); after != before {
		t.Error("the store has changed")
	}
}

// TestDemoMadeAgain: what is clearly half a demo city is kept under another name and made
// again, with what SQLite has left beside it.
func TestDemoMadeAgain(t *testing.T) {
	whole := tinyDemo(t)
	text, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := (&demo.City{}).Scheme()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		lay  func(t *testing.T, store string)
		says string
	}{
		"empty file": {func(t *testing.T, store string) { put(t, store, nil) }, "is empty"},
		"cut short":  {func(t *testing.T, store string) { put(t, store, text[:len(text)/2]) }, "damaged or half-written"},
		"zeros within": {func(t *testing.T, store string) {
			holed := append([]byte{}, text...)
			clear(holed[len(holed)/3:])
			put(t, store, holed)
		}, "damaged or half-written"},
		"without the last change": {func(t *testing.T, store string) {
			s, err := gpkg.Init(context.Background(), store, scheme, gpkg.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}, "never completed"},
		"older": {func(t *testing.T, store string) {
			old := *scheme
			old.Name = demo.Notice
			s, err := gpkg.Init(context.Background(), store, &old, gpkg.Options{})
			if err != nil {
				t.Fatal(err)
			}
			area := city.Area{Layer: "city", Code: "372000", Shape: geo.MultiPolygon{{{{X: 0, Y: 0}, {X: 9, Y: 0}, {X: 9, Y: 9}}}}}
			_, err = s.Apply(context.Background(), city.Change{Author: "demo", Effective: city.OpenStart, Entries: []city.Entry{city.PutArea(area, city.Always())}})
			if err := errors.Join(err, s.Close()); err != nil {
				t.Fatal(err)
			}
		}, "made by an older Redsail"},
	} {
		t.Run(name, func(t *testing.T) {
			store := filepath.Join(t.TempDir(), "demo.gpkg")
			c.lay(t, store)
			if strings.Contains(c.says, "empty") || strings.Contains(c.says, "damaged") { // of a sound store it would be the user's data
				put(t, store+"-wal", []byte("left"))
			}
			_, errs, code := redsail(t, "demo", "--size", "tiny", "--store", store, "--no-serve")
			if code != exitDone || !strings.Contains(errs, c.says) || !strings.Contains(errs, "made again") || !strings.Contains(errs, "made the demo city") {
				t.Fatalf("exit %d, %s", code, errs)
			}
			if _, err := os.Stat(store + ".broken"); err != nil {
				t.Error(err)
			}
			if soundHash(t, store) != soundHash(t, whole) {
				t.Error("the city made again is another")
			}
		})
	}
}

// TestDemoRefuses: no file that is another's is touched.
func TestDemoRefuses(t *testing.T) {
	dir := t.TempDir()
	foreign, newer, notes := filepath.Join(dir, "foreign.gpkg"), filepath.Join(dir, "newer.gpkg"), filepath.Join(dir, "notes.txt")
	mustRun(t, "init", "--store", foreign)
	text, err := os.ReadFile(tinyDemo(t))
	if err != nil {
		t.Fatal(err)
	}
	put(t, newer, text)
	db, err := sql.Open("sqlite", newer)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`INSERT INTO redsail_migration (version_id, is_applied) VALUES (9000, 1)`); err != nil {
		t.Fatal(err)
	}
	put(t, notes, []byte("the title 云帆市 演示数据（虚构） makes no demo city of a text"))
	for store, says := range map[string]string{
		foreign: "is a store of another city", newer: "has schema version 9000", notes: "is not a Redsail store", dir: dir,
	} {
		before := listing(t, dir)
		_, errs, code := redsail(t, "demo", "--size", "tiny", "--store", store, "--no-serve")
		if code != exitFailed || !strings.Contains(errs, says) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit %d, %s", store, code, errs)
		}
		if after := listing(t, dir); after != before {
			t.Errorf("%s: the folder held %s, now %s", store, before, after)
		}
	}
}

// TestDemoKilled: a run that is killed leaves no file under the store's name, and the next
// one cleans up after it; the workshop of a run that goes on stays.
func TestDemoKilled(t *testing.T) {
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	store := filepath.Join(dir, "demo.gpkg")
	errs := &loud{}
	child := exec.Command(bin, "demo", "--size", "city", "--store", store, "--no-serve")
	child.Stderr = errs
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	errs.await(t, "writing change 1 ")
	mustRun(t, "demo", "--size", "tiny", "--store", filepath.Join(dir, "other.gpkg"), "--no-serve")
	if left, err := filepath.Glob(filepath.Join(dir, ".demo-*")); err != nil || len(left) != 2 {
		t.Errorf("the workshop of a run that goes on: %v, %v", left, err)
	}
	if err := child.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	if _, err := os.Lstat(store); err == nil {
		t.Error("half a city has the store's name")
	}
	keep := filepath.Join(dir, ".demo-1234")
	if err := os.Mkdir(keep, 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(keep, "mine.txt"), []byte("not of a run"))
	put(t, store+"-journal", []byte("of a store that is gone"))
	_, said, code := redsail(t, "demo", "--size", "tiny", "--store", store, "--no-serve")
	if code != exitDone || !strings.Contains(said, "was left by a store that is gone") {
		t.Errorf("exit %d, %s", code, said)
	}
	if got, want := listing(t, dir), ".demo-1234 demo.gpkg demo.gpkg-journal.broken demo.gpkg.auth.db demo.gpkg.keys other.gpkg other.gpkg.auth.db other.gpkg.keys"; got != want {
		t.Errorf("the folder holds %s, want %s", got, want)
	}
	soundHash(t, store)
}

// TestDemoTime: the tiny city is there at once.
func TestDemoTime(t *testing.T) {
	start := time.Now()
	tinyDemo(t)
	if took := time.Since(start); took > 30*time.Second { // 0.2 s on a free machine, ten times that on a loaded one
		t.Errorf("the tiny city took %v", took)
	}
}

func put(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestDemoKeys: the keys of the made-up staff lie beside the store, and those of another store are
// refused.
func TestDemoKeys(t *testing.T) {
	store, other := tinyDemo(t), tinyDemo(t)
	keys, err := gpkg.OpenKeys(context.Background(), store)
	if err != nil {
		t.Fatal(err)
	}
	held, err := keys.Get(context.Background(), []string{"YS00001"})
	if err := errors.Join(err, keys.Close()); err != nil || len(held) != 1 || len(held[0]) != city.KeyBytes {
		t.Errorf("the first person's key has %d bytes, %v", len(held[0]), err)
	}
	text, err := os.ReadFile(gpkg.KeysFile(other))
	if err != nil {
		t.Fatal(err)
	}
	put(t, gpkg.KeysFile(store), text)
	_, errs, code := redsail(t, "demo", "--size", "tiny", "--store", store, "--no-serve")
	if code != exitFailed || !strings.Contains(errs, "another store") {
		t.Errorf("foreign keys: exit %d, %s", code, errs)
	}
}

// listing names what a folder holds.
func listing(t testing.TB, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return strings.Join(names, " ")
}
