package gpkg_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/storetest"
)

// lookEnv makes the test binary a process that may not write: it tells what it sees of the
// store at the path.
const lookEnv = "REDSAIL_TEST_LOOK"

// sight is what a process sees of a store: the texts and codes of the errors.
type sight struct {
	Open, OpenCode   string
	Codes            []string
	Apply, ApplyCode string
	Close            string
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// look opens the store, reads, tries to write and closes.
func look(path string, out io.Writer) error {
	if os.Geteuid() == 0 {
		if err := becomeNobody(); err != nil {
			return err
		}
	}
	ctx := context.Background()
	var seen sight
	s, err := gpkg.Open(ctx, path, gpkg.Options{})
	seen.Open, seen.OpenCode = text(err), city.CodeOf(err)
	if err == nil {
		vs, err := s.Versions(ctx, city.Query{})
		if err != nil {
			return err
		}
		for i := range vs {
			seen.Codes = append(seen.Codes, vs[i].Code)
		}
		if _, err = s.Apply(ctx, city.Change{}); city.KindOf(err) != city.Unavailable { // of nothing: how it is asked whether the store can be written
			return fmt.Errorf("applying nothing gives %w", err)
		}
		_, err = s.Apply(ctx, change("z", "末"))
		seen.Apply, seen.ApplyCode = text(err), city.CodeOf(err)
		if city.KindOf(err) != city.Unavailable {
			return fmt.Errorf("apply: %w", err)
		}
		seen.Close = text(s.Close())
	}
	return json.NewEncoder(out).Encode(seen)
}

// lookers runs look in a process of its own.
func lookers(t *testing.T, path string) sight {
	t.Helper()
	if runtime.GOOS == "windows" || runtime.GOOS != "linux" && os.Geteuid() == 0 {
		t.Skip("needs a user whom the rights of a file bind")
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), lookEnv+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the process that looks: %v", err)
	}
	var seen sight
	if err := json.Unmarshal(out, &seen); err != nil {
		t.Fatal(err)
	}
	return seen
}

// openFolder is a temporary folder that every user may pass through.
func openFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, d := range []string{filepath.Dir(dir), dir} {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { chmod(t, dir, 0o755) })
	return dir
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// lock takes the right to write from all files of a folder and from the folder.
func lock(t *testing.T, dir string, folder os.FileMode) {
	t.Helper()
	for _, f := range files(t, dir) {
		chmod(t, filepath.Join(dir, f), 0o444)
	}
	chmod(t, dir, folder)
}

// TestMayNotWrite: who may not write reads what is committed, or hears in one line why not.
func TestMayNotWrite(t *testing.T) {
	// A store with one area in the file and one in the write-ahead log, in use.
	live := openFolder(t)
	source := filepath.Join(live, "city.gpkg")
	s, err := gpkg.Init(t.Context(), source, storetest.Scheme(t), gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	apply(t, s, change("a", "一"))
	closeStore(t, s)
	closed := read(t, source)
	s = reopen(t, source)
	defer s.Close()
	apply(t, s, change("b", "二"))
	file, wal, shm := read(t, source), read(t, source+"-wal"), read(t, source+"-shm")

	for name, c := range map[string]struct {
		files  map[string][]byte // by suffix
		folder os.FileMode
		sees   []string // nil: it cannot be opened
	}{
		"closed":                         {map[string][]byte{"": closed}, 0o555, []string{"a"}},
		"closed, open folder":            {map[string][]byte{"": closed}, 0o777, []string{"a"}},
		"crashed":                        {map[string][]byte{"": file, "-wal": wal, "-shm": shm}, 0o555, []string{"a", "b"}},
		"crashed, no index":              {map[string][]byte{"": file, "-wal": wal}, 0o555, nil},
		"crashed, its log is lost":       {map[string][]byte{"": file}, 0o555, nil},
		"crashed, no index, open folder": {map[string][]byte{"": file, "-wal": wal}, 0o777, []string{"a", "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := openFolder(t)
			path := filepath.Join(dir, "city.gpkg")
			for suffix, content := range c.files {
				if err := os.WriteFile(path+suffix, content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			lock(t, dir, c.folder)
			expect(t, path, lookers(t, path), c.sees)
			if !bytes.Equal(read(t, path), c.files[""]) || c.folder == 0o555 && len(files(t, dir)) != len(c.files) {
				t.Errorf("the store was touched; files %v", files(t, dir))
			}
		})
	}
	t.Run("in use", func(t *testing.T) {
		lock(t, live, 0o555)
		expect(t, source, lookers(t, source), []string{"a", "b"})
		chmod(t, live, 0o755)
		apply(t, s, change("c", "三")) // the writer has not noticed
	})
}

func expect(t *testing.T, path string, seen sight, codes []string) {
	t.Helper()
	t.Logf("%+v", seen)
	if codes == nil {
		if seen.OpenCode != "store_read_only" || strings.Contains(seen.Open, "\n") || !strings.HasPrefix(seen.Open, path) {
			t.Errorf("opening gives %q (%s)", seen.Open, seen.OpenCode)
		}
		return
	}
	if seen.Open != "" || seen.Close != "" || !slices.Equal(seen.Codes, codes) {
		t.Errorf("open %q, close %q, areas %v; want %v", seen.Open, seen.Close, seen.Codes, codes)
	}
	if seen.ApplyCode != "store_read_only" || strings.Contains(seen.Apply, "\n") {
		t.Errorf("writing gives %q (%s)", seen.Apply, seen.ApplyCode)
	}
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestMayNotUpgrade: who may not write hears in one line that the tables are too old, and the
// file stays as it was; who may write opens it once, and then it can be read.
func TestMayNotUpgrade(t *testing.T) {
	old := read(t, schema1(t))
	for _, folder := range []os.FileMode{0o555, 0o777} {
		dir := openFolder(t)
		path := filepath.Join(dir, "city.gpkg")
		if err := os.WriteFile(path, old, 0o600); err != nil {
			t.Fatal(err)
		}
		lock(t, dir, folder)
		seen := lookers(t, path)
		expect(t, path, seen, nil)
		if !strings.Contains(seen.Open, "older Redsail") || !bytes.Equal(read(t, path), old) {
			t.Errorf("folder %o: %q", folder, seen.Open)
		}
		chmod(t, dir, 0o755)
		chmod(t, path, 0o644)
		closeStore(t, reopen(t, path))
		lock(t, dir, folder)
		if seen := lookers(t, path); seen.Open != "" || len(seen.Codes) == 0 || seen.ApplyCode != "store_read_only" {
			t.Errorf("folder %o, brought up to date: %+v", folder, seen)
		}
	}
}

// TestOpenTogether: several programs open an older store at once, and each gets it.
func TestOpenTogether(t *testing.T) {
	path := schema1(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s, err := gpkg.Open(context.Background(), path, gpkg.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			if vs, err := s.Versions(context.Background(), city.Query{}); err != nil || len(vs) == 0 {
				t.Errorf("%d areas, %v", len(vs), err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	sound(t, path)
}

// TestReadersLeaveTheFile: who only reads writes nothing, not even the header.
func TestReadersLeaveTheFile(t *testing.T) {
	path := newStore(t)
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	content := read(t, path)
	a, b := reopen(t, path), reopen(t, path)
	shows(t, a)
	shows(t, b)
	if got := files(t, filepath.Dir(path)); len(got) != 1 || journalByte(t, path) != 1 {
		t.Errorf("while it is read: files %v, journal byte %d", got, journalByte(t, path))
	}
	closeStore(t, a)
	closeStore(t, b)
	after, err := os.Stat(path)
	if err != nil || !bytes.Equal(content, read(t, path)) || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("the file was written (%v): %v, before %v", err, after.ModTime(), before.ModTime())
	}
}

// TestReadersWhileTheJournalChanges: reading goes on while others take the file into WAL
// mode and back.
func TestReadersWhileTheJournalChanges(t *testing.T) {
	path := newStore(t)
	r := reopen(t, path)
	stop, ended := make(chan struct{}), make(chan error, 2)
	for range cap(ended) {
		go func() {
			for {
				select {
				case <-stop:
					ended <- nil
					return
				default:
				}
				if _, err := r.Versions(t.Context(), city.Query{}); err != nil {
					ended <- err
					return
				}
			}
		}()
	}
	for i := range 15 {
		cmd := scribbler(uint64(i+1), 2, path)
		if err := cmd.Run(); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	if err := errors.Join(<-ended, <-ended); err != nil {
		t.Errorf("a reader: %v", err)
	}
	if st, err := r.State(t.Context()); err != nil || st.Revision != 30 {
		t.Errorf("revision %d, %v", st.Revision, err)
	}
	closeStore(t, r)
	if got := files(t, filepath.Dir(path)); journalByte(t, path) != 1 || len(got) != 1 {
		t.Errorf("after the last close: journal byte %d, files %v", journalByte(t, path), got)
	}
	sound(t, path)
}
