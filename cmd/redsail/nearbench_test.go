package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/httpapi"
)

// BenchmarkLocateCity asks the demo city about random places of it, with all parts of the
// answer and without those of the places near: what these cost is the ratio of the two.
func BenchmarkLocateCity(b *testing.B) {
	store := filepath.Join(b.TempDir(), "city.gpkg")
	mustRun(b, "demo", "--size", "city", "--store", store, "--no-serve")
	s, err := openStore(context.Background(), store)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	a, err := atlas.Open(context.Background(), s, nil)
	if err != nil {
		b.Fatal(err)
	}
	handler := httpapi.New(httpapi.Config{Atlas: a, Log: slog.New(slog.DiscardHandler)})
	box, _ := a.Current().Bounds()
	lo, hi := box.Min.LonLat(), box.Max.LonLat()
	rng := rand.New(rand.NewPCG(5, 6))
	var questions []string
	for range 2_000 {
		x, y := 0.3+0.4*rng.Float64(), 0.3+0.4*rng.Float64() // the built-up middle
		questions = append(questions, fmt.Sprintf("/api/v1/locate?lon=%.7f&lat=%.7f", lo[0]+x*(hi[0]-lo[0]), lo[1]+y*(hi[1]-lo[1])))
	}
	for name, fields := range map[string]string{"without": "&fields=areas,border", "all": "", "four-kinds": "&kinds=red_sail_station,resident_unit,activity_venue,police_post"} {
		b.Run("handler/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+questions[i%len(questions)]+fields, nil))
				if w.Code != http.StatusOK {
					b.Fatal(w.Body.String())
				}
			}
		})
		b.Run("loopback/"+name, func(b *testing.B) {
			srv := httptest.NewServer(handler)
			defer srv.Close()
			client := srv.Client()
			for i := 0; b.Loop(); i++ {
				r, err := client.Get(srv.URL + questions[i%len(questions)] + fields)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, r.Body); err != nil {
					b.Fatal(err)
				}
				r.Body.Close()
			}
		})
	}
}
