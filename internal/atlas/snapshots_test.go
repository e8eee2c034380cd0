package atlas_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// journal is a log that is read while it is written.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *journal) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *journal) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Split(strings.TrimSuffix(l.b.String(), "\n"), "\n")
}

func (l *journal) empty() bool { return len(l.lines()) == 1 && l.lines()[0] == "" }

// cellar is a hamlet whose indexes are kept.
type cellar struct {
	*hamlet
	folder string
	log    journal
	points []geo.Point
}

func newCellar(t testing.TB) *cellar {
	c := &cellar{hamlet: newHamlet(t, 8), folder: filepath.Join(t.TempDir(), "not", "there.index")}
	for n := range 12 {
		c.points = append(c.points, around(c.Country.Area(1, n*5))...)
	}
	return c
}

// open is an atlas of the hamlet as a new run has it.
func (c *cellar) open(t testing.TB, verify bool) (*atlas.Atlas, *atlas.Snapshots) {
	t.Helper()
	s := &atlas.Snapshots{Folder: c.folder, Verify: verify, Log: slog.New(slog.NewTextHandler(&c.log, nil))}
	a, err := atlas.OpenWith(t.Context(), c.store, atlas.Options{Snapshots: s})
	if err != nil {
		t.Fatal(err)
	}
	return a, s
}

// keep saves what the atlas shows, and returns when it is there.
func keep(t testing.TB, a *atlas.Atlas, s *atlas.Snapshots) {
	t.Helper()
	keepUntil(t, a, s, func(os.FileInfo) bool { return true })
}

// keepUntil lets the atlas keep its index until the file is one that is waited for.
func keepUntil(t testing.TB, a *atlas.Atlas, s *atlas.Snapshots, is func(os.FileInfo) bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { a.KeepEvery(ctx, time.Millisecond) })
	await(t, "a snapshot", func() bool {
		file, err := os.Stat(s.SnapshotPath(a.Current()))
		return err == nil && !a.Current().Mapped() && is(file)
	})
	cancel()
	wg.Wait()
}

func await(t testing.TB, what string, is func() bool) {
	t.Helper()
	for start := time.Now(); !is(); time.Sleep(time.Millisecond) {
		if time.Since(start) > 30*time.Second {
			t.Fatalf("waited 30 s for %s", what)
		}
	}
}

// save puts an edited index, with numbers that are no places, into the folder.
func (c *cellar) save(t testing.TB) (path string) {
	t.Helper()
	a, s := c.open(t, false)
	d := city.DateOf(a.Now())
	first := c.grid(0)
	first.Code, c.gone[0] = "a-new-one", "a-new-one"
	change := puts(d, []city.Area{first})
	change.Entries = append(change.Entries, city.DeleteArea(city.Key{Layer: "grid", Code: c.grid(0).Code}, d, first.Code))
	apply(t, c.store, change)
	if _, err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !a.Current().Edited() || !a.Current().Numbered() {
		t.Fatal("the index was not edited")
	}
	keep(t, a, s)
	return s.SnapshotPath(a.Current())
}

func TestSnapshotServes(t *testing.T) {
	c := newCellar(t)
	c.save(t)
	for _, verify := range []bool{false, true} {
		a, _ := c.open(t, verify)
		p := a.Current()
		if p.Mapped() == verify || !p.Numbered() {
			t.Fatalf("verify %v: mapped %v, numbered %v", verify, p.Mapped(), p.Numbered())
		}
		sameAsFresh(t, c.store, p, c.points)
		if _, err := p.Check(t.Context(), ""); err != nil {
			t.Error(err)
		}
		if err := p.Settle(t.Context()); err != nil || p.Mapped() {
			t.Errorf("settled: %v, mapped %v", err, p.Mapped())
		}
		sameAsFresh(t, c.store, p, c.points)
		// What was read can be edited.
		apply(t, c.store, puts(p.Date, c.bend(1)))
		if _, err := a.Refresh(t.Context()); err != nil || !a.Current().Edited() {
			t.Errorf("edited %v, %v", a.Current().Edited(), err)
		}
		sameAsFresh(t, c.store, a.Current(), c.points)
		keep(t, a, &atlas.Snapshots{Folder: c.folder})
	}
	if !c.log.empty() {
		t.Errorf("told: %q", c.log.lines())
	}
}

// TestMappedIsNotEdited: a revision that comes while the index lies in a file does not make
// another one that needs it.
func TestMappedIsNotEdited(t *testing.T) {
	c := newCellar(t)
	path := c.save(t)
	a, _ := c.open(t, false)
	apply(t, c.store, puts(a.Current().Date, c.bend(1)))
	if _, err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a.Current().Edited() || a.Current().Mapped() {
		t.Error("the new picture stands on the file")
	}
	if err := os.Truncate(path, 8192); err != nil {
		t.Fatal(err)
	}
	sameAsFresh(t, c.store, a.Current(), c.points)
}

// TestDamagedSnapshot: whatever the file is like, answers are right, the log names the file
// and the reason, and a good one takes its place.
func TestDamagedSnapshot(t *testing.T) {
	bent := func(at int) func([]byte) []byte {
		return func(b []byte) []byte { b[at] ^= 0x40; return b }
	}
	older := newCellar(t)
	other, err := os.ReadFile(older.save(t)) // of another store
	if err != nil {
		t.Fatal(err)
	}
	for what, d := range map[string]struct {
		do     func([]byte) []byte
		mapped bool // found only when the body is read
		reason string
	}{
		"a byte of the body":  {bent(4096 + 20_000), true, "damaged"},
		"the last byte":       {func(b []byte) []byte { b[len(b)-1] ^= 1; return b }, true, "damaged"},
		"a byte of the head":  {bent(60), false, "head is damaged"},
		"another format":      {bent(12), false, "format"},
		"cut off":             {func(b []byte) []byte { return b[:len(b)/2] }, false, "bytes"},
		"empty":               {func([]byte) []byte { return nil }, false, "too short"},
		"that of another one": {func([]byte) []byte { return other }, false, "not of"},
	} {
		for _, verify := range []bool{false, true} {
			t.Run(what, func(t *testing.T) {
				c := newCellar(t)
				path := c.save(t)
				whole, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, d.do(whole), 0o600); err != nil {
					t.Fatal(err)
				}
				damaged, err := os.Stat(path)
				if err != nil {
					t.Fatal(err)
				}
				a, s := c.open(t, verify)
				if a.Current().Mapped() != (d.mapped && !verify) {
					t.Errorf("mapped: %v", a.Current().Mapped())
				}
				keepUntil(t, a, s, func(file os.FileInfo) bool { return file.ModTime().After(damaged.ModTime()) })
				sameAsFresh(t, c.store, a.Current(), c.points)
				if lines := c.log.lines(); len(lines) != 1 || !strings.Contains(lines[0], path) || !strings.Contains(lines[0], d.reason) {
					t.Errorf("told: %q", lines)
				}
				again, _ := c.open(t, true)
				if !again.Current().Numbered() || len(c.log.lines()) != 1 {
					t.Errorf("the new file is of no use: %q", c.log.lines())
				}
			})
		}
	}
}

// TestCutOffWhileServing: the file is cut off under many who ask. The process lives, all
// answers are right, and it is told once.
func TestCutOffWhileServing(t *testing.T) {
	c := newCellar(t)
	path := c.save(t)
	a, s := c.open(t, false)
	p := a.Current()
	fresh, err := p.Fresh(t.Context(), c.store)
	if err != nil {
		t.Fatal(err)
	}
	if !p.Mapped() {
		t.Fatal("the index is not in the file")
	}
	cut := make(chan struct{})
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			for i, q := range c.points {
				if i == len(c.points)/4 && n == 0 {
					if err := os.Truncate(path, 8192); err != nil {
						t.Error(err)
					}
					close(cut)
				} else if i == len(c.points)/2 {
					<-cut
				}
				got, want := p.Locate(q, atlas.Asked{}), fresh.Locate(q, atlas.Asked{})
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%+v, want %+v", got, want)
					return
				}
			}
		})
	}
	wg.Wait()
	if p.Mapped() {
		t.Error("the index is still in the file")
	}
	if lines := c.log.lines(); len(lines) != 1 || !strings.Contains(lines[0], path) {
		t.Errorf("told: %q", lines)
	}
	keep(t, a, s)
	if again, _ := c.open(t, true); !again.Current().Numbered() || len(c.log.lines()) != 1 {
		t.Errorf("no good file came in its place: %q", c.log.lines())
	}
}

// TestReplacedWhileServing: another process writes an index of the same name, with other
// numbers, over the file that is in use, or takes it away.
func TestReplacedWhileServing(t *testing.T) {
	for _, gone := range []bool{false, true} {
		c := newCellar(t)
		path := c.save(t)
		a, _ := c.open(t, false)
		p := a.Current()
		if err := os.Rename(path, path+".aside"); err != nil {
			t.Fatal(err)
		}
		if !gone {
			other, s := c.open(t, false)
			if other.Current().Numbered() {
				t.Fatal("the other process has the file too")
			}
			keep(t, other, s)
		}
		sameAsFresh(t, c.store, p, c.points)
		if err := p.Settle(t.Context()); err != nil || p.Mapped() {
			t.Fatalf("settled: %v", err)
		}
		sameAsFresh(t, c.store, p, c.points)
		if !c.log.empty() {
			t.Errorf("told: %q", c.log.lines())
		}
	}
}

// TestSettleUnderReaders: the index goes from the file into memory while many ask.
func TestSettleUnderReaders(t *testing.T) {
	c := newCellar(t)
	c.save(t)
	for range 10 {
		a, s := c.open(t, false)
		p := a.Current()
		q := c.points[len(c.points)/2]
		want := p.Locate(q, atlas.Asked{})
		if len(want.Areas) == 0 {
			t.Fatal("nobody holds the point")
		}
		stop := make(chan struct{})
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					if got := p.Locate(q, atlas.Asked{}); !reflect.DeepEqual(got, want) {
						t.Errorf("%+v, want %+v", got, want)
						return
					}
				}
			})
		}
		keep(t, a, s)
		close(stop)
		wg.Wait()
	}
	if !c.log.empty() {
		t.Errorf("told: %q", c.log.lines())
	}
}

// TestNotWritable: the folder cannot be made. It is told once, and all else goes on.
func TestNotWritable(t *testing.T) {
	c := newCellar(t)
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c.folder = filepath.Join(file, "x.index")
	a, _ := c.open(t, false)
	before := len(c.log.lines()) // that it cannot be read may be told too
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { a.KeepEvery(ctx, time.Millisecond) })
	for range 5 {
		apply(t, c.store, puts(a.Current().Date, c.bend(1)))
		if _, err := a.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}
	await(t, "the log", func() bool { return strings.Contains(strings.Join(c.log.lines(), "\n"), "cannot be saved") })
	cancel()
	wg.Wait()
	sameAsFresh(t, c.store, a.Current(), c.points)
	lines := c.log.lines()
	if n := len(lines) - before; n > 1 || !strings.Contains(lines[len(lines)-1], c.folder) {
		t.Errorf("told: %q", lines)
	}
}

// TestReadOnlySnapshots: who only reads uses a file, and leaves the folder as it is.
func TestReadOnlySnapshots(t *testing.T) {
	c := newCellar(t)
	path := c.save(t)
	open := func() *atlas.Picture {
		s := &atlas.Snapshots{Folder: c.folder, Verify: true, ReadOnly: true}
		a, err := atlas.OpenWith(t.Context(), c.store, atlas.Options{Snapshots: s})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		a.Keep(ctx)
		return a.Current()
	}
	if p := open(); !p.Numbered() || p.Mapped() {
		t.Error("the file is not used")
	}
	if err := os.Truncate(path, 5000); err != nil {
		t.Fatal(err)
	}
	if p := open(); p.Numbered() {
		t.Error("a damaged file is used")
	}
	if files, err := os.ReadDir(c.folder); err != nil || len(files) == 0 {
		t.Errorf("the folder was cleaned: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != 5000 {
		t.Errorf("the damaged file was touched: %v", err)
	}
}

// TestPruned: the last two of a store stay, and what is of others.
func TestPruned(t *testing.T) {
	c := newCellar(t)
	last := c.save(t)
	stale, fresh := last+".123.part", last+".456.part"
	foreign := filepath.Join(c.folder, "0123456789abcdef-r1-2026-01-01-0123456789abcdef.index")
	for _, path := range []string{stale, fresh, foreign, filepath.Join(c.folder, "notes.txt")} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	long := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(stale, long, long); err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.Base(foreign), "notes.txt", filepath.Base(fresh)}
	for range 4 {
		apply(t, c.store, puts(date(t, "2026-01-01"), c.bend(1)))
		a, s := c.open(t, false)
		keep(t, a, s)
		before := last
		last = s.SnapshotPath(a.Current())
		var names []string
		files, err := os.ReadDir(c.folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			names = append(names, f.Name())
		}
		all := append(slices.Clone(want), filepath.Base(before), filepath.Base(last))
		slices.Sort(all)
		if !slices.Equal(names, all) {
			t.Fatalf("in the folder: %q, want %q", names, all)
		}
	}
	// Where no other store is, what is of another one goes too.
	apply(t, c.store, puts(date(t, "2026-01-01"), c.bend(1)))
	s := &atlas.Snapshots{Folder: c.folder, Alone: true}
	a, err := atlas.OpenWith(t.Context(), c.store, atlas.Options{Snapshots: s})
	if err != nil {
		t.Fatal(err)
	}
	keep(t, a, s)
	if _, err := os.Stat(foreign); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file of a store that is gone: %v", err)
	}
	if _, err := os.Stat(filepath.Join(c.folder, "notes.txt")); err != nil {
		t.Error(err)
	}
}

// TestTwoProcesses: two use one folder while revisions come.
func TestTwoProcesses(t *testing.T) {
	c := newCellar(t)
	c.save(t)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	var all []*atlas.Atlas
	for range 2 {
		a, _ := c.open(t, false)
		all = append(all, a)
		wg.Go(func() { a.KeepEvery(ctx, time.Millisecond) })
	}
	for range 8 {
		apply(t, c.store, puts(date(t, "2026-01-01"), c.bend(1)))
		for _, a := range all {
			if _, err := a.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(3 * time.Millisecond)
	}
	s := &atlas.Snapshots{Folder: c.folder}
	await(t, "the last snapshot", func() bool {
		_, err := os.Stat(s.SnapshotPath(all[0].Current()))
		return err == nil
	})
	cancel()
	wg.Wait()
	for _, a := range all {
		sameAsFresh(t, c.store, a.Current(), c.points)
	}
	if again, _ := c.open(t, true); !again.Current().Numbered() {
		t.Error("the last snapshot is of no use")
	}
	if !c.log.empty() {
		t.Errorf("told: %q", c.log.lines())
	}
}
