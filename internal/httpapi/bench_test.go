package httpapi_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/redsail/redsail/internal/httpapi"
)

// BenchmarkLocate is one question over HTTP on loopback, asked by one client for each
// processor, all layers and the border answered, the log written to nowhere.
func BenchmarkLocate(b *testing.B) {
	d := newDesk(b, nil, func(c *httpapi.Config) { c.Log = slog.New(slog.NewJSONHandler(io.Discard, nil)) })
	b.Run("handler", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w := httptest.NewRecorder()
			d.handler.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/api/v1/locate?lon=116.003&lat=39.003", nil))
			if w.Code != 200 {
				b.Fatal(w.Code)
			}
		}
	})
	b.Run("loopback", func(b *testing.B) {
		srv := httptest.NewServer(d.handler)
		defer srv.Close()
		b.RunParallel(func(pb *testing.PB) {
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			for pb.Next() {
				r, err := client.Get(srv.URL + "/api/v1/locate?lon=116.003&lat=39.003")
				if err != nil {
					b.Error(err)
					return
				}
				if _, err := io.Copy(io.Discard, r.Body); err != nil || r.StatusCode != 200 {
					b.Error(r.StatusCode, err)
				}
				r.Body.Close()
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
	})
}
