package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// serverProcess is the built command as a server of its own process.
type serverProcess struct {
	cmd *exec.Cmd
	url string
}

// serveProcess starts `redsail serve` and waits until it listens.
func serveProcess(b testing.TB, args ...string) *serverProcess {
	b.Helper()
	return serveProcessBy(b, nil, args...)
}

// serveProcessBy is serveProcess by a command that starts others.
func serveProcessBy(b testing.TB, by []string, args ...string) *serverProcess {
	b.Helper()
	path, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	line := slices.Concat(by, []string{path, "serve", "--listen", "127.0.0.1:0"}, args)
	s := &serverProcess{cmd: exec.Command(line[0], line[1:]...)}
	errs, err := s.cmd.StderrPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.cmd.Process.Kill() }) // of one that was not stopped
	lines := bufio.NewScanner(errs)
	for s.url == "" && lines.Scan() {
		s.url, _ = strings.CutPrefix(lines.Text(), "listening ")
		if !strings.HasPrefix(s.url, "http") {
			s.url = ""
		}
	}
	if s.url == "" {
		b.Fatalf("the server does not listen: %v", lines.Err())
	}
	go func() { _, _ = io.Copy(io.Discard, errs) }()
	return s
}

// fetch asks for each path, compressed, and gives the processor time that the server took.
func (s *serverProcess) fetch(b *testing.B, paths []string) time.Duration {
	b.Helper()
	before := s.processor(b)
	for _, p := range paths {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, s.url+p, http.NoBody)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", "gzip")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		_, err = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusNoContent {
			b.Fatalf("%s: %d %v", p, resp.StatusCode, err)
		}
	}
	return s.processor(b) - before
}

// processor is how long the server's threads that live have been on a processor (Linux).
func (s *serverProcess) processor(b testing.TB) time.Duration {
	b.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", s.cmd.Process.Pid))
	if err != nil || len(threads) == 0 {
		b.Fatalf("the processor time of a server cannot be read here: %v", err)
	}
	var sum time.Duration
	for _, path := range threads {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has just ended
		}
		ns, err := strconv.ParseInt(strings.Fields(string(text))[0], 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		sum += time.Duration(ns)
	}
	return sum
}

// quiet waits until the server has nothing more to do of its own.
func (s *serverProcess) quiet(b *testing.B) {
	b.Helper()
	const pause, waits = 500 * time.Millisecond, 240
	for range waits {
		before := s.processor(b)
		time.Sleep(pause)
		if s.processor(b)-before < pause/50 {
			return
		}
	}
	b.Fatal("the server is still at work")
}

// memory is the memory that the server has by a line of its status (Linux), in bytes.
func (s *serverProcess) memory(b *testing.B, line string) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	for l := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(l, line+":"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb * 1024
		}
	}
	b.Fatalf("no %s", line)
	return 0
}

func (s *serverProcess) stop(b testing.TB) {
	b.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		b.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		b.Fatal(err)
	}
}
