package httpapi_test

import (
	"bytes"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkTiles asks for cached tiles over HTTP on loopback, as BenchmarkSingle asks about
// points. "constant" is a handler in the same server that writes the bytes of the tile with
// the headers that a client needs, and does nothing else; "livez" is the least that the whole
// chain does; "304" is a client that has the tile. cpu-µs is of server and clients together.
func BenchmarkTiles(b *testing.B) {
	api := demoServer(b)
	box := bounds(b, api)
	constant := map[string][]byte{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body := constant[r.URL.Path]; body != nil {
			w.Header().Set("Content-Type", "application/vnd.mapbox-vector-tile")
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
			_, _ = w.Write(body)
			return
		}
		api.ServeHTTP(w, r)
	}))
	defer srv.Close()
	lon, lat := (box[0]+box[2])/2, (box[1]+box[3])/2
	for _, z := range []int{8, 12, 14, 16} {
		n := math.Exp2(float64(z))
		x := int(n * (lon + 180) / 360)
		y := int(n * (0.5 - math.Asinh(math.Tan(lat*math.Pi/180))/(2*math.Pi)))
		path := fmt.Sprintf("/tiles/street,community,grid,building/%d/%d/%d.mvt", z, x, y)
		ask := httptest.NewRequest("GET", "http://localhost"+path, nil)
		ask.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		api.ServeHTTP(w, ask)
		if w.Code != 200 {
			b.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		name := fmt.Sprint("/constant/", z)
		constant[name] = bytes.Clone(w.Body.Bytes())
		const head = "HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
		for _, kind := range []struct{ name, request string }{
			{"constant", "GET " + name + " " + head},
			{"livez", "GET /livez " + head},
			{"tile", "GET " + path + " " + head},
			{"304", "GET " + path + " " + head + "If-None-Match: " + w.Header().Get("ETag") + "\r\n"},
		} {
			b.Run(fmt.Sprint("z", z, "/", kind.name), func(b *testing.B) {
				b.ReportMetric(float64(len(constant[name])), "bytes")
				askAll(b, srv, [][]byte{[]byte(kind.request + "\r\n")})
			})
		}
	}
}
