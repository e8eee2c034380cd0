package httpapi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

// TestSpool: what is written is read, in order, when it goes round in a small file; the file
// has no name meanwhile, and never more bytes than its limit.
func TestSpool(t *testing.T) {
	dir := t.TempDir()
	const limit = 100_000
	s := newSpool(dir, limit)
	s.waiting.Store(1) // the answer has waited since 1970
	r := rand.New(rand.NewPCG(1, 1))
	sent := make([]byte, 3<<20)
	for i := range sent {
		sent[i] = byte(r.Uint32())
	}
	written := make(chan error, 1)
	go func() {
		var err error
		for rest := sent; len(rest) > 0 && err == nil; {
			n := min(1+r.IntN(70_000), len(rest))
			_, err = s.Write(rest[:n])
			rest = rest[n:]
		}
		s.finish(io.EOF)
		written <- err
	}()
	read := rand.New(rand.NewPCG(2, 2))
	var got []byte
	for {
		p := make([]byte, 1+read.IntN(90_000))
		n, err := s.Read(p)
		got = append(got, p[:n]...)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		if s.file != nil {
			if info, err := s.file.Stat(); err != nil || info.Size() > limit {
				t.Fatalf("%v, %v", info, err)
			}
		}
		s.mu.Unlock()
	}
	if err := <-written; err != nil || !bytes.Equal(got, sent) {
		t.Errorf("%d bytes of %d, %v", len(got), len(sent), err)
	}
	if s.file == nil {
		t.Error("the file was never used")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
	s.close()
}

// TestSpoolWaits: while the client takes its answers nothing goes to disk; dropping frees a
// writer that waits.
func TestSpoolWaits(t *testing.T) {
	s := newSpool(t.TempDir(), 1<<20)
	done := make(chan error, 1)
	go func() {
		_, err := s.Write(make([]byte, 2*spoolMemory))
		done <- err
	}()
	select {
	case err := <-done:
		t.Fatal("the writer did not wait", err)
	case <-time.After(3 * stallAfter):
	}
	s.drop()
	if err := <-done; err != nil || s.file != nil {
		t.Errorf("%v, file %v", err, s.file)
	}
	if _, err := s.Read(make([]byte, 1)); err == nil {
		t.Error("a dropped spool was read")
	}
}

// TestPatience: it ends like context.WithTimeout, for itself and for what comes from it.
func TestPatience(t *testing.T) {
	p := newPatience(t.Context(), 20*time.Millisecond)
	child, cancel := context.WithCancel(p)
	defer cancel()
	if p.Err() != nil || child.Err() != nil {
		t.Fatal("it has ended already")
	}
	<-child.Done()
	if !errors.Is(p.Err(), context.DeadlineExceeded) || !errors.Is(child.Err(), context.DeadlineExceeded) {
		t.Errorf("%v, %v", p.Err(), child.Err())
	}
	p.end()

	p = newPatience(t.Context(), time.Hour)
	if d, ok := p.Deadline(); !ok || time.Until(d) > time.Hour {
		t.Error(d, ok)
	}
	p.end()
	if <-p.Done(); !errors.Is(p.Err(), context.Canceled) {
		t.Error(p.Err())
	}

	parent, stop := context.WithCancel(t.Context())
	p = newPatience(parent, time.Hour)
	defer p.end()
	stop()
	if <-p.Done(); !errors.Is(p.Err(), context.Canceled) {
		t.Error(p.Err())
	}
}
