package httpapi

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// pieceBytes is how much is written under one deadline.
	pieceBytes = 32 << 10
	// heldBytes is how much of the answer is kept back until more comes: as long as nothing has
	// been sent, a fault is answered with a problem.
	heldBytes = 4 << 10
	// drainBytes is how much of a body is still read after a fault, so that a client that sends
	// all before it reads gets the answer.
	drainBytes = 64 << 20
)

// flow is a body and an answer that run at the same time. What the client sends is always
// read, into a spool while its answers wait. It ends when for the patience neither a byte
// came nor a byte went.
type flow struct {
	w        http.ResponseWriter
	control  *http.ResponseController
	spool    *spool
	patience time.Duration
	bounded  bool // the server sets deadlines of its own for the next request

	held     []byte
	begun    bool // something has been sent
	draining atomic.Bool
	reading  sync.WaitGroup

	mu      sync.Mutex // of the deadlines
	moved   time.Time  // when they were set last
	read    bool       // there is nothing more to read
	stopped bool       // they stay as they are
}

// newFlow begins to read the body of a request that may be read while it is answered (EnableFullDuplex).
func newFlow(w http.ResponseWriter, r *http.Request, sp *spool, patience time.Duration) *flow {
	f := &flow{w: w, control: http.NewResponseController(w), spool: sp, patience: patience}
	if srv, ok := r.Context().Value(http.ServerContextKey).(*http.Server); ok {
		f.bounded = srv.WriteTimeout > 0
	}
	f.progress()
	f.reading.Go(func() {
		err := f.fill(r.Body)
		f.allRead(errors.Is(err, io.EOF))
		f.spool.finish(err)
	})
	return f
}

// fill reads the body into the spool. The error is io.EOF at the body's end.
func (f *flow) fill(body io.Reader) error {
	buf := make([]byte, 64<<10)
	for drained := 0; drained < drainBytes; {
		n, err := body.Read(buf)
		if n > 0 {
			f.progress()
			if _, err := f.spool.Write(buf[:n]); err != nil {
				return err
			}
		}
		if f.draining.Load() {
			drained += n
		}
		if errors.Is(err, io.EOF) {
			return io.EOF
		}
		if err != nil {
			return bodyError{err}
		}
	}
	return errDrained
}

// bodyError says that a body could not be read: its client is slow, or gone.
type bodyError struct{ error }

func (e bodyError) Unwrap() error { return e.error }

var errDrained = errors.New("nobody reads the body any more")

// progress puts off the deadlines: something came or went.
func (f *flow) progress() {
	now := time.Now()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopped || now.Sub(f.moved) < f.patience/16 {
		return
	}
	f.moved = now
	_ = f.control.SetWriteDeadline(now.Add(f.patience))
	if !f.read {
		_ = f.control.SetReadDeadline(now.Add(f.patience))
	}
}

// allRead takes the deadline off the reading after a whole body: the server reads on, to see
// the client go. Where the reading has failed the answer will not be whole, and nobody need
// wait for the client to take it.
func (f *flow) allRead(whole bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.read = true
	switch {
	case f.stopped:
	case whole:
		_ = f.control.SetReadDeadline(time.Time{})
	default:
		f.stopped = true
		_ = f.control.SetReadDeadline(past)
		_ = f.control.SetWriteDeadline(past)
	}
}

// past is a deadline that has passed.
var past = time.Unix(1, 0)

// Read gives what the client has sent.
func (f *flow) Read(p []byte) (int, error) { return f.spool.Read(p) }

// Write sends a part of the answer, or keeps it back while it is short.
func (f *flow) Write(p []byte) (int, error) {
	if !f.begun && len(f.held)+len(p) < heldBytes {
		f.held = append(f.held, p...)
		return len(p), nil
	}
	if err := f.release(); err != nil {
		return 0, err
	}
	for done := 0; done < len(p); {
		n, err := f.send(p[done:min(len(p), done+pieceBytes)])
		if done += n; err != nil {
			return done, err
		}
	}
	return len(p), nil
}

func (f *flow) release() error {
	f.begun = true
	held := f.held
	f.held = nil
	if len(held) == 0 {
		return nil
	}
	_, err := f.send(held)
	return err
}

func (f *flow) send(p []byte) (int, error) {
	f.spool.waiting.Store(time.Now().UnixNano())
	n, err := f.w.Write(p)
	f.spool.waiting.Store(0)
	f.progress()
	return n, err
}

// Flush sends what stands in buffers: there are no more answers for now.
func (f *flow) Flush() error {
	if err := f.release(); err != nil {
		return err
	}
	f.spool.waiting.Store(time.Now().UnixNano())
	err := f.control.Flush()
	f.spool.waiting.Store(0)
	f.progress()
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}

// stop ends reading and writing at once.
func (f *flow) stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stopped = true
	_ = f.control.SetReadDeadline(past)
	_ = f.control.SetWriteDeadline(past)
	f.spool.drop()
}

// errCut says that an answer that has begun must be cut off.
var errCut = errors.New("the answer was cut off")

// finish ends the flow after err, or well. It gives the error to answer with, or errCut
// when it is too late for one.
func (f *flow) finish(err error) error {
	if err == nil && len(f.held) > 0 {
		err = f.release()
	}
	switch {
	case err == nil:
		f.reading.Wait() // the body has been read: answers end where it ends
		if f.begun && !f.bounded {
			_ = f.control.Flush() // then only a few bytes are left, which need no deadline
		}
		f.forAnswer()
	case f.begun:
		f.stop()
	default:
		f.draining.Store(true)
		f.spool.drop()
		f.reading.Wait()
		f.forAnswer()
	}
	f.reading.Wait()
	f.spool.close()
	if err != nil && f.begun {
		return errors.Join(errCut, err)
	}
	return err
}

// forAnswer sets the deadline for what is still to be written, which is short. It is not left
// on a connection where nobody would take it off.
func (f *flow) forAnswer() {
	var until time.Time
	if f.bounded {
		until = time.Now().Add(f.patience)
	}
	_ = f.control.SetWriteDeadline(until)
}

// drain reads a body that nobody has begun to read, so that a client that sends all before
// it reads gets the answer, which is an error.
func (s *Server) drain(w http.ResponseWriter, r *http.Request) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(s.bulkPatience()))
	_, _ = io.CopyN(io.Discard, r.Body, drainBytes)
}

func (s *Server) bulkPatience() time.Duration { return cmp.Or(s.cfg.BulkPatience, bulkPatience) }

// flowError is an error after a flow, which has read the body already.
type flowError struct{ error }

func (e flowError) Unwrap() error { return e.error }

// stopWith ends the flow soon after stopping is closed. The result ends the watch.
func (f *flow) stopWith(stopping <-chan struct{}, grace time.Duration) (cancel func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		select {
		case <-ctx.Done():
			return
		case <-stopping:
		}
		select {
		case <-ctx.Done():
		case <-time.After(grace):
			f.stop()
		}
	}()
	return cancel
}

// tooSlow is true of an error that says that a deadline has passed.
func tooSlow(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }
