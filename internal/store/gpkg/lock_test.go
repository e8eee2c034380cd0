package gpkg_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/storetest"
)

// journalByte is 2 in the file's header while it is in WAL mode, else 1.
func journalByte(t testing.TB, path string) byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b[18]
}

// TestDurable: the connections that the product itself opens say what they promise, also
// one that replaces a broken one.
func TestDurable(t *testing.T) {
	path := newStore(t)
	s := reopen(t, path)
	defer s.Close()
	for range 3 {
		var journal string
		var synchronous, foreign int
		for query, into := range map[string]any{`PRAGMA journal_mode`: &journal, `PRAGMA synchronous`: &synchronous, `PRAGMA foreign_keys`: &foreign} {
			if err := s.Writer().QueryRow(query).Scan(into); err != nil {
				t.Fatal(err)
			}
		}
		if journal != "wal" || synchronous != 2 || foreign != 0 {
			t.Fatalf("journal_mode %s, synchronous %d, foreign_keys %d", journal, synchronous, foreign)
		}
		s.Writer().SetMaxIdleConns(0) // throws the connection away
		s.Writer().SetMaxIdleConns(1)
	}
	if err := gpkg.CheckDurable(t.Context(), raw(t, filepath.Join(t.TempDir(), "plain"))); city.CodeOf(err) != "store_not_durable" {
		t.Fatalf("a connection without WAL: %v", err)
	}
	if _, err := s.Readers().Exec(`DELETE FROM counter`); err == nil {
		t.Fatal("a reader may write")
	}
}

// TestJournal: WAL while anybody has the file open, one file when nobody has.
func TestJournal(t *testing.T) {
	path := newStore(t)
	if got := journalByte(t, path); got != 1 {
		t.Fatalf("journal byte of a closed store: %d", got)
	}
	a, b := reopen(t, path), reopen(t, path)
	apply(t, a, change("a", "一"))
	apply(t, b, change("b", "二"))
	closeStore(t, a)
	apply(t, b, change("c", "三"))
	if got := journalByte(t, path); got != 2 {
		t.Fatalf("journal byte of an open store: %d", got)
	}
	c := reopen(t, path)
	closeStore(t, b)
	if vs, err := c.Versions(t.Context(), city.Query{}); err != nil || len(vs) != 3 {
		t.Fatalf("%d areas, %v", len(vs), err)
	}
	closeStore(t, c)
	if got, left := journalByte(t, path), files(t, filepath.Dir(path)); got != 1 || len(left) != 1 {
		t.Fatalf("after the last close: journal byte %d, files %v", got, left)
	}
}

// TestProcesses: several processes write one file at once; all they acknowledge stands.
func TestProcesses(t *testing.T) {
	const processes, each = 4, 15
	path := newStore(t)
	s := reopen(t, path)
	defer s.Close()
	outputs := make([]bytes.Buffer, processes)
	var running []interface{ Wait() error }
	for i := range processes {
		cmd := scribbler(uint64(100+i), each, path)
		cmd.Stdout = &outputs[i]
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
	}
	for i, cmd := range running {
		if err := cmd.Wait(); err != nil {
			t.Fatalf("process %d: %v", i, err)
		}
	}
	said := map[int64]string{}
	for i := range outputs {
		var rev int64
		var hash string
		for lines := &outputs[i]; ; {
			if _, err := fmt.Fscanln(lines, &rev, &hash); err != nil {
				break
			}
			said[rev] = hash
		}
	}
	log, err := s.Log(t.Context(), 0, 1000)
	if err != nil || len(log) != processes*each || len(said) != processes*each {
		t.Fatalf("%d revisions, %d acknowledged, want %d (%v)", len(log), len(said), processes*each, err)
	}
	var prev [32]byte
	for _, r := range log {
		if r.PrevHash != prev || said[r.Number] != fmt.Sprintf("%x", r.Hash) {
			t.Fatalf("revision %d: previous hash %x, want %x; acknowledged as %s, stored as %x", r.Number, r.PrevHash, prev, said[r.Number], r.Hash)
		}
		prev = city.ChainHash(r.PrevHash, r.Number, r.Timeline, r.Log)
	}
	sound(t, path)
}

// TestBusy: a lock that another program keeps is reported, or ends with the context.
func TestBusy(t *testing.T) {
	path := newStore(t)
	s := reopen(t, path)
	defer s.Close()
	other := raw(t, path)
	if _, err := other.Exec(`BEGIN IMMEDIATE`); err != nil {
		t.Fatal(err)
	}
	s.SetPatience(50 * time.Millisecond)
	_, err := s.Apply(t.Context(), change("a", "一"))
	want(t, err, city.Unavailable, "store_busy")
	s.SetPatience(time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.Apply(ctx, change("a", "一")); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got %v, want context.DeadlineExceeded", err)
	}
	if vs, err := s.Versions(t.Context(), city.Query{}); err != nil || len(vs) != 0 {
		t.Fatalf("reading beside a writer: %d areas, %v", len(vs), err)
	}
	released := time.AfterFunc(50*time.Millisecond, func() {
		if _, err := other.Exec(`ROLLBACK`); err != nil {
			t.Error(err)
		}
	})
	defer released.Stop()
	apply(t, s, change("a", "一")) // waits until the other is done
}

// shows is what the store tells a reader.
func shows(t testing.TB, s city.Store) []any {
	t.Helper()
	st, err := s.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	vs, err := s.Versions(t.Context(), city.Query{AllRevisions: true})
	if err != nil {
		t.Fatal(err)
	}
	log, err := s.Log(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return []any{st, vs, log}
}

// big is a change of many areas.
func big(n int) city.Change {
	c := city.Change{Effective: city.OpenStart}
	for i := range n {
		one := change("n"+strconv.Itoa(i), "名")
		c.Entries = append(c.Entries, one.Entries...)
	}
	return c
}

// TestDiskFull: a change that finds no room changes nothing; with room it goes through.
func TestDiskFull(t *testing.T) {
	s := reopen(t, newStore(t))
	defer s.Close()
	apply(t, s, change("a", "一"))
	before := shows(t, s)
	pages := func(n int) { // the limit of a connection stands in for the disk's
		t.Helper()
		var got int
		if err := s.Writer().QueryRow(`PRAGMA max_page_count = ` + strconv.Itoa(n)).Scan(&got); err != nil {
			t.Fatal(err)
		}
	}
	pages(1) // SQLite takes the present size then
	for range 3 {
		_, err := s.Apply(t.Context(), big(500))
		want(t, err, city.Unavailable, "disk_full")
		if got := shows(t, s); !reflect.DeepEqual(got, before) {
			t.Fatalf("the store has changed:\n%+v\n%+v", before, got)
		}
	}
	pages(1 << 30)
	if r := apply(t, s, big(500)); r.Number != 2 {
		t.Fatalf("revision %d, want 2", r.Number)
	}
}

// TestRealDiskFull fills a small file system to the brim.
func TestRealDiskFull(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("needs Linux and root to mount a small file system; TestDiskFull covers the same with SQLite's own limit")
	}
	dir := t.TempDir()
	if err := mountSmall(t, dir, 2<<20); err != nil {
		t.Skipf("this machine lets not even root mount a tmpfs (%v); TestDiskFull covers the same with SQLite's own limit", err)
	}
	path := filepath.Join(dir, "city.gpkg")
	s, err := gpkg.Init(t.Context(), path, storetest.Scheme(t), gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	apply(t, s, change("a", "一"))
	before := shows(t, s)
	filler := filepath.Join(dir, "filler")
	fill(t, filler)
	_, err = gpkg.Init(t.Context(), filepath.Join(dir, "second.gpkg"), storetest.Scheme(t), gpkg.Options{})
	want(t, err, city.Unavailable, "disk_full")
	if got := files(t, dir); len(got) != 4 { // the store, its -wal and -shm, the filler
		t.Errorf("a failed start has left %v", got)
	}
	_, err = s.Apply(t.Context(), big(3000))
	if city.KindOf(err) != city.Unavailable {
		t.Fatalf("got %v (%s), want Unavailable", err, city.CodeOf(err))
	}
	t.Logf("the full disk: %v", err)
	if got := shows(t, s); !reflect.DeepEqual(got, before) {
		t.Fatalf("the store has changed:\n%+v\n%+v", before, got)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if r := apply(t, s, big(100)); r.Number != 2 {
		t.Fatalf("revision %d, want 2", r.Number)
	}
	closeStore(t, s)
	sound(t, path)
}

// fill writes until there is no room.
func fill(t testing.TB, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	_ = f.Close() // the disk is full; that is what was wanted
}

// TestReadOnly: a store that cannot be written says so and still answers.
func TestReadOnly(t *testing.T) {
	s := reopen(t, newStore(t))
	defer s.Close()
	apply(t, s, change("a", "一"))
	before := shows(t, s)
	query := func(db *sql.DB, text string) {
		t.Helper()
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	query(s.Writer(), `PRAGMA query_only = ON`)
	_, err := s.Apply(t.Context(), change("b", "二"))
	want(t, err, city.Unavailable, "store_read_only")
	if got := shows(t, s); !reflect.DeepEqual(got, before) {
		t.Fatalf("the store has changed:\n%+v\n%+v", before, got)
	}
	query(s.Writer(), `PRAGMA query_only = OFF`)
	apply(t, s, change("b", "二"))
}
