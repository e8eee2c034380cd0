package httpapi_test

import (
	"cmp"
	"io"
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

// call asks once.
func (o *overloaded) call(client *http.Client, url, body string) {
	begun := time.Now()
	r, err := client.Post(url, "application/json", strings.NewReader(body))
	took := time.Since(begun)
	status := 0
	if err == nil {
		_, _ = io.Copy(io.Discard, r.Body)
		r.Body.Close()
		status = r.StatusCode
	}
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

// BenchmarkOverload asks a Heavy call over TCP: first as fast as one after another goes, then five
// times as often as that, whether or not answers come. goodput is the share of the first that the second
// still answers with 200; p99_ms is of these.
func BenchmarkOverload(b *testing.B) {
	d := newDesk(b, nil, func(c *httpapi.Config) { c.Patience = 10 * time.Second })
	srv := httptest.NewServer(d.handler)
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2048, MaxConnsPerHost: 2048}}
	defer client.CloseIdleConnections()
	url := srv.URL + "/api/v1/picture"
	body := `{"width":1024,"height":768,"lon":116.01,"lat":39.005,"zoom":14}`
	const lasts = 5 * time.Second
	for b.Loop() {
		var peak, over overloaded
		end := time.Now().Add(lasts)
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				for time.Now().Before(end) {
					peak.call(client, url, body)
				}
			})
		}
		all.Wait()
		if peak.other > 0 || len(peak.took) == 0 {
			b.Fatalf("%d answers, %d others", len(peak.took), peak.other)
		}
		gap := lasts / time.Duration(5*len(peak.took))
		begun := time.Now()
		for i := range 5 * len(peak.took) {
			time.Sleep(time.Until(begun.Add(time.Duration(i) * gap)))
			all.Go(func() { over.call(client, url, body) })
		}
		all.Wait()
		lasted := time.Since(begun)
		slices.SortFunc(over.took, func(x, y time.Duration) int { return cmp.Compare(x, y) })
		b.ReportMetric(float64(len(peak.took))/lasts.Seconds(), "peak/s")
		b.ReportMetric(float64(len(over.took))/lasted.Seconds()/(float64(len(peak.took))/lasts.Seconds()), "goodput")
		b.ReportMetric(float64(over.took[len(over.took)*99/100].Milliseconds()), "p99_ms")
		b.ReportMetric(float64(over.refused), "refused")
		b.ReportMetric(float64(over.other), "other")
	}
}
