package archive_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/archive"
)

// made is a tile of one content, at an address.
func made(z uint8, x, y uint32, content string) tiles.Placed {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := io.WriteString(w, content); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return tiles.Placed{Address: tiles.Address{Z: z, X: x, Y: y}, Tile: tiles.Tile{Gzip: out.Bytes()}}
}

// field is all tiles of some zooms in their order: content says which are alike.
func field(minZoom, maxZoom uint8, content func(tiles.Address) string) []tiles.Placed {
	var out []tiles.Placed
	for z := minZoom; z <= maxZoom; z++ {
		from := len(out)
		for x := range uint32(1) << z {
			for y := range uint32(1) << z {
				if text := content(tiles.Address{Z: z, X: x, Y: y}); text != "" {
					out = append(out, made(z, x, y, text))
				}
			}
		}
		slices.SortFunc(out[from:], func(a, b tiles.Placed) int { return int(int64(a.Hilbert()) - int64(b.Hilbert())) })
	}
	return out
}

func each(list []tiles.Placed) iter.Seq2[tiles.Placed, error] {
	return func(yield func(tiles.Placed, error) bool) {
		for _, t := range list {
			if !yield(t, nil) {
				return
			}
		}
	}
}

func info(t testing.TB, minZoom, maxZoom uint8) archive.Info {
	t.Helper()
	m := archive.Metadata{}
	for _, err := range []error{
		m.SetText("name", "城 <town>"), m.SetText("attribution", `<a href="x">y</a>`), m.SetText("description", ""),
		m.Set("vector_layers", []map[string]any{{"id": "grid", "fields": map[string]string{"code": "String"}}}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return archive.Info{
		MinZoom: minZoom, MaxZoom: maxZoom, CenterZoom: minZoom,
		Bounds: orb.Bound{Min: orb.Point{116.1, 35.2}, Max: orb.Point{116.9, 35.8}}, Metadata: m,
	}
}

func write(t testing.TB, format archive.Format, list []tiles.Placed, minZoom, maxZoom uint8) (string, archive.Stats) {
	t.Helper()
	dir := t.TempDir()
	var out bytes.Buffer
	stats, err := archive.Write(t.Context(), format, &out, dir, info(t, minZoom, maxZoom), each(list))
	if err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Fatalf("the spool is left over: %v %v", left, err)
	}
	path := filepath.Join(dir, "tiles."+string(format))
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if stats.Bytes != int64(out.Len()) || stats.Tiles != int64(len(list)) {
		t.Errorf("%+v of %d bytes and %d tiles", stats, out.Len(), len(list))
	}
	return path, stats
}

var formats = []archive.Format{archive.PMTiles, archive.MBTiles}

// TestWhatIsWrittenIsRead: every tile, no other, with leaves and without, and the same bytes
// each time.
func TestWhatIsWrittenIsRead(t *testing.T) {
	for name, c := range map[string]struct {
		minZoom, maxZoom uint8
		contents         int64
		content          func(tiles.Address) string
	}{
		"all differ":    {0, 6, 5461, func(a tiles.Address) string { return a.String() }},
		"sea and coast": {2, 5, 3, func(a tiles.Address) string { return []string{"sea", "", "coast", "sea", "land"}[(a.X/3+a.Y/5)%5] }},
		"none":          {3, 4, 0, func(tiles.Address) string { return "" }},
	} {
		for _, format := range formats {
			t.Run(name+" "+string(format), func(t *testing.T) {
				list := field(c.minZoom, c.maxZoom, c.content)
				path, stats := write(t, format, list, c.minZoom, c.maxZoom)
				if stats.Contents != c.contents {
					t.Errorf("%d contents, not %d", stats.Contents, c.contents)
				}
				again, _ := write(t, format, list, c.minZoom, c.maxZoom)
				sameFile(t, path, again)
				reads(t, path, list, c.minZoom, c.maxZoom)
			})
		}
	}
}

func sameFile(t *testing.T, a, b string) {
	t.Helper()
	one, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	two, err := os.ReadFile(b)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one, two) {
		t.Errorf("two files of the same tiles differ: %d and %d bytes", len(one), len(two))
	}
}

func reads(t *testing.T, path string, list []tiles.Placed, minZoom, maxZoom uint8) {
	t.Helper()
	r := open(t, path)
	want := map[tiles.Address][]byte{}
	for _, p := range list {
		want[p.Address] = p.Gzip
	}
	for z := uint8(0); z <= min(maxZoom+1, 9); z++ {
		for x := range uint32(1) << z {
			for y := range uint32(1) << z {
				got, found, err := r.Tile(t.Context(), z, x, y)
				if err != nil {
					t.Fatal(err)
				}
				w, ok := want[tiles.Address{Z: z, X: x, Y: y}]
				if found != ok || !bytes.Equal(got, w) {
					t.Fatalf("tile %d/%d/%d: found %v, wanted %v; %d bytes, not %d", z, x, y, found, ok, len(got), len(w))
				}
			}
		}
	}
	h, m := r.Header(), r.Metadata()
	if h.Type != archive.TypeMVT || h.Compression != archive.CompressionGzip || h.MinZoom != minZoom || h.MaxZoom != maxZoom ||
		h.Bounds.Min != (orb.Point{116.1, 35.2}) || h.Bounds.Max != (orb.Point{116.9, 35.8}) || h.CenterZoom != minZoom {
		t.Errorf("header %+v", h)
	}
	if m.Text("name") != "城 <town>" || m.Text("attribution") != `<a href="x">y</a>` || m["description"] != nil {
		t.Errorf("metadata %s", m)
	}
	if got := string(m["vector_layers"]); got != `[{"fields":{"code":"String"},"id":"grid"}]` {
		t.Errorf("vector_layers %s", got)
	}
}

func open(t testing.TB, path string) archive.Reader {
	t.Helper()
	r, err := archive.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// TestOutsideIsNotFound: an address that names no tile is no error and no other tile.
func TestOutsideIsNotFound(t *testing.T) {
	for _, format := range formats {
		path, _ := write(t, format, field(1, 2, func(a tiles.Address) string { return a.String() }), 1, 2)
		r := open(t, path)
		for _, a := range []tiles.Address{{Z: 0}, {Z: 3}, {Z: 1, X: 2}, {Z: 2, Y: 4}, {Z: 255, X: 1<<32 - 1, Y: 1<<32 - 1}} {
			if _, found, err := r.Tile(t.Context(), a.Z, a.X, a.Y); found || err != nil {
				t.Errorf("%s %v: found %v, %v", format, a, found, err)
			}
		}
	}
}

// TestWriterRefuses: what comes wrong, and what goes wrong, is told, and nothing is left.
func TestWriterRefuses(t *testing.T) {
	stop := errors.New("stop")
	list := field(0, 2, func(a tiles.Address) string { return a.String() })
	backwards := slices.Clone(list)
	slices.Reverse(backwards)
	failing := func(yield func(tiles.Placed, error) bool) { _ = yield(list[0], nil) && yield(tiles.Placed{}, stop) }
	for _, format := range formats {
		dir := t.TempDir()
		if _, err := archive.Write(t.Context(), format, io.Discard, dir, info(t, 0, 2), each(backwards)); err == nil || !strings.Contains(err.Error(), "order") {
			t.Errorf("%s: tiles out of order: %v", format, err)
		}
		if _, err := archive.Write(t.Context(), format, io.Discard, dir, info(t, 0, 2), failing); !errors.Is(err, stop) {
			t.Errorf("%s: tiles that fail: %v", format, err)
		}
		if _, err := archive.Write(t.Context(), format, failingWriter{stop}, dir, info(t, 0, 2), each(list)); !errors.Is(err, stop) {
			t.Errorf("%s: a full disk: %v", format, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := archive.Write(ctx, format, io.Discard, dir, info(t, 0, 2), each(list)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: cancelled: %v", format, err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s: left over: %v %v", format, left, err)
		}
	}
	if _, err := archive.Write(t.Context(), "zip", io.Discard, t.TempDir(), info(t, 0, 2), each(list)); err == nil {
		t.Error("a format that is not there is written")
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

// TestReadsWhatOthersWrote: the fixtures of the PMTiles project.
func TestReadsWhatOthersWrote(t *testing.T) {
	dir := filepath.Join(geotest.DataDir(t), "vectors", "pmtiles")
	for name, want := range map[string]struct {
		found int
		kind  archive.TileType
		zooms [2]uint8
	}{
		"test_fixture_1.pmtiles": {1, archive.TypeMVT, [2]uint8{0, 0}},
		"test_fixture_2.pmtiles": {1, archive.TypeMVT, [2]uint8{0, 0}},
		"unclustered.pmtiles":    {2, archive.TypePNG, [2]uint8{1, 1}},
	} {
		r := open(t, filepath.Join(dir, name))
		found := 0
		h := r.Header()
		for z := h.MinZoom; z <= h.MaxZoom; z++ {
			for x := range uint32(1) << z {
				for y := range uint32(1) << z {
					b, ok, err := r.Tile(t.Context(), z, x, y)
					if err != nil {
						t.Errorf("%s: %v", name, err)
					}
					if ok && len(b) > 0 {
						found++
					}
				}
			}
		}
		if found != want.found || h.Type != want.kind || [2]uint8{h.MinZoom, h.MaxZoom} != want.zooms {
			t.Errorf("%s: %d tiles, %+v", name, found, h)
		}
	}
	if _, err := archive.Open(filepath.Join(dir, "invalid.pmtiles")); !errors.Is(err, archive.ErrNotArchive) || !strings.Contains(err.Error(), "invalid.pmtiles") {
		t.Errorf("invalid.pmtiles: %v", err)
	}
	var version *archive.VersionError
	if _, err := archive.Open(filepath.Join(dir, "invalid_v4.pmtiles")); !errors.As(err, &version) || version.Version != 4 {
		t.Errorf("invalid_v4.pmtiles: %v", err)
	}
}

// TestNoArchive: what is not there, empty, or something else is told with its name.
func TestNoArchive(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"empty": "", "text": "PMTile", "sqlite": "SQLite format 3\x00rest", "short": "PMTiles\x03", "zip": "PK\x03\x04"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if r, err := archive.Open(path); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v %v", name, r, err)
		}
	}
	if _, err := archive.Open(filepath.Join(dir, "absent")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent: %v", err)
	}
}

func ExampleOpen() {
	_, err := archive.Open("no-such.pmtiles")
	fmt.Println(err)
	// Output: no-such.pmtiles: no such file or directory
}
