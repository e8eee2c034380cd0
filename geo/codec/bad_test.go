package codec_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/geotest"
)

func TestBadFiles(t *testing.T) {
	for _, bad := range geotest.BadFiles(t) {
		t.Run(bad.Name, func(t *testing.T) {
			var err error
			grown := allocated(func() { _, _, err = readAll(t, bad.Path, codec.Options{}) })
			if kindOf(err) != bad.Kind {
				t.Fatalf("got %v (kind %q), want kind %q", err, kindOf(err), bad.Kind)
			}
			if !strings.HasPrefix(err.Error(), bad.Path+": ") || strings.Contains(err.Error(), "\n") {
				t.Errorf("the error must be one line that names the file: %q", err)
			}
			// A claim of 2 GiB, or a bomb of 64 MiB, must not be believed.
			if grown > 4<<20 {
				t.Errorf("%d bytes were allocated for it", grown)
			}
		})
	}
}

// allocated is the number of bytes that f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestBadShapesGeoJSON(t *testing.T) {
	var geometries, want []string
	for _, s := range geotest.BadShapes() {
		geometries = append(geometries, s.GeoJSON, geotest.GoodPolygon)
		want = append(want, s.Reason, "")
	}
	_, fs := mustRead(t, write(t, "bad.geojson", geotest.Collection(geometries...)), codec.Options{})
	if got := reasons(fs); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for i, f := range fs {
		if f.Properties["code"] != fmt.Sprint(i) {
			t.Errorf("feature %d lost its properties: %v", i, f.Properties)
		}
	}
}

func TestBadShapesCSV(t *testing.T) {
	var b strings.Builder
	b.WriteString("code;wkt\n")
	var want []string
	for _, s := range geotest.BadShapes() {
		if s.WKT != "" {
			fmt.Fprintf(&b, "1;\"%s\"\n2;\"POLYGON((0 0,1 0,1 1,0 0))\"\n", s.WKT)
			want = append(want, s.Reason, "")
		}
	}
	_, fs := mustRead(t, write(t, "bad.csv", []byte(b.String())), codec.Options{})
	if got := reasons(fs); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// A ring of ten million vertices is one feature's fault; the next feature is read, and
// memory follows the limit, not the ring.
func TestHugeRing(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 60 MB")
	}
	for name, path := range map[string]string{
		"geojson":   geotest.HugeRing(t, 10_000_000),
		"shapefile": geotest.HugeShapefile(t, 10_000_000),
	} {
		t.Run(name, func(t *testing.T) {
			var fs []codec.Feature
			grown := allocated(func() { _, fs = mustRead(t, path, codec.Options{}) })
			if got := reasons(fs); !slices.Equal(got, []string{"too_many_vertices", ""}) {
				t.Errorf("got %q", got)
			}
			t.Logf("%d bytes allocated", grown)
			if grown > 120<<20 {
				t.Errorf("%d bytes were allocated for a ring that was refused", grown)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	path := write(t, "a.geojson", geotest.Collection(geotest.GoodPolygon, geotest.GoodPolygon, geotest.GoodPolygon))
	for name, l := range map[string]codec.Limits{
		"file":     {FileBytes: 100},
		"features": {Features: 2},
		"vertices": {Vertices: 14},
		"field":    {FieldBytes: 5},
	} {
		if _, _, err := readAll(t, path, codec.Options{Limits: l}); kindOf(err) != codec.KindTooLarge {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, fs := mustRead(t, path, codec.Options{Limits: codec.Limits{RingVertices: 4, Features: 3, Vertices: 15}})
	if got := reasons(fs); !slices.Equal(got, []string{"too_many_vertices", "too_many_vertices", "too_many_vertices"}) {
		t.Errorf("rings: got %q", got)
	}
	many := make([]geotest.Entry, 201)
	for i := range many {
		many[i].Name = fmt.Sprint(i)
	}
	if _, _, err := readAll(t, write(t, "a.zip", geotest.Zip(t, many...)), codec.Options{}); kindOf(err) != codec.KindTooLarge {
		t.Errorf("entries: got %v", err)
	}
	town := geotest.Zip(t, geotest.Town().Entries("a")...)
	if _, _, err := readAll(t, write(t, "a.zip", town), codec.Options{Limits: codec.Limits{EntryBytes: 300}}); kindOf(err) != codec.KindTooLarge {
		t.Errorf("entry bytes: got %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	if _, err := codec.Open(context.Background(), dir, codec.Options{}); kindOf(err) != codec.KindUnreadable {
		t.Errorf("a folder: got %v", err)
	}
	if _, err := codec.Open(context.Background(), filepath.Join(dir, "none.geojson"), codec.Options{}); kindOf(err) != codec.KindUnreadable {
		t.Errorf("no file: got %v", err)
	}
}

func TestCancel(t *testing.T) {
	path := write(t, "a.geojson", geotest.Collection(geotest.GoodPolygon, geotest.GoodPolygon))
	ctx, cancel := context.WithCancel(context.Background())
	r, err := codec.Open(ctx, path, codec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	cancel()
	for range 2 { // the error stays
		if _, err := r.Next(); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	if _, err := codec.Open(ctx, path, codec.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("open: got %v", err)
	}
}

func TestCloseTwiceAndNextAfter(t *testing.T) {
	for _, path := range oneOfEach(t) {
		r, err := codec.Open(context.Background(), path, codec.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Errorf("%s: first close: %v", path, err)
		}
		if _, err := r.Next(); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("%s: next after close: %v", path, err)
		}
		r.Close()
	}
}

// oneOfEach writes a good file of each format.
func oneOfEach(t *testing.T) []string {
	t.Helper()
	town := geotest.Town()
	shp := write(t, "a.shp", town.SHP())
	if err := os.WriteFile(strings.TrimSuffix(shp, ".shp")+".dbf", town.DBF(), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{
		write(t, "a.geojson", geotest.Collection(geotest.GoodPolygon)),
		write(t, "a.topojson", []byte(topology)),
		write(t, "a.csv", []byte("wkt\nPOINT(1 2)\n")),
		write(t, "a.zip", geotest.Zip(t, town.Entries("a")...)),
		shp,
		makeGeoPackage(t),
	}
}

// TestFaultIsNoEnd: an entry of an archive that ends before its data is a fault, which must not pass for
// the end of the features: what came before it would be stored as the whole.
func TestFaultIsNoEnd(t *testing.T) {
	town := geotest.Town()
	whole := geotest.Zip(t, town.Entries("a")...)
	for _, packed := range []string{"a.zip", "a.kmz"} {
		body := whole
		if packed == "a.kmz" {
			body = geotest.Zip(t, geotest.Entry{Name: "doc.kml", Body: []byte(kmlTown)})
		}
		// The directory says that each entry begins where the file ends.
		body = bytes.Clone(body)
		for at := 0; ; {
			i := bytes.Index(body[at:], []byte("PK\x01\x02"))
			if i < 0 {
				break
			}
			at += i + 4
			binary.LittleEndian.PutUint32(body[at+38:], uint32(len(body)-10))
		}
		_, fs, err := readAll(t, write(t, packed, body), codec.Options{})
		if kindOf(err) != codec.KindTruncated || errors.Is(err, io.EOF) || len(fs) > 0 || !strings.Contains(err.Error(), packed) {
			t.Errorf("%s: %d features, %v", packed, len(fs), err)
		}
	}
}
