package httpapi_test

import (
	"cmp"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/httpapi"
)

// load is a call that a server is asked for all the time.
type load struct {
	name, path, media, body string
	workers                 int // who ask one after another while the peak is found
}

// loads are one of each class: of memory, of a processor for long, and many lines.
var loads = []load{
	{"locate", "/api/v1/locate", "application/json", `{"lon":116.003,"lat":39.003}`, 16},
	{"picture", "/api/v1/picture", "application/json", `{"width":1024,"height":768,"lon":116.01,"lat":39.005,"zoom":14}`, 16},
	{"bulk", "/api/v1/locate", "text/csv", "lon,lat\n" + strings.Repeat("116.003,39.003\n", 10_000), 4},
}

// mostSent is how many requests of a load wait for their answers, as many as an address may have
// connections (serve --connections); what would be more is not sent, and counted. Of a call that costs
// its sender as much as the server, two processors cannot offer five times the peak in another way.
const mostSent = 256

// overloaded counts what a server answers while it is asked.
type overloaded struct {
	mu      sync.Mutex
	took    []time.Duration // of answers with 200
	refused int
	other   int
	unsent  int
}

// call asks once.
func (o *overloaded) call(client *http.Client, url string, l *load) {
	begun := time.Now()
	r, err := client.Post(url+l.path, l.media, strings.NewReader(l.body))
	status := 0
	if err == nil {
		if _, err = io.Copy(io.Discard, r.Body); err == nil {
			status = r.StatusCode
		}
		r.Body.Close()
	}
	took := time.Since(begun)
	o.mu.Lock()
	defer o.mu.Unlock()
	switch status {
	case http.StatusOK:
		o.took = append(o.took, took)
	case http.StatusServiceUnavailable:
		o.refused++
	default:
		o.other++
	}
}

// p99 is what 99 of 100 answers with 200 took at most.
func (o *overloaded) p99() time.Duration {
	slices.SortFunc(o.took, func(x, y time.Duration) int { return cmp.Compare(x, y) })
	return o.took[len(o.took)*99/100]
}

// overload is what a load showed.
type overload struct {
	peak    float64 // answers a second, asked as fast as one after another goes
	goodput float64 // the share of the peak that is still answered with 200 when five times as many ask
	over    *overloaded
}

// overloadBy asks over TCP: first as fast as one after another goes, then five times as often as that,
// whether or not answers come, then as at first: the peak is the mean of the two, for other work on the
// machine comes and goes.
func overloadBy(tb testing.TB, l *load, lasts time.Duration) overload {
	tb.Helper()
	d := newDesk(tb, nil, func(c *httpapi.Config) { c.Patience = 10 * time.Second })
	srv := httptest.NewServer(d.handler)
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: mostSent, MaxConnsPerHost: mostSent}}
	defer client.CloseIdleConnections()
	first := peakOf(tb, client, srv.URL, l, lasts)
	over, took := flood(client, srv.URL, l, 5*first, lasts)
	out := overload{peak: (first + peakOf(tb, client, srv.URL, l, lasts)) / 2, over: over}
	out.goodput = float64(len(over.took)) / took.Seconds() / out.peak
	return out
}

// peakOf is how many answers a second come when some ask one after another.
func peakOf(tb testing.TB, client *http.Client, url string, l *load, lasts time.Duration) float64 {
	tb.Helper()
	var peak overloaded
	var all sync.WaitGroup
	begun := time.Now()
	for range l.workers {
		all.Go(func() {
			for time.Since(begun) < lasts {
				peak.call(client, url, l)
			}
		})
	}
	all.Wait()
	if peak.other > 0 || len(peak.took) == 0 {
		tb.Fatalf("%s: %d answers, %d others", l.name, len(peak.took), peak.other)
	}
	return float64(len(peak.took)) / time.Since(begun).Seconds()
}

// flood asks so often a second, and says how long it took until the last answer.
func flood(client *http.Client, url string, l *load, rate float64, lasts time.Duration) (*overloaded, time.Duration) {
	var over overloaded
	var all sync.WaitGroup
	begun, room := time.Now(), make(chan struct{}, mostSent)
	for sent := 0; sent < int(rate*lasts.Seconds()); {
		time.Sleep(2 * time.Millisecond) // what is due by now goes together: waking for each costs as much as a call
		for due := int(rate * time.Since(begun).Seconds()); sent < due; sent++ {
			select {
			case room <- struct{}{}:
				all.Go(func() {
					over.call(client, url, l)
					<-room
				})
			default:
				over.unsent++
			}
		}
	}
	all.Wait()
	return &over, time.Since(begun)
}

// BenchmarkOverload measures a load of each class: goodput is a share of the peak, p99_ms that of the
// answers with 200.
func BenchmarkOverload(b *testing.B) {
	for i := range loads {
		b.Run(loads[i].name, func(b *testing.B) {
			for b.Loop() {
				got := overloadBy(b, &loads[i], 5*time.Second)
				b.ReportMetric(got.peak, "peak/s")
				b.ReportMetric(got.goodput, "goodput")
				b.ReportMetric(float64(got.over.p99().Milliseconds()), "p99_ms")
				b.ReportMetric(float64(got.over.refused), "refused")
				b.ReportMetric(float64(got.over.unsent), "unsent")
				b.ReportMetric(float64(got.over.other), "other")
			}
		})
	}
}

// TestLongOverload: asked five times as often as it can answer, a server still answers four of five of
// what it can, each within a second, and refuses the others by 503. It runs under `make long` only, and
// needs a machine with nothing else to do.
func TestLongOverload(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("takes a minute of a quiet machine: `make long` runs it")
	}
	for i := range loads {
		got := overloadBy(t, &loads[i], 10*time.Second)
		p99 := got.over.p99()
		t.Logf("%s: peak %.0f/s, goodput %.2f, p99 %v, %d refused, %d unsent", loads[i].name, got.peak, got.goodput, p99, got.over.refused, got.over.unsent)
		if got.goodput < 0.8 || p99 > time.Second || got.over.other > 0 {
			t.Errorf("%s: goodput %.2f (0.8 at least), p99 %v (1 s at most), %d neither 200 nor 503", loads[i].name, got.goodput, p99, got.over.other)
		}
	}
}

// from is a client of an address of this machine.
func from(address string) *http.Client {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return &http.Client{Transport: &http.Transport{DialContext: d.DialContext, MaxIdleConnsPerHost: 64}}
}

// steady asks a hundred times a second while the context lasts; all answers must be 200.
func steady(ctx context.Context, t *testing.T, client *http.Client, url string) *overloaded {
	t.Helper()
	var got overloaded
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for ctx.Err() == nil {
		got.call(client, url, &loads[0])
		<-tick.C
	}
	if got.refused+got.other > 0 || len(got.took) == 0 {
		t.Errorf("of a client that keeps to its limit %d are answered, %d refused, %d others", len(got.took), got.refused, got.other)
	}
	return &got
}

// hostile lets one client ask as fast as it can for a while, over its limit, beside one that keeps to
// its own, and gives the p99 of the latter before and during that.
func hostile(t *testing.T, lasts time.Duration) (before, during time.Duration, refused int) {
	t.Helper()
	d := newDesk(t, nil, func(c *httpapi.Config) {
		c.Limits = httpapi.Limits{Anonymous: httpapi.Limit{Rate: 200, Burst: 500}}
	})
	srv := httptest.NewServer(d.handler)
	defer srv.Close()
	polite, rude := from("127.0.0.2"), from("127.0.0.3")
	defer polite.CloseIdleConnections()
	defer rude.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(t.Context(), lasts)
	before = steady(ctx, t, polite, srv.URL).p99()
	cancel()
	ctx, cancel = context.WithTimeout(t.Context(), lasts)
	defer cancel()
	var flood overloaded
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for ctx.Err() == nil {
				flood.call(rude, srv.URL, &loads[0])
			}
		})
	}
	during = steady(ctx, t, polite, srv.URL).p99()
	all.Wait()
	if most := 500 + int(200*lasts.Seconds())*3/2; len(flood.took) > most || flood.other == 0 {
		t.Errorf("of the client over its limit %d are answered (at most %d), %d refused", len(flood.took), most, flood.other)
	}
	return before, during, flood.other
}

// TestHostileClient: a client that asks as fast as it can is refused beyond its limit, and one beside
// it has all of its answers.
func TestHostileClient(t *testing.T) {
	before, during, refused := hostile(t, 2*time.Second)
	t.Logf("p99 of the other client %v, then %v beside %d refusals", before, during, refused)
}

// TestLongHostileClient: the other's p99 is at most twice what it is alone, or some milliseconds. The
// flood is made by the same two processors, which is the most that its 8 connections can take of them.
func TestLongHostileClient(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("needs a quiet machine: `make long` runs it")
	}
	before, during, refused := hostile(t, 10*time.Second)
	t.Logf("p99 of the other client %v, then %v beside %d refusals", before, during, refused)
	if during > max(2*before, 5*time.Millisecond) {
		t.Errorf("p99 of the other client %v, alone %v", during, before)
	}
}
