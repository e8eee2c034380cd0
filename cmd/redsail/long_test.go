package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestLongLocateTenMillion answers ten million lines in constant memory. It runs under
// `make long` only.
func TestLongLocateTenMillion(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("takes minutes and gigabytes of disk: `make long` runs it")
	}
	const lines = 10_000_000
	store := beijingStore(t)
	out := filepath.Join(t.TempDir(), "out.csv")
	_, errs, code := redsail(t, "locate", "--store", store, "--in", manyPoints(t, lines), "--out", out, "--columns", "codes")
	if code != 0 {
		t.Fatalf("exit %d\n%s", code, errs)
	}
	if n := countLines(t, out); n != lines+1 {
		t.Fatalf("%d lines came out", n)
	}
	if peak := peakMemory(t); peak > 600<<20 {
		t.Fatalf("the process took %d MB", peak>>20)
	}
}

func countLines(t *testing.T, path string) int {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	buf, n := make([]byte, 1<<20), 0
	for {
		read, err := f.Read(buf)
		n += bytes.Count(buf[:read], []byte{'\n'})
		if err == io.EOF {
			return n
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// peakMemory is the largest resident size of this process so far, in bytes.
func peakMemory(t *testing.T) int64 {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return u.Maxrss << 10
}
