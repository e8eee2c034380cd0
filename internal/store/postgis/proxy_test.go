package postgis_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// wire stands between a store and its server and breaks the connection that carries the
// next COMMIT.
type wire struct {
	listener net.Listener
	target   string
	done     sync.WaitGroup

	mu      sync.Mutex
	cut     cut
	slow    time.Duration // by so much requests to stop a statement come later
	asked   int           // how many there were
	heard   bool          // a COMMIT was cut off behind the server's ear: no request to stop it follows
	stopped chan struct{} // closes when the wire falls silent
	open    []net.Conn
}

type cut int

const (
	whole        cut = iota
	beforeCommit     // the server never hears of the commit
	afterCommit      // the server commits, its answer is lost
	lastCommit       // so, and the server cannot be reached any more
)

// newWire gives the wire and the URL that leads through it.
func newWire(t *testing.T, server string) (*wire, string) {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: l, target: u.Host, stopped: make(chan struct{})}
	u.Host = l.Addr().String()
	w.done.Go(w.accept)
	t.Cleanup(w.hangUp)
	return w, u.String()
}

// hangUp breaks all connections and takes no more.
func (w *wire) hangUp() {
	w.listener.Close()
	w.mu.Lock()
	for _, c := range w.open {
		c.Close()
	}
	w.mu.Unlock()
	w.done.Wait()
}

func (w *wire) accept() {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", w.target)
		if err != nil {
			client.Close()
			continue
		}
		w.mu.Lock()
		w.open = append(w.open, client, server)
		w.mu.Unlock()
		w.done.Go(func() { w.carry(client, server) })
		w.done.Go(func() {
			_, _ = io.Copy(client, server)
			client.Close()
		})
	}
}

// carry passes on what the client says.
func (w *wire) carry(client, server net.Conn) {
	defer server.Close()
	buf := make([]byte, 64<<10)
	for {
		n, err := client.Read(buf)
		if err != nil {
			return
		}
		select {
		case <-w.stopped:
			continue
		default:
		}
		if w.loses(buf[:n]) {
			return
		}
		time.Sleep(w.delay(buf[:n]))
		switch w.next(buf[:n]) {
		case beforeCommit:
			client.Close()
			return
		case afterCommit, lastCommit:
			client.Close() // first, so that the answer finds nobody
			_, _ = server.Write(buf[:n])
			time.Sleep(20 * time.Millisecond)
			return
		case whole:
		}
		if _, err := server.Write(buf[:n]); err != nil {
			return
		}
	}
}

// next takes the cut when these bytes are a COMMIT.
func (w *wire) next(said []byte) cut {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !bytes.Contains(said, []byte("commit\x00")) {
		return whole
	}
	what := w.cut
	w.cut = whole
	w.heard = w.heard || what == afterCommit || what == lastCommit
	if what == lastCommit {
		w.listener.Close()
	}
	return what
}

// loses tells whether these bytes fall away: the driver asks the server to stop what it did on a connection
// that broke, and a slow server would then not commit what it has heard.
func (w *wire) loses(said []byte) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.heard && asksToStop(said)
}

func asksToStop(said []byte) bool {
	const cancelRequest = 80877102 // PostgreSQL's manual, 54.7
	return len(said) >= 8 && binary.BigEndian.Uint32(said[4:]) == cancelRequest
}

// delay is how long these bytes wait: those that ask to stop a statement do, in a connection of their own.
func (w *wire) delay(said []byte) time.Duration {
	if !asksToStop(said) {
		return 0
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	return w.slow
}

func (w *wire) arm(c cut) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = c
}

func (w *wire) armed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cut != whole
}

// TestCommitBreaksOff: whether the server has heard the COMMIT or not, Apply finds out, and
// the change stands exactly once.
func TestCommitBreaksOff(t *testing.T) {
	ctx := context.Background()
	w, through := newWire(t, pgtest.URL(t))
	s := initStore(t, through, postgis.Options{})
	for i, c := range []cut{beforeCommit, afterCommit, beforeCommit, afterCommit} {
		w.arm(c)
		r := apply(t, s, put("street", string(rune('a'+i)), square(int32(i)*100, 0, 100), city.OpenStart))
		if w.armed() {
			t.Fatal("the wire saw no COMMIT, so nothing was tested")
		}
		st, err := s.State(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if r.Number != int64(i+1) || st.Revision != r.Number || st.Hash != r.Hash {
			t.Errorf("cut %d: revision %d was answered; the store is at %d", c, r.Number, st.Revision)
		}
	}
}

// TestSilentServer: a network that swallows everything gives no error by itself.
func TestSilentServer(t *testing.T) {
	w, through := newWire(t, pgtest.URL(t))
	s := initStore(t, through+"&connect_timeout=1", postgis.Options{Timeout: 500 * time.Millisecond})
	close(w.stopped)
	defer w.hangUp() // or the driver waits for the answer to its farewell
	began := time.Now()
	_, err := s.State(context.Background())
	wantCode(t, err, city.Unavailable, "store_unavailable")
	_, err = s.Apply(context.Background(), city.Change{Effective: city.OpenStart, Entries: []city.Entry{put("street", "a", square(0, 0, 10), city.OpenStart)}})
	wantCode(t, err, city.Unavailable, "store_unavailable")
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("two calls took %v", took)
	}
}

// TestLateCancel: the request to stop one statement comes when that has ended and the next one runs,
// which it must not stop. Locks of another connection see to both.
func TestLateCancel(t *testing.T) {
	ctx, direct := context.Background(), pgtest.URL(t)
	w, through := newWire(t, direct)
	w.slow = 300 * time.Millisecond
	s := initStore(t, through+"&pool_max_conns=1", postgis.Options{})
	other := connect(t, direct)
	locked := func(f func()) (done chan struct{}) {
		run(t, other, "BEGIN")
		run(t, other, "LOCK TABLE redsail.counter IN ACCESS EXCLUSIVE MODE")
		done = make(chan struct{})
		go func() { defer close(done); f() }()
		return done
	}
	for round := range 5 {
		short, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
		first := locked(func() { _, _ = s.State(short) }) // whether it was in time is not asked here
		time.Sleep(60 * time.Millisecond)
		run(t, other, "COMMIT")
		<-first
		cancel()
		var err error
		second := locked(func() { _, err = s.State(ctx) })
		time.Sleep(400 * time.Millisecond)
		run(t, other, "COMMIT")
		<-second
		if err != nil {
			t.Fatalf("round %d: a statement was stopped that nobody asked to stop: %v", round, err)
		}
	}
	if w.mu.Lock(); w.asked < 5 {
		t.Errorf("%d statements were asked to stop, so little was tested", w.asked)
	}
	w.mu.Unlock()
}
