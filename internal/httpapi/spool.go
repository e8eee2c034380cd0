package httpapi

import (
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// spoolMemory is how many bytes wait in memory before the file is begun.
const spoolMemory = 256 << 10

// stallAfter is how long the answer must wait for the client before the file is begun: with
// a client that reads while it writes there is none.
const stallAfter = 20 * time.Millisecond

// spool is what a client has sent and nobody has read yet: a queue of bytes, in memory
// first and then, when the client does not take its answer, in a file that has no name. One
// goroutine writes, another reads.
type spool struct {
	dir   string
	limit int64 // of the file, in bytes
	// waiting is when the answer began to wait for the client, in Unix nanoseconds; 0 = it does not.
	waiting atomic.Int64

	mu      sync.Mutex
	changed sync.Cond
	memory  []byte // older than what is in the file
	from    int    // memory[from:] is to be read
	file    *os.File
	read    int64 // positions since the file was last empty; in the file they go round
	written int64
	end     error // after all that was written
	dropped bool  // nobody reads any more: what is written is thrown away
}

func newSpool(dir string, limit int64) *spool {
	s := &spool{dir: dir, limit: limit}
	s.changed.L = &s.mu
	return s
}

// Write takes bytes; while the file is full it waits for the reader.
func (s *spool) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for done := 0; ; {
		switch {
		case s.dropped:
			return len(p), nil
		case s.written == 0 && len(s.memory) < spoolMemory:
			n := min(len(p)-done, spoolMemory-len(s.memory))
			s.memory = append(s.memory, p[done:done+n]...)
			done += n
		case !s.stalled():
			again := time.AfterFunc(stallAfter, s.wake)
			s.changed.Wait()
			again.Stop()
			continue
		case s.written-s.read < s.limit:
			n, err := s.spill(p[done:])
			if err != nil {
				return done, err
			}
			done += n
		default:
			s.changed.Wait()
			continue
		}
		s.changed.Broadcast()
		if done == len(p) {
			return done, nil
		}
	}
}

// wake lets whoever waits look again.
func (s *spool) wake() {
	s.mu.Lock() // so that nobody is between looking and waiting
	defer s.mu.Unlock()
	s.changed.Broadcast()
}

func (s *spool) stalled() bool {
	since := s.waiting.Load()
	return since != 0 && time.Since(time.Unix(0, since)) >= stallAfter
}

// spill writes the beginning of p to the file, where there is room.
func (s *spool) spill(p []byte) (int, error) {
	if s.file == nil {
		f, err := os.CreateTemp(s.dir, "redsail-spool-*")
		if err != nil {
			return 0, city.Wrap(err, city.Unavailable, "spool_failed", "what was sent cannot be kept on disk")
		}
		s.file = f
		_ = os.Remove(f.Name()) // where that cannot be yet, close does it
	}
	at := s.written % s.limit
	n := min(int64(len(p)), s.limit-at, s.limit-(s.written-s.read))
	if _, err := s.file.WriteAt(p[:n], at); err != nil {
		return 0, city.Wrap(err, city.Unavailable, "spool_failed", "what was sent cannot be kept on disk")
	}
	s.written += n
	return int(n), nil
}

// finish says that no more comes; err, io.EOF at the best, is what the reader gets then.
func (s *spool) finish(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end == nil {
		s.end = err
	}
	s.changed.Broadcast()
}

// Read gives what there is; while there is nothing it waits.
func (s *spool) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.dropped:
			return 0, io.ErrClosedPipe
		case s.from < len(s.memory):
			n := copy(p, s.memory[s.from:])
			if s.from += n; s.from == len(s.memory) {
				s.memory, s.from = s.memory[:0], 0
			}
			s.changed.Broadcast()
			return n, nil
		case s.read < s.written:
			return s.fetch(p)
		case s.end != nil:
			return 0, s.end
		}
		s.changed.Wait()
	}
}

// fetch reads from the file. When all has been read, memory serves again.
func (s *spool) fetch(p []byte) (int, error) {
	at := s.read % s.limit
	n := min(int64(len(p)), s.limit-at, s.written-s.read)
	if _, err := s.file.ReadAt(p[:n], at); err != nil {
		return 0, city.Wrap(err, city.Unavailable, "spool_failed", "what was sent cannot be read back from disk")
	}
	if s.read += n; s.read == s.written {
		s.read, s.written = 0, 0
	}
	s.changed.Broadcast()
	return int(n), nil
}

// drop throws away what waits and whatever comes.
func (s *spool) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropped = true
	s.changed.Broadcast()
}

// close gives the disk back; reader and writer must be done.
func (s *spool) close() {
	if s.file != nil {
		_ = s.file.Close()
		_ = os.Remove(s.file.Name())
	}
}
