package basemap_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/redsail/redsail/internal/basemap"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	key = "s3cretKEY42"
	png = "\x89PNG\r\n\x1a\n"
)

// maker is a map service of the test's own.
type maker struct {
	*httptest.Server
	caps    atomic.Value // the capabilities, text with HOST for its own
	asked   sync.Map     // queries of tiles
	tiles   atomic.Int64
	status  atomic.Int64 // of tiles; 0 = 200
	body    atomic.Value
	waiting chan struct{} // a tile waits until it is closed; nil = it does not
}

func newMaker(t *testing.T) *maker {
	m := &maker{}
	m.caps.Store(tianditu("w", "urn:ogc:def:crs:EPSG::900913", "20037508.3427892 -20037508.3427892", 2.958293554545656e8))
	m.body.Store(png + "tile")
	m.Server = httptest.NewServer(http.HandlerFunc(m.serve))
	t.Cleanup(m.Close)
	return m
}

func (m *maker) serve(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if strings.EqualFold(q.Get("REQUEST"), "GetCapabilities") || strings.HasSuffix(r.URL.Path, ".xml") {
		fmt.Fprint(w, strings.ReplaceAll(m.caps.Load().(string), "HOST", r.Host))
		return
	}
	m.tiles.Add(1)
	m.asked.Store(r.URL.RequestURI(), true)
	if m.waiting != nil {
		select {
		case <-m.waiting:
		case <-r.Context().Done():
		}
	}
	if n := m.status.Load(); n != 0 {
		if n == http.StatusFound {
			w.Header().Set("Location", "http://example.invalid/?tk="+key)
		}
		w.WriteHeader(int(n))
		return
	}
	w.Header().Set("Content-Type", "tiles") // as Tianditu's capabilities call it
	fmt.Fprint(w, m.body.Load())
}

// tianditu are capabilities like those of Tianditu: scales of 96 dots an inch, and a corner
// of the wrong sign.
func tianditu(set, crs, corner string, first float64) string {
	var matrices strings.Builder
	for z := 1; z <= 18; z++ {
		fmt.Fprintf(&matrices, "<TileMatrix><ows:Identifier>%d</ows:Identifier><ScaleDenominator>%g</ScaleDenominator><TopLeftCorner>%s</TopLeftCorner>"+
			"<TileWidth>256</TileWidth><TileHeight>256</TileHeight><MatrixWidth>%d</MatrixWidth><MatrixHeight>%[4]d</MatrixHeight></TileMatrix>", z, first/float64(int(1)<<(z-1)), corner, 1<<z)
	}
	return `<?xml version="1.0" encoding="UTF-8"?><Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1" version="1.0.0">
<ows:OperationsMetadata><ows:Operation name="GetTile"><ows:DCP><ows:HTTP><ows:Get><ows:Constraint name="GetEncoding"><ows:AllowedValues><ows:Value>KVP</ows:Value></ows:AllowedValues></ows:Constraint></ows:Get></ows:HTTP></ows:DCP></ows:Operation></ows:OperationsMetadata>
<Contents><Layer><ows:Title>vec</ows:Title><ows:WGS84BoundingBox><ows:LowerCorner>-180.0 -85</ows:LowerCorner><ows:UpperCorner>180.0 85</ows:UpperCorner></ows:WGS84BoundingBox><ows:Identifier>vec</ows:Identifier>
<Style><ows:Identifier>default</ows:Identifier></Style><Format>tiles</Format><TileMatrixSetLink><TileMatrixSet>` + set + `</TileMatrixSet></TileMatrixSetLink>
<ResourceURL format="tiles" resourceType="tile" template="http://HOST/rest/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png"/></Layer>
<TileMatrixSet><ows:Identifier>` + set + `</ows:Identifier><ows:SupportedCRS>` + crs + `</ows:SupportedCRS>` + matrices.String() + `</TileMatrixSet></Contents></Capabilities>`
}

// bench is a set of the test's own, with its log and its clock.
type bench struct {
	t   *testing.T
	set *basemap.Set
	log *bytes.Buffer
	now atomic.Int64
}

func load(t *testing.T, text string) (*basemap.Config, error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "maps.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return basemap.Load(name, func(name string) string {
		if name == "TK" {
			return key
		}
		return ""
	})
}

func open(t *testing.T, text string) (*bench, error) {
	t.Helper()
	c, err := load(t, text)
	if err != nil {
		return nil, err
	}
	b := &bench{t: t, log: &bytes.Buffer{}}
	b.now.Store(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Unix())
	b.set, err = basemap.Open(t.Context(), c, basemap.Options{Log: slog.New(slog.NewTextHandler(&guarded{w: b.log}, nil)), Now: func() time.Time { return time.Unix(b.now.Load(), 0) }})
	if err == nil {
		t.Cleanup(func() { b.set.Close() })
	}
	return b, err
}

type guarded struct {
	mu sync.Mutex
	w  io.Writer
}

func (g *guarded) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.w.Write(p)
}

func must(t *testing.T, text string) *bench {
	t.Helper()
	b, err := open(t, text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) tile(layer string, z uint8, x, y uint32) (basemap.Tile, error) {
	return b.set.Tile(context.WithoutCancel(b.t.Context()), "m", layer, tiles.Address{Z: z, X: x, Y: y})
}

func (b *bench) later(d time.Duration) { b.now.Add(int64(d / time.Second)) }

func code(err error) string { return city.CodeOf(err) }

func wmts(m *maker, more string) string {
	return "basemaps:\n- id: m\n  kind: wmts\n  datum: cgcs2000\n  url: " + m.URL + "/vec_w/wmts\n  key_env: TK\n  key_param: tk\n  layers: [{id: vec, layer: vec" + more + "}]\n"
}

func xyz(m *maker, more string) string {
	return "basemaps:\n- id: m\n  kind: xyz\n  datum: wgs84\n  url: " + m.URL + "/t/{z}/{x}/{y}.png?tk={key}\n  key_env: TK\n" + more
}
