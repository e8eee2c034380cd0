package httpapi

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// TestBuckets: at any times the limiter lets through what a bucket would that is counted by hand.
func TestBuckets(t *testing.T) {
	const rate, burst = 7, 12
	l := newLimiter(Limits{Anonymous: Limit{rate, burst}})
	gap := int64(time.Second) / rate
	rng := rand.New(rand.NewPCG(1, 2))
	key := clientKey{addr: netip.MustParseAddr("192.0.2.1")}
	now, level, last := int64(0), int64(burst)*gap, int64(0) // level: of the bucket, in nanoseconds
	refused := 0
	for range 20_000 {
		now += rng.Int64N(2 * gap)
		level, last = min(level+now-last, burst*gap), now
		want := level >= gap
		if want {
			level -= gap
		} else {
			refused++
		}
		if got := l.take(key, anonymousBucket, now); got.ok != want || got.lacking != burst*gap-level {
			t.Fatalf("at %d: %+v, want %t with %d lacking", now, got, want, burst*gap-level)
		}
	}
	if refused < 100 {
		t.Errorf("%d refused: the test tests nothing", refused)
	}
}

// TestRefusalsAreLate: who asks on is refused at once as often as it may ask, then late; with time it is
// heard again, and another client never waits.
func TestRefusalsAreLate(t *testing.T) {
	const burst = promptRefusals
	l := newLimiter(Limits{Anonymous: Limit{1, burst}, Account: Limit{1, 1}, Tiles: Limit{1, burst}})
	rude, other := clientKey{name: "rude"}, clientKey{name: "other"}
	said := func(key clientKey, kind int, at time.Duration) string {
		switch v := l.take(key, kind, int64(at)); {
		case v.ok:
			return "answered"
		case v.late:
			return "late"
		default:
			return "refused"
		}
	}
	for i, c := range []struct {
		key   clientKey
		kind  int
		at    time.Duration
		times int
		want  string
	}{
		{rude, anonymousBucket, 0, burst, "answered"}, {rude, anonymousBucket, 0, burst, "refused"}, {rude, anonymousBucket, 0, 9, "late"},
		{rude, tileBucket, 0, burst, "answered"}, {rude, tileBucket, 0, 1, "late"},
		{other, accountBucket, 0, 1, "answered"}, {other, accountBucket, 0, promptRefusals, "refused"}, {other, accountBucket, 0, 1, "late"},
		{rude, anonymousBucket, time.Second, 1, "answered"}, {rude, anonymousBucket, time.Second, 1, "refused"}, {rude, anonymousBucket, time.Second, 1, "late"},
		{rude, anonymousBucket, time.Hour, burst, "answered"}, {rude, anonymousBucket, time.Hour, burst, "refused"},
	} {
		for n := range c.times {
			if got := said(c.key, c.kind, c.at); got != c.want {
				t.Fatalf("step %d: request %d of %q after %v is %s, want %s", i, n, c.key.name, c.at, got, c.want)
			}
		}
	}
}

// TestPause: a late refusal waits, not longer than its client or the server, and not where too many wait.
func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Server{paused: make(chan struct{}, 1), stopping: make(chan struct{})}
		took := func(ctx context.Context) time.Duration {
			begun := time.Now()
			s.pause(httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
			return time.Since(begun)
		}
		if got := took(t.Context()); got != refusalPause {
			t.Errorf("a refusal waits %v", got)
		}
		gone, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if got := took(gone); got != time.Millisecond {
			t.Errorf("that of a client that leaves after a millisecond waits %v", got)
		}
		go took(t.Context())
		synctest.Wait()
		if got := took(t.Context()); got != 0 {
			t.Errorf("with all slots taken it waits %v", got)
		}
		time.Sleep(refusalPause)
		close(s.stopping)
		if got := took(t.Context()); got != 0 {
			t.Errorf("of a server that stops it waits %v", got)
		}
	})
}

// TestClientsAreForgotten: of more clients than are remembered the one that was silent longest goes,
// and no more memory is taken.
func TestClientsAreForgotten(t *testing.T) {
	const room = 64 * limitShards
	l := newLimiter(Limits{Anonymous: Limit{1, 1}, Clients: room})
	at := func(i int) clientKey { return clientKey{addr: netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)})} }
	l.take(at(0), anonymousBucket, 0)
	for i := 1; i < 20_000; i++ {
		l.take(at(i), anonymousBucket, 0)
		if i%4 == 0 && l.take(at(0), anonymousBucket, 0).ok {
			t.Fatalf("one that asks all the time was forgotten after %d others", i)
		}
	}
	cells := 0
	for i := range l.shards {
		cells += len(l.shards[i].cells) - 1
		if len(l.shards[i].at) != len(l.shards[i].cells)-1 {
			t.Errorf("shard %d: %d keys of %d cells", i, len(l.shards[i].at), len(l.shards[i].cells)-1)
		}
	}
	if cells > room {
		t.Errorf("%d clients are remembered, of %d", cells, room)
	}
	if !l.take(at(1), anonymousBucket, 0).ok {
		t.Error("a client that was forgotten finds no full bucket")
	}
}

// TestTurnstile: no more are in than may be, and who would wait too long is sent away at once.
func TestTurnstile(t *testing.T) {
	gate := newTurnstile(2, time.Hour)
	gate.usual.Store(int64(time.Hour)) // a turn takes an hour: half of one is waited for two slots
	var in []func()
	for range 2 {
		leave, err := gate.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		in = append(in, leave)
	}
	got := make(chan error, 2)
	for range 2 {
		go func() {
			leave, err := gate.enter(t.Context())
			if err == nil {
				defer leave()
			}
			got <- err
		}()
	}
	for gate.waiting.Load() < 2 {
		time.Sleep(time.Millisecond)
	}
	if _, err := gate.enter(t.Context()); city.CodeOf(err) != "busy" || city.KindOf(err) != city.Unavailable {
		t.Errorf("the one too many: %v", err)
	}
	for _, leave := range in {
		leave()
	}
	for range 2 {
		if err := <-got; err != nil {
			t.Errorf("one that waited: %v", err)
		}
	}
	if n := len(gate.slots); n != 0 {
		t.Errorf("%d slots were not given back", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	full := newTurnstile(1, time.Hour)
	if _, err := full.enter(ctx); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := full.enter(ctx); err == nil {
		t.Error("one that has gone was let in")
	}
}

func BenchmarkLimiter(b *testing.B) {
	l := newLimiter(Limits{Anonymous: Limit{1 << 20, 1 << 20}})
	var mu sync.Mutex
	next := byte(0)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		mu.Lock()
		next++
		key := clientKey{addr: netip.AddrFrom4([4]byte{10, 0, 0, next})}
		mu.Unlock()
		for pb.Next() {
			l.take(key, anonymousBucket, int64(time.Since(l.begun)))
		}
	})
}
