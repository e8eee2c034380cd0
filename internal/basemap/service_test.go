package basemap_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/basemap"
)

// TestTianditu asks a service that describes itself as Tianditu does.
func TestTianditu(t *testing.T) {
	m := newMaker(t)
	b := must(t, wmts(m, ""))
	got, err := b.tile("vec", 10, 843, 388)
	if err != nil || got.Media != "image/png" || string(got.Data) != png+"tile" {
		t.Fatalf("%+v, %v", got, err)
	}
	m.asked.Range(func(uri, _ any) bool {
		for _, part := range []string{"TILEMATRIX=10&", "TILEROW=388&", "TILECOL=843&", "TILEMATRIXSET=w&", "LAYER=vec&", "STYLE=default&", "tk=" + key} {
			if !strings.Contains(uri.(string)+"&", part) {
				t.Errorf("%s lacks %s", uri, part)
			}
		}
		return true
	})
	info := b.set.List()[0]
	if l := info.Layers[0]; info.State != basemap.Ready || l.MinZoom != 1 || l.MaxZoom != 18 || l.TileSize != 256 || l.Bounds == nil {
		t.Errorf("%+v", info)
	}
	if _, err := b.tile("vec", 19, 0, 0); code(err) != "bad_tile_address" {
		t.Errorf("zoom 19: %v", err)
	}
	if _, err := b.tile("no", 1, 0, 0); code(err) != "unknown_basemap" {
		t.Errorf("another layer: %v", err)
	}
}

// TestRefused: what cannot be shown truly stops the start, with the reason and no key.
func TestRefused(t *testing.T) {
	m := newMaker(t)
	good, corner := 559082264.0287178/2, "-20037508.3427892 20037508.3427892"
	for name, it := range map[string]struct{ caps, more, says string }{
		"degrees":      {tianditu("c", "urn:ogc:def:crs:EPSG::4490", "90.0 -180.0", 2.958293554545656e8), "", "EPSG:4490"},
		"national":     {tianditu("g", "EPSG:4549", "0 0", good), "", "not in Web Mercator"},
		"other corner": {tianditu("l", "EPSG:3857", "12000000 5000000", good), "", "corner"},
		"other scales": {tianditu("l", "EPSG:3857", corner, good*1.3), "", "scale"},
		"gcj":          {tianditu("gcj02", "EPSG:3857", corner, good), "", "GCJ-02"},
		"no such set":  {tianditu("w", "EPSG:3857", corner, good), ", tile_matrix_set: x", "no tile matrix set"},
		"no layer":     {strings.ReplaceAll(tianditu("w", "EPSG:3857", corner, good), ">vec<", ">img<"), "", "no layer"},
	} {
		m.caps.Store(it.caps)
		_, err := open(t, wmts(m, it.more))
		if code(err) != "basemap_refused" || !strings.Contains(err.Error(), it.says) || strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v", name, err)
		}
	}
	m.caps.Store(tianditu("GoogleMapsCompatible", "EPSG:3857", corner, good))
	must(t, wmts(m, ""))
}

// TestREST asks by the service's own pattern, on its own host only.
func TestREST(t *testing.T) {
	m := newMaker(t)
	text := strings.Replace(wmts(m, ""), "/vec_w/wmts", "/1.0.0/WMTSCapabilities.xml", 1)
	if _, err := must(t, text).tile("vec", 3, 5, 2); err != nil {
		t.Fatal(err)
	}
	if _, ok := m.asked.Load("/rest/w/3/2/5.png?tk=" + key); !ok {
		m.asked.Range(func(k, _ any) bool { t.Error(k); return true })
	}
	m.caps.Store(strings.ReplaceAll(m.caps.Load().(string), "HOST", "elsewhere.example"))
	if _, err := open(t, text); code(err) != "basemap_refused" || !strings.Contains(err.Error(), "elsewhere.example") {
		t.Errorf("a foreign host: %v", err)
	}
}

// TestLaterRefused: a service that is away at the start is asked later.
func TestLaterRefused(t *testing.T) {
	m := newMaker(t)
	good := m.caps.Load().(string)
	m.caps.Store("<html>down for repair</html>")
	b := must(t, wmts(m, ""))
	if info := b.set.List()[0]; info.State != basemap.Failing || len(info.Layers) != 0 {
		t.Errorf("%+v", info)
	}
	if _, err := b.tile("vec", 3, 5, 2); code(err) != "basemap_unavailable" {
		t.Errorf("%v", err)
	}
	m.caps.Store(strings.ReplaceAll(good, "900913", "4490"))
	b.later(time.Minute)
	if _, err := b.tile("vec", 3, 5, 2); code(err) != "basemap_refused" {
		t.Errorf("%v", err)
	}
	if info := b.set.List()[0]; info.State != basemap.Refused {
		t.Errorf("%+v", info)
	}
}

// TestFailures: no answer that is not a tile is passed on, nothing of it is told, and an
// old tile is shown as long as there is no new one.
func TestFailures(t *testing.T) {
	m := newMaker(t)
	b := must(t, xyz(m, "cache: {fresh_hours: 1}\n"))
	first, err := b.tile("map", 5, 1, 2)
	if err != nil || first.Stale {
		t.Fatal(err)
	}
	b.later(2 * time.Hour)
	for _, status := range []int64{500, 403, 429, 418, http.StatusFound} {
		m.status.Store(status)
		b.later(10 * time.Minute)
		if got, err := b.tile("map", 5, 1, 2); err != nil || !got.Stale || got.ETag != first.ETag {
			t.Errorf("%d: %+v, %v", status, got, err)
		}
		b.later(10 * time.Minute)
		if _, err := b.tile("map", 6, 1, 2); code(err) != "basemap_unavailable" || strings.Contains(err.Error(), m.URL) {
			t.Errorf("%d: %v", status, err)
		}
	}
	m.status.Store(0)
	m.body.Store("<html>key " + key + " is used up</html>")
	b.later(10 * time.Minute)
	if _, err := b.tile("map", 6, 1, 2); code(err) != "basemap_unavailable" {
		t.Errorf("no image: %v", err)
	}
	if b.set.List()[0].State != basemap.Failing {
		t.Error("a failing service is called ready")
	}
	m.body.Store(png + "new")
	b.later(10 * time.Minute)
	if got, err := b.tile("map", 5, 1, 2); err != nil || got.Stale || got.ETag == first.ETag {
		t.Errorf("%+v, %v", got, err)
	}
	if log := b.log.String(); strings.Contains(log, key) || strings.Contains(log, "/t/") || strings.Count(log, "does not answer") != 1 || strings.Count(log, "answers again") != 1 {
		t.Error(log)
	}
}

// TestPause: a service that fails is left alone for a while.
func TestPause(t *testing.T) {
	m := newMaker(t)
	b := must(t, xyz(m, ""))
	m.status.Store(500)
	for x := range uint32(20) {
		if _, err := b.tile("map", 6, x, 2); code(err) != "basemap_unavailable" {
			t.Errorf("%v", err)
		}
	}
	if n := m.tiles.Load(); n != 3 {
		t.Errorf("%d requests", n)
	}
	m.status.Store(0)
	b.later(time.Minute)
	if _, err := b.tile("map", 6, 1, 2); err != nil {
		t.Error(err)
	}
}

// TestEmpty: that there is no tile is kept too.
func TestEmpty(t *testing.T) {
	m := newMaker(t)
	b := must(t, xyz(m, ""))
	m.status.Store(404)
	for range 3 {
		if got, err := b.tile("map", 6, 1, 2); err != nil || len(got.Data) != 0 {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if n := m.tiles.Load(); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// TestOutside: nobody is asked for a tile that lies outside of what a service says it has.
func TestOutside(t *testing.T) {
	m := newMaker(t)
	m.caps.Store(strings.NewReplacer("-180.0 -85", "115.4 39.4", "180.0 85", "117.5 41.1").Replace(m.caps.Load().(string)))
	b := must(t, wmts(m, ""))
	for _, at := range [][2]uint32{{842, 388}, {843, 388}, {839, 388}, {847, 388}, {843, 382}, {843, 391}} {
		before := m.tiles.Load()
		got, err := b.tile("vec", 10, at[0], at[1])
		within := at == [2]uint32{842, 388} || at == [2]uint32{843, 388}
		if err != nil || (len(got.Data) > 0) != within || (m.tiles.Load() > before) != within {
			t.Errorf("%v: %d bytes after %d requests, %v", at, len(got.Data), m.tiles.Load()-before, err)
		}
	}
	if got, err := b.tile("vec", 1, 1, 0); err != nil || len(got.Data) == 0 {
		t.Errorf("a tile that is larger than the service's ground: %v", err)
	}
}

// TestOnce: a tile that many want is fetched once.
func TestOnce(t *testing.T) {
	m := newMaker(t)
	m.waiting = make(chan struct{})
	b := must(t, xyz(m, ""))
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if _, err := b.tile("map", 6, 1, 2); err != nil {
				t.Error(err)
			}
		})
	}
	close(m.waiting)
	all.Wait()
	if n := m.tiles.Load(); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// TestDisk: tiles outlive the process, broken files do not count, and other files stay.
func TestDisk(t *testing.T) {
	m := newMaker(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := xyz(m, "cache: {dir: "+dir+", disk_mb: 1}\n")
	for range 3 {
		if _, err := must(t, text).tile("map", 6, 1, 2); err != nil {
			t.Fatal(err)
		}
	}
	if n := m.tiles.Load(); n != 1 {
		t.Errorf("%d requests", n)
	}
	files, err := filepath.Glob(filepath.Join(dir, strings.Repeat("?", 64)))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if err := os.WriteFile(files[0], []byte("RSBM1\nbroken"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.body.Store(png + strings.Repeat("x", 700_000))
	b := must(t, text)
	for x := range uint32(3) {
		if _, err := b.tile("map", 6, x, 2); err != nil {
			t.Fatal(err)
		}
	}
	files, _ = filepath.Glob(filepath.Join(dir, strings.Repeat("?", 64)))
	if _, err := os.Stat(filepath.Join(dir, "mine.txt")); err != nil || len(files) != 1 {
		t.Errorf("%v, %v", files, err)
	}
}
