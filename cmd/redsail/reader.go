package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/redsail/redsail/geo/codec"
)

// readerArg is the one argument of the process that reads a GeoPackage for another (codec.Isolate).
// It is no command for people.
const readerArg = "read-geopackage-for-parent"

// readerLimits are what such a process may take, which the system enforces where it can (Linux): beyond
// them it is killed.
type readerLimits struct {
	cpu    time.Duration // whole seconds of processor time
	memory uint64        // bytes of writable memory
}

// usualReader is wide enough for a file of codec.DefaultLimits.
var usualReader = readerLimits{cpu: 120 * time.Second, memory: 1536 << 20}

// isolateReader has GeoPackages read by this program in a process of its own.
func isolateReader(l readerLimits) {
	self, err := os.Executable()
	codec.Isolate(func(ctx context.Context, folder string) (*codec.ReaderProcess, error) {
		if err != nil {
			return nil, err
		}
		return startReader(ctx, self, folder, l)
	})
}

// readerMain is the whole of the process: no store, no configuration, no environment but its limits.
func readerMain() int {
	l, err := parseReaderLimits(os.Args[2:])
	if err == nil {
		err = limitSelf(l)
	}
	if err == nil {
		err = codec.ServeIsolated(context.Background(), os.Stdin, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitFailed
	}
	return exitDone
}

func parseReaderLimits(args []string) (l readerLimits, err error) {
	var seconds int64
	if _, err := fmt.Sscan(strings.Join(args, " "), &seconds, &l.memory); err != nil {
		return l, err
	}
	l.cpu = time.Duration(seconds) * time.Second
	return l, nil
}

// startReader starts the process.
func startReader(ctx context.Context, self, folder string, l readerLimits) (*codec.ReaderProcess, error) {
	cmd := exec.CommandContext(ctx, self, readerArg, fmt.Sprint(int64(l.cpu/time.Second)), fmt.Sprint(l.memory))
	cmd.Dir, cmd.Env = folder, []string{"GOMAXPROCS=1", "GOTRACEBACK=none"}
	last := &tail{}
	cmd.Stderr = last
	withParent(cmd)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop := sync.OnceValue(func() error {
		// One that said all it had to has ended by itself, or is about to.
		ended := make(chan struct{})
		kill := time.AfterFunc(time.Second, func() { _ = cmd.Process.Kill() })
		go func() { _, _ = io.Copy(io.Discard, io.LimitReader(out, 1<<20)); close(ended) }()
		select {
		case <-ended:
		case <-ctx.Done():
		}
		_ = cmd.Process.Kill() // does nothing to one that has ended
		died := cmd.Wait()
		kill.Stop()
		if died == nil || ctx.Err() != nil {
			return nil //nolint:nilerr // it ended well, or was stopped
		}
		return l.explain(cmd, died, last.String())
	})
	return &codec.ReaderProcess{In: in, Out: out, Stop: stop}, nil
}

// cpuTick is by how much the times of a process may fall short of those by which the system holds it to
// its limit.
const cpuTick = 100 * time.Millisecond

// explain says what a reader died of.
func (l readerLimits) explain(cmd *exec.Cmd, err error, said string) error {
	used := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	switch {
	case used+cpuTick >= l.cpu:
		return &codec.FileError{Kind: codec.KindTooLarge, Message: fmt.Sprintf("reading it takes more than %v of processor time", l.cpu)}
	case strings.Contains(said, "out of memory") || strings.Contains(said, "cannot allocate memory"):
		return &codec.FileError{Kind: codec.KindTooLarge, Message: fmt.Sprintf("reading it takes more than %d MiB of memory", l.memory>>20)}
	}
	line, _, _ := strings.Cut(said, "\n")
	return &codec.FileError{Kind: codec.KindReaderDied, Message: "the process that reads GeoPackages ended before it was done", Err: errors.Join(err, errors.New(line))}
}

// tail keeps the first bytes that a process writes as its last words.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write takes all and keeps 4 KiB.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf.Write(p[:min(len(p), max(0, 4096-t.buf.Len()))])
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}
