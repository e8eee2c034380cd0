package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// indexFiles are the files in which indexes are kept.
func indexFiles(t testing.TB, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func awaitIndex(t testing.TB, folder string) string {
	t.Helper()
	eventually(t, "the index in "+folder, func() bool {
		files := indexFiles(t, folder)
		return len(files) == 1 && strings.HasSuffix(files[0], ".index")
	})
	return indexFiles(t, folder)[0]
}

const somewhere = "/api/v1/locate?lon=119.851&lat=38.699"

// TestIndexIsKept: a service leaves its index beside the store; the next one, and locate, use
// it; and what is wrong with it is told and changes no answer.
func TestIndexIsKept(t *testing.T) {
	store := tinyStore(t)
	folder := store + ".index"
	alone := mustRun(t, "locate", "--store", store, "119.851,38.699")
	if _, err := os.Stat(folder); err == nil {
		t.Fatal("locate has made a folder")
	}
	s := startServer(t, "serve", "--store", store, "--listen", "127.0.0.1:0")
	path := awaitIndex(t, folder)
	_, want := s.get(somewhere + "&at=2026-01-01")
	if !strings.Contains(want, `"code"`) {
		t.Fatalf("nobody holds the point: %s", want)
	}
	if code := s.stop(); code != exitDone {
		t.Fatalf("exit %d: %s", code, s.errs)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{nil, {"--verify"}} {
		s := startServer(t, append([]string{"serve", "--store", store, "--listen", "127.0.0.1:0"}, args...)...)
		if _, got := s.get(somewhere + "&at=2026-01-01"); got != want {
			t.Errorf("%q: %s, want %s", args, got, want)
		}
		s.stop()
		if strings.Contains(s.errs.String(), "snapshot") {
			t.Errorf("%q: %s", args, s.errs)
		}
	}
	whole[len(whole)-1] ^= 1
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := mustRun(t, "locate", "--store", store, "119.851,38.699"); untimed(got) != untimed(alone) {
		t.Errorf("with a damaged file locate says %s, want %s", got, alone)
	}
	if left, err := os.ReadFile(path); err != nil || string(left) != string(whole) {
		t.Errorf("locate has touched the file: %v", err)
	}
	s = startServer(t, "serve", "--store", store, "--listen", "127.0.0.1:0", "--verify")
	s.errs.await(t, path)
	if _, got := s.get(somewhere + "&at=2026-01-01"); got != want {
		t.Errorf("with a damaged file: %s, want %s", got, want)
	}
	eventually(t, "a good file", func() bool {
		b, err := os.ReadFile(path)
		return err == nil && string(b) != string(whole)
	})
	s.stop()
}

// untimed leaves out the lines that say when.
func untimed(reply string) string {
	var out strings.Builder
	for line := range strings.Lines(reply) {
		if !strings.Contains(line, `"at"`) {
			out.WriteString(line)
		}
	}
	return out.String()
}

// TestIndexDir: the index is kept where the flag says, or nowhere; where it cannot be, that is
// told once.
func TestIndexDir(t *testing.T) {
	store := tinyStore(t)
	dir := filepath.Join(t.TempDir(), "kept")
	s := startServer(t, "serve", "--store", store, "--listen", "127.0.0.1:0", "--index-dir", dir)
	awaitIndex(t, dir)
	s.stop()
	s = startServer(t, "serve", "--store", store, "--listen", "127.0.0.1:0", "--index-dir", filepath.Join(store, "below a file"))
	s.errs.await(t, "the index cannot be saved")
	if status, _ := s.get(somewhere); status != 200 {
		t.Errorf("status %d", status)
	}
	s.stop()
	s = startServer(t, "serve", "--store", store, "--listen", "127.0.0.1:0", "--index-dir", "-")
	if status, _ := s.get(somewhere); status != 200 {
		t.Errorf("status %d", status)
	}
	s.stop()
	if _, err := os.Stat(store + ".index"); err == nil {
		t.Error("it is kept beside the store all the same")
	}
}
