package gpkg_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/storetest"
)

func freshKeys(t testing.TB) storetest.KeysFactory {
	path := newStore(t)
	return func(t testing.TB) city.Keys { return keysOf(t, path) }
}

// keysOf opens the keys of the store at path.
func keysOf(t testing.TB, path string) *gpkg.Keys {
	t.Helper()
	k, err := gpkg.OpenKeys(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Error(err)
		}
	})
	return k
}

func TestKeys(t *testing.T) { storetest.RunKeys(t, freshKeys) }

func BenchmarkKeys(b *testing.B) { storetest.BenchmarkKeys(b, freshKeys) }

// The bytes of an erased key are in no file of the folder: not where a page was split over it, not
// in a journal. The keys that stay are found, so the search can find.
func TestErasedKeyIsGone(t *testing.T) {
	path := newStore(t)
	k := keysOf(t, path)
	codes := make([]string, 3000)
	for i := range codes {
		codes[i] = "w" + strconv.Itoa(i*7919%3000) // in no order, so that pages split
	}
	var keys [][]byte
	for batch := range slices.Chunk(codes, 150) {
		got, err := k.Ensure(t.Context(), batch)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, got...)
	}
	if n := foundIn(t, filepath.Dir(path), keys); n != len(keys) {
		t.Fatalf("%d of %d keys are found in the files", n, len(keys))
	}
	if err := k.Erase(t.Context(), codes[:2000]); err != nil {
		t.Fatal(err)
	}
	if n := foundIn(t, filepath.Dir(path), keys[:2000]); n != 0 {
		t.Errorf("%d erased keys are found in the files", n)
	}
	if n := foundIn(t, filepath.Dir(path), keys[2000:]); n != 1000 {
		t.Errorf("%d of 1000 keys that stay are found in the files", n)
	}
}

// foundIn counts the keys whose bytes stand in a file of the folder.
func foundIn(t *testing.T, dir string, keys [][]byte) (n int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	for _, key := range keys {
		if bytes.Contains(all, key) {
			n++
		}
	}
	return n
}

// The file is made when it is needed, for its owner alone.
func TestKeysFile(t *testing.T) {
	path := newStore(t)
	k := keysOf(t, path)
	if _, err := k.Get(t.Context(), []string{"a"}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + ".keys"); !os.IsNotExist(err) {
		t.Fatalf("reading has made the file: %v", err)
	}
	first, err := k.Ensure(t.Context(), []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path + ".keys")
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS == "windows" {
		return
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the rights %v", info.Mode())
	}
	if err := os.Chmod(path+".keys", 0o604); err != nil {
		t.Fatal(err)
	}
	if _, err := gpkg.OpenKeys(t.Context(), path); city.CodeOf(err) != "keys_exposed" {
		t.Errorf("what all can read: %v", err)
	}
	if err := os.Chmod(path+".keys", 0o640); err != nil {
		t.Fatal(err)
	}
	got, err := keysOf(t, path).Get(t.Context(), []string{"a"})
	if err != nil || !bytes.Equal(got[0], first[0]) {
		t.Errorf("for a group: %v", err)
	}
}

func TestKeysClosed(t *testing.T) {
	for _, made := range []bool{false, true} {
		k := keysOf(t, newStore(t))
		if made {
			if _, err := k.Ensure(t.Context(), []string{"a"}); err != nil {
				t.Fatal(err)
			}
		}
		if err := k.Close(); err != nil {
			t.Fatal(err)
		}
		_, err := k.Get(t.Context(), []string{"a"})
		_, ensureErr := k.Ensure(t.Context(), []string{"b"})
		_, listErr := k.Erased(t.Context())
		for _, err := range []error{err, ensureErr, listErr, k.Erase(t.Context(), []string{"a"})} {
			if city.CodeOf(err) != "store_closed" {
				t.Errorf("made %t: %v", made, err)
			}
		}
	}
}

// Keys that were opened before there was a file see it when another process has made it.
func TestKeysMadeByAnother(t *testing.T) {
	path := newStore(t)
	early := keysOf(t, path)
	want, err := keysOf(t, path).Ensure(t.Context(), []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := early.Get(t.Context(), []string{"a"})
	if err != nil || !bytes.Equal(got[0], want[0]) {
		t.Errorf("%x, %v", got, err)
	}
}

// ensureEnv makes the test binary a process that ensures keys of the store at the path.
const ensureEnv = "REDSAIL_TEST_ENSURE"

// ensureAll prints the keys of 300 persons, which are ensured in three calls.
func ensureAll(path string, out io.Writer) error {
	k, err := gpkg.OpenKeys(context.Background(), path)
	if err != nil {
		return err
	}
	for call := range 3 {
		var codes []string
		for i := range 100 {
			codes = append(codes, strconv.Itoa(call*100+i))
		}
		keys, err := k.Ensure(context.Background(), codes)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%x\n", keys)
	}
	return k.Close()
}

// Processes that make the file and its keys at once make one file and the same keys.
func TestKeysOfManyProcesses(t *testing.T) {
	path := newStore(t)
	said := make([]string, 6)
	var wg sync.WaitGroup
	for i := range said {
		wg.Go(func() {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), ensureEnv+"="+path)
			cmd.Stderr = os.Stderr
			text, err := cmd.Output()
			if err != nil {
				t.Error(err)
			}
			said[i] = string(text)
		})
	}
	wg.Wait()
	for _, text := range said {
		if text != said[0] || len(text) < 300*2*city.KeyBytes {
			t.Fatalf("the processes have other keys:\n%.200s\n%.200s", text, said[0])
		}
	}
}

// A making that was killed is made good; what is none, or another store's, is left as it is.
func TestKeysFileRefused(t *testing.T) {
	path := newStore(t)
	if _, err := keysOf(t, path).Ensure(t.Context(), []string{"a"}); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(path + ".keys")
	if err != nil {
		t.Fatal(err)
	}
	other := newStore(t)
	otherFile, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		content []byte
		code    string // empty = opened
	}{
		"empty":           {nil, ""},
		"another store's": {kept, "foreign_keys"},
		"a store":         {otherFile, "not_keys"},
		"a text":          {bytes.Repeat([]byte("no keys "), 1000), "not_keys"},
		"cut":             {kept[:4096], "store_corrupt"},
	} {
		t.Run(name, func(t *testing.T) {
			file := other + ".keys"
			if err := os.WriteFile(file, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			if c.code == "" {
				if _, err := keysOf(t, other).Ensure(t.Context(), []string{"a"}); err != nil {
					t.Error(err)
				}
				return
			}
			_, err := gpkg.OpenKeys(t.Context(), other)
			if city.CodeOf(err) != c.code {
				t.Errorf("%v (%s), want %s", err, city.CodeOf(err), c.code)
			}
			after, readErr := os.ReadFile(file)
			if readErr != nil || !bytes.Equal(after, c.content) {
				t.Errorf("the file has changed (%v)", readErr)
			}
		})
	}
	if _, err := gpkg.OpenKeys(t.Context(), filepath.Join(t.TempDir(), "none.gpkg")); city.CodeOf(err) != "no_store" {
		t.Errorf("no store: %v", err)
	}
}
