package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"
	_ "modernc.org/sqlite" // the driver
)

const (
	// maxMetadataRows is how many entries of metadata are read.
	maxMetadataRows = 1000
	// openPatience ends the opening of a file whose views never end.
	openPatience = 30 * time.Second
)

// mbReader reads an MBTiles file.
type mbReader struct {
	db       *sql.DB
	tile     *sql.Stmt
	header   Header
	metadata Metadata
}

// mbSource is the name of the file for SQLite, with its options.
func mbSource(path, options string) (string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return "file://" + (&url.URL{Path: full}).EscapedPath() + options, nil
}

// openMBTiles opens an SQLite file that nobody may trust: its views and triggers get no
// functions with effects, and nothing is written.
func openMBTiles(path string) (Reader, error) {
	source, err := mbSource(path, "?mode=ro&immutable=1&_defensive=1"+
		"&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)&_pragma=mmap_size(0)"+
		"&_pragma=query_only(1)&_pragma=temp_store(2)")
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return nil, err
	}
	r := &mbReader{db: db, metadata: Metadata{}}
	ctx, cancel := context.WithTimeout(context.Background(), openPatience)
	defer cancel()
	if err := r.read(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return r, nil
}

func (r *mbReader) read(ctx context.Context) error {
	const part = "table metadata"
	texts, err := r.texts(ctx)
	if err != nil {
		return err
	}
	for key, text := range texts {
		if key != "json" {
			if err := r.metadata.Set(key, text); err != nil {
				return err
			}
		}
	}
	if text, ok := texts["json"]; ok {
		inner := Metadata{}
		if json.Unmarshal([]byte(text), &inner) != nil {
			return broken(part, "its entry json is not an object of JSON")
		}
		for key, value := range inner {
			if _, there := r.metadata[key]; !there {
				r.metadata[key] = value
			}
		}
	}
	if err := r.readHeader(ctx, texts); err != nil {
		return err
	}
	// A tile too long is told by its length, without its bytes.
	r.tile, err = r.db.PrepareContext(ctx, `SELECT length(tile_data), CASE WHEN length(tile_data) <= ? THEN tile_data END
		FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ? LIMIT 1`)
	if err != nil {
		return broken("table tiles", "it has not the columns of MBTiles: %v", err)
	}
	return nil
}

// texts are the entries of the table metadata, as many as are read.
func (r *mbReader) texts(ctx context.Context) (map[string]string, error) {
	const part = "table metadata"
	rows, err := r.db.QueryContext(ctx, `SELECT name, value FROM metadata
		WHERE length(name) <= 256 AND length(value) <= ? LIMIT ?`, maxMetadataBytes, maxMetadataRows)
	if err != nil {
		return nil, broken(part, "it cannot be read: %v", err)
	}
	defer rows.Close()
	out := map[string]string{}
	total := 0
	for rows.Next() {
		var name, value sql.NullString
		if err := rows.Scan(&name, &value); err != nil {
			return nil, broken(part, "it holds what is no text")
		}
		if total += len(value.String); total > maxMetadataBytes {
			return nil, broken(part, "it is more than %d bytes", maxMetadataBytes)
		}
		out[name.String] = value.String
	}
	if err := rows.Err(); err != nil {
		return nil, broken(part, "it cannot be read: %v", err)
	}
	return out, nil
}

// readHeader reads what the metadata says of zooms, bounds and centre; zooms that it does not
// say are those of the tiles.
func (r *mbReader) readHeader(ctx context.Context, texts map[string]string) error {
	h := Header{Bounds: world, Compression: CompressionNone}
	switch texts["format"] {
	case "pbf":
		h.Type, h.Compression = TypeMVT, CompressionGzip
	case "png":
		h.Type = TypePNG
	case "jpg", "jpeg":
		h.Type = TypeJPEG
	case "webp":
		h.Type = TypeWebP
	}
	first, err := r.zoom(ctx, texts, "minzoom", `SELECT coalesce(min(zoom_level), 0) FROM tiles`)
	if err != nil {
		return err
	}
	last, err := r.zoom(ctx, texts, "maxzoom", `SELECT coalesce(max(zoom_level), 0) FROM tiles`)
	if err != nil {
		return err
	}
	if first < 0 || first > last || last > maxArchiveZoom {
		return broken("table metadata", "zooms %d to %d are not a range within 0 to %d", first, last, maxArchiveZoom)
	}
	h.MinZoom, h.MaxZoom = uint8(first), uint8(last)
	if n, ok := numbers(texts["bounds"], 4); ok && n[0] < n[2] && n[1] < n[3] {
		h.Bounds = orb.Bound{Min: orb.Point{n[0], n[1]}, Max: orb.Point{n[2], n[3]}}
	}
	h.Center, h.CenterZoom = h.Bounds.Center(), h.MinZoom
	if n, ok := numbers(texts["center"], 3); ok && n[2] >= 0 && n[2] <= maxArchiveZoom {
		h.Center, h.CenterZoom = orb.Point{n[0], n[1]}, uint8(n[2])
	}
	r.header = h
	return nil
}

// zoom is what the metadata says, else what the tiles do, which may mean to read them all.
func (r *mbReader) zoom(ctx context.Context, texts map[string]string, key, query string) (n int64, err error) {
	text, told := texts[key]
	if !told {
		if err := r.db.QueryRowContext(ctx, query).Scan(&n); err != nil {
			return 0, broken("table tiles", "it cannot be read: %v", err)
		}
		return n, nil
	}
	if n, err = strconv.ParseInt(strings.TrimSpace(text), 10, 64); err != nil {
		return 0, broken("table metadata", "%s %.20q is not a number", key, text)
	}
	return n, nil
}

// numbers reads a list of n finite numbers with commas.
func numbers(text string, n int) ([]float64, bool) {
	parts := strings.Split(text, ",")
	if len(parts) != n {
		return nil, false
	}
	out := make([]float64, n)
	for i, p := range parts {
		v, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false
		}
		out[i] = v
	}
	return out, true
}

// Header tells what the archive holds.
func (r *mbReader) Header() Header { return r.header }

// Metadata gives the metadata.
func (r *mbReader) Metadata() Metadata { return r.metadata }

// Close closes the file.
func (r *mbReader) Close() error { return errors.Join(r.tile.Close(), r.db.Close()) }

// Tile gives a tile as it is stored.
func (r *mbReader) Tile(ctx context.Context, z uint8, x, y uint32) ([]byte, bool, error) {
	if z < r.header.MinZoom || z > r.header.MaxZoom || uint64(x)>>z != 0 || uint64(y)>>z != 0 {
		return nil, false, nil
	}
	row := uint64(1)<<z - 1 - uint64(y) // MBTiles counts rows from the south
	var length sql.NullInt64
	var tile []byte
	err := r.tile.QueryRowContext(ctx, maxTileBytes, z, x, int64(row)).Scan(&length, &tile)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil && ctx.Err() != nil:
		return nil, false, ctx.Err()
	case err != nil:
		return nil, false, fmt.Errorf("archive: table tiles: %w", err)
	case length.Int64 > maxTileBytes:
		return nil, false, broken("tile", "%d bytes are more than %d", length.Int64, maxTileBytes)
	}
	return tile, len(tile) > 0, nil
}
