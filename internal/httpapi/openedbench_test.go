package httpapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/httpapi"
)

// BenchmarkOpened asks for a cached tile, in the process: of a server without accounts, of one where
// all is open, and of one where some layers are.
func BenchmarkOpened(b *testing.B) {
	for name, keys := range map[string][]string{"no-accounts": nil, "all-open": {access.OpenAll}, "some-open": {"street", "park", "red_sail_station", "building", "road"}} {
		d := newDesk(b, nil, func(c *httpapi.Config) {
			if keys == nil {
				return
			}
			if err := gate(b, c).gate.ChangeOpened(b.Context(), access.Command(), nil, keys, []string{access.OpenAll}); err != nil {
				b.Fatal(err)
			}
		})
		b.Cleanup(d.handler.(*httpapi.Server).Stop)
		ask := httptest.NewRequest(http.MethodGet, "http://localhost/tiles/street/10/841/391.mvt", nil)
		ask.Header.Set("Accept-Encoding", "gzip")
		b.Run(fmt.Sprint("tile/", name), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := httptest.NewRecorder()
				if d.handler.ServeHTTP(w, ask); w.Code != http.StatusOK {
					b.Fatal(w.Code, w.Body)
				}
			}
		})
	}
}
