package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestLocateInStopped: Ctrl-C ends a locate that waits for lines, by the exit code that a
// shell expects, and nothing half written stays.
func TestLocateInStopped(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	pipe, out := filepath.Join(t.TempDir(), "pipe"), filepath.Join(t.TempDir(), "out.csv")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(pipe, os.O_RDWR, 0) // a writer that never closes
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, text := range []string{"", "lon,lat\n116.005,40.005\n", zipped(t, "lon,lat\n")[:12]} {
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var errs bytes.Buffer
		code := make(chan int)
		go func() {
			code <- run(ctx, []string{"locate", "--store", b.store, "--in", pipe, "--out", out}, streams{out: &errs, err: &errs})
		}()
		time.AfterFunc(300*time.Millisecond, cancel) // sooner or later it is stopped: the end is the same
		select {
		case got := <-code:
			if got != exitStopped || errs.String() != "redsail: stopped\n" {
				t.Errorf("%q: exit %d, %q", text, got, errs.String())
			}
		case <-time.After(time.Minute):
			t.Fatalf("%q: it does not stop", text)
		}
		leftovers(t, filepath.Dir(out))
		if _, err := os.Stat(out); err == nil || !strings.Contains(err.Error(), "no such file") {
			t.Errorf("%q: there is an answer: %v", text, err)
		}
	}
}
