package main

import (
	"bytes"
	"compress/gzip"
	"context"
	varint "encoding/binary"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
	"github.com/redsail/redsail/tiles"
)

// tileShares are the parts of a map session's requests, by zoom from 8 on (the tile study).
var tileShares = [...]float64{.01, .02, .04, .08, .15, .20, .20, .15, .15}

// BenchmarkTilePeers makes the study's tiles of all four layers: raw ST_AsMVT on tables in Web
// Mercator that have a GiST index, without compression, and Redsail, compressed. Each of our
// tiles is the first of its kind in a fresh process memory, only the city's zooms are ready.
// Times are the processor's, of the database that of its backend.
func BenchmarkTilePeers(b *testing.B) {
	c := newTileCity(b)
	conn := c.connect(b)
	for b.Loop() {
		var ours, theirs float64
		p := c.pyramid(b)
		for z := 8; z <= 16; z++ {
			list := c.tiles[z]
			made := make([]tiles.Tile, 0, len(list))
			start := processTime(b)
			for _, t := range list {
				made = append(made, c.ourTile(b, p, t))
			}
			own := millis(processTime(b)-start) / float64(len(list))
			our := 0
			for _, t := range made {
				our += withoutLabels(b, t)
			}
			its, bytes := c.theirs(b, conn, list)
			share := tileShares[z-8]
			ours, theirs = ours+share*own, theirs+share*its
			b.ReportMetric(own, fmt.Sprintf("z%d-cpu-ms", z))
			b.ReportMetric(its/own, fmt.Sprintf("z%d-x-ST_AsMVT", z))
			b.ReportMetric(float64(our)/float64(bytes), fmt.Sprintf("z%d-bytes-of-ST_AsMVT", z))
		}
		b.ReportMetric(ours, "mixed-cpu-ms")
		b.ReportMetric(theirs/ours, "mixed-x-ST_AsMVT")
	}
}

// BenchmarkTileCity is the way from the store to the whole pyramid of z8 to z16.
func BenchmarkTileCity(b *testing.B) {
	c := newTileCity(b)
	for b.Loop() {
		start := processTime(b)
		p := c.pyramid(b)
		opened := processTime(b)
		p.Warm(b.Context(), tileLayers) // as a server makes the page's sets ahead
		all := processTime(b) - start
		n, bytes := 0, 0
		for z := 8; z <= 16; z++ {
			for _, a := range c.cover(uint8(z)) {
				t, err := p.Tile(b.Context(), tileLayers, a)
				if err != nil {
					b.Fatal(err)
				}
				n, bytes = n+1, bytes+len(t.Gzip)
			}
		}
		b.ReportMetric(millis(opened-start)/1000, "open-cpu-s")
		b.ReportMetric(millis(all)/1000, "cpu-s")
		b.ReportMetric(float64(n), "tiles")
		b.ReportMetric(float64(bytes)/1e6, "MB")
	}
}

// BenchmarkTileServe is the size of a server that has sent every tile of z8 to z16, of the sets of
// layers that its page asks for, and its processor time for a tile sent once more. The server makes
// the same tiles ahead meanwhile, so that each is kept once. MB-private is what is this process's
// own; the rest is the program's file, which the system has in memory anyhow.
func BenchmarkTileServe(b *testing.B) {
	c := newTileCity(b)
	var paths []string
	for _, set := range c.pageSets(b) {
		for z := 8; z <= 16; z++ {
			for _, a := range c.cover(uint8(z)) {
				paths = append(paths, "/tiles/"+strings.Join(set, ",")+"/"+a.String()+".mvt")
			}
		}
	}
	args := []string{"serve", "--store", c.store}
	openAll(b, args)
	for b.Loop() {
		s := serveProcess(b, args[1:]...)
		first := s.fetch(b, paths)
		s.quiet(b)
		again := s.fetch(b, paths)
		b.ReportMetric(millis(first)/float64(len(paths)), "first-cpu-ms")
		b.ReportMetric(millis(again)/float64(len(paths)), "again-cpu-ms")
		b.ReportMetric(s.memory(b, "VmRSS")/1e6, "MB-rss")
		b.ReportMetric(s.memory(b, "RssAnon")/1e6, "MB-private")
		b.ReportMetric(s.memory(b, "VmHWM")/1e6, "MB-most")
		s.stop(b)
	}
}

// pageSets are the sets of layers that the page asks for in one tile.
func (c *tileCity) pageSets(b *testing.B) [][]string {
	b.Helper()
	s, err := openStore(b.Context(), c.store)
	if err != nil {
		b.Fatal(err)
	}
	defer func(s city.Store) { _ = s.Close() }(s)
	a, err := atlas.Open(b.Context(), s, nil)
	if err != nil {
		b.Fatal(err)
	}
	d, err := newDrawer()
	if err != nil {
		b.Fatal(err)
	}
	return d.TileSets(a.Current().StyleOf())
}

// pyramid opens the store and makes the tiles' ground.
func (c *tileCity) pyramid(b *testing.B) *tiles.Pyramid {
	b.Helper()
	s, err := openStore(b.Context(), c.store)
	if err != nil {
		b.Fatal(err)
	}
	defer func(s city.Store) { _ = s.Close() }(s)
	a, err := atlas.Open(b.Context(), s, nil)
	if err != nil {
		b.Fatal(err)
	}
	p, err := a.Current().Pyramid(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	p.Warm(b.Context())
	return p
}

// cover are the tiles of a zoom that the city touches.
func (*tileCity) cover(z uint8) []tiles.Address {
	nw := maptile.At(orb.Point{116.2576, 35.6834}, maptile.Zoom(z))
	se := maptile.At(orb.Point{116.9224, 35.1366}, maptile.Zoom(z))
	var out []tiles.Address
	for x := nw.X; x <= se.X; x++ {
		for y := nw.Y; y <= se.Y; y++ {
			out = append(out, tiles.Address{Z: z, X: x, Y: y})
		}
	}
	return out
}

func (*tileCity) ourTile(b *testing.B, p *tiles.Pyramid, at [3]int) tiles.Tile {
	b.Helper()
	t, err := p.Tile(b.Context(), tileLayers, tiles.Address{Z: uint8(at[0]), X: uint32(at[1]), Y: uint32(at[2])})
	if err != nil {
		b.Fatal(err)
	}
	return t
}

// withoutLabels is the size of a tile without the layers of labels, which ST_AsMVT does not make,
// at the level of gzip of theirs.
func withoutLabels(b *testing.B, t tiles.Tile) int {
	b.Helper()
	if t.Empty {
		return 0
	}
	zr, err := gzip.NewReader(bytes.NewReader(t.Gzip))
	if err != nil {
		b.Fatal(err)
	}
	raw, err := io.ReadAll(zr)
	if err != nil {
		b.Fatal(err)
	}
	var kept []byte
	for len(raw) > 0 { // each layer is field 3 with a length, and begins with its name or version
		size, n := varint.Uvarint(raw[1:])
		end := 1 + n + int(size)
		if head := raw[:min(end, 40)]; !bytes.Contains(head, []byte(tiles.LabelSuffix)) {
			kept = append(kept, raw[:end]...)
		}
		raw = raw[end:]
	}
	return packedSize(b, kept)
}

// packedSize is the size of a tile after compression.
func packedSize(b *testing.B, raw []byte) int {
	b.Helper()
	var packed bytes.Buffer
	zip, err := gzip.NewWriterLevel(&packed, 6)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := zip.Write(raw); err != nil {
		b.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		b.Fatal(err)
	}
	return packed.Len()
}

// theirs asks PostGIS for the tiles, and gives milliseconds of its backend a tile, and all bytes
// as our level of gzip makes them.
func (*tileCity) theirs(b *testing.B, conn *pgx.Conn, list [][3]int) (ms float64, size int) {
	b.Helper()
	var parts []string
	for _, layer := range tileLayers {
		parts = append(parts, fmt.Sprintf(`(SELECT ST_AsMVT(m, '%[1]s', 4096, 'geom', 'id') FROM (
			SELECT ST_AsMVTGeom(t.geom, ST_TileEnvelope($1, $2, $3), 4096, 64) geom, id, code, name, parent FROM m.tile_%[1]s t
			WHERE t.geom && ST_TileEnvelope($1, $2, $3, margin => 64.0 / 4096)) m WHERE geom IS NOT NULL)`, layer))
	}
	query := "SELECT " + strings.Join(parts, " || ")
	start := pgtest.BackendTime(b, conn)
	var raw []byte
	for _, t := range list {
		if err := conn.QueryRow(context.Background(), query, t[0], t[1], t[2]).Scan(&raw); err != nil {
			b.Fatal(err)
		}
		size += packedSize(b, raw)
	}
	return millis(pgtest.BackendTime(b, conn)-start) / float64(len(list)), size
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// processTime is how long this process has been on a processor.
func processTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
