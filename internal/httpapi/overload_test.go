package httpapi_test

import (
	"cmp"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/httpapi"
)

// overloaded counts what a server answers while it is asked.
type overloaded struct {
	mu      sync.Mutex
	took    []time.Duration // of answers with 200
	refused int
	other   int
}

// call asks for the answer about a spot.
func (o *overloaded) call(client *http.Client, url string) {
	begun := time.Now()
	r, err := client.Post(url+"/api/v1/locate", "application/json", strings.NewReader(`{"lon":116.003,"lat":39.003}`))
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
		got.call(client, url)
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
				flood.call(rude, srv.URL)
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
