package httpapi

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// headBytes is the size of the buffer through which net/http writes: an answer that is longer goes
// out as a first write of so much, which begins with the head, and others with the rest.
const headBytes = 4 << 10

// oneWay is a connection that sends the first two writes of an answer in one call of the system, when
// it is told: the second call costs as much as finding the tile and writing its head. It stays a
// connection of TCP in all else, for net/http asks.
type oneWay struct {
	*net.TCPConn
	waits bool             // for the first write
	held  *[headBytes]byte // nil = nothing
	size  int              // of what is held
	two   [2][]byte
	list  net.Buffers
}

var heads = sync.Pool{New: func() any { return new([headBytes]byte) }}

// Write keeps the first write, and sends it with the second.
func (c *oneWay) Write(b []byte) (int, error) {
	if c.waits {
		c.waits = false
		if buf, ok := heads.Get().(*[headBytes]byte); ok && len(b) <= headBytes {
			c.held, c.size = buf, copy(buf[:], b)
			return len(b), nil
		}
	}
	if c.held == nil {
		return c.TCPConn.Write(b)
	}
	c.two = [2][]byte{c.held[:c.size], b}
	c.list = c.two[:]
	n, err := c.list.WriteTo(c.TCPConn)
	heads.Put(c.held)
	c.held, c.two = nil, [2][]byte{}
	return max(int(n)-c.size, 0), err
}

// oneWayKey is where a request's context has its connection.
type oneWayKey struct{}

// begin tells the connection of a request, which may be nil, that the whole of an answer follows. Only of
// one that alone is longer than the buffer it is certain that there are two writes.
func (c *oneWay) begin(content []byte) {
	if c != nil {
		c.waits = len(content) >= headBytes
	}
}

// end is told when net/http has taken the answer. If it has written nothing, it has refused it, and the
// next answer is another one.
func (c *oneWay) end() {
	if c != nil {
		c.waits = false
	}
}

func oneWayOf(r *http.Request) *oneWay {
	c, _ := r.Context().Value(oneWayKey{}).(*oneWay)
	return c
}

// oneWays are the connections of a listener.
type oneWays struct{ net.Listener }

func (l oneWays) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		return &oneWay{TCPConn: tcp}, err
	}
	return c, err
}

// Serve serves what a listener accepts, as srv does, with fewer calls of the system. srv must not have a
// ConnContext.
func Serve(srv *http.Server, ln net.Listener) error {
	srv.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		if w, ok := c.(*oneWay); ok {
			return context.WithValue(ctx, oneWayKey{}, w)
		}
		return ctx
	}
	return srv.Serve(oneWays{ln})
}
